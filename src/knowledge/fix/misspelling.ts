// How far apart two words are, and which known word a misspelt one was meant to be.

/** Neighbours on a QWERTY keyboard: hitting one for the other is the commonest substitution. */
const ROWS = ['1234567890-', 'qwertyuiop', 'asdfghjkl;', 'zxcvbnm,.']

const near = new Set<string>()
for (const [row, keys] of ROWS.entries()) {
  for (let i = 0; i < keys.length; i += 1) {
    for (const other of [keys[i + 1], ROWS[row + 1]?.[i], ROWS[row + 1]?.[i - 1]]) {
      if (other !== undefined) near.add(`${keys[i]}${other}`).add(`${other}${keys[i]}`)
    }
  }
}

const MAX_WORD_CHARS = 128
const ROW_A = new Float64Array(MAX_WORD_CHARS)
const ROW_B = new Float64Array(MAX_WORD_CHARS)
const ROW_C = new Float64Array(MAX_WORD_CHARS)

/**
 * Weighted Damerau-Levenshtein distance with adjacent swaps. A swap costs 0.7, a neighbouring key or a doubled
 * letter 0.8, anything else 1; a wrong first letter costs 0.15 more, since people seldom miss it.
 * @param limit distances above it are reported as Infinity, which lets most words be dropped early
 */
export function measureDistance(typed: string, known: string, limit: number): number {
  const n = typed.length
  const m = known.length
  if (Math.abs(n - m) > limit + 0.5 || n >= MAX_WORD_CHARS || m >= MAX_WORD_CHARS) return Infinity
  // Three rows that every call uses again: thousands of words are measured for one correction.
  let [before, last, row] = [ROW_A, ROW_B, ROW_C]
  for (let j = 0; j <= m; j += 1) last[j] = j
  for (let i = 1; i <= n; i += 1) {
    row[0] = i
    let best = i
    const a = typed[i - 1] ?? ''
    const previous = typed[i - 2] ?? ''
    const doubled = a === previous ? 0.8 : near.has(a + previous) || near.has(a + (typed[i] ?? '')) ? 0.9 : 1
    for (let j = 1; j <= m; j += 1) {
      const b = known[j - 1] ?? ''
      const dropped = b === known[j - 2] ? 0.8 : 1
      const first = i === 1 && j === 1 ? 0.15 : 0
      const changed = a === b ? 0 : near.has(a + b) ? 0.85 + first : 1 + first
      let cost = Math.min((last[j] ?? 0) + doubled, (row[j - 1] ?? 0) + dropped, (last[j - 1] ?? 0) + changed)
      if (i > 1 && j > 1 && a !== b && a === known[j - 2] && previous === b)
        cost = Math.min(cost, (before[j - 2] ?? 0) + 0.7)
      row[j] = cost
      if (cost < best) best = cost
    }
    if (best > limit + 0.7) return Infinity
    ;[before, last, row] = [last, row, before]
  }
  const distance = last[m] ?? Infinity
  return distance > limit ? Infinity : distance
}

/** How much may be wrong in a word of this length before it is another word. */
export function maxDistance(length: number): number {
  return length <= 2 ? 1 : length <= 4 ? 1.3 : length <= 7 ? 2 : 2.6
}

/** A known word near a typed one. `score` is 0..1. */
export interface Spelling {
  word: string
  distance: number
  score: number
}

/**
 * The known words nearest to what was typed, best first.
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
      // A word cut short (`stat` for `status`) is a prefix, not a typo: allowed, and dear.
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
