// Append-only files of lines, read in chunks.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { hasCode } from '../../sys/files.ts'

const CHUNK_BYTES = 1024 * 1024
/** Size of the first read: a list of sessions needs only the first lines of each. */
const HEAD_BYTES = 16 * 1024
const NEWLINE = 0x0a

export interface Line {
  /** The line without its newline. */
  text: string
  /** Byte offset of the line. */
  start: number
  /** Byte offset of the next line. */
  end: number
  /** False for a last line that has no newline: it may be torn. */
  isWhole: boolean
}

/**
 * Yields the lines from byte `from` on, with at most a chunk and a line in memory; none when the file does not exist, or is a pipe or a
 * device, which may have no end.
 */
export function* readLines(path: string, from = 0): Generator<Line> {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) // a pipe that nobody writes to would hang
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return
    throw error
  }
  try {
    if (!fstatSync(fd).isFile()) return
    let chunk = Buffer.allocUnsafe(HEAD_BYTES)
    let rest: Buffer[] = []
    let start = from
    let at = from
    for (;;) {
      const read = readSync(fd, chunk, 0, chunk.length, at)
      if (read === 0) break
      at += read
      let begin = 0
      for (let stop; (stop = chunk.indexOf(NEWLINE, begin)) >= 0 && stop < read; begin = stop + 1) {
        const end = at - read + stop + 1
        yield { text: join(rest, chunk.subarray(begin, stop)), start, end, isWhole: true }
        rest = []
        start = end
      }
      // The chunk is reused for the next read, so the rest of it must be copied.
      if (begin < read) rest.push(Buffer.from(chunk.subarray(begin, read)))
      // Most files of a list of sessions end before: 1 MB for each would take most of the time.
      if (read === chunk.length && read < CHUNK_BYTES) chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    }
    const text = join(rest, Buffer.alloc(0))
    if (text !== '') yield { text, start, end: at, isWhole: false }
  } finally {
    closeSync(fd)
  }
}

function join(pieces: readonly Buffer[], last: Buffer): string {
  return pieces.length === 0 ? last.toString() : Buffer.concat([...pieces, last]).toString()
}
