// The style that a terminal can show: its width, colours unless NO_COLOR forbids them, and signs that its locale has.

import { styleText } from 'node:util'
import { ASCII_MARKS, isUtf8, UNICODE_MARKS, type PrintStyle } from '../../view/print-style.ts'

const LEAST_CELLS = 10

/** `canReplace`: the caller may replace its last lines, if the terminal can. */
export function findStyle(out: NodeJS.WriteStream, env: NodeJS.ProcessEnv, canReplace: boolean): PrintStyle {
  return {
    width: Math.max(LEAST_CELLS, (out.columns || 80) - 1),
    hasColours: styleText('dim', 'x', { stream: out }) !== 'x',
    marks: isUtf8(env) ? UNICODE_MARKS : ASCII_MARKS,
    canReplace: canReplace && out.isTTY === true && env['TERM'] !== 'dumb',
  }
}
