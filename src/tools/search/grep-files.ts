// Lists the files for a search without ripgrep: those that git lists in a repository, else all but node_modules.

import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { type Search, VCS_FOLDERS } from './grep-search.ts'
import { findOwnProgram } from '../../sys/own-path.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from '../../workspace/guarded-git.ts'

const MAX_FILES = 200_000
const GIT_TIMEOUT_MS = 10_000

/** Files of one folder. */
export interface FolderFiles {
  folder: string
  names: string[]
}

/** At most 200,000 files, folder by folder. Whoever stops to ask for more ends the search for them. */
export async function* listFiles(
  search: Search,
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
): AsyncGenerator<FolderFiles> {
  let left = MAX_FILES
  let hasGit = false
  const git = search.includesIgnored ? null : findOwnProgram('git', env, folders)
  const listed = git === null ? [] : listByGit(git, search, env)
  for await (const found of listed) {
    hasGit = true
    yield found
    if ((left -= found.names.length) <= 0) return
  }
  if (hasGit || search.signal.aborted) return
  for await (const found of listByReading(search)) {
    yield found
    if ((left -= found.names.length) <= 0) return
  }
}

async function* listByReading({ root, includesIgnored }: Search): AsyncGenerator<FolderFiles> {
  const skipped = includesIgnored ? VCS_FOLDERS : [...VCS_FOLDERS, 'node_modules']
  const open = [root]
  while (open.length > 0) {
    const folder = open.pop()!
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    const inside = entries.filter((entry) => entry.isDirectory() && !skipped.includes(entry.name))
    const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
    yield { folder, names: names.toSorted() }
    // The last one that is pushed is the next one to be read.
    for (const { name } of inside.toSorted((a, b) => (a.name < b.name ? 1 : -1))) open.push(joinPath(folder, name))
  }
}

/**
 * Files that git tracks or does not ignore; none outside of a repository, where git fails. Hooks and monitors of the
 * repository do not run.
 */
async function* listByGit(git: string, { root, signal }: Search, env: NodeJS.ProcessEnv): AsyncGenerator<FolderFiles> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const child = spawn(git, [...GIT_GUARD_OPTIONS, '-C', root, ...list], {
    env: guardGitEnv(env),
    stdio: ['ignore', 'pipe', 'ignore'],
    signal,
    timeout: GIT_TIMEOUT_MS,
  })
  child.on('error', () => {}) // it was cancelled, or could not be started: there is no output then
  try {
    let rest = ''
    for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      const names = (rest + chunk).split('\0')
      rest = names.pop()!
      yield* groupByFolder(root, names)
    }
  } finally {
    child.kill()
  }
}

/** Names in the order of git, where those of a folder stand together. A conflicting file is named several times. */
function* groupByFolder(root: string, names: readonly string[]): Generator<FolderFiles> {
  let group = null as FolderFiles | null
  for (const [index, path] of names.entries()) {
    if (path === '' || path.startsWith('../') || path === names[index - 1]) continue
    const at = path.lastIndexOf('/')
    const folder = at < 0 ? root : joinPath(root, path.slice(0, at))
    const name = path.slice(at + 1)
    if (group?.folder === folder) group.names.push(name)
    else {
      if (group !== null) yield group
      group = { folder, names: [name] }
    }
  }
  if (group !== null) yield group
}

function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}
