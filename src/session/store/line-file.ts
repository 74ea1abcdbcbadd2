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

/** Something that has lines: a file, or a file as it was at one instant. */
export interface LineSource {
  /** Yields the lines from byte `from` on. */
  lines(from?: number): Generator<Line>
}

/**
 * The lines that the file has now, for readers that take their time: nothing that is appended meanwhile is among them, and a file that
 * takes the name meanwhile does not count. A missing file has no lines. The caller closes it.
 */
export function pinLines(path: string): LineSource & { close(): void } {
  const fd = openLines(path)
  const size = fd === null ? 0 : fstatSync(fd).size
  return {
    *lines(from = 0) {
      if (fd !== null) yield* readOpenLines(fd, from, size)
    },
    close() {
      if (fd !== null) closeSync(fd)
    },
  }
}

/**
 * Yields the lines from byte `from` on, with at most a chunk and a line in memory; none when the file does not exist, or is a pipe or a
 * device, which may have no end.
 */
export function* readLines(path: string, from = 0): Generator<Line> {
  const fd = openLines(path)
  if (fd === null) return
  try {
    yield* readOpenLines(fd, from, Infinity)
  } finally {
    closeSync(fd)
  }
}

/** Null for a missing file, and for one that is no regular file. */
function openLines(path: string): number | null {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) // a pipe that nobody writes to would hang
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
  if (fstatSync(fd).isFile()) return fd
  closeSync(fd)
  return null
}

/** Yields the lines between byte `from` and byte `limit`. */
function* readOpenLines(fd: number, from: number, limit: number): Generator<Line> {
  let chunk = Buffer.allocUnsafe(HEAD_BYTES)
  let rest: Buffer[] = []
  let start = from
  let at = from
  for (;;) {
    const read = readSync(fd, chunk, 0, Math.max(0, Math.min(chunk.length, limit - at)), at)
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
}

function join(pieces: readonly Buffer[], last: Buffer): string {
  return pieces.length === 0 ? last.toString() : Buffer.concat([...pieces, last]).toString()
}
