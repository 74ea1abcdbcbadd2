// The grammar of `_scripted_echo` scripts, as Kimi CLI defines it: each line is an event, `kind: payload`.

import type { ChatEvent } from './chat-stream.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'

export type ScriptedError =
  | { kind: 'status'; status: number }
  | { kind: 'connection' }
  | { kind: 'timeout' }
  | { kind: 'script' }

/** A parsed script: its events in order, or the error that it ends with. */
export type Script =
  | { ok: true; id: string | null; events: ChatEvent[] }
  | { ok: false; error: ScriptedError; message: string }

interface Line {
  kind: string
  payload: string
  /** Counted from 1. */
  number: number
  raw: string
}

/** A fault in the script itself; `parseScript` catches it. */
class ScriptFault extends Error {}

/** Parses one script. An `error` line or a fault in the script is the whole result, whatever came before it. */
export function parseScript(text: string): Script {
  const events: ChatEvent[] = []
  let id: string | null = null
  let usage: ChatEvent | null = null
  let calls = 0
  try {
    for (const line of readLines(text)) {
      if (line.kind === 'error') return parseError(line)
      if (line.kind === 'id') id = unquote(line.payload.trim())
      else if (line.kind === 'usage') usage = parseUsage(line.payload)
      else if (line.kind === 'text') events.push({ type: 'text', text: unquote(line.payload) })
      else if (line.kind === 'think') events.push({ type: 'think', text: unquote(line.payload) })
      else if (line.kind === 'tool_call') events.push(parseCall(line, calls++))
      else if (line.kind === 'tool_call_part') events.push(parseCallPart(line.payload, Math.max(0, calls - 1)))
      else if (MEDIA_KINDS.has(line.kind)) events.push({ type: 'text', text: parseMediaUrl(line) })
      else throw new ScriptFault(`Unknown echo DSL kind '${line.kind}' at line ${line.number}: '${line.raw}'`)
    }
  } catch (error) {
    if (!(error instanceof ScriptFault)) throw error
    return { ok: false, error: { kind: 'script' }, message: error.message }
  }
  if (events.length === 0) {
    const message = 'ScriptedEchoChatProvider DSL produced no streamable parts.'
    return { ok: false, error: { kind: 'script' }, message }
  }
  return { ok: true, id, events: usage === null ? events : [...events, usage] }
}

const MEDIA_KINDS = new Set(['image_url', 'audio_url', 'video_url'])

function* readLines(text: string): Generator<Line> {
  for (const [index, raw] of text.split(/\r\n|[\n\r]/).entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith('```') || line.toLowerCase() === 'echo') continue
    const colon = line.indexOf(':')
    if (colon < 0) throw new ScriptFault(`Invalid echo DSL at line ${index + 1}: '${raw}'`)
    const payload = line.slice(colon + 1).replace(/^ /, '')
    yield { kind: line.slice(0, colon).trim().toLowerCase(), payload, number: index + 1, raw }
  }
}

/** Parses `error: <status> [message]`, `error: connection [message]` or `error: timeout [message]`. */
function parseError({ payload, number, raw }: Line): Script {
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/.exec(payload.trim()) ?? []
  const kind = word.toLowerCase()
  if (word === '') throw new ScriptFault(`Empty error payload at line ${number}: '${raw}'`)
  if (kind === 'connection' || kind === 'timeout') {
    return { ok: false, error: { kind }, message: rest || `Simulated ${kind} error` }
  }
  if (!/^[-+]?\d+$/.test(word)) {
    const expected = `expected status code or 'connection'/'timeout', got '${word}'`
    throw new ScriptFault(`Invalid error spec at line ${number}: ${expected}`)
  }
  const status = Number(word)
  return { ok: false, error: { kind: 'status', status }, message: rest || `Simulated ${status} error` }
}

function parseUsage(payload: string): ChatEvent {
  const fields = parseFields(payload, 'usage')
  const count = (name: string): number => {
    const value = fields[name] ?? 0
    const number = Math.trunc(Number(value))
    if (Number.isNaN(number))
      throw new ScriptFault(`Usage field '${name}' must be an integer, got ${JSON.stringify(value)}`)
    return number
  }
  const cached = count('input_cache_read')
  const input = count('input_other') + cached + count('input_cache_creation')
  return { type: 'usage', input, output: count('output'), cached }
}

function parseCall(line: Line, index: number): ChatEvent {
  const fields = parseFields(line.payload, 'tool_call')
  const nested = isObject(fields['function']) ? fields['function'] : {}
  const id = fields['id']
  const name = fields['name'] || nested['name']
  const args = fields['arguments'] ?? nested['arguments'] ?? ''
  if (typeof id !== 'string' || typeof name !== 'string') {
    throw new ScriptFault(`tool_call requires string id and name at line ${line.number}: '${line.raw}'`)
  }
  if (typeof args !== 'string') {
    throw new ScriptFault(`tool_call.arguments must be a string at line ${line.number}, got ${nameType(args)}`)
  }
  return { type: 'tool_call', index, id, name, arguments: args }
}

function parseCallPart(payload: string, index: number): ChatEvent {
  const value = parseValue(payload)
  const part = isObject(value) ? value['arguments_part'] : value
  const text = typeof part === 'object' && part !== null ? JSON.stringify(part) : String(part ?? '')
  return { type: 'tool_call_part', index, arguments: text }
}

/** The address of an image, sound or video, since our answers are text. */
function parseMediaUrl({ kind, payload }: Line): string {
  const value = parseValue(payload)
  const url = isObject(value) ? value['url'] : value
  if (typeof url !== 'string')
    throw new ScriptFault(`${kind} expects url string or object, got ${JSON.stringify(value)}`)
  return url
}

/** Parses a JSON object, or `name=value` words separated by blanks or commas. */
function parseFields(payload: string, context: string): Record<string, unknown> {
  const loaded = parseJson(payload.trim())
  if (isObject(loaded)) return loaded
  if (loaded !== undefined && loaded !== null) {
    throw new ScriptFault(`${context} payload must be an object, got ${JSON.stringify(loaded)}`)
  }
  const words = payload.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 0) throw new ScriptFault(`${context} payload cannot be empty.`)
  const fields = words.map((word) => {
    const at = word.indexOf('=')
    if (at < 0) throw new ScriptFault(`Invalid token '${word}' in ${context} payload.`)
    return [word.slice(0, at), parseValue(word.slice(at + 1))] as const
  })
  return Object.fromEntries(fields)
}

function parseValue(raw: string): unknown {
  const text = raw.trim()
  if (text === '' || /^(?:null|none)$/i.test(text)) return null
  const loaded = parseJson(text)
  return loaded === undefined ? unquote(text) : loaded
}

function unquote(text: string): string {
  const [first] = text
  const isQuoted = text.length >= 2 && (first === '"' || first === "'") && text.endsWith(first)
  return isQuoted ? text.slice(1, -1) : text
}

/** Python's name for the type of a value, as in Kimi CLI's message. */
function nameType(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  const names: Record<string, string> = { object: 'dict', boolean: 'bool', number: 'int' }
  return names[typeof value] ?? typeof value
}
