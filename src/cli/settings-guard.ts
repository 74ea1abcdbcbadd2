// Keeps commands that the agent or an MCP server has started from changing the user's settings, as the daemon keeps them from giving
// orders (daemon/peer-guard.ts): settings say what passes without a question.

import { KimiError } from '../protocol/errors.ts'
import { findOwnUser } from '../sys/own-user.ts'
import { findPaths } from '../sys/paths.ts'
import { isMarked, ORIGIN_VARIABLE } from '../sys/process-mark.ts'

/**
 * Throws `peer.refused` in such a command. The variable tells of one; the mark of the kernel tells of one that has taken the variable
 * off, where it reaches for the user's own file: a scratch home inside a command is the command's.
 */
export function refuseCommandOfOurs(what: string, env: NodeJS.ProcessEnv): void {
  const { run, config } = findPaths(env)
  const isOfDaemon = env[ORIGIN_VARIABLE] === run
  const account = isMarked() ? findOwnUser().home : null
  // Of an account without a home it is not known which file is the user's own: each may be.
  const isHidden = isMarked() && (account === null || config === findPaths({ HOME: account }).config)
  if (isOfDaemon || isHidden)
    throw new KimiError('peer.refused', `refused: ${what} from a command that kimi itself has started`)
}
