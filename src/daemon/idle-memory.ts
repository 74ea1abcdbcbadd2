// Gives memory back once the work is done. V8 collects only while it allocates, so that an idle daemon would keep the garbage of its
// last busy minute for hours.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOK_MS = 10_000
/** Processor time in LOOK_MS below which the daemon counts as idle: timers alone take less. */
const IDLE_CPU_MICROSECONDS = 50_000
/** Processor time since the last collection above which another one is worth its 30 ms. */
const WORTH_CPU_MICROSECONDS = 500_000

/** Collects once, each time the daemon has worked and is idle for 10 s. */
export function collectWhenIdle(): { close(): void } {
  let collect: (() => void) | undefined
  let before = process.cpuUsage()
  let worked = 0
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    worked += user + system
    if (user + system > IDLE_CPU_MICROSECONDS || worked < WORTH_CPU_MICROSECONDS) return
    worked = 0
    collect ??= findCollector()
    collect()
  }, LOOK_MS)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

/** V8 shows its collector to a context that is made while the flag is set. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  return () => collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
