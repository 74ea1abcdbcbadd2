// The byte order mark and line ends of a text file, which an edit must keep.

export interface TextFormat {
  hasBom: boolean
  isCrlf: boolean
}

const BOM = '\ufeff'

/**
 * The text with line ends of `\n`, and its format on disk. Null when it is not UTF-8, since an edit would damage it.
 */
export function decodeText(bytes: Uint8Array): { text: string; format: TextFormat } | null {
  let raw: string
  try {
    raw = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
  const hasBom = raw.startsWith(BOM)
  const text = hasBom ? raw.slice(1) : raw
  // In a file with mixed line ends the carriage returns count as text, so that they stay where they are.
  const isCrlf = text.includes('\r\n') && !/(?<!\r)\n/.test(text)
  return { text: isCrlf ? text.replaceAll('\r\n', '\n') : text, format: { hasBom, isCrlf } }
}

export function encodeText(text: string, format: TextFormat): Buffer {
  const lines = format.isCrlf ? text.replaceAll(/\r?\n/g, '\r\n') : text
  const mark = format.hasBom && !lines.startsWith(BOM) ? BOM : ''
  return Buffer.from(mark + lines)
}
