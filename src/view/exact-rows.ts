// Text that the user approves, in rows of which nothing is cut. Each row begins with two blanks, or with a sign and a blank where it goes
// on with a line: text of the model never reaches the first column, so none looks like a row of kimi's own, as a call's name or the keys.

import { cutInPieces } from './cell-text.ts'
import { paint, type Format, type PrintStyle } from './print-style.ts'

/** A style in which nothing is cut. */
export type WholeStyle = PrintStyle & { pieceCells: number }

const LEAD = '  '
/** On a screen that has not even this room beside the lead the terminal wraps rows itself. */
const FEWEST_CELLS = 4

/** Lines of a text that is shown exactly already, each with its rows. A long line is given as several, whatever the style's width. */
export function describeExactText(text: string, style: WholeStyle, format?: Format): string[][] {
  const goesOn = paint(style, 'dim', `${style.marks.goesOn} `)
  const room = Math.max(FEWEST_CELLS, style.width - LEAD.length)
  return text.split('\n').flatMap((line) =>
    cutInPieces(line, style.pieceCells).map((piece, at) =>
      cutInPieces(piece, room).map((row, rowAt) => {
        const lead = at === 0 && rowAt === 0 ? LEAD : goesOn
        return lead + (format === undefined ? row : paint(style, format, row))
      }),
    ),
  )
}
