// Chooses the session that a client opens: a new one, one by its id or the start of it, or the directory's last one.

import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { createSessionId, isSessionId, placeSession, type SessionPlace } from './store/session-layout.ts'
import { findLastSession } from './store/work-dirs.ts'

/** A shorter text is always a whole id, never the start of one. */
const PREFIX_CHARS = 4

/** As in Kimi CLI, an unknown id starts a new session. Throws `session.not_found`, `usage.invalid`. */
export function choosePlace(
  { workDir, id, continues }: Pick<OpenSession, 'workDir' | 'id' | 'continues'>,
  share: string,
): SessionPlace {
  if (id === undefined && continues) {
    const last = findLastSession(share, workDir)
    if (last !== null) return placeSession(share, workDir, last)
    throw new KimiError('session.not_found', 'No previous session found for the working directory')
  }
  if (id === undefined) return placeSession(share, workDir, createSessionId())
  if (!isSessionId(id)) throw new KimiError('usage.invalid', `not a session id: ${JSON.stringify(id.slice(0, 60))}`)
  const place = placeSession(share, workDir, id)
  if (existsSync(place.dir) || id.length < PREFIX_CHARS || !existsSync(dirname(place.dir))) return place
  const matching = readdirSync(dirname(place.dir)).filter((name) => name.startsWith(id) && isSessionId(name))
  return matching.length === 1 ? placeSession(share, workDir, matching[0]!) : place
}
