// A shell whose Ctrl-X reaches a scripted model over real HTTP.

import { makeHome, lendDaemonTo, type Home, type ShellOptions } from './kimi.ts'
import { startModelServer, type ModelServer, type Reply } from './model-server.ts'
import type { Terminal } from './terminal.ts'

export interface AskingShell extends AsyncDisposable {
  model: ModelServer
  home: Home
  term: Terminal
}

/**
 * Opens the shell. `replies` holds a reply for each request, or is a function of the request's index (from 0). The daemon is
 * running when this returns. With `shared`, the home of a running daemon, that daemon is used and outlives the shell.
 */
export async function openAskingShell(
  shell: 'zsh' | 'bash' | 'fish',
  replies: Reply[] | ((index: number) => Reply),
  options: ShellOptions = {},
  shared?: Home,
): Promise<AskingShell> {
  const stack = new AsyncDisposableStack()
  try {
    const model = stack.use(await startModelServer(Array.isArray(replies) ? replies : (_, index) => replies(index)))
    const home = shared ?? stack.use(await makeHome({ MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url }))
    if (!shared) await lendDaemonTo(home)
    // On a crowded machine the offline engine would otherwise answer before the model.
    const env = { MOONSHOT_BASE_URL: model.url, KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000', ...options.env }
    const term = stack.use(await home.shell(shell, { ...options, env }))
    return { model, home, term, [Symbol.asyncDispose]: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** A promise with the function that settles it, for a model's pause that the test ends. */
export function createGate(): { opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: resolve }
}

/**
 * Presses Ctrl-C until the prompt is empty. One press may only answer zsh's "see all possibilities?", or close a list. No press
 * comes before the shell has dealt with the one before: it would end the line that is typed next.
 */
export async function leaveLine(term: Terminal, isEmpty = () => term.line() === 'PROMPT>'): Promise<void> {
  for (let press = 0; press < 5 && !isEmpty(); press++) await term.interrupt()
  await term.until(isEmpty)
}
