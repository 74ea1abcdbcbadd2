// The background tasks of a session, and what becomes of the end of each.

import type { OpenSession } from '../../protocol/methods.ts'
import type { Hooks } from '../hooks/hooks.ts'
import type { LiveSession } from '../live-session.ts'
import type { NoticeStore } from '../store/notice-store.ts'
import { dedupeKeyOf, describeTaskEnd } from '../task-notice.ts'
import type { OwnedTasks, SessionHost } from './session-host.ts'

export interface TaskParts {
  live: LiveSession
  hooks: Hooks
  notices: NoticeStore
  /** The environment of commands, as it is now. */
  commandEnv(): Record<string, string>
}

/** The session's background tasks. Each end is published once as a notice: to clients, hooks and, later, the model. */
export function openTasks(
  open: OpenSession,
  host: SessionHost,
  { live, hooks, notices, commandEnv }: TaskParts,
): OwnedTasks {
  return host.background({
    id: live.id,
    dir: live.dir,
    workDir: () => live.workDir,
    get env() {
      return commandEnv()
    },
    umask: open.umask,
    shellPid: open.shellPid,
    requests: live.requests,
    onTaskEnded(task) {
      const notice = describeTaskEnd(task)
      if (!notices.publish(notice, dedupeKeyOf(notice))) return
      live.emit({ type: 'Notification', payload: notice })
      if (live.requests.clients.size > 0) notices.acknowledge([notice.id], 'wire')
      const { type: notification_type, title, body, severity } = notice
      const fields = { sink: 'llm', notification_type, title, body, severity }
      void hooks.fire('Notification', notification_type, fields, new AbortController().signal)
    },
  })
}
