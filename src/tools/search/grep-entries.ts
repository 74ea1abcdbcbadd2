// Makes the entries of a result from the matches in the text of a file.

import type { Entry, Search } from './grep-search.ts'

/** `found`: pairs of line and number of matches, or for a multiline search the beginning and end of each match; in the order of the text. */
export function* makeEntries(path: string, text: string, found: number[], search: Search): Generator<Entry> {
  if (search.mode === 'files_with_matches') return yield { path }
  if (search.mode === 'count_matches') return yield { path, count: countMatches(found, search) }
  const hasContext = search.before + search.after > 0
  const numbers = search.isMultiline ? linesOf(text, found) : found.filter((_, at) => at % 2 === 0)
  const matched = hasContext ? new Set(numbers) : null
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  let last = 0
  for (const number of numbers) {
    const from = Math.max(last + 1, number - search.before)
    if (hasContext && last > 0 && from > last + 1) yield { path: '' }
    const to = Math.min(lines.length, number + search.after)
    for (let at = from; at <= to; at++) {
      const isMatch = matched === null || matched.has(at)
      yield { path, line: { number: at, text: lines[at - 1] ?? '', isMatch } }
    }
    last = Math.max(last, to)
  }
}

function countMatches(found: number[], { isMultiline }: Search): number {
  let total = 0
  for (let at = 1; at < found.length; at += 2) total += isMultiline ? 1 : found[at]!
  return total
}

/** The numbers of all lines that the matches touch, from the first to the last. */
function linesOf(text: string, found: number[]): Set<number> {
  const numbers = new Set<number>()
  let number = 1
  let at = 0
  for (let index = 0; index < found.length; index += 2) {
    const [start, end] = [found[index]!, found[index + 1]!]
    for (; at < start; at++) if (text[at] === '\n') number++
    numbers.add(number)
    for (; at < end - 1; at++) if (text[at] === '\n') numbers.add(++number)
  }
  return numbers
}
