// Forking: a new session with the first turns of another one, which is only read.

import { createSession } from './session-catalog.ts'
import type { ContextRecord } from '../../agent/conversation.ts'
import { discard } from '../../sys/files.ts'
import { readContextInSlices, rewriteContextInSlices } from './context-file.ts'
import type { SessionPlace } from './session-layout.ts'
import { replaceLinesInSlices } from './file-replacement.ts'
import { lockSession } from './session-lock.ts'
import { readState, changeState } from './state-file.ts'
import { cleanTitle, titleOf } from './session-titles.ts'
import { cutContext, cutWire, pinSession } from './turn-borders.ts'

export type Forked = { ok: true; place: SessionPlace; turns: number } | { ok: false; reason: string }

/** Copies the first `turns` turns, all by default, of the conversation and the events as they are now. Tasks are not copied. */
export function forkSession(from: SessionPlace, turns?: number, id?: string): Promise<Forked> {
  return pinSession(from, async (pinned): Promise<Forked> => {
    const all = pinned.turns.length
    const kept = turns ?? all
    if (kept < 0 || kept > all) return { ok: false, reason: `it has ${all} turn${all === 1 ? '' : 's'}` }
    const records = kept === all ? await readContextInSlices(pinned.context) : await cutContext(pinned, kept + 1)
    if (!records) return { ok: false, reason: `what was said before turn ${kept + 1} is no longer on disk` }
    if (from.workDir === null) return { ok: false, reason: 'the directory it was for is not known' }
    const place = createSession(from.share, from.workDir, id)
    const lock = lockSession(place) // nobody opens it half made
    try {
      await fillFork(place, records, cutWire(pinned, kept + 1))
      const title = titleOf(from, readState(from.state))
      changeState(place.state, { custom_title: cleanTitle(`Fork: ${title}`), title_generated: true })
    } finally {
      lock?.close()
    }
    return { ok: true, place, turns: kept }
  })
}

/** The new session has an empty conversation, which would be kept aside if it were replaced. */
async function fillFork(place: SessionPlace, records: readonly ContextRecord[], events: Iterable<string>) {
  discard(place.context)
  await rewriteContextInSlices(place.context, records, `${place.context}.tmp`)
  await replaceLinesInSlices(place.wire, events, `${place.wire}.tmp`)
}
