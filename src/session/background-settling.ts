// A prompt that waits for its background tasks: the model is told of each end and goes on, until no task is left.

import type { Content } from '../protocol/message.ts'
import type { BackgroundTasks } from '../tools/tasks/background.ts'
import { KimiError } from '../protocol/errors.ts'
import type { PromptOutcome } from './session.ts'

export interface SettleDeps {
  tasks: Pick<BackgroundTasks, 'nextEnd' | 'list' | 'stop'>
  /** True when a task has ended and the model has not been told. */
  hasNotices(): boolean
  /** Runs a turn that the program, not the user, begins with `words`. */
  runTurn(words: Content): Promise<PromptOutcome>
  /** Seconds that all tasks together may take. */
  limitS: number
  signal: AbortSignal
}

export const GO_ON_AFTER_TASKS =
  'Background tasks that you started have ended; the notifications say how. Go on with what you were asked to do, or say that it is done.'
const LAST_WORDS =
  'There is no more time to wait for your background tasks: they were stopped. Say what is done and what is not.'
const ALL = Number.MAX_SAFE_INTEGER

/** The outcome of the last turn; `failed` with `turn.max_steps` when the tasks took longer than the limit. */
export async function settle(first: PromptOutcome, deps: SettleDeps): Promise<PromptOutcome> {
  const { tasks, signal } = deps
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deps.limitS * 1000)])
  let outcome = first
  while (outcome.status === 'finished') {
    const end = deps.hasNotices() ? 'ended' : await tasks.nextEnd(limit)
    if (end === 'none') return outcome
    if (signal.aborted) return { status: 'cancelled' }
    if (end === 'aborted') {
      await Promise.all(tasks.list(true, ALL).map(({ id }) => tasks.stop(id, 'No more time to wait')))
      await deps.runTurn(LAST_WORDS)
      const message = `its background tasks did not end within ${deps.limitS} s`
      return { status: 'failed', error: new KimiError('turn.max_steps', message) }
    }
    outcome = await deps.runTurn(GO_ON_AFTER_TASKS)
  }
  return outcome
}
