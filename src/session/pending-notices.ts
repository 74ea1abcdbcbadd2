// Notices of background tasks on their way into the model's conversation: each is said once.

import { describeNotice, isNotice } from '../agent/notice-messages.ts'
import { textOf, type Message } from '../protocol/message.ts'
import { readLogTail } from '../tools/tasks/output-log.ts'
import { join } from 'node:path'
import type { NoticeStore } from './store/notice-store.ts'

/** Notices for one model call; the rest follow with the next calls. */
const BATCH_SIZE = 4
const TAIL_BYTES = 3_000

/**
 * The next notices as messages, with the last lines of the tasks' output. They are acknowledged in a microtask: by then
 * the caller has appended them to the conversation.
 */
export function takeNotices(store: NoticeStore, conversation: readonly Message[], sessionDir: string): Message[] {
  const pending = store.pending()
  if (pending.length === 0) return []
  // A conversation that was restored may hold notices whose acknowledgement was lost.
  const said = conversation.filter(isNotice).map(({ content }) => textOf(content))
  const isSaid = (id: string) => said.some((text) => text.includes(id))
  const due = pending.filter(({ id }) => !isSaid(id)).slice(0, BATCH_SIZE)
  const delivered = [...pending.filter(({ id }) => isSaid(id)), ...due].map(({ id }) => id)
  queueMicrotask(() => store.acknowledge(delivered, 'llm'))
  return due.map((notice) => {
    const log = join(sessionDir, 'tasks', notice.source_id, 'output.log')
    return describeNotice(notice, readLogTail(log, TAIL_BYTES).text)
  })
}
