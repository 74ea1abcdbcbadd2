// The width, the colours and the marks that printed text may use.

import { styleText } from 'node:util'

export type Format =
  | 'dim'
  | 'bold'
  | 'italic'
  | 'underline'
  | 'strikethrough'
  | 'inverse'
  | 'red'
  | 'green'
  | 'cyan'
  | 'yellow'

export interface PrintStyle {
  /** Cells of a row. */
  width: number
  hasColours: boolean
  marks: Marks
  /** True on a terminal, where the last lines can be replaced by others. */
  canReplace: boolean
  /** True where nothing may be cut, since the user approves what is shown. */
  isWhole?: boolean
}

/** Our own signs in text. */
export interface Marks {
  call: string
  done: string
  failed: string
  todo: { pending: string; in_progress: string; done: string }
  bullet: string
  bar: string
  rule: string
  cross: string
  codeTop: string
  codeEnd: string
  more: string
  dot: string
  minus: string
}

export const UNICODE_MARKS: Marks = {
  call: '●',
  done: '✓',
  failed: '✗',
  todo: { pending: '○', in_progress: '◐', done: '●' },
  bullet: '•',
  bar: '│',
  rule: '─',
  cross: '┼',
  codeTop: '╭─',
  codeEnd: '╰─',
  more: '…',
  dot: '·',
  minus: '−',
}
export const ASCII_MARKS: Marks = {
  call: '*',
  done: '+',
  failed: 'x',
  todo: { pending: '[ ]', in_progress: '[~]', done: '[x]' },
  bullet: '-',
  bar: '|',
  rule: '-',
  cross: '+',
  codeTop: '```',
  codeEnd: '```',
  more: '...',
  dot: '-',
  minus: '-',
}

/** True where the locale is UTF-8: elsewhere only ASCII is sure to be shown. */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '')
}

export function paint({ hasColours }: PrintStyle, format: Format | Format[], text: string): string {
  return hasColours && text !== '' ? styleText(format, text, { validateStream: false }) : text
}
