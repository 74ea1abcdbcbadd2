// What a tool may show the model: at most 50,000 characters and 2,000 a line. Of more, both ends are kept, in memory of a
// fixed size however much comes; the whole goes to a file when there is a place for it.

import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export const MAX_OUTPUT_CHARACTERS = 50_000
export const MAX_LINE_CHARACTERS = 2000
export const TRUNCATED = '[...truncated]'
export const TRUNCATION_NOTE = 'Output is truncated to fit in the message.'

/** Raw bytes kept of either end: more than what is shown, since long lines shrink. */
const KEPT_BYTES = 256 * 1024
const MAX_SPILLED_BYTES = 16 * 1024 * 1024
/** Room for the line that says how much was left out. */
const GAP_CHARACTERS = 120

export interface OutputOptions {
  maxCharacters?: number
  /** Null: lines of any length. */
  maxLineCharacters?: number | null
  /** Where the whole output goes when not all of it is shown; made only then. */
  spillPath?: string
}

export interface Shown {
  text: string
  isTruncated: boolean
  /** The file with the whole output (its first 16 MB). */
  spillPath: string | null
  totalBytes: number
}

export interface Output {
  write(bytes: Buffer | string): void
  finish(): Shown
  /** Everything that is still in memory, in order; for a process that goes on elsewhere. */
  kept(): Buffer
}

export function createOutput(options: OutputOptions = {}): Output {
  const limit = options.maxCharacters ?? MAX_OUTPUT_CHARACTERS
  const lineLimit = options.maxLineCharacters === undefined ? MAX_LINE_CHARACTERS : options.maxLineCharacters
  const head: Buffer[] = []
  const tail: Buffer[] = []
  let headBytes = 0
  let tailBytes = 0
  let totalBytes = 0
  let spill: Spill | null = null

  const keep = (bytes: Buffer) => {
    const room = KEPT_BYTES - headBytes
    if (room > 0) {
      head.push(bytes.subarray(0, room))
      headBytes += Math.min(room, bytes.length)
    }
    if (bytes.length <= room) return
    tail.push(room > 0 ? bytes.subarray(room) : bytes)
    tailBytes += bytes.length - Math.max(0, room)
    while (tailBytes - (tail[0]?.length ?? 0) >= KEPT_BYTES) tailBytes -= tail.shift()?.length ?? 0
  }
  const kept = () => Buffer.concat([...head, ...tail])
  const hasAll = () => headBytes + tailBytes === totalBytes

  return {
    kept,
    write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      totalBytes += bytes.length
      if (spill === null && options.spillPath !== undefined && totalBytes > KEPT_BYTES) {
        spill = openSpill(options.spillPath)
        spill?.write(kept())
      }
      spill?.write(bytes)
      keep(bytes)
    },
    finish() {
      const shown = show()
      if (shown.isTruncated && spill === null && options.spillPath !== undefined) {
        spill = openSpill(options.spillPath)
        spill?.write(kept())
      }
      spill?.close()
      return { ...shown, spillPath: shown.isTruncated && spill !== null ? options.spillPath! : null, totalBytes }
    },
  }

  function show(): { text: string; isTruncated: boolean } {
    if (hasAll()) {
      const whole = decode(kept())
      const text = cutLines(whole, lineLimit)
      if (text.length <= limit) return { text, isTruncated: text !== whole }
      return { text: joinEnds(text, text, limit, totalBytes), isTruncated: true }
    }
    const first = cutLines(decode(Buffer.concat(head)), lineLimit)
    const last = cutLines(decode(dropPartialCharacter(Buffer.concat(tail).subarray(-KEPT_BYTES))), lineLimit)
    return { text: joinEnds(first, last, limit, totalBytes), isTruncated: true }
  }
}

/** Text that is shown from its beginning alone: lists and pages, where the end is worth no more than the middle. */
export function cutText(text: string, maxLineCharacters: number | null = null): { text: string; isTruncated: boolean } {
  const cut = cutLines(text, maxLineCharacters)
  if (cut.length <= MAX_OUTPUT_CHARACTERS) return { text: cut, isTruncated: cut !== text }
  const end = MAX_OUTPUT_CHARACTERS - TRUNCATED.length
  return { text: cut.slice(0, end).toWellFormed() + TRUNCATED, isTruncated: true }
}

/** Errors stand at the end, so the end gets more. */
function joinEnds(first: string, last: string, limit: number, totalBytes: number): string {
  const room = limit - GAP_CHARACTERS
  const head = first.slice(0, Math.floor(room * 0.4))
  const tail = last.slice(-Math.floor(room * 0.6))
  const shownBytes = Buffer.byteLength(head) + Buffer.byteLength(tail)
  const left = Math.max(0, totalBytes - shownBytes).toLocaleString('en')
  return `${head}\n${TRUNCATED} ${left} bytes left out\n${tail}`.toWellFormed()
}

function cutLines(text: string, limit: number | null): string {
  if (limit === null || text.length <= limit) return text
  const lines = text.split('\n')
  return lines
    .map((line) => (line.length <= limit ? line : line.slice(0, limit - TRUNCATED.length).toWellFormed() + TRUNCATED))
    .join('\n')
}

function decode(bytes: Buffer): string {
  return bytes.toString('utf8')
}

/** A tail that starts within a character starts after it. */
function dropPartialCharacter(bytes: Buffer): Buffer {
  let from = 0
  while (from < 4 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  return bytes.subarray(from)
}

interface Spill {
  write(bytes: Buffer): void
  close(): void
}

/** Null when the file cannot be made: what is shown does not depend on it. */
function openSpill(path: string): Spill | null {
  let fd: number
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    fd = openSync(path, 'wx', 0o600)
  } catch {
    return null
  }
  let room = MAX_SPILLED_BYTES
  return {
    write(bytes) {
      if (room <= 0) return
      try {
        writeSync(fd, bytes.subarray(0, room))
      } catch {
        // A full disk: the file ends here.
        room = 0
      }
      room -= bytes.length
    },
    close() {
      closeSync(fd)
    },
  }
}
