// Counts the patterns that a pattern with braces stands for. Node writes each of them out before it looks at a file: `{a,b}` 24 times is
// 16 million patterns, and the process does nothing else for a minute.

/** A pattern that stands for more is refused. */
export const MOST_PATTERNS = 1_000

/** The number of patterns that this one stands for; Infinity beyond `MOST_PATTERNS`. Takes as long as the pattern is. */
export function countPatterns(pattern: string): number {
  /** The lists that are open: the patterns of the part so far, and the sum of the parts before it. */
  const open: { part: number; sum: number; begin: number; hasComma: boolean }[] = []
  let part = 1
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at]!
    if (sign === '\\') at++
    else if (sign === '{') {
      open.push({ part, sum: 0, begin: at, hasComma: false })
      part = 1
    } else if (sign === ',' && open.length > 0) {
      const list = open.at(-1)!
      list.sum += part
      list.hasComma = true
      part = 1
    } else if (sign === '}' && open.length > 0) {
      const list = open.pop()!
      const inner = list.hasComma ? list.sum + part : part * sizeOfRange(pattern.slice(list.begin + 1, at))
      part = list.part * inner
    }
    if (part > MOST_PATTERNS) return Infinity
  }
  // A list that is not closed means its own signs, but may hold others that are closed.
  const total = open.reduce((product, list) => product * list.part * Math.max(1, list.sum), part)
  return total > MOST_PATTERNS ? Infinity : total
}

/** The words of `1..9`, `a..z` or `1..9..2`; 1 for any other text. */
function sizeOfRange(text: string): number {
  const numbers = /^(-?\d{1,15})\.\.(-?\d{1,15})(?:\.\.-?\d{1,15})?$/.exec(text)
  if (numbers !== null) return Math.abs(Number(numbers[1]) - Number(numbers[2])) + 1
  const letters = /^([a-z])\.\.([a-z])(?:\.\.-?\d+)?$/i.exec(text)
  return letters === null ? 1 : Math.abs(letters[1]!.charCodeAt(0) - letters[2]!.charCodeAt(0)) + 1
}

/** The refusal of a pattern that stands for too many, or null. */
export function refusePattern(pattern: string): string | null {
  if (countPatterns(pattern) <= MOST_PATTERNS) return null
  return `The braces of the pattern stand for more than ${MOST_PATTERNS} patterns; use a shorter one.`
}
