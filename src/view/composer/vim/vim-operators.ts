// Vim's operators on a range of the text. A killed or copied range of whole lines ends with a line end, by which `p` knows it.

import { copyText, killRange, lineEnd, lineStart, moveCaret, replaceRange, type EditState } from '../edit-state.ts'
import { nextBoundary } from '../graphemes.ts'
import type { Span } from '../words.ts'
import type { Motion } from './vim-motions.ts'
import { firstVisible } from './vim-motions.ts'

export interface VimRange extends Span {
  isLines: boolean
}

const INDENT = '  '

/** The range between the caret and the end of a motion. */
export function rangeOf(text: string, caret: number, { to, reach }: Motion): VimRange {
  const from = Math.min(caret, to)
  const end = Math.max(caret, to)
  if (reach === 'lines') return linesOf(text, from, end)
  if (reach === 'inclusive') return { from, to: nextBoundary(text, end), isLines: false }
  // A range that ends at the beginning of a line takes no line end with it; when nothing but blanks stands before it, it is of whole lines.
  const isLineBegin = end === lineStart(text, end)
  const crosses = lineStart(text, from) !== lineStart(text, end)
  if (!crosses || !(isLineBegin || end === text.length)) return { from, to: end, isLines: false }
  const last = isLineBegin ? end - 1 : end
  return from <= firstVisible(text, from) ? linesOf(text, from, last) : { from, to: last, isLines: false }
}

/** The whole lines from `from` to `to`, without the last line end. */
export function linesOf(text: string, from: number, to: number): VimRange {
  return { from: lineStart(text, from), to: lineEnd(text, to), isLines: true }
}

/** The state after `d`, `y`, `c`, `<`, `>`, `gu`, `gU` or `g~`. For `c` the caller goes on in insert mode. */
export function applyOperator(state: EditState, operator: string, range: VimRange): EditState {
  const { text } = state
  const { from, to, isLines } = range
  const start: EditState = { ...state, run: null }
  switch (operator) {
    case 'y': {
      const copied = copyText(state, text.slice(from, to) + (isLines ? '\n' : ''))
      return moveCaret(copied, isLines && from >= lineStart(text, state.caret) ? state.caret : from)
    }
    case 'd':
      return isLines ? deleteLines(start, range) : killRange(start, from, to)
    case 'c': {
      if (!isLines) return killRange(start, from, to)
      const indent = /^[ \t]*/.exec(text.slice(from, to))![0]
      return copyText(replaceRange(start, from + indent.length, to, '', 'other'), `${text.slice(from, to)}\n`)
    }
    case '<':
    case '>': {
      const lines = linesOf(text, from, Math.max(from, to - (isLines ? 0 : 1)))
      return shiftLines(start, lines, operator === '>')
    }
    default:
      return replaceRange(start, from, to, changeCase(text.slice(from, to), operator), 'other', from)
  }
}

/** Puts the last killed text in behind (`p`) or before (`P`) the caret, whole lines below or above its line. */
export function putText(state: EditState, count: number, isBefore: boolean): EditState {
  const killed = state.ring[0]
  if (killed === undefined) return state
  const { text, caret } = state
  const start: EditState = { ...state, run: null }
  if (killed.endsWith('\n')) {
    const lines = killed.repeat(count)
    if (isBefore) {
      const at = lineStart(text, caret)
      return replaceRange(start, at, at, lines, 'other', at)
    }
    const at = lineEnd(text, caret)
    return replaceRange(start, at, at, `\n${lines.slice(0, -1)}`, 'other', at + 1)
  }
  const at = isBefore || caret === lineEnd(text, caret) ? caret : nextBoundary(text, caret)
  return replaceRange(start, at, at, killed.repeat(count), 'other')
}

/** Joins a line with the next one, with a blank between them. */
export function joinLines(state: EditState, count: number): EditState {
  let joined: EditState = { ...state, run: null }
  for (let done = 0; done < Math.max(1, count - 1); done++) {
    const end = lineEnd(joined.text, joined.caret)
    if (end === joined.text.length) break
    const behind = firstVisible(joined.text, end + 1)
    const isBlank =
      end === lineStart(joined.text, end) ||
      behind === lineEnd(joined.text, behind) ||
      /\s/.test(joined.text[end - 1]!) ||
      joined.text[behind] === ')'
    joined = replaceRange(joined, end, behind, isBlank ? '' : ' ', 'other', end)
  }
  return joined
}

function deleteLines(state: EditState, { from, to }: VimRange): EditState {
  const { text } = state
  const isLast = to === text.length
  const erased = replaceRange(state, isLast ? Math.max(0, from - 1) : from, isLast ? to : to + 1, '', 'other')
  const caret = firstVisible(erased.text, Math.min(from, erased.text.length))
  return copyText(moveCaret(erased, caret), `${text.slice(from, to)}\n`)
}

function shiftLines(state: EditState, { from, to }: VimRange, isRight: boolean): EditState {
  const lines = state.text.slice(from, to).split('\n')
  const shifted = lines.map((line) =>
    isRight ? (line === '' ? '' : INDENT + line) : line.replace(/^(?: {1,2}|\t)/, ''),
  )
  const next = replaceRange(state, from, to, shifted.join('\n'), 'other', from)
  return moveCaret(next, firstVisible(next.text, from))
}

function changeCase(text: string, operator: string): string {
  if (operator === 'gu') return text.toLowerCase()
  if (operator === 'gU') return text.toUpperCase()
  return [...text].map((each) => (each === each.toLowerCase() ? each.toUpperCase() : each.toLowerCase())).join('')
}
