// Cuts a byte stream into units ended by one byte. Framing is by bytes and decoding by whole unit, so that a character
// cut by a chunk border survives.

/**
 * Feed it chunks; it gives the units that are complete, without their terminator.
 * A unit longer than `limitBytes` gives `too_large`, once, and the stream is lost: close the connection.
 */
export function createSplitter(
  terminator: number,
  limitBytes: number,
): (chunk: Uint8Array) => (Buffer | 'too_large')[] {
  let parts: Buffer[] = []
  let size = 0
  let isLost = false
  return (chunk) => {
    const units: (Buffer | 'too_large')[] = []
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    while (!isLost && rest.length > 0) {
      const end = rest.indexOf(terminator)
      const piece = end < 0 ? rest : rest.subarray(0, end)
      size += piece.length
      if (size > limitBytes) {
        isLost = true
        parts = []
        units.push('too_large')
        break
      }
      parts.push(Buffer.from(piece)) // copied: a socket reuses its read buffer
      if (end < 0) break
      units.push(Buffer.concat(parts))
      parts = []
      size = 0
      rest = rest.subarray(end + 1)
    }
    return units
  }
}
