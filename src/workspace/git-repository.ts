// The place of a git repository, found as git finds it but without running git: a configured git can run programs,
// reading files cannot.

import { join, resolve } from 'node:path'
import { isFolder, readSmallFile } from './folder-entries.ts'
import { listParents } from './parent-folders.ts'

export interface Repository {
  /** The top of the working tree. */
  root: string
  /** Holds HEAD, the index and the state of a merge or rebase; each worktree and submodule has its own. */
  gitDirectory: string
  /** Holds branches, tags, configuration and info/exclude; all worktrees of a repository share it. */
  commonDirectory: string
}

/** The repository whose working tree `directory` lies in; null outside of one. */
export function findRepository(directory: string): Repository | null {
  for (const root of listParents(directory)) {
    const gitDirectory = readGitDirectory(root)
    if (gitDirectory === null) continue
    const common = readSmallFile(join(gitDirectory, 'commondir'))
    return {
      root,
      gitDirectory,
      commonDirectory: common === null ? gitDirectory : resolve(gitDirectory, common.trim()),
    }
  }
  return null
}

/** `.git` is a directory, or in worktrees and submodules a file that names one. */
function readGitDirectory(root: string): string | null {
  const path = join(root, '.git')
  if (isFolder(path)) return path
  const named = /^gitdir: (.+)/.exec(readSmallFile(path) ?? '')?.[1]
  return named === undefined ? null : resolve(root, named.trim())
}
