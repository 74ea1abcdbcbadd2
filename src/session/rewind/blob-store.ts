// A store of file contents, each under its SHA-256 once, with limits for a file and for the store.

import { createHash, randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { discard, hasCode, makeDirectory, writeAll } from '../../sys/files.ts'

export const FILE_LIMIT_BYTES = 10 * 1024 * 1024
const STORE_LIMIT_BYTES = 200 * 1024 * 1024
const CHUNK_BYTES = 1024 * 1024

export type Kept = { ok: true; hash: string; size: number } | { ok: false; reason: string }

export interface BlobStore {
  /** Copies the file. Gives `ok: false` with the reason when a limit is exceeded; throws on I/O errors. */
  keepFile(path: string, size: number): Kept
  keepBytes(bytes: Buffer): Kept
  pathOf(hash: string): string
  has(hash: string): boolean
  /** Deletes the contents whose hashes are not in `referenced`. */
  sweep(referenced: ReadonlySet<string>): void
}

export interface StoreLimits {
  fileBytes: number
  storeBytes: number
}

export function createBlobStore(
  dir: string,
  limits: StoreLimits = { fileBytes: FILE_LIMIT_BYTES, storeBytes: STORE_LIMIT_BYTES },
): BlobStore {
  let used: number | null = null
  const pathOf = (hash: string) => join(dir, hash)

  const refusal = (size: number): string | null => {
    if (size > limits.fileBytes) return `it is larger than ${megabytes(limits.fileBytes)}`
    used ??= measure(dir)
    return used + size > limits.storeBytes ? `more than ${megabytes(limits.storeBytes)} are kept already` : null
  }
  /** `fill` creates the file at the path that it is given. */
  const keep = (size: number, fill: (path: string) => void): Kept => {
    const reason = refusal(size)
    if (reason !== null) return { ok: false, reason }
    makeDirectory(dir)
    const temporary = join(dir, `${randomUUID()}.tmp`)
    try {
      fill(temporary)
      const hashed = hashFile(temporary)
      if (existsSync(pathOf(hashed.hash))) rmSync(temporary)
      else {
        renameSync(temporary, pathOf(hashed.hash))
        used = (used ?? 0) + hashed.size
      }
      return { ok: true, ...hashed }
    } catch (error) {
      discard(temporary)
      throw error
    }
  }
  return {
    pathOf,
    has: (hash) => existsSync(pathOf(hash)),
    keepFile: (path, size) =>
      keep(size, (temporary) => copyFileSync(path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)),
    keepBytes: (bytes) =>
      keep(bytes.length, (temporary) => {
        const fd = openSync(temporary, 'wx', 0o600)
        try {
          writeAll(fd, bytes)
        } finally {
          closeSync(fd)
        }
      }),
    sweep(referenced) {
      for (const name of namesIn(dir)) if (!referenced.has(name)) rmSync(join(dir, name), { force: true })
      used = null
    },
  }
}

/** SHA-256 and size of a file. Hash the copy, not the original, which may have changed meanwhile. */
export function hashFile(path: string): { hash: string; size: number } {
  const hash = createHash('sha256')
  const fd = openSync(path, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    let size = 0
    for (let read; (read = readSync(fd, chunk, 0, CHUNK_BYTES, size)) > 0; size += read) {
      hash.update(chunk.subarray(0, read))
    }
    return { hash: hash.digest('hex'), size }
  } finally {
    closeSync(fd)
  }
}

function measure(dir: string): number {
  return namesIn(dir).reduce((sum, name) => sum + (statSync(join(dir, name), { throwIfNoEntry: false })?.size ?? 0), 0)
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}
