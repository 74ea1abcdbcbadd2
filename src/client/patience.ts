// Decides whether to wait on for a process that ought to answer. On a crowded machine the process may get the processor for a
// hundredth of the time, so its state and its processor time count, not the time that passes.

import { readActivity } from '../sys/processes.ts'

/** A process that sleeps for so long without answering will not answer. */
const SILENCE_LIMIT_MS = 2_000
/** A stopped process is given a moment, since a debugger or job control may be about to let it go on. */
const STOPPED_LIMIT_MS = 500
/** Processor time after which a process that works and does not answer counts as caught in a loop. */
const WORK_LIMIT_MS = 10_000
/** Longest wait for anything, also where the process is not known. */
const TOTAL_LIMIT_MS = 60_000

/** `silent`: it sleeps. `stopped`: by a signal. `busy`: it has worked for long without answering, or time is up. */
export type Verdict = 'wait' | 'silent' | 'stopped' | 'busy'

/** Judges a process from one look to the next. `look` is called every few hundred milliseconds, with null while its id is unknown. */
export interface Patience {
  look(pid: number | null): Verdict
}

/** `silenceLimitMs` is how long the process may sleep. */
export function createPatience(silenceLimitMs = SILENCE_LIMIT_MS): Patience {
  const began = performance.now()
  let cpuAtStart: number | null = null
  let cpuBefore: number | null = null
  let activeAt = began
  let stoppedAt: number | null = null
  return {
    look(pid) {
      const now = performance.now()
      const found = pid === null ? null : readActivity(pid)
      if (now - began > TOTAL_LIMIT_MS) return 'busy'
      if (!found) return 'wait'
      stoppedAt = found.state === 'stopped' ? (stoppedAt ?? now) : null
      if (stoppedAt !== null) return now - stoppedAt >= STOPPED_LIMIT_MS ? 'stopped' : 'wait'
      cpuAtStart ??= found.cpuMs
      if (found.state === 'running' || found.cpuMs !== cpuBefore) activeAt = now
      cpuBefore = found.cpuMs
      if (found.cpuMs - cpuAtStart > WORK_LIMIT_MS) return 'busy'
      return now - activeAt >= silenceLimitMs ? 'silent' : 'wait'
    },
  }
}
