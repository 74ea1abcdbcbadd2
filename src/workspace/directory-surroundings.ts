// What lies around the prompt: files, branches, scripts, targets, programs on PATH. Read, never run; capped; nothing
// outside the directory is followed.

import { lstatSync, opendirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const MAX_ENTRIES = 2000
const MAX_FILE_BYTES = 256 * 1024
const MAX_REFS = 500
const PATH_TTL_MS = 60_000
const MAX_PARENTS = 12

/** A directory entry; `link` targets are not followed. */
export interface Entry {
  name: string
  isFolder: boolean
}

/** The entries of a directory, capped; empty when it cannot be read. */
export function listFolder(folder: string): Entry[] {
  const out: Entry[] = []
  try {
    const dir = opendirSync(folder)
    try {
      for (let entry = dir.readSync(); entry !== null && out.length < MAX_ENTRIES; entry = dir.readSync()) {
        out.push({
          name: entry.name,
          isFolder: entry.isDirectory() || (entry.isSymbolicLink() && isFolder(join(folder, entry.name))),
        })
      }
    } finally {
      dir.closeSync()
    }
  } catch {
    return out
  }
  return out.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Whether a directory, or a link to one, is there; a path that cannot be one (a null byte) is none. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

/** Whether anything is there under this name. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** A small regular file as text; null when it is missing, a link, or too large. */
export function readSmallFile(path: string): string | null {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile() || stat.size > MAX_FILE_BYTES) return null
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** The nearest directory upwards that holds the name; null when there is none. */
function findUpwards(cwd: string, name: string): string | null {
  let folder = resolve(cwd)
  for (let i = 0; i < MAX_PARENTS; i += 1) {
    if (exists(join(folder, name))) return folder
    const parent = dirname(folder)
    if (parent === folder) return null
    folder = parent
  }
  return null
}

/** What git's own files say about a working tree. */
export interface GitState {
  branch: string | null
  branches: string[]
  remotes: string[]
  remoteBranches: string[]
  tags: string[]
}

/** Reads `.git` directly: a configured git can run programs, reading files cannot. */
export function readGit(cwd: string): GitState | null {
  const root = findUpwards(cwd, '.git')
  if (root === null) return null
  let folder = join(root, '.git')
  const pointer = readSmallFile(folder)
  const linked = pointer === null ? null : /^gitdir: (.+)$/m.exec(pointer)?.[1]
  if (linked) folder = resolve(root, linked.trim())
  const common = readSmallFile(join(folder, 'commondir'))
  const shared = common === null ? folder : resolve(folder, common.trim())
  const refs = new Set<string>()
  const walk = (path: string, depth: number): void => {
    if (depth > 4 || refs.size > MAX_REFS) return
    for (const entry of listFolder(join(shared, path))) {
      if (entry.isFolder) walk(`${path}/${entry.name}`, depth + 1)
      else refs.add(`${path}/${entry.name}`)
    }
  }
  walk('refs', 0)
  for (const line of (readSmallFile(join(shared, 'packed-refs')) ?? '').split('\n')) {
    const ref = /^[0-9a-f]{40,64} (refs\/\S+)$/.exec(line)?.[1]
    if (ref !== undefined && refs.size <= MAX_REFS) refs.add(ref)
  }
  const under = (prefix: string): string[] =>
    [...refs].filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length))
  const head = (readSmallFile(join(folder, 'HEAD')) ?? '').trim()
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null
  const config = readSmallFile(join(shared, 'config')) ?? ''
  const branches = new Set(under('refs/heads/'))
  if (branch !== null) branches.add(branch)
  return {
    branch,
    branches: [...branches],
    remotes: [...config.matchAll(/^\[remote "([^"\n]+)"\]/gm)].map((match) => match[1] ?? ''),
    remoteBranches: under('refs/remotes/'),
    tags: under('refs/tags/'),
  }
}

/** The scripts of the nearest package.json. */
export function readScripts(cwd: string): string[] {
  const root = findUpwards(cwd, 'package.json')
  if (root === null) return []
  try {
    const parsed = JSON.parse(readSmallFile(join(root, 'package.json')) ?? '{}') as { scripts?: unknown }
    return parsed.scripts && typeof parsed.scripts === 'object' ? Object.keys(parsed.scripts) : []
  } catch {
    return []
  }
}

/** Targets of the Makefile or the recipes of the justfile here. */
export function readTargets(cwd: string, tool: 'make' | 'just'): string[] {
  const names = tool === 'make' ? ['GNUmakefile', 'Makefile', 'makefile'] : ['justfile', 'Justfile', '.justfile']
  for (const name of names) {
    const text = readSmallFile(join(cwd, name))
    if (text === null) continue
    const targets = [...text.matchAll(/^@?([A-Za-z0-9][\w./-]*)(?:\s+[^:=\n]*)?\s*:(?![=:])/gm)].map(
      (match) => match[1] ?? '',
    )
    return [...new Set(targets)].filter((target) => !target.startsWith('.'))
  }
  return []
}

/** Which package manager the project's lock file belongs to. */
export function findPackageTool(cwd: string): 'npm' | 'pnpm' | 'yarn' | 'bun' {
  for (const [file, tool] of [
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lockb', 'bun'],
    ['bun.lock', 'bun'],
  ] as const) {
    if (exists(join(cwd, file))) return tool
  }
  return 'npm'
}

/** Names of the processes that run now (Linux only), capped. */
export function listProcesses(): string[] {
  const names = new Set<string>()
  for (const entry of listFolder('/proc')) {
    if (!/^\d+$/.test(entry.name)) continue
    const name = readProc(`/proc/${entry.name}/comm`)
    if (name) names.add(name)
  }
  return [...names]
}

function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Programs on PATH, read again at most once a minute. */
export interface Programs {
  has(name: string): boolean
  names(): ReadonlySet<string>
}

/** @param env where PATH is read from, each time it is needed */
export function createPrograms(env: NodeJS.ProcessEnv): Programs {
  let known = new Set<string>()
  let readAt = -Infinity
  let path: string | undefined
  const names = (): ReadonlySet<string> => {
    const now = performance.now()
    if (now - readAt < PATH_TTL_MS && path === env['PATH']) return known
    path = env['PATH']
    readAt = now
    known = new Set()
    for (const folder of (path ?? '').split(':')) {
      if (!folder.startsWith('/')) continue
      for (const entry of listFolder(folder)) if (!entry.isFolder) known.add(entry.name)
    }
    return known
  }
  return { names, has: (name) => names().has(name) }
}
