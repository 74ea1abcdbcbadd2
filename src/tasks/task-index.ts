// The tasks that this daemon knows, in memory, and the ways to find them. Those that have not ended are kept apart: they are
// few, where all may be tens of thousands.

import { isTerminal } from '../protocol/task.ts'
import type { Task } from './task-directory.ts'
import { shortOf } from './task-files.ts'

export interface TaskIndex {
  get(id: string): Task | undefined
  /** Tasks with this id, or those whose id or its random part begins with `text`. */
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
    find: (text) => findTasks(tasks, text),
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

function findTasks(tasks: ReadonlyMap<string, Task>, text: string): Task[] {
  if (text === '') return []
  const whole = tasks.get(text)
  if (whole) return [whole]
  return [...tasks.values()].filter(({ id }) => id.startsWith(text) || id.slice(id.indexOf('-') + 1).startsWith(text))
}
