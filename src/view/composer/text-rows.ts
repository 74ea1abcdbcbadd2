// The text as rows of the screen: wrapped at words, measured in cells, and only as many lines as the screen shows.

import { countTextCells } from '../cell-text.ts'
import { lineEnd, lineStart } from './edit-state.ts'
import { displayOf, isMarkerCode, nextBoundary, splitGraphemes } from './graphemes.ts'
import { labelOf, type PastedObject } from './pasted-objects.ts'

/** A row: the text from `from` to `to`, without the line end. */
export interface Row {
  from: number
  to: number
}

/** The measures of the place in which text is drawn. */
export interface TextPlace {
  /** Cells of a row, at least 1. The screen has one more, in which the caret stands behind a full row. */
  columns: number
  objects: readonly PastedObject[]
}

const PLAIN = /^[\x20-\x7e]*$/

/** The text that is drawn for a character, and its cells. One that is wider than a row is cut to it. */
export function drawCharacter(character: string, { columns, objects }: TextPlace): { text: string; cells: number } {
  if (isMarkerCode(character.charCodeAt(0)) && character.length === 1) {
    const label = labelOf(character, objects).slice(0, columns)
    return { text: label, cells: label.length }
  }
  const text = displayOf(character)
  const cells = countTextCells(text)
  if (cells <= columns) return { text, cells }
  let fits = ''
  for (const each of text) {
    if (countTextCells(fits + each) > columns) break
    fits += each
  }
  return { text: fits, cells: countTextCells(fits) }
}

/** The rows of one line, which begins at index `start` of the text. There is always one; the caret may stand behind its last character. */
export function wrapLine(line: string, start: number, place: TextPlace): Row[] {
  const rows: Row[] = []
  const { columns } = place
  const isPlain = PLAIN.test(line)
  if (isPlain && line.length <= columns) return [{ from: start, to: start + line.length }]
  let from = 0
  let at = 0
  let cells = 0
  /** The last place at which the row may be broken: behind a blank, or before or behind a wide character. */
  let opening = 0
  for (const character of isPlain ? line : splitGraphemes(line)) {
    const width = isPlain ? 1 : drawCharacter(character, place).cells
    if (width > 1 && character !== '\t') opening = at
    // The row may end with one blank in the cell behind it, which is kept for the caret.
    if (cells + width > (character === ' ' ? columns + 1 : columns) && at > from) {
      const end = opening > from && !isBlank(character) ? opening : at
      rows.push({ from: start + from, to: start + end })
      cells = measure(line.slice(end, at), place)
      from = end
    }
    at += character.length
    cells += width
    if (isBlank(character) || width > 1) opening = at
  }
  rows.push({ from: start + from, to: start + at })
  return rows
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t'
}

/** The cells of a part of a line. */
export function measure(text: string, place: TextPlace): number {
  if (PLAIN.test(text)) return text.length
  return splitGraphemes(text).reduce((sum, each) => sum + drawCharacter(each, place).cells, 0)
}

/** The row of `rows` that the caret stands in: at a wrap, the later one. */
export function rowAt(rows: readonly Row[], caret: number): number {
  const after = rows.findIndex(({ from }) => from > caret)
  return (after < 0 ? rows.length : after) - 1
}

/** The index in a row whose character covers column `goal`, or the row's end. A row that is wrapped ends before its last character. */
function indexAtColumn(text: string, row: Row, isWrapped: boolean, goal: number, place: TextPlace): number {
  let cells = 0
  let at = row.from
  while (at < row.to) {
    const next = nextBoundary(text, at)
    if (isWrapped && next >= row.to) break
    cells += drawCharacter(text.slice(at, next), place).cells
    if (cells > goal) break
    at = next
  }
  return at
}

/** The caret's place one row up (-1) or down (1), and the column it aims at; null when there is no such row. */
export function moveByRow(
  text: string,
  caret: number,
  goal: number | null,
  direction: 1 | -1,
  place: TextPlace,
): { caret: number; goal: number } | null {
  const rows = rowsOfLine(text, caret, place)
  const index = rowAt(rows, caret)
  const column = goal ?? measure(text.slice(rows[index]!.from, caret), place)
  const near = rows[index + direction]
  if (near) {
    const isWrapped = index + direction < rows.length - 1
    return { caret: indexAtColumn(text, near, isWrapped, column, place), goal: column }
  }
  const outside = direction < 0 ? rows[0]!.from - 1 : rows.at(-1)!.to + 1
  if (outside < 0 || outside > text.length) return null
  const others = rowsOfLine(text, outside, place)
  const target = direction < 0 ? others.length - 1 : 0
  return {
    caret: indexAtColumn(text, others[target]!, target < others.length - 1, column, place),
    goal: column,
  }
}

/** The rows of the line that holds `at`. */
function rowsOfLine(text: string, at: number, place: TextPlace): Row[] {
  const start = lineStart(text, at)
  return wrapLine(text.slice(start, lineEnd(text, at)), start, place)
}

/**
 * At most `height` rows around the caret. `top` is the index at which the first row began before; the rows move as little as
 * possible. The cost depends on the rows that are shown, not on the length of the text.
 */
export function showRows(
  text: string,
  caret: number,
  top: number,
  height: number,
  place: TextPlace,
): { rows: Row[]; caretRow: number; caretColumn: number } {
  const own = rowsOfLine(text, caret, place)
  const index = rowAt(own, caret)
  const above = own.slice(0, index)
  while (above.length < height && (above[0] ?? own[0]!).from > 0 && (above[0] ?? own[0]!).from > top) {
    above.unshift(...rowsOfLine(text, (above[0] ?? own[0]!).from - 1, place))
  }
  const kept = above.filter(({ from }) => from >= top).slice(-(height - 1))
  const shown = height === 1 ? [own[index]!] : [...kept, own[index]!]
  const below = own.slice(index + 1)
  while (shown.length + below.length < height && (below.at(-1) ?? own.at(-1)!).to < text.length) {
    below.push(...rowsOfLine(text, (below.at(-1) ?? own.at(-1)!).to + 1, place))
  }
  shown.push(...below.slice(0, height - shown.length))
  while (shown.length < height && shown[0]!.from > 0) fillAbove(text, shown, height, place)
  const caretRow = rowAt(shown, caret)
  const column = measure(text.slice(shown[caretRow]!.from, caret), place)
  return { rows: shown, caretRow, caretColumn: Math.min(column, place.columns) }
}

/** Rows before the first one, when the text has become shorter. */
function fillAbove(text: string, shown: Row[], height: number, place: TextPlace): void {
  const first = shown[0]!.from
  const isLineStart = text[first - 1] === '\n'
  const before = rowsOfLine(text, isLineStart ? first - 1 : first, place).filter(({ from }) => from < first)
  shown.unshift(...before.slice(-(height - shown.length)))
}
