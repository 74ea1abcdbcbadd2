// `kimi acp` with options: the login that editors run, and what to paste into their configuration. Without options it opens the door.

import { join } from 'node:path'
import type { DaemonChoice } from './daemon-client.ts'
import type { EditorName } from './setup/editor-names.ts'
import { say } from './standard-streams.ts'

export interface AcpFlags extends DaemonChoice {
  login?: boolean
  printConfig?: EditorName
}

/** Returns the exit status. Frames alone are written to stdout; stderr is the agent's log in editors. */
export async function runAcp(flags: AcpFlags, env: NodeJS.ProcessEnv): Promise<number> {
  if (flags.login) return (await import('./accounts/login-command.ts')).logIn({}, env)
  if (flags.printConfig === undefined) return (await import('./acp-start.ts')).serveEditor(flags, env)
  const { describeEditorConfig } = await import('./setup/editor-config.ts')
  say(describeEditorConfig(flags.printConfig, join(import.meta.dirname, 'kimi')))
  return 0
}
