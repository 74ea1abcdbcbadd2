// Finds where a command in the workspace sandbox may write: in the workspace, in temporary folders, in a cache of its own and in the
// repository around the workspace. Read-only stays what makes other programs run something: a repository's hooks and configuration, the
// start-up files of shells, and our own state.

import { dirname, join } from 'node:path'
import { findRepository } from '../../workspace/git-repository.ts'
import { isInside } from '../rules/workspace-path.ts'
import { realOf, temporaryFolders } from '../../sys/folders/temporary-folders.ts'
import { STARTUP_FILES } from '../secrets/startup-files.ts'
import { findGitNamed } from '../trust/git-named-files.ts'
import { type WritePlaces, addClosed, addFixed, addPinned } from './fixed-places.ts'
import { readHome } from './home-state.ts'
import { addRepository } from './repository-places.ts'
import { readLinks, readRepositories } from './repository-state.ts'
import { readGitlinks } from './gitlinks.ts'
import type { Gitlinks, HomeState, RepositoryState } from './wall.ts'

export interface WriteRequest {
  home: string
  /** Folders of ours. */
  own: readonly string[]
  /** Folders of the workspace by their real paths; the command starts in the first. */
  folders: readonly string[]
  /** Files that something outside the sandbox runs. */
  fixed?: readonly string[]
  /** The variables of the user's shell, which name configuration of git. */
  env?: NodeJS.ProcessEnv
  /** Each `.git`, `.hg`, `.jj`, `.sl` and bare repository that the search of the workspace has found. */
  repositories: readonly string[]
  /** Files and folders that are covered: in a folder that was renamed, the next command would find them open. */
  covered: readonly string[]
  /** The folders on the user's PATH. */
  programs?: readonly string[]
  /** A folder of the sandbox's own for what programs keep between runs. */
  cache: string
}

/** The places, and what has to be after the command as it is now. */
export function findWritePlaces(
  request: WriteRequest,
): WritePlaces & { state: RepositoryState; gitlinks: Gitlinks[]; home: HomeState | undefined } {
  const { home, own, folders, fixed = [], env = {}, repositories, covered, programs = [], cache } = request
  const realHome = realOf(home) ?? home
  const temporary = temporaryFolders()
  const places: WritePlaces = { writable: [], fixed: [], pinned: [], absent: [], ways: [], links: [], repositories: [] }
  places.writable.push(...temporary.filter((folder) => folder !== realHome && !isInside(folder, [realHome])))
  const roots = listRoots(folders)
  // A home in a temporary folder stays a home.
  for (const path of [realHome, ...own]) {
    if (isInside(path, places.writable) && !isInside(path, roots)) places.fixed.push(path)
  }
  const around = roots.flatMap((folder) => findRepository(folder)?.root ?? []).map((folder) => join(folder, '.git'))
  const gits = new Set([...repositories, ...around])
  for (const path of gits) addRepository(path, { roots, temporary }, places)
  const { state, tooLarge } = readRepositories(places.repositories, [...gits], roots)
  places.fixed.push(...tooLarge)
  const isInWorkspace = isInside(realHome, roots)
  if (isInWorkspace) closeHome(realHome, programs, roots, places)
  for (const name of STARTUP_FILES) addFixed(realOf(join(home, name)), roots, places)
  for (const path of fixed) addFixed(realOf(path), roots, places)
  const named = findGitNamed(roots, { home: env['HOME'] ?? home, env }, repositories)
  for (const path of named) addClosed(path, roots, places)
  state.obeyed.push(...readLinks(places.links))
  for (const path of covered) if (isInside(path, roots)) addPinned(dirname(path), roots, places)
  pinAbove(roots, places)
  places.writable.push(...roots, ...(cache === '' ? [] : [realOf(cache) ?? cache]))
  const unique = {
    fixed: [...new Set(places.fixed)],
    absent: [...new Set(places.absent)],
    pinned: [...new Set(places.pinned)],
  }
  return {
    ...places,
    ...unique,
    state,
    gitlinks: readGitlinks([...gits]),
    home: isInWorkspace ? readHome(realHome) : undefined,
  }
}

/**
 * The folders of the workspace that are there. One in whose place, or above which, a link stands by now is left out, and so is `/`: the
 * whole system is never a workspace.
 */
function listRoots(folders: readonly string[]): string[] {
  return folders.filter((folder) => folder !== '/' && realOf(folder) === folder)
}

/**
 * Pins what lies above the folders of the workspace, where a command could rename it: in a temporary folder, or in another folder of the
 * workspace. With a link in its place the next command would write wherever that leads.
 */
function pinAbove(roots: readonly string[], places: WritePlaces): void {
  const open = [...places.writable, ...roots]
  const deepest = (path: string, folders: readonly string[]) =>
    Math.max(-1, ...folders.filter((folder) => isInside(path, [folder])).map(({ length }) => length))
  for (const root of roots)
    for (let at = dirname(root); at !== dirname(at); at = dirname(at))
      if (!open.includes(at) && deepest(at, open) > deepest(at, places.fixed)) places.pinned.push(at)
}

/**
 * Of a home that is itself the workspace, or lies in it, all hidden files and folders are fixed, repositories apart, and the folders on the
 * PATH. Start-up files and folders of programs that are not there yet are taken away after the command, as are new hidden names.
 */
function closeHome(home: string, programs: readonly string[], roots: readonly string[], places: WritePlaces): void {
  const named = readHome(home).names.map((name) => join(home, name))
  const onPath = programs.filter((path) => isInside(path, [home]))
  for (const path of [...named, ...onPath]) addFixed(realOf(path), roots, places)
  for (const path of [...STARTUP_FILES.map((name) => join(home, name)), ...onPath])
    if (realOf(path) === null) places.absent.push(path)
}
