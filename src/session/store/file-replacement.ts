// Putting a session file aside under the next free number and a new one in its place, in steps none of which loses either.

import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { writeAll } from './line-file.ts'

/** Written in pieces of about this size: a long conversation as one string would be held twice. */
const PIECE_CHARS = 1024 * 1024

/**
 * `context.jsonl` becomes `context_N.jsonl` and `lines` the new `context.jsonl`. The old file stays under its name until
 * the new one, complete and on disk, takes it over: after a kill at any instant one of the two is there, whole.
 * Gives the name that the old one has now, or null when there was none.
 */
export function replaceLines(path: string, lines: Iterable<string>): string | null {
  const temporary = `${path}.tmp`
  try {
    const fd = openSync(temporary, 'w', 0o600)
    try {
      let piece = ''
      for (const line of lines) {
        piece += line + '\n'
        if (piece.length < PIECE_CHARS) continue
        writeAll(fd, Buffer.from(piece))
        piece = ''
      }
      writeAll(fd, Buffer.from(piece))
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    const kept = keepAside(path)
    renameSync(temporary, path)
    return kept
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** A second name for the file, `name_N.ext`, N being one more than the highest there is. */
function keepAside(path: string): string | null {
  for (let number = highest(path) + 1; ; number++) {
    const kept = numbered(path, number)
    try {
      linkSync(path, kept)
      return kept
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue
      if (hasCode(error, 'ENOENT')) return null
      // File systems without hard links: a copy, as exclusive as the link.
      copyFileSync(path, kept, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      return kept
    }
  }
}

/** The files put aside, newest first. */
export function listAside(path: string): string[] {
  const found: string[] = []
  for (let number = highest(path); number > 0; number--) found.push(numbered(path, number))
  return found
}

function highest(path: string): number {
  const [stem, extension] = split(path)
  let most = 0
  try {
    for (const name of readdirSync(dirname(path))) {
      const number = name.startsWith(`${stem}_`) && name.endsWith(extension) ? name.slice(stem.length + 1) : ''
      const digits = /^(\d{1,9})\./.exec(number)
      if (digits && number === digits[1] + extension) most = Math.max(most, Number(digits[1]))
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  return most
}

function numbered(path: string, number: number): string {
  const [stem, extension] = split(path)
  return join(dirname(path), `${stem}_${number}${extension}`)
}

function split(path: string): [string, string] {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  return [name.slice(0, dot), name.slice(dot)]
}
