// Output that stays, and below it a few lines of the moment that are replaced in place. Each frame is one write, so that no
// half of it is ever on screen.

import { stripVTControlCharacters } from 'node:util'
import { countTextCells } from '../../view/cell-text.ts'

export interface LiveArea {
  /** Output that stays. The lines of the moment are gone until they are drawn again. */
  write(text: string): void
  /** Draws the lines of the moment, in place of those before. */
  draw(lines: readonly string[]): void
  /** Makes one frame of everything that `work` writes and draws. */
  frame(work: () => void): void
}

/** The lines of the moment, and the width of the terminal when they were drawn. */
interface Drawn {
  lines: readonly string[]
  columns: number | undefined
}

/** Terminals that know this mode show a frame at once; the others ignore it. */
const BEGIN_FRAME = '\x1b[?2026h'
const END_FRAME = '\x1b[?2026l'
const ERASE_BELOW = '\x1b[J'

export function createLiveArea(out: NodeJS.WriteStream): LiveArea {
  let shown: Drawn = { lines: [], columns: out.columns }
  let pending: { text: string; lines: readonly string[] } | null = null

  const flush = ({ text, lines }: { text: string; lines: readonly string[] }) => {
    const drawn = lines.join('\n')
    const before = shown.lines.join('\n')
    if (text === '' && drawn === before) return
    if (text === '' && before !== '' && drawn.startsWith(before)) out.write(drawn.slice(before.length))
    else if (before === '') out.write(text + drawn)
    else out.write(`${BEGIN_FRAME}${moveToStart(shown, out.columns)}${ERASE_BELOW}${text}${drawn}${END_FRAME}`)
    shown = { lines, columns: out.columns }
  }
  const area: LiveArea = {
    write(text) {
      if (pending) pending = { text: pending.text + text, lines: [] }
      else flush({ text, lines: [] })
    },
    draw(lines) {
      const most = Math.max(1, (out.rows || 24) - 1)
      const kept = fitRows(lines, most, out.columns)
      if (pending) pending.lines = kept
      else flush({ text: '', lines: kept })
    },
    frame(work) {
      pending = { text: '', lines: shown.lines }
      try {
        work()
      } finally {
        const frame = pending
        pending = null
        flush(frame)
      }
    },
  }
  return area
}

/** The last lines that fit on the screen: what has scrolled off it cannot be replaced. */
function fitRows(lines: readonly string[], most: number, columns: number | undefined): readonly string[] {
  let rows = 0
  let from = lines.length
  while (from > 0) {
    rows += countRows(lines[from - 1]!, columns)
    if (rows > most) break
    from--
  }
  return lines.slice(from)
}

/**
 * From the end of the last line to the beginning of the first. A terminal that was made narrower has wrapped them anew, but
 * for the line of the cursor, which some leave as it is: rather a remnant of it than a line of the answer gone.
 */
function moveToStart({ lines, columns }: Drawn, now: number | undefined): string {
  const rows = lines.reduce((sum, line, at) => sum + countRows(line, at === lines.length - 1 ? columns : now), 0)
  return rows > 1 ? `\r\x1b[${rows - 1}A` : '\r'
}

function countRows(line: string, columns = 80): number {
  return Math.max(1, Math.ceil(countTextCells(stripVTControlCharacters(line)) / Math.max(1, columns)))
}
