// The nearest known name to one that is not known, for messages such as "did you mean".

import { measureDistance } from './word-distance.ts'

/** A wrong first letter costs this much more than another one; it must not exclude a word of three letters. */
const FIRST_LETTER_SLACK = 0.2

/** The known word closest to `word`, when at most a third of its letters, or one, is wrong. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined
  let least = Infinity
  const limit = Math.max(1, Math.floor(word.length / 3)) + FIRST_LETTER_SLACK
  for (const candidate of known) {
    const distance = measureDistance(word, candidate, limit)
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}
