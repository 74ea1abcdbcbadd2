// Finds where a command in the workspace sandbox may write: in the workspace, in temporary folders, in a cache of its own and in the
// repository around the workspace. Read-only stays what makes other programs run something: a repository's hooks and configuration, the
// start-up files of shells, and our own state.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { findRepository } from '../../workspace/git-repository.ts'
import { readSmallFile } from '../../workspace/folder-entries.ts'
import { OBEYED_FOLDERS } from '../rules/unasked-edits.ts'
import { isInside } from '../rules/workspace-path.ts'
import { realOf, temporaryFolders } from '../../sys/temporary-folders.ts'
import { STARTUP_FILES } from '../secrets/startup-files.ts'

export interface WriteRequest {
  home: string
  /** Folders of ours. */
  own: readonly string[]
  /** Folders of the workspace; the command starts in the first. */
  folders: readonly string[]
  /** Files that something outside the sandbox runs. */
  fixed?: readonly string[]
  /** Paths that something outside obeys, existing or not. */
  closed?: readonly string[]
  /** Each `.git` that the search of the workspace has found. */
  repositories: readonly string[]
  /** Files and folders that are covered: in a folder that was renamed, the next command would find them open. */
  covered: readonly string[]
  /** A folder of the sandbox's own for what programs keep between runs. */
  cache: string
}

/** Real paths. */
export interface WritePlaces {
  writable: string[]
  /** Within those, what cannot be written. */
  fixed: string[]
  /** Folders on the way to something fixed: without their names nothing can be put in its place. */
  pinned: string[]
  /** Paths at which nothing is, and by which git would obey another configuration: they are taken away again after the command. */
  absent: string[]
}

/** A repository holds so many worktrees and submodules at the most; with more, it is not writable. */
const MAX_INNER_FOLDERS = 200

export function findWritePlaces(request: WriteRequest): WritePlaces {
  const { home, own, folders, fixed = [], closed = [], repositories, covered, cache } = request
  const realHome = realOf(home) ?? home
  const temporary = temporaryFolders()
  const places: WritePlaces = { writable: [], fixed: [], pinned: [], absent: [] }
  places.writable.push(...temporary.filter((folder) => folder !== realHome && !isInside(folder, [realHome])))
  const roots = listRoots(folders)
  // A home in a temporary folder stays a home.
  for (const path of [realHome, ...own]) {
    if (isInside(path, places.writable) && !isInside(path, roots)) places.fixed.push(path)
  }
  const gits = new Set([...repositories, ...roots.flatMap((folder) => findRepository(folder)?.gitDirectory ?? [])])
  for (const path of gits) addRepository(path, roots, places)
  closeHome(realHome, roots, places)
  for (const name of STARTUP_FILES) addFixed(realOf(join(home, name)), roots, places)
  for (const path of [...fixed, ...closed]) addFixed(realOf(path), roots, places)
  for (const path of closed) if (realOf(path) === null && isInside(path, roots)) places.absent.push(path)
  for (const path of covered) if (isInside(path, roots)) addPinned(dirname(path), roots, places)
  places.writable.push(...roots, ...(cache === '' ? [] : [realOf(cache) ?? cache]))
  return places
}

/** The real paths of the workspace's folders. `/` is left out: the whole system is never a workspace. */
function listRoots(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => realOf(folder) ?? []).filter((real) => real !== '/')
}

/**
 * Of a home that is itself the workspace, or lies in it, all hidden files and folders are fixed, repositories apart. Start-up files that
 * are not there yet are taken away after the command.
 */
function closeHome(home: string, roots: readonly string[], places: WritePlaces): void {
  if (!roots.some((root) => isInside(home, [root]))) return
  for (const name of readNames(home)) {
    if (name !== '.git' && (name.startsWith('.') || OBEYED_FOLDERS.has(name)))
      addFixed(realOf(join(home, name)), roots, places)
  }
  for (const name of STARTUP_FILES) if (realOf(join(home, name)) === null) places.absent.push(join(home, name))
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

/** Makes a repository writable but for its hooks and configuration. `git` is its `.git`, or the folder that a `.git` file names. */
function addRepository(git: string, roots: readonly string[], places: WritePlaces): void {
  const real = realOf(git)
  if (real === null) return
  if (!statSync(real).isDirectory()) {
    // The file names a worktree's or submodule's own folder; another file in its place would name another configuration.
    addFixed(real, roots, places)
    const named = /^gitdir: (.+)/.exec(readSmallFile(real) ?? '')?.[1]
    const folder = named === undefined ? null : realOf(join(dirname(real), named.trim()))
    const absolute = named?.startsWith('/') === true ? realOf(named.trim()) : folder
    if (absolute !== null && statSync(absolute).isDirectory()) addRepository(absolute, roots, places)
    return
  }
  const common = commonOf(real)
  if (common === null || !isRepository(common)) return
  if (!isInside(common, roots)) {
    // Outside of the workspace only the repository is writable that this workspace is known to belong to.
    if (!belongsTo(real, common, roots)) return
    places.writable.push(common)
  }
  closeRepository(common, roots, places)
}

/** The folder that all worktrees share; null when the pointer to it leads nowhere. */
function commonOf(git: string): string | null {
  const named = readSmallFile(join(git, 'commondir'))
  if (named === null) return git
  return realOf(named.startsWith('/') ? named.trim() : join(git, named.trim()))
}

function isRepository(git: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(git, name)))
}

/**
 * True when the repository itself says that its files lie around or in the workspace: a stranger's `.git` file could name any repository of
 * the user's.
 */
function belongsTo(git: string, common: string, roots: readonly string[]): boolean {
  if (git === common && roots.some((root) => isInside(root, [dirname(git)]))) return true
  const back = readSmallFile(join(git, 'gitdir'))?.trim()
  if (back !== undefined) return isAround(realOf(dirname(back)), roots)
  const worktree = /^\s*worktree\s*=\s*(.+)$/m.exec(readSmallFile(join(git, 'config')) ?? '')?.[1]?.trim()
  return worktree !== undefined && isAround(realOf(worktree.startsWith('/') ? worktree : join(git, worktree)), roots)
}

function isAround(folder: string | null, roots: readonly string[]): boolean {
  return folder !== null && roots.some((root) => isInside(root, [folder]))
}

function closeRepository(git: string, roots: readonly string[], places: WritePlaces): void {
  const inner = ['modules', 'worktrees'].flatMap((kind) => listGitFolders(join(git, kind)))
  if (inner.length > MAX_INNER_FOLDERS) {
    places.fixed.push(git)
    return
  }
  for (const folder of [git, ...inner]) {
    addPinned(folder, [...roots, git], places)
    for (const name of ['config', 'config.worktree', 'hooks', 'commondir', 'gitdir']) {
      const path = join(folder, name)
      if (existsSync(path)) places.fixed.push(path)
      else if (name !== 'gitdir') places.absent.push(path)
    }
  }
}

/** The folders below `modules` or `worktrees` that git reads a configuration from, at any depth: a submodule's name may hold slashes. */
function listGitFolders(folder: string): string[] {
  const found: string[] = []
  for (const name of readFolders(folder)) {
    const path = join(folder, name)
    if (existsSync(join(path, 'HEAD'))) found.push(path, ...listGitFolders(join(path, 'modules')))
    else found.push(...listGitFolders(path))
    if (found.length > MAX_INNER_FOLDERS) break
  }
  return found
}

function addFixed(path: string | null, roots: readonly string[], places: WritePlaces): void {
  // A workspace that is itself such a folder was chosen to be written to.
  if (path === null || roots.includes(path) || !isInside(path, roots)) return
  places.fixed.push(path)
  addPinned(dirname(path), roots, places)
}

/** Pins the folder and those above it, up to the folder that is writable as a whole. */
function addPinned(folder: string, roots: readonly string[], places: WritePlaces): void {
  const root = roots
    .filter((path) => folder === path || folder.startsWith(path + sep))
    .sort((a, b) => a.length - b.length)[0]
  if (root === undefined) return
  for (let at = folder; at !== root; at = dirname(at)) if (!places.pinned.includes(at)) places.pinned.push(at)
}
