// Tells a slow answer from a dead one by the time to the first byte, between bytes, and between parts of the answer. The
// last is needed because a proxy may send keep-alive comments, or events that bring nothing, for ever.

/** Limits in milliseconds. */
export interface StallLimits {
  firstByte: number
  /** The longest time between two bytes. */
  between: number
  /** The longest time between two parts of the answer, whatever else comes. */
  event: number
}

/** The default limits. Models whose thoughts are not sent have nothing but comments to send while they think. */
export const STALL_LIMITS_MS: StallLimits = { firstByte: 30_000, between: 60_000, event: 120_000 }

export interface StallTimer {
  sawByte(): void
  sawEvent(): void
  close(): void
}

/**
 * Starts at once. `onStall` is called at most once, with the milliseconds of silence and the thing that did not come.
 */
export function startStallTimer(limits: StallLimits, onStall: (ms: number, what: string) => void): StallTimer {
  let isFirst = true
  let bytes = setTimeout(() => stall(limits.firstByte, 'no first byte'), limits.firstByte)
  const events = setTimeout(() => stall(limits.event, 'nothing but keep-alives'), limits.event)

  function stall(ms: number, what: string): void {
    close()
    onStall(ms, what)
  }

  function close(): void {
    clearTimeout(bytes)
    clearTimeout(events)
  }

  return {
    sawByte() {
      if (!isFirst) return void bytes.refresh()
      isFirst = false
      clearTimeout(bytes)
      bytes = setTimeout(() => stall(limits.between, 'no more bytes'), limits.between)
    },
    sawEvent: () => void events.refresh(),
    close,
  }
}
