// Tells when a program that reads a terminal waits for input. A shell forgets an interrupt that comes while it draws or runs a hook.

import { readFileSync } from 'node:fs'

/** A program that has slept at this many looks, and has not woken in between, has no key to read any more. */
const QUIET_LOOKS = 2
const LOOK_MS = 15
const LIMIT_MS = 30_000
/** The number of sleeps on systems that do not tell it. */
const UNKNOWN = 'unknown'

/**
 * Returns true as soon as process `pid` waits for input, and has slept more often than `woken`, a result of `countSleeps`, tells; false when
 * that does not come within 30 s.
 */
export async function waitForIdle(pid: number, woken?: string): Promise<boolean> {
  const limit = Date.now() + LIMIT_MS
  let before: string | null = null
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const now = look(pid)
    quiet = now !== null && now === before && (now !== woken || now === UNKNOWN) ? quiet + 1 : 0
    before = now
    if (Date.now() > limit) return false
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  return true
}

/** The number of times that a process has slept until now, where it waits for input and the system tells. */
export function countSleeps(pid: number): string {
  return look(pid) ?? UNKNOWN
}

/** As countSleeps; null while the process does something else than to wait for input. Linux alone tells it. */
function look(pid: number): string | null {
  if (process.platform !== 'linux') return UNKNOWN
  try {
    if (!/poll|select|wait_woken|tty_read/.test(readFileSync(`/proc/${pid}/wchan`, 'utf8'))) return null
    return /^voluntary_ctxt_switches:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? null
  } catch {
    return null
  }
}
