// The part of a text around the words that a search has found.

/** Characters before the first found word. */
const LEAD_CHARS = 30
const SNIPPET_CHARS = 120

/** The snippet as one line, with `…` where text is left out. */
export function makeSnippet(text: string, words: readonly string[]): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const lower = line.toLowerCase()
  const found = words.map((word) => lower.indexOf(word.toLowerCase())).filter((at) => at >= 0)
  const first = found.length === 0 ? 0 : Math.min(...found)
  const start = first <= LEAD_CHARS ? 0 : first - LEAD_CHARS
  const end = Math.min(line.length, start + SNIPPET_CHARS)
  const part = line.slice(start, end).toWellFormed()
  return `${start > 0 ? '…' : ''}${part}${end < line.length ? '…' : ''}`
}
