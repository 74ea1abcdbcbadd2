// Cuts a line into words, operators, redirections and comments along the quoting of its characters. Enough to explain,
// correct and complete a line; a line is judged with a real grammar first, and by these pieces only if that fails.

import { type Quoting, SPOT, scanQuoting } from './quote-map.ts'
import { decodeAnsi } from './word-quoting.ts'

/** A piece of a line. `text` is as typed; `value` has its quotes removed, its expansions stay as typed. */
export interface Word {
  kind: 'word' | 'operator' | 'redirect' | 'comment'
  text: string
  value: string
  /** Offsets into the line, in UTF-16 units. */
  start: number
  end: number
  quoted: boolean
  /** True when nothing in it is expanded: the program gets exactly `value`. */
  isLiteral: boolean
  /** True when it holds an unquoted `*`, `?` or `[`. */
  isGlob: boolean
  /** True when it holds an expansion outside quotes, which may vanish or become several words. */
  isSplit: boolean
}

export interface CutOptions {
  /** Cuts at the signs inside of `$(…)`, `<(…)` and backticks too, so that their commands stand beside the others. */
  isFlat?: boolean
  /** The quoting of the whole text, when it is known already. */
  quoting?: Quoting
  /** The part of the text to cut, in UTF-16 units; all of it by default. */
  from?: number
  to?: number
}

const OPERATORS = ['&&', '||', ';;', '|&', '|', '&', ';', '(', ')', '\n']
const REDIRECT = /^(?:\d+|&)?(?:>>|>\||>&|<<<|<<-|<<|<&|<>|>|<)(?:(?<=&)(?:\d+|-))?/
/** No operator is longer than this; redirections of streams above 99 are not known. */
const MAX_SIGN_CHARACTERS = 8

/** The pieces of `text` in order. An unclosed quote runs to the end; bodies of here-documents are left out. Linear. */
export function cutLine(text: string, options: CutOptions = {}): Word[] {
  const { isFlat = false, quoting = scanQuoting(text), from = 0, to = text.length } = options
  const { spots, expansions } = quoting
  const pieces: Word[] = []
  let start = -1
  const endWord = (at: number) => {
    if (start >= 0) pieces.push(readWord(text, start, at, quoting, isFlat))
    start = -1
  }
  let at = from
  while (at < to) {
    const spot = spots[at] ?? SPOT.plain
    if (spot === SPOT.heredoc) {
      endWord(at++)
    } else if (spot === SPOT.comment) {
      endWord(at)
      let end = at
      while (end < to && spots[end] === SPOT.comment) end++
      pieces.push(makePiece('comment', text.slice(at, end), '', at))
      at = end
    } else if (spot === SPOT.escaped && text[at] === '\\' && text[at + 1] === '\n' && start < 0) {
      at += 2
    } else if ((spot !== SPOT.plain && spot !== SPOT.arithmetic) || (!isFlat && expansions[at] === 1)) {
      if (start < 0) start = at
      at++
    } else if (/\s/.test(text[at] ?? '') && text[at] !== '\n') {
      endWord(at++)
    } else {
      const sign = readSign(text, at, start < 0, isFlat)
      if (sign === null) {
        if (start < 0) start = at
        at++
      } else {
        endWord(at)
        pieces.push(makePiece(sign.kind, sign.text, sign.text, at))
        at += sign.text.length
      }
    }
  }
  endWord(to)
  return pieces
}

/** The operator or redirection that begins at `at`, or null. A number belongs to it only where a word may begin. */
function readSign(
  text: string,
  at: number,
  isWordStart: boolean,
  isFlat: boolean,
): { kind: 'operator' | 'redirect'; text: string } | null {
  const char = text[at] ?? ''
  const rest = text.slice(at, at + MAX_SIGN_CHARACTERS)
  const redirect = '<>&'.includes(char) || (isWordStart && /\d/.test(char)) ? REDIRECT.exec(rest) : null
  if (redirect) return { kind: 'redirect', text: redirect[0] }
  if (isFlat && char === '`') return { kind: 'operator', text: char }
  const operator = OPERATORS.find((known) => rest.startsWith(known))
  return operator === undefined ? null : { kind: 'operator', text: operator }
}

function makePiece(kind: Word['kind'], text: string, value: string, start: number): Word {
  const end = start + text.length
  return { kind, text, value, start, end, quoted: false, isLiteral: true, isGlob: false, isSplit: false }
}

/** The word between two offsets, with its quotes removed. */
function readWord(text: string, start: number, end: number, { spots, expansions }: Quoting, isFlat: boolean): Word {
  const word = makePiece('word', text.slice(start, end), '', start)
  let isInDouble = false
  for (let at = start; at < end; at++) {
    const spot = spots[at]
    const char = text[at] ?? ''
    if (!isFlat && expansions[at] === 1) {
      word.value += char
      word.isLiteral = false
      if (char === '`') word.quoted = true
      if (!isInDouble) word.isSplit = true
    } else if ((spot === SPOT.plain || spot === SPOT.double) && char === '"') {
      isInDouble = spot === SPOT.plain
      word.quoted = true
    } else if (spot === SPOT.plain && char === "'") {
      word.quoted = true
    } else if (spot === SPOT.escaped && char === '\\') {
      const next = text[at + 1] ?? ''
      if (next !== '\n') word.value += isInDouble && !'$`"\\'.includes(next) ? char + next : next
      at++
    } else if (spot === SPOT.ansi && char === '\\') {
      const escape = /^\\(?:x[\da-fA-F]{1,2}|[0-7]{1,3}|u[\da-fA-F]{1,4}|.)/s.exec(text.slice(at, at + 8))?.[0] ?? char
      word.value += decodeAnsi(escape)
      at += escape.length - 1
    } else if (spot !== SPOT.plain || char !== '$' || text[at + 1] !== "'") {
      word.value += char
      if (char === '$' && spot !== SPOT.single) {
        word.isLiteral = false
        if (spot === SPOT.plain) word.isSplit = true
      }
      if (spot === SPOT.plain && /[*?[]/.test(char)) word.isGlob = true
    }
  }
  return word
}

/** True when a redirection names its target itself (`2>&1`, `>&-`): the word behind it is an argument. */
export function hasOwnTarget(redirect: Word): boolean {
  return /&(?:\d+|-)$/.test(redirect.text)
}
