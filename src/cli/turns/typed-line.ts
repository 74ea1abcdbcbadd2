// Output and a line that the user types, on one terminal: while a line is open, output waits, so that nothing tears the line.
// A question does not wait: it is written above the line.

import { stripVTControlCharacters } from 'node:util'
import { foldLine } from '../../view/tasks/task-screen-panel.ts'

export interface TypedLine {
  write(text: string): void
  isOpen(): boolean
  /** Writes what waits and `text`, which are to end with a line end, above the open line. */
  writeAbove(text: string): void
  /**
   * Shows the line as it is now, and begins it if none is open. `unfinished`: rows that may still change, which stand above a line that
   * begins until it ends; what waits holds their text.
   */
  show(line: string, unfinished?: readonly string[]): void
  /** Ends the line, which stays on the screen unless it is empty, and writes what waits, with the unfinished rows. */
  end(line: string): void
}

/** `getColumns` tells the width of the terminal that `out` writes to. */
interface OpenLine {
  shown: string
  held: string
  unfinished: readonly string[]
}

/** So many of the unfinished rows are shown: what has scrolled off the screen could not be replaced. */
const UNFINISHED_ROWS = 6

export function createTypedLine(out: { write(text: string): unknown }, getColumns: () => number): TypedLine {
  let open: OpenLine | null = null
  const write = (text: string) => {
    if (text !== '') out.write(text)
  }
  const countRows = (text: string) => Math.max(1, foldLine(stripVTControlCharacters(text), getColumns()).length)
  /** Goes back to the line's beginning, or to that of the first of `unfinished`, and clears from there. */
  const wipe = (shown: string, unfinished: readonly string[] = []) => {
    const rows = [...unfinished, shown].reduce((sum, row) => sum + countRows(row), -1)
    write(`\r${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[J`)
  }
  const show = (line: string, unfinished: readonly string[] = []) => {
    const next = line.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, ' ')
    const shown = open?.shown ?? ''
    if (!open) {
      open = { shown: '', held: '', unfinished: unfinished.slice(-UNFINISHED_ROWS) }
      write(open.unfinished.map((row) => `${row}\n`).join(''))
    }
    if (next.startsWith(shown)) write(next.slice(shown.length))
    else {
      wipe(shown)
      write(next)
    }
    open.shown = next
  }
  return {
    write(text) {
      if (open) open.held += text
      else write(text)
    },
    isOpen: () => open !== null,
    writeAbove(text) {
      if (!open) return write(text)
      wipe(open.shown, open.unfinished)
      const { held, shown } = open
      Object.assign(open, { held: '', unfinished: [] })
      write(held + text + shown)
    },
    show,
    end(line) {
      show(line)
      const { held, unfinished, shown } = open!
      if (unfinished.length > 0) wipe(shown, unfinished)
      open = null
      if (unfinished.length > 0) write(shown)
      write((line === '' ? '' : '\n') + held)
    },
  }
}
