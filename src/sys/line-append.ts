// Appends to files of JSON lines so that a torn last line, of a crash or a full disk, never corrupts the next one.

import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs'
import { writeAll } from './files.ts'
import { parseObject } from './json-reading.ts'

const CHUNK_BYTES = 64 * 1024
const NEWLINE = 0x0a

/**
 * Appends whole lines in one write. After it returns, a crash of this process cannot lose them; a crash during the write
 * leaves at most a torn last line. A torn line, also one of a full disk, is cut off before the next append.
 */
export function appendText(path: string, text: string): void {
  if (text === '') return
  const fd = openSync(path, 'a+', 0o600)
  try {
    const size = mendEnd(fd)
    try {
      writeAll(fd, Buffer.from(text))
    } catch (error) {
      cutOff(fd, size)
      throw error
    }
  } finally {
    closeSync(fd)
  }
}

/** Cuts a torn line off. Where that fails too, the next append does it, and the failure of the write is the one to tell. */
function cutOff(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size)
  } catch {
    // The disk does not work, or this is no regular file.
  }
}

/** Repairs the end of the file and returns its size. A last line that is complete but for its newline is kept. */
function mendEnd(fd: number): number {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  if (size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === NEWLINE)) return size
  const begin = findLastLine(fd, size)
  const tail = Buffer.alloc(size - begin)
  readSync(fd, tail, 0, tail.length, begin)
  if (parseObject(tail.toString())) {
    writeAll(fd, Buffer.from('\n'))
    return size + 1
  }
  ftruncateSync(fd, begin)
  return begin
}

function findLastLine(fd: number, size: number): number {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  for (let end = size; end > 0;) {
    const begin = Math.max(0, end - CHUNK_BYTES)
    const read = readSync(fd, chunk, 0, end - begin, begin)
    const at = chunk.subarray(0, read).lastIndexOf(NEWLINE)
    if (at >= 0) return begin + at + 1
    end = begin
  }
  return 0
}
