// The rows that are drawn again and again below the text that stays, as bytes for the terminal: only rows that have changed are
// written, the scrollback is never touched, and each frame is one write inside synchronized output.

import { CURSOR_MARKER } from '../pi.ts'
import { cutRow, measureRow } from './row-width.ts'

/** Terminals that know this mode show a frame at once; the others ignore it. */
const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const END_FRAME = '\x1b[?2026l'
const ERASE_BELOW = '\x1b[J'
const ERASE_ROW = '\x1b[2K'
const RESET = '\x1b[0m'

/** The place of the terminal's cursor among the live rows; null hides it. */
interface Cursor {
  row: number
  column: number
}

/** Rows as they stand on the terminal, and its width when they were written. */
interface Shown {
  rows: readonly string[]
  /** The row in which the terminal's cursor is. */
  at: Cursor
  columns: number
}

export interface LiveRows {
  /**
   * The bytes that print `lines`, which stay, and show `rows` below them. `rows` may hold CURSOR_MARKER once, where the user types.
   * '' when nothing has changed.
   */
  frame(lines: readonly string[], rows: readonly string[], columns: number): string
  /** The bytes that remove the live rows, and leave the cursor where the first of them began. */
  clear(columns: number): string
  /** Says that others have written to the terminal: the next frame begins in the row of the cursor. */
  forget(): void
}

/**
 * The behaviours of terminals when their width changes. `none`: the rows stay as they are. `usual`: the terminal wraps them anew and the
 * cursor stays in its text. `xterm.js` (VS Code): it wraps them anew and moves the cursor by all rows that came or went, those below it too.
 */
export type Reflow = 'none' | 'usual' | 'xterm.js'

export function createLiveRows(reflow: Reflow): LiveRows {
  let shown: Shown = { rows: [], at: { row: 0, column: 0 }, columns: 0 }

  const toTop = (columns: number) => {
    const up = countRowsAbove(shown, reflow === 'none' ? shown.columns : columns, reflow)
    return up > 0 ? `\r\x1b[${up}A` : '\r'
  }
  const forget = () => void (shown = { rows: [], at: { row: 0, column: 0 }, columns: 0 })

  return {
    frame(lines, wanted, columns) {
      const { rows, cursor } = takeCursor(wanted, columns)
      const isResized = shown.columns !== 0 && shown.columns !== columns
      const body =
        lines.length > 0 || isResized || shown.rows.length === 0
          ? `${toTop(columns)}${ERASE_BELOW}${lines.map((line) => `${line}${RESET}\r\n`).join('')}${rows.join('\r\n')}`
          : writeChanges(shown, rows)
      const end = body === '' ? shown.at : { row: Math.max(0, rows.length - 1), column: -1 }
      const isSame = cursor ? end.row === cursor.row && end.column === cursor.column : body === ''
      if (isSame) return ''
      const place = cursor ? moveTo(end, cursor) + SHOW_CURSOR : ''
      shown = { rows, at: cursor ?? { ...end, column: 0 }, columns }
      return `${BEGIN_FRAME}${body}${place}${END_FRAME}`
    },
    clear(columns) {
      const bytes =
        shown.rows.length === 0 ? '' : `${BEGIN_FRAME}${toTop(columns)}${ERASE_BELOW}${SHOW_CURSOR}${END_FRAME}`
      forget()
      return bytes
    },
    forget,
  }
}

/** The rows from the first to the last that has changed; the cursor ends in the last row of all. */
function writeChanges(shown: Shown, rows: readonly string[]): string {
  const first = rows.findIndex((row, at) => row !== shown.rows[at])
  if (first < 0 && rows.length === shown.rows.length) return ''
  const isShorter = rows.length < shown.rows.length
  const from = first < 0 ? rows.length - 1 : first
  const last =
    rows.length > shown.rows.length || isShorter
      ? rows.length - 1
      : rows.findLastIndex((row, at) => row !== shown.rows[at])
  const written = rows.slice(from, last + 1).map((row, index) => {
    const isNew = from + index >= shown.rows.length
    return isNew ? row : `${ERASE_ROW}${row}`
  })
  // Rows behind the last old one are begun by a newline, which scrolls the terminal when it is full.
  const start = Math.min(from, shown.rows.length - 1)
  const lead = from > start ? '\r\n' : ''
  const down = rows.length - 1 - last
  return [
    moveRows(shown.at.row, start),
    '\r',
    lead,
    written.join('\r\n'),
    isShorter ? eraseAfter(shown.rows.length - rows.length) : '',
    down > 0 ? `\x1b[${down}B` : '',
  ].join('')
}

/** Erases the old rows below the cursor's, and comes back. */
function eraseAfter(count: number): string {
  return `${`\x1b[1B\r${ERASE_ROW}`.repeat(count)}\x1b[${count}A`
}

function moveRows(from: number, to: number): string {
  if (from === to) return ''
  return from < to ? `\x1b[${to - from}B` : `\x1b[${from - to}A`
}

function moveTo(from: Cursor, to: Cursor): string {
  return `${moveRows(from.row, to.row)}\x1b[${to.column + 1}G`
}

/** The rows without the mark of the cursor, each at most as wide as the terminal, and the place where the mark was. */
function takeCursor(wanted: readonly string[], columns: number): { rows: string[]; cursor: Cursor | null } {
  let cursor: Cursor | null = null
  const rows = wanted.map((row, at) => {
    const mark = row.indexOf(CURSOR_MARKER)
    const text = mark < 0 ? row : row.slice(0, mark) + row.slice(mark + CURSOR_MARKER.length)
    if (mark >= 0) cursor = { row: at, column: Math.min(measureRow(row.slice(0, mark)), columns - 1) }
    return `${cutRow(text, columns)}${RESET}`
  })
  return { rows, cursor }
}

/** Rows of the terminal from the first live row to its cursor. A terminal that was made narrower has wrapped them. */
function countRowsAbove({ rows, at }: Shown, columns: number, reflow: Reflow): number {
  const width = Math.max(1, columns)
  const heights = rows.map((row) => Math.max(1, Math.ceil(measureRow(row) / width)))
  const above = heights.slice(0, at.row).reduce((sum, height) => sum + height, 0)
  if (reflow !== 'xterm.js') return above + Math.floor(at.column / width)
  return above + heights.slice(at.row + 1).reduce((sum, height) => sum + height - 1, 0)
}
