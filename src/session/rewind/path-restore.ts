// Restores the content of a path: byte for byte, with its mode, and never through a link that was created since.

import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  type BigIntStats,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { discard, hasCode, makeDirectory } from '../../sys/files.ts'
import { hashFile, type BlobStore } from './blob-store.ts'
import { statOf, type FileContent } from './file-content.ts'

/** Null on success, otherwise the reason why the path does not have `content` now. */
export function restoreContent(path: string, content: FileContent, store: BlobStore): string | null {
  if (content.kind === 'unknown') return content.reason
  const temporary = temporaryFor(path)
  try {
    rmSync(temporary, { force: true })
    if (content.kind === 'absent') return removePath(path)
    makeDirectory(dirname(path), 0o777)
    // The directory may have been replaced by a link, and its target is not part of the workspace.
    if (realpathSync(dirname(path)) !== dirname(path)) return 'its directory is a link now'
    if (content.kind === 'directory') return restoreDirectory(path, content.mode)
    const there = statOf(path)
    const blocked = there?.isDirectory() ? removePath(path) : null
    if (blocked !== null) return blocked
    try {
      if (content.kind === 'link') symlinkSync(content.target, temporary)
      else copyBlob(content.hash, content.mode, temporary, store)
      if (content.kind === 'file' && there?.isFile()) replaceAlike(temporary, path, content.mode, there)
      else renameSync(temporary, path)
    } finally {
      discard(temporary)
    }
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * Puts a new file in the place of another. It gets the owner of the old one. Where the old one has other hard links, or an
 * owner that this process may not give, or is a mount, it is overwritten instead: an undo point has its content.
 */
function replaceAlike(temporary: string, path: string, mode: number, old: BigIntStats): void {
  try {
    if (old.nlink === 1n) {
      const made = statOf(temporary)!
      if (made.uid !== old.uid || made.gid !== old.gid) chownSync(temporary, Number(old.uid), Number(old.gid))
      chmodSync(temporary, mode)
      return renameSync(temporary, path)
    }
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EBUSY', 'EXDEV')) throw error
  }
  copyFileSync(temporary, path)
  chmodSync(path, mode)
}

/** The same name for each attempt, so that the next attempt removes the file of one that was killed. */
function temporaryFor(path: string): string {
  return join(dirname(path), `.kimi-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.tmp`)
}

function copyBlob(hash: string, mode: number, to: string, store: BlobStore): void {
  copyFileSync(store.pathOf(hash), to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  if (hashFile(to).hash !== hash) throw new Error('its kept copy is damaged')
  const fd = openSync(to, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  chmodSync(to, mode)
}

/** Removes a file or an empty directory. Null on success; files in a directory are somebody else's. */
function removePath(path: string): string | null {
  const stat = statOf(path)
  if (!stat) return null
  if (!stat.isDirectory()) {
    rmSync(path)
    return null
  }
  try {
    rmdirSync(path)
    return null
  } catch (error) {
    if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return 'the directory is not empty'
    throw error
  }
}

function restoreDirectory(path: string, mode: number): string | null {
  const stat = statOf(path)
  if (stat && !stat.isDirectory()) rmSync(path)
  if (!stat?.isDirectory()) makeDirectory(path, 0o777)
  chmodSync(path, mode)
  return null
}
