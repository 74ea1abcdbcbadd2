// Aligned columns, measured in terminal cells: Chinese characters take two.

import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { countTextCells, padText } from './cell-text.ts'

const COLUMN_CELLS = 200

/** Rows as aligned lines. Texts are sanitised and cut behind `limit` cells; the last column is not padded. */
export function formatColumns(rows: readonly (readonly string[])[], limit = COLUMN_CELLS): string {
  const clean = rows.map((row) => row.map((cell) => sanitiseLine(cell, limit)))
  const widths: number[] = []
  for (const row of clean) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, countTextCells(cell))))
  return clean
    .map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : padText(cell, widths[at]!))).join('  ') + '\n')
    .join('')
}
