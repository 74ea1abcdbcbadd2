// Sorts paths by what really lies there: only what exists can be covered in the sandbox.

import { constants, type Stats, statSync } from 'node:fs'
import { realOf } from '../../sys/folders/temporary-folders.ts'

/** Adds the real path to the set for its kind, where there is one. A path that leads nowhere is left out. */
export function addReal(
  path: string,
  { files, folders, sockets }: { files?: Set<string>; folders?: Set<string>; sockets?: Set<string> },
): void {
  const real = realOf(path)
  if (real === null) return
  try {
    const found = statSync(real)
    if (found.isDirectory()) folders?.add(real)
    else if (found.isFile() || found.isFIFO()) files?.add(real)
    else if (found.isSocket()) sockets?.add(real)
  } catch {
    // The file has just been removed.
  }
}

/** True when every user of the system may read the file. */
export function isForAll({ mode }: Pick<Stats, 'mode'>): boolean {
  return (mode & constants.S_IROTH) !== 0
}
