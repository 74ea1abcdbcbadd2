// `kimi` on a terminal: the session on the screen, for as long as the user stays.

import { KimiError } from '../../protocol/errors.ts'
import { runPlainTerminal, type PlainWish } from '../../tui/plain/plain-terminal.ts'
import { runTerminal, type TerminalWish } from '../../tui/app.ts'
import { openAskClient } from '../daemon-client.ts'
import { readSessionFlags, type SessionFlags } from './one-turn.ts'

export interface TerminalFlags extends SessionFlags {
  /** True for lines without cursor movement. */
  plain?: boolean
  /** True to begin in the shell of the session. */
  shellMode?: boolean
}

/** Returns the exit status. `words`: the first prompt, or ''. `panel`: a list that is shown at first. Throws `usage.invalid`. */
export async function openTerminalUi(
  words: string,
  { plain = false, shellMode = false, ...flags }: TerminalFlags,
  env: NodeJS.ProcessEnv,
  panel: TerminalWish['panel'] = null,
): Promise<number> {
  const picks = flags.session === true
  const { session, ...rest } = flags
  const open = readSessionFlags(picks || session === undefined ? rest : { ...rest, session }, env)
  const connect: PlainWish['connect'] = {
    open: (ways) => openAskClient({ daemon: flags.daemon, ...ways }, env),
  }
  const isPlain = plain || env['TERM'] === 'dumb'
  if (isPlain && (picks || panel))
    throw new KimiError('usage.invalid', 'a list needs a terminal that can move its cursor', {
      hint: 'kimi session list',
    })
  if (shellMode && (isPlain || picks || words !== ''))
    throw new KimiError(
      'usage.invalid',
      '--shell-mode begins with your shell, and goes neither with --plain, words nor -S without an ID',
    )
  if (isPlain) return runPlainTerminal({ open, words, connect, env })
  return runTerminal({ open, words, env, connect, panel: picks ? 'sessions' : panel, beginsInShell: shellMode })
}

/** `kimi sessions`: the list of all that the daemon knows, in front of a new session. */
export function openSessionsScreen(env: NodeJS.ProcessEnv): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new KimiError('usage.invalid', 'there is no terminal to show a screen on', {
      hint: 'kimi session list --all',
    })
  return openTerminalUi('', { daemon: true }, env, 'tasks')
}
