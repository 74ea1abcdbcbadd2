// Retries requests of which nothing has been shown yet. Requests that share a gate share the pause that the provider asked for,
// so that several shells do not send theirs at the same moment.

import { setTimeout as wait } from 'node:timers/promises'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { cancelled, fail } from './model-failure.ts'
import { createGate, type RequestGate } from './request-gate.ts'
import { sayDuration } from './network/retry-after.ts'

const FIRST_WAIT_MS = 500
const WAIT_LIMIT_MS = 32_000
const JITTER = 0.25
/** Attempts for a script whose server answers with an error: about 8 s. A user at a terminal sees the wait, and can end it. */
const SCRIPT_ATTEMPTS = 5
/** Anthropic's status of a server that has too much to do: it passes, as a limit of requests does. */
const OVERLOADED = 529

export interface RetryNotice {
  /** The attempt that failed, from 1. */
  attempt: number
  waitMs: number
  failure: Failure
}

export interface RetryOptions {
  /** Attempts in all; default 4. */
  attempts?: number
  /**
   * The time from the request to the first text, waits included; default 60 s. Afterwards the stream's own limits hold.
   */
  totalMs?: number
  onRetry?: (notice: RetryNotice) => void
  /** Retries also after the answer has begun, with a `retry` event that tells the reader to drop the earlier events. */
  restarts?: boolean
  /** Default: a gate of its own. */
  gate?: RequestGate
  /** Resolves after the time; rejects when the signal is aborted. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** A number from 0 to 1. */
  random?: () => number
  /** Milliseconds on a steady clock. */
  now?: () => number
}

/** The same stream with retries. Keeps the contract of ChatStream. */
export function withRetry(stream: ChatStream, options: RetryOptions = {}): ChatStream {
  const { attempts = 4, totalMs = 60_000, onRetry, restarts = false } = options
  const { random = Math.random, now = () => performance.now() } = options
  const sleep = options.sleep ?? ((ms, signal) => wait(ms, undefined, { signal }))
  const pause = options.gate ?? createGate(now, random)

  return async function* retry(request: ChatRequest): AsyncGenerator<ChatEvent, void> {
    const deadline = now() + totalMs
    let waitMs = pause.leftMs()
    let last: Failure | null = waitMs > 0 ? pause.failure : null
    if (last !== null && waitMs > totalMs) return yield last
    // The wait for a pause that another request has met is shown like one after a failure of this request.
    if (last !== null && restarts) yield { type: 'retry', attempt: 0, attempts, waitMs, failure: last }

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

      pause.extend(failure)
      last = failure
      waitMs = Math.max(backOff(attempt, random), pause.leftMs())
      const most = Math.min(attempts, failure.attempts ?? attempts, limitFor(request, failure))
      if (attempt >= most || now() + waitMs > deadline) return yield failure
      onRetry?.({ attempt, waitMs, failure })
      if (restarts) yield { type: 'retry', attempt, attempts: most, waitMs, failure }
    }
  }
}

/** The attempts that a script waits for: few where the server has an error, without limit where it names a time or has too much to do. */
function limitFor({ isForScript }: ChatRequest, { status = 0, retryAfterMs }: Failure): number {
  const isError = status >= 500 && status !== OVERLOADED && retryAfterMs === undefined
  return isForScript && isError ? SCRIPT_ATTEMPTS : Infinity
}

function backOff(attempt: number, random: () => number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), WAIT_LIMIT_MS) * (1 + JITTER * random())
}

/** True for events that a reader shows at once: another attempt would show them twice. */
function isShown(event: ChatEvent): boolean {
  return event.type === 'text' || event.type === 'tool_call' || event.type === 'tool_call_part'
}

function startLimit(ms: number): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), Math.max(0, ms))
  return { signal: controller.signal, stop: () => clearTimeout(timer) }
}
