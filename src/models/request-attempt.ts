// One request on its way: what stops it, and what has been seen of the answer.

import type { Failure } from './chat-stream.ts'
import { fail } from './model-failure.ts'
import { startStallTimer, type StallLimits, type StallTimer } from './stall-timer.ts'

/** Usage comes after the reason of the end; a provider that then forgets to close is not waited for any longer. */
const AFTER_FINISH_MS = 2_000

/** Owns the timers and the abort signal of a request; `close` it. */
export class Attempt {
  readonly signal: AbortSignal
  readonly timer: StallTimer
  /** Why there is no answer; the first reason stays. */
  failure: Failure | null = null
  isAnswering = false
  /** Headers of the answer. */
  header: (name: string) => string | undefined = () => undefined
  hasStalled = false
  /** The stream said `[DONE]`. */
  isDone = false
  #tail = ''
  #late: NodeJS.Timeout | undefined
  readonly #stop = new AbortController()

  constructor(caller: AbortSignal, limits: StallLimits, host: string) {
    this.signal = AbortSignal.any([caller, this.#stop.signal])
    this.timer = startStallTimer(limits, (ms, what) => {
      this.hasStalled = true
      this.failure ??= fail('model.stalled', `${host} went silent: ${what} for ${Math.round(ms / 100) / 10} s`)
      this.#stop.abort()
    })
  }

  sawBytes(bytes: Buffer): void {
    this.timer.sawByte()
    // A newline cannot stand inside a JSON text, so this is never a part of the answer.
    this.#tail = this.#tail.slice(-16) + bytes.toString('latin1')
    this.isDone ||= /(?:^|[\r\n])data: ?\[DONE\]/.test(this.#tail)
    this.#tail = this.#tail.slice(-16)
  }

  expectEnd(): void {
    this.#late ??= setTimeout(() => this.#stop.abort(), AFTER_FINISH_MS)
  }

  /** `work`, or a rejection as soon as the attempt is stopped. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new Error('stopped'))
      if (this.signal.aborted) stop()
      this.signal.addEventListener('abort', stop, { once: true })
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop))
    })
  }

  close(isBroken: boolean): void {
    this.timer.close()
    clearTimeout(this.#late)
    if (isBroken) this.#stop.abort()
  }
}
