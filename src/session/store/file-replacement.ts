// Replaces a session file and keeps the old one under the next free number. A crash at any step loses neither.

import {
  closeSync,
  constants,
  copyFileSync,
  fsync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { discard, hasCode, writeAll } from '../../sys/files.ts'
import { handleInSlices } from '../../sys/time-slices.ts'

/** Lines are joined and written in pieces of this size: joining all of them would hold a long conversation twice. */
const PIECE_CHARS = 1024 * 1024

/**
 * Renames `context.jsonl` to `context_N.jsonl` and writes `lines` as the new `context.jsonl`. The old file keeps its name
 * until the new one is complete and on disk: after a kill at any instant one of the two has the name, whole.
 * Returns the new path of the old file, or null when there was no file.
 */
export function replaceLines(path: string, lines: Iterable<string>): string | null {
  const temporary = `${path}.tmp`
  try {
    const fd = openSync(temporary, 'w', 0o600)
    try {
      const pieces = createPieces(fd)
      for (const line of lines) pieces.add(line)
      pieces.flush()
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    return takeName(temporary, path)
  } catch (error) {
    discard(temporary)
    throw error
  }
}

const syncToDisk = promisify(fsync)

/**
 * The same in slices of time, for long files. `temporary`: the name of the new file while it is written, on the same file system and
 * this caller's alone, since others work meanwhile.
 */
export async function replaceLinesInSlices(
  path: string,
  lines: Iterable<string>,
  temporary: string,
): Promise<string | null> {
  try {
    const fd = openSync(temporary, 'w', 0o600)
    try {
      const pieces = createPieces(fd)
      await handleInSlices(lines, pieces.add)
      pieces.flush()
      await syncToDisk(fd)
    } finally {
      closeSync(fd)
    }
    return takeName(temporary, path)
  } catch (error) {
    discard(temporary)
    throw error
  }
}

/** Gives the new file the name of the old one, which is kept. Returns the new path of the old file, or null when there was no file. */
function takeName(temporary: string, path: string): string | null {
  const kept = keepAside(path)
  renameSync(temporary, path)
  return kept
}

function createPieces(fd: number): { add(line: string): void; flush(): void } {
  let piece = ''
  const flush = () => {
    writeAll(fd, Buffer.from(piece))
    piece = ''
  }
  return {
    add(line) {
      piece += line + '\n'
      if (piece.length >= PIECE_CHARS) flush()
    },
    flush,
  }
}

/** Gives the file a second name, `name_N.ext`, where N is one more than the highest in use. Null when there is no file. */
function keepAside(path: string): string | null {
  for (let number = highest(path) + 1; ; number++) {
    const kept = numbered(path, number)
    try {
      linkSync(path, kept)
      return kept
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue
      if (hasCode(error, 'ENOENT')) return null
      // The file system has no hard links: make a copy, which like a link never replaces a file.
      copyFileSync(path, kept, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      return kept
    }
  }
}

/** The old files that `replaceLines` has kept, newest first. */
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
