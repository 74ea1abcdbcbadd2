// Approvals and questions that wait for the user, asked one at a time. The queue is a plain value that JSON can hold; the
// clock is passed in. Answers from elsewhere take a request out, wherever it stands.

import type { ApprovalRequest, QuestionRequest, WireRequest } from '../protocol/wire.ts'

/** Keys typed before a question was on screen do not answer it (security C27). */
export const TYPED_AHEAD_MS = 300

export type PendingQuestion =
  | { kind: 'approval'; request: ApprovalRequest }
  | {
      kind: 'question'
      request: QuestionRequest
      /** Index of the question that is on screen, among those of the request. */
      index: number
      /** Options chosen so far, where several may be. */
      picked: number[]
      /** Question → answer; questions without an answer are left out. */
      answers: Record<string, string>
    }

export interface QuestionQueue {
  /** The first one is on screen. */
  pending: PendingQuestion[]
  /** When the first one came on screen, in milliseconds of the caller's clock. */
  shownAt: number
}

/** The effect of a request, a key or an answer. */
export interface QueueStep {
  /** The result to send for the request with this id. */
  reply?: { id: string; result: object }
  /** A line for the user, not sanitised. */
  note?: string
  /** The first question of the queue has just come on screen and must be drawn. */
  isNext?: boolean
  /** The user wants to answer the request with this id in words: read a line, then call `giveWords`. */
  words?: { id: string; label: string }
}

export function createQuestionQueue(): QuestionQueue {
  return { pending: [], shownAt: 0 }
}

/** Adds a request. Requests of other kinds than approvals and questions are not for the user and change nothing. */
export function addRequest(queue: QuestionQueue, { type, payload }: WireRequest, now: number): QueueStep {
  if (type === 'QuestionRequest' && payload.questions.length === 0) {
    return { reply: { id: payload.id, result: { answers: {} } } }
  }
  if (type === 'ApprovalRequest') queue.pending.push({ kind: 'approval', request: payload })
  else if (type === 'QuestionRequest') {
    queue.pending.push({ kind: 'question', request: payload, index: 0, picked: [], answers: {} })
  } else return {}
  return queue.pending.length === 1 ? showFirst(queue, now) : {}
}

/** The request was answered by another client. `verdict` is its answer. */
export function withdrawRequest(queue: QuestionQueue, id: string, verdict: string, now: number): QueueStep {
  const index = queue.pending.findIndex(({ request }) => request.id === id)
  if (index < 0) return {}
  queue.pending.splice(index, 1)
  if (index > 0) return {}
  return { note: `answered elsewhere: ${verdict.replaceAll('_', ' ')}`, ...showFirst(queue, now) }
}

/** A key for the question on screen. Keys that mean nothing there change nothing. */
export function pressKey(queue: QuestionQueue, key: string, now: number): QueueStep {
  const [first] = queue.pending
  if (!first || now - queue.shownAt < TYPED_AHEAD_MS) return {}
  if (first.kind === 'question') return pressForOption(queue, first, key, now)
  switch (key) {
    case 'y':
      return settleApproval(queue, 'approve', '', now)
    case 's':
      return settleApproval(queue, 'approve_for_session', '', now)
    case 'n':
    case '\r':
    case '\x1b':
      return settleApproval(queue, 'reject', '', now)
    case 'f':
      return { words: { id: first.request.id, label: 'why: ' } }
    default:
      return {}
  }
}

/** Words for the request that asked for them. Nothing happens when it was answered elsewhere meanwhile. */
export function giveWords(queue: QuestionQueue, id: string, words: string, now: number): QueueStep {
  const [first] = queue.pending
  if (first?.request.id !== id) return {}
  return first.kind === 'approval'
    ? settleApproval(queue, 'reject', words, now)
    : settleQuestion(queue, first, words, now)
}

type PendingChoice = Extract<PendingQuestion, { kind: 'question' }>

function pressForOption(queue: QuestionQueue, choice: PendingChoice, key: string, now: number): QueueStep {
  const { options, multi_select: isMultiple } = choice.request.questions[choice.index]!
  const labelsOf = (indexes: number[]) => indexes.map((index) => options[index]!.label).join(', ')
  const index = Number(key) - 1
  if (options[index] && !isMultiple) return settleQuestion(queue, choice, options[index].label, now)
  if (options[index]) {
    const without = choice.picked.filter((each) => each !== index)
    choice.picked = without.length < choice.picked.length ? without : [...choice.picked, index]
    return { note: labelsOf(choice.picked) }
  }
  if (key === '\r' && isMultiple) return settleQuestion(queue, choice, labelsOf(choice.picked), now)
  if (key === 'o') return { words: { id: choice.request.id, label: 'other: ' } }
  return key === '\x1b' ? settleQuestion(queue, choice, '', now) : {}
}

const VERDICTS = { approve: 'allowed once', approve_for_session: 'allowed for this session', reject: 'refused' }

function settleApproval(
  queue: QuestionQueue,
  response: keyof typeof VERDICTS,
  feedback: string,
  now: number,
): QueueStep {
  const { id } = queue.pending.shift()!.request
  return { note: VERDICTS[response], reply: { id, result: { response, feedback } }, ...showFirst(queue, now) }
}

/** Goes on with the next question of the same request; after its last one the request is answered. */
function settleQuestion(queue: QuestionQueue, choice: PendingChoice, answer: string, now: number): QueueStep {
  const { id, questions } = choice.request
  if (answer !== '') choice.answers[questions[choice.index]!.question] = answer
  choice.index++
  choice.picked = []
  const note = answer === '' ? 'no answer' : answer
  if (choice.index < questions.length) return { note, ...showFirst(queue, now) }
  queue.pending.shift()
  return { note, reply: { id, result: { answers: choice.answers } }, ...showFirst(queue, now) }
}

function showFirst(queue: QuestionQueue, now: number): QueueStep {
  if (queue.pending.length === 0) return {}
  queue.shownAt = now
  return { isNext: true }
}
