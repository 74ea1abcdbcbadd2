// The end of an idle daemon: it exits when nothing was open for the whole idle time, on a clock that cannot jump.

export interface IdleWatch {
  /** Begins the idle time anew: something has just happened. */
  touch(): void
  close(): void
}

export interface IdleDeps {
  /** The setting `daemon.idle_exit`: 0 = never. */
  minutes(): number
  isBusy(): boolean
  /** True once a shell, a session or a task has come. */
  isUsed(): boolean
  onIdle(): void
}

const CHECK_MS = 15_000
const SHORTEST_CHECK_MS = 50
/** A daemon that has met no shell, session or task ends after so many minutes: each share directory of a test would keep one. */
const UNUSED_MINUTES = 1

/** Calls `onIdle` once `isBusy` has been false for the idle time. */
export function watchIdle({ minutes, isBusy, isUsed, onIdle }: IdleDeps, unusedMinutes = UNUSED_MINUTES): IdleWatch {
  let last = performance.now()
  const check = () => {
    if (isBusy()) last = performance.now()
    const limitMs = (isUsed() ? minutes() : Math.min(minutes(), unusedMinutes)) * 60_000
    if (limitMs > 0 && performance.now() - last >= limitMs) return onIdle()
    // Short idle times, as tests and CI use them, are kept to a tenth.
    timer = setTimeout(check, Math.max(SHORTEST_CHECK_MS, Math.min(CHECK_MS, limitMs > 0 ? limitMs / 10 : CHECK_MS)))
    timer.unref()
  }
  // The first check waits: the settings are read from a file, which would delay the start.
  let timer = setTimeout(check, SHORTEST_CHECK_MS)
  timer.unref()
  return { touch: () => (last = performance.now()), close: () => clearTimeout(timer) }
}
