// Finds what of a git repository a command in the workspace sandbox may write: all but its hooks, its configuration and the pointers to them.
// A folder named `.git` is closed whatever it holds: files that a command can remove or make do not tell what is a repository.

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { exists, readSmallFile } from '../../workspace/folder-entries.ts'
import { isInside } from '../rules/workspace-path.ts'
import { realOf } from '../../sys/folders/temporary-folders.ts'
import { type WritePlaces, addFixed, addPinned } from './fixed-places.ts'
import { OBEYED, isRepository } from './repository-state.ts'

/** A repository holds so many worktrees and submodules at the most, and so many folders around them; with more, it is not writable. */
const MAX_INNER_FOLDERS = 200
const MAX_SEEN_FOLDERS = 2_000

/** The folders in which a command may write. */
export interface OpenFolders {
  /** The folders of the workspace. */
  roots: readonly string[]
  temporary: readonly string[]
}

/**
 * Makes a repository writable but for its hooks and configuration. `git` is its `.git`, a folder, a file or a link, or the folder of a bare
 * repository.
 */
export function addRepository(git: string, open: OpenFolders, places: WritePlaces): void {
  const real = realOf(git)
  if (real === null) return
  const others = OBEYED_BY_OTHERS[basename(git)]
  if (others !== undefined) return closeNames(real, others, open.roots, places)
  const isNamed = real !== join(realOf(dirname(git)) ?? '', basename(git)) // by a link
  if (statSync(real).isDirectory()) return addGitFolder(real, isNamed, open, places)
  // The file names a worktree's or submodule's own folder; another file in its place would name another configuration.
  addFixed(real, open.roots, places)
  const named = /^gitdir: (.+)/.exec(readSmallFile(real) ?? '')?.[1]?.trim()
  const folder = named === undefined ? null : realOf(named.startsWith('/') ? named : join(dirname(real), named))
  if (folder !== null && statSync(folder).isDirectory()) addGitFolder(folder, true, open, places)
}

/** The files from which other version control systems take their configuration, by the name of their folder: they name programs, hooks or another folder. */
const OBEYED_BY_OTHERS: Record<string, readonly string[]> = {
  '.hg': ['hgrc', 'hgrc-not-shared', 'sharedpath'],
  '.sl': ['config', 'sharedpath'],
  '.jj': ['repo/config.toml', 'workspace-config.toml'],
}

function closeNames(folder: string, names: readonly string[], roots: readonly string[], places: WritePlaces): void {
  if (!isInside(folder, roots)) return
  for (const path of names.map((name) => join(folder, name))) {
    addPinned(dirname(path), roots, places)
    if (existsSync(path)) places.fixed.push(path)
    else places.absent.push(path)
  }
}

/** `isNamed`: a file or a link has led to the folder. */
function addGitFolder(real: string, isNamed: boolean, open: OpenFolders, places: WritePlaces): void {
  const common = commonOf(real)
  for (const folder of new Set([real, common ?? real])) {
    const bases = basesOf(folder, open, places)
    if (bases !== null) closeRepository(folder, bases, places)
  }
  if (common === null || basesOf(common, open, places) !== null) return
  // Outside of the workspace only the repository is writable that this workspace is known to belong to.
  const isAround = !isNamed && common === real && liesIn(dirname(real), open.roots)
  if (!isRepository(common) || !(isAround || belongsTo(real, common, open.roots))) return
  places.writable.push(common)
  closeRepository(common, [common], places)
}

/** The folders, writable as a whole, in one of which this one lies; null where a command cannot write in it. */
function basesOf(folder: string, { roots, temporary }: OpenFolders, { fixed }: WritePlaces): readonly string[] | null {
  if (isInside(folder, roots)) return roots
  return isInside(folder, temporary) && !isInside(folder, fixed) ? temporary : null
}

/** The folder that all worktrees share; null when the pointer to it leads nowhere. */
function commonOf(git: string): string | null {
  const named = readSmallFile(join(git, 'commondir'))
  if (named === null) return git
  return realOf(named.startsWith('/') ? named.trim() : join(git, named.trim()))
}

/**
 * True when the repository itself says that its files lie around or in the workspace: a stranger's `.git` file could name any repository of
 * the user's, and the folder that it names could claim anything. So the repository holds the folder that speaks for it.
 */
function belongsTo(git: string, common: string, roots: readonly string[]): boolean {
  if (git !== common) {
    if (dirname(git) !== join(common, 'worktrees')) return false
    const back = readSmallFile(join(git, 'gitdir'))?.trim()
    return back !== undefined && liesIn(realOf(dirname(back)), roots)
  }
  const worktree = /^\s*worktree\s*=\s*(.+)$/m.exec(readSmallFile(join(git, 'config')) ?? '')?.[1]?.trim()
  return worktree !== undefined && liesIn(realOf(worktree.startsWith('/') ? worktree : join(git, worktree)), roots)
}

/** True when a folder of the workspace lies in this one. */
function liesIn(folder: string | null, roots: readonly string[]): boolean {
  return folder !== null && roots.some((root) => isInside(root, [folder]))
}

function closeRepository(git: string, bases: readonly string[], places: WritePlaces): void {
  if (places.repositories.includes(git)) return
  const inner = listGitFolders(git)
  addPinned(git, bases, places)
  if (inner === null) {
    places.fixed.push(git)
    return
  }
  places.repositories.push(git)
  for (const folder of [git, ...inner]) {
    addPinned(folder, [...bases, git], places)
    for (const name of OBEYED) {
      const path = join(folder, name)
      if (existsSync(path)) places.fixed.push(path)
      else if (name !== 'gitdir') places.absent.push(path)
    }
  }
}

/** Folders of git in which no other folder of git lies, unless they have their own configuration: a submodule may be named so, too. */
const LEAVES = new Set(['objects', 'refs', 'logs', 'hooks', 'info'])

/**
 * The folders below `modules` and `worktrees` that git reads a configuration from, at any depth: a submodule's name may hold slashes. Null
 * when there are too many.
 */
function listGitFolders(git: string): string[] | null {
  const found: string[] = []
  const waiting = [join(git, 'modules'), join(git, 'worktrees')]
  for (let seen = 0; waiting.length > 0; seen++) {
    if (found.length > MAX_INNER_FOLDERS || seen > MAX_SEEN_FOLDERS) return null
    for (const path of readFolders(waiting.pop()!)) {
      const isObeyed = OBEYED.some((name) => exists(join(path, name)))
      if (isObeyed || exists(join(path, 'HEAD'))) found.push(path)
      if (isObeyed || !LEAVES.has(basename(path))) waiting.push(path)
    }
  }
  return found
}

function readFolders(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name))
  } catch {
    return []
  }
}
