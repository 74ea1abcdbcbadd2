// The pages of the list of tasks: of tens of thousands, each reply holds a few hundred.

import { isTerminal } from '../../protocol/task.ts'
import type { Task } from '../../tasks/task-directory.ts'

export interface TaskPage {
  tasks: Task[]
  /** The cursor of the page that follows; undefined when this is the last one. */
  next?: string
}

const PAGE_TASKS = 500
/** A prompt may have a megabyte, and a list of many would be too large for one reply. */
const PAGE_CHARACTERS = 256 * 1024

/**
 * The page behind the cursor `after`, the first without one: the tasks that have not ended, then at most `ended` of those
 * that have. `newestFirst` are all tasks. A cursor names a place and not a task, so the task there may go meanwhile.
 */
export function findPage(newestFirst: readonly Task[], ended: number, after: string | undefined): TaskPage {
  const [active, over] = [newestFirst.filter((task) => !isOver(task)), newestFirst.filter(isOver)]
  const isBehind = after === undefined ? () => true : readCursor(after)
  const left = [...active.filter(isBehind), ...over.filter(isBehind).slice(0, ended)]
  let characters = 0
  let count = 0
  while (count < Math.min(left.length, PAGE_TASKS) && (count === 0 || characters < PAGE_CHARACTERS)) {
    characters += countCharacters(left[count]!)
    count++
  }
  const tasks = left.slice(0, count)
  return count < left.length ? { tasks, next: cursorOf(tasks.at(-1)!) } : { tasks }
}

function isOver({ runtime }: Task): boolean {
  return isTerminal(runtime.status)
}

function countCharacters({ spec }: Task): number {
  return (spec.command ?? spec.kimi.turn?.words ?? String(spec.kind_payload['prompt'] ?? '')).length
}

function cursorOf(task: Task): string {
  return JSON.stringify([isOver(task), task.spec.created_at, task.id])
}

/** True for the tasks behind the cursor. A text that is no cursor stands before the first task. */
function readCursor(text: string): (task: Task) => boolean {
  const [over, createdAt, id] = parseCursor(text)
  return (task) => {
    if (isOver(task) !== over) return isOver(task)
    return task.spec.created_at === createdAt ? task.id > id : task.spec.created_at < createdAt
  }
}

function parseCursor(text: string): [over: boolean, createdAt: number, id: string] {
  try {
    const [over, createdAt, id] = JSON.parse(text) as unknown[]
    if (typeof over === 'boolean' && typeof createdAt === 'number' && typeof id === 'string')
      return [over, createdAt, id]
  } catch {
    // no JSON
  }
  return [false, Infinity, '']
}
