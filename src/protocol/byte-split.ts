// Cuts a byte stream into units that end with one byte. Units are found by bytes and decoded whole, so that a character
// survives a chunk border inside it.

/** Room for the first bytes of a unit that has not arrived whole; it is doubled as the unit grows. */
const FIRST_ROOM_BYTES = 4096

/**
 * The returned function takes chunks and gives the complete units, without their terminator. A unit longer than
 * `limitBytes`, a number or what a function says at the time, gives `too_large`, once; the rest of the stream is lost then, so
 * close the connection.
 */
export function createSplitter(
  terminator: number,
  limitBytes: number | (() => number),
): (chunk: Uint8Array) => (Buffer | 'too_large')[] {
  // A single buffer holds the beginning of a unit: a list of pieces takes a hundred times the memory where bytes come one by one.
  let begun = Buffer.alloc(0)
  let size = 0
  let isLost = false

  const keep = (piece: Buffer) => {
    if (size + piece.length > begun.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(FIRST_ROOM_BYTES, 2 * begun.length, size + piece.length))
      begun.copy(larger, 0, 0, size)
      begun = larger
    }
    size += piece.copy(begun, size)
  }
  const take = (piece: Buffer): Buffer => {
    if (size === 0) return Buffer.from(piece) // copied: a socket reuses its read buffer
    keep(piece)
    const unit = begun.subarray(0, size)
    begun = Buffer.alloc(0)
    size = 0
    return unit
  }
  return (chunk) => {
    const units: (Buffer | 'too_large')[] = []
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    while (!isLost && rest.length > 0) {
      const end = rest.indexOf(terminator)
      const piece = end < 0 ? rest : rest.subarray(0, end)
      if (size + piece.length > (typeof limitBytes === 'number' ? limitBytes : limitBytes())) {
        isLost = true
        begun = Buffer.alloc(0)
        units.push('too_large')
      } else if (end < 0) {
        keep(piece)
        break
      } else {
        units.push(take(piece))
        rest = rest.subarray(end + 1)
      }
    }
    return units
  }
}
