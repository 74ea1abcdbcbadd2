// The terminal interface in a real pty, with a home whose model speaks a script.

import { KIMI, type Home } from './kimi.ts'
import { openTerminal, type Terminal } from './terminal.ts'

export interface UiOptions {
  args?: readonly string[]
  cols?: number
  rows?: number
  env?: Record<string, string>
  /** The text on the screen that tells that the session is open: by default the row below the prompt. */
  ready?: RegExp
}

/** The row below the prompt, once the session is open: it begins with the mode. */
export const READY = /^(?:ask|accept-edits|plan|auto|bypass) · /m

/** Opens `kimi` in the home's directory and waits until its session is open. */
export async function openUi(
  home: Home,
  { args = [], cols = 80, rows = 30, env = {}, ready = READY }: UiOptions = {},
): Promise<Terminal> {
  const { HOME: _, ...shared } = home.env
  const term = await openTerminal({
    shell: KIMI,
    args: [...args],
    env: { ...shared, TERM: 'xterm-256color', TERM_PROGRAM: 'vscode', CI: undefined, ...env },
    cwd: home.dir,
    ready: false,
    cols,
    rows,
  })
  await term.until((screen) => ready.test(screen), 'the session to be open')
  return term
}

/** Types words, waits until they stand in the prompt, also where they stand above it already, and presses Enter: in one piece it would be a paste. */
export async function say(term: Terminal, words: string): Promise<void> {
  const count = (screen: string) => screen.split(`❯ ${words}`).length
  const before = count(term.screen())
  term.type(words)
  await term.until((screen) => count(screen) > before, 'the words in the prompt')
  term.press('enter')
}
