// Names and what they mean, aligned in two columns below a title.

import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { countTextCells, padText } from '../cell-text.ts'
import { wrapText } from '../markdown/word-wrap.ts'
import { paint, type PrintStyle } from '../print-style.ts'

/** Widest first column. */
const NAME_CELLS = 32

/** The texts need not be safe. The second column is wrapped. */
export function describePairs(
  pairs: readonly (readonly [string, string])[],
  title: string,
  style: PrintStyle,
): string[] {
  const names = pairs.map(([name]) => sanitiseLine(name, NAME_CELLS))
  const width = Math.max(0, ...names.map(countTextCells))
  const lines = pairs.flatMap(([, text], at) => {
    const lead = `  ${padText(names[at]!, width)}  `
    return wrapText(sanitiseLine(text, Infinity), { style, lead, nextLead: ' '.repeat(width + 4) })
  })
  return [paint(style, 'bold', title), ...lines]
}
