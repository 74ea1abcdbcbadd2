// Notices of background work as messages for the model, in the tags that Kimi CLI uses.

import type { NotificationPayload } from '../protocol/wire.ts'
import { textOf, type Message } from '../protocol/message.ts'

const TAIL_LINES = 20
const TAIL_CHARS = 3_000
const TASK_FIELDS = [
  'task_id',
  'task_kind',
  'status',
  'description',
  'exit_code',
  'interrupted',
  'timed_out',
  'terminal_reason',
  'failure_reason',
  'duration_s',
]

/** The message for a notice. `output` is the text that its task printed; the message holds its last 20 lines. */
export function describeNotice(notice: NotificationPayload, output = ''): Message {
  const { id, category, type, source_kind, source_id, title, severity, body, payload } = notice
  const attributes = Object.entries({ id, category, type, source_kind, source_id })
  const head = attributes.map(([name, value]) => ` ${name}="${quoteAttribute(value)}"`).join('')
  const task = category === 'task' ? describeTask(payload, output) : []
  const lines = [`Title: ${title}`, `Severity: ${severity}`, body]
  const content = [`<notification${head}>`, ...lines.map(disarm), ...task, '</notification>'].join('\n')
  return { role: 'user', content }
}

export function isNotice(message: Message): boolean {
  return message.role === 'user' && textOf(message.content).trimStart().startsWith('<notification ')
}

function describeTask(payload: Record<string, unknown>, output: string): string[] {
  const fields = TASK_FIELDS.flatMap((name) => {
    const value = payload[name]
    return value === undefined || value === null ? [] : disarm(`${name}: ${String(value)}`)
  })
  const tail = output.trimEnd().split('\n').slice(-TAIL_LINES).join('\n').slice(-TAIL_CHARS).toWellFormed()
  return [
    '<task-notification>',
    ...fields,
    ...(tail === '' ? [] : ['output_tail:', disarm(tail)]),
    '</task-notification>',
  ]
}

/** Makes our own tags harmless: the output of a task must not close one or open another. */
function disarm(text: string): string {
  return text.replaceAll(/<(\/?)((?:task-)?notification|system(?:-reminder)?)\b/gi, '‹$1$2')
}

function quoteAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('\n', ' ')
}
