// Long work on the daemon's one thread, cut into slices: between two slices everybody else is served.

import { setImmediate as serveOthers } from 'node:timers/promises'

/** A slice is far below the 50 ms that the daemon may let a client wait. */
const SLICE_MS = 8

/** Calls `handle` with each item in turn. Resolves after the last; rejects when `handle` throws. */
export async function handleInSlices<T>(items: Iterable<T>, handle: (item: T) => void): Promise<void> {
  let begin = performance.now()
  for (const item of items) {
    handle(item)
    if (performance.now() - begin < SLICE_MS) continue
    await serveOthers()
    begin = performance.now()
  }
}
