// Cuts a byte stream into units that end with one byte. Units are found by bytes and decoded whole, so that a character
// survives a chunk border inside it.

/**
 * The returned function takes chunks and gives the complete units, without their terminator. A unit longer than
 * `limitBytes` gives `too_large`, once; the rest of the stream is lost then, so close the connection.
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
