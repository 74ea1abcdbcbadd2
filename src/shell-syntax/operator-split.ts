// Every simple command anywhere in a text, those of substitutions and loops included, found without a grammar: for
// lines that do not parse, or are too long to be parsed.

import { type Word, cutLine, hasOwnTarget } from './line-cutter.ts'
import { scanQuoting } from './quote-map.ts'

export interface Piece {
  words: Word[]
  /** The redirections to or from a file, each with its sign: `>`, `2>>`. */
  redirects: { sign: string; target: Word }[]
  text: string
  /** True when the output of another command is its input. */
  isPiped: boolean
}

const MAX_WORDS = 256
const KEYWORDS = new Set(
  'if then else elif fi do done while until for case esac in select function { } ( ) ! time coproc [[ ]] always end repeat'.split(
    ' ',
  ),
)
/** Words that end a command when a blank follows them. */
const BORDER_WORDS = new Set(['{', '}', 'always'])

/** Of a text longer than twice this only the two ends are read: the part that a reader sees first, and the hidden end. */
const MAX_END_CHARACTERS = 8192

/**
 * The simple commands of `text`, as far as they can be told. `hasBraces`: `{rm,-rf,x}` as a whole command is a list of
 * words (bash).
 */
export function splitPieces(text: string, hasBraces: boolean): Piece[] {
  const quoting = scanQuoting(text)
  const parts: [number, number][] =
    text.length > 2 * MAX_END_CHARACTERS
      ? [
          [0, MAX_END_CHARACTERS],
          [text.length - MAX_END_CHARACTERS, text.length],
        ]
      : [[0, text.length]]
  return parts.flatMap(([from, to]) => {
    const found = gatherPieces(text, cutLine(text, { isFlat: true, quoting, from, to }), from, to)
    return hasBraces ? found.map((piece) => ({ ...piece, words: expandBraces(piece.words) })) : found
  })
}

function gatherPieces(text: string, cut: Word[], start: number, end: number): Piece[] {
  const pieces: Piece[] = []
  let words: Word[] = []
  let redirects: Piece['redirects'] = []
  let sign = ''
  let from = start
  let isPiped = false
  const endPiece = (at: number, next: number, isNextPiped: boolean) => {
    while (/^\w+\+?=/.test(words[0]?.text ?? '')) words.shift()
    if (words.length > 0 || redirects.length > 0)
      pieces.push({ words, redirects, text: text.slice(from, at).trim(), isPiped })
    words = []
    redirects = []
    sign = ''
    from = next
    isPiped = isNextPiped
  }
  for (const word of cut) {
    if (word.kind === 'operator') endPiece(word.start, word.end, word.text === '|' || word.text === '|&')
    else if (word.kind === 'redirect') sign = hasOwnTarget(word) ? '' : word.text
    else if (word.kind === 'word') {
      if (sign !== '') {
        if (redirects.length < MAX_WORDS) redirects.push({ sign, target: word })
        sign = ''
      } else if (BORDER_WORDS.has(word.text) && /[^\S\n]/.test(text[word.end] ?? ''))
        endPiece(word.end, word.end, false)
      else if (words.length < MAX_WORDS && !(words.length === 0 && KEYWORDS.has(word.text))) words.push(word)
    }
  }
  endPiece(end, end, false)
  return pieces
}

function expandBraces(words: Word[]): Word[] {
  const first = words[0]
  const list = first && /^\{([^{}]*,[^{}]*)\}$/.exec(first.value)
  if (!list) return words
  const parts = (list[1] ?? '').split(',').map((value) => ({ ...first, text: value, value, isGlob: false }))
  return [...parts, ...words.slice(1)]
}
