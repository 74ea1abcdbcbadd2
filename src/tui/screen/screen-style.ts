// The looks that the terminal of this process can show.

import { styleText } from 'node:util'
import type { TerminalSettings } from '../../protocol/methods.ts'
import type { Reflow } from './live-rows.ts'
import { ASCII_MARKS, isUtf8, UNICODE_MARKS, type PrintStyle } from '../../view/print-style.ts'

const LEAST_CELLS = 10

/** Programs whose terminal is xterm.js. */
const XTERM_JS = ['vscode', 'Hyper', 'Tabby']

/** The classic xterm, GNU screen and the Linux console cut or keep their rows when they get narrower. */
export function findReflow(env: NodeJS.ProcessEnv): Reflow {
  if (env['TMUX'] !== undefined) return 'usual'
  if (env['XTERM_VERSION'] !== undefined || env['STY'] !== undefined || env['TERM'] === 'linux') return 'none'
  return XTERM_JS.includes(env['TERM_PROGRAM'] ?? '') ? 'xterm.js' : 'usual'
}

/**
 * The style for text in a terminal of `columns` cells: colours of its own palette unless NO_COLOR or the theme forbids them, and signs
 * that its locale has. `isLight`: the terminal has told so; it counts for the theme `auto`.
 */
export function findScreenStyle(
  columns: number,
  env: NodeJS.ProcessEnv,
  theme: TerminalSettings['theme'] = 'auto',
  isLight = false,
): PrintStyle {
  return {
    isLight: theme === 'light' || (theme === 'auto' && isLight),
    width: Math.max(LEAST_CELLS, columns - 1),
    hasColours: theme !== 'none' && styleText('dim', 'x', { stream: process.stdout }) !== 'x',
    marks: isUtf8(env) ? UNICODE_MARKS : ASCII_MARKS,
    canReplace: true,
  }
}
