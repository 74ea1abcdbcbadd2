// The room for a command at a prompt: what Enter runs must have been on the screen, all of it at once.

import type { ShellName } from '../../protocol/proposals.ts'
import { countCells, countMostCells, splitDrawn } from './display-cells.ts'

export interface PromptScreen {
  columns: number
  rows: number
}

/** The smallest terminal that is usual, in place of one whose size is not known. */
export const USUAL_SCREEN: PromptScreen = { columns: 80, rows: 24 }
/**
 * The part of a screen that a command may fill: 15 rows of 24. The rest is for a prompt of several rows, for the message with the risk
 * and for notices, whose height the daemon does not know.
 */
const SHARE_OF_ROWS = 5 / 8
/** The cells before a line that a long prompt takes, but half a row at most. In fish all lines begin behind it, elsewhere the first. */
const PROMPT_CELLS = 40
const TAB_CELLS = 8

/** True when all of a command can be seen at once at the prompt of a shell, with the message about it. */
export function fitsAtPrompt(command: string, shell: ShellName, { columns, rows }: PromptScreen): boolean {
  const room = Math.max(1, Math.floor(rows * SHARE_OF_ROWS))
  // Quick for what is far too long: no row holds more lines than one, and hardly a character takes no cell.
  if (command.length > 4 * room * columns) return false
  const used = command.split('\n').map((line, at) => {
    const before = at === 0 || shell === 'fish' ? Math.min(PROMPT_CELLS, Math.floor(columns / 2)) : 0
    const cells = shell === 'zsh' ? countZshCells(line) : countLineCells(line)
    return Math.max(1, Math.ceil((before + cells) / columns))
  })
  return used.reduce((sum, each) => sum + each, 0) <= room
}

/** A screen as a shell has told it in two numbers; the usual one where it has not. */
export function readScreen(columns = '', rows = ''): PromptScreen {
  const read = (text: string, usual: number) => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : usual)
  return { columns: read(columns, USUAL_SCREEN.columns), rows: read(rows, USUAL_SCREEN.rows) }
}

function countLineCells(line: string): number {
  let cells = 0
  for (const character of splitDrawn(line)) cells += character === '\t' ? TAB_CELLS : countMostCells(character)
  return cells
}

/** Characters of the first plane that every libc of the last ten years can print in a cell of their own. */
const PRINTED = /^[^\p{M}\p{Cf}\p{Cn}\p{Co}]$/u

/**
 * zsh shows a character that sits on the one before it, or that its libc cannot print, by its number: `1\ufe0f\u20e3` as `1<fe0f><20e3>`.
 * The set of these characters depends on the machine, so all that might be shown in this way are counted so.
 */
function countZshCells(line: string): number {
  let cells = 0
  for (const character of line) {
    const code = character.codePointAt(0) ?? 0
    const isPrinted = code < 0x300 || (code <= 0xffff && countCells(character) > 0 && PRINTED.test(character))
    if (character === '\t') cells += TAB_CELLS
    else cells += isPrinted ? countCells(character) : Math.max(4, code.toString(16).length) + 2
  }
  return cells
}
