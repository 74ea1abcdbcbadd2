// When the daemon may go: nothing open for the whole of the idle time, on a clock that cannot jump.

const CHECK_MS = 15_000

/** Calls `leave` once nothing `isBusy` for `minutes` (0 = never). `touch` says that something has just happened. */
export function watchIdle(
  minutes: () => number,
  isBusy: () => boolean,
  leave: () => void,
): { touch(): void; close(): void } {
  let last = performance.now()
  const check = () => {
    if (isBusy()) last = performance.now()
    const limitMs = minutes() * 60_000
    if (limitMs > 0 && performance.now() - last >= limitMs) leave()
  }
  // Short idle times (tests, CI) are honoured to a tenth.
  const timer = setInterval(check, Math.max(50, Math.min(CHECK_MS, (minutes() || 30) * 6_000)))
  timer.unref()
  return { touch: () => (last = performance.now()), close: () => clearInterval(timer) }
}
