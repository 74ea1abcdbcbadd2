// The stored sessions as they were last seen: a list of twenty thousand costs a look at each of them, and not a reading.

import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createSlices } from '../../sys/time-slices.ts'
import { mergeMetadata } from './legacy-layout.ts'
import { listIds, type SessionInfo } from './session-catalog.ts'
import { hashWorkDir, placeHashed, type SessionPlace } from './session-layout.ts'
import { readForList, titleOf, UNTITLED } from './session-titles.ts'
import { readState } from './state-file.ts'
import { mapWorkDirs } from './work-dirs.ts'

export interface ListOptions {
  /** The working directory; only its sessions are listed. */
  workDir?: string | undefined
  /** True lists only the sessions that are archived, false only the others. */
  archived?: boolean | undefined
  limit?: number | undefined
}

export interface SessionIndex {
  /** The sessions, newest first; `total` counts those that `limit` leaves out, too. */
  list(options?: ListOptions): Promise<{ sessions: SessionInfo[]; total: number }>
  /** The newest sessions as they were last seen, at once; only the first call looks before it answers. The others look behind. */
  newest(limit: number, workDir?: string): Promise<SessionInfo[]>
  /** Something was said in the session whose files lie in `dir`. */
  touch(dir: string): void
}

/** Small, since there may be tens of thousands: paths are made when they are needed. */
interface Entry {
  hash: string
  id: string
  /** When its conversation was last changed, in milliseconds since the epoch. */
  updatedAt: number
  /** The number of the last look that found it. */
  look: number
  /** When its state file was changed that `archived` and `title` are from; undefined before it was read, 0 without a file. */
  stateAt: number | undefined
  archived: boolean
  title: string
}

export function createSessionIndex(share: string): SessionIndex {
  const known = createEntries(share)
  return {
    async list({ workDir, archived, limit = Infinity } = {}) {
      const hash = workDir === undefined ? '' : hashWorkDir(workDir)
      await known.look(hash)
      const rest = createSlices()
      const found: Entry[] = []
      for (const entry of known.sort(hash)) {
        if (archived === undefined || readHead(share, entry).archived === archived) found.push(entry)
        await rest()
      }
      return { sessions: await describeFirst(share, found, limit, workDir), total: found.length }
    },
    async newest(limit, workDir) {
      const hash = workDir === undefined ? '' : hashWorkDir(workDir)
      const wasLookedAt = known.wasLookedAt(hash)
      const looked = known.look(hash)
      if (wasLookedAt) looked.catch(() => {}) // the next call finds what this one has not seen
      else await looked
      return describeFirst(share, known.sort(hash), limit, workDir)
    },
    touch(dir) {
      known.find(basename(dirname(dir)), basename(dir)).updatedAt = Date.now()
    },
  }
}

/** The sessions that were seen. `hash` names a directory; '' means all. */
function createEntries(share: string) {
  const entries = new Map<string, Entry>()
  const looked = new Set<string>()
  let looks = 0
  const isIn = (entry: Entry, hash: string) => hash === '' || entry.hash === hash

  function find(hash: string, id: string): Entry {
    const key = `${hash}/${id}`
    const known = entries.get(key)
    if (known) return known
    // A session that comes during a look is not taken for one that the look has missed.
    const entry = { hash, id, updatedAt: 0, look: looks + 1, stateAt: undefined, archived: false, title: '' }
    entries.set(key, entry)
    return entry
  }

  return {
    find,
    wasLookedAt: (hash: string) => looked.has(hash) || looked.has(''),
    /** The sessions, newest first. */
    sort: (hash: string) =>
      [...entries.values()].filter((entry) => isIn(entry, hash)).sort((a, b) => b.updatedAt - a.updatedAt),
    /** Finds new sessions, and those that have changed or gone. */
    async look(hash: string): Promise<void> {
      const number = ++looks
      const rest = createSlices()
      for (const found of listIds(share, hash === '' ? undefined : hash)) {
        const { context } = placeHashed(share, found.hash, found.id, null)
        const at = statSync(context, { throwIfNoEntry: false })?.mtimeMs
        if (at !== undefined) {
          const entry = find(found.hash, found.id)
          Object.assign(entry, { updatedAt: at, look: Math.max(number, entry.look) })
        }
        await rest()
      }
      for (const [key, entry] of entries) if (isIn(entry, hash) && entry.look < number) entries.delete(key)
      looked.add(hash)
    },
  }
}

/** Reads the session's state file again if it has changed. */
function readHead(share: string, entry: Entry): Entry {
  const place = placeHashed(share, entry.hash, entry.id, null)
  if (entry.stateAt === undefined) mergeMetadata(place.dir)
  const stateAt = statSync(place.state, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (entry.stateAt === stateAt) return entry
  const { archived, custom_title: title } = readState(place.state)
  return Object.assign(entry, { stateAt, archived, title: title ?? '' })
}

/** The first `limit` of these sessions that are there and hold a conversation. */
async function describeFirst(
  share: string,
  found: readonly Entry[],
  limit: number,
  workDir: string | undefined,
): Promise<SessionInfo[]> {
  const workDirs = workDir === undefined ? mapWorkDirs(share) : new Map([[hashWorkDir(workDir), workDir]])
  const rest = createSlices()
  const sessions: SessionInfo[] = []
  for (const entry of found) {
    if (sessions.length >= limit) break
    const session = describe(placeHashed(share, entry.hash, entry.id, workDirs.get(entry.hash) ?? null), entry)
    if (session) sessions.push(session)
    await rest()
  }
  return sessions
}

/** Null when the session is gone, or nothing was said in it. */
function describe(place: SessionPlace, entry: Entry): SessionInfo | null {
  const context = statSync(place.context, { throwIfNoEntry: false })
  if (!context) return null
  readForList(entry, () => readHead(place.share, entry))
  if (entry.title === '') {
    const made = readForList(UNTITLED, () => titleOf(place, null))
    if (made !== UNTITLED) entry.title = made
  }
  const bytes = context.size + (statSync(place.wire, { throwIfNoEntry: false })?.size ?? 0)
  // An editor has opened it, and nothing was said in it.
  if (bytes === 0 && entry.title === '') return null
  return { ...place, title: entry.title || UNTITLED, archived: entry.archived, updatedAt: context.mtimeMs, bytes }
}
