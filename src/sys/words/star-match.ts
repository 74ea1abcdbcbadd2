// Matches names with patterns in which a star stands for any characters, in linear time.

/** True when the pattern, in which only `*` has a meaning, matches the whole text. */
export function matchesStars(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first)) return false
  let at = first.length
  // The earliest place of each part leaves most to those behind it, so no other need be tried.
  for (const part of rest) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
