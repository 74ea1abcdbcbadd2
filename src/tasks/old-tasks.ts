// The ended tasks that may be removed: those that ended long ago, and the oldest when all of them keep too much output.

import { statSync } from 'node:fs'
import { isTerminal } from '../protocol/task.ts'
import type { Task } from './task-directory.ts'
import { outputOf } from './task-files.ts'

const DAY_MS = 86_400_000

/** `keepBytes` is the limit for the output of all ended tasks together; the newest are kept first. */
export function findOldTasks(tasks: readonly Task[], keepDays: number, keepBytes: number, nowMs: number): Task[] {
  const endOf = ({ runtime, spec }: Task) => (runtime.finished_at ?? spec.created_at) * 1000
  const ended = tasks.filter(({ runtime }) => isTerminal(runtime.status)).toSorted((a, b) => endOf(b) - endOf(a))
  let kept = 0
  return ended.filter((task) => {
    if (endOf(task) < nowMs - keepDays * DAY_MS) return true
    kept += statSync(outputOf(task.dir), { throwIfNoEntry: false })?.size ?? 0
    return kept > keepBytes
  })
}
