// Which session a command is about: by its id or the beginning of it, or the last one of this directory.

import { KimiError } from '../../protocol/errors.ts'
import { findSession, listSessions, type SessionInfo } from '../../session/store/session-catalog.ts'
import { findLastSession } from '../../session/store/work-dirs.ts'

const SHOWN_CANDIDATES = 3

/** Throws `session.not_found`. */
export function chooseSession(share: string, name: string | undefined, workDir: string): SessionInfo {
  const found = findSession(share, name ?? lastOf(share, workDir), workDir)
  if (found.ok) return found.session
  if (found.reason === 'many') {
    const ids = found.candidates.slice(0, SHOWN_CANDIDATES).map(({ id }) => id)
    throw new KimiError('session.not_found', `more than one session begins with ${name}`, {
      hint: `${ids.join(', ')}${found.candidates.length > SHOWN_CANDIDATES ? ', …' : ''}`,
    })
  }
  throw new KimiError('session.not_found', `no session ${JSON.stringify(name)}`, { hint: 'kimi session list --all' })
}

/** The one that was used last; else, where nobody noted that, the newest. */
function lastOf(share: string, workDir: string): string {
  const last = findLastSession(share, workDir)
  const here = listSessions(share, { workDir })
  const id = here.find((session) => session.id === last)?.id ?? here[0]?.id
  if (id !== undefined) return id
  throw new KimiError('session.not_found', 'No previous session found for the working directory', {
    hint: 'kimi session list --all',
  })
}

/** What is enough to name it: eight characters of an id that was made, all of one that was given. */
export function shortId(id: string): string {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(id) ? id.slice(0, 8) : id
}
