// The one turn that may run in a session at a time.

export interface TurnSlot {
  readonly isBusy: boolean
  /** Start of the running turn in seconds since the epoch; 0 when none runs. */
  readonly began: number
  /** Aborts when the turn is cancelled and when it ends; aborted already when none runs. */
  readonly signal: AbortSignal
  /** Rejects as `turn` does. Call it only while the slot is free. */
  run<T>(turn: () => Promise<T>): Promise<T>
  /** `reason`: that of the abort; without one it was the user. False when no turn is running. */
  cancel(reason?: string): boolean
  /** Resolves when the running turn has ended, at once when none runs. */
  untilFree(): Promise<void>
}

export function createTurnSlot(): TurnSlot {
  let running: { abort: AbortController; ended: Promise<void>; began: number } | null = null
  return {
    get isBusy() {
      return running !== null
    },
    get began() {
      return running?.began ?? 0
    },
    get signal() {
      return running?.abort.signal ?? AbortSignal.abort()
    },
    async run(turn) {
      const abort = new AbortController()
      const { promise: ended, resolve } = Promise.withResolvers<void>()
      running = { abort, ended, began: Date.now() / 1000 }
      try {
        return await turn()
      } finally {
        abort.abort() // refuses the requests that are still open
        running = null
        resolve()
      }
    },
    cancel(reason) {
      running?.abort.abort(reason)
      return running !== null
    },
    untilFree: async () => running?.ended,
  }
}
