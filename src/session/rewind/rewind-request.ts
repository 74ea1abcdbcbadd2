// Answers requests for a rewind: describes its changes, makes them, or undoes the last rewind.

import type { Methods } from '../../protocol/methods.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { planRewind } from './rewind-plan.ts'
import { describePlan, describeResult } from './rewind-text.ts'
import { countTurns } from '../store/turn-borders.ts'
import { applyRewind, undoRewind, type RewindDeps } from './rewind.ts'
import { listUndoPoints } from './undo-points.ts'

export type RewindRequest = Methods['session/rewind']['params']
export type RewindAnswer = Methods['session/rewind']['result']

/** The caller holds the session's lock, and no turn begins meanwhile. An open session must read its conversation again. */
export async function answerRewind(place: SessionPlace, request: RewindRequest): Promise<RewindAnswer> {
  const deps: RewindDeps = { overwrite: request.force ?? false }
  if (request.undo) return answerUndo(place, request.apply, deps)
  const { what, to: wanted } = request
  const planned = await planRewind(place, { what, ...(wanted === undefined ? {} : { to: wanted }) })
  if (!planned.ok) return { lines: [planned.reason], applied: false, failed: true }
  const { plan } = planned
  const { to, turns, messages } = plan
  const files = plan.files.map(({ path, action, uncovered, isChangedSince }) => ({
    path,
    action,
    uncovered,
    changed_since: isChangedSince,
  }))
  const change = { to, what, files, turns, messages }
  if (!request.apply) return { lines: describePlan(plan), applied: false, ...change }
  const result = await applyRewind(plan, deps)
  return { lines: describeResult(result, place.workDir), applied: true, ...change, ...result }
}

async function answerUndo(place: SessionPlace, apply: boolean, deps: RewindDeps): Promise<RewindAnswer> {
  const [point] = listUndoPoints(place.dir)
  if (!point) return { lines: ['there is no rewind to take back'], applied: false, failed: true }
  if (!apply) {
    const turns = point.what === 'files' ? 0 : (await countTurns(place)) - (point.to - 1)
    const dropped = turns === 0 ? '' : `; ${turns === 1 ? 'the turn' : `the ${turns} turns`} said since will be dropped`
    return { lines: [`takes back the rewind to before turn ${point.to}${dropped}`], applied: false, turns }
  }
  const result = (await undoRewind(place, deps))!
  const again =
    point.what === 'files' ? [] : [`turn ${point.to} and what came after it are part of the conversation again`]
  const change = { to: point.to, what: point.what }
  return { lines: [...describeResult(result, place.workDir), ...again], applied: true, ...change, ...result }
}
