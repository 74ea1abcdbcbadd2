// The answers that Ctrl-X offers at an empty prompt while a task waits for its user.

import type { Proposal } from '../protocol/proposals.ts'
import type { TaskView } from '../protocol/task.ts'
import { sanitiseEnds } from '../safety/text/sanitiser.ts'

const NOTE_CELLS = 140
const TITLE_CELLS = 24

/** Two commands that answer this very request of the task and no later one; empty when the task does not wait. */
export function offerAnswers({ short, title, waiting }: TaskView): Proposal[] {
  if (!waiting) return []
  // The question stands first and keeps both its ends: a title, which a model may have written, never takes its place.
  const note = `${sanitiseEnds(waiting.text, NOTE_CELLS)} (${sanitiseEnds(title, TITLE_CELLS)})`
  return ['approve', 'reject'].map((verb) => ({
    command: `kimi task ${verb} ${short}:${waiting.request}`,
    explanation: `${verb}: ${note}`,
    source: 'task',
    confidence: 1,
    // The command itself is harmless; its explanation says what it would allow.
    labels: [],
    reasons: [],
  }))
}
