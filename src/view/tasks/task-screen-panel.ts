// The panel of the tasks' screen: the whole question of a task, or its output. Lines are folded, never cut, so that the user
// has seen every character of a command before approving it.

import { countCells, splitDrawn } from '../../safety/text/display-cells.ts'

export interface Size {
  columns: number
  rows: number
}

export interface Panel {
  verb: 'approve' | 'reject' | 'answer' | 'read'
  short: string
  /** Sanitised. */
  text: string
  /** The request that an answer is for; '' for output. */
  request: string
  options: string[]
  /** The first row in sight; Infinity keeps the end in sight as the text grows. */
  top: number
}

/** Rows of the screen's head and foot, and of the panel's title. */
const FRAME_ROWS = 3
const TAB_CELLS = 4
/** Before a line that the user approves, and before a row that goes on with it: else a folded comment looks as if the next line belonged to it. */
const [LEAD, GOES_ON] = ['  ', '↳ ']

/** The rows in sight. `isEndShown` is true when the last row is among them. */
export function layPanel(panel: Panel, { columns, rows }: Size): { shown: string[]; top: number; isEndShown: boolean } {
  const all = panel.text.split('\n').flatMap((line) => layLine(line, panel, columns - 1))
  const room = Math.max(1, rows - FRAME_ROWS)
  const top = Math.max(0, Math.min(panel.top, all.length - room))
  return { shown: all.slice(top, top + room), top, isEndShown: top + room >= all.length }
}

function layLine(line: string, { verb }: Panel, columns: number): string[] {
  if (verb === 'read') return foldLine(line, Math.max(2, columns))
  const rows = foldLine(line, Math.max(2, columns - LEAD.length))
  return rows.map((row, at) => (at === 0 ? LEAD : GOES_ON) + row)
}

export function scrollPanel(panel: Panel, by: number, size: Size): void {
  const { top, isEndShown } = layPanel(panel, size)
  if (by > 0 && isEndShown) return
  panel.top = Math.max(0, top + by)
  if (panel.verb === 'read' && layPanel(panel, size).isEndShown) panel.top = Infinity
}

/** The title names the keys that work now. A yes is taken only once the end has been in sight. */
export function titleOf(panel: Panel, size: Size): string {
  const { short, verb, options } = panel
  const isEndShown = layPanel(panel, size).isEndShown
  const more = isEndShown ? '' : '↓ shows the rest, '
  switch (verb) {
    case 'approve':
      return isEndShown
        ? `${short} asks — y allows, n refuses, Esc closes`
        : `${short} asks — ${more}n refuses, Esc closes`
    case 'reject':
      return `${short} asks — ${more}y refuses it, Esc closes`
    case 'answer':
      return `${short} asks — ${more}1-${options.length} answers, n refuses, Esc closes`
    case 'read':
      return `${short} has printed — Esc closes`
  }
}

/** Folds a line into rows of at most `width` cells; blanks stay, tabs become four of them. */
export function foldLine(line: string, width: number): string[] {
  const rows = ['']
  let cells = 0
  for (const character of splitDrawn(line.replaceAll('\t', ' '.repeat(TAB_CELLS)))) {
    const needed = countCells(character)
    if (cells + needed > width) {
      rows.push('')
      cells = 0
    }
    rows[rows.length - 1] += character
    cells += needed
  }
  return rows
}
