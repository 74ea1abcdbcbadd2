// Where in a file a text that is not there was probably meant, and how it differs: what a model needs to correct itself.

const MAX_SHOWN_LINES = 6
const MAX_SHOWN_CHARACTERS = 160
/** In larger files the search costs more than the hint is worth. */
const MAX_COMPARED_LINES = 20_000
/** A line that is sought more often tells no place, and 19,000 × 3000 equal lines held everything up for 0.6 s. */
const MAX_REPEATS = 20

/** A short description of the nearest place, or '' when nothing is near. */
export function describeNearest(text: string, wanted: string): string {
  const lines = text.split('\n')
  const sought = wanted.replace(/^\n+|\n+$/g, '').split('\n')
  if (lines.length > MAX_COMPARED_LINES || sought.every((line) => line.trim() === '')) return ''
  const places = new Map<string, number[]>()
  for (const [index, line] of sought.entries()) {
    const key = squeeze(line)
    if (key.length <= 2) continue
    const known = places.get(key)
    if (known === undefined) places.set(key, [index])
    else if (known.length < MAX_REPEATS) known.push(index)
  }
  const scores = new Map<number, number>()
  for (const [at, line] of lines.entries()) {
    for (const index of places.get(squeeze(line)) ?? []) {
      // Only starts within the file; each line that agrees votes for where the text would begin.
      if (at - index >= 0) scores.set(at - index, (scores.get(at - index) ?? 0) + 1)
    }
  }
  let [best, bestScore] = [-1, 0]
  for (const [start, score] of scores) if (score > bestScore) [best, bestScore] = [start, score]
  if (best < 0) best = findSimilarLine(lines, sought)
  if (best < 0) return ''
  const differing: string[] = []
  for (const [index, line] of sought.entries()) {
    const there = lines[best + index]
    if (there === line) continue
    if (differing.length === MAX_SHOWN_LINES) {
      differing.push('…')
      break
    }
    differing.push(`line ${best + index + 1}: file has ${quote(there)}, old has ${quote(line)}`)
  }
  return `The nearest place is line ${best + 1}:\n${differing.join('\n')}`
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

/** As JSON, so that tabs and blanks can be told apart. */
function quote(line: string | undefined): string {
  if (line === undefined) return 'no such line'
  return JSON.stringify(line.length > MAX_SHOWN_CHARACTERS ? `${line.slice(0, MAX_SHOWN_CHARACTERS)}…` : line)
}
