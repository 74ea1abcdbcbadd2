// Opens and replaces files by their real path. Each folder is opened relative to the one before and must not be a
// symbolic link, so that a folder that is swapped for a link after the check, or while the user is asked, does no harm.

import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_NONBLOCK } = constants
/** Linux's flag for folders that may be entered but not listed. Node has no name for it. */
const O_PATH = 0o10000000

/**
 * Calls `use` with a path of the folder that cannot be swapped. Only Linux has such paths; elsewhere it is the folder
 * itself.
 */
async function withFolder<T>(folder: string, use: (pinned: string) => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return use(folder)
  let fd = openSync('/', O_PATH | O_DIRECTORY)
  try {
    for (const part of folder.split('/').filter((name) => name !== '')) {
      const next = openSync(`/proc/self/fd/${fd}/${part}`, O_PATH | O_DIRECTORY | O_NOFOLLOW)
      closeSync(fd)
      fd = next
    }
    return await use(`/proc/self/fd/${fd}`)
  } finally {
    closeSync(fd)
  }
}

/** Opens a real path for reading. Does not wait for a fifo's other end. Rejects like `open`. */
export function openForReading(real: string): Promise<FileHandle> {
  return withFolder(dirname(real), (folder) => open(join(folder, basename(real)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
}

/** The kind, mode and number of links of a file; null when there is no such file. Other failures reject. */
export async function statFile(real: string): Promise<{ isFile: boolean; mode: number; links: number } | null> {
  try {
    const handle = await openForReading(real)
    try {
      const stat = await handle.stat()
      return { isFile: stat.isFile(), mode: stat.mode & 0o7777, links: stat.nlink }
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}

/**
 * Replaces the content of the file at a real path. After a crash the file has its old or its new content, never a
 * mixture. The mode is kept. A file with several hard links, or in a folder that takes no new files, is overwritten in
 * place.
 */
export async function replaceFile(real: string, bytes: Uint8Array, umask = process.umask()): Promise<void> {
  const before = await statFile(real)
  if (before !== null && !before.isFile) throw new Error('it is not a regular file')
  await withFolder(dirname(real), async (folder) => {
    const target = join(folder, basename(real))
    if (before !== null && before.links > 1) return writeInPlace(target, bytes)
    const temporary = join(folder, `.kimi-${randomBytes(6).toString('hex')}.tmp`)
    let handle: FileHandle
    try {
      handle = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, before?.mode ?? 0o666)
    } catch (error) {
      if (before !== null && hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return writeInPlace(target, bytes)
      throw error
    }
    try {
      try {
        await handle.chmod(before?.mode ?? 0o666 & ~umask)
        await handle.writeFile(bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

/** Appends to a file, which is made if it does not exist. */
export async function appendFile(real: string, bytes: Uint8Array, umask = process.umask()): Promise<void> {
  const isNew = (await statFile(real)) === null
  await withFolder(dirname(real), async (folder) => {
    const handle = await open(join(folder, basename(real)), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o666)
    try {
      if (isNew) await handle.chmod(0o666 & ~umask)
      await handle.writeFile(bytes)
    } finally {
      await handle.close()
    }
  })
}

async function writeInPlace(target: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(target, O_WRONLY | O_NOFOLLOW)
  try {
    await handle.writeFile(bytes)
    await handle.truncate(bytes.length)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
