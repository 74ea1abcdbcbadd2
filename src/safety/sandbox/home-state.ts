// A home that is itself the workspace, or lies in it. Programs obey what stands there under hidden names, those that do not exist yet included.

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { OBEYED_FOLDERS } from '../rules/unasked-edits.ts'
import { moveAside } from './left-behind.ts'
import type { HomeState } from './wall.ts'

/** The names right in the home that other programs obey. Repositories, and what was moved aside, are left out. */
export function readHome(folder: string): HomeState {
  const isObeyed = (name: string) => (name.startsWith('.') && name !== '.git') || OBEYED_FOLDERS.has(name)
  return { folder, names: readNames(folder).filter((name) => isObeyed(name) && !/\.undone-\d+$/.test(name)) }
}

/** Moves aside what has appeared since. A line for each name. `end`: see `moveAside`. */
export function moveNewNames({ folder, names }: HomeState, end = Infinity): string[] {
  const known = new Set(names)
  const appeared = readHome(folder).names.filter((name) => !known.has(name))
  return appeared.flatMap((name) => moveAside(join(folder, name), end))
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
