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
  /** True on a light background, on which yellow and cyan cannot be read. */
  isLight?: boolean
  /** Set where nothing may be cut, since the user approves what is shown: a long line is shown in pieces of so many cells. */
  pieceCells?: number
}

/** Our own signs in text. */
export interface Marks {
  /** Before words of the user, and before words that were said while a turn ran. */
  prompt: string
  plan: string
  steer: string
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
  /** In the first column of a row that goes on with a line that the user approves. */
  goesOn: string
}

export const UNICODE_MARKS: Marks = {
  prompt: '❯',
  plan: '◇',
  steer: '»',
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
  goesOn: '↳',
}
export const ASCII_MARKS: Marks = {
  prompt: '>',
  plan: '?',
  steer: '>>',
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
  goesOn: '\\',
}

/** True where the locale is UTF-8: elsewhere only ASCII is sure to be shown. */
export function isUtf8(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '')
}

export function paint({ hasColours, isLight }: PrintStyle, format: Format | Format[], text: string): string {
  if (!hasColours || text === '') return text
  const formats = isLight ? [format].flat().map((each) => DARKER[each] ?? each) : format
  return styleText(formats, text, { validateStream: false })
}

/** The colours that take the place of bright ones on a light background. */
const DARKER: Partial<Record<Format, 'magenta' | 'blue'>> = { yellow: 'magenta', cyan: 'blue' }
