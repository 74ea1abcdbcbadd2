// Corrects a misspelt path, one component at a time, by the names on disk.

import { dirname } from 'node:path'

import { measureDistance } from '../../sys/words/word-distance.ts'
import { exists, isFolder, listFolder } from '../../workspace/folder-entries.ts'
import { resolvePath } from './failed-command.ts'

/** The conditions of a correction. */
export interface PathWish {
  cwd: string
  home: string
  /** True when only directories count, as for `cd`. */
  foldersOnly?: boolean
  /** True when the last component may be new, because the command would create it. */
  lastMayBeNew?: boolean
}

/** A corrected path, written as the wrong one was (relative, `~/`, trailing slash); `distance` sums all components. */
export interface FoundPath {
  path: string
  distance: number
}

/** Existing paths near a wrong one, nearest first; empty when nothing is near. */
export function correctPath(wrong: string, wish: PathWish): FoundPath[] {
  const parts = wrong.split('/')
  let open: FoundPath[] = [{ path: '', distance: 0 }]
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1
    const next: FoundPath[] = []
    for (const { path, distance } of open) {
      const glue = i === 0 ? '' : '/'
      if (part === '' || part === '.' || part === '..' || part === '~') {
        next.push({ path: path + glue + part, distance })
        continue
      }
      const here = path + glue + part
      if (exists(resolvePath(wish.cwd, wish.home, here))) {
        next.push({ path: here, distance })
        if (!isLast || distance > 0) continue
      }
      const folder = resolvePath(wish.cwd, wish.home, i === 0 ? '.' : path === '' ? '/' : path)
      next.push(
        ...findNear(folder, part, !isLast || wish.foldersOnly === true).map((item) => ({
          path: path + glue + item.path,
          distance: distance + item.distance,
        })),
      )
      if (isLast && wish.lastMayBeNew && distance > 0) next.push({ path: here, distance })
    }
    open = next.toSorted((a, b) => a.distance - b.distance).slice(0, 4)
  }
  return open.filter((item) => item.distance > 0 && item.path !== wrong)
}

function findNear(folder: string, part: string, foldersOnly: boolean): FoundPath[] {
  const limit = part.length <= 3 ? 1 : part.length <= 5 ? 1.75 : 2.7
  const out: FoundPath[] = []
  const lower = part.toLowerCase()
  for (const entry of listFolder(folder)) {
    if (foldersOnly && !entry.isFolder) continue
    const name = entry.name.toLowerCase()
    let distance = name === lower ? 0.1 : measureDistance(lower, name, limit)
    // A forgotten extension (`node server` for server.js) or the beginning of a longer name.
    if (distance === Infinity && lower.length >= 3 && name.startsWith(lower)) {
      distance = stripExtension(name) === lower ? 0.6 : 1.6
    }
    if (distance !== Infinity) out.push({ path: entry.name, distance })
  }
  return out.toSorted((a, b) => a.distance - b.distance).slice(0, 4)
}

const stripExtension = (name: string): string =>
  name.lastIndexOf('.') > 0 ? name.slice(0, name.lastIndexOf('.')) : name

/** The directory part of a path that would have to exist, or null when it does. */
export function missingParent(path: string, cwd: string, home: string): string | null {
  const clean = path.replace(/\/+$/, '')
  const parent = path.endsWith('/') ? clean : dirname(clean)
  if (parent === '.' || parent === '' || parent === '/') return null
  return isFolder(resolvePath(cwd, home, parent)) ? null : parent
}
