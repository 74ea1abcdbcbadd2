// Text that tries to steer a terminal, to hide or to reorder what is read, and the check that nothing of it comes out.

const ESC = '\u001b'

/** A word with every kind of hostile character: C0, C1, CSI, OSC, DCS, bidi, zero width, tags, CR, backspaces, newline, lone surrogate. */
export const HOSTILE =
  `a${ESC}[2J${ESC}]0;OWNED\u0007${ESC}[8m${ESC}P1;2q${ESC}\\b\u009b31mc\u009d52;c;x\u009c\b\b\u007f` +
  `\rd\ne\u202ef\u2066g\u200bh\u{e0041}i\ufeffj\ud800k${ESC}`

/** The same as the arguments of a program and the names of files may hold it: without NUL and lone surrogates. */
export const HOSTILE_WORD = HOSTILE.replaceAll('\ud800', '')

/** The styles that we write ourselves. */
const OWN_STYLE = /\u001b\[(?:[0-479]|2[2-479]|3[0-79]|9[0-7])?m/g

/** Every control byte but newline and tab, and every character that reorders text or is not seen. */
const FOREIGN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]|[\u{e0000}-\u{e0fff}]/u

/** The first foreign character of a printed text, with the text around it; null when the text has no such character. */
export function findForeign(printed: string, allowed: RegExp = OWN_STYLE): string | null {
  const text = printed.replaceAll(allowed, '')
  const found = FOREIGN.exec(text)
  return found === null ? null : JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 20))
}

/** A record of the shell dialect from a daemon that has forgotten to sanitise: `encodeRecord` would drop the control bytes. */
export function encodeRawRecord(name: string, ...fields: (string | number)[]): string {
  return `${[name, ...fields].join('\u001f')}\0`
}
