// Approvals and questions that wait for the user, asked one at a time, and what answers them. The keys are question-keys.ts's.
//
// The queue is a plain value that JSON can hold; the clock is passed in. Answers from elsewhere take a request out,
// wherever it stands.

import {
  isPlanApproval,
  type ApprovalRequest,
  type Question,
  type QuestionRequest,
  type WireRequest,
} from '../../protocol/wire.ts'

/** The room on the screen for a question, when it came. */
export interface QuestionScreen {
  /** Cells of a row. */
  width: number
  /** The rows of the terminal without those that something else takes below the question. */
  rows: number
}

export interface PendingApproval {
  kind: 'approval'
  request: ApprovalRequest
  /** The number of its rows that have not been on screen. */
  hidden: number
  /** The screen for which they were counted; left out where its size is not known. */
  screen?: QuestionScreen | undefined
  /** The number of times that the user has asked for more of it. */
  pages: number
}

export type PendingQuestion =
  | PendingApproval
  | {
      kind: 'question'
      request: QuestionRequest
      /** Index of the question that is on screen, among those of the request. */
      index: number
      /** Options chosen so far, where several may be. */
      picked: number[]
      /** The option to which the arrows have led; null before the first. */
      selected: number | null
      /** Question → answer; questions without an answer are left out. */
      answers: Record<string, string>
      /** True for a plan that is to be approved; `isEditable` where the door can open it in an editor. */
      isPlan: boolean
      isEditable: boolean
    }

/** The line that the user types. */
export interface OpenLine {
  label: string
  text: string
  /** The request that the text is for; null for steering. */
  requestId: string | null
  /** True when a key asked for it: then it may also be sent empty. */
  isAsked: boolean
}

export interface QuestionQueue {
  /** The first one is on screen. */
  pending: PendingQuestion[]
  /** When the first one came on screen, in milliseconds of the caller's clock. */
  shownAt: number
  line: OpenLine | null
  /** A key that answers unless another one follows at once. */
  held: { key: string; at: number } | null
  /** The part of a key or of a paste that a read has left over. */
  rest: string
  /** True for a door that can open a plan in the user's editor. */
  canEdit: boolean
}

/** One effect of a request, a key or an answer; they are to be carried out in their order. */
export interface QueueStep {
  /** The result to send for the request with this id. */
  reply?: { id: string; result: object }
  /** A line for the user, not sanitised. */
  note?: string
  /** True for a note of what `describeKeys` tells as well: for doors that print the keys once. */
  isInKeys?: true
  /** The first question has to be drawn: all that may be shown of it, its hidden lines, or only its keys. */
  draw?: 'question' | 'rest' | 'keys'
  /** Words for the running turn. */
  steer?: string
  /** The typed line has ended; `unsent` when its text has gone nowhere. */
  ended?: { line: OpenLine; unsent?: true }
  /** A key that is for the turn as a whole. */
  control?: 'interrupt' | 'background' | 'detach'
  /** The plan that is to be approved has to be opened in the user's editor. */
  edit?: true
}

export function createQuestionQueue(canEdit = false): QuestionQueue {
  return { pending: [], shownAt: 0, line: null, held: null, rest: '', canEdit }
}

/**
 * Adds a request. Requests of other kinds than approvals and questions are not for the user and change nothing. `hidden`:
 * the number of rows of an approval that are shown only when the user asks for them, counted for `screen`.
 */
export function addRequest(
  queue: QuestionQueue,
  { type, payload }: WireRequest,
  now: number,
  hidden = 0,
  screen?: QuestionScreen,
): QueueStep[] {
  if (type === 'QuestionRequest' && payload.questions.length === 0) {
    return [{ reply: { id: payload.id, result: { answers: {} } } }]
  }
  if (type === 'ApprovalRequest') queue.pending.push({ kind: 'approval', request: payload, hidden, screen, pages: 0 })
  else if (type === 'QuestionRequest') {
    const isPlan = isPlanApproval(payload.questions[0]!)
    const isEditable = isPlan && queue.canEdit
    queue.pending.push({ kind: 'question', request: payload, index: 0, ...UNTOUCHED, answers: {}, isPlan, isEditable })
  } else return []
  return queue.pending.length === 1 ? showFirst(queue, now) : []
}

const UNTOUCHED = { picked: [], selected: null }

export type PendingChoice = Extract<PendingQuestion, { kind: 'question' }>

/** True for a question that other words than its options may answer: not a plan, nor one of kimi's own, as for trust in a folder. */
export function takesWords({ request, isPlan }: PendingChoice): boolean {
  return !isPlan && request.tool_call_id !== ''
}

/** The question that is on screen, among those of the request. */
export function questionOf({ request, index }: PendingChoice): Question {
  return request.questions[index]!
}

/** The answer that these options are. */
export function labelsOf({ options }: Question, indexes: readonly number[]): string {
  return indexes.map((index) => options[index]!.label).join(', ')
}

/** An answer in words; a list of numbers where several options may be chosen means those options. */
export function readOptions(question: Question, text: string): string {
  const { options, multi_select: isMultiple } = question
  const indexes = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((part) => Number(part) - 1)
  const isList = isMultiple && indexes.length > 0 && indexes.every((index) => options[index] !== undefined)
  return isList ? labelsOf(question, [...new Set(indexes)]) : text
}

const VERDICTS = {
  approve: 'allowed once',
  approve_for_session: 'allowed for this session',
  approve_always: 'allowed always',
  reject: 'refused',
}

export function settleApproval(
  queue: QuestionQueue,
  response: keyof typeof VERDICTS,
  feedback: string,
  now: number,
): QueueStep[] {
  const { id } = queue.pending.shift()!.request
  return [{ note: VERDICTS[response], reply: { id, result: { response, feedback } } }, ...showFirst(queue, now)]
}

/** Goes on with the next question of the same request; after its last one the request is answered. */
export function settleQuestion(queue: QuestionQueue, choice: PendingChoice, answer: string, now: number): QueueStep[] {
  const { id, questions } = choice.request
  if (answer !== '') choice.answers[questions[choice.index]!.question] = answer
  choice.index++
  Object.assign(choice, UNTOUCHED)
  const note = answer === '' ? 'no answer' : answer
  if (choice.index < questions.length) return [{ note }, ...showFirst(queue, now)]
  queue.pending.shift()
  return [{ note, reply: { id, result: { answers: choice.answers } } }, ...showFirst(queue, now)]
}

/** The first request comes on screen now, if there is one. */
export function showFirst(queue: QuestionQueue, now: number): QueueStep[] {
  if (queue.pending.length === 0) return []
  queue.shownAt = now
  return [{ draw: 'question' }]
}
