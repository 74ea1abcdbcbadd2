// Work of a task that runs in this process: its progress, the requests that it waits for, and the answers to them.

import { KimiError } from '../../protocol/errors.ts'
import type { TaskWait } from '../../protocol/task.ts'
import type { ApprovalAnswer, WireRequest } from '../../protocol/wire.ts'
import type { Requests } from '../../session/requests.ts'
import type { LiveProgress } from '../task-view.ts'
import { describeWait, readAnswers } from './wait-text.ts'

export interface LiveWork {
  requests: Requests
  owns: Owns
  progress: Pick<LiveProgress, 'steps' | 'tool' | 'tokens'>
  /** `reason`: PROCESS_ENDS where nobody has asked for it. */
  cancel(reason?: string): void
  /** Gives words to the turn that runs; returns false when none runs. Null for work that takes no words. */
  steer: ((words: string) => boolean) | null
}

export interface Answer {
  /** The name of the request; without it the oldest is answered. */
  request?: string | undefined
  answer: ApprovalAnswer
  /** The reason of a rejection, or the answer to a question; without it the first option is taken. */
  text?: string | undefined
}

/** True for the session's requests that come from this work. */
export type Owns = (request: WireRequest) => boolean

/** The requests of one subagent in the background. */
export function ownsOf(agentId: string): Owns {
  return ({ type, payload }) => type === 'ApprovalRequest' && payload.agent_id === agentId
}

/** The oldest open request of the work; null when it waits for nothing. */
export function findWait(requests: Requests, owns: Owns): TaskWait | null {
  const [first] = requests.open().filter(owns)
  return first ? describeWait(first) : null
}

/** Answers a request and returns its text. Throws `task.not_waiting`: each request is answered once. */
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
  const requestText = describeWait(found)!.text
  const isTaken =
    found.type === 'QuestionRequest'
      ? requests.answer(
          'QuestionRequest',
          id,
          answer === 'reject' ? {} : readAnswers(found.payload.questions, text ?? '1'),
        )
      : requests.answer('ApprovalRequest', id, { response: answer, feedback: text ?? '' })
  if (!isTaken) throw new KimiError('task.not_waiting', 'it has just been answered')
  return requestText
}
