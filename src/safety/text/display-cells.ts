// The terminal cells that text takes: enough to cut a line without breaking a wide character, and to find the caret.

import { eastAsianWidth } from 'get-east-asian-width'

/** Characters drawn on the letter before them: combining marks, vowels and finals of Hangul, the zero-width joiner, selectors. */
const MARK = /\p{M}|[\u1160-\u11ff\ud7b0-\ud7ff]|\u200d|[\ufe00-\ufe0f]/u
/** Marks that stand beside their letter: libc and the terminals that follow it give them a cell. */
const SPACING_MARK = /\p{Mc}/u
const EMOJI = /\p{Emoji_Presentation}/u
const JOINER = '\u200d'
/** The selector that makes a narrow character an emoji. */
const EMOJI_SELECTOR = '\ufe0f'
const SKIN_TONE = /\p{Emoji_Modifier}/u

/** Text without any of these is drawn code point by code point. */
const JOINING = /\u200d|\p{Regional_Indicator}|\p{Emoji_Modifier}|\p{M}/u
/** A flag, an emoji with all that is joined to it, or any other character with its marks. */
const PIECES =
  /\p{Regional_Indicator}{2}|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})*(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})*)*|[^]\p{M}*/gu

/** The ways in which terminals differ. */
export interface CellRule {
  /** Cells of an emoji: 2, or 1 in terminals whose tables are older than Unicode 9. */
  emoji: number
  /** True when emoji with a zero-width joiner between them are drawn as one. */
  joins: boolean
  /** True when a skin tone is drawn on the emoji before it. */
  tones: boolean
  /** True when the emoji selector makes a narrow character wide. */
  selectors: boolean
  /** True when a mark beside its letter has a cell of its own. */
  spacing: boolean
}

/** Most terminals count code points, as libc does. */
export const USUAL_CELLS: CellRule = { emoji: 2, joins: false, tones: false, selectors: false, spacing: false }

let rule = USUAL_CELLS

/** Says how the terminal of this process draws. Text that was measured before is not measured again. */
export function setCellRule(next: CellRule): void {
  rule = next
}

/** The pieces of a text that a terminal may draw as one character each; code points where nothing joins. */
export function splitDrawn(text: string): Iterable<string> {
  return JOINING.test(text) ? (text.match(PIECES) ?? []) : text
}

/** The most cells that a piece of `splitDrawn` takes in any terminal: some give an emoji by its selector one more. */
export function countMostCells(piece: string): number {
  return countCells(piece) + (piece.includes(EMOJI_SELECTOR) ? 1 : 0)
}

/**
 * Cells of a code point, or of a piece of `splitDrawn`: 0 for marks that sit on the letter before, 2 for East Asian wide characters and
 * emoji, else 1. Characters of ambiguous width count as narrow, as Unicode's annex 11 advises where the context is unknown.
 */
export function countCells(piece: string): number {
  const code = piece.codePointAt(0) ?? 0
  if (piece.length > (code > 0xffff ? 2 : 1)) return countJoined(piece)
  if (code < 0x300) return 1
  if (MARK.test(piece)) return rule.spacing && SPACING_MARK.test(piece) ? 1 : 0
  const cells = eastAsianWidth(code)
  return cells === 2 && rule.emoji !== 2 && EMOJI.test(piece) ? rule.emoji : cells
}

function countJoined(piece: string): number {
  let cells = 0
  let before = ''
  for (const character of piece) {
    const isDrawnBefore =
      before !== '' && ((rule.joins && before === JOINER) || (rule.tones && SKIN_TONE.test(character)))
    if (rule.selectors && character === EMOJI_SELECTOR && cells === 1) cells = 2
    else if (!isDrawnBefore) cells += countCells(character)
    before = character
  }
  return cells
}
