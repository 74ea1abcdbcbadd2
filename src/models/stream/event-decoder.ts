// Cuts the body of an answer into chunks: server-sent events as all providers spell them, or a whole JSON answer from one
// that does not stream. The same bytes give the same items, however they are cut into pieces.

import { isObject, parseJson } from '../../sys/json-reading.ts'

/** A line of a stream is one event of some hundred bytes; a whole answer in one line is a few megabytes at most. */
export const LINE_LIMIT_BYTES = 16 * 1024 * 1024

export type StreamItem =
  | { type: 'chunk'; value: unknown }
  /** An error in the middle of an answer whose status is 200. */
  | { type: 'error'; value: unknown }
  /** The stream's own end mark. */
  | { type: 'done' }
  /** The rest cannot be read: a line above the limit, or an event that is not JSON. */
  | { type: 'broken'; reason: 'too_long' | 'not_json' }

export interface EventDecoder {
  push(bytes: Uint8Array): StreamItem[]
  /** The body has ended: a last line may lack its line break, and a whole JSON answer is complete. */
  end(): StreamItem[]
}

interface Decoding {
  limitBytes: number
  /** The pieces of the line that has not ended, and their bytes. */
  parts: Buffer[]
  size: number
  /** The last line ended with CR at the end of a piece: an LF that follows belongs to it. */
  skipsLineFeed: boolean
  /** Null until the first character tells whether the body is a stream or a whole JSON answer. */
  isWhole: boolean | null
  /** Lines of an event that is not complete, or of a whole answer; their characters are limited like those of a line. */
  lines: string[]
  lineChars: number
  eventName: string
  hasEnded: boolean
}

export function createEventDecoder(limitBytes: number = LINE_LIMIT_BYTES): EventDecoder {
  const decoding: Decoding = {
    limitBytes,
    parts: [],
    size: 0,
    skipsLineFeed: false,
    isWhole: null,
    lines: [],
    lineChars: 0,
    eventName: '',
    hasEnded: false,
  }
  return {
    push: (bytes) => readBytes(decoding, bytes),
    end: () => readEnd(decoding),
  }
}

function readBytes(decoding: Decoding, bytes: Uint8Array): StreamItem[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const items: StreamItem[] = []
  let from = decoding.skipsLineFeed && buffer[0] === LF ? 1 : 0
  if (buffer.length > 0) decoding.skipsLineFeed = false
  let carriage = buffer.indexOf(CR, from)
  while (!decoding.hasEnded) {
    if (carriage >= 0 && carriage < from) carriage = buffer.indexOf(CR, from)
    const feed = buffer.indexOf(LF, from)
    const isCarriage = carriage >= 0 && (feed < 0 || carriage < feed)
    const to = isCarriage ? carriage : feed
    const piece = buffer.subarray(from, to < 0 ? buffer.length : to)
    decoding.size += piece.length
    if (decoding.size > decoding.limitBytes) return [...items, fail(decoding, 'too_long')]
    if (to < 0) {
      if (piece.length > 0) decoding.parts.push(Buffer.from(piece)) // copied: a socket reuses its read buffer
      break
    }
    decoding.parts.push(piece)
    takeLine(decoding, endLine(decoding), items)
    from = to + 1
    if (isCarriage && buffer[from] === LF) from++
    else if (isCarriage && from === buffer.length) decoding.skipsLineFeed = true
  }
  return items
}

const LF = 0x0a
const CR = 0x0d

function endLine(decoding: Decoding): string {
  const { parts } = decoding
  const line = (parts.length === 1 ? parts[0]! : Buffer.concat(parts)).toString('utf8')
  decoding.parts = []
  decoding.size = 0
  return line
}

function readEnd(decoding: Decoding): StreamItem[] {
  const items: StreamItem[] = []
  if (decoding.hasEnded) return items
  if (decoding.size > 0) takeLine(decoding, endLine(decoding), items)
  if (decoding.isWhole) readWhole(decoding, items)
  else if (!decoding.hasEnded) takeLine(decoding, '', items)
  return items
}

function fail(decoding: Decoding, reason: 'too_long' | 'not_json'): StreamItem {
  Object.assign(decoding, { hasEnded: true, parts: [], lines: [] })
  return { type: 'broken', reason }
}

function takeLine(decoding: Decoding, text: string, items: StreamItem[]): void {
  if (decoding.hasEnded) return
  const line = decoding.isWhole === null ? text.replace(/^\ufeff/, '') : text
  if (decoding.isWhole === null && line.trim() !== '') decoding.isWhole = /^\s*[{[]/.test(line)
  if (decoding.isWhole) return keepLine(decoding, line, items)
  if (line === '') return endEvent(decoding, items)
  const colon = line.indexOf(':')
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
  if (field === 'event') decoding.eventName = value.trim()
  // Servers of llama.cpp from before September 2025 name the field `error`.
  else if (field === 'error') items.push({ type: 'error', value: parseJson(value) ?? value })
  else if (field === 'data') takeData(decoding, value, items)
}

function takeData(decoding: Decoding, value: string, items: StreamItem[]): void {
  if (decoding.lines.length > 0) return keepLine(decoding, value, items)
  if (value.trim() === '') return
  if (value.trim() === '[DONE]') return endStream(decoding, items)
  const parsed = parseJson(value)
  // An event is taken with its line and not with the blank line behind it, which some servers leave out.
  if (parsed === undefined) keepLine(decoding, value, items)
  else items.push(toItem(parsed, decoding.eventName))
}

function keepLine(decoding: Decoding, line: string, items: StreamItem[]): void {
  decoding.lineChars += line.length + 1
  if (decoding.lineChars > decoding.limitBytes) items.push(fail(decoding, 'too_long'))
  else decoding.lines.push(line)
}

function endEvent(decoding: Decoding, items: StreamItem[]): void {
  const { lines, eventName } = decoding
  Object.assign(decoding, { lines: [], lineChars: 0, eventName: '' })
  if (lines.length === 0) return
  const parsed = parseJson(lines.join('\n'))
  items.push(parsed === undefined ? fail(decoding, 'not_json') : toItem(parsed, eventName))
}

function endStream(decoding: Decoding, items: StreamItem[]): void {
  decoding.hasEnded = true
  items.push({ type: 'done' })
}

/** A whole answer: one JSON value over any number of lines, or one value in each line; an end mark may follow. */
function readWhole(decoding: Decoding, items: StreamItem[]): void {
  const text = decoding.lines.join('\n').replace(/\s*data: ?\[DONE\]\s*$/, '')
  const parsed = parseJson(text)
  const values =
    parsed === undefined
      ? text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parseJson)
      : [parsed]
  for (const value of values) {
    if (value === undefined) return void items.push(fail(decoding, 'not_json'))
    items.push(toItem(value, ''))
  }
  endStream(decoding, items)
}

function toItem(value: unknown, eventName: string): StreamItem {
  if (!isObject(value)) return { type: 'chunk', value }
  if (value['error']) return { type: 'error', value: value['error'] }
  const choice: unknown = Array.isArray(value['choices']) ? value['choices'][0] : undefined
  if (isObject(choice) && choice['error']) return { type: 'error', value: choice['error'] }
  const isMessage = value['choices'] === undefined && (typeof value['message'] === 'string' || Boolean(value['detail']))
  if (eventName === 'error' || value['object'] === 'error' || isMessage) return { type: 'error', value }
  return { type: 'chunk', value }
}
