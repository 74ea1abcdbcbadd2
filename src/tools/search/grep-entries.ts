// Makes the entries of a result from the matches in the text of a file.

import type { Entry, Search } from './grep-search.ts'

/** `found`: pairs of line and number of matches, or for a multiline search the beginning and end of each match. */
export function makeEntries(path: string, text: string, found: number[], search: Search): Entry[] {
  if (search.mode === 'files_with_matches') return [{ path }]
  const counts = new Map<number, number>()
  let total = 0
  for (let index = 0; index < found.length; index += 2) {
    const [first, second] = [found[index]!, found[index + 1]!]
    total += search.isMultiline ? 1 : second
    if (!search.isMultiline) counts.set(first, second)
  }
  if (search.mode === 'count_matches') return [{ path, count: total }]
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const matched = search.isMultiline ? linesOf(text, found) : new Set(counts.keys())
  const entries: Entry[] = []
  let last = 0
  for (const number of [...matched].toSorted((a, b) => a - b)) {
    const from = Math.max(last + 1, number - search.before)
    if (last > 0 && from > last + 1 && search.before + search.after > 0) entries.push({ path: '' })
    const to = Math.min(lines.length, number + search.after)
    for (let at = from; at <= to; at++) {
      entries.push({ path, line: { number: at, text: lines[at - 1] ?? '', isMatch: matched.has(at) } })
    }
    last = Math.max(last, to)
  }
  return entries
}

/** The numbers of all lines that the matches touch. */
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
