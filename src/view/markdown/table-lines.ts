// A table of Markdown as aligned columns. One that is too wide has its cells wrapped; where even that does not fit, each row
// becomes a list of its cells.

import { countTextCells } from '../cell-text.ts'
import { paint, type Format, type PrintStyle } from '../print-style.ts'
import { scanInline } from './inline-spans.ts'
import { createWrapper, type Span } from './word-wrap.ts'

const LEAST_CELLS = 6
/** Rows break at blanks, and between Chinese or Japanese characters. */
const BETWEEN_WORDS = /[ \p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const SEPARATOR = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/

/** The source lines as rows; null when they are no table: their second line has to be a separator. */
export function describeTable(source: readonly string[], style: PrintStyle): string[] | null {
  if (source.length < 2 || !SEPARATOR.test(source[1]!)) return null
  const header = splitCells(source[0]!)
  const isRight = splitCells(source[1]!).map((cell) => /^-+:$/.test(cell))
  const rows = [header, ...source.slice(2).map(splitCells)]
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const look = (row: number): Format[] => (row === 0 ? ['bold'] : [])
  const cells = rows.map((row, at) =>
    Array.from({ length: count }, (_, column) => readCell(row[column] ?? '', style, look(at))),
  )
  const measure = (countCell: (spans: readonly Span[]) => number) =>
    Array.from({ length: count }, (_, column) =>
      cells.reduce((most, row) => Math.max(most, countCell(row[column]!)), 1),
    )
  const widths = fitWidths(measure(countSpans), measure(countLongestWord), style.width - 3 * (count - 1))
  if (!widths) return listRows(rows, style)
  const bar = ` ${paint(style, 'dim', style.marks.bar)} `
  const { rule, cross } = style.marks
  const line = paint(style, 'dim', widths.map((width) => rule.repeat(width)).join(`${rule}${cross}${rule}`))
  const [first, ...others] = cells.map((row) => layRow(row, widths, isRight, style, bar))
  return [...first!, line, ...others.flat()]
}

function splitCells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  const cells: string[] = ['']
  let isCode = false
  for (let at = 0; at < inner.length; at++) {
    const character = inner[at]!
    if (character === '`') isCode = !isCode
    if (character === '\\' && inner[at + 1] === '|') cells[cells.length - 1] += inner[++at]!
    else if (character === '|' && !isCode) cells.push('')
    else cells[cells.length - 1] += character
  }
  return cells.map((cell) => cell.trim())
}

function readCell(text: string, { hasColours }: PrintStyle, formats: Format[]): Span[] {
  return hasColours ? scanInline(text, { isWhole: true, formats }).spans : [{ text, formats: [] }]
}

function countSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, { text }) => sum + countTextCells(text), 0)
}

/** A word that is cut at the end of its column's rows is hard to read. */
function countLongestWord(spans: readonly Span[]): number {
  const words = spans
    .map(({ text }) => text)
    .join('')
    .split(BETWEEN_WORDS)
  return words.reduce((most, word) => Math.max(most, countTextCells(word)), 1)
}

/**
 * Takes cells from the widest columns until all fit into `room`, as long as that is possible from those that keep their longest word
 * whole. Null when they do not fit.
 */
function fitWidths(natural: readonly number[], longestWords: readonly number[], room: number): number[] | null {
  const widths = [...natural]
  let sum = widths.reduce((total, width) => total + width, 0)
  for (; sum > room; sum--) {
    const spare = widths.map((width, column) => (width > longestWords[column]! ? width : 0))
    const from = spare.some((width) => width > LEAST_CELLS) ? spare : widths
    const widest = from.indexOf(Math.max(...from))
    if (widths[widest]! <= LEAST_CELLS) return null
    widths[widest]!--
  }
  return widths
}

function layRow(
  row: readonly Span[][],
  widths: readonly number[],
  isRight: readonly boolean[],
  style: PrintStyle,
  bar: string,
): string[] {
  const wrapped = row.map((spans, column) => {
    const wrapper = createWrapper({ style: { ...style, width: widths[column]! }, cutsWords: true })
    return [...wrapper.push(spans), ...wrapper.end()]
  })
  const height = Math.max(1, ...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, column) => alignCell(lines[line] ?? '', widths[column]!, isRight[column] ?? false))
      .join(bar)
      .trimEnd(),
  )
}

/** Escape sequences take no cells. */
function alignCell(text: string, width: number, isRight: boolean): string {
  // oxlint-disable-next-line no-control-regex
  const blanks = ' '.repeat(Math.max(0, width - countTextCells(text.replaceAll(/\u001b\[[\d;]*m/g, ''))))
  return isRight ? blanks + text : text + blanks
}

function listRows([header, ...rows]: readonly string[][], style: PrintStyle): string[] {
  return rows.flatMap((row) =>
    row.flatMap((cell, column) => {
      const lead = column === 0 ? `${style.marks.bullet} ` : '  '
      const wrapper = createWrapper({ style, lead })
      const name: Span = { text: `${header?.[column] ?? ''}: `, formats: ['bold'] }
      return [...wrapper.push([name, ...readCell(cell, style, [])]), ...wrapper.end()]
    }),
  )
}
