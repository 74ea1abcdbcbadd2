// Reads directories and small files, with limits on their size and without exceptions.

import { lstatSync, opendirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ENTRIES_LIMIT = 2_000
const SMALL_FILE_LIMIT_BYTES = 256 * 1024

export interface FolderEntry {
  name: string
  /** True for a directory and for a link to one. */
  isFolder: boolean
}

/** The entries of a directory by name, at most 2,000; empty when it cannot be read. */
export function listFolder(folder: string): FolderEntry[] {
  const entries: FolderEntry[] = []
  try {
    const dir = opendirSync(folder)
    try {
      for (let entry = dir.readSync(); entry !== null && entries.length < ENTRIES_LIMIT; entry = dir.readSync()) {
        entries.push({
          name: entry.name,
          isFolder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
        })
      }
    } finally {
      dir.closeSync()
    }
  } catch {
    return entries
  }
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** True for a directory or a link to one; false also for a path that no file can have (with a NUL byte). */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

/** True when the path names anything, even a link that leads nowhere. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** The text of a regular file; null when it is missing, a link, or larger than 256 KiB. */
export function readSmallFile(path: string): string | null {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile() || stat.size > SMALL_FILE_LIMIT_BYTES) return null
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
