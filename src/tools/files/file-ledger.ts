// The files that an agent has read. It must not overwrite a file that it has not read, or that has changed since. An edit
// names the text that it replaces, so it may also follow edits that other agents of this process have made since.

import type { Stats } from 'node:fs'
import { createHash } from 'node:crypto'

/**
 * Up to this size files are compared by content, so that a file that was touched but not changed still counts as read.
 */
const MAX_HASHED_BYTES = 1024 * 1024

export interface FileState {
  mtimeMs: number
  size: number
  /** The sha256 of the content; null for files of more than 1 MB. */
  hash: string | null
  /** The identity of a file with several hard links, each of which names it; else null. */
  link: string | null
}

/** `edited`: the file has changed since it was read, but only by tools of this process. */
export type Freshness = 'ok' | 'edited' | 'unread' | 'changed'

export interface FileLedger {
  noteRead(real: string, state: FileState): void
  /** 'ok' also for null: where there is no file, nothing can be lost. */
  checkFresh(real: string, now: FileState | null): Freshness
  /** Keeps the file for a rewind; to be awaited before each write. Rejects when it cannot be kept. */
  beforeWrite(real: string): Promise<void>
  /** Call after each write. Only a state that the agent knew leads to one that it knows. */
  noteWritten(real: string, before: FileState | null, after: FileState): void
}

/** The contents from which tools of this process alone led to the present one, by real path or identity. */
const histories = new Map<string, { to: string; from: Set<string> }>()
/** Files whose history is remembered, and contents of each: those that were written last. */
const MAX_HISTORIES = 1000
const MAX_CONTENTS = 200

export function createFileLedger(deps: { keep(path: string): Promise<void> | void }): FileLedger {
  const known = new Map<string, FileState>()
  const note = (real: string, state: FileState) => {
    known.set(real, state)
    if (state.link !== null) known.set(state.link, state)
  }
  const find = (real: string, { link }: FileState) => known.get(link ?? real) ?? known.get(real)
  return {
    noteRead: note,
    checkFresh(real, now) {
      if (now === null) return 'ok'
      const then = find(real, now)
      if (then === undefined) return 'unread'
      if (isSame(now, then)) return 'ok'
      const history = histories.get(now.link ?? real)
      const isOurs = history !== undefined && history.to === now.hash && history.from.has(then.hash ?? '')
      return isOurs ? 'edited' : 'changed'
    },
    async beforeWrite(real) {
      await deps.keep(real)
    },
    noteWritten(real, before, after) {
      const then = before === null ? undefined : find(real, before)
      if (before === null || (then !== undefined && isSame(before, then))) note(real, after)
      noteHistory(after.link ?? real, before?.hash ?? null, after.hash)
    },
  }
}

function isSame(now: FileState, then: FileState): boolean {
  if (now.hash !== null && then.hash !== null) return now.hash === then.hash
  return now.size === then.size && now.mtimeMs === then.mtimeMs
}

function noteHistory(file: string, before: string | null, after: string | null): void {
  const history = histories.get(file)
  histories.delete(file)
  if (before === null || after === null) return
  const from = history?.to === before && history.from.size < MAX_CONTENTS ? history.from : new Set<string>()
  histories.set(file, { to: after, from: from.add(before) })
  if (histories.size > MAX_HISTORIES) histories.delete(histories.keys().next().value!)
}

/** The state of a file with this status and content; `hash` is given where the content is not held in memory. */
export function stateOf(stat: Stats, content: Uint8Array | { hash: string }): FileState {
  const { mtimeMs, size, nlink, dev, ino } = stat
  const link = nlink > 1 ? `${dev} ${ino}` : null
  if (size > MAX_HASHED_BYTES) return { mtimeMs, size, hash: null, link }
  const hash = 'hash' in content ? content.hash : createHash('sha256').update(content).digest('hex')
  return { mtimeMs, size, hash, link }
}
