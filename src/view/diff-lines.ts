// A change of a file as lines: where it is, what goes in red, what comes in green.

import type { DisplayBlock } from '../protocol/wire.ts'
import { sanitiseLine, sanitiseText } from '../safety/text/sanitiser.ts'
import { paint, type PrintStyle } from './print-style.ts'

export type DiffBlock = Extract<DisplayBlock, { type: 'diff' }>

const DIFF_LINES = 24

/** Lines that both sides have at the beginning and at the end are left out. Long changes are cut, and the cut is named. */
export function describeDiff(block: DiffBlock, style: PrintStyle): string[] {
  const before = sanitiseText(block.old_text).split('\n')
  const after = sanitiseText(block.new_text).split('\n')
  const [start, end] = countCommonEnds(before, after)
  const changed = [
    ...before.slice(start, before.length - end).map((text) => paint(style, 'red', `  - ${text}`)),
    ...after.slice(start, after.length - end).map((text) => paint(style, 'green', `  + ${text}`)),
  ]
  const rest = style.isWhole ? 0 : changed.length - DIFF_LINES
  return [
    paint(style, 'dim', `  ${sanitiseLine(block.path, style.width - 12)}:${block.new_start}`),
    ...changed.slice(0, rest > 0 ? DIFF_LINES : undefined),
    ...(rest > 0 ? [paint(style, 'dim', `  … ${rest} more lines`)] : []),
  ]
}

/** The number of equal lines at the beginning and at the end. */
function countCommonEnds(a: readonly string[], b: readonly string[]): [number, number] {
  const most = Math.min(a.length, b.length)
  let start = 0
  while (start < most && a[start] === b[start]) start++
  let end = 0
  while (end < most - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [start, end]
}
