// Writes a proposal that needs root for the user who gets it: with sudo, for root without it, and not at all where sudo is not installed.

import type { Candidate } from '../../protocol/proposals.ts'

const SUDO = /(?<![\w./-])sudo\s+/
/** `sudo` at the beginning of a command, without options of its own. */
const PLAIN_SUDO = /(^|[;&|(]\s*)sudo\s+(?=[^-\s])/g

/**
 * The candidates as this user can run them, in their order.
 * @param line what was typed or has failed: it is never its own answer
 */
export function fitToRights(
  candidates: Candidate[],
  line: string,
  { isRoot, hasSudo }: { isRoot: boolean; hasSudo: boolean },
): Candidate[] {
  if (!isRoot && hasSudo) return candidates
  const fitted = candidates.flatMap((item) => {
    if (!SUDO.test(item.command)) return [item]
    const command = isRoot ? item.command.replaceAll(PLAIN_SUDO, '$1') : item.command
    // `sudo -u postgres psql` is another user's: root needs sudo for that, too.
    return (SUDO.test(command) && !hasSudo) || command === line.trim() ? [] : [{ ...item, command }]
  })
  return fitted.filter(({ command }, at) => fitted.findIndex((other) => other.command === command) === at)
}
