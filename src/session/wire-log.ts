// wire.jsonl: the events of a session as they were told, for replay and titles. Pieces of one text are one record.

import { appendFileSync, closeSync, createReadStream, existsSync, openSync, readSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { textOf } from '../protocol/message.ts'
import { WIRE_PROTOCOL } from '../protocol/version.ts'
import { WIRE_EXTENSIONS, type WireEvent } from '../protocol/wire.ts'

export interface WireLog {
  append(event: WireEvent): void
  /** Writes what is still being put together. */
  flush(): void
}

export interface WireRecord {
  /** Seconds since the epoch. */
  timestamp: number
  message: WireEvent
}

/** How much of a file's beginning is read for its title. */
const HEAD_BYTES = 64 * 1024

/** The file is made with the first event. `now`: seconds since the epoch. */
export function openWireLog(path: string, now: () => number = () => Date.now() / 1000): WireLog {
  let open: WireRecord | null = null
  let isBegun = existsSync(path)

  const flush = () => {
    if (!open) return
    const line = JSON.stringify(open) + '\n'
    open = null
    const head = isBegun ? '' : JSON.stringify({ type: 'metadata', protocol_version: WIRE_PROTOCOL }) + '\n'
    isBegun = true
    appendFileSync(path, head + line, { mode: 0o600 })
  }
  return {
    flush,
    append(event) {
      // Answers to approvals go to clients alone, as upstream; what wire 1.10 does not know its readers could not read.
      if (event.type === 'ApprovalResponse' || WIRE_EXTENSIONS.includes(event.type)) return
      if (open && merge(open.message, event)) return
      flush()
      open = { timestamp: now(), message: structuredClone(event) }
      if (!canGrow(event)) flush()
    },
  }
}

function canGrow({ type, payload }: WireEvent): boolean {
  return type === 'ToolCall' || (type === 'ContentPart' && (payload.type === 'text' || payload.type === 'think'))
}

/** Adds an event to the one before it, when both are pieces of one thing. */
function merge(before: WireEvent, event: WireEvent): boolean {
  if (before.type === 'ToolCall' && event.type === 'ToolCallPart') {
    before.payload.function.arguments = (before.payload.function.arguments ?? '') + event.payload.arguments_part
    return true
  }
  if (before.type !== 'ContentPart' || event.type !== 'ContentPart') return false
  const [a, b] = [before.payload, event.payload]
  if (a.type === 'text' && b.type === 'text') a.text += b.text
  else if (a.type === 'think' && b.type === 'think') a.think += b.think
  else return false
  return true
}

/** Record by record; lines that are none are skipped. Nothing when there is no file. */
export async function* readWireLog(path: string): AsyncGenerator<WireRecord, void> {
  if (!existsSync(path)) return
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const record = parseRecord(line)
    if (record) yield record
  }
}

/** What the user said first, from the file's beginning alone; null when that is not there. */
export function firstTurnText(path: string): string | null {
  if (!existsSync(path)) return null
  const fd = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(HEAD_BYTES)
    const head = buffer.toString('utf8', 0, readSync(fd, buffer, 0, HEAD_BYTES, 0))
    for (const line of head.split('\n')) {
      const message = parseRecord(line)?.message
      if (message?.type === 'TurnBegin') return textOf(message.payload.user_input)
    }
    return null
  } finally {
    closeSync(fd)
  }
}

function parseRecord(line: string): WireRecord | null {
  try {
    const value = JSON.parse(line) as Partial<WireRecord> | null
    return typeof value?.message?.type === 'string' ? { timestamp: value.timestamp ?? 0, message: value.message } : null
  } catch {
    return null
  }
}
