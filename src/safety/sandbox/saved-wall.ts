// Makes a wall of what was saved of one.

import { lstatSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { withPinnedFolder } from '../../sys/folders/pinned-folder.ts'
import { checkMounts } from './mount-check.ts'
import { bridgeTo } from './network-bridge.ts'
import { workshopEnvironment } from './unasked-environment.ts'
import type { SavedWall, Wall } from './wall.ts'

/** The wall that was saved. `door` is the socket of a proxy to the network, or ''. */
export function restoreWall(saved: SavedWall, door = ''): Wall {
  const { program, args, filter, showsSecrets, cache, mounts, absent } = saved
  return {
    kind: 'workspace',
    hidesDisk: saved.hidesDisk === true,
    saved,
    wrap({ file, args: rest, cwd, env }) {
      const words = door === '' ? [file, ...rest] : bridgeTo(door, file, rest)
      return {
        file: program,
        args: [...args, '--chdir', cwd, '--', ...(mounts === undefined ? words : checkMounts(mounts, words))],
        cwd,
        env: workshopEnvironment(env, showsSecrets, cache),
        filter: filter === '' ? null : Buffer.from(filter, 'base64'),
      }
    },
    settle: () => absent.flatMap(undo),
  }
}

/**
 * Moves aside what a command has put where git or a shell would obey it; nothing can be mounted on a name that is not there. A folder on the
 * way that is a link by now leads to files that the command could not write.
 */
function undo(path: string): string[] {
  const aside = `${path}.undone-${Date.now()}`
  try {
    const isMoved = withPinnedFolder(dirname(path), (folder) => {
      const name = join(folder, basename(path))
      if (lstatSync(name, { throwIfNoEntry: false }) === undefined) return false
      renameSync(name, join(folder, basename(aside)))
      return true
    })
    return isMoved ? [`kimi moved ${path} to ${aside}: other programs would obey it.`] : []
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return []
    return [`${path} was made, and other programs would obey it; it could not be moved: ${(error as Error).message}.`]
  }
}
