// Sessions on disk: their ids, finding by id, creating, renaming, archiving and deleting.

import { closeSync, existsSync, lstatSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { hasCode, makeDirectory } from '../../sys/files.ts'
import {
  createSessionId,
  hashWorkDir,
  isSessionId,
  isWorkDirHash,
  placeHashed,
  placeSession,
  sessionsDirectory,
  type SessionPlace,
} from './session-layout.ts'
import { isFlatSession, mergeMetadata, migrateFlatSessions } from './legacy-layout.ts'
import { lockSession } from './session-lock.ts'
import { readState, changeState } from './state-file.ts'
import { cleanTitle, readForList, titleOf, UNTITLED } from './session-titles.ts'
import { mapWorkDirs, addWorkDir } from './work-dirs.ts'

export interface SessionInfo extends SessionPlace {
  title: string
  archived: boolean
  /** Time of the last message, in milliseconds since the epoch. */
  updatedAt: number
  /** Size of the conversation and its events. */
  bytes: number
}

/** The sessions of one directory, or of all, by the hash of the directory; some may hold nothing yet. */
export function* listIds(share: string, only?: string): Generator<{ hash: string; id: string }> {
  const hashes = only === undefined ? listNames(sessionsDirectory(share)).filter(isWorkDirHash) : [only]
  for (const hash of hashes) {
    const dir = join(sessionsDirectory(share), hash)
    let names = listNames(dir)
    if (names.some(isFlatSession)) {
      if (lstatSync(dir).isDirectory()) migrateFlatSessions(dir)
      names = listNames(dir)
    }
    for (const id of names) if (isSessionId(id)) yield { hash, id }
  }
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

/** The session as lists show it. */
function describeSession(place: SessionPlace): SessionInfo {
  const context = statSync(place.context, { throwIfNoEntry: false })
  const wire = statSync(place.wire, { throwIfNoEntry: false })
  return {
    ...place,
    ...describeHead(place),
    updatedAt: context?.mtimeMs ?? 0,
    bytes: (context?.size ?? 0) + (wire?.size ?? 0),
  }
}

function describeHead(place: SessionPlace): Pick<SessionInfo, 'title' | 'archived'> {
  return readForList({ title: UNTITLED, archived: false }, () => {
    mergeMetadata(place.dir)
    const state = readState(place.state)
    return { title: titleOf(place, state), archived: state.archived }
  })
}

export type Found =
  | { ok: true; session: SessionInfo }
  | { ok: false; reason: 'none' | 'many'; candidates: SessionPlace[] }

/**
 * The session whose id is `name`, or else the only one whose id starts with it. Sessions of `workDir` take precedence. Of all
 * others only the names are read.
 */
export function findSession(share: string, name: string, workDir?: string): Found {
  const own = workDir === undefined ? undefined : hashWorkDir(workDir)
  const known = mapWorkDirs(share)
  const begun = [...listIds(share)].filter(({ id }) => name !== '' && id.startsWith(name))
  const pathOf = (hash: string) => (hash === own ? resolve(workDir!) : (known.get(hash) ?? null))
  const all = begun
    .map(({ hash, id }) => placeHashed(share, hash, id, pathOf(hash)))
    .filter(({ context }) => existsSync(context))
  const here = all.filter(({ hash }) => hash === own)
  for (const matches of [(id: string) => id === name, () => true]) {
    for (const places of [here, all]) {
      const candidates = places.filter(({ id }) => matches(id))
      if (candidates.length === 1) return { ok: true, session: describeSession(candidates[0]!) }
      if (candidates.length > 1) return { ok: false, reason: 'many', candidates }
    }
  }
  return { ok: false, reason: 'none', candidates: [] }
}

/** The id of the session of the directory in which something was said last; undefined without a session. */
export function findNewest(share: string, workDir: string): string | undefined {
  const hash = hashWorkDir(workDir)
  let newest: { id: string; at: number } | undefined
  for (const { id } of listIds(share, hash)) {
    const context = statSync(placeHashed(share, hash, id, workDir).context, { throwIfNoEntry: false })
    if (context && context.size > 0 && (!newest || context.mtimeMs > newest.at)) newest = { id, at: context.mtimeMs }
  }
  return newest?.id
}

/** Creates the session's directory, an empty conversation and the entry in kimi.json. Changes no existing session. */
export function createSession(share: string, workDir: string, id: string = createSessionId()): SessionPlace {
  const place = placeSession(share, workDir, id)
  makeDirectory(place.dir)
  closeSync(openSync(place.context, 'a', 0o600))
  addWorkDir(share, workDir)
  return place
}

/** False when the title is blank. */
export function renameSession({ state }: SessionPlace, title: string): boolean {
  const clean = cleanTitle(title)
  if (clean === null) return false
  changeState(state, { custom_title: clean, title_generated: true })
  return true
}

export function archiveSession({ state }: SessionPlace, now: number = Date.now()): void {
  changeState(state, { archived: true, archived_at: now / 1000 })
}

/** The session is exempt from archiving by age, which Kimi CLI's web interface does, from then on. */
export function unarchiveSession({ state }: SessionPlace): void {
  changeState(state, { archived: false, archived_at: null, auto_archive_exempt: true })
}

const FILES = ['context.jsonl', 'wire.jsonl', 'state.json']

/**
 * Deletes the session's directory. It is moved out of the list first, so that no reader finds half of a session.
 * Refused while a process has the session open, and for a directory that does not look like a session.
 */
export function deleteSession(place: SessionPlace): { ok: true } | { ok: false; reason: 'locked' | 'not a session' } {
  const found = lstatSync(place.dir, { throwIfNoEntry: false })
  const isSession = found?.isDirectory() && listNames(place.dir).some((name) => FILES.includes(name))
  if (!isSession) return { ok: false, reason: 'not a session' }
  const lock = lockSession(place)
  if (!lock) return { ok: false, reason: 'locked' }
  try {
    const bin = join(place.share, 'cache', 'deleted')
    makeDirectory(bin)
    const moved = join(bin, createSessionId())
    renameSync(place.dir, moved)
    rmSync(moved, { recursive: true, force: true })
    return { ok: true }
  } finally {
    lock.close()
  }
}
