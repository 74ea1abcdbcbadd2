// Counts what a server sends, so that a list of tools that never ends is given up.

export interface ByteMeter {
  add(bytes: number): void
  /** Runs `work` with a signal that is aborted, with a reason in words, once more than `limit` bytes have come meanwhile. */
  within<T>(limit: number, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>
}

export function createByteMeter(): ByteMeter {
  const watched = new Set<{ left: number; over: AbortController; limit: number }>()
  return {
    add(bytes) {
      for (const each of watched) {
        each.left -= bytes
        if (each.left < 0) each.over.abort(new Error(`its answer is longer than ${each.limit / 1024 / 1024} MB`))
      }
    },
    async within(limit, signal, work) {
      const each = { left: limit, over: new AbortController(), limit }
      watched.add(each)
      try {
        return await work(AbortSignal.any([signal, each.over.signal]))
      } catch (error) {
        throw each.over.signal.aborted ? each.over.signal.reason : error
      } finally {
        watched.delete(each)
      }
    },
  }
}
