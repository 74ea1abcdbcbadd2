// Lists the files for a search without ripgrep: those that git lists in a repository, else all but node_modules.

import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_GREP_BYTES, type Search, VCS_FOLDERS } from './grep-search.ts'
import { findProgram } from '../shell/program-path.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from '../../workspace/guarded-git.ts'

const MAX_FILES = 200_000
const GIT_TIMEOUT_MS = 10_000

/** Paths of at most 200,000 files. Stops early once `isOver` is true. */
export async function listFiles(
  search: Search,
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
  isOver: () => boolean,
): Promise<string[]> {
  const listed = search.includesIgnored ? null : await listByGit(search, env, folders)
  if (listed !== null) return listed
  const skipped = search.includesIgnored ? VCS_FOLDERS : [...VCS_FOLDERS, 'node_modules']
  const files: string[] = []
  const open = [search.root]
  while (open.length > 0 && files.length < MAX_FILES && !isOver()) {
    const folder = open.pop()!
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (entry.isDirectory() && !skipped.includes(entry.name)) open.push(join(folder, entry.name))
      else if (entry.isFile()) files.push(join(folder, entry.name))
    }
  }
  return files.toSorted()
}

/**
 * Files that git tracks or does not ignore; null outside of a repository. Hooks and monitors of the repository do not
 * run.
 */
function listByGit(
  { root, signal }: Search,
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
): Promise<string[] | null> {
  const git = findProgram('git', env, folders)
  if (git === null) return Promise.resolve(null)
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  return new Promise((done) => {
    execFile(
      git,
      [...GIT_GUARD_OPTIONS, '-C', root, ...list],
      { env: guardGitEnv(env), signal, timeout: GIT_TIMEOUT_MS, maxBuffer: MAX_GREP_BYTES, encoding: 'utf8' },
      (error, stdout) => {
        if (error !== null) return done(null)
        const names = stdout.split('\0').filter((name) => name !== '' && !name.startsWith('..'))
        done([...new Set(names)].slice(0, MAX_FILES).map((name) => join(root, name)))
      },
    )
  })
}
