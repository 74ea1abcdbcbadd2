// Text cut into characters as a reader sees them (grapheme clusters), and their width in terminal cells.

import { findHiddenCharacter, nameCharacter } from '../../safety/text/sanitiser.ts'

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** The longest cluster that is kept whole, in UTF-16 units. Family emoji need about 25. */
const LONGEST_CLUSTER = 128
const TAB_TEXT = '    '
const PLAIN = /^[\x20-\x7e]*$/
/** C0, DEL and C1, which a terminal carries out. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const LONE_MARK = /^[\p{M}\u200d]/u

/**
 * True for the UTF-16 unit that stands for a pasted object: a low surrogate without its high one. Terminals and files are
 * decoded as UTF-8 and so never hold one.
 */
export function isMarkerCode(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

/** The end of the character that begins at `at`, which must be the beginning of one. At the end of the text: its length. */
export function nextBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length
  const code = text.charCodeAt(at)
  if (isMarkerCode(code)) return at + 1
  const following = text.charCodeAt(at + 1)
  if (isSimple(code) && (isSimple(following) || Number.isNaN(following))) return at + 1
  const [first] = SEGMENTER.segment(text.slice(at, endOfRun(text, at)))
  return at + (first?.segment.length ?? 1)
}

/** The beginning of the character that ends at `at`, which must be the end of one; 0 at the beginning of the text. */
export function previousBoundary(text: string, at: number): number {
  let start = Math.max(0, at - 1)
  while (start > 0 && at - start < 2 * LONGEST_CLUSTER && !isSafeStart(text, start)) start--
  let end = nextBoundary(text, start)
  while (end < at) {
    start = end
    end = nextBoundary(text, start)
  }
  return start
}

/** The beginning of the character that holds position `at`, or `at` when it lies between two characters. */
export function floorBoundary(text: string, at: number): number {
  if (at <= 0) return 0
  if (at >= text.length) return text.length
  const start = previousBoundary(text, at)
  return nextBoundary(text, start) === at ? at : start
}

/** The characters of a text; a marker is one of its own. */
export function splitGraphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('')
  const characters: string[] = []
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (isMarkerCode(code) || (isSimple(code) && isSimple(text.charCodeAt(at + 1)))) {
      characters.push(text[at++]!)
      continue
    }
    const end = endOfRun(text, at)
    const run = [...SEGMENTER.segment(text.slice(at, end))].map(({ segment }) => segment)
    // The last character of a run that was cut for its length may go on behind the cut.
    if (run.length > 1 && end < text.length && end - at === LONGEST_CLUSTER) run.pop()
    for (const character of run) {
      characters.push(character)
      at += character.length
    }
  }
  return characters
}

/** The text that is drawn for a character: tabs as blanks, and controls and characters that hide or reorder text by their names. */
export function displayOf(character: string): string {
  if (PLAIN.test(character)) return character
  if (character === '\t') return TAB_TEXT
  const shown = LONE_MARK.test(character) ? `◌${character}` : character
  if (!mustBeNamed(shown)) return shown
  return [...shown].map((each) => (mustBeNamed(each) ? nameCharacter(each) : each)).join('')
}

function mustBeNamed(text: string): boolean {
  return CONTROL.test(text) || findHiddenCharacter(text) !== null
}

/** True for characters that never join with a neighbour of their kind: Latin, kana, Chinese, Hangul syllables, fullwidth forms. */
function isSimple(code: number): boolean {
  if (code < 0x300) return true
  if (code >= 0x3041 && code <= 0xd7a3) return code <= 0x3096 || code >= 0xac00 || (code >= 0x4e00 && code <= 0x9fff)
  return code >= 0xff01 && code <= 0xff60
}

/** The end of the stretch from `at` on that is segmented at once: up to a line end or marker, or the longest cluster. */
function endOfRun(text: string, at: number): number {
  const limit = Math.min(text.length, at + LONGEST_CLUSTER)
  let end = at
  while (end < limit) {
    const code = text.charCodeAt(end)
    if (code === 0x0a || isMarkerCode(code)) break
    end += code >= 0xd800 && code <= 0xdbff ? 2 : 1
  }
  return Math.max(end, at + 1)
}

/** True where a character certainly begins: at a line, at and behind a marker, between two characters that never join. */
function isSafeStart(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1)
  const code = text.charCodeAt(at)
  if (before === 0x0a || code === 0x0a) return true
  if (isSimple(before) && isSimple(code)) return true
  const isLowOfPair = (index: number) =>
    isMarkerCode(text.charCodeAt(index)) && text.charCodeAt(index - 1) >= 0xd800 && text.charCodeAt(index - 1) <= 0xdbff
  return (isMarkerCode(code) && !isLowOfPair(at)) || (isMarkerCode(before) && !isLowOfPair(at - 1))
}
