// Turns that run in a session without being a task: those that a user watches, and those that have lost their client.
// They are listed as tasks under their session's id, so that `kimi task` can answer, steer and stop them.

import { isTerminal, type TaskView } from '../../protocol/task.ts'
import type { Task } from '../../tasks/task-directory.ts'
import { shortOf } from '../../tasks/task-files.ts'
import type { Session } from '../../session/session.ts'
import { findWait, type Owns } from '../../tasks/turns/live-work.ts'
import type { Register } from '../../tasks/task-register.ts'
import type { Tasks } from '../../tasks/tasks.ts'

const SHORT_CHARS = 4

/** The filter for approvals of a live turn: its session may answer all of its own. */
export const OWNS_ALL: Owns = () => true

/** Sessions in which a turn runs that is not a task. */
export function listLiveTurns(register: Register, sessions: readonly Session[]): Session[] {
  const sessionsOfTasks = new Set(register.active().flatMap(({ spec }) => (spec.kimi.turn ? [spec.session_id] : [])))
  return sessions.filter(({ id, isBusy }) => isBusy && !sessionsOfTasks.has(id))
}

/** The session whose id begins with `text`; undefined when several do, or when a task is meant. */
export function findLiveTurn(text: string, register: Register, sessions: readonly Session[]): Session | undefined {
  // A task that has ended is named by no less than what its list shows, while a turn of that beginning runs.
  const isMeant = ({ id, runtime }: Task) => !isTerminal(runtime.status) || id === text || shortOf(id) === text
  if (text === '' || register.find(text).some(isMeant)) return undefined
  const found = listLiveTurns(register, sessions).filter(({ id }) => id.startsWith(text))
  return found.length === 1 ? found[0] : undefined
}

export function viewLiveTurn(session: Session): TaskView {
  const waiting = findWait(session.requests, OWNS_ALL)
  return {
    id: session.id,
    short: session.id.slice(0, SHORT_CHARS),
    kind: 'agent',
    status: waiting ? 'awaiting_approval' : 'running',
    title: session.title || 'a turn of the agent',
    command: '',
    cwd: session.workDir,
    sessionId: session.id,
    createdAt: session.turnBegan,
    startedAt: session.turnBegan,
    finishedAt: null,
    exitCode: null,
    timedOut: false,
    reason: '',
    steps: 0,
    tool: '',
    tokens: 0,
    lastLine: '',
    outputPath: '',
    outputBytes: 0,
    waiting,
    runs: 0,
    nextRunAt: null,
    terminal: '',
    ...(session.requests.clients.size === 0 ? { isDeserted: true } : {}),
  }
}

/** The turns that nobody watches and that wait for their user. */
export function listDesertedWaits(register: Register, sessions: readonly Session[]): TaskView[] {
  const deserted = sessions.filter(({ requests }) => requests.clients.size === 0 && requests.open().length > 0)
  return listLiveTurns(register, deserted).map(viewLiveTurn)
}

/** The live turns and the tasks that have not ended. */
export function listRunning(
  { register, view }: Pick<Tasks, 'register' | 'view'>,
  sessions: readonly Session[],
): TaskView[] {
  return [...listLiveTurns(register, sessions).map(viewLiveTurn), ...register.active().map(view)]
}

/** The task or live turn that `id` names: whole, or as much of it as tells it from all others. Throws `task.not_found`, `task.ambiguous`. */
export function showTask(id: string, tasks: Tasks, sessions: readonly Session[]): TaskView {
  const turn = findLiveTurn(id, tasks.register, sessions)
  return turn ? viewLiveTurn(turn) : tasks.view(tasks.find(id))
}
