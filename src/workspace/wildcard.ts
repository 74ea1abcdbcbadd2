// Matches paths with the wildcards of gitignore(5). All ways to read a pattern are followed at once, character by character, so that the time is at
// most the length of the path times that of the pattern, whatever the pattern is.

/** `any`: a character but a slash. `star`: any number of these. `folders`: any number of folders with their slashes. `rest`: all that follows. */
export type Wildcard =
  | { kind: 'text'; char: string }
  | { kind: 'set'; set: RegExp }
  | { kind: 'any' | 'star' | 'folders' | 'rest' }

/** A regular expression is ten times faster, and takes at most the square of the length with so many wildcards of any length. */
const MOST_IN_EXPRESSION = 2

/** The test whether the wildcards match a whole path. */
export function compileWildcards(wildcards: readonly Wildcard[]): (path: string) => boolean {
  const loose = wildcards.filter(({ kind }) => kind === 'star' || kind === 'folders' || kind === 'rest').length
  if (loose > MOST_IN_EXPRESSION) return (path) => matchesWildcards(wildcards, path)
  const expression = new RegExp(`^${wildcards.map(sourceOf).join('')}$`, 's')
  return (path) => expression.test(path)
}

const SOURCES = { any: '[^/]', star: '[^/]*', folders: '(?:.*/)?', rest: '.+' }

function sourceOf(wildcard: Wildcard): string {
  if (wildcard.kind === 'set') return `(?!/)${wildcard.set.source.slice(1, -1)}`
  if (wildcard.kind !== 'text') return SOURCES[wildcard.kind]
  return wildcard.char.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`)
}

/** True when the wildcards match the whole path. */
function matchesWildcards(wildcards: readonly Wildcard[], path: string): boolean {
  const end = wildcards.length
  // `here[i]`: what was read so far may stand before wildcard i. `within[i]`: it may end within the folders of wildcard i.
  let here = new Uint8Array(end + 1)
  let next = new Uint8Array(end + 1)
  const within = new Uint8Array(end + 1)
  here[0] = 1
  skipOptional(wildcards, here)
  for (let index = 0; index < path.length; index++) {
    const char = path[index]!
    next.fill(0)
    let isAlive = false
    for (let at = 0; at < end; at++) {
      const wildcard = wildcards[at]!
      if (wildcard.kind === 'folders') {
        within[at] ||= here[at]!
        if (within[at] === 0) continue
        isAlive = true
        if (char === '/') next[at + 1] = 1
      } else if (here[at] === 1 && isOneOf(wildcard, char)) {
        isAlive = true
        if (wildcard.kind !== 'star') next[at + 1] = 1
        if (wildcard.kind === 'star' || wildcard.kind === 'rest') next[at] = 1
      }
    }
    if (!isAlive) return false
    skipOptional(wildcards, next)
    ;[here, next] = [next, here]
  }
  return here[end] === 1
}

/** A star and folders may stand for nothing. */
function skipOptional(wildcards: readonly Wildcard[], states: Uint8Array): void {
  for (const [at, { kind }] of wildcards.entries())
    if (states[at] === 1 && (kind === 'star' || kind === 'folders')) states[at + 1] = 1
}

function isOneOf(wildcard: Wildcard, char: string): boolean {
  if (wildcard.kind === 'text') return wildcard.char === char
  if (wildcard.kind === 'rest') return true
  return char !== '/' && (wildcard.kind !== 'set' || wildcard.set.test(char))
}
