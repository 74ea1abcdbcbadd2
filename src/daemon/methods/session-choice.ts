// The stored session that a user means: by its id or the beginning of it, or the last one of a directory.

import { existsSync } from 'node:fs'
import { KimiError } from '../../protocol/errors.ts'
import type { SessionChoice } from '../../protocol/session-view.ts'
import { findNewest, findSession, type SessionInfo } from '../../session/store/session-catalog.ts'
import { isSessionId, placeSession } from '../../session/store/session-layout.ts'
import { findLastSession } from '../../session/store/work-dirs.ts'

const SHOWN_CANDIDATES = 3

/** Sessions of `workDir` come before all others. Throws `session.not_found`. */
export function chooseSession(share: string, { id, workDir }: SessionChoice): SessionInfo {
  const found = findSession(share, id ?? lastOf(share, workDir), workDir)
  if (found.ok) return found.session
  if (found.reason === 'many') {
    const ids = found.candidates.slice(0, SHOWN_CANDIDATES).map((candidate) => candidate.id)
    throw new KimiError('session.not_found', `more than one session begins with ${id}`, {
      hint: `${ids.join(', ')}${found.candidates.length > SHOWN_CANDIDATES ? ', …' : ''}`,
    })
  }
  throw new KimiError('session.not_found', `no session ${JSON.stringify(id)}`, { hint: 'kimi session list --all' })
}

/** The session that was used last; where no such note exists, the newest. */
function lastOf(share: string, workDir: string): string {
  const last = findLastSession(share, workDir)
  if (last !== null && isSessionId(last) && existsSync(placeSession(share, workDir, last).context)) return last
  const newest = findNewest(share, workDir)
  if (newest !== undefined) return newest
  throw new KimiError('session.not_found', 'No previous session found for the working directory', {
    hint: 'kimi session list --all',
  })
}
