// wire.jsonl: what clients were told, in order, with the time. Pieces of one text are stored as one.

import { statSync } from 'node:fs'
import { textOf, type Content } from '../../protocol/message.ts'
import { WIRE_PROTOCOL } from '../../protocol/version.ts'
import { WIRE_EXTENSIONS, type WireEvent } from '../../protocol/wire.ts'
import { appendText, readLines } from './line-file.ts'
import { parseObject } from '../../sys/json-reading.ts'

export interface WireLog {
  append(event: WireEvent): void
  /** Writes what waits for more of its kind. */
  flush(): void
}

export interface WireRecord {
  /** Seconds since the epoch. */
  timestamp: number
  message: WireEvent
}

/** What is known of a log's start is in its first bytes; a title is not searched any further. */
const HEAD_BYTES = 1024 * 1024
const METADATA = JSON.stringify({ type: 'metadata', protocol_version: WIRE_PROTOCOL })

/** The file is made with the first event. `now`: seconds since the epoch. */
export function openWireLog(path: string, now: () => number = () => Date.now() / 1000): WireLog {
  let waiting: WireRecord | null = null
  const write = ({ timestamp, message }: WireRecord) => {
    const isBegun = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
    const head = isBegun ? '' : METADATA + '\n'
    appendText(path, `${head}${JSON.stringify({ timestamp, message })}\n`)
  }
  const flush = () => {
    const record = waiting
    waiting = null
    if (record) write(record)
  }
  return {
    append(event) {
      // Answers to approvals go to clients alone, as upstream; what wire 1.10 does not know its readers could not read.
      if (event.type === 'ApprovalResponse' || WIRE_EXTENSIONS.includes(event.type)) return
      const merged = waiting && mergeEvents(waiting.message, event)
      if (merged) {
        waiting = { timestamp: waiting!.timestamp, message: merged }
        return
      }
      flush()
      waiting = { timestamp: now(), message: event }
      if (!canGrow(event)) flush()
    },
    flush,
  }
}

function canGrow(event: WireEvent): boolean {
  if (event.type === 'SubagentEvent') return canGrow(event.payload.event)
  return event.type === 'ToolCall' || event.type === 'ToolCallPart' || event.type === 'ContentPart'
}

/** Both as one event, or null when they are two. */
function mergeEvents(first: WireEvent, next: WireEvent): WireEvent | null {
  if (first.type === 'SubagentEvent' && next.type === 'SubagentEvent') {
    if (first.payload.agent_id !== next.payload.agent_id) return null
    const event = mergeEvents(first.payload.event, next.payload.event)
    return event && { type: 'SubagentEvent', payload: { ...first.payload, event } }
  }
  if (next.type === 'ToolCallPart') {
    const more = next.payload.arguments_part
    if (first.type === 'ToolCallPart')
      return { type: 'ToolCallPart', payload: { arguments_part: first.payload.arguments_part + more } }
    if (first.type !== 'ToolCall') return null
    const { function: called, ...call } = first.payload
    return {
      type: 'ToolCall',
      payload: { ...call, function: { ...called, arguments: (called.arguments ?? '') + more } },
    }
  }
  if (first.type !== 'ContentPart' || next.type !== 'ContentPart') return null
  const [old, more] = [first.payload, next.payload]
  if (old.type === 'text' && more.type === 'text')
    return { type: 'ContentPart', payload: { type: 'text', text: old.text + more.text } }
  // An encrypted signature ends the thought it belongs to.
  if (old.type === 'think' && more.type === 'think' && old.encrypted === null)
    return { type: 'ContentPart', payload: { type: 'think', think: old.think + more.think, encrypted: more.encrypted } }
  return null
}

/** The events from the first to the last. Malformed lines are left out; the file is never in memory as a whole. */
export async function* readWireLog(path: string): AsyncGenerator<WireRecord> {
  for (const { text } of readLines(path)) {
    const record = parseWireRecord(text)
    if (record) yield record
  }
}

export function parseWireRecord(line: string): WireRecord | null {
  const { timestamp, message } = parseObject(line) ?? {}
  if (typeof timestamp !== 'number' || typeof message !== 'object' || message === null) return null
  const { type, payload } = message as Record<string, unknown>
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null) return null
  return { timestamp, message: message as WireEvent }
}

export interface TurnStart {
  /** From 1. */
  turn: number
  text: string
  /** Seconds. */
  timestamp: number
  /** Where its line begins in the file. */
  start: number
}

/** Only lines that can be one are parsed: long logs consist of others. */
export function isTurnBegin(line: string): boolean {
  return line.includes('"TurnBegin"') && parseWireRecord(line)?.message.type === 'TurnBegin'
}

/** Where each turn begins. Only lines that can begin one are parsed: long logs consist of others. */
export function* readTurnStarts(path: string, limitBytes = Infinity): Generator<TurnStart> {
  let turn = 0
  for (const { text, start, end } of readLines(path)) {
    if (start > limitBytes) return
    const record = text.includes('"TurnBegin"') && end > start ? parseWireRecord(text) : null
    if (record?.message.type !== 'TurnBegin') continue
    turn++
    yield { turn, text: readInput(record.message.payload.user_input), timestamp: record.timestamp, start }
  }
}

/** What the user said first, or null. */
export function firstTurnText(path: string): string | null {
  for (const { text } of readTurnStarts(path, HEAD_BYTES)) return text
  return null
}

function readInput(input: Content | undefined): string {
  return input === undefined || input === null ? '' : textOf(input)
}
