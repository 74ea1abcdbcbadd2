// Prepares a shell's output for a terminal that shows the shell again, by removing questions that were answered long ago; and follows the
// height of the prompt, so that the prompt can be taken off the screen at the end.

import { countCells } from '../../safety/text/display-cells.ts'

/**
 * Questions to the terminal: device attributes, status and cursor, version, keyboard flags, colours, and DCS requests. A terminal that sees
 * one answers it, and the shell would take the answer for typed text.
 */
const QUESTIONS =
  // eslint-disable-next-line no-control-regex
  /\x1b\[[>=]?[0-9]*c|\x1b\[\??[56]n|\x1b\[>[0-9]*q|\x1b\[\?u|\x1b\[\?[0-9]+\$p|\x1b\](?:4;[0-9]+|1[0-9]);\?(?:\x07|\x1b\\)|\x1bP[+$][qr][^\x1b]*\x1b\\|\x1b\[1[4-9]t/g

/** The output without questions. */
export function withoutQuestions(output: Buffer): Buffer {
  if (!output.includes(0x1b)) return output
  return Buffer.from(output.toString('latin1').replaceAll(QUESTIONS, ''), 'latin1')
}

/** The plain mark of a prompt's beginning, as the daemon leaves it in the output. */
const PROMPT_MARK = '\x1b]133;A\x07'
/** A sequence of the shell, or one character. */
const PIECES =
  // eslint-disable-next-line no-control-regex
  /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[P_^][^\x1b]*\x1b\\|\x1b\[([0-9;:?<=>]*)[ -/]*([@-~])|\x1b[ -/]*[0-~]|[^]/gu
/** The first cell, where Ctrl-L draws the prompt anew. */
const HOME = /^1?(?:;1?)?$/
/** A prompt is followed up to this length; longer ones were scrolled away in part. */
const PROMPT_CHARS = 64 * 1024

export interface PromptWatch {
  take(output: Buffer): void
  /** Takes the prompt and what was typed there off the screen, with the cursor where the prompt began. `columns`: of the terminal. */
  clearing(columns: number): string
}

/** Follows in which row of the prompt the cursor stands, also among rows that the terminal itself has wrapped. */
export function createPromptWatch(): PromptWatch {
  let since = ''
  return {
    take(output) {
      const text = since + output.toString('latin1')
      const at = text.lastIndexOf(PROMPT_MARK)
      since = (at < 0 ? text : text.slice(at)).slice(-PROMPT_CHARS)
    },
    clearing(columns) {
      const row = findRow(Buffer.from(since, 'latin1').toString('utf8'), Math.max(1, columns))
      return `\r${row > 0 ? `\x1b[${row}A` : ''}\x1b[J`
    },
  }
}

/** The row of the cursor after the text, counted from that in which it began. A column of `columns`: the next character wraps. */
function findRow(text: string, columns: number): number {
  let place = { row: 0, column: 0 }
  let saved = place
  // Above its first row the prompt cannot tell where the screen ends, until it has been drawn there.
  let top = -Infinity
  for (const [piece, given = '', move = ''] of text.matchAll(PIECES)) {
    const count = Number(given.replace(/[^0-9].*$/, '') || 1)
    if (piece === '\x1b7' || move === 's') saved = { ...place }
    else if (piece === '\x1b8' || move === 'u') place = { ...saved }
    else if (piece === '\n' || piece === '\x1bD') place.row++
    else if (piece === '\x1bM') place.row = Math.max(top, place.row - 1)
    else if (piece === '\x1bE') place = { row: place.row + 1, column: 0 }
    else if (move === 'H' && HOME.test(given)) {
      place = { row: 0, column: 0 }
      top = 0
    } else if (piece === '\r') place.column = 0
    else if (move === 'A' || move === 'F') place.row = Math.max(top, place.row - count)
    else if (move === 'B' || move === 'E') place.row += count
    else if (move === 'C') place.column = Math.min(columns - 1, place.column + count)
    else if (move === 'D' || piece === '\b') place.column = Math.max(0, Math.min(place.column, columns - 1) - count)
    else if (move === 'G') place.column = Math.min(columns, count) - 1
    else if (piece.length > 2 || piece < ' ' || piece === '\x7f') continue
    else putCharacter(place, countCells(piece), columns)
    if (move === 'E' || move === 'F') place.column = 0
  }
  return place.row
}

function putCharacter(place: { row: number; column: number }, cells: number, columns: number): void {
  if (place.column + cells > columns) {
    place.row++
    place.column = 0
  }
  place.column += cells
}
