// The user's own corrections: a pattern on the error, and perhaps one on the command.

import type { Candidate } from '../../protocol/proposals.ts'
import type { OwnFix } from './addition-files.ts'
import { fill } from './own-requests.ts'
import { runPattern } from './own-patterns.ts'

const CONFIDENCE = 0.96
/** Characters that mean something to a shell. An output is data: a match that holds one of them never gets into a command. */
const UNSAFE = /[;&|`$<>(){}\\!*?\n"'\s]/

/** Corrections for an error; a pattern that takes too long is added to `tooSlow` and left out from then on. */
export function fixOwn(failed: string, output: string, fixes: readonly OwnFix[], tooSlow: Set<OwnFix>): Candidate[] {
  const out: Candidate[] = []
  for (const fix of fixes) {
    if (tooSlow.has(fix)) continue
    const said = runPattern(fix.when, output)
    const typed = fix.failed ? runPattern(fix.failed, failed) : undefined
    if (said === undefined || (fix.failed && typed === undefined)) tooSlow.add(fix)
    if (!said || (fix.failed && !typed)) continue
    const caught = Object.entries(said.groups ?? {})
    if (caught.some(([, value]) => value !== undefined && UNSAFE.test(value))) continue
    const values = new Map(
      [...caught, ...Object.entries(typed?.groups ?? {})].filter(([, value]) => value !== undefined),
    )
    // The command that failed was typed by the user, and is inserted as it is.
    const command = fix.command
      .split('{failed}')
      .map((part) => fill(part, values))
      .join(failed)
    if (command !== failed) out.push({ command, explanation: fix.note, source: fix.file, confidence: CONFIDENCE })
  }
  return out
}
