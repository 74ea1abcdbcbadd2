// The tasks that go on without the daemon: `kimi daemon stop` and `kimi init --uninstall` name them, and say how to end them.

import { findDaemon, greet } from '../../client/connect.ts'
import type { TaskView } from '../../protocol/task.ts'
import { sanitiseEnds } from '../../safety/text/sanitiser.ts'
import type { Paths } from '../../sys/paths.ts'
import { listTasks } from './task-client.ts'
import { sayAside } from '../standard-streams.ts'

const NAMED = 5
const TITLE_CELLS = 40

/** The tasks that have processes of their own. Empty without a daemon, or when it does not answer. */
export async function findTasksLeft(paths: Paths): Promise<TaskView[]> {
  const client = await findDaemon(paths)
  if (!client) return []
  try {
    await greet(client, paths)
    const tasks = await listTasks(client, 0)
    return tasks.filter(({ kind, status }) => kind !== 'agent' && status !== 'created')
  } catch {
    return [] // a daemon that does not answer is stopped all the same
  } finally {
    client.close()
  }
}

export function sayTasksLeft(tasks: readonly TaskView[]): void {
  if (tasks.length === 0) return
  const named = tasks.slice(0, NAMED).map(({ short, title }) => `  ${short}  ${sanitiseEnds(title, TITLE_CELLS)}\n`)
  const more = tasks.length > NAMED ? `  and ${tasks.length - NAMED} more\n` : ''
  const what = tasks.length === 1 ? 'a task goes on' : `${tasks.length} tasks go on`
  sayAside(`kimi: ${what} without the daemon:\n${named.join('')}${more}  kimi task stop --all\n`)
}
