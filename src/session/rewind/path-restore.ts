// Restores the content of a path: byte for byte, with its mode, and never through a link that was created since.

import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  type BigIntStats,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { discard, hasCode, makeDirectory } from '../../sys/files.ts'
import { setFolderMode } from '../../sys/folders/pinned-folder.ts'
import { hashFile, type BlobStore } from './blob-store.ts'
import type { FileContent } from './file-content.ts'
import { statOf, SWAPPED, withEntry, withRegularFile } from './pinned-entry.ts'

const MISSING = 'its directory cannot be made'

type Known = Exclude<FileContent, { kind: 'unknown' }>

/** Null on success, otherwise the reason why the path does not have `content` now. */
export function restoreContent(path: string, content: FileContent, store: BlobStore): string | null {
  if (content.kind === 'unknown') return content.reason
  const name = temporaryName(path)
  try {
    if (content.kind !== 'absent') makeFolders(dirname(path))
    return withEntry<string | null>(
      path,
      (pinned) => restoreEntry(pinned, content, join(dirname(pinned), name), store),
      {
        linked: SWAPPED,
        absent: content.kind === 'absent' ? null : MISSING,
      },
    )
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** `path` and `temporary` are in a folder that cannot be swapped. */
function restoreEntry(path: string, content: Known, temporary: string, store: BlobStore): string | null {
  rmSync(temporary, { force: true })
  if (content.kind === 'absent') return removePath(path)
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
}

/** Makes the folders that are missing, none of them through a link. */
function makeFolders(folder: string): void {
  if (statOf(folder) !== null) return
  makeFolders(dirname(folder))
  withEntry(folder, (pinned) => makeDirectory(pinned, 0o777), { linked: undefined, absent: undefined })
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
  withRegularFile(path, (opened) => {
    copyFileSync(temporary, opened)
    chmodSync(opened, mode)
  })
}

/** The same name for each attempt, so that the next attempt removes the file of one that was killed. */
function temporaryName(path: string): string {
  return `.kimi-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.tmp`
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
  setFolderMode(path, mode)
  return null
}
