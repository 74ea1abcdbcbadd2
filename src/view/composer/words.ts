// Words of the text: letters, digits and underscores in a row; in Chinese, Japanese and Thai as a dictionary cuts them.

import { isMarkerCode } from './graphemes.ts'

export interface Span {
  from: number
  to: number
}

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'word' })
/** A word, or the marker of a pasted object. */
const WORD = /[\p{L}\p{N}\p{M}_]+|(?<![\ud800-\udbff])[\udc00-\udfff]/gv
/** Scripts without blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u
/** As far as a word is searched for at once. */
const WINDOW_CHARACTERS = 4096

/** The end of the word at `at` or of the next word; the end of the text when no word follows. */
export function wordEnd(text: string, at: number): number {
  for (let from = at; from < text.length; from += WINDOW_CHARACTERS) {
    const piece = text.slice(from, from + WINDOW_CHARACTERS + 1)
    const next = findWords(piece)[0]
    if (next && next.to <= piece.length) return from + next.to
  }
  return text.length
}

/** The beginning of the word that ends at or holds `at`, or of the word before; 0 when no word comes before. */
export function wordStart(text: string, at: number): number {
  for (let to = at; to > 0; to -= WINDOW_CHARACTERS) {
    const from = Math.max(0, to - WINDOW_CHARACTERS)
    const last = findWords(text.slice(from, to)).at(-1)
    if (last) return from + last.from
  }
  return 0
}

/** The beginning of the run of visible characters before `at`, with the blanks behind it: the word as the shell's Ctrl-W takes it. */
export function blankWordStart(text: string, at: number): number {
  let start = at
  while (start > 0 && isSpace(text.charCodeAt(start - 1))) start--
  if (start > 0 && isMarkerAt(text, start - 1)) return start - 1
  while (start > 0 && !isSpace(text.charCodeAt(start - 1)) && !isMarkerAt(text, start - 1)) start--
  return start
}

/** All words of a short text in their order. */
function findWords(text: string): Span[] {
  const words: Span[] = []
  for (const match of text.matchAll(WORD)) {
    const from = match.index
    if (!UNSPACED.test(match[0])) {
      words.push({ from, to: from + match[0].length })
      continue
    }
    for (const { segment, index } of SEGMENTER.segment(match[0])) {
      words.push({ from: from + index, to: from + index + segment.length })
    }
  }
  return words
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x3000
}

function isMarkerAt(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  return isMarkerCode(text.charCodeAt(at)) && !(before >= 0xd800 && before <= 0xdbff)
}
