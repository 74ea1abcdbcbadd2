// The folders in which kimi looks for the programs that it starts for itself: git, bwrap, ss. A folder of a project may be written by whoever
// writes the project, a command of the agent among them, and what lies there would run outside of every wall.

import { existsSync, realpathSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path'

/** Files at the root of a project. */
const ROOTS = ['.git', 'package.json', 'pyproject.toml', 'Cargo.toml', 'go.mod', '.envrc', 'Gemfile', 'composer.json']

/** `path`, a PATH, without its relative folders, those of projects, and those inside `folders`. */
export function ownPath(path: string, folders: readonly string[] = []): string {
  const roots = folders.flatMap((folder) => [folder, realOf(folder) ?? folder])
  const isOwn = (folder: string) => {
    const real = isAbsolute(folder) ? realOf(folder) : null
    return real !== null && ![folder, real].some((name) => isInside(name, roots) || isOfProject(name))
  }
  return path.split(delimiter).filter(isOwn).join(delimiter)
}

function isInside(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root + sep))
}

/** The home itself is no project, even if its settings are kept in a repository. */
function isOfProject(folder: string): boolean {
  if (folder.split(sep).includes('node_modules')) return true
  const home = process.env['HOME'] ?? ''
  for (let at = folder; at !== home && dirname(at) !== at; at = dirname(at))
    if (ROOTS.some((name) => existsSync(join(at, name)))) return true
  return false
}

/** Null for what is not there. */
function realOf(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
