// Moves aside what a command has put where git or a shell would obey it: nothing can be mounted on a name that is not there.

import { lstatSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { withPinnedFolder } from '../../sys/folders/pinned-folder.ts'

/**
 * Gives what is at the path another name, and says so in a line. `end`: what was made after this time, in milliseconds since 1970, stays. A
 * folder on the way that is a link by now leads to files that the command could not write.
 */
export function moveAside(path: string, end = Infinity): string[] {
  const aside = `${path}.undone-${Date.now()}`
  try {
    const isMoved = withPinnedFolder(dirname(path), (folder) => {
      const name = join(folder, basename(path))
      const found = lstatSync(name, { throwIfNoEntry: false })
      // The time of birth cannot be set, as the time of the last change can. Where the disk keeps none it is 0.
      if (found === undefined || found.birthtimeMs > end) return false
      renameSync(name, join(folder, basename(aside)))
      return true
    })
    return isMoved ? [`kimi moved ${path} to ${aside}: other programs would obey it.`] : []
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return []
    return [`${path} was made, and other programs would obey it; it could not be moved: ${(error as Error).message}.`]
  }
}
