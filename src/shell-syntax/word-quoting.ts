// Puts words of a request into a command so that a shell reads them as one word.

/**
 * Quotes a value where a shell would split it or run it. Patterns (`*.log`), `~` and `$NAME` stay live: whoever typed
 * them meant them.
 */
export function quoteValue(value: string): string {
  if (/^(?:[\w@%+=:,./~^*?-]|\$(?=[A-Za-z_]))+$/.test(value)) return value
  if (!value.includes("'")) return `'${value}'`
  return `"${value.replace(/(["$`\\])/g, '\\$1')}"`
}

/** The same inside single quotes that are already open. */
export function escapeInQuotes(value: string): string {
  return value.replaceAll("'", `'\\''`)
}
