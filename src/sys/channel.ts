// A queue between callbacks that push values and a loop that reads them.

export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void
  /** Ends the channel: the reader gets the queued values, then its loop ends. */
  end(): void
}

/** A channel for a single reader. Values pushed after `end` are dropped. */
export function createChannel<T>(): Channel<T> {
  const queue: T[] = []
  let isEnded = false
  let wake = () => {}
  return {
    push(value) {
      if (isEnded) return
      queue.push(value)
      wake()
    },
    end() {
      isEnded = true
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        while (queue.length > 0) yield queue.shift()!
        if (isEnded) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
