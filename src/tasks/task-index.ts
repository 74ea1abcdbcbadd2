// The tasks that this daemon knows, in memory, and the ways to find them. Those that have not ended are kept apart: they are
// few, where all may be tens of thousands.

import { isTerminal } from '../protocol/task.ts'
import type { Task } from './task-directory.ts'
import { shortOf } from './task-files.ts'

export interface TaskIndex {
  get(id: string): Task | undefined
  /**
   * The tasks that `text` may mean: the one with this id, else those whose random part begins so, else those whose id does. Of several those
   * that have not ended, then those that the list shows, then the others: what no list shows makes nothing ambiguous.
   */
  find(text: string): Task[]
  all(): Task[]
  /** The tasks that have not ended. */
  active(): Task[]
  newestFirst(): Task[]
  isTaken(short: string): boolean
}

export interface OwnTaskIndex extends TaskIndex {
  /** Adds a task, or notes its new state. */
  keep(task: Task): void
  drop(task: Task): void
}

export function createTaskIndex(): OwnTaskIndex {
  const tasks = new Map<string, Task>()
  const active = new Set<Task>()
  return {
    keep(task) {
      tasks.set(task.id, task)
      if (isTerminal(task.runtime.status)) active.delete(task)
      else active.add(task)
    },
    drop(task) {
      tasks.delete(task.id)
      active.delete(task)
    },
    get: (id) => tasks.get(id),
    find: (text) => findTasks(tasks, active, text),
    all: () => [...tasks.values()],
    active: () => [...active],
    newestFirst: () => [...tasks.values()].toSorted(byNewest),
    isTaken: (short) => [...tasks.keys()].some((id) => shortOf(id) === short),
  }
}

/** The ids decide between tasks that were begun in the same moment: a list has one order. */
function byNewest(a: Task, b: Task): number {
  return b.spec.created_at - a.spec.created_at || (a.id < b.id ? -1 : 1)
}

function findTasks(tasks: ReadonlyMap<string, Task>, active: ReadonlySet<Task>, text: string): Task[] {
  if (text === '') return []
  const whole = tasks.get(text)
  if (whole) return [whole]
  const all = [...tasks.values()]
  // The ids of commands all begin with "bash-": a single b means the part that lists show.
  const meant = all.filter(({ id }) => id.slice(id.indexOf('-') + 1).startsWith(text))
  const found = meant.length > 0 ? meant : all.filter(({ id }) => id.startsWith(text))
  if (found.length < 2) return found
  const running = found.filter((task) => active.has(task))
  if (running.length > 0) return running
  const shown = new Set(all.toSorted(byNewest).slice(0, SHOWN_ENDED))
  const listed = found.filter((task) => shown.has(task))
  return listed.length > 0 ? listed : found
}

/** The ended tasks that `kimi task list` shows without being asked for more. */
const SHOWN_ENDED = 10
