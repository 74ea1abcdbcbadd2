// Forking: a new session with the first turns of another one, which is only read.

import { createSession } from './session-catalog.ts'
import { createJournal, readContext } from './context-file.ts'
import type { SessionPlace } from './session-layout.ts'
import { replaceLines } from './file-replacement.ts'
import { readState, changeState } from './state-file.ts'
import { cleanTitle, titleOf } from './session-titles.ts'
import { countTurns, cutContext, cutWire } from './turn-borders.ts'

export type Forked = { ok: true; place: SessionPlace; turns: number } | { ok: false; reason: string }

/** Copies the first `turns` turns, all by default, of the conversation and the events. Tasks are not copied. */
export function forkSession(from: SessionPlace, turns?: number, id?: string): Forked {
  const all = countTurns(from)
  const kept = turns ?? all
  if (kept < 0 || kept > all) return { ok: false, reason: `it has ${all} turn${all === 1 ? '' : 's'}` }
  const records = kept === all ? readContext(from.context) : cutContext(from, kept + 1)
  if (!records) return { ok: false, reason: `what was said before turn ${kept + 1} is no longer on disk` }
  if (from.workDir === null) return { ok: false, reason: 'the directory it was for is not known' }
  const place = createSession(from.share, from.workDir, id)
  createJournal(place.context).append(records)
  replaceLines(place.wire, cutWire(from, kept + 1))
  const title = titleOf(from, readState(from.state))
  changeState(place.state, { custom_title: cleanTitle(`Fork: ${title}`), title_generated: true })
  return { ok: true, place, turns: kept }
}
