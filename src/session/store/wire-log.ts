// wire.jsonl: the events that clients received, in order, with their times. Pieces of one text are stored as one event, or as one for
// every second or so, so that a killed process loses no more of an answer.

import { statSync } from 'node:fs'
import { textOf, type Content } from '../../protocol/message.ts'
import { WIRE_PROTOCOL } from '../../protocol/version.ts'
import { isExtension, type WireEvent, type WireRequest } from '../../protocol/wire.ts'
import { handleInSlices, inSlices } from '../../sys/time-slices.ts'
import { readLines, type Line, type LineSource } from './line-file.ts'
import { appendText } from '../../sys/line-append.ts'
import { parseObject } from '../../sys/json-reading.ts'

export interface WireLog {
  append(event: WireEvent): void
  /** Writes the event that waits for further pieces. */
  flush(): void
}

export interface WireRecord {
  /** Seconds since the epoch. */
  timestamp: number
  /** A request only in a log of an older Kimi CLI. */
  message: WireEvent | WireRequest
}

interface EventRecord extends WireRecord {
  message: WireEvent
}

/** Part of a log in which the first turn is searched for a title. */
const HEAD_BYTES = 1024 * 1024
const REQUESTS = ['ApprovalRequest', 'QuestionRequest', 'ToolCallRequest', 'HookRequest']
/** The longest time that pieces of a text are kept in memory. */
const KEPT_MS = 1_000
const METADATA = JSON.stringify({ type: 'metadata', protocol_version: WIRE_PROTOCOL })

/** The file is created with the first event. `now` returns seconds since the epoch. */
export function openWireLog(path: string, now: () => number = () => Date.now() / 1000): WireLog {
  let waiting: EventRecord | null = null
  let timer: NodeJS.Timeout | undefined
  const write = ({ timestamp, message }: EventRecord) => {
    const isBegun = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0
    const head = isBegun ? '' : METADATA + '\n'
    appendText(path, `${head}${JSON.stringify({ timestamp, message })}\n`)
  }
  const flush = () => {
    clearTimeout(timer)
    const record = waiting
    waiting = null
    if (record) write(record)
  }
  const writePieces = () => {
    try {
      if (waiting) write(waiting)
      waiting = null
    } catch {
      // A full disk: the text waits for the next event, and its write says so.
    }
  }
  return {
    append(event) {
      // As in Kimi CLI, answers to approvals are not stored; neither are events that readers of wire 1.10 do not know.
      if (event.type === 'ApprovalResponse' || isExtension(event)) return
      const merged = waiting && mergeEvents(waiting.message, event)
      if (merged) {
        waiting = { timestamp: waiting!.timestamp, message: merged }
        return
      }
      flush()
      waiting = { timestamp: now(), message: event }
      if (!canGrow(event)) flush()
      else if (event.type === 'ContentPart') timer = setTimeout(writePieces, KEPT_MS).unref()
    },
    flush,
  }
}

function canGrow(event: WireEvent): boolean {
  if (event.type === 'SubagentEvent') return canGrow(event.payload.event)
  return event.type === 'ToolCall' || event.type === 'ToolCallPart' || event.type === 'ContentPart'
}

/** Merges two events into one, or returns null when they are of different kinds. */
function mergeEvents(first: WireEvent, next: WireEvent): WireEvent | null {
  if (first.type === 'SubagentEvent' && next.type === 'SubagentEvent') {
    if (first.payload.agent_id !== next.payload.agent_id) return null
    const event = mergeEvents(first.payload.event, next.payload.event)
    return event && { type: 'SubagentEvent', payload: { ...first.payload, event } }
  }
  if (next.type === 'ToolCallPart') {
    const more = next.payload.arguments_part ?? ''
    if (first.type === 'ToolCallPart')
      return { type: 'ToolCallPart', payload: { arguments_part: (first.payload.arguments_part ?? '') + more } }
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
  // A thought with an encrypted signature is complete.
  if (old.type === 'think' && more.type === 'think' && old.encrypted === null)
    return { type: 'ContentPart', payload: { type: 'think', think: old.think + more.think, encrypted: more.encrypted } }
  return null
}

/** Yields all events, without malformed lines, in slices of time. The file is never in memory as a whole. */
export async function* readWireLog(path: string): AsyncGenerator<WireRecord> {
  for await (const { text } of inSlices(readLines(path))) {
    const record = parseWireRecord(text)
    if (record) yield record
  }
}

export function parseWireRecord(line: string): WireRecord | null {
  const { timestamp, message } = parseObject(line) ?? {}
  if (typeof timestamp !== 'number' || typeof message !== 'object' || message === null) return null
  const { type, payload } = message as Record<string, unknown>
  if (typeof type !== 'string' || typeof payload !== 'object' || payload === null) return null
  return { timestamp, message: message as WireRecord['message'] }
}

/** True for a record of something that a client was asked. */
export function isRequest(message: WireRecord['message']): message is WireRequest {
  return REQUESTS.includes(message.type)
}

export interface TurnStart {
  /** Number of the turn, from 1. */
  turn: number
  text: string
  /** Seconds since the epoch. */
  timestamp: number
  /** Byte offset of its line. */
  start: number
}

/** True for a TurnBegin event. Only lines that contain the word are parsed: few lines of a long log do. */
export function isTurnBegin(line: string): boolean {
  return line.includes('"TurnBegin"') && parseWireRecord(line)?.message.type === 'TurnBegin'
}

/** Yields the start of each turn. */
export function* readTurnStarts(path: string, limitBytes = Infinity): Generator<TurnStart> {
  let turn = 1
  for (const line of readLines(path)) {
    if (line.start > limitBytes) return
    const start = readTurnStart(line, turn)
    if (!start) continue
    turn++
    yield start
  }
}

export interface TurnList {
  starts: TurnStart[]
  /** True when a model has said or called something: not all turns have failed. */
  isAnswered: boolean
}

/** All turns, read in slices of time. */
export async function listTurns(log: string | LineSource): Promise<TurnList> {
  const starts: TurnStart[] = []
  let isAnswered = false
  await handleInSlices(typeof log === 'string' ? readLines(log) : log.lines(), (line) => {
    const start = readTurnStart(line, starts.length + 1)
    if (start) starts.push(start)
    else isAnswered ||= isAnswer(line.text)
  })
  return { starts, isAnswered }
}

function isAnswer(line: string): boolean {
  if (!line.includes('"ContentPart"') && !line.includes('"ToolCall"')) return false
  return ['ContentPart', 'ToolCall'].includes(parseWireRecord(line)?.message.type ?? '')
}

/** Only lines that contain the event's name are parsed: few lines of a long log do. */
function readTurnStart({ text, start, end }: Line, turn: number): TurnStart | null {
  const record = text.includes('"TurnBegin"') && end > start ? parseWireRecord(text) : null
  if (record?.message.type !== 'TurnBegin') return null
  return { turn, text: readInput(record.message.payload.user_input), timestamp: record.timestamp, start }
}

/** The user's first words; null when there was no turn. */
export function firstTurnText(path: string): string | null {
  for (const { text } of readTurnStarts(path, HEAD_BYTES)) return text
  return null
}

function readInput(input: Content | undefined): string {
  return input === undefined || input === null ? '' : textOf(input)
}
