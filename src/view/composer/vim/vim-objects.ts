// Vim's text objects: the word, quoted text, bracketed text or paragraph around the caret.

import { lineEnd, lineStart } from '../edit-state.ts'
import { nextBoundary, previousBoundary } from '../graphemes.ts'
import type { Span } from '../words.ts'
import { classOf } from './vim-motions.ts'

const BRACKETS: Record<string, [string, string]> = {
  '(': ['(', ')'],
  ')': ['(', ')'],
  b: ['(', ')'],
  '[': ['[', ']'],
  ']': ['[', ']'],
  '{': ['{', '}'],
  '}': ['{', '}'],
  B: ['{', '}'],
  '<': ['<', '>'],
  '>': ['<', '>'],
}

/** The span of an object such as `iw` or `a(`, and whether it is of whole lines; null when no such object is around the caret. */
export function findObject(text: string, caret: number, name: string): (Span & { isLines: boolean }) | null {
  const isAround = name.startsWith('a')
  const kind = name[1]!
  const span =
    kind === 'w' || kind === 'W'
      ? wordObject(text, caret, isAround, kind === 'W')
      : kind === 'p'
        ? paragraphObject(text, caret, isAround)
        : kind in BRACKETS
          ? bracketObject(text, caret, isAround, BRACKETS[kind]!)
          : quoteObject(text, caret, isAround, kind)
  return span && { ...span, isLines: kind === 'p' }
}

function wordObject(text: string, caret: number, isAround: boolean, isBig: boolean): Span | null {
  const start = lineStart(text, caret)
  const end = lineEnd(text, caret)
  if (start === end) return { from: start, to: start }
  const at = Math.min(caret, previousBoundary(text, end))
  let from = at
  let to = nextBoundary(text, at)
  const extendRight = (kind: string) => {
    while (to < end && classOf(text, to, isBig) === kind) to = nextBoundary(text, to)
  }
  const own = classOf(text, at, isBig)
  while (from > start && classOf(text, previousBoundary(text, from), isBig) === own) from = previousBoundary(text, from)
  extendRight(own)
  if (!isAround) return { from, to }
  if (own === 'blank') {
    if (to < end) extendRight(classOf(text, to, isBig))
    return { from, to }
  }
  const before = to
  extendRight('blank')
  if (to > before || text.slice(start, from).trim() === '') return { from, to }
  while (from > start && classOf(text, previousBoundary(text, from), isBig) === 'blank') {
    from = previousBoundary(text, from)
  }
  return { from, to }
}

/** Quotes count in one line: the pair around the caret, else the first one behind it. */
function quoteObject(text: string, caret: number, isAround: boolean, quote: string): Span | null {
  const start = lineStart(text, caret)
  const line = text.slice(start, lineEnd(text, caret))
  const places = [...line.matchAll(new RegExp(`(?<!\\\\)${quote}`, 'g'))].map(({ index }) => index)
  for (let pair = 0; pair + 1 < places.length; pair += 2) {
    const from = start + places[pair]!
    const to = start + places[pair + 1]!
    if (to < caret) continue
    if (!isAround) return { from: from + 1, to }
    const blanks = /^[ \t]*/.exec(text.slice(to + 1))![0].length
    return { from, to: to + 1 + blanks }
  }
  return null
}

/** The pair around the caret, else the first one that opens behind it. */
function bracketObject(text: string, caret: number, isAround: boolean, [open, close]: [string, string]): Span | null {
  const around = findOpening(text, caret, open, close)
  const from = around < 0 ? text.indexOf(open, caret) : around
  if (from < 0) return null
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++
    else if (text[at] === close && --depth === 0) return isAround ? { from, to: at + 1 } : { from: from + 1, to: at }
  }
  return null
}

function findOpening(text: string, caret: number, open: string, close: string): number {
  if (text[caret] === open) return caret
  let depth = 1
  for (let at = caret - 1; at >= 0; at--) {
    if (text[at] === close) depth++
    else if (text[at] === open && --depth === 0) return at
  }
  return -1
}

function paragraphObject(text: string, caret: number, isAround: boolean): Span {
  const isBlankLine = (at: number) => text.slice(lineStart(text, at), lineEnd(text, at)).trim() === ''
  const own = isBlankLine(caret)
  let from = lineStart(text, caret)
  while (from > 0 && isBlankLine(from - 1) === own) from = lineStart(text, from - 1)
  let to = lineEnd(text, caret)
  const extend = (isBlank: boolean) => {
    while (to < text.length && isBlankLine(to + 1) === isBlank) to = lineEnd(text, to + 1)
  }
  extend(own)
  if (isAround) extend(!own)
  return { from, to }
}
