// Quotes values so that a shell reads each as one word, and takes quotes off again.

/** Quotes a value where a POSIX shell needs it; `~` at its front stays live, since it names the user's home. */
export function quoteWord(value: string): string {
  return /^[\w@%+=:,./~^-]+$/.test(value) ? value : quoteAlways(value)
}

/**
 * Quotes a value where a shell would split it or run it. Patterns (`*.log`), `~` and `$NAME` stay live: the user who
 * typed them meant them.
 */
export function quoteValue(value: string): string {
  if (/^(?:[\w@%+=:,./~^*?-]|\$(?=[A-Za-z_]))+$/.test(value)) return value
  if (!value.includes("'")) return `'${value}'`
  return `"${value.replace(/(["$`\\])/g, '\\$1')}"`
}

/** The value for a place inside single quotes that are already open. */
export function escapeInQuotes(value: string): string {
  return value.replaceAll("'", `'\\''`)
}

/** The value in single quotes, needed or not. */
export function quoteAlways(value: string): string {
  return `'${escapeInQuotes(value)}'`
}

/** The value in single quotes as fish reads them: a backslash is an escape even there. */
export function quoteForFish(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

const ANSI_NAMES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '', b: '', e: '', E: '', f: '', v: '' }

/** The inside of `$'…'` with its escapes decoded. Control characters that no word needs become nothing. */
export function decodeAnsi(text: string): string {
  return text.replaceAll(
    /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|c.|(.))/gs,
    (_all, hex?: string, short?: string, long?: string, octal?: string, char?: string) => {
      const digits = hex ?? short ?? long
      if (digits !== undefined) return toCharacter(Number.parseInt(digits, 16))
      if (octal !== undefined) return toCharacter(Number.parseInt(octal, 8) & 255)
      return char === undefined ? '' : (ANSI_NAMES[char] ?? char)
    },
  )
}

function toCharacter(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}
