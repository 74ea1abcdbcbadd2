// Notes before a command, and mends after it, the parts of repositories that have to stay as they were and that no mount can protect: git
// itself renames HEAD, and a link may appear under any name.

import { chmodSync, lstatSync, readdirSync, readlinkSync, type Stats, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hasCode, makeDirectory } from '../../sys/files.ts'
import { withPinnedFolder } from '../../sys/folders/pinned-folder.ts'
import { realOf } from '../../sys/folders/temporary-folders.ts'
import { exists, readSmallFile } from '../../workspace/folder-entries.ts'
import { moveAside, putBackLink, removeLinks } from './left-behind.ts'
import type { Link, RepositoryState } from './wall.ts'

/** A repository with more entries, without its objects, is not writable: looking for links in it would take too long. */
const MAX_ENTRIES = 50_000

/** Names by which git finds its configuration and what it runs. No mount keeps a link of such a name in its place. */
export const OBEYED: readonly string[] = ['config', 'config.worktree', 'hooks', 'commondir', 'gitdir']

/** True when the folder holds what git takes for a repository. */
export function isRepository(git: string): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => exists(join(git, name)))
}

/**
 * Notes how the folders of git are. `gits`: each `.git`, a folder, a file or a link, and `roots` the folders of the workspace: in these and
 * beside those the user works with git. `tooLarge`: the folders of which nothing was noted.
 */
export function readRepositories(
  folders: readonly string[],
  gits: readonly string[],
  roots: readonly string[],
  maxEntries = MAX_ENTRIES,
): { state: RepositoryState; tooLarge: string[] } {
  const state: RepositoryState = { heads: [], folders: [], links: [], obeyed: [], plain: [] }
  const tooLarge: string[] = []
  for (const folder of folders) {
    const links = findLinks(folder, maxEntries)
    if (links === null) {
      tooLarge.push(folder)
      continue
    }
    state.folders.push(folder)
    state.links.push(...links)
    state.obeyed.push(...links.filter(({ path }) => OBEYED.includes(basename(path))))
    const head = readHead(folder)
    if (head !== null && isRepository(folder)) state.heads.push({ folder, head })
  }
  state.obeyed.push(...gits.flatMap((path) => readLinks([path])))
  const worktrees = gits.flatMap((path) => realOf(dirname(path)) ?? [])
  state.plain = [...new Set([...roots, ...worktrees])].filter((folder) => !isRepository(folder))
  return { state, tooLarge }
}

/** Puts back what git needs, and moves aside what it would obey or write through. A line for each thing. `end`: see `moveAside`. */
export function mendRepositories({ heads, folders, links, obeyed, plain }: RepositoryState, end = Infinity): string[] {
  return [
    ...plain.flatMap((folder) => (isRepository(folder) ? moveAside(join(folder, 'HEAD'), end) : [])),
    ...obeyed.flatMap(({ path, target }) => putBackLink(path, target, end)),
    ...folders.flatMap((folder) => removeNewLinks(folder, links, end)),
    ...heads.flatMap(({ folder, head }) => mendGitFolder(folder, head, end)),
  ]
}

/** The text of HEAD, where git takes it for one; else null. A link, as git made it long ago, counts as what it says. */
function readHead(folder: string): string | null {
  const path = join(folder, 'HEAD')
  const text = readLinkOf(path, (target) => `ref: ${target}\n`) ?? readSmallFile(path) ?? ''
  return /^(?:ref:\s*refs\/|[0-9a-f]{40})/.test(text) ? text : null
}

function readLinkOf<T>(path: string, use: (target: string) => T): T | null {
  try {
    return use(readlinkSync(path))
  } catch {
    return null
  }
}

function mendGitFolder(folder: string, head: string, end: number): string[] {
  if (!exists(folder)) return []
  const said: string[] = []
  try {
    withPinnedFolder(folder, (pinned) => {
      letIn(pinned, statSync(pinned))
      for (const name of ['objects', 'refs']) {
        if (isUsable(join(pinned, name))) continue
        said.push(...moveAside(join(folder, name), end))
        if (makeFolder(join(pinned, name)))
          said.push(`kimi made ${join(folder, name)} anew: git takes no folder without it for a repository.`)
      }
      if (readHead(pinned) !== null) return
      said.push(...moveAside(join(folder, 'HEAD'), end))
      writeFileSync(join(pinned, 'HEAD'), head, { flag: 'wx' })
      said.push(
        `kimi put ${join(folder, 'HEAD')} back as it was before the command: without it git would obey another repository.`,
      )
    })
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EEXIST'))
      said.push(`${folder} is no valid repository any more, and could not be mended: ${(error as Error).message}.`)
  }
  return said
}

/** True for a folder. */
function isUsable(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.isDirectory() !== true) return false
  letIn(path, found)
  return true
}

/** Gives the user back the rights to a folder that a command has taken. */
function letIn(path: string, { mode }: Stats): void {
  if ((mode & 0o700) !== 0o700) chmodSync(path, (mode & 0o777) | 0o700)
}

function makeFolder(path: string): boolean {
  if (exists(path)) return false
  makeDirectory(path)
  return true
}

/** git writes through a link that stands under a name of its own: the message of a commit, a log. It makes none itself, but an old form of HEAD. */
function removeNewLinks(folder: string, known: readonly Link[], end: number): string[] {
  if (!exists(folder)) return []
  const before = new Map(known.map(({ path, target }) => [path, target]))
  const isOldHead = (path: string) => basename(path) === 'HEAD' && readHead(dirname(path)) !== null
  // However much the command has put there, it is all looked at.
  const found = findLinks(folder, Infinity) ?? []
  const appeared = found.filter(({ path, target }) => target !== before.get(path) && !isOldHead(path))
  const byFolder = Map.groupBy(appeared, ({ path }) => dirname(path))
  return [...byFolder].flatMap(([parent, links]) => removeLinks(parent, links, end))
}

/** The links in a folder of git, but for those among its objects, into which nothing is written; null when it holds too much. */
function findLinks(folder: string, maxEntries: number): Link[] | null {
  const links: string[] = []
  const waiting = [folder]
  for (let seen = 0; waiting.length > 0;) {
    const at = waiting.pop()!
    const isObjects = basename(at) === 'objects'
    for (const entry of readEntries(at)) {
      if (++seen > maxEntries) return null
      if (entry.isSymbolicLink()) links.push(join(at, entry.name))
      else if (entry.isDirectory() && !(isObjects && /^[0-9a-f]{2}$/.test(entry.name)))
        waiting.push(join(at, entry.name))
    }
  }
  return readLinks(links)
}

/** The links among the paths. */
export function readLinks(paths: readonly string[]): Link[] {
  return paths.flatMap((path) => readLinkOf(path, (target) => ({ path, target })) ?? [])
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
