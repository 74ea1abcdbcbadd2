// The end of a background task as a notice: for the model, for clients and for the disk (Kimi CLI's kinds and fields).

import { randomBytes } from 'node:crypto'
import type { NotificationPayload } from '../protocol/wire.ts'
import type { TaskInfo } from '../tools/tasks/background.ts'

/** The first of them is told, once. */
export function dedupeKeyOf(notice: NotificationPayload): string {
  return `background_task:${notice.source_id}:${String(notice.payload['terminal_reason'])}`
}

export function describeTaskEnd(task: TaskInfo): NotificationPayload {
  const { id, kind, status, description, exitCode, timedOut, reason, startedAt, finishedAt } = task
  const what = timedOut ? 'timed_out' : status
  const severity = what === 'completed' ? 'success' : what === 'failed' || what === 'timed_out' ? 'error' : 'warning'
  const ended = finishedAt ?? startedAt
  return {
    id: `n${randomBytes(4).toString('hex')}`,
    category: 'task',
    type: `task.${what}`,
    source_kind: 'background_task',
    source_id: id,
    title: `Background task ${what.replace('_', ' ')}: ${description}`,
    body: [exitCode === null ? '' : `exit code ${exitCode}`, reason].filter(Boolean).join(': '),
    severity,
    created_at: ended,
    payload: {
      task_id: id,
      task_kind: kind,
      status,
      description,
      exit_code: exitCode,
      interrupted: status === 'killed' || timedOut,
      timed_out: timedOut,
      terminal_reason: what,
      failure_reason: reason === '' ? null : reason,
      finished_at: ended,
      duration_s: ended - startedAt,
    },
  }
}
