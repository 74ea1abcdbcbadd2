// The log of a task's output: a file that any program can read. When it grows too long, its middle is cut out, and a
// line between the beginning and the end tells how much is missing.

import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs'

/** Of a longer output so much is kept at least (Kimi Code's figure): half of it the beginning, half the end. */
const KEPT_BYTES = 16 * 1024 * 1024

export interface LogLimits {
  /** The size in bytes at which the log is cut. */
  limit: number
  /** Bytes that a cut keeps of the beginning, and of the end. */
  kept: number
}
/** Cutting at half as much again copies at most twice the bytes that were printed since the last cut. */
const LIMITS: LogLimits = { limit: KEPT_BYTES * 1.5, kept: KEPT_BYTES / 2 }

/** The line between the two parts. Its length is fixed, so that positions can be computed. */
const describeGap = (bytes: number) => `\n[kimi: ${String(bytes).padStart(16, '0')} bytes left out here]\n`
const GAP = /^\n\[kimi: (\d{16}) bytes left out here\]\n$/
const GAP_BYTES = describeGap(0).length

export interface OutputLog {
  write(bytes: Uint8Array): void
  /** Bytes that were ever written. */
  readonly total: number
  close(): void
}

/** Opens the log at `path`, to append to it. When the disk is full, the log ends; the task is not disturbed. */
export function openOutputLog(path: string, limits: LogLimits = LIMITS): OutputLog {
  let fd = openSync(path, 'a+', 0o600)
  let { size, omitted } = measure(fd, limits)
  let isBroken = false

  function cut(): void {
    const begin = Math.max(limits.kept, size - limits.kept)
    const before = omitted > 0 ? GAP_BYTES : 0
    const left = begin - limits.kept - before + omitted
    const temporary = `${path}.tmp`
    const next = openSync(temporary, 'w+', 0o600)
    copy(fd, next, 0, limits.kept)
    writeSync(next, describeGap(left))
    copy(fd, next, begin, size)
    renameSync(temporary, path)
    closeSync(fd)
    fd = next
    size = limits.kept + GAP_BYTES + (size - begin)
    omitted = left
  }

  return {
    get total() {
      return omitted + size - (omitted > 0 ? GAP_BYTES : 0)
    },
    write(bytes) {
      if (isBroken) return
      try {
        for (let at = 0; at < bytes.length;) {
          if (size >= limits.limit) cut()
          const part = bytes.subarray(at, at + Math.max(1, limits.limit - size))
          const written = writeSync(fd, part)
          size += written
          at += written
        }
      } catch {
        isBroken = true
      }
    },
    close: () => closeSync(fd),
  }
}

/**
 * At most `limit` bytes from position `from` on. Positions count all bytes that were ever printed; a negative one
 * counts from the end. The result's `from` is later than requested when that part was cut out; its `end` is the number
 * of bytes printed so far. Without a file there is no output yet.
 */
export function readLog(path: string, from: number, limit: number, limits: LogLimits = LIMITS) {
  let fd: number
  try {
    fd = openSync(path, 'r')
  } catch {
    return { bytes: Buffer.alloc(0), from: Math.max(0, from), end: 0 }
  }
  try {
    const { size, omitted } = measure(fd, limits)
    const end = omitted > 0 ? omitted + size - GAP_BYTES : size
    let at = Math.min(from < 0 ? Math.max(0, end + from) : from, end)
    let stop = size
    let physical = at
    if (omitted > 0) {
      if (at < limits.kept) stop = limits.kept
      else {
        at = Math.max(at, limits.kept + omitted)
        physical = at - omitted + GAP_BYTES
      }
    }
    const bytes = Buffer.alloc(Math.max(0, Math.min(limit, stop - physical)))
    return { bytes: bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, physical)), from: at, end }
  } finally {
    closeSync(fd)
  }
}

/** The last `limit` bytes as text, from a whole character on, and the number of bytes printed so far. */
export function readLogTail(path: string, limit: number): { text: string; size: number } {
  const { bytes, from, end } = readLog(path, -limit, limit)
  const text = bytes.toString('utf8')
  return { text: from > 0 ? text.replace(/^\ufffd+/, '') : text, size: end }
}

function measure(fd: number, { kept }: LogLimits): { size: number; omitted: number } {
  const { size } = fstatSync(fd)
  if (size < kept + GAP_BYTES) return { size, omitted: 0 }
  const gap = Buffer.alloc(GAP_BYTES)
  readSync(fd, gap, 0, GAP_BYTES, kept)
  return { size, omitted: Number(GAP.exec(gap.toString('latin1'))?.[1] ?? 0) }
}

const BLOCK_BYTES = 1024 * 1024

function copy(source: number, target: number, from: number, to: number): void {
  const block = Buffer.alloc(Math.min(BLOCK_BYTES, to - from))
  for (let at = from; at < to;) {
    const length = readSync(source, block, 0, Math.min(block.length, to - at), at)
    if (length === 0) return
    writeSync(target, block, 0, length)
    at += length
  }
}
