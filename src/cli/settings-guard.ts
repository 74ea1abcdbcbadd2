// Keeps commands that the agent or an MCP server has started from changing the user's settings, as the daemon keeps them from giving
// orders (daemon/peer-guard.ts): settings say what passes without a question.

import { userInfo } from 'node:os'
import { KimiError } from '../protocol/errors.ts'
import { findPaths } from '../sys/paths.ts'
import { isMarked, ORIGIN_VARIABLE } from '../sys/process-mark.ts'

/**
 * Throws `peer.refused` in such a command. The variable tells of one; the mark of the kernel tells of one that has taken the variable
 * off, where it reaches for the user's own file: a scratch home inside a command is the command's.
 */
export function refuseCommandOfOurs(what: string, env: NodeJS.ProcessEnv): void {
  const { run, config } = findPaths(env)
  const isOfDaemon = env[ORIGIN_VARIABLE] === run
  const isHidden = isMarked() && config === findPaths({ HOME: userInfo().homedir }).config
  if (isOfDaemon || isHidden)
    throw new KimiError('peer.refused', `refused: ${what} from a command that kimi itself has started`)
}
