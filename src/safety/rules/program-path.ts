// Finds a program of the system for our own use, and never one inside the workspace, which may be hostile.

import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { followLinks, isInside } from './workspace-path.ts'

/** The PATH without its relative folders and those inside `folders`. */
export function withoutFolders(path: string, folders: readonly string[]): string {
  const isOutside = (folder: string) => {
    try {
      return isAbsolute(folder) && !isInside(folder, folders) && !isInside(followLinks(folder), folders)
    } catch {
      return false
    }
  }
  return path.split(delimiter).filter(isOutside).join(delimiter)
}

/** The absolute path of `name`, searched in the folders of PATH that are absolute and outside `folders`; else null. */
export function findProgram(name: string, env: NodeJS.ProcessEnv, folders: readonly string[]): string | null {
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      if (statSync(path).isFile() && !isInside(followLinks(path), folders) && !isInside(followLinks(folder), folders)) {
        return path
      }
    } catch {
      continue
    }
  }
  return null
}
