// Tells a slow answer from a dead one: a limit to the first byte, between bytes, and between events, since a proxy's
// keep-alive comments are bytes for ever.

export interface StallLimits {
  firstByte: number
  between: number
  /** Between events, whatever else comes. */
  event: number
}

/** Milliseconds. Thinking models send nothing but comments for long. */
export const STALL_LIMITS_MS: StallLimits = { firstByte: 30_000, between: 60_000, event: 180_000 }

export interface StallTimer {
  sawByte(): void
  sawEvent(): void
  close(): void
}

/** Starts now. `onStall` is called once at most, with the milliseconds of silence and what was missing. */
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
