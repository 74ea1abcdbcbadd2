// Instructions of other agents in our AGENTS.md: a block for each file, between marks, so that a later import finds it again.

const END = '<!-- kimi import: end -->'
const markOf = (from: string) => `<!-- kimi import: ${from} -->`

export function describeBlock(from: string, text: string): string {
  return `${markOf(from)}\n\n${text.replaceAll(END, '').trim()}\n\n${END}\n`
}

/** The block of a file in the text, or null. */
export function findBlock(text: string, from: string): string | null {
  const begin = text.indexOf(`${markOf(from)}\n`)
  const end = begin < 0 ? -1 : text.indexOf(`${END}\n`, begin)
  return end < 0 ? null : text.slice(begin, end + END.length + 1)
}

/** The text with the block in the place of an older one, else at its end. */
export function putBlock(text: string, from: string, block: string): string {
  const old = findBlock(text, from)
  if (old !== null) return text.replace(old, () => block)
  return text.trim() === '' ? block : `${text.trimEnd()}\n\n${block}`
}
