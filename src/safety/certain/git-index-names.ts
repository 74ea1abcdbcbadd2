// The names of the files in git's index (gitformat-index), versions 2 and 3.

const HEADER_BYTES = 12
/** The numbers of a file, an object name of 20 bytes and the flags; the name stands behind them. */
const ENTRY_BYTES = 62
const EXTENDED = 0x4000
const PADDING = 8

/** The paths, relative to the working tree; null for an index in another form: version 4 shortens names, and SHA-256 makes entries longer. */
export function readIndexNames(index: Buffer): string[] | null {
  if (index.length < HEADER_BYTES || index.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = index.readUInt32BE(4)
  const count = index.readUInt32BE(8)
  if (version !== 2 && version !== 3) return null
  const names: string[] = []
  let at = HEADER_BYTES
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY_BYTES >= index.length) return null
    const flags = index.readUInt16BE(at + ENTRY_BYTES - 2)
    const start = at + ENTRY_BYTES + (version === 3 && (flags & EXTENDED) !== 0 ? 2 : 0)
    const end = index.indexOf(0, start)
    if (end <= start) return null
    names.push(index.toString('utf8', start, end))
    at += Math.ceil((end + 1 - at) / PADDING) * PADDING
  }
  return names
}
