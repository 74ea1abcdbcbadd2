// Long work in slices, between which the event loop serves others.

import { setImmediate as yieldToOthers } from 'node:timers/promises'

/** Far below the 50 ms for which nobody should have to wait: a slice ends with the step that has begun. */
const SLICE_MS = 8

/**
 * The returned function is called after each step of the work. It gives a promise to await when the slice is over, and undefined
 * before, which costs a twenty-thousandth of a millisecond.
 */
export function createSlices(sliceMs: number = SLICE_MS): () => Promise<void> | undefined {
  let began = performance.now()
  return () => {
    if (performance.now() - began < sliceMs) return undefined
    return yieldToOthers().then(() => void (began = performance.now()))
  }
}

/** Calls `handle` with each item in turn. Resolves after the last; rejects when `handle` throws. */
export async function handleInSlices<T>(items: Iterable<T>, handle: (item: T) => void): Promise<void> {
  const rest = createSlices()
  for (const item of items) {
    handle(item)
    const pause = rest()
    if (pause !== undefined) await pause
  }
}

/** The same steps, with rests in between. */
export async function* inSlices<T>(steps: Iterable<T>): AsyncGenerator<T> {
  const rest = createSlices()
  for (const step of steps) {
    yield step
    await rest()
  }
}
