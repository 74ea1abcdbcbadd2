// Opens and replaces files by their real path. Each folder is opened relative to the one before and must not be a
// symbolic link, so that a folder that is swapped for a link after the check, or while the user is asked, does no harm.

import { execFile } from 'node:child_process'
import { type Stats, closeSync, constants } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { isHeldLock } from '../../sys/lock.ts'
import { openPinned } from '../../sys/folders/pinned-folder.ts'
import { appendInPlace, overwriteInPlace, temporaryIn } from './in-place.ts'

const { O_NOFOLLOW, O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK } = constants

/**
 * Calls `use` with a path of the folder that cannot be swapped. Only Linux has such paths; elsewhere it is the folder
 * itself.
 */
export async function withFolder<T>(folder: string, use: (pinned: string) => Promise<T>): Promise<T> {
  if (process.platform !== 'linux') return use(folder)
  const fd = openPinned(folder)
  try {
    return await use(`/proc/self/fd/${fd}`)
  } finally {
    closeSync(fd)
  }
}

/** Opens a real path for reading. Does not wait for a fifo's other end. Rejects like `open`, with EBUSY for a lock of this process. */
export async function openForReading(real: string): Promise<FileHandle> {
  if (isHeldLock(real))
    throw Object.assign(new Error(`EBUSY: kimi itself holds this lock, open '${real}'`), { code: 'EBUSY' })
  return withFolder(dirname(real), (folder) => open(join(folder, basename(real)), O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
}

/** The status of a file; null when there is no such file. Other failures reject. */
export async function statFile(real: string): Promise<Stats | null> {
  try {
    const handle = await openForReading(real)
    try {
      return await handle.stat()
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
 * mixture. Mode, owner, access lists and extended attributes are kept. A file is overwritten in place where a new one
 * would lose something: its other hard links, an owner that this process may not give, a mount on the file itself; or
 * where the folder takes no new files.
 */
export async function replaceFile(real: string, bytes: Uint8Array, umask = process.umask()): Promise<void> {
  const before = await statFile(real)
  if (before !== null && !before.isFile()) throw new Error('it is not a regular file')
  await withFolder(dirname(real), async (folder) => {
    const target = join(folder, basename(real))
    if (before !== null && before.nlink > 1) return overwriteInPlace(target, bytes, folder)
    const temporary = temporaryIn(folder)
    try {
      await writeTemporary(temporary, bytes, before ?? 0o666 & ~umask, target)
      return await rename(temporary, target)
    } catch (error) {
      await rm(temporary, { force: true })
      if (before === null || !hasCode(error, ...NOT_REPLACEABLE)) throw error
    }
    await overwriteInPlace(target, bytes, folder)
  })
}

/** The codes for folders that take no new file, and for files whose name cannot be given to another one. */
const NOT_REPLACEABLE = ['EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ETXTBSY']

/**
 * Writes a temporary file that may take the place of `target`. `like` is the status of the target, or the mode of a new
 * file. Rejects with EPERM when the owner cannot be kept.
 */
async function writeTemporary(path: string, bytes: Uint8Array, like: Stats | number, target: string): Promise<void> {
  const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    if (typeof like === 'number') await handle.chmod(like)
    else {
      await copyAttributes(target, path)
      const made = await handle.stat()
      const isOwned = made.uid === like.uid && made.gid === like.gid
      if (!isOwned) await handle.chown(like.uid, like.gid)
      await handle.chmod(like.mode & 0o7777)
    }
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Copies access lists and extended attributes, for which Node has no functions. Without GNU cp nothing is copied. */
function copyAttributes(from: string, to: string): Promise<void> {
  if (process.platform !== 'linux') return Promise.resolve()
  const outside = (path: string) => path.replace('/proc/self/', `/proc/${process.pid}/`)
  const options = ['--attributes-only', '--preserve=mode,ownership,xattr', '--no-dereference', '--']
  return new Promise((resolve) => {
    execFile('/bin/cp', [...options, outside(from), outside(to)], { timeout: 5000 }, () => resolve())
  })
}

/** Appends to a file, which is made if it does not exist. When that fails, the file is as it was. */
export async function appendFile(real: string, bytes: Uint8Array, umask = process.umask()): Promise<void> {
  const isNew = (await statFile(real)) === null
  await withFolder(dirname(real), (folder) =>
    appendInPlace(join(folder, basename(real)), bytes, isNew ? 0o666 & ~umask : null),
  )
}
