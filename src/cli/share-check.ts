// Refuses commands that would use the share directory of another user.

import { KimiError } from '../protocol/errors.ts'
import { findPaths } from '../sys/paths.ts'
import { findForeignOwner, hintForOwner } from '../sys/share-owner.ts'

/** Commands that read and write nothing there, or say themselves what is wrong. */
const WITHOUT_SHARE = ['help', '--help', '-h', '--version', '-V', 'init', 'completion', 'demo', 'info', 'doctor']

/** The error of a command whose first word is `name`, or null when it may run. */
export function refuseForeignShare(name: string | undefined, env: NodeJS.ProcessEnv): KimiError | null {
  if (name === undefined || WITHOUT_SHARE.includes(name)) return null
  const reason = findForeignOwner(findPaths(env).share, env)
  return reason === null ? null : new KimiError('share.foreign', reason, { hint: hintForOwner() })
}
