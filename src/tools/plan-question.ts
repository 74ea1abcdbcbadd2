// The session's plan mode as its two tools see it, and the question with which both ask the user.

import type { Mode, Question } from '../protocol/wire.ts'
import type { QuestionReply } from './ask-user-question.ts'

export interface PlanDeps {
  isPlanMode(): boolean
  setPlanMode(isOn: boolean): void
  /** The modes in which the user may have a plan carried out, besides the one before plan mode. */
  otherModes(): readonly Mode[]
  setMode(mode: Mode): void
  /** The mode that follows plan mode; null where the client's answers have no room for it. */
  modeAfter(): Mode | null
  /** True when entering needs no answer: the user is away or does not want to be asked. */
  entersUnasked(): boolean
  /** True when leaving needs no answer: the user is away. */
  leavesUnasked(): boolean
  planFile(): string
  /** The text of the plan file, or ''. */
  readPlan(): string
  /** Shows the plan to the user. */
  show(content: string, path: string): void
  ask(questions: Question[], callId: string, signal: AbortSignal): Promise<QuestionReply>
}

/** A question with one choice among `labels`. */
export function makeQuestion(text: string, header: string, labels: string[]): Question {
  return {
    question: text,
    header,
    options: labels.map((label) => ({ label, description: '' })),
    multi_select: false,
    body: '',
    other_label: '',
    other_description: '',
  }
}
