// `kimi` without any argument, on a terminal: the other commands are not loaded for it.

import { refuseForeignShare } from '../share-check.ts'
import { openTerminalUi } from './terminal-command.ts'

/** Returns the exit status; errors are printed as those of all commands. */
export async function openAlone(env: NodeJS.ProcessEnv): Promise<number> {
  process.stdout.on('error', () => process.exit(1))
  try {
    const refused = refuseForeignShare('kimi', env)
    if (refused) throw refused
    return await openTerminalUi('', { daemon: true }, env)
  } catch (error) {
    return (await import('../command-line.ts')).reportError(error, env)
  }
}
