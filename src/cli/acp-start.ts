// Opens the door for editors. An editor waits for the first answer, so that nothing but the door itself is loaded before it.

import { join } from 'node:path'
import { serveAcp } from '../acp/acp-door.ts'
import { findPaths } from '../sys/paths.ts'
import { findForeignOwner } from '../sys/share-owner.ts'
import type { DaemonChoice } from './daemon-client.ts'

/** `kimi acp` alone, as editors start it: without the table of all commands, which takes longer to load than the door. */
export async function startAcp(env: NodeJS.ProcessEnv): Promise<number> {
  return findForeignOwner(findPaths(env).share, env) === null ? serveEditor({ daemon: true }, env) : refuse(env)
}

/** Serves the editor on stdin and stdout. Returns the exit status. */
export async function serveEditor(choice: DaemonChoice, env: NodeJS.ProcessEnv): Promise<number> {
  const program = join(import.meta.dirname, 'kimi')
  return serveAcp(program, async () => (await import('./editor-surroundings.ts')).describeSurroundings(choice, env))
}

/** Says why the share directory cannot be used. Returns the exit status. */
async function refuse(env: NodeJS.ProcessEnv): Promise<number> {
  const [{ refuseForeignShare }, { sayFailure }] = await Promise.all([
    import('./share-check.ts'),
    import('./standard-streams.ts'),
  ])
  const refused = refuseForeignShare('acp', env)!
  sayFailure(refused.message, refused.hint)
  return refused.exit
}
