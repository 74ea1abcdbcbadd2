// Rows that fill the whole terminal, on its alternate screen: the main screen and its scrollback stay as they are below. Only rows
// that have changed are written.

import { CURSOR_MARKER } from '../pi.ts'
import { cutRow, measureRow } from './row-width.ts'

const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l'
const END_FRAME = '\x1b[?2026l'
const RESET = '\x1b[0m'
/** In this mode the wheel of the mouse sends arrow keys, and text can be selected as ever. */
const ENTER = '\x1b[?1049h\x1b[?1007h\x1b[2J'
const LEAVE = '\x1b[?1007l\x1b[?1049l'

export interface FullRows {
  readonly isShown: boolean
  /** The bytes that show these rows from the top; '' when nothing has changed. */
  frame(rows: readonly string[], columns: number, height: number): string
  /** The bytes that go back to the main screen; '' when that is shown. */
  leave(): string
}

export function createFullRows(): FullRows {
  let shown: { rows: readonly string[]; columns: number; height: number; cursor: string } | null = null
  return {
    get isShown() {
      return shown !== null
    },
    frame(wanted, columns, height) {
      const isNew = shown === null || shown.columns !== columns || shown.height !== height
      const before = isNew ? [] : shown!.rows
      let cursor = ''
      const rows = Array.from({ length: height }, (_, at) => {
        const row = wanted[at] ?? ''
        const mark = row.indexOf(CURSOR_MARKER)
        if (mark >= 0) cursor = `\x1b[${at + 1};${Math.min(columns, measureRow(row.slice(0, mark)) + 1)}H\x1b[?25h`
        return cutRow(mark < 0 ? row : row.slice(0, mark) + row.slice(mark + CURSOR_MARKER.length), columns)
      })
      const changed = rows
        .map((row, at) => (row === before[at] ? '' : `\x1b[${at + 1};1H${RESET}\x1b[2K${row}`))
        .join('')
      if (!isNew && changed === '' && cursor === shown!.cursor) return ''
      const enter = shown === null ? ENTER : isNew ? '\x1b[2J' : ''
      shown = { rows, columns, height, cursor }
      return `${BEGIN_FRAME}${enter}${changed}${RESET}${cursor}${END_FRAME}`
    },
    leave() {
      if (shown === null) return ''
      shown = null
      return LEAVE
    },
  }
}
