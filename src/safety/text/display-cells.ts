// The terminal cells that a character takes: enough to cut a line without breaking a wide character.

import { eastAsianWidth } from 'get-east-asian-width'

/** Characters drawn on the letter before them: combining marks, vowels and finals of Hangul, the zero-width joiner, selectors. */
const MARK = /\p{M}|[\u1160-\u11ff\ud7b0-\ud7ff]|\u200d|[\ufe00-\ufe0f]/u

/**
 * Cells of one code point: 0 for marks that sit on the letter before, 2 for East Asian wide characters and emoji, else 1.
 * Characters of ambiguous width count as narrow, as Unicode's annex 11 advises where the context is unknown.
 */
export function countCells(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  return MARK.test(character) ? 0 : eastAsianWidth(code)
}
