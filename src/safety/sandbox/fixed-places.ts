// The places of a sandbox in which a command writes, and how what lies in them is kept read-only and in its place.

import { readlinkSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { exists } from '../../workspace/folder-entries.ts'
import { isInside } from '../rules/workspace-path.ts'
import type { Way } from './wall.ts'

/** Real paths. */
export interface WritePlaces {
  writable: string[]
  /** Within those, what cannot be written. */
  fixed: string[]
  /** Folders on the way to something fixed: without their names nothing can be put in its place. */
  pinned: string[]
  /** Paths at which nothing is, and by which git would obey another configuration: they are taken away again after the command. */
  absent: string[]
  /** The paths among those to which a folder is missing. */
  ways: Way[]
  /** Links on the way to something fixed. No mount keeps a link in its place: they are made anew after the command. */
  links: string[]
  /** Folders of git of which a part is writable. */
  repositories: string[]
}

/** Makes the path read-only where it lies in a folder of the workspace. */
export function addFixed(path: string | null, roots: readonly string[], places: WritePlaces): void {
  // A workspace that is itself such a folder was chosen to be written to.
  if (path === null || roots.includes(path) || !isInside(path, roots)) return
  places.fixed.push(path)
  addPinned(dirname(path), roots, places)
}

/** Pins the folder and those above it, up to the folder that is writable as a whole. */
export function addPinned(folder: string, roots: readonly string[], places: WritePlaces): void {
  const root = roots
    .filter((path) => folder === path || folder.startsWith(path + sep))
    .sort((a, b) => a.length - b.length)[0]
  if (root === undefined) return
  for (let at = folder; at !== root; at = dirname(at)) if (!places.pinned.includes(at)) places.pinned.push(at)
}

const MOST_LINKS = 40

/** Closes a path of the workspace that other programs obey, whether something is there or not, with all links on the way to it. */
export function addClosed(path: string, roots: readonly string[], places: WritePlaces): void {
  let at = '/'
  let rest = partsOf(path)
  for (let links = 0; rest.length > 0;) {
    const next = join(at, rest[0]!)
    const target = readLinkOf(next)
    if (target === null && !exists(next)) break
    rest = rest.slice(1)
    if (target === null) at = next
    else {
      if (++links > MOST_LINKS) return
      if (isInside(at, roots)) {
        places.links.push(next)
        addPinned(at, roots, places)
      }
      rest = [...partsOf(resolve(at, target)), ...rest]
      at = '/'
    }
  }
  if (rest.length === 0) return addFixed(at, roots, places)
  if (!isInside(at, roots)) return
  addPinned(at, roots, places)
  const missing = join(at, ...rest)
  places.absent.push(missing)
  if (rest.length > 1) places.ways.push({ from: at, path: missing })
}

const partsOf = (path: string) => path.split(sep).filter((part) => part !== '')

function readLinkOf(path: string): string | null {
  try {
    return readlinkSync(path)
  } catch {
    return null // no link, or nothing is there
  }
}
