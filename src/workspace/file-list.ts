// The files below a directory that git tracks or does not ignore; without a repository, those that a walk finds.

import { spawn } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createSlices } from '../sys/time-slices.ts'
import { findRepository } from './git-repository.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from './guarded-git.ts'
import { createIgnoreRules } from './ignore-rules.ts'
import { ownPath } from '../sys/own-path.ts'

/** More files than this are cut: the menu then misses some, and the daemon keeps its memory. */
const FILES_LIMIT = 500_000
/** A walk without git, as of a home directory, ends sooner. */
const WALK_LIMIT = 100_000
const WALK_LIMIT_MS = 10_000
const GIT_LIMIT_MS = 20_000

/** The relative paths of files and, ending with `/`, of the folders that hold them. `env` says where git is found. */
export async function listFiles(root: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const files = (findRepository(root) ? await listByGit(root, env) : null) ?? (await listByWalk(root))
  return withFolders(files)
}

/** Null when git fails, as it does in a repository of another user. */
async function listByGit(root: string, env: NodeJS.ProcessEnv): Promise<string[] | null> {
  const [files, deleted] = await Promise.all([
    runGitList(root, env, ['--cached', '--others', '--exclude-standard']),
    runGitList(root, env, ['--deleted']),
  ])
  const gone = new Set(deleted)
  return gone.size === 0 ? files : (files?.filter((file) => !gone.has(file)) ?? null)
}

/** The names that `git ls-files` prints; null when it fails. */
function runGitList(root: string, env: NodeJS.ProcessEnv, which: readonly string[]): Promise<string[] | null> {
  const child = spawn('git', [...GIT_GUARD_OPTIONS, 'ls-files', '-z', ...which], {
    cwd: root,
    env: { ...guardGitEnv(env), PATH: ownPath(env, [root]) },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: GIT_LIMIT_MS,
    killSignal: 'SIGKILL',
  })
  const files: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const names = (rest + chunk).split('\0')
    rest = names.pop()!
    for (const name of names) if (!name.startsWith('../')) files.push(name)
    if (files.length > FILES_LIMIT) child.kill('SIGKILL')
  })
  return new Promise((done) => {
    child.once('error', () => done(null))
    child.once('close', (code) => done(code === 0 || files.length > FILES_LIMIT ? files : null))
  })
}

/** Folder by folder, those near the root first. */
async function listByWalk(root: string): Promise<string[]> {
  const rules = createIgnoreRules(root)
  const rest = createSlices()
  const files: string[] = []
  const folders = [root]
  const end = performance.now() + WALK_LIMIT_MS
  for (let next = 0; next < folders.length && files.length < WALK_LIMIT && performance.now() < end; next++) {
    const folder = folders[next]!
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name)
      const isFolder = entry.isDirectory()
      if (rules.isIgnored(path, isFolder)) continue
      if (isFolder) folders.push(path)
      else files.push(relative(root, path))
    }
    await rest()
  }
  return files
}

async function withFolders(files: readonly string[]): Promise<string[]> {
  const rest = createSlices()
  const all = new Set<string>()
  for (const [index, file] of files.entries()) {
    for (let end = file.indexOf('/'); end >= 0; end = file.indexOf('/', end + 1)) all.add(file.slice(0, end + 1))
    all.add(file)
    if (index % 1_000 === 0) await rest()
  }
  return [...all]
}
