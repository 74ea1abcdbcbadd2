// The methods of background tasks, on the tasks themselves and on the live turns of sessions, which are listed with them.

import { KimiError } from '../protocol/errors.ts'
import type { Methods } from '../protocol/methods.ts'
import { isTerminal, type TaskView } from '../protocol/task.ts'
import type { Session } from '../session/session.ts'
import { findAncestors } from '../sys/processes.ts'
import { answerWait, findWait, type Owns } from '../tasks/turns/live-work.ts'
import type { Task } from '../tasks/task-directory.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Handlers } from './json-methods.ts'

type TaskMethod = Extract<keyof Methods, `task/${string}`>

const SHORT_CHARS = 4
const ANYTHING: Owns = () => true

export function createTaskMethods(
  tasks: Tasks,
  sessions: () => Session[],
  isShell: (pid: number) => boolean,
): Pick<Handlers, TaskMethod> {
  const { register } = tasks
  /** A script's parent is no shell of the user's, but one that it comes from is. */
  const ownerOf = (pid: number) => [pid, ...findAncestors(pid)].find(isShell) ?? pid
  /** Sessions in which a turn runs that is no task. */
  const turning = () => {
    const known = new Set(register.all().flatMap(({ spec }) => (spec.kimi.turn ? [spec.session_id] : [])))
    return sessions().filter(({ id, isBusy }) => isBusy && !known.has(id))
  }
  const findTurn = (text: string) => {
    const found = text === '' ? [] : turning().filter(({ id }) => id.startsWith(text))
    return found.length === 1 && register.find(text).length === 0 ? found[0] : undefined
  }
  const show = (id: string) => {
    const turn = findTurn(id)
    return turn ? viewTurn(turn) : tasks.view(tasks.find(id))
  }

  return {
    'task/run': ({ shellPid, ...wish }) =>
      tasks.view(tasks.run({ ...wish, ...(shellPid === undefined ? {} : { shellPid: ownerOf(shellPid) }) })),
    'task/list'({ ended = Number.MAX_SAFE_INTEGER }) {
      const known = register.newestFirst()
      const isOver = ({ runtime }: Task) => isTerminal(runtime.status)
      const shown = [...known.filter((task) => !isOver(task)), ...known.filter(isOver).slice(0, ended)]
      return { tasks: [...turning().map(viewTurn), ...shown.map(tasks.view)], queued: tasks.queued }
    },
    'task/show': ({ id }) => show(id),
    'task/answer'({ id, ...answer }) {
      const turn = findTurn(id)
      if (turn) {
        const text = answerWait(turn.requests, ANYTHING, answer)
        return { task: viewTurn(turn), text }
      }
      const task = tasks.find(id)
      const text = tasks.agents.answer(task, answer)
      return { task: tasks.view(task), text }
    },
    'task/steer'({ id, words }) {
      const turn = findTurn(id)
      if (turn) turn.steer(words)
      else tasks.agents.steer(tasks.find(id), words)
      return show(id)
    },
    async 'task/stop'({ id, reason = 'by the user' }) {
      const turn = findTurn(id)
      if (turn) {
        turn.cancel()
        return viewTurn(turn)
      }
      const task = tasks.find(id)
      if (isTerminal(task.runtime.status)) throw new KimiError('task.not_running', `${id} has ended already`)
      await tasks.stop(task, reason)
      return tasks.view(task)
    },
    'task/retry': ({ id, ...by }) => tasks.view(tasks.retry(tasks.find(id), by)),
    'task/remove'({ id }) {
      tasks.remove(tasks.find(id))
      return {}
    },
    async 'task/wait'({ id, limitMs }, { signal }) {
      const task = tasks.find(id)
      await tasks.wait(task, limitMs, signal)
      return tasks.view(task)
    },
  }
}

/** A turn that somebody runs in front of them, or that has lost its client. */
function viewTurn(session: Session): TaskView {
  const waiting = findWait(session.requests, ANYTHING)
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
  }
}
