// The directories from one up to the root of the file system.

import { dirname, join, resolve } from 'node:path'
import { exists } from './folder-entries.ts'

/** The directory itself and all above it, nearest first, as absolute paths. Nothing is read. */
export function listParents(directory: string): string[] {
  const parents = [resolve(directory)]
  for (let parent = dirname(parents[0]!); parent !== parents.at(-1); parent = dirname(parent)) parents.push(parent)
  return parents
}

/** The nearest directory upwards, this one included, that holds something called `name`; null when no directory does. */
export function findUpwards(directory: string, name: string): string | null {
  return listParents(directory).find((parent) => exists(join(parent, name))) ?? null
}
