// Output and a line that the user types, on one terminal: while a line is open, output waits, so that nothing tears the line.
// A question does not wait: it is written above the line.

import { foldLine } from '../../view/tasks/task-screen-panel.ts'

export interface TypedLine {
  write(text: string): void
  isOpen(): boolean
  /** Writes what waits and `text`, which are to end with a line end, above the open line. */
  writeAbove(text: string): void
  /** Shows the line as it is now, and begins it if none is open. */
  show(line: string): void
  /** Ends the line, which stays on the screen unless it is empty, and writes what waits. */
  end(line: string): void
}

/** `getColumns` tells the width of the terminal that `out` writes to. */
export function createTypedLine(out: { write(text: string): unknown }, getColumns: () => number): TypedLine {
  let open: { shown: string; held: string } | null = null
  const write = (text: string) => {
    if (text !== '') out.write(text)
  }
  /** Goes back to the line's beginning, and clears from there. */
  const wipe = (shown: string) => {
    const rows = foldLine(shown, getColumns()).length - 1
    write(`\r${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[J`)
  }
  const show = (line: string) => {
    const next = line.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, ' ')
    const shown = open?.shown ?? ''
    open ??= { shown: '', held: '' }
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
      wipe(open.shown)
      const { held, shown } = open
      open.held = ''
      write(held + text + shown)
    },
    show,
    end(line) {
      show(line)
      const { held } = open!
      open = null
      write((line === '' ? '' : '\n') + held)
    },
  }
}
