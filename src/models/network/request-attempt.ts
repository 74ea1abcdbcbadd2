// An attempt at a request: the timers and the signal that stop it, and the state of its answer.

import type { Failure } from '../chat-stream.ts'
import { fail } from '../model-failure.ts'
import { startStallTimer, type StallLimits, type StallTimer } from './stall-timer.ts'

/** The time that a provider has, after the reason for the end, to send the usage and to close the stream. */
const AFTER_FINISH_MS = 2_000
/** A silent provider takes minutes of each attempt. */
const STALLED_ATTEMPTS = 3

/** The owner of a request's timers and abort signal. Must be closed. */
export class Attempt {
  readonly signal: AbortSignal
  readonly timer: StallTimer
  /** The first failure that was found, or null. */
  failure: Failure | null = null
  isAnswering = false
  /** Returns a header of the answer; undefined before there is one. */
  header: (name: string) => string | undefined = () => undefined
  hasStalled = false
  #late: NodeJS.Timeout | undefined
  readonly #stop = new AbortController()

  constructor(caller: AbortSignal, limits: StallLimits, host: string) {
    this.signal = AbortSignal.any([caller, this.#stop.signal])
    this.timer = startStallTimer(limits, (ms, what) => {
      this.hasStalled = true
      const message = `${host} went silent: ${what} for ${Math.round(ms / 100) / 10} s`
      this.failure ??= fail('model.stalled', message, { attempts: STALLED_ATTEMPTS })
      this.#stop.abort()
    })
  }

  /** Stops the attempt if the stream does not end within 2 s. */
  expectEnd(): void {
    this.#late ??= setTimeout(() => this.#stop.abort(), AFTER_FINISH_MS)
  }

  /** Settles like `work`, or rejects as soon as the attempt is stopped. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new Error('stopped'))
      if (this.signal.aborted) stop()
      this.signal.addEventListener('abort', stop, { once: true })
      work.then(resolve, reject).finally(() => this.signal.removeEventListener('abort', stop))
    })
  }

  /** Ends the timers; with `isBroken` the request is aborted, too. */
  close(isBroken: boolean): void {
    this.timer.close()
    clearTimeout(this.#late)
    if (isBroken) this.#stop.abort()
  }
}
