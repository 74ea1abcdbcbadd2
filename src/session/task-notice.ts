// The end of a background task as a notice, in the kinds and fields of Kimi CLI's notifications.

import { randomBytes } from 'node:crypto'
import type { NotificationPayload } from '../protocol/wire.ts'
import type { TaskInfo } from '../tools/tasks/background.ts'

/** The key under which a notice is published: only the first notice with a key is. */
export function dedupeKeyOf(notice: NotificationPayload): string {
  return `background_task:${notice.source_id}:${String(notice.payload['terminal_reason'])}`
}

export function describeTaskEnd(task: TaskInfo): NotificationPayload {
  const { id, kind, status, description, exitCode, timedOut, reason, startedAt, finishedAt } = task
  const outcome = timedOut ? 'timed_out' : status
  const isFailure = outcome === 'failed' || outcome === 'timed_out'
  const ended = finishedAt ?? startedAt
  return {
    id: `n${randomBytes(4).toString('hex')}`,
    category: 'task',
    type: `task.${outcome}`,
    source_kind: 'background_task',
    source_id: id,
    title: `Background task ${outcome.replace('_', ' ')}: ${description}`,
    body: [exitCode === null ? '' : `exit code ${exitCode}`, reason].filter(Boolean).join(': '),
    severity: outcome === 'completed' ? 'success' : isFailure ? 'error' : 'warning',
    created_at: ended,
    payload: {
      task_id: id,
      task_kind: kind,
      status,
      description,
      exit_code: exitCode,
      interrupted: status === 'killed' || timedOut,
      timed_out: timedOut,
      terminal_reason: outcome,
      failure_reason: reason === '' ? null : reason,
      finished_at: ended,
      duration_s: ended - startedAt,
    },
  }
}
