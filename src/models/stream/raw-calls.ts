// Calls in the form in which Kimi writes them, which some servers pass on as text instead of reading them:
//
//   <|tool_calls_section_begin|><|tool_call_begin|>functions.ReadFile:0<|tool_call_argument_begin|>{"path":"a"}<|tool_call_end|>
//   <|tool_calls_section_end|>
//
// Text that only shows this form must never run. So it counts only as a whole section, with nothing but blanks behind it,
// outside of code, with names of offered tools and JSON objects as arguments, in an answer that ended well, when nothing that
// the model was sent contains these marks: else the answer may be an echo of a file or a page (see `mentionsRawCalls`). What
// such a call may do is then decided as for every other call.

import { parseObject } from '../../sys/json-reading.ts'
import { partsOf, type Message } from '../../protocol/message.ts'

/** The marks with which a section begins; the second comes without one around it. */
export const RAW_MARKS = ['<|tool_calls_section_begin|>', '<|tool_call_section_begin|>', '<|tool_call_begin|>'] as const

export interface RawCall {
  id: string
  name: string
  arguments: string
}

/** `open`: may still become a section when more text comes. */
export type RawSection = { state: 'whole'; calls: RawCall[] } | { state: 'open' } | { state: 'none' }

const SECTION_BEGIN = /<\|tool_calls?_section_begin\|>\s*/y
const SECTION_END = /<\|tool_calls?_section_end\|>\s*/y
const CALL_BEGIN =
  /<\|tool_call_begin\|>\s{0,20}((?:functions\.)?([A-Za-z_][\w-]{0,63}):\d{1,6})\s{0,20}<\|tool_call_argument_begin\|>\s*/y
const BLANKS = /\s*/y
const CALL_END = '<|tool_call_end|>'
/** More than the characters from the begin of a call to its arguments. */
const HEAD_CHARS = 200

/** Reads a text that begins with one of the marks. */
export function readRawSection(text: string, names: ReadonlySet<string>): RawSection {
  const calls: RawCall[] = []
  let at = match(SECTION_BEGIN, text, 0)?.end ?? 0
  const hasSection = at > 0
  for (;;) {
    const begin = match(CALL_BEGIN, text, at)
    if (!begin) break
    const [id = '', name = ''] = begin.groups
    const end = text.indexOf(CALL_END, begin.end)
    if (!names.has(name)) return { state: 'none' }
    if (end < 0) return { state: 'open' }
    const args = text.slice(begin.end, end).trim()
    if (!parseObject(args)) return { state: 'none' }
    calls.push({ id, name, arguments: args })
    at = match(BLANKS, text, end + CALL_END.length)!.end
  }
  const isEnded = calls.length > 0 && (hasSection ? match(SECTION_END, text, at)?.end : at) === text.length
  if (isEnded) return { state: 'whole', calls }
  return text.length - at < HEAD_CHARS && mayGoOn(text.slice(at)) ? { state: 'open' } : { state: 'none' }
}

/** True when the text is the beginning of a mark, or of the name behind one. */
function mayGoOn(rest: string): boolean {
  const marks = ['<|tool_calls_section_end|>', '<|tool_call_section_end|>', '<|tool_call_begin|>']
  if (marks.some((mark) => mark.startsWith(rest))) return true
  return /^<\|tool_call_begin\|>\s*[\w.-]*(?::\d*\s*(?:<\|?[a-z_]*\|?)?)?$/.test(rest)
}

function match(pattern: RegExp, text: string, at: number): { groups: string[]; end: number } | null {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  return found ? { groups: found.slice(1), end: pattern.lastIndex } : null
}

const ANY_MARK = /<\|tool_calls?_(?:section_)?begin\|>/

/**
 * True when a message contains a mark: then the model may be showing what it was shown, or has written itself. Nobody here
 * can read what a picture shows.
 */
export function mentionsRawCalls(messages: readonly Message[]): boolean {
  return messages.some((message) => {
    const known = mentions.get(message) ?? mentionsMark(message)
    mentions.set(message, known)
    return known
  })
}

/** The answers for messages, which never change: a conversation is asked about before each of its requests. */
const mentions = new WeakMap<Message, boolean>()

function mentionsMark({ content, tool_calls: calls = [] }: Message): boolean {
  const texts = partsOf(content).map((part) => {
    if (part.type === 'text') return part.text
    return part.type === 'think' ? part.think : RAW_MARKS[0]
  })
  return [...texts, ...calls.map((call) => call.function.arguments ?? '')].some((text) => ANY_MARK.test(text))
}
