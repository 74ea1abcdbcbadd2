// Printed rows come from the conversation and from the app itself: one blank line stands between the two, so that each can be told
// from the other.

export type Section = 'conversation' | 'app'

/** The function returned prints lines of a section. `print` gets them with the blank line that is due before them. */
export function createSections(
  print: (lines: readonly string[]) => void,
): (from: Section, lines: readonly string[]) => void {
  let section: Section | null = null
  let isBlank = true
  return (from, lines) => {
    const [first] = lines
    if (first === undefined) return
    const isOther = from !== section
    section = from
    if (isOther && isBlank && first === '' && lines.length > 1) print(lines.slice(1))
    else if (isOther && !isBlank && first !== '') print(['', ...lines])
    else if (!isOther || !isBlank || first !== '') print(lines)
    isBlank = lines.at(-1) === ''
  }
}
