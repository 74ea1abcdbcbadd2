// The distance between two words as a keyboard makes it: how much a typist must have slipped to write one for the other.

/** Rows of a QWERTY keyboard: hitting a neighbouring key is the commonest substitution. */
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
  // All calls share three rows, because one correction measures thousands of words.
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
