// Chooses the session that a client opens: a new one, one by its id or the start of it, or the directory's last one.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import {
  createSessionId,
  isSessionId,
  isWorkDirHash,
  placeHashed,
  placeSession,
  sessionsDirectory,
  type SessionPlace,
} from '../store/session-layout.ts'
import { findLastSession, mapWorkDirs } from '../store/work-dirs.ts'

/** A shorter text is always a whole id, never the start of one. */
const PREFIX_CHARS = 4
/** An id that was made, and not chosen by the user: it names one session, in whichever directory. */
const MADE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** The start of such an id, at least as long as the one that is shown to the user. */
const MADE_START = /^[0-9a-f]{8}[0-9a-f-]*$/

/**
 * A session keeps the place of its files when it moves to another directory, so it is looked for elsewhere, too. As in Kimi CLI, an
 * unknown id starts a new session. Throws `session.not_found`, `usage.invalid`.
 */
export function choosePlace(
  { workDir, id, continues }: Pick<OpenSession, 'workDir' | 'id' | 'continues'>,
  share: string,
): SessionPlace {
  if (id === undefined && continues) {
    const last = findLastSession(share, workDir)
    if (last !== null) return findWhole(share, workDir, last)
    throw new KimiError('session.not_found', 'No previous session found for the working directory')
  }
  if (id === undefined) return placeSession(share, workDir, createSessionId())
  if (!isSessionId(id)) throw new KimiError('usage.invalid', `not a session id: ${JSON.stringify(id.slice(0, 60))}`)
  const place = placeSession(share, workDir, id)
  if (existsSync(place.dir)) return place
  // Two directories may each have a session that the user has called by one name; one that has moved is the last of its directory.
  if (MADE_ID.test(id) || findLastSession(share, workDir) === id) return findWhole(share, workDir, id)
  if (id.length < PREFIX_CHARS) return place
  const here = listNames(dirname(place.dir)).filter((name) => name.startsWith(id) && isSessionId(name))
  if (here.length > 0) return here.length === 1 ? placeSession(share, workDir, here[0]!) : place
  if (!MADE_START.test(id)) return place
  const begun = listHashes(share).flatMap((hash) =>
    listNames(join(sessionsDirectory(share), hash)).filter((name) => name.startsWith(id) && MADE_ID.test(name)),
  )
  const [found, ...others] = new Set(begun)
  return found !== undefined && others.length === 0 ? findWhole(share, workDir, found) : place
}

/** The session with this id in the directory; else the one elsewhere, or a new one here. */
function findWhole(share: string, workDir: string, id: string): SessionPlace {
  const place = placeSession(share, workDir, id)
  if (existsSync(place.dir)) return place
  const known = mapWorkDirs(share)
  const [newest] = listHashes(share)
    .map((hash) => placeHashed(share, hash, id, known.get(hash) ?? null))
    .filter(({ dir }) => existsSync(dir))
    .map((found) => ({ found, saidAt: statSync(found.context, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.saidAt - a.saidAt)
  return newest?.found ?? place
}

function listHashes(share: string): string[] {
  return listNames(sessionsDirectory(share)).filter(isWorkDirHash)
}

function listNames(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir) : []
}
