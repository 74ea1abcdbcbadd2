// Text measured in terminal cells: Chinese characters take two.

import { countCells, countMostCells, splitDrawn } from '../safety/text/display-cells.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { PrintStyle } from './print-style.ts'

const TAB_CELLS = 8

/** Text in which each character takes one cell, and none joins its neighbour. */
const NARROW = /^[\u0020-\u02ff]*$/

export function countTextCells(text: string): number {
  if (NARROW.test(text)) return text.length
  let cells = 0
  for (const character of splitDrawn(text)) cells += countCells(character)
  return cells
}

export function padText(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - countTextCells(text)))
}

/** Text in one line of at most `cells`, sanitised; what does not fit is cut, and the cut is marked. */
export function fitLine({ marks }: PrintStyle, text: string, cells: number): string {
  const line = sanitiseLine(text, cells)
  if (marks.more === '…' || !line.endsWith('…') || text.trimEnd().endsWith(line)) return line
  return `${sanitiseLine(text, Math.max(0, cells - marks.more.length + 1)).slice(0, -1)}${marks.more}`
}

/** Text that is sanitised already in pieces of at most `cells`. Tabs become blanks; nothing else is lost. */
export function cutInPieces(text: string, cells: number): string[] {
  if (text.length * 2 <= cells && !text.includes('\t')) return [text]
  if (NARROW.test(text)) return text.length <= cells ? [text] : sliceEvery(text, cells)
  return cutParts([text], cells).map(([piece = '']) => piece)
}

function sliceEvery(text: string, length: number): string[] {
  const slices: string[] = []
  for (let at = 0; at < text.length; at += length) slices.push(text.slice(at, at + length))
  return slices
}

/**
 * A text in parts, in rows of at most `cells`. A part that does not fit goes on in the next row, at the same place modulo two, so that every
 * second part of a row is of the same kind as in the text. Tabs become blanks; nothing else is lost. No terminal has to break a row: what
 * takes more cells in some of them counts as there.
 */
export function cutParts(parts: readonly string[], cells: number): string[][] {
  const rows: string[][] = [[]]
  let used = 0
  parts.forEach((part, at) => {
    rows.at(-1)!.push('')
    for (const character of splitDrawn(part)) {
      const isTab = character === '\t'
      let width = isTab ? TAB_CELLS - (used % TAB_CELLS) : countMostCells(character)
      if (used + width > cells) {
        rows.push(at % 2 === 1 ? ['', ''] : [''])
        used = 0
        if (isTab) width = Math.min(TAB_CELLS, cells)
      }
      const row = rows.at(-1)!
      row[row.length - 1] += isTab ? ' '.repeat(width) : character
      used += width
    }
  })
  return rows
}

/** The same for text that is sanitised already. Its blanks stay, so that columns in a command's output keep their places. */
export function cutLine({ marks }: PrintStyle, text: string, cells: number): string {
  const line = expandTabs(text)
  if (countTextCells(line) <= cells) return line
  let used = marks.more.length
  let fits = ''
  for (const character of splitDrawn(line)) {
    used += countCells(character)
    if (used > cells) break
    fits += character
  }
  return fits + marks.more
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text
  return text
    .split('\t')
    .reduce((line, part) => line + ' '.repeat(TAB_CELLS - (countTextCells(line) % TAB_CELLS)) + part)
}
