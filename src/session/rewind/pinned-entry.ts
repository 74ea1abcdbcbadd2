// Entries of a workspace, used without following a link: a command that still runs could put one in the place of a folder or of a file
// between the look at it and its use, and what lies behind is no part of the workspace.

import { closeSync, constants, fstatSync, lstatSync, openSync, realpathSync, type BigIntStats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { withPinnedFolder } from '../../sys/folders/pinned-folder.ts'

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants

/** Elsewhere a folder is looked at right before it is used. */
const CAN_PIN = process.platform === 'linux'

/** The reason for which an entry is neither kept nor restored. */
export const SWAPPED = 'its directory is a link now'

/**
 * Calls `use` with a path of the same entry whose folder cannot be swapped. `linked` is returned where a folder of the path is a link, and
 * `absent` where the folder is missing. `use` throws as it likes.
 */
export function withEntry<T>(
  path: string,
  use: (pinned: string) => T,
  { linked, absent }: { linked: T; absent: T },
): T {
  const folder = dirname(path)
  try {
    if (!CAN_PIN && realpathSync(folder) !== folder) return linked
    return withPinnedFolder(folder, (pinned) => use(join(pinned, basename(path))))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return absent
    if (!hasCode(error, 'ENOTDIR', 'ELOOP')) throw error
    return isBelowFile(folder) ? absent : linked
  }
}

/** Calls `use` with a path of the regular file that is opened now. Throws where the entry is a link or no regular file. */
export function withRegularFile<T>(path: string, use: (opened: string) => T): T {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    if (!fstatSync(fd).isFile()) throw new Error('it is no regular file any more')
    return use(CAN_PIN ? `/proc/self/fd/${fd}` : path)
  } finally {
    closeSync(fd)
  }
}

/** The path's own status, not that of a link's target; null when it does not exist. */
export function statOf(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null
    throw error
  }
}

/** True where a file stands in the place of one of the folders, so that nothing is below it. */
function isBelowFile(folder: string): boolean {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const stat = statOf(at)
    if (stat !== null) return stat.isFile()
  }
  return false
}
