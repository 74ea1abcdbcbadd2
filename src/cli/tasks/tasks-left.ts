// The tasks that have not ended when the daemon stops: `kimi daemon stop`, `restart` and `kimi init --uninstall` name them, and say what
// becomes of them.

import { findDaemon, greet } from '../../client/connect.ts'
import type { TaskView } from '../../protocol/task.ts'
import { sanitiseEnds } from '../../safety/text/sanitiser.ts'
import type { Paths } from '../../sys/paths.ts'
import { listTasks } from './task-client.ts'
import { sayAside } from '../standard-streams.ts'

const NAMED = 5
const TITLE_CELLS = 40

export interface TasksLeft {
  /** Tasks that have processes of their own, and go on without the daemon. */
  running: TaskView[]
  /** Tasks that wait for their place: no process of theirs has begun. */
  queued: TaskView[]
  /** Turns of the agent, which the next daemon goes on with. */
  paused: TaskView[]
}

/** The tasks of the running daemon; empty lists when there is no daemon, or when it does not answer. */
export async function findTasksLeft(paths: Paths): Promise<TasksLeft> {
  const client = await findDaemon(paths)
  if (!client) return { running: [], queued: [], paused: [] }
  try {
    await greet(client, paths)
    const tasks = await listTasks(client, 0)
    const commands = tasks.filter(({ kind }) => kind !== 'agent')
    return {
      running: commands.filter(({ status }) => status !== 'created'),
      queued: commands.filter(({ status }) => status === 'created'),
      // A turn that its user watches has the id of its session, and is no task.
      paused: tasks.filter(({ kind, id, sessionId }) => kind === 'agent' && id !== sessionId),
    }
  } catch {
    return { running: [], queued: [], paused: [] } // a daemon that does not answer is stopped all the same
  } finally {
    client.close()
  }
}

export function sayTasksLeft({ running }: Pick<TasksLeft, 'running'>): void {
  if (running.length === 0) return
  const what = running.length === 1 ? 'a task goes on' : `${running.length} tasks go on`
  sayAside(`kimi: ${what} without the daemon:\n${listNamed(running, () => '')}  kimi task stop --all\n`)
}

/** The same where the next daemon is there already. */
export function sayTasksResumed({ queued, paused }: Pick<TasksLeft, 'queued' | 'paused'>): void {
  if (queued.length > 0) {
    const what = queued.length === 1 ? 'a task waits' : `${queued.length} tasks wait`
    sayAside(
      `kimi: ${what} for ${queued.length === 1 ? 'its' : 'their'} place in the new daemon:\n${listNamed(queued, () => '')}`,
    )
  }
  if (paused.length === 0) return
  const what = paused.length === 1 ? 'a task of the agent goes on' : `${paused.length} tasks of the agent go on`
  const end = ({ waiting }: TaskView) => (waiting ? ': waited for your answer, and asks again' : '')
  sayAside(`kimi: ${what} in the new daemon:\n${listNamed(paused, end)}`)
}

export function sayTasksPaused({ queued, paused }: Pick<TasksLeft, 'queued' | 'paused'>): void {
  if (queued.length > 0) {
    const what =
      queued.length === 1
        ? 'a task that waits for its place begins'
        : `${queued.length} tasks that wait for their place begin`
    sayAside(`kimi: ${what} once kimi is used again:\n${listNamed(queued, () => '')}`)
  }
  if (paused.length === 0) return
  const what = paused.length === 1 ? 'a task of the agent pauses' : `${paused.length} tasks of the agent pause`
  const end = ({ waiting }: TaskView) => (waiting ? ': waits for your answer, and asks again then' : '')
  sayAside(`kimi: ${what} until kimi is used again:\n${listNamed(paused, end)}`)
}

function listNamed(tasks: readonly TaskView[], end: (task: TaskView) => string): string {
  const named = tasks
    .slice(0, NAMED)
    .map((task) => `  ${task.short}  ${sanitiseEnds(task.title, TITLE_CELLS)}${end(task)}\n`)
  return `${named.join('')}${tasks.length > NAMED ? `  and ${tasks.length - NAMED} more\n` : ''}`
}
