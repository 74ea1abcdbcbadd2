// How a text file is spelled on disk: byte order mark and line ends, kept by whoever edits it.

export interface TextFormat {
  hasBom: boolean
  isCrlf: boolean
}

const BOM = '\ufeff'

/** Text with `\n` alone, and how it was spelled; null when it is not UTF-8, which an edit would damage. */
export function decodeText(bytes: Uint8Array): { text: string; format: TextFormat } | null {
  let raw: string
  try {
    raw = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
  const hasBom = raw.startsWith(BOM)
  const text = hasBom ? raw.slice(1) : raw
  // A file with mixed line ends is left as it is: its carriage returns are part of its text.
  const isCrlf = text.includes('\r\n') && !/(?<!\r)\n/.test(text)
  return { text: isCrlf ? text.replaceAll('\r\n', '\n') : text, format: { hasBom, isCrlf } }
}

export function encodeText(text: string, format: TextFormat): Buffer {
  const lines = format.isCrlf ? text.replaceAll(/\r?\n/g, '\r\n') : text
  const mark = format.hasBom && !lines.startsWith(BOM) ? BOM : ''
  return Buffer.from(mark + lines)
}
