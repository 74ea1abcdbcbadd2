// The one scanner of shell quoting. It says for every character of a text how the shell quotes it, in one linear pass
// and without a grammar, so that it also works on lines that do not parse. All cutting of lines is derived from it.

/** The kinds of quoting of a character. `escaped` covers a backslash and the character after it. */
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

export interface Quoting {
  /** `spots[i]` is the SPOT of character `i`. */
  spots: Uint8Array
  /**
   * `expansions[i]` is 1 for every character of `$(…)`, `${…}`, `` `…` ``, `<(…)`, `>(…)` and of a parenthesis inside a
   * word (`a=(1 2)`, `*(.)`), with their signs: the word around them does not end there.
   */
  expansions: Uint8Array
  /** The construct that is still open at the end, in words, or null. */
  unfinished: string | null
}

type FrameKind = 'top' | 'paren' | 'backtick' | 'double' | 'parameter' | 'arithmetic'

interface Frame {
  kind: FrameKind
  isExpansion: boolean
}

const FRAME_NAMES: Record<FrameKind, string> = {
  top: '',
  paren: 'parenthesis',
  backtick: 'backtick',
  double: 'double quote',
  parameter: '${ expansion',
  arithmetic: 'arithmetic expansion',
}

/** The SPOT of the ordinary characters in a frame. */
const FRAME_SPOTS: Record<FrameKind, number> = {
  top: SPOT.plain,
  paren: SPOT.plain,
  backtick: SPOT.plain,
  double: SPOT.double,
  parameter: SPOT.parameter,
  arithmetic: SPOT.arithmetic,
}

interface Heredoc {
  delimiter: string
  stripTabs: boolean
}

/** The state of one scan. */
interface Scan extends Quoting {
  text: string
  /** The next character to read. */
  at: number
  /** The open constructs, the innermost last. */
  frames: Frame[]
  /** The number of expansions and of double quotes among `frames`. */
  expansionCount: number
  doubleCount: number
  /** Here-documents whose bodies begin after the next newline. */
  heredocs: Heredoc[]
  /** Without a later `))`, a `((` opens two parentheses. */
  lastArithmeticEnd: number
}

/** Scans `text` as zsh and bash read it. Never throws; text of any shape gets an answer. */
export function scanQuoting(text: string): Quoting {
  const scan: Scan = {
    text,
    at: 0,
    spots: new Uint8Array(text.length),
    expansions: new Uint8Array(text.length),
    unfinished: null,
    frames: [{ kind: 'top', isExpansion: false }],
    expansionCount: 0,
    doubleCount: 0,
    heredocs: [],
    lastArithmeticEnd: text.lastIndexOf('))'),
  }
  while (scan.at < text.length) {
    const kind = innermost(scan)
    const spot = FRAME_SPOTS[kind]
    if (readInAnyFrame(scan, kind, spot)) continue
    if (kind === 'double') mark(scan, 1, spot)
    else if (!readSingleQuotes(scan, kind, spot)) {
      if (kind === 'parameter') readParameter(scan, spot)
      else if (kind === 'arithmetic') readArithmetic(scan, spot)
      else readCode(scan, kind, spot)
    }
  }
  if (scan.heredocs.length > 0) scan.unfinished ??= 'here-document'
  const left = innermost(scan)
  if (left !== 'top') scan.unfinished ??= FRAME_NAMES[left]
  return { spots: scan.spots, expansions: scan.expansions, unfinished: scan.unfinished }
}

function innermost(scan: Scan): FrameKind {
  return scan.frames.at(-1)?.kind ?? 'top'
}

/** Gives the next `length` characters a spot and steps over them. */
function mark(scan: Scan, length: number, spot: number): void {
  const end = Math.min(scan.at + length, scan.text.length)
  scan.spots.fill(spot, scan.at, end)
  if (scan.expansionCount > 0) scan.expansions.fill(1, scan.at, end)
  scan.at = end
}

function open(scan: Scan, kind: FrameKind, length: number, spot: number, isExpansion: boolean): void {
  if (isExpansion) scan.expansionCount++
  if (kind === 'double') scan.doubleCount++
  scan.frames.push({ kind, isExpansion })
  mark(scan, length, spot)
}

function close(scan: Scan, length: number, spot: number): void {
  mark(scan, length, spot)
  const frame = scan.frames.pop()
  if (frame?.isExpansion === true) scan.expansionCount--
  if (frame?.kind === 'double') scan.doubleCount--
}

/** Reads a sign that means the same in every frame, double quotes included; false for any other character. */
function readInAnyFrame(scan: Scan, kind: FrameKind, spot: number): boolean {
  const { text, at } = scan
  const next = text[at + 1]
  switch (text[at]) {
    case '\\':
      if (next === undefined) scan.unfinished = 'backslash'
      mark(scan, 2, SPOT.escaped)
      return true
    case '$':
      if (next === '{') open(scan, 'parameter', 2, spot, true)
      else if (next !== '(') return false
      else if (text[at + 2] === '(' && scan.lastArithmeticEnd >= at + 3) open(scan, 'arithmetic', 3, spot, true)
      else open(scan, 'paren', 2, spot, true)
      return true
    case '`':
      if (kind === 'backtick') close(scan, 1, spot)
      else open(scan, 'backtick', 1, spot, true)
      return true
    case '"':
      if (kind === 'double') close(scan, 1, spot)
      else open(scan, 'double', 1, spot, false)
      return true
    default:
      return false
  }
}

/** Reads `'…'` or `$'…'` as a whole; false when neither begins here. */
function readSingleQuotes(scan: Scan, kind: FrameKind, spot: number): boolean {
  const { text, at } = scan
  if (text[at] === '$' && text[at + 1] === "'") {
    mark(scan, 2, spot)
    let end = scan.at
    while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) scan.unfinished = 'single quote'
    mark(scan, end - scan.at, SPOT.ansi)
    mark(scan, 1, spot)
    return true
  }
  // A single quote in `"${x:-it's}"` is an ordinary character.
  if (text[at] !== "'" || (kind === 'parameter' && scan.doubleCount > 0)) return false
  mark(scan, 1, spot)
  const end = text.indexOf("'", scan.at)
  if (end < 0) scan.unfinished = 'single quote'
  mark(scan, (end < 0 ? text.length : end) - scan.at, SPOT.single)
  mark(scan, 1, spot)
  return true
}

function readParameter(scan: Scan, spot: number): void {
  if (scan.text[scan.at] === '}') close(scan, 1, spot)
  else mark(scan, 1, spot)
}

function readArithmetic(scan: Scan, spot: number): void {
  const char = scan.text[scan.at]
  if (char === ')' && scan.text[scan.at + 1] === ')') close(scan, 2, spot)
  else if (char === '(') open(scan, 'paren', 1, spot, false)
  else mark(scan, 1, spot)
}

/** Reads one sign or character where commands stand. */
function readCode(scan: Scan, kind: FrameKind, spot: number): void {
  const { text, at, heredocs } = scan
  const char = text[at]
  const next = text[at + 1]
  if (char === '(') {
    const isAlone = isWordStart(text, at)
    if (next === '(' && isAlone && scan.lastArithmeticEnd >= at + 2) open(scan, 'arithmetic', 2, spot, false)
    else open(scan, 'paren', 1, spot, !isAlone)
  } else if ((char === '<' || char === '>') && next === '(') open(scan, 'paren', 2, spot, true)
  else if (char === ')') {
    if (kind === 'paren') close(scan, 1, spot)
    else mark(scan, 1, spot)
  } else if (char === '#' && isWordStart(text, at) && !isGlobFlag(text, at)) {
    const end = text.indexOf('\n', at)
    mark(scan, (end < 0 ? text.length : end) - at, SPOT.comment)
  } else if (char === '<' && next === '<' && text[at + 2] !== '<' && text[at - 1] !== '<') {
    const heredoc = readDelimiter(text, at + 2)
    if (heredoc !== null) heredocs.push(heredoc)
    mark(scan, 2, spot)
  } else if (char === '\n' && heredocs.length > 0) {
    mark(scan, 1, spot)
    for (const heredoc of heredocs.splice(0)) readBody(scan, heredoc)
  } else mark(scan, 1, spot)
}

/** `*(#qN)`: in zsh a `#` that opens the parenthesis of a pattern begins glob flags. */
function isGlobFlag(text: string, at: number): boolean {
  return text[at - 1] === '(' && /[\w*?\]/]/.test(text[at - 2] ?? '') && /[a-zA-Z]/.test(text[at + 1] ?? '')
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || ' \t\n;|&()<>`'.includes(text[at - 1] ?? '')
}

function readDelimiter(text: string, at: number): Heredoc | null {
  const match = /^(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;|&<>()'"\\])+)/.exec(text.slice(at, at + 256))
  if (!match) return null
  return { delimiter: (match[2] ?? '').replaceAll(/['"\\]/g, ''), stripTabs: match[1] === '-' }
}

function readBody(scan: Scan, heredoc: Heredoc): void {
  const end = findDelimiter(scan.text, scan.at, heredoc)
  if (end < 0) scan.unfinished = 'here-document'
  mark(scan, (end < 0 ? scan.text.length : end) - scan.at, SPOT.heredoc)
}

/** The offset of the end of the delimiter's line, before its newline; -1 when the delimiter is missing. */
function findDelimiter(text: string, from: number, { delimiter, stripTabs }: Heredoc): number {
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
 * here-document, an arithmetic operand. The code of an outer substitution includes its inner ones; an unclosed one runs
 * to the end.
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
