// Counts how much work a glob is: `{a,b}` doubles the patterns that it stands for, and a star in a name multiplies the time of a match, so that a
// few dozen of the one or a few of the other would stop whoever matches them.

export const MOST_ALTERNATIVES = 1_000
/** Stars within one name multiply the time of a match: with four a name of 250 letters takes 2 s, with six minutes. */
const MOST_STARS = 3

/** The time of a match grows with the square of the length, and with the square of the number of brackets that are not closed. */
const MOST_CHARACTERS = 1_024
const MOST_BRACKETS = 16
/** Matches a group that may repeat: of `+(a|a)` a name of 36 letters has more readings than can be tried. */
const REPEATS = /[+*]\(/

/** Why the glob is not expanded, in a sentence, or null when it may be. */
export function refuseGlob(glob: string): string | null {
  if (glob.length > MOST_CHARACTERS) return `The pattern is longer than ${MOST_CHARACTERS} characters.`
  if (REPEATS.test(glob)) return 'The pattern has a group that repeats, +(…) or *(…); use {a,b} or a star.'
  if (glob.split('[').length - 1 > MOST_BRACKETS)
    return `The pattern has more than ${MOST_BRACKETS} opening brackets; use fewer of them.`
  if (countAlternatives(glob) > MOST_ALTERNATIVES)
    return `The braces of the pattern stand for more than ${MOST_ALTERNATIVES} patterns; use fewer of them.`
  return countStars(glob) > MOST_STARS
    ? `A name in the pattern has more than ${MOST_STARS} stars; use fewer of them.`
    : null
}

interface Level {
  /** The patterns of the alternatives before the last comma. */
  before: number
  /** The patterns of the alternative that is being read. */
  current: number
  start: number
}

/** At least the number of patterns that the braces stand for. What is escaped counts as well: no name needs so many. */
export function countAlternatives(glob: string): number {
  const levels: Level[] = [{ before: 0, current: 1, start: 0 }]
  for (let at = 0; at < glob.length; at++) {
    const level = levels.at(-1)!
    if (glob[at] === '{') levels.push({ before: 0, current: 1, start: at + 1 })
    else if (levels.length === 1) continue
    else if (glob[at] === ',') {
      level.before += level.current
      level.current = 1
    } else if (glob[at] === '}') {
      levels.pop()
      levels.at(-1)!.current *= Math.max(level.before + level.current, lengthOfRange(glob.slice(level.start, at)))
    }
  }
  // A brace that is never closed is a character, and what is in it counts all the same.
  return levels.reduce((count, { before, current }) => count * (before + current), 1)
}

/** The number of words of a range, `1..20` or `a..z`. */
function lengthOfRange(text: string): number {
  if (text.length > 64) return 1
  const [, first, last] = /^(-?\d+|\w)\.\.(-?\d+|\w)(?:\.\.-?\d+)?$/.exec(text) ?? []
  if (first === undefined || last === undefined) return 1
  const place = (end: string) => (/\d/.test(end) ? Number(end) : end.charCodeAt(0))
  return Math.abs(place(last) - place(first)) + 1
}

/** At least the number of stars, and of groups as `!(a|b)`, which are as much work, in the name that has most of them; of alternatives the one with most counts. */
function countStars(glob: string): number {
  const levels = [{ most: 0, current: 0 }]
  for (const [sign] of glob.matchAll(/\*+|[@?!]\(|[{},/]/g)) {
    const level = levels.at(-1)!
    const isInside = levels.length > 1
    if (sign.startsWith('*') || sign.endsWith('(')) level.current++
    else if (sign === '{') levels.push({ most: 0, current: 0 })
    else if (isInside ? sign === ',' : sign === '/') {
      level.most = Math.max(level.most, level.current)
      level.current = 0
    } else if (isInside && sign === '}') {
      levels.pop()
      levels.at(-1)!.current += Math.max(level.most, level.current)
    }
  }
  return levels.reduce((sum, { most, current }) => sum + Math.max(most, current), 0)
}
