// Reads the body of an answer as a whole, up to a limit.

/**
 * The bytes of a body, or null when there are more than `limitBytes`: then the rest is not read, and the stream is closed. Rejects when
 * the connection breaks.
 */
export async function readAtMost(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > limitBytes) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
