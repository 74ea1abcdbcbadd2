// Emphasis, code and links within a line of Markdown, while the line streams in: text behind an opening mark is held back
// until the closing one has come, or can no longer come.

import type { Format } from '../print-style.ts'
import type { Span } from './word-wrap.ts'

export interface Scanned {
  spans: Span[]
  /** The end of the text whose look is still open; '' when the line is whole. */
  rest: string
}

/** The number of characters in which a closing mark is searched for. A mark that is not closed by then is plain text. */
const REACH = 400
const ESCAPABLE = /[!-/:-@[-`{-~]/
const LINK = /\[([^[\]]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?: +"[^"]*")?\)/y
/** The beginning of a link that may still be completed. */
const OPEN_LINK = /\[[^[\]]*(?:\](?:\(\S*(?: +(?:"[^"]*"?)?)?)?)?$/y
const WORD = /[\p{L}\p{N}]/u

export interface ScanOptions {
  /** No more text will follow in this line. */
  isWhole: boolean
  /** The look of the text around. */
  formats?: readonly Format[]
  /** The character before the text: a mark within a word is ordinary text. */
  before?: string
}

export function scanInline(source: string, { isWhole, formats = [], before = '' }: ScanOptions): Scanned {
  const spans: Span[] = []
  let plain = ''
  const flush = () => {
    if (plain !== '') spans.push({ text: plain, formats })
    plain = ''
  }
  let at = 0
  while (at < source.length) {
    const found = readMark(source, at, isWhole, formats, at === 0 ? before : source[at - 1]!)
    if (found === 'open') break
    if (found === null) plain += source[at++]!
    else {
      if (typeof found.content === 'string') plain += found.content
      else {
        flush()
        spans.push(...found.content)
      }
      at = found.end
    }
  }
  flush()
  return { spans, rest: source.slice(at) }
}

/** The mark at a place: what it makes of the text up to `end`. Null for plain text, 'open' when that is not known yet. */
type Mark = { content: string | Span[]; end: number } | 'open' | null

function readMark(source: string, at: number, isWhole: boolean, formats: readonly Format[], before: string): Mark {
  switch (source[at]) {
    case '\\': {
      const next = source[at + 1]
      if (next === undefined) return isWhole ? null : 'open'
      return ESCAPABLE.test(next) ? { content: next, end: at + 2 } : null
    }
    case '`':
      return readCode(source, at, isWhole, formats)
    case '*':
    case '_':
    case '~':
      if (source[at] === '_' && WORD.test(before)) return { content: '_', end: at + 1 }
      return readEmphasis(source, at, isWhole, formats)
    case '[':
      return readLink(source, at, isWhole, formats)
    default:
      return null
  }
}

function readCode(source: string, at: number, isWhole: boolean, formats: readonly Format[]): Mark {
  const size = countRun(source, at)
  const reach = at + REACH
  for (let from = at + size; from < Math.min(source.length, reach);) {
    const close = source.indexOf('`', from)
    if (close < 0 || close >= reach) break
    const length = countRun(source, close)
    if (length === size) {
      if (close + length === source.length && !isWhole) return 'open'
      const code = source.slice(at + size, close)
      const text = /^ .*\S.* $/.test(code) ? code.slice(1, -1) : code
      return { content: [{ text, formats: [...formats, 'cyan'] }], end: close + length }
    }
    from = close + length
  }
  if (!isWhole && source.length < reach) return 'open'
  return { content: source.slice(at, at + size), end: at + size }
}

const EMPHASIS: Readonly<Record<string, readonly Format[]>> = {
  '*': ['italic'],
  _: ['italic'],
  '**': ['bold'],
  __: ['bold'],
  '***': ['bold', 'italic'],
  ___: ['bold', 'italic'],
  '~~': ['strikethrough'],
}

function readEmphasis(source: string, at: number, isWhole: boolean, formats: readonly Format[]): Mark {
  const size = countRun(source, at)
  const mark = source.slice(at, at + size)
  const asText: Mark = { content: mark, end: at + size }
  const look = EMPHASIS[mark]
  const next = source[at + size]
  if (next === undefined) return isWhole || size > 3 ? asText : 'open'
  if (!look || /\s/.test(next)) return asText
  const close = findClose(source, at, size, isWhole)
  if (close === 'open') return 'open'
  if (close === null) return asText
  const inner = scanInline(source.slice(at + size, close), { isWhole: true, formats: [...formats, ...look] })
  return { content: inner.spans, end: close + size }
}

/** The place of the mark that closes the one at `at`. */
function findClose(source: string, at: number, size: number, isWhole: boolean): number | 'open' | null {
  const mark = source[at]!
  const reach = at + REACH
  for (let from = at + size; from < Math.min(source.length, reach);) {
    const character = source[from]!
    if (character === '\\') from += 2
    else if (character === '`') {
      const code = readCode(source.slice(0, reach), from, isWhole || source.length >= reach, [])
      if (code === 'open') return 'open'
      from = code?.end ?? from + 1
    } else if (character === mark) {
      const length = countRun(source, from)
      const end = from + length
      if (end >= source.length && !isWhole && end < reach) return 'open'
      const isFit = size === 1 ? length === 1 || length === 3 : length >= size
      const isInWord = mark === '_' && WORD.test(source[end] ?? '')
      if (isFit && !/\s/.test(source[from - 1]!) && !isInWord) return end - size
      from = end
    } else from++
  }
  return !isWhole && source.length < reach ? 'open' : null
}

function readLink(source: string, at: number, isWhole: boolean, formats: readonly Format[]): Mark {
  const near = source.slice(at, at + REACH)
  LINK.lastIndex = 0
  const link = LINK.exec(near)
  if (link) {
    const [whole, label = '', target = ''] = link
    const words = scanInline(label === '' ? target : label, { isWhole: true, formats: [...formats, 'underline'] }).spans
    const address: Span[] =
      label === '' || label === target ? [] : [{ text: ` (${target})`, formats: [...formats, 'dim'] }]
    return { content: [...words, ...address], end: at + whole.length }
  }
  OPEN_LINK.lastIndex = 0
  return !isWhole && near.length < REACH && OPEN_LINK.test(near) ? 'open' : null
}

function countRun(source: string, at: number): number {
  let end = at
  while (source[end] === source[at]) end++
  return end - at
}
