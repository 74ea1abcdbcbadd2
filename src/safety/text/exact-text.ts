// Text that the user approves. Unlike sanitised text nothing of it is dropped: what cannot be shown as itself is shown by its name,
// and what could push a part of it out of sight is shortened to a count.

import { quoteWord } from '../../shell-syntax/word-quoting.ts'
import { findHiddenCharacter, nameCharacter, sanitiseText } from './sanitiser.ts'

/** C0 but tab and newline, DEL and C1. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g
/** Blanks that are no blank for a shell. */
const ODD_BLANKS = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g
/** The marks on one letter beyond those that any script needs. */
const MORE_MARKS = /(?<=\p{M}{4})\p{M}/gu
/** More blanks than anybody needs within a line, and at its beginning. */
const BLANKS_INSIDE = /(?<=\S)[ \t]{9,}/g
const BLANKS_BEFORE = /^[ \t]{41,}/gm

/** Every character of the text, by its name where it could not be seen. Newlines stay. */
export function showExact(text: string): string {
  return sanitiseText(text.replaceAll(CONTROLS, nameCharacter).replaceAll(MORE_MARKS, nameCharacter))
}

/** The same for a command, in which odd blanks are named, and long runs of blanks become a count. */
export function showCommand(command: string): string {
  const count = (blanks: string) => ` <${blanks.length} blanks> `
  return showExact(command)
    .replaceAll(ODD_BLANKS, nameCharacter)
    .replaceAll(BLANKS_INSIDE, count)
    .replaceAll(BLANKS_BEFORE, count)
}

/** Words in one line, each as it is and in quotes where a shell would need them: it can be seen where one ends and the next begins. */
export function showWords(words: readonly string[]): string {
  return showRow(words.map(quoteWord).join(' '))
}

/** The same as `showCommand` for text that stays in one row: line breaks are named, too. */
export function showRow(text: string): string {
  return showCommand(text).replaceAll(/[\n\t]/g, nameCharacter)
}

/** True when `showCommand` names a character: the command is not what a glance would take it for. */
export function holdsUnshown(command: string): boolean {
  const isFound = [CONTROLS, ODD_BLANKS, MORE_MARKS].some((kind) => command.search(kind) >= 0)
  return isFound || findHiddenCharacter(command) !== null
}
