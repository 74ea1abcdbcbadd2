// Callers that wait for a task to end.

import { isTerminal } from '../protocol/task.ts'
import type { Task } from './task-directory.ts'

export interface TaskWaiters {
  /** Resolves when the task has ended, when `limitMs` is over (Infinity: no limit) or when `signal` aborts. */
  wait(task: Task, limitMs: number, signal?: AbortSignal): Promise<void>
  /** Resolves all waits for a task that has ended. */
  wake(task: Task): void
}

export function createTaskWaiters(): TaskWaiters {
  const waiters = new Map<string, Set<() => void>>()
  return {
    async wait(task, limitMs, signal) {
      if (isTerminal(task.runtime.status)) return
      await new Promise<void>((resolve) => {
        const known = waiters.get(task.id) ?? new Set()
        waiters.set(task.id, known)
        const done = () => {
          known.delete(done)
          clearTimeout(timer)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const timer = limitMs === Infinity ? undefined : setTimeout(done, limitMs)
        known.add(done)
        signal?.addEventListener('abort', done)
        if (signal?.aborted) done()
      })
    },
    wake({ id }) {
      for (const done of waiters.get(id) ?? []) done()
      waiters.delete(id)
    },
  }
}
