// Searches a workspace for files with the names of secrets. What was found in a folder is believed for as long as the folder has not changed:
// a command that has just made, moved or linked a secret must not find it open.

import { type BigIntStats, type Dirent, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { exists } from '../../workspace/folder-entries.ts'
import { createSlices } from '../../sys/time-slices.ts'
import { isSecretPath, isSensitiveFile } from './secret-names.ts'

export interface SecretSearch {
  /** Secrets, pipes, and folders that cannot be read: nobody knows what lies in them. */
  secrets: string[]
  /** The other files, each of which may be another name of a secret. */
  files: string[]
  /** Each `.git`, `.hg`, `.jj` and `.sl`, and each folder that is a bare repository of git. */
  repositories: string[]
  /** False when the workspace was too large to be searched whole. */
  isComplete: boolean
}

/** The entries of one folder, sorted. */
interface Contents {
  /** Differs after each change of the folder; '' when it is too young to tell. */
  stamp: string
  count: number
  secrets: string[]
  files: string[]
  repositories: string[]
  folders: string[]
  packages: string[]
}

/** The folders of git, Mercurial, Jujutsu and Sapling. */
const REPOSITORIES = new Set(['.git', '.hg', '.jj', '.sl'])
/** Folders that a program has made, and in which the user may have put something: what lies right in them is looked at. */
const LOOKED_INTO = new Set(['.hg', '.svn', '.mypy_cache'])
/**
 * Folders with the code of others, tens of thousands of files: a search of all would take longer than a command may wait. In each package only a
 * repository is looked for, which the user has put there. npm puts some packages into a folder with the name of their maker.
 */
const HOLDS_PACKAGES = /(?:\/node_modules|\/\.(?:venv|tox)\/(?:.*\/)?(?:site|dist)-packages)(?:\/@[^/]+)?$/

/** Two changes within one tick of the system's clock leave the same time: 4 ms on Linux, some file systems count in larger steps. */
const SETTLED_NS = 20_000_000n
/** The time after which an unused search is forgotten: it takes some megabytes. */
const KEPT_MS = 60_000

const workspaces = new Map<string, { contents: Map<string, Contents>; timer: NodeJS.Timeout }>()

/** Never rejects. `maxEntries`: the most files and folders that are looked at. */
export async function searchSecrets(root: string, maxEntries: number): Promise<SecretSearch> {
  const known = workspaces.get(root)
  clearTimeout(known?.timer)
  const search: SecretSearch = { secrets: [], files: [], repositories: [], isComplete: true }
  const seen = new Map<string, Contents>()
  let entries = 0
  const waiting = [root]
  // Work that waited for each of a thousand folders would stand behind every slice of whatever else is at work, for seconds.
  const rest = createSlices()
  while (waiting.length > 0) {
    const folder = waiting.pop()!
    const contents = readContents(folder, holdsPackages(root, folder), known?.contents.get(folder))
    entries += contents.count
    if (entries > maxEntries) return { ...search, isComplete: false }
    seen.set(folder, contents)
    for (const path of contents.secrets) search.secrets.push(path)
    for (const path of contents.files) search.files.push(path)
    for (const path of contents.repositories) search.repositories.push(path)
    for (const path of contents.folders) waiting.push(path)
    for (const path of contents.packages.map((name) => join(name, '.git')))
      if (exists(path)) search.repositories.push(path)
    await rest()
  }
  workspaces.set(root, { contents: seen, timer: setTimeout(() => workspaces.delete(root), KEPT_MS).unref() })
  return search
}

/** A workspace in such a folder is searched like any other. */
function holdsPackages(root: string, folder: string): boolean {
  return HOLDS_PACKAGES.test(root === '/' ? folder : folder.slice(root.length))
}

function readContents(folder: string, isOfPackages: boolean, known: Contents | undefined): Contents {
  const nothing: Contents = { stamp: '', count: 0, secrets: [], files: [], repositories: [], folders: [], packages: [] }
  try {
    const found = statSync(folder, { bigint: true })
    const stamp = stampOf(found)
    if (stamp !== '' && stamp === known?.stamp) return known
    const entries = readdirSync(folder, { withFileTypes: true })
    const contents = { ...nothing, stamp, count: entries.length }
    for (const entry of entries) {
      if (isOfPackages) sortPackage(entry, folder, contents)
      else sortIn(entry, folder, contents)
    }
    if (LOOKED_INTO.has(basename(folder))) contents.folders = []
    if (isBare(entries)) contents.repositories.push(folder)
    return contents
  } catch (error) {
    return hasCode(error, 'ENOENT', 'ENOTDIR') ? nothing : { ...nothing, secrets: [folder] }
  }
}

/** True for what git takes for a repository when it is started there. */
function isBare(entries: readonly Dirent[]): boolean {
  return ['HEAD', 'objects', 'refs'].every((name) => entries.some((entry) => entry.name === name))
}

function stampOf({ dev, ino, mtimeNs, ctimeNs }: BigIntStats): string {
  const now = BigInt(Date.now()) * 1_000_000n
  const last = mtimeNs > ctimeNs ? mtimeNs : ctimeNs
  return now - last < SETTLED_NS ? '' : `${dev}:${ino}:${mtimeNs}:${ctimeNs}`
}

function sortIn(entry: Dirent, folder: string, contents: Contents): void {
  const path = join(folder, entry.name)
  const isSecret = isSecretPath(path) || isSensitiveFile(path)
  if (REPOSITORIES.has(entry.name)) contents.repositories.push(path)
  // A pipe can be written to on a read-only disk.
  if (entry.isFIFO()) contents.secrets.push(path)
  else if (entry.isDirectory() && !isSecret) {
    if (entry.name !== '.git') contents.folders.push(path)
  } else if (isSecret) contents.secrets.push(path)
  else if (entry.isFile()) contents.files.push(path)
}

/** Notes an entry of a folder of packages. */
function sortPackage(entry: Dirent, folder: string, contents: Contents): void {
  const path = join(folder, entry.name)
  if (entry.name === '.git') contents.repositories.push(path)
  else if (entry.isDirectory()) contents[entry.name.startsWith('@') ? 'folders' : 'packages'].push(path)
}
