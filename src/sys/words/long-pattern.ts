// Regular expressions that are too long for one line, as lists of words are.

/**
 * Makes a regular expression that is written on several lines: the line breaks, and the blanks behind them, are no part of it.
 * @param flags as of a regular expression: 'i', 'g' …
 */
export const longPattern =
  (flags = '') =>
  ({ raw }: TemplateStringsArray): RegExp =>
    new RegExp(raw[0]!.replace(/\n */g, ''), flags)
