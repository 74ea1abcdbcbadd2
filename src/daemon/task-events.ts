// The events of tasks: changes at once, and progress (last line, steps, tokens) by comparing views twice a second while
// there is a subscriber. Runners write their output to files, so no other sign of it reaches the daemon.

import type { TaskView } from '../protocol/task.ts'
import type { EventLog } from './event-log.ts'

export interface TaskEvents {
  /** A task has begun, waits for its user, goes on, or has ended. */
  changed(task: TaskView): void
  removed(id: string): void
  /** Begins to look for progress, until the last subscriber has gone. */
  sample(): void
  close(): void
}

const SAMPLE_MS = 500

/** `listRunning` gives the tasks and live turns that have not ended. */
export function createTaskEvents(log: EventLog, listRunning: () => TaskView[]): TaskEvents {
  /** The running tasks as they were last published or seen, as JSON. */
  const known = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined

  function changed(task: TaskView): void {
    const json = JSON.stringify(task)
    if (known.get(task.id) === json) return
    if (task.finishedAt === null) known.set(task.id, json)
    else known.delete(task.id)
    log.publish({ topic: 'tasks', change: 'changed', task })
  }

  function removed(id: string): void {
    known.delete(id)
    log.publish({ topic: 'tasks', change: 'removed', id })
  }

  function compare(): void {
    const running = listRunning()
    for (const task of running) {
      const before = known.get(task.id)
      const now = JSON.stringify(task)
      if (before === now) continue
      if (before === undefined) changed(task)
      else {
        known.set(task.id, now)
        log.publish({ topic: 'tasks', change: 'progress', task })
      }
    }
    // A live turn of a session ends without an end of a task.
    const ids = new Set(running.map(({ id }) => id))
    for (const id of known.keys()) if (!ids.has(id)) removed(id)
  }

  return {
    changed,
    removed,
    sample() {
      if (timer) return
      known.clear()
      for (const task of listRunning()) known.set(task.id, JSON.stringify(task))
      timer = setInterval(() => {
        if (log.watchers > 0) return compare()
        clearInterval(timer)
        timer = undefined
      }, SAMPLE_MS).unref()
    },
    close: () => clearInterval(timer),
  }
}
