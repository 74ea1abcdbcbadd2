// When the daemon may go: nothing open for the whole of the idle time, on a clock that cannot jump.

const CHECK_MS = 15_000
const SHORTEST_CHECK_MS = 50

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
    if (limitMs > 0 && performance.now() - last >= limitMs) return leave()
    // Short idle times (tests, CI) are honoured to a tenth.
    timer = setTimeout(check, Math.max(SHORTEST_CHECK_MS, Math.min(CHECK_MS, limitMs > 0 ? limitMs / 10 : CHECK_MS)))
    timer.unref()
  }
  // Not at once: the settings are read from a file, and a start has better things to do.
  let timer = setTimeout(check, SHORTEST_CHECK_MS)
  timer.unref()
  return { touch: () => (last = performance.now()), close: () => clearTimeout(timer) }
}
