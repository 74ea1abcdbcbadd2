// `kimi acp`: the door for editors, the login that they run in a terminal, and what to paste into their configuration. An editor waits
// for the first answer, so that only the door itself is loaded before it.

import { join } from 'node:path'
import type { DaemonChoice } from './daemon-client.ts'
import { clientEnv } from '../client/client-env.ts'
import type { EditorName } from './setup/editor-names.ts'
import { refuseForeignShare } from './share-check.ts'
import { say, sayFailure } from './standard-streams.ts'

export interface AcpFlags extends DaemonChoice {
  login?: boolean
  printConfig?: EditorName
}

/** `kimi acp` alone, as editors start it: without the table of all commands, which takes longer to load than the door. */
export async function startAcp(env: NodeJS.ProcessEnv): Promise<number> {
  const refused = refuseForeignShare('acp', env)
  if (!refused) return runAcp({ daemon: true }, env)
  sayFailure(refused.message, refused.hint)
  return refused.exit
}

/** Returns the exit status. Frames alone are written to stdout; stderr is the agent's log in editors. */
export async function runAcp(flags: AcpFlags, env: NodeJS.ProcessEnv): Promise<number> {
  if (flags.login) return (await import('./accounts/login-command.ts')).logIn({}, env)
  const program = join(import.meta.dirname, 'kimi')
  if (flags.printConfig !== undefined) {
    const { describeEditorConfig } = await import('./setup/editor-config.ts')
    say(describeEditorConfig(flags.printConfig, program))
    return 0
  }
  const { serveAcp } = await import('../acp/acp-door.ts')
  return serveAcp({
    connect: async () => (await import('./daemon-client.ts')).openAskClient(flags, env),
    client: clientEnv(env),
    async openPage(url) {
      const { findBrowser, openPage } = await import('./accounts/browser.ts')
      const browser = findBrowser(env)
      if (browser !== null) openPage(browser, url)
    },
    program,
    log: (text) => sayFailure(text),
  })
}
