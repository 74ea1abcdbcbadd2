// The output of the user's shell for those who watch, in numbered entries: the last megabyte is kept, so that a client which comes
// back, or reads slowly, goes on where it was.

import type { UserShellState } from '../../protocol/shell-view.ts'

const KEPT_BYTES = 1024 * 1024
const KEPT_ENTRIES = 16 * 1024

export interface StreamEntry {
  seq: number
  bytes: Buffer
  /** The state after these bytes, where it has changed. */
  state: UserShellState | null
}

export interface ShellStream {
  push(bytes: Buffer): void
  pushState(state: UserShellState): void
  /** The number of the newest entry; 0 before the first. */
  readonly newest: number
  /** The first kept entry after number `seq`. Its number is `seq` + 1 unless entries were lost. */
  next(seq: number): StreamEntry | undefined
  /** Calls `onEntry` after each new entry; returns the function that ends it. */
  watch(onEntry: () => void): () => void
}

export function createShellStream(keptBytes: number = KEPT_BYTES): ShellStream {
  const watchers = new Set<() => void>()
  const entries: StreamEntry[] = []
  /** Entries before this index have been dropped. */
  let first = 0
  let bytes = 0
  let newest = 0

  const add = (entry: StreamEntry) => {
    entries.push(entry)
    bytes += entry.bytes.length
    while ((bytes > keptBytes || entries.length - first > KEPT_ENTRIES) && entries.length - first > 1)
      bytes -= entries[first++]!.bytes.length
    // Removing from the front costs as much as there is behind it, so it is done seldom.
    if (first > KEPT_ENTRIES) {
      entries.splice(0, first)
      first = 0
    }
    for (const onEntry of watchers) onEntry()
  }
  return {
    push: (output) => add({ seq: ++newest, bytes: Buffer.from(output), state: null }),
    pushState: (state) => add({ seq: ++newest, bytes: Buffer.alloc(0), state }),
    get newest() {
      return newest
    },
    next(seq) {
      const oldest = entries[first]?.seq
      return oldest === undefined ? undefined : entries[first + Math.max(0, seq + 1 - oldest)]
    },
    watch(onEntry) {
      watchers.add(onEntry)
      return () => void watchers.delete(onEntry)
    },
  }
}
