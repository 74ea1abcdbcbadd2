// The order of work on files in this process: work on one file is done one after another, work on others is not held up.

import { statSync } from 'node:fs'

/** The last work on each key. Work removes its key when nobody has come after it. */
const last = new Map<string, Promise<void>>()

/**
 * The keys under which work on a real path waits: its name without case, since a disk may ignore that, and the file
 * itself, which hard links share. `scope` keeps the work of several owners apart.
 */
export function keysOf(real: string, scope = ''): string[] {
  const keys = [`path ${real.normalize('NFC').toLowerCase()}`, ...identify(real)]
  return keys.map((key) => `${scope} ${key}`)
}

function identify(real: string): string[] {
  try {
    const stat = statSync(real, { bigint: true, throwIfNoEntry: false })
    return stat ? [`file ${stat.dev} ${stat.ino}`] : []
  } catch {
    // A folder that may not be entered: the work itself will say so.
    return []
  }
}

/**
 * Runs `work` after all earlier work that shares a key with it; its place in the queue is taken before this function
 * returns. All keys are taken at once, so that no two works wait for each other. Null when `signal` was aborted before
 * its turn came.
 */
export async function queueWork<T>(
  keys: readonly string[],
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | null> {
  const earlier = keys.flatMap((key) => last.get(key) ?? [])
  let leave = () => {}
  const mine = new Promise<void>((resolve) => (leave = resolve))
  // Work that leaves before its turn must not let later work pass earlier work.
  const place = Promise.all([...earlier, mine]).then(() => {
    for (const key of keys) if (last.get(key) === place) last.delete(key)
  })
  for (const key of keys) last.set(key, place)
  try {
    if (earlier.length > 0) await unlessAborted(Promise.all(earlier), signal)
    return signal.aborted ? null : await work()
  } finally {
    leave()
  }
}

/** The value of `promise`, or null as soon as the signal is aborted. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(null)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
