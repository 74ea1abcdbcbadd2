// The pauses that providers have asked for. All sessions that use one key at one host share a gate, so that none of them runs into
// a limit that another one has met.

import type { Failure } from './chat-stream.ts'

/** After a pause that the provider asked for, requests are spread over this time. */
const SPREAD_MS = 1_500

export interface RequestGate {
  /** Milliseconds to wait, some more than the provider asked for; 0 when there is no pause. */
  leftMs(): number
  /** The failure that asked for the pause. */
  readonly failure: Failure | null
  extend(failure: Failure): void
}

/**
 * @param now milliseconds on a steady clock
 * @param random a number from 0 to 1
 */
export function createGate(
  now: () => number = () => performance.now(),
  random: () => number = Math.random,
): RequestGate {
  let until = Number.NEGATIVE_INFINITY
  let reason: Failure | null = null
  return {
    leftMs() {
      const left = until - now()
      return left > 0 ? left + random() * SPREAD_MS : 0
    },
    get failure() {
      return reason
    },
    extend(failure) {
      if (failure.retryAfterMs === undefined) return
      until = Math.max(until, now() + failure.retryAfterMs)
      reason = failure
    },
  }
}
