// All sessions on disk: listing, finding by id, creating, renaming, archiving and deleting.

import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { hasCode } from '../../sys/files.ts'
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
import { mergeMetadata, migrateFlatSessions } from './legacy-layout.ts'
import { lockSession } from './session-lock.ts'
import { readState, changeState } from './state-file.ts'
import { cleanTitle, titleOf } from './session-titles.ts'
import { mapWorkDirs, addWorkDir } from './work-dirs.ts'

export interface SessionInfo extends SessionPlace {
  title: string
  archived: boolean
  /** Time of the last message, in milliseconds since the epoch. */
  updatedAt: number
  /** Size of the conversation and its events. */
  bytes: number
}

export interface ListOptions {
  /** Lists only the sessions of this working directory. */
  workDir?: string
}

/** The sessions, newest first, including archived ones. */
export function listSessions(share: string, { workDir }: ListOptions = {}): SessionInfo[] {
  const known = mapWorkDirs(share)
  const hashes = workDir === undefined ? listNames(sessionsDirectory(share)) : [hashWorkDir(workDir)]
  return hashes
    .filter(isWorkDirHash)
    .flatMap((hash) => {
      const path = workDir === undefined ? (known.get(hash) ?? null) : resolve(workDir)
      return listPlaces(share, hash, path).map(describeSession)
    })
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
}

function listPlaces(share: string, hash: string, workDir: string | null): SessionPlace[] {
  const dir = join(sessionsDirectory(share), hash)
  if (lstatSync(dir, { throwIfNoEntry: false })?.isDirectory()) migrateFlatSessions(dir)
  return listNames(dir)
    .filter(isSessionId)
    .map((id) => placeHashed(share, hash, id, workDir))
    .filter(({ context }) => existsSync(context))
}

function listNames(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}

function describeSession(place: SessionPlace): SessionInfo {
  mergeMetadata(place.dir)
  const state = readState(place.state)
  const context = statSync(place.context, { throwIfNoEntry: false })
  const wire = statSync(place.wire, { throwIfNoEntry: false })
  return {
    ...place,
    title: titleOf(place, state),
    archived: state.archived,
    updatedAt: context?.mtimeMs ?? 0,
    bytes: (context?.size ?? 0) + (wire?.size ?? 0),
  }
}

export type Found =
  | { ok: true; session: SessionInfo }
  | { ok: false; reason: 'none' | 'many'; candidates: SessionInfo[] }

/** The session whose id is `name`, or else the only one whose id starts with it. Sessions of `workDir` take precedence. */
export function findSession(share: string, name: string, workDir?: string): Found {
  const all = listSessions(share)
  const hash = workDir === undefined ? '' : hashWorkDir(workDir)
  const here = all.filter((session) => session.hash === hash)
  for (const matches of [(id: string) => id === name, (id: string) => name !== '' && id.startsWith(name)]) {
    for (const sessions of [here, all]) {
      const candidates = sessions.filter(({ id }) => matches(id))
      if (candidates.length === 1) return { ok: true, session: candidates[0]! }
      if (candidates.length > 1) return { ok: false, reason: 'many', candidates }
    }
  }
  return { ok: false, reason: 'none', candidates: [] }
}

/** Creates the session's directory, an empty conversation and the entry in kimi.json. Changes no existing session. */
export function createSession(share: string, workDir: string, id: string = createSessionId()): SessionPlace {
  const place = placeSession(share, workDir, id)
  mkdirSync(place.dir, { recursive: true, mode: 0o700 })
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
    mkdirSync(bin, { recursive: true, mode: 0o700 })
    const moved = join(bin, createSessionId())
    renameSync(place.dir, moved)
    rmSync(moved, { recursive: true, force: true })
    return { ok: true }
  } finally {
    lock.close()
  }
}
