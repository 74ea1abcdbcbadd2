// Aligned columns, measured in terminal cells: Chinese characters take two.

import { countCells } from '../safety/text/display-cells.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

const COLUMN_CELLS = 200

/** Rows as aligned lines. Texts are sanitised; the last column is not padded. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => sanitiseLine(cell, COLUMN_CELLS)))
  const widths: number[] = []
  for (const row of clean) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, countWidth(cell))))
  return clean
    .map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, widths[at]!))).join('  ') + '\n')
    .join('')
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - countWidth(cell))
}

function countWidth(text: string): number {
  let cells = 0
  for (const character of text) cells += countCells(character)
  return cells
}
