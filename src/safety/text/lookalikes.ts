// Finds characters that look like ASCII to a reader and are something else to the shell.

import { SPOT, scanQuoting } from '../../shell-syntax/quote-map.ts'

/** Cyrillic, Greek and Armenian letters drawn like Latin ones. A word of only these, or of these and Latin, deceives. */
const LETTERS = 'аеорсухіјѕԁԛԝһӏАВЕЗКМНОРСТУХІЈЅԌԚԜҮαινοργυκϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹօոսցհјԼՍՏ'
const LETTER_SET = new Set(LETTERS)
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const LATIN = /\p{Script=Latin}/u
const OTHER_ALPHABET = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

/** Blanks that are not a blank for the shell: the words around them would be one word. */
const BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u

/** Full-width ASCII, typographic quotes, dashes and other signs drawn like an operator. */
const SIGNS =
  /[\uff01-\uff5e\u2018-\u201f\u2032-\u2036\u02bc\u2010-\u2015\u2212\u037e\u2024\u2044\u2215\u29f8\u2223\uff3c\u01c0\u01c3\ufe68\ufe52\ufe54\ufe60\ufe64\ufe65\u2039\u203a\ua789]/u
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
/** Full-width marks that are usual between East Asian letters and look like no sign of the shell. */
const EAST_ASIAN_MARKS = '，！？：（）'

/**
 * The first character of `command` that is not what it seems, or null. Inside quotes, signs are data and are left
 * alone; blanks and disguised letters are found everywhere, since an address in quotes deceives just as well.
 */
export function findLookalike(command: string): string | null {
  if (!/[^\u0000-\u007f]/.test(command)) return null
  const blank = BLANKS.exec(command)
  if (blank) return blank[0]
  for (const [word] of command.matchAll(WORD)) {
    if (!OTHER_ALPHABET.test(word)) continue
    const letters = [...word]
    const disguised = letters.find((letter) => LETTER_SET.has(letter))
    if (disguised !== undefined && (LATIN.test(word) || letters.every((letter) => isDisguise(letter)))) return disguised
  }
  return findSign(command)
}

function isDisguise(letter: string): boolean {
  return LETTER_SET.has(letter) || letter <= '\u007f'
}

function findSign(command: string): string | null {
  if (!SIGNS.test(command)) return null
  const { spots } = scanQuoting(command)
  for (let at = 0; at < command.length; at++) {
    const char = command[at] ?? ''
    if (!SIGNS.test(char) || spots[at] === SPOT.single || spots[at] === SPOT.double || spots[at] === SPOT.ansi) continue
    if (spots[at] === SPOT.heredoc || spots[at] === SPOT.comment) continue
    const neighbours = `${command[at - 1] ?? ''}${command[at + 1] ?? ''}`
    if (EAST_ASIAN_MARKS.includes(char) && CJK.test(neighbours)) continue
    if (/[\u2010-\u2015]/.test(char) && !/\s/.test(command[at - 1] ?? ' ')) continue
    return char
  }
  return null
}
