// What a session is called in lists.

import type { SessionPlace } from './session-layout.ts'
import type { SessionState } from './state-file.ts'
import { firstTurnText } from './wire-log.ts'

/** Kimi CLI's length of a title made from a prompt, and of one that is given. */
const MADE_CHARS = 50
const TITLE_CHARS = 200
export const UNTITLED = 'Untitled'

/** One line of at most 50 characters; cut at a space where one is near. */
function shortenTitle(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const characters = [...line]
  if (characters.length <= MADE_CHARS) return line
  const cut = characters.slice(0, MADE_CHARS - 1).join('')
  const space = cut.lastIndexOf(' ')
  return `${space > cut.length / 2 ? cut.slice(0, space) : cut}…`
}

/** A title as a user gave it, or null when nothing of it is left. */
export function cleanTitle(text: string): string | null {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line === '' ? null : [...line].slice(0, TITLE_CHARS).join('')
}

export function titleOf(place: SessionPlace, state: SessionState): string {
  return state.custom_title || shortenTitle(firstTurnText(place.wire) ?? '') || UNTITLED
}
