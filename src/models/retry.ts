// Tries a request again while nothing of an answer was shown. All calls through one wrapper share the provider's wish for
// a pause, so that several shells do not storm it together.

import { setTimeout as wait } from 'node:timers/promises'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { cancelled, fail } from './model-failure.ts'
import { sayDuration } from './retry-after.ts'

const FIRST_WAIT_MS = 500
const WAIT_LIMIT_MS = 32_000
const JITTER = 0.25
/** After a pause that the provider asked for, callers come back spread over this time. */
const SPREAD_MS = 1_500
/** An empty or cut answer that comes three times will not get better. */
const TRUNCATED_TRIES = 3

export interface RetryNotice {
  /** The try that failed, from 1. */
  attempt: number
  waitMs: number
  failure: Failure
}

export interface RetryOptions {
  /** Tries in all; 4. */
  attempts?: number
  /** From the call to the first text, waits included; 60 s. Afterwards the stream's own limits hold. */
  totalMs?: number
  onRetry?: (notice: RetryNotice) => void
  /** Also tries again after the answer has begun, with a `retry` event that says to forget what came. */
  restarts?: boolean
  /** Resolves after the time; rejects when the signal is aborted. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** 0..1 */
  random?: () => number
  /** Milliseconds on a steady clock. */
  now?: () => number
}

/** The same stream with retries. Keeps the law of ChatStream. */
export function withRetry(stream: ChatStream, options: RetryOptions = {}): ChatStream {
  const {
    attempts = 4,
    totalMs = 60_000,
    onRetry,
    restarts = false,
    random = Math.random,
    now = () => performance.now(),
  } = options
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }))
  // Until when the provider wants no requests, and what it said.
  let closedUntil = Number.NEGATIVE_INFINITY
  let closedBy: Failure | null = null

  function getPause(): number {
    const left = closedUntil - now()
    return left > 0 ? left + random() * SPREAD_MS : 0
  }

  return async function* retry(request: ChatRequest): AsyncGenerator<ChatEvent, void> {
    const deadline = now() + totalMs
    let waitMs = getPause()
    let last: Failure | null = waitMs > 0 ? closedBy : null
    if (last !== null && waitMs > totalMs) return yield last

    for (let attempt = 1; ; attempt++) {
      if (waitMs > 0) await sleep(waitMs, request.signal).catch(() => undefined)
      if (request.signal.aborted) return yield cancelled()

      let failure: Failure | null = null
      let hasShown = false
      const limit = startLimit(deadline - now())
      try {
        const signal = AbortSignal.any([request.signal, limit.signal])
        for await (const event of stream({ ...request, signal })) {
          if (isShown(event)) limit.stop()
          hasShown ||= !restarts && isShown(event)
          if (event.type !== 'failed' || hasShown) yield event
          else failure = event
        }
      } finally {
        limit.stop()
      }
      if (failure === null) return
      if (request.signal.aborted) return yield cancelled()
      if (limit.signal.aborted) return yield last ?? fail('model.stalled', `no answer within ${sayDuration(totalMs)}`)
      if (!failure.retryable) return yield failure

      if (failure.retryAfterMs !== undefined) {
        closedUntil = Math.max(closedUntil, now() + failure.retryAfterMs)
        closedBy = failure
      }
      last = failure
      waitMs = Math.max(backOff(attempt, random), getPause())
      const tries = failure.code === 'model.truncated' ? Math.min(attempts, TRUNCATED_TRIES) : attempts
      if (attempt >= tries || now() + waitMs > deadline) return yield failure
      onRetry?.({ attempt, waitMs, failure })
      if (restarts) yield { type: 'retry', attempt, attempts: tries, waitMs, failure }
    }
  }
}

function backOff(attempt: number, random: () => number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_LIMIT_MS) * (1 + JITTER * random())
}

/** Once these have been handed on, another try would say them twice. */
function isShown(event: ChatEvent): boolean {
  return event.type === 'text' || event.type === 'tool_call' || event.type === 'tool_call_part'
}

function startLimit(ms: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), Math.max(0, ms))
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}
