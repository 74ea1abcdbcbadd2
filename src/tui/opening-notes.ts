// The lines that tell a user, once a session is open, that it is not the one, or not with the model, that was asked for.

import { KimiError } from '../protocol/errors.ts'
import type { OpenedSession, OpenSession } from '../protocol/methods.ts'

/** As in Kimi CLI, an unknown id begins a session of that name: a mistyped one must not pass for it. Null for any other session. */
export function describeUnknown({ id: wanted }: OpenSession, { id, isNew }: OpenedSession): string | null {
  if (!isNew || wanted !== id) return null
  return `there was no session ${id}: this is a new one of that name (kimi -S lists those that are there)`
}

/** The error that says why the model that was named cannot be had; null where none was named, or it is there. */
export function findModelError({ modelProblem: problem }: OpenedSession): KimiError | null {
  return problem ? new KimiError('model.not_configured', problem.message, { hint: problem.hint }) : null
}
