// A line in which calls wait for each other: each has its turn when all that joined before have left.

/** A place in a line: `turn` resolves when all that joined before have left. `leave` may be called more than once. */
export interface Place {
  turn: Promise<void>
  leave(): void
}

export interface WaitingLine {
  join(): Place
}

export function createWaitingLine(): WaitingLine {
  let last = Promise.resolve()
  return {
    join() {
      const turn = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = Promise.all([turn, promise]).then(() => {})
      return { turn, leave: resolve }
    },
  }
}
