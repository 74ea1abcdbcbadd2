// The one turn that may run in a session at a time.

export interface TurnSlot {
  readonly isBusy: boolean
  /** Start of the running turn in seconds since the epoch; 0 when none runs. */
  readonly began: number
  /** Aborts when the turn is cancelled and when it ends; aborted already when none runs. */
  readonly signal: AbortSignal
  /** Rejects as `turn` does. Call it only while the slot is free. The turn begins when the work between turns is done. */
  run<T>(turn: () => Promise<T>): Promise<T>
  /** Runs work between turns, one after another, which no turn may see half done. Rejects as `work` does. */
  between<T>(work: () => Promise<T>): Promise<T>
  /** `reason`: that of the abort; without one it was the user. False when no turn is running. */
  cancel(reason?: string): boolean
  /** Resolves when the running turn has ended, and the work between turns; at once when neither runs. */
  untilFree(): Promise<void>
}

export function createTurnSlot(): TurnSlot {
  let running: { abort: AbortController; ended: Promise<void>; began: number } | null = null
  let between: Promise<unknown> | null = null
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
        if (between !== null) await between
        return await turn()
      } finally {
        abort.abort() // refuses the requests that are still open
        running = null
        resolve()
      }
    },
    async between(work) {
      const mine = (between ?? Promise.resolve()).then(work)
      const done = mine.then(
        () => undefined,
        () => undefined,
      )
      between = done
      try {
        return await mine
      } finally {
        if (between === done) between = null
      }
    },
    cancel(reason) {
      running?.abort.abort(reason)
      return running !== null
    },
    untilFree: async () => {
      await between
      await running?.ended
    },
  }
}
