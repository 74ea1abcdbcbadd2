// Rewinding a session that is open: what would change is said first, then done.

import { KimiError } from '../protocol/errors.ts'
import type { Methods } from '../protocol/methods.ts'
import type { SessionPlace } from './layout.ts'
import { planRewind, type RewindPlan } from './rewind-plan.ts'
import { applyRewind, undoRewind, type RewindResult } from './rewind.ts'

type Rewind = Methods['session/rewind']

export function rewindLive(place: SessionPlace, wish: Rewind['params']): Rewind['result'] {
  if (wish.undo) {
    if (!wish.apply) return { lines: ['the last rewind would be undone'], applied: false }
    const undone = undoRewind(place)
    if (!undone) throw new KimiError('session.invalid', 'there is no rewind to undo')
    return { lines: describeResult(undone), applied: true }
  }
  const planned = planRewind(place, { what: wish.what, ...(wish.to === undefined ? {} : { to: wish.to }) })
  if (!planned.ok) throw new KimiError('session.invalid', planned.reason)
  if (!wish.apply) return { lines: describePlan(planned.plan), applied: false }
  return { lines: describeResult(applyRewind(planned.plan)), applied: true }
}

function describePlan({ to, turns, messages, files, lost }: RewindPlan): string[] {
  const changes = files.map(({ action, path, uncovered, isChangedSince }) => {
    const why = uncovered || (isChangedSince ? 'changed since by somebody else' : '')
    return why === '' ? `${action} ${path}` : `leave ${path} (${why})`
  })
  const chat = messages > 0 ? [`forget ${turns} turn(s), ${messages} message(s)`] : []
  return [`to before turn ${to}`, ...chat, ...changes, ...lost.map(({ path, reason }) => `cannot ${path}: ${reason}`)]
}

function describeResult({ restored, skipped }: RewindResult): string[] {
  return [
    ...restored.map((path) => `restored ${path}`),
    ...skipped.map(({ path, reason }) => `left ${path} (${reason})`),
  ]
}
