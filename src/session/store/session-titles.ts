// Titles of sessions in lists.

import { hasCode } from '../../sys/files.ts'
import type { SessionPlace } from './session-layout.ts'
import type { SessionState } from './state-file.ts'
import { firstTurnText } from './wire-log.ts'

/** Kimi CLI's length of a title that is made from a prompt. */
const MADE_CHARS = 50
/** Kimi CLI's length of a title that the user gives. */
const TITLE_CHARS = 200
export const UNTITLED = 'Untitled'

/**
 * Reads something of a session for a list. `otherwise` is the value for a session whose files this user cannot read, such as one of
 * `sudo kimi`: the others are listed all the same.
 */
export function readForList<T>(otherwise: T, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP')) return otherwise
    throw error
  }
}

/** The text as one line of at most 50 characters, cut at a space when there is one in its second half. */
function shortenTitle(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  if (characters.length <= MADE_CHARS) return line
  const cut = characters.slice(0, MADE_CHARS - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > cut.length / 2 ? cut.slice(0, space) : cut}…`
}

/** A title that the user gives as one line of limited length; null when it is blank. */
export function cleanTitle(text: string): string | null {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line === '' ? null : [...line].slice(0, TITLE_CHARS).join('')
}

/** The title that the user has given, else one of the first words that were said. */
export function titleOf(place: SessionPlace, state: SessionState | null): string {
  return state?.custom_title || shortenTitle(firstTurnText(place.wire) ?? '') || UNTITLED
}
