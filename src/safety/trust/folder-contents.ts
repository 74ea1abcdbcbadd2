// Lists what a folder brings that would instruct the agent or run: AGENTS.md files, skills, settings and servers of the project,
// git hooks, and git configuration that names programs. Files are hashed and counted here, and nothing of them is obeyed.

import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { findRepository } from '../../workspace/git-repository.ts'
import { listParents } from '../../workspace/parent-folders.ts'
import { isInside } from '../rules/workspace-path.ts'
import { HEAD_BYTES, isHiddenSecret } from '../secrets/secret-shape.ts'
import type { ContentKind, FolderItem } from './folder-item.ts'
import { readGitPrograms } from './git-programs.ts'
import { describeServerFile } from './server-rows.ts'

export interface FolderContents {
  /** The real path of the project: the repository around the working directory, else the directory itself. */
  root: string
  items: FolderItem[]
  /** True when there was more than is listed; what is not listed is never admitted. */
  isCut: boolean
}

/** Bytes of a file that are hashed, and the most that is ever read of one. */
const HASHED_BYTES = 256 * 1024
const MAX_ITEMS = 500
const MAX_ENTRIES = 2_000
/** Files that are read at once; each takes up to HASHED_BYTES of memory. */
const READ_AT_ONCE = 16

/** Folders of a project with skills. */
const SKILL_FOLDERS = ['.kimi', '.kimi-code', '.claude', '.codex', '.agents'].map((name) => join(name, 'skills'))
const AGENT_FOLDERS = ['.kimi', '.kimi-code'].map((name) => join(name, 'agents'))
/** The project's configuration, of which a trusted folder's permission rules are obeyed. */
export const PROJECT_SETTINGS = join('.kimi', 'config.toml')
/** Files of a project that name MCP servers; of two that name the same one, the later counts. */
export const SERVER_FILES = ['.mcp.json', ...['.kimi-code', '.kimi'].map((name) => join(name, 'mcp.json'))]
const INSTRUCTION_FILES = [join('.kimi', 'AGENTS.md'), join('.kimi-code', 'AGENTS.md'), 'AGENTS.md', 'agents.md']

/** The files and folders that belong to the user and to no project, by their real paths. */
export interface UserPlaces {
  /** The homes: the daemon's, and that of the session, where it is another. */
  homes: readonly string[]
  /** The share directory, with the user's own configuration, skills and agents. It may lie in a folder that is no home. */
  share: string
}

/** The hash of at most HASHED_BYTES + 1 bytes: a file that was cut has another one than the file that ends there. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/**
 * The project's root for a directory: that of the repository, unless it is the home or the root of the disk, which nobody trusts
 * whole. Null for these two themselves: nothing in them counts as a project's.
 */
export function findTrustRoot(workDir: string, { homes }: Pick<UserPlaces, 'homes'>): string | null {
  const isWhole = (path: string) => path === '/' || homes.some((home) => path === home || home.startsWith(`${path}/`))
  if (isWhole(workDir)) return null
  const root = findRepository(workDir)?.root ?? workDir
  return isWhole(root) ? workDir : root
}

/**
 * Lists what `root`, and the folders from there to `workDir`, bring. All are real paths. What lies in the share directory is the user's
 * own, whatever folder that is in. Never throws.
 */
export async function listContents(
  root: string,
  workDir: string,
  { share }: Pick<UserPlaces, 'share'>,
): Promise<FolderContents> {
  const [named, programs] = await Promise.all([listNames(root, workDir), readGitPrograms(root)])
  const items: FolderItem[] = []
  let { isCut } = named
  // Several at a time: each look at a file that is not there takes a tenth of a millisecond on a thread of Node's.
  for (let at = 0; at < named.files.length && items.length <= MAX_ITEMS; at += READ_AT_ONCE) {
    const some = named.files.slice(at, at + READ_AT_ONCE)
    const read = await Promise.all(some.map((file) => readItem(file, root, share)))
    for (const item of read) {
      if (item === 'not shown') isCut = true
      else if (item !== null) items.push(item)
    }
  }
  items.push(...programs)
  return { root, items: items.slice(0, MAX_ITEMS), isCut: isCut || items.length > MAX_ITEMS }
}

interface NamedFile {
  kind: ContentKind
  path: string
  name: string
}

/** The files that may instruct or run, whether they exist or not. `isCut`: a folder has more entries than are listed. */
async function listNames(root: string, workDir: string): Promise<{ files: NamedFile[]; isCut: boolean }> {
  let isCut = false
  const list = async (folder: string) => {
    const names = await readdir(join(root, folder)).catch(() => [])
    if (names.length > MAX_ENTRIES) isCut = true
    return names.toSorted().slice(0, MAX_ENTRIES)
  }
  const instructions = foldersTo(workDir, root)
    .flatMap((folder) => INSTRUCTION_FILES.map((file) => join(folder, file)))
    .map((path): NamedFile => ({ kind: 'instructions', path, name: relative(root, path) }))
  const settings = [PROJECT_SETTINGS].map((name): NamedFile => ({ kind: 'settings', path: join(root, name), name }))
  const servers = SERVER_FILES.map((name): NamedFile => ({ kind: 'servers', path: join(root, name), name }))
  const [skills, agents] = await Promise.all([
    Promise.all(SKILL_FOLDERS.map(async (folder) => nameSkills(join(root, folder), await list(folder)))),
    Promise.all(
      AGENT_FOLDERS.map(async (folder) =>
        (await list(folder)).map((name): NamedFile => ({ kind: 'agent', path: join(root, folder, name), name })),
      ),
    ),
  ])
  return { files: [...instructions, ...settings, ...servers, ...skills.flat(), ...agents.flat()], isCut }
}

function nameSkills(folder: string, names: readonly string[]): NamedFile[] {
  return names.flatMap((name): NamedFile[] => [
    { kind: 'skill', path: join(folder, name, 'SKILL.md'), name },
    ...(name.endsWith('.md')
      ? [{ kind: 'skill' as const, path: join(folder, name), name: name.slice(0, -'.md'.length) }]
      : []),
  ])
}

/** Null for anything but a file of the project. `not shown`: a server whose command cannot be shown whole is not to be trusted. */
async function readItem(
  { kind, path, name }: NamedFile,
  root: string,
  share: string,
): Promise<FolderItem | 'not shown' | null> {
  const bytes = await readHead(path, root)
  if (bytes === null || isInside(await realpath(path).catch(() => path), [share])) return null
  const rows = kind === 'servers' ? describeServerFile(bytes) : []
  if (rows === null) return 'not shown'
  const more = rows.length === 0 ? {} : { rows }
  return { kind, key: relative(root, path), name, digest: digestOf(bytes), ...more }
}

/** The folders from the root down to `workDir`. */
function foldersTo(workDir: string, root: string): string[] {
  const upwards = listParents(workDir)
  return upwards.slice(0, upwards.indexOf(root) + 1).toReversed()
}

/**
 * The first bytes of a regular file inside `within`, HASHED_BYTES + 1 at most; null for anything else, for links that lead
 * out of the folder, and for a file of secrets under a harmless name (`AGENTS.md`, a link to `.env`). A fifo is not waited for.
 */
export async function readHead(path: string, within: string): Promise<Buffer | null> {
  try {
    const real = await realpath(path)
    if (!isInside(real, [within])) return null
    if (!(await lstat(real)).isFile()) return null
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const found = await file.stat()
      if (!found.isFile()) return null
      const buffer = Buffer.alloc(HASHED_BYTES + 1)
      let length = 0
      for (let got = -1; got !== 0 && length < buffer.length; length += got)
        got = (await file.read(buffer, length, buffer.length - length)).bytesRead
      const head = buffer.toString('utf8', 0, Math.min(length, HEAD_BYTES))
      return isHiddenSecret({ path, real, links: found.nlink, head }) ? null : buffer.subarray(0, length)
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}
