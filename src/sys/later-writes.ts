// Writes that nothing waits for: the model gets its request before them. With their calls of fsync they take several milliseconds.

/** By then the request of a turn is usually on its way. */
const DELAY_MS = 20

export interface LaterWrites {
  /** Has `write` called within `DELAY_MS`, or by `finish`. */
  add(write: () => void): void
  /** Makes what is left at once. */
  finish(): void
}

/** `onFailed` is called with the error of a write. */
export function createLaterWrites(onFailed: (error: unknown) => void): LaterWrites {
  const waiting: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const finish = () => {
    clearTimeout(timer)
    timer = undefined
    for (const write of waiting.splice(0))
      try {
        write()
      } catch (error) {
        onFailed(error)
      }
  }
  return {
    add(write) {
      waiting.push(write)
      timer ??= setTimeout(finish, DELAY_MS)
    },
    finish,
  }
}
