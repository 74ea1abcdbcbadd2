// Gitlinks: folders that a repository takes for repositories of their own, as it does with submodules. `git status` enters each of them and
// obeys the configuration there. A command that has added one, or filled its folder, would have its own configuration obeyed.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ownPath } from '../../sys/own-path.ts'
import { exists } from '../../workspace/folder-entries.ts'
import { findRepository, type Repository } from '../../workspace/git-repository.ts'
import { readGitSettings } from '../../workspace/git-settings.ts'
import { GIT_GUARD_OPTIONS, guardGitEnv } from '../../workspace/guarded-git.ts'
import { moveAside } from './left-behind.ts'
import type { Gitlinks } from './wall.ts'

/** Notes the gitlinks behind which a repository stands. `gits`: each `.git` of the workspace. Never throws. */
export function readGitlinks(gits: readonly string[]): Gitlinks[] {
  const repositories = gits
    .filter((git) => basename(git) === '.git')
    .flatMap((git) => findRepository(dirname(git)) ?? [])
  return repositories.map((repository) => ({ ...repository, filled: listFilled(repository) }))
}

/**
 * Moves aside the `.git` behind each gitlink that was not there before, or was empty, when its configuration has git start a program. A line for
 * each. `end`: see `moveAside`.
 */
export function mendGitlinks(before: readonly Gitlinks[], end = Infinity): string[] {
  const known = new Set(before.flatMap(({ filled }) => filled))
  // A repository that is moved aside could hold further ones; git does not enter it any more.
  const appeared = before.flatMap(listFilled).filter((folder) => !known.has(folder))
  return appeared.filter(startsProgram).flatMap((folder) => moveAside(join(folder, '.git'), end))
}

/** The mode of a gitlink in the index, as four bytes. */
const GITLINK_MODE = Buffer.from([0, 0, 0xe0, 0])
const LIMITS = { timeout: 5_000, maxBuffer: 256 * 1024 * 1024 }

/** The folders of gitlinks in which something is called `.git`. */
function listFilled(repository: Omit<Repository, 'commonDirectory'>): string[] {
  return listGitlinks(repository).filter((folder) => exists(join(folder, '.git')))
}

const known = new Map<string, { stamp: string; folders: string[] }>()
const MAX_KNOWN = 500

/** The folders of gitlinks. git is asked for them, once for each state of an index in which one may be. */
function listGitlinks({ root, gitDirectory }: Omit<Repository, 'commonDirectory'>): string[] {
  try {
    // A split index has several files.
    const names = readdirSync(gitDirectory).filter((name) => /^(?:index$|sharedindex\.)/.test(name))
    const files = names.map((name) => join(gitDirectory, name)).filter((path) => statSync(path).isFile())
    const stamp = [root, ...files.map(stampOf)].join()
    const kept = known.get(gitDirectory)
    if (kept?.stamp === stamp) return kept.folders
    const isPossible = files.some((path) => readFileSync(path).includes(GITLINK_MODE))
    const folders = isPossible ? askGit(root, gitDirectory) : []
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(gitDirectory, { stamp, folders })
    return folders
  } catch {
    return []
  }
}

function stampOf(path: string): string {
  const { ino, size, ctimeNs } = statSync(path, { bigint: true })
  return [ino, size, ctimeNs].join()
}

function askGit(root: string, gitDirectory: string): string[] {
  const place = ['--git-dir', gitDirectory, '--work-tree', root]
  const env = { ...guardGitEnv(process.env), PATH: ownPath(process.env, [root]), LC_ALL: 'C' }
  const { status, stdout } = spawnSync('git', [...GIT_GUARD_OPTIONS, ...place, 'ls-files', '-s', '-z'], {
    ...{ cwd: root, env, ...LIMITS },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status !== 0) return []
  const linked = stdout.toString().matchAll(/(?:^|\0)160000 [^\t]*\t([^\0]+)/g)
  return [...linked].map(([, path]) => join(root, path!))
}

/** Keys by which `git status` in the repository above starts a program in the one behind a gitlink. */
const RUN_BY_STATUS =
  /^(?:core\.(?:fsmonitor|hookspath)|filter\..*\.(?:clean|process)|diff\.external|diff\..*\.(?:command|textconv)|hook\..*\.command)$/
/** Values that start nothing but what `git lfs install` sets. */
const HARMLESS = /^(?:true|false|git-lfs (?:clean -- %f|filter-process))$/

function startsProgram(folder: string): boolean {
  const repository = findRepository(folder)
  if (repository === null || repository.root !== folder) return false
  const { gitDirectory, commonDirectory } = repository
  if (exists(join(commonDirectory, 'hooks/post-index-change'))) return true
  const files = [join(commonDirectory, 'config'), join(gitDirectory, 'config.worktree')]
  const { settings, isWhole } = readGitSettings(files, process.env['HOME'] ?? '/')
  return !isWhole || settings.some(({ key, value }) => RUN_BY_STATUS.test(key) && !HARMLESS.test(value))
}
