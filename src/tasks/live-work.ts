// Work of a task in this process: what it waits for its user with, and how that is answered from anywhere.

import { KimiError } from '../protocol/errors.ts'
import type { TaskWait } from '../protocol/task.ts'
import type { ApprovalAnswer, WireRequest } from '../protocol/wire.ts'
import type { Requests } from '../session/requests.ts'
import { describeWait, readAnswers } from './wait-text.ts'

export interface Answer {
  /** Names the request; without it the oldest is meant. */
  request?: string | undefined
  answer: ApprovalAnswer
  /** Why not, or the answer to a question; without it the first of its options. */
  text?: string | undefined
}

/** Which of a session's open requests are of this work. */
export type Owns = (request: WireRequest) => boolean

/** Those of one subagent in the background. */
export function ownsOf(agentId: string): Owns {
  return ({ type, payload }) => type === 'ApprovalRequest' && payload.agent_id === agentId
}

export function findWait(requests: Requests, owns: Owns): TaskWait | null {
  const [first] = requests.open().filter(owns)
  return first ? describeWait(first) : null
}

/** Says what has been answered. Throws `task.not_waiting`: each request is answered once. */
export function answerWait(requests: Requests, owns: Owns, { request, answer, text }: Answer): string {
  const open = requests.open().filter(owns)
  const found = request === undefined ? open[0] : open.find(({ payload }) => payload.id.startsWith(request))
  if (!found) {
    throw new KimiError(
      'task.not_waiting',
      request === undefined ? 'it waits for nothing' : 'it no longer waits for that',
    )
  }
  const { id } = found.payload
  const said = describeWait(found)!.text
  const isTaken =
    found.type === 'QuestionRequest'
      ? requests.answer(
          'QuestionRequest',
          id,
          answer === 'reject' ? {} : readAnswers(found.payload.questions, text ?? '1'),
        )
      : requests.answer('ApprovalRequest', id, { response: answer, feedback: text ?? '' })
  if (!isTaken) throw new KimiError('task.not_waiting', 'it has just been answered')
  return said
}
