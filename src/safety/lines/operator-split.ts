// Cuts a line at its operators without a grammar: for lines that do not parse, or are too long to be parsed.

import { SPOT, scanQuoting } from '../../shell-syntax/quote-map.ts'
import { type Word, decodeAnsi } from './command-words.ts'

export interface Piece {
  words: Word[]
  text: string
  isPiped: boolean
}

const MAX_WORDS = 256
const KEYWORDS = new Set(
  'if then else elif fi do done while until for case esac in select function { } ( ) ! time coproc [[ ]] always end repeat'.split(
    ' ',
  ),
)

/** Of a longer text only the two ends are looked at: what a reader sees first, and what stands where nobody looks. */
const MAX_END_CHARACTERS = 8192

/** The simple commands of `text`, best effort. `hasBraces`: `{rm,-rf,x}` as a whole command is a list of words (bash). */
export function splitCommands(text: string, hasBraces: boolean): Piece[] {
  const { spots } = scanQuoting(text)
  const pieces: Piece[] = []
  let words: Word[] = []
  let word: Word | null = null
  let from = 0
  let isPiped = false
  const endWord = () => {
    if (word !== null && words.length < MAX_WORDS && !(words.length === 0 && KEYWORDS.has(word.text))) words.push(word)
    word = null
  }
  const isBrace = () => word?.text === '{' || word?.text === '}' || word?.text === 'always'
  const endPiece = (at: number, next: boolean) => {
    endWord()
    while (/^\w+\+?=/.test(words[0]?.text ?? '')) words.shift()
    if (words.length > 0)
      pieces.push({ words: hasBraces ? expandBraces(words) : words, text: text.slice(from, at).trim(), isPiped })
    words = []
    from = at + 1
    isPiped = next
  }
  for (let at = 0; at < text.length; at++) {
    if (at === MAX_END_CHARACTERS && text.length > 2 * MAX_END_CHARACTERS) {
      endPiece(at, false)
      at = text.length - MAX_END_CHARACTERS
      from = at
    }
    const spot = spots[at]
    const char = text[at] ?? ''
    if (spot === SPOT.heredoc || spot === SPOT.comment) continue
    if (spot === SPOT.plain || spot === SPOT.arithmetic) {
      if (/\s/.test(char) && char !== '\n') {
        if (isBrace()) {
          word = null
          endPiece(at, false)
        } else endWord()
        continue
      }
      if (
        char === '\n' ||
        char === ';' ||
        char === '&' ||
        char === '(' ||
        char === ')' ||
        char === '`' ||
        char === '|'
      ) {
        endPiece(at, char === '|' && text[at + 1] !== '|' && text[at - 1] !== '|')
        continue
      }
      if (char === '<' || char === '>') {
        endWord()
        continue
      }
    }
    word ??= { text: '', value: '', isLiteral: true, isGlob: false, isSplit: false }
    word.text += char
    if (spot === SPOT.plain && (char === '"' || char === "'")) continue
    if (spot === SPOT.double && char === '"') continue
    if (spot === SPOT.escaped && char === '\\' && text[at + 1] !== '\\') continue
    if (char === '$' && spot !== SPOT.single && spot !== SPOT.escaped) {
      if (text[at + 1] === "'" && spot === SPOT.plain) continue
      word.isLiteral = false
      if (spot === SPOT.plain) word.isSplit = true
    }
    if (spot === SPOT.ansi && char === '\\') {
      const escape = /^\\(?:x[\da-fA-F]{1,2}|[0-7]{1,3}|u[\da-fA-F]{1,4}|.)/s.exec(text.slice(at, at + 8))?.[0] ?? char
      word.value += decodeAnsi(escape)
      at += escape.length - 1
      continue
    }
    if (spot === SPOT.plain && /[*?[]/.test(char)) word.isGlob = true
    word.value += char
  }
  endPiece(text.length, false)
  return pieces
}

function expandBraces(words: Word[]): Word[] {
  const first = words[0]
  const list = first && /^\{([^{}]*,[^{}]*)\}$/.exec(first.value)
  if (!list) return words
  const parts = (list[1] ?? '').split(',').map((value) => ({ ...first, text: value, value, isGlob: false }))
  return [...parts, ...words.slice(1)]
}
