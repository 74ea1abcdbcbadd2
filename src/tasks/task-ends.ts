// The ends of a session's tasks, for its agent: reported to the live session, or written down for the next time that it is
// opened. A turn that is a task itself is not reported to its own session.

import { join } from 'node:path'
import { openNoticeStore } from '../session/store/notice-store.ts'
import { dedupeKeyOf, describeTaskEnd } from '../session/task-notice.ts'
import type { Task } from './task-directory.ts'
import { infoOf } from './task-view.ts'

export interface TaskEnds {
  /** Calls `listener` with each task of this session that ends. Returns the function that stops it. */
  onEnd(sessionId: string, listener: (task: Task) => void): () => void
  report(task: Task): void
}

export function createTaskEnds(): TaskEnds {
  const listeners = new Map<string, (task: Task) => void>()
  return {
    onEnd(id, listener) {
      listeners.set(id, listener)
      return () => {
        if (listeners.get(id) === listener) listeners.delete(id)
      }
    },
    report(task) {
      const { session_id: id, kimi } = task.spec
      if (id === '' || kimi.turn) return
      const listener = listeners.get(id)
      if (listener) return listener(task)
      const notice = describeTaskEnd(infoOf(task))
      const sessionDir = join(task.dir, '..', '..')
      openNoticeStore(sessionDir).publish(notice, dedupeKeyOf(notice))
    },
  }
}
