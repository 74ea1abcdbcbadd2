// Blanks in a proposed command, such as `<file>`, which the user fills in. A shell would read them as redirections.

const PLACEHOLDER = /<[a-z](?:[a-z -]*[a-z])?>/g
/** A `>` may follow: every shell reports `> >` as a syntax error and runs nothing. */
const BEFORE_A_WORD = new RegExp(PLACEHOLDER.source + /(?:\s*[^\s<>&|;"'-]|>)/.source)
const QUOTED = /'[^']*'|"(?:[^"\\]|\\.)*"/

/** True when a word follows a placeholder: `mv <from> to`, run as it is, would empty `to`. */
export function isTruncatingPlaceholder(command: string): boolean {
  return BEFORE_A_WORD.test(command.replaceAll(new RegExp(QUOTED.source, 'g'), '_'))
}

/** A blank with what is glued to it, behind which another word follows. */
const RUN = new RegExp(
  `(?:[\\w.@:=/,%+~{}*-]|${PLACEHOLDER.source})*${PLACEHOLDER.source}(?:[\\w.@:=/,%+~{}*-]|${PLACEHOLDER.source})*`,
  'g',
)

/** The command with single quotes around each blank that a word follows, so that no shell redirects anything. */
export function quotePlaceholders(command: string): string {
  if (!isTruncatingPlaceholder(command)) return command
  return command
    .split(new RegExp(`(${QUOTED.source})`))
    .map((part, at, parts) => {
      if (at % 2 === 1) return part
      return part.replace(RUN, (run, offset: number) => {
        const rest = part.slice(offset + run.length) + (parts[at + 1] === undefined ? '' : '_')
        return isTruncatingPlaceholder(run + rest) ? `'${run}'` : run
      })
    })
    .join('')
}

/** The command with words in place of its blanks, for a judge that reads shell, and the way back for what the judge says. */
export function fillPlaceholders(command: string): { filled: string; restore: (text: string) => string } {
  const blanks: string[] = []
  const filled = command.replaceAll(PLACEHOLDER, (blank) => `PLACEHOLDER${blanks.push(blank)}`)
  return {
    filled,
    restore: (text) => text.replaceAll(/PLACEHOLDER(\d+)/g, (whole, at: string) => blanks[Number(at) - 1] ?? whole),
  }
}
