// Writes into an existing file without replacing it, for files that others hold by more than their name. The old content is
// kept on disk until the new one is written, and is put back when writing fails.

import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants

/** A name for a temporary file in the folder. */
export function temporaryIn(folder: string): string {
  return join(folder, `.kimi-${randomBytes(6).toString('hex')}.tmp`)
}

/**
 * Overwrites the file. A copy of its old content is in `folder` meanwhile, or in the system's folder for temporary files.
 * Rejects when there is room for neither copy nor content; the file then has its old content.
 */
export async function overwriteInPlace(target: string, bytes: Uint8Array, folder: string): Promise<void> {
  const handle = await open(target, O_RDWR | O_NOFOLLOW)
  try {
    const old = await handle.readFile()
    const copy = await keepCopy(old, [folder, tmpdir()])
    try {
      // The part beyond the old end comes first: it may find the disk full, and has overwritten nothing then.
      await writeAt(handle, bytes.subarray(old.length), old.length)
      await writeAt(handle, bytes.subarray(0, old.length), 0)
      await handle.truncate(bytes.length)
      await handle.sync()
    } catch (error) {
      await putBack(handle, old, copy, error as Error)
      await rm(copy, { force: true })
      throw error
    }
    await rm(copy, { force: true })
  } finally {
    await handle.close()
  }
}

/** Rejects with an error that names the copy when the old content cannot be put back; the copy then stays. */
async function putBack(handle: FileHandle, old: Uint8Array, copy: string, cause: Error): Promise<void> {
  try {
    await writeAt(handle, old, 0)
    await handle.truncate(old.length)
    await handle.sync()
  } catch {
    throw new Error(`${cause.message}; its old content is in ${copy}`, { cause })
  }
}

/** Appends to a file, which is made if it does not exist. `mode` is that of a new file. */
export async function appendInPlace(target: string, bytes: Uint8Array, mode: number | null): Promise<void> {
  const handle = await open(target, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o666)
  try {
    if (mode !== null) await handle.chmod(mode)
    const { size } = await handle.stat()
    try {
      await handle.writeFile(bytes)
    } catch (error) {
      await handle.truncate(size)
      throw error
    }
  } finally {
    await handle.close()
  }
}

async function keepCopy(bytes: Uint8Array, folders: readonly string[]): Promise<string> {
  let failure: unknown
  for (const folder of folders) {
    const path = temporaryIn(folder)
    try {
      const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      return path
    } catch (error) {
      failure = error
      await rm(path, { force: true }).catch(() => {})
    }
  }
  throw failure
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await handle.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
}
