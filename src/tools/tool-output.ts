// Limits the output that a tool shows the model: 50,000 characters, 2,000 in a line. Of a longer output, and of a longer
// line, the beginning and the end are kept, in memory of a fixed size. The whole output goes to a file, if the caller names
// one. Progress that was drawn over itself is left out of both.

import { closeSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { createProgressFilter } from './progress-lines.ts'
import { makeDirectory } from '../sys/files.ts'

export const MAX_OUTPUT_CHARACTERS = 50_000
export const MAX_LINE_CHARACTERS = 2000
export const TRUNCATED = '[...truncated]'
export const TRUNCATION_NOTE = 'Output is truncated to fit in the message.'

/** Bytes kept of either end. They are more than the limit shows, since long lines are cut. */
const KEPT_BYTES = 256 * 1024
const MAX_SPILLED_BYTES = 16 * 1024 * 1024
/** Room for the line that tells how much was left out. */
const GAP_CHARACTERS = 120

export interface OutputOptions {
  maxCharacters?: number
  /** Null for lines of any length. */
  maxLineCharacters?: number | null
  /** The file for the whole output; it is made only when the output is not shown completely. */
  spillPath?: string
}

export interface Shown {
  text: string
  isTruncated: boolean
  /** The file with the first 16 MB of the output; null when all of it is shown. */
  spillPath: string | null
  totalBytes: number
}

export interface Output {
  write(bytes: Buffer | string): void
  finish(): Shown
  /** The output in memory, in order: for a command that continues as a background task. */
  kept(): Buffer
}

export function createOutput(options: OutputOptions = {}): Output {
  const limit = options.maxCharacters ?? MAX_OUTPUT_CHARACTERS
  const lineLimit = options.maxLineCharacters === undefined ? MAX_LINE_CHARACTERS : options.maxLineCharacters
  const ends = createEnds()
  const progress = createProgressFilter()
  let totalBytes = 0
  let spill: Spill | null = null
  const add = (bytes: Buffer) => {
    totalBytes += bytes.length
    if (spill === null && options.spillPath !== undefined && totalBytes > KEPT_BYTES) {
      spill = openSpill(options.spillPath)
      spill?.write(ends.kept())
    }
    spill?.write(bytes)
    ends.add(bytes)
  }

  return {
    kept: () => Buffer.concat([ends.kept(), progress.held()]),
    write(chunk) {
      add(progress.write(typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
    },
    finish() {
      add(progress.held())
      const shown = show()
      if (shown.isTruncated && spill === null && options.spillPath !== undefined) {
        spill = openSpill(options.spillPath)
        spill?.write(ends.kept())
      }
      spill?.close()
      return { ...shown, spillPath: shown.isTruncated && spill !== null ? options.spillPath! : null, totalBytes }
    },
  }

  function show(): { text: string; isTruncated: boolean } {
    if (ends.hasAll()) {
      const whole = decode(ends.kept())
      const text = cutLines(whole, lineLimit)
      if (text.length <= limit) return { text, isTruncated: text !== whole }
      return { text: joinEnds(text, text, limit, totalBytes), isTruncated: true }
    }
    const first = cutLines(decode(ends.head()), lineLimit)
    const last = cutLines(decode(dropPartialCharacter(ends.tail())), lineLimit)
    return { text: joinEnds(first, last, limit, totalBytes), isTruncated: true }
  }
}

/** The first and the last bytes of an output, KEPT_BYTES of each. */
function createEnds() {
  const head: Buffer[] = []
  const tail: Buffer[] = []
  let headBytes = 0
  let tailBytes = 0
  let totalBytes = 0
  return {
    add(bytes: Buffer) {
      totalBytes += bytes.length
      const room = KEPT_BYTES - headBytes
      if (room > 0) {
        head.push(bytes.subarray(0, room))
        headBytes += Math.min(room, bytes.length)
      }
      if (bytes.length <= room) return
      tail.push(room > 0 ? bytes.subarray(room) : bytes)
      tailBytes += bytes.length - Math.max(0, room)
      while (tailBytes - (tail[0]?.length ?? 0) >= KEPT_BYTES) tailBytes -= tail.shift()?.length ?? 0
    },
    kept: () => Buffer.concat([...head, ...tail]),
    hasAll: () => headBytes + tailBytes === totalBytes,
    head: () => Buffer.concat(head),
    tail: () => Buffer.concat(tail).subarray(-KEPT_BYTES),
  }
}

/** Cuts a text at its end. This suits lists and pages, whose end is worth no more than their middle. */
export function cutText(text: string, maxLineCharacters: number | null = null): { text: string; isTruncated: boolean } {
  const cut = cutLines(text, maxLineCharacters)
  if (cut.length <= MAX_OUTPUT_CHARACTERS) return { text: cut, isTruncated: cut !== text }
  const end = MAX_OUTPUT_CHARACTERS - TRUNCATED.length
  return { text: cut.slice(0, end).toWellFormed() + TRUNCATED, isTruncated: true }
}

/** The beginning and the end. The end gets more of the room, since errors stand there. */
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
  return text
    .split('\n')
    .map((line) => (line.length <= limit ? line : cutLine(line, limit)))
    .join('\n')
}

/** The beginning and the end of a line that is longer than `limit`. */
function cutLine(line: string, limit: number): string {
  const room = limit - TRUNCATED.length
  const tail = Math.floor(room * 0.6)
  return line.slice(0, room - tail).toWellFormed() + TRUNCATED + line.slice(-tail).toWellFormed()
}

function decode(bytes: Buffer): string {
  return bytes.toString('utf8')
}

/** The bytes without the rest of a character at their beginning. */
function dropPartialCharacter(bytes: Buffer): Buffer {
  let from = 0
  while (from < 4 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++
  return bytes.subarray(from)
}

interface Spill {
  write(bytes: Buffer): void
  close(): void
}

/** Null when the file cannot be made: the shown output does not depend on it. */
function openSpill(path: string): Spill | null {
  let fd: number
  try {
    makeDirectory(dirname(path))
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
        // The disk is full: the file ends here.
        room = 0
      }
      room -= bytes.length
    },
    close() {
      closeSync(fd)
    },
  }
}
