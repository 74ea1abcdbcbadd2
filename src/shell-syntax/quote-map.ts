// Says for every character of a command line how the shell quotes it. One linear pass, no grammar: this is what the
// insertion filter edits by, so it must also work on lines that do not parse.

/** How one character is quoted. `escaped` covers a backslash and the character after it. */
export const SPOT = {
  plain: 0,
  single: 1,
  double: 2,
  ansi: 3,
  escaped: 4,
  comment: 5,
  heredoc: 6,
  arithmetic: 7,
  parameter: 8,
} as const

/** `spots[i]` is a SPOT; `nested[i]` is 1 where a double quote is still open further out. */
export interface Quoting {
  spots: Uint8Array
  nested: Uint8Array
  /** What is still open at the end, in words, or null. */
  unfinished: string | null
}

type Frame = 'top' | 'paren' | 'backtick' | 'double' | 'parameter' | 'arithmetic'

const FRAME_NAMES: Record<Frame, string> = {
  top: '',
  paren: 'parenthesis',
  backtick: 'backtick',
  double: 'double quote',
  parameter: '${ expansion',
  arithmetic: 'arithmetic expansion',
}

interface Heredoc {
  delimiter: string
  stripTabs: boolean
}

/** Scans `text` as zsh and bash read it. Never throws; text of any shape gets an answer. */
export function scanQuoting(text: string): Quoting {
  const spots = new Uint8Array(text.length)
  const nested = new Uint8Array(text.length)
  const frames: Frame[] = ['top']
  const heredocs: Heredoc[] = []
  const lastArithmeticEnd = text.lastIndexOf('))')
  let doubles = 0
  let unfinished: string | null = null
  let at = 0

  const mark = (until: number, spot: number) => {
    const end = Math.min(until, text.length)
    spots.fill(spot, at, end)
    if (doubles > 0) nested.fill(1, at, end)
    at = end
  }
  const open = (frame: Frame, length: number, spot: number) => {
    mark(at + length, spot)
    frames.push(frame)
    if (frame === 'double') doubles++
  }
  const close = (length: number, spot: number) => {
    mark(at + length, spot)
    if (frames.pop() === 'double') doubles--
  }

  while (at < text.length) {
    const frame = frames.at(-1) ?? 'top'
    const char = text[at]
    const next = text[at + 1]
    const isCode = frame === 'top' || frame === 'paren' || frame === 'backtick'
    const spot =
      frame === 'double'
        ? SPOT.double
        : frame === 'parameter'
          ? SPOT.parameter
          : frame === 'arithmetic'
            ? SPOT.arithmetic
            : SPOT.plain

    if (char === '\\') {
      if (next === undefined) unfinished = 'backslash'
      mark(at + 2, SPOT.escaped)
    } else if (char === '$' && next === '(') {
      if (text[at + 2] === '(' && lastArithmeticEnd >= at + 3) open('arithmetic', 3, spot)
      else open('paren', 2, spot)
    } else if (char === '$' && next === '{') open('parameter', 2, spot)
    else if (char === '`') {
      if (frame === 'backtick') close(1, spot)
      else open('backtick', 1, spot)
    } else if (char === '"') {
      if (frame === 'double') close(1, spot)
      else open('double', 1, spot)
    } else if (frame === 'double') mark(at + 1, spot)
    else if (char === '$' && next === "'") {
      mark(at + 2, spot)
      let end = at
      while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1
      if (end >= text.length) unfinished = 'single quote'
      mark(end, SPOT.ansi)
      mark(at + 1, spot)
    } else if (char === "'" && !(frame === 'parameter' && doubles > 0)) {
      mark(at + 1, spot)
      const end = text.indexOf("'", at)
      if (end < 0) unfinished = 'single quote'
      mark(end < 0 ? text.length : end, SPOT.single)
      mark(at + 1, spot)
    } else if (frame === 'parameter') {
      if (char === '}') close(1, spot)
      else mark(at + 1, spot)
    } else if (frame === 'arithmetic') {
      if (char === ')' && next === ')') close(2, spot)
      else if (char === '(') open('paren', 1, spot)
      else mark(at + 1, spot)
    } else if (char === '(') {
      if (next === '(' && isWordStart(text, at) && lastArithmeticEnd >= at + 2) open('arithmetic', 2, spot)
      else open('paren', 1, spot)
    } else if (char === ')') {
      if (frame === 'paren') close(1, spot)
      else mark(at + 1, spot)
    } else if (char === '#' && isCode && isWordStart(text, at)) {
      const end = text.indexOf('\n', at)
      mark(end < 0 ? text.length : end, SPOT.comment)
    } else if (char === '<' && next === '<' && text[at + 2] !== '<' && text[at - 1] !== '<') {
      const heredoc = readDelimiter(text, at + 2)
      if (heredoc !== null) heredocs.push(heredoc)
      mark(at + 2, spot)
    } else if (char === '\n' && heredocs.length > 0) {
      mark(at + 1, spot)
      for (const { delimiter, stripTabs } of heredocs) {
        const end = findDelimiter(text, at, delimiter, stripTabs)
        if (end < 0) unfinished = 'here-document'
        mark(end < 0 ? text.length : end, SPOT.heredoc)
      }
      heredocs.length = 0
    } else mark(at + 1, spot)
  }
  if (heredocs.length > 0) unfinished ??= 'here-document'
  const left = frames.at(-1) ?? 'top'
  if (left !== 'top') unfinished ??= FRAME_NAMES[left]
  return { spots, nested, unfinished }
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || ' \t\n;|&()<>`'.includes(text[at - 1] ?? '')
}

function readDelimiter(text: string, at: number): Heredoc | null {
  const match = /^(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;|&<>()'"\\])+)/.exec(text.slice(at, at + 256))
  if (!match) return null
  return { delimiter: (match[2] ?? '').replaceAll(/['"\\]/g, ''), stripTabs: match[1] === '-' }
}

/** The offset after the delimiter's line, without its newline; -1 when there is none. */
function findDelimiter(text: string, from: number, delimiter: string, stripTabs: boolean): number {
  let start = from
  while (start <= text.length) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, end)
    if ((stripTabs ? line.replace(/^\t+/, '') : line) === delimiter) return end
    if (newline < 0) return -1
    start = newline + 1
  }
  return -1
}

/**
 * The code of every `$(…)` and backtick in a text that the shell expands as if it stood in double quotes: a
 * here-document, an arithmetic operand. Nested ones are inside the code of the outer one; an unclosed one runs to the end.
 */
export function findSubstitutions(text: string): string[] {
  const codes: string[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '`') {
      let end = at + 1
      while (end < text.length && text[end] !== '`') end += text[end] === '\\' ? 2 : 1
      codes.push(text.slice(at + 1, end).replaceAll(/\\([`$\\])/g, '$1'))
      at = end
    } else if (text[at] === '$' && text[at + 1] === '(') {
      let depth = 1
      let end = at + 2
      while (end < text.length && depth > 0) {
        const char = text[end]
        if (char === '\\') end++
        else if (char === '(') depth++
        else if (char === ')') depth--
        else if (char === "'") end = Math.max(end, text.indexOf("'", end + 1))
        end++
      }
      codes.push(text.slice(at + 2, depth === 0 ? end - 1 : end))
      at = end - 1
    }
  }
  return codes
}
