// Finds the place in a file that a model probably meant with a text that is not there, and says how the two differ.

const MAX_SHOWN_LINES = 6
const MAX_SHOWN_CHARACTERS = 160
/** The longest text that is searched: beyond it the search costs more than the hint is worth. */
const MAX_COMPARED_LINES = 20_000
/** A sought line that occurs more often does not tell one place from another; 3,000 × 19,000 equal lines took 0.6 s. */
const MAX_REPEATS = 20

/**
 * The nearest place to `wanted` in `text`: its line number, and up to 6 lines that differ. '' when nothing is near, and
 * for texts of more than 20,000 lines.
 */
export function describeNearest(text: string, wanted: string): string {
  const lines = text.split('\n')
  const sought = wanted.replace(/^\n+|\n+$/g, '').split('\n')
  if (lines.length > MAX_COMPARED_LINES || sought.every((line) => line.trim() === '')) return ''
  let best = findByVotes(lines, sought)
  if (best < 0) best = findSimilarLine(lines, sought)
  if (best < 0) return ''
  const differing = sought.flatMap((line, index) => {
    const there = lines[best + index]
    return there === line ? [] : `line ${best + index + 1}: file has ${quote(there)}, old has ${quote(line)}`
  })
  const shown = differing.length > MAX_SHOWN_LINES ? [...differing.slice(0, MAX_SHOWN_LINES), '…'] : differing
  return `The nearest place is line ${best + 1}:\n${shown.join('\n')}`
}

/** The first line, from 0, of the place where most of the sought lines match; -1 when none of them occurs. */
function findByVotes(lines: readonly string[], sought: readonly string[]): number {
  const places = new Map<string, number[]>()
  for (const [index, line] of sought.entries()) {
    const key = squeeze(line)
    if (key.length <= 2) continue
    const known = places.get(key)
    if (known === undefined) places.set(key, [index])
    else if (known.length < MAX_REPEATS) known.push(index)
  }
  const votes = new Int32Array(lines.length)
  for (const [at, line] of lines.entries()) {
    for (const index of places.get(squeeze(line)) ?? []) {
      // Each line that is found votes for the line at which the whole text would begin.
      if (at >= index) votes[at - index]!++
    }
  }
  const best = votes.indexOf(votes.reduce((most, count) => Math.max(most, count), 0))
  return votes[best]! > 0 ? best : -1
}

/** The line that shares the most words with the longest sought line. */
function findSimilarLine(lines: readonly string[], sought: readonly string[]): number {
  let index = 0
  for (const [at, line] of sought.entries()) if (line.trim().length > (sought[index] ?? '').trim().length) index = at
  const words = new Set((sought[index] ?? '').match(/\w{2,}/g))
  if (words.size === 0) return -1
  let [best, bestScore] = [-1, 0.5]
  for (const [at, line] of lines.entries()) {
    const here = new Set(line.slice(0, 1000).match(/\w{2,}/g))
    let shared = 0
    for (const word of here) if (words.has(word)) shared++
    const score = shared / Math.max(words.size, here.size)
    if (score > bestScore && at >= index) [best, bestScore] = [at - index, score]
  }
  return best
}

function squeeze(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim()
}

/** A line in JSON's quotes, so that tabs and blanks can be told apart. */
function quote(line: string | undefined): string {
  if (line === undefined) return 'no such line'
  return JSON.stringify(line.length > MAX_SHOWN_CHARACTERS ? `${line.slice(0, MAX_SHOWN_CHARACTERS)}…` : line)
}
