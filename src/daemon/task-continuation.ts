// Turns that the daemon begins by itself: after a task of a session has ended, its agent goes on, if the user wants that.

import { isTerminal } from '../protocol/task.ts'
import { GO_ON_AFTER_TASKS } from '../session/background-settling.ts'
import type { Task } from '../tasks/task-directory.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { LiveConfig } from './live-config.ts'
import type { Sessions } from './open-sessions.ts'

interface Deps {
  config: LiveConfig
  sessions: Sessions
  tasks: Tasks
}

/** Begins a turn in the session of an ended task, when that session is open and idle and has notices the model has not read. */
export function continueAfter({ spec, runtime }: Task, { config, sessions, tasks }: Deps): void {
  if (!isTerminal(runtime.status) || spec.kimi.turn) return
  if (!config.read().settings['tasks.auto_turn'] || isAgentTask(tasks, spec.session_id)) return
  const session = sessions.list().find(({ id, isBusy, hasNotices }) => id === spec.session_id && !isBusy && hasNotices)
  if (!session) return
  const { shell } = spec.kimi
  const turn = tasks.newSpec({
    kind: 'agent',
    description: `${session.title || 'the agent'} goes on`,
    cwd: session.workDir,
    kimi: { turn: { words: GO_ON_AFTER_TASKS }, ...(shell && { shell }), grace: 0, socket: '' },
  })
  tasks.agents.goOn(turn, session, tasks.enqueueWork)
}

/** True while the agent works for a task in this session. */
export function isAgentTask(tasks: Tasks, sessionId: string): boolean {
  return liveTasksOf(tasks, sessionId).some(({ spec }) => spec.kind === 'agent')
}

/** The tasks of a session that have not ended. */
export function liveTasksOf({ register }: Tasks, sessionId: string): Task[] {
  return register.active().filter(({ spec }) => spec.session_id === sessionId)
}
