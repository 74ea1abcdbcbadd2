// A text stands in a command in the quotes in which the user wrote it, where it means the same in both.

/** Signs that mean something to a shell between double quotes, and quotes. */
const LIVE = /["'$`\\!]/

/** A text between quotes that begins a word of a request. */
const QUOTED = /(?<=^|[\s(=])(["'])([^"']+)\1(?!\w)/g

/** The command with the quotes of the request around its texts. */
export function keepQuotes(command: string, line: string): string {
  // find's patterns stand in double quotes throughout.
  if (/^(?:sudo )?find\b/.test(command)) return command
  let out = command
  for (const [, quote = '', text = ''] of line.matchAll(QUOTED)) {
    if (LIVE.test(text)) continue
    const other = quote === '"' ? "'" : '"'
    const written = `${other}${text}${other}`
    const at = out.indexOf(written)
    // Within other quotes they are a part of a longer text.
    if (at < 0 || !/(?:^|[\s=(+])$/.test(out.slice(0, at)) || isOpen(out.slice(0, at))) continue
    out = `${out.slice(0, at)}${quote}${text}${quote}${out.slice(at + written.length)}`
  }
  return out
}

/** True where a text ends between quotes. */
const isOpen = (text: string): boolean => /["']/.test(text.replaceAll(/\\.|"(?:[^"\\]|\\.)*"|'[^']*'/g, ''))
