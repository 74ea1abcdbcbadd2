// `kimi session shell`: shows the shell of a session in this terminal. Ctrl-X leaves it, and the shell goes on.

import { KimiError } from '../../protocol/errors.ts'
import { say } from '../standard-streams.ts'
import { openSession, readSessionFlags } from '../turns/one-turn.ts'

/** Without an id a new session is begun. Returns the exit status. */
export async function showSessionShell(id: string | undefined, env: NodeJS.ProcessEnv): Promise<number> {
  const { stdin: input, stdout: output } = process
  if (!input.isTTY || !output.isTTY) throw new KimiError('usage.invalid', 'the shell of a session needs a terminal')
  const { enterShellMode } = await import('../../tui/shell/shell-mode.ts')
  const open = readSessionFlags({ daemon: true, ...(id === undefined ? {} : { session: id }) }, env)
  // Questions of a running turn are answered where the turn was begun.
  const silent = { event: () => {}, request: () => {} }
  const { client, session } = await openSession({ daemon: true }, open, silent, false, { ...env, CI: undefined })
  try {
    const end = await enterShellMode({ connection: client, terminal: { input, output }, env })
    if (end === 'back') say(`The shell goes on: kimi session shell ${session.id.slice(0, 8)}\n`)
    return 0
  } finally {
    input.pause()
    client.close()
  }
}
