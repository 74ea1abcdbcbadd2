// Reads the body of an HTTP answer: as a stream whose pieces can be watched, or as a whole up to a limit.

import type { IncomingMessage } from 'node:http'

const WHOLE_LIMIT_BYTES = 64 * 1024
const DRAIN_LIMIT_MS = 1_000

/**
 * The body as a web stream. `onBytes` is called for each piece before the reader gets it. After a cancel the rest is read and
 * dropped, so that the connection can be used again; a body that does not end within 1 s closes its connection.
 */
export function streamBody(answer: IncomingMessage, onBytes: () => void): ReadableStream<Uint8Array> {
  let isClosed = false
  return new ReadableStream<Uint8Array>({
    start(controller) {
      answer.on('data', (bytes: Buffer) => {
        if (isClosed) return
        onBytes()
        controller.enqueue(bytes)
        if ((controller.desiredSize ?? 1) <= 0) answer.pause()
      })
      answer.on('end', () => {
        if (!isClosed) controller.close()
        isClosed = true
      })
      answer.on('error', (error) => {
        if (!isClosed) controller.error(error)
        isClosed = true
      })
    },
    pull() {
      answer.resume()
    },
    cancel() {
      isClosed = true
      drain(answer)
    },
  })
}

function drain(answer: IncomingMessage): void {
  if (answer.readableEnded || answer.destroyed) return
  const late = setTimeout(() => answer.destroy(), DRAIN_LIMIT_MS)
  answer.once('close', () => clearTimeout(late))
  answer.resume()
}

/** The beginning of the body as text, 64 KB by default. Rejects when the connection breaks. */
export async function readWhole(answer: IncomingMessage, limitBytes: number = WHOLE_LIMIT_BYTES): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of answer) {
    pieces.push(piece as Buffer)
    size += (piece as Buffer).length
    if (size >= limitBytes) break
  }
  return Buffer.concat(pieces).subarray(0, limitBytes).toString('utf8')
}
