// A path of a folder that cannot be swapped for a link while it is used.

import { chmodSync, closeSync, constants, openSync } from 'node:fs'

const { O_DIRECTORY, O_NOFOLLOW } = constants
/** Linux's flag for folders that may be entered but not listed. Node has no name for it. */
const O_PATH = 0o10000000

/**
 * Opens a real path step by step, following no link. Throws with ENOTDIR or ELOOP where a part of it is a link by now. The descriptor is
 * to be closed. Linux only.
 */
export function openPinned(folder: string): number {
  let fd = openSync('/', O_PATH | O_DIRECTORY)
  for (const part of folder.split('/').filter((name) => name !== '')) {
    try {
      const next = openSync(`/proc/self/fd/${fd}/${part}`, O_PATH | O_DIRECTORY | O_NOFOLLOW)
      closeSync(fd)
      fd = next
    } catch (error) {
      closeSync(fd)
      throw error
    }
  }
  return fd
}

/** Calls `use` with a path of the folder that cannot be swapped; elsewhere than on Linux it is the folder itself. Throws as `openPinned`. */
export function withPinnedFolder<T>(folder: string, use: (pinned: string) => T): T {
  if (process.platform !== 'linux') return use(folder)
  const fd = openPinned(folder)
  try {
    return use(`/proc/self/fd/${fd}`)
  } finally {
    closeSync(fd)
  }
}

/** Sets the mode of a folder, and never that of what a link in its place leads to. Throws then. */
export function setFolderMode(folder: string, mode: number): void {
  if (process.platform !== 'linux') return chmodSync(folder, mode)
  const fd = openSync(folder, O_PATH | O_DIRECTORY | O_NOFOLLOW)
  try {
    chmodSync(`/proc/self/fd/${fd}`, mode)
  } finally {
    closeSync(fd)
  }
}
