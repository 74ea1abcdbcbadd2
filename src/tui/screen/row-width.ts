// The width of a styled row in terminal cells. pi-tui has functions for it whose first call compiles an expression of all emoji, which
// takes longer than everything else before the first frame.

import { stripVTControlCharacters } from 'node:util'
import { countCells, splitDrawn } from '../../safety/text/display-cells.ts'
import { countTextCells } from '../../view/cell-text.ts'

const PLAIN = /^[\x20-\x7e]*$/
const SEQUENCE = /(\x1b\[[0-9;:]*m)/

/** The cells of a row that holds no other sequences than styles. */
export function measureRow(row: string): number {
  if (PLAIN.test(row)) return row.length
  return countTextCells(stripVTControlCharacters(row))
}

/** The row without what is beyond `columns` cells. Its styles stay, so that they end as they would have. */
export function cutRow(row: string, columns: number): string {
  if (row.length <= columns / 2 || measureRow(row) <= columns) return row
  let cells = 0
  return row
    .split(SEQUENCE)
    .map((part, at) => {
      if (at % 2 === 1) return part
      let fits = ''
      for (const character of splitDrawn(part)) {
        cells += countCells(character)
        if (cells > columns) break
        fits += character
      }
      return fits
    })
    .join('')
}

/** The row in pieces of at most `columns` cells, without loss; a style goes on in the next piece. */
export function wrapRow(row: string, columns: number): string[] {
  if (row.length <= columns / 2 || measureRow(row) <= columns) return [row]
  const rows: string[] = []
  let piece = ''
  let cells = 0
  let style = ''
  for (const [at, part] of row.split(SEQUENCE).entries()) {
    if (at % 2 === 1) {
      style = part
      piece += part
      continue
    }
    for (const character of splitDrawn(part)) {
      const width = countCells(character)
      if (cells + width > columns) {
        rows.push(piece)
        piece = style
        cells = 0
      }
      piece += character
      cells += width
    }
  }
  return [...rows, piece]
}
