// The places of a sandbox in which a command writes, and how what lies in them is kept read-only and in its place.

import { dirname, sep } from 'node:path'
import { isInside } from '../rules/workspace-path.ts'

/** Real paths. */
export interface WritePlaces {
  writable: string[]
  /** Within those, what cannot be written. */
  fixed: string[]
  /** Folders on the way to something fixed: without their names nothing can be put in its place. */
  pinned: string[]
  /** Paths at which nothing is, and by which git would obey another configuration: they are taken away again after the command. */
  absent: string[]
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
