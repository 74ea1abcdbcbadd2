// Finds the known word that a misspelt one was meant to be.

import { measureDistance } from '../../sys/words/word-distance.ts'

/** The largest distance at which a word of this length still counts as misspelt, not as another word. */
function maxDistance(length: number): number {
  return length <= 2 ? 1 : length <= 4 ? 1.3 : length <= 7 ? 2 : 2.6
}

/** A known word near a typed one. `score` is 0..1. */
export interface Spelling {
  word: string
  distance: number
  score: number
}

/**
 * The known words nearest to the typed one, best first.
 * @param weigh popularity of a word, 0..1; a popular word may be further away than a rare one
 */
export function findSpellings(
  typed: string,
  known: Iterable<string>,
  weigh: (word: string) => number = () => 0.5,
  limit = 5,
): Spelling[] {
  const lower = typed.toLowerCase()
  const max = maxDistance(typed.length)
  const found: Spelling[] = []
  for (const word of known) {
    if (word === typed || word.length === 0) continue
    const known = word.toLowerCase()
    let distance = measureDistance(lower, known, max)
    if (distance === Infinity) {
      // A word cut short (`stat` for `status`) counts too, at a higher cost than a slip.
      if (lower.length >= 3 && known.startsWith(lower))
        distance = Math.min(max, 1.2 + (word.length - lower.length) * 0.15)
      else continue
    }
    if (distance === 0) distance = 0.2
    const closeness = 1 - distance / (Math.max(typed.length, 3) + 1)
    found.push({ word, distance, score: Math.max(0, closeness) * 0.62 + weigh(word) * 0.38 })
  }
  return found
    .toSorted((a, b) => b.score - a.score || a.distance - b.distance || (a.word < b.word ? -1 : 1))
    .slice(0, limit)
}
