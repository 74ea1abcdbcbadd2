// The ways to read a glob in which names of files look like parts of a pattern: `app/[id]/page.tsx` is a path of many web
// projects, and models escape it in several ways.

const ESCAPED = /\\([[\]{}()*?!+@\\])/g

/** The pattern without backslashes before special characters: the path that it names if it is no pattern at all. */
export function unescapeGlob(pattern: string): string {
  return pattern.replaceAll(ESCAPED, '$1')
}

/**
 * The globs that together match what the pattern may mean: as it is, with escaped characters as characters, and with
 * brackets as parts of names. A class of one character is the escape that both ripgrep and Node understand.
 */
export function spellGlob(pattern: string): string[] {
  const plain = pattern.replaceAll(ESCAPED, '[$1]')
  const literal = plain.replaceAll(/\[([^\][/]{2,})\]/g, '[[]$1]')
  return [...new Set([plain, literal])]
}

/** The globs of a filter for file names; one that begins with `!` leaves out what it matches. Null filters nothing. */
export function globsOf(filter: string | null): string[] {
  if (filter === null) return []
  const sign = filter.startsWith('!') ? '!' : ''
  return spellGlob(filter.slice(sign.length)).map((glob) => sign + glob)
}
