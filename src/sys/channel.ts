// A queue between callbacks that push and a loop that reads.

export interface Channel<T> extends AsyncIterable<T> {
  push(value: T): void
  /** No more values; the reader gets what is queued, then ends. */
  end(): void
}

/** For one reader. Values pushed after `end` are dropped. */
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
