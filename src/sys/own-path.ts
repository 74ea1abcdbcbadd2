// The programs that we start for ourselves: git, bwrap, ss, mkfifo, rg. They run outside of every wall, so they come only from folders in
// which no command of the agent can have put them: from no temporary folder, none of a workspace or project, none that others may write.

import { existsSync, statSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join, sep } from 'node:path'
import { findHome } from './own-user.ts'
import { isProgram } from './files.ts'
import { realOf, temporaryFolders } from './folders/temporary-folders.ts'

/** Stands in for a PATH that has no folder to take a program from. */
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'
/** Folders that stay open when somebody works in `/usr` or `/`: without them nothing runs, and who may write there owns the system. */
const SYSTEM_FOLDERS = new Set(['/usr/bin', '/usr/sbin', '/bin', '/sbin'])
/** Files at the root of a project. */
const ROOTS = ['.git', 'package.json', 'pyproject.toml', 'Cargo.toml', 'go.mod', '.envrc', 'Gemfile', 'composer.json']
const OTHERS_MAY_WRITE = 0o002
const IS_STICKY = 0o1000

/** Folders of which this process has heard that commands of the agent may write in them, by their names and real paths. */
const workspaces = new Set<string>()

/** Takes no program from these folders any more. Returns true if one of them was not known yet. */
export function closeToPrograms(folders: readonly string[]): boolean {
  const before = workspaces.size
  for (const name of withReal(folders)) if (name !== '/') workspaces.add(name)
  return workspaces.size > before
}

/** The folders of a PATH from which we take programs, as a PATH of their real paths. `folders` are left out beside those that are always. */
export function ownPath(env: NodeJS.ProcessEnv, folders: readonly string[] = []): string {
  const isOwn = createCheck(env, folders)
  const own = pathOf(env).flatMap((folder) => (isOwn(folder) ? realOf(folder)! : []))
  return own.length === 0 ? SYSTEM_PATH : [...new Set(own)].join(delimiter)
}

/** The absolute path of the program `name`, as `ownPath` finds it; else null. */
export function findOwnProgram(name: string, env: NodeJS.ProcessEnv, folders: readonly string[] = []): string | null {
  const isOwn = createCheck(env, folders)
  const found = pathOf(env).find(
    (folder) => isProgram(join(folder, name)) && isOwn(folder) && isOwnFile(join(folder, name), isOwn),
  )
  if (found !== undefined) return join(realOf(found)!, name)
  if (ownPath(env, folders) !== SYSTEM_PATH) return null
  return (
    SYSTEM_PATH.split(delimiter)
      .map((folder) => join(folder, name))
      .find(isProgram) ?? null
  )
}

/** A PATH for commands: without its relative folders and those inside `folders` that are not the system's own. The others are as they were. */
export function pathWithout(path: string, folders: readonly string[]): string {
  const closed = withReal(folders)
  const isOutside = (folder: string) => {
    const real = isAbsolute(folder) ? realOf(folder) : null
    if (real === null) return false
    return SYSTEM_FOLDERS.has(real) || ![folder, real].some((name) => isBelow(name, closed))
  }
  return path.split(delimiter).filter(isOutside).join(delimiter)
}

function pathOf(env: NodeJS.ProcessEnv): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)
}

/** A check for folders. The home counts as one that was chosen to hold programs, even if it is a project or lies in a temporary folder. */
function createCheck(env: NodeJS.ProcessEnv, folders: readonly string[]): (folder: string) => boolean {
  const homes = withReal([env['HOME'] || findHome()])
  const closed = [...withReal(folders), ...workspaces]
  const temporary = temporaryFolders().filter((folder) => !isBelow(folder, homes))
  const isClosed = (name: string) =>
    isBelow(name, closed) ||
    (isBelow(name, temporary) && !homes.some((home) => isBelow(name, [home]) && isBelow(home, temporary))) ||
    isOfProject(name, homes)
  return (folder) => {
    const real = realOf(folder)
    if (real === null || !isOurs(real)) return false
    return SYSTEM_FOLDERS.has(real) || (!isClosed(folder) && !isClosed(real))
  }
}

/** True for a file that is no link to where a command may write. */
function isOwnFile(path: string, isOwn: (folder: string) => boolean): boolean {
  const real = realOf(path)
  return real !== null && (dirname(real) === realOf(dirname(path)) || isOwn(dirname(real))) && isOurs(real)
}

/** True when nobody else may change the real path: it and all folders above belong to this user or to the system. */
function isOurs(real: string): boolean {
  for (let at = real; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false })
    if (found === undefined || (found.uid !== 0 && found.uid !== process.getuid?.())) return false
    const isOpen = (found.mode & OTHERS_MAY_WRITE) !== 0
    // In a folder with the sticky bit nobody can take the name of what belongs to another user.
    if (isOpen && (at === real || (found.mode & IS_STICKY) === 0)) return false
    if (dirname(at) === at) return true
  }
}

function isOfProject(folder: string, homes: readonly string[]): boolean {
  if (folder.split(sep).includes('node_modules')) return true
  for (let at = folder; !homes.includes(at) && dirname(at) !== at; at = dirname(at))
    if (ROOTS.some((name) => existsSync(join(at, name)))) return true
  return false
}

/** True for a path that is one of the folders or lies in one, by the names alone: for paths that are real already. */
export function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep))
}

function withReal(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => [folder, realOf(folder) ?? folder])
}
