// The names in a git repository: its branches, remotes and tags, read from its files.

import { join } from 'node:path'
import { listFolder, readSmallFile } from './folder-entries.ts'
import { findRepository } from './git-repository.ts'

const REFS_LIMIT = 500
const REFS_DEPTH = 4

export interface GitRefs {
  /** The branch that is checked out; null when HEAD is detached. */
  branch: string | null
  branches: string[]
  remotes: string[]
  /** Branches of remotes, with the remote's name in front: `origin/main`. */
  remoteBranches: string[]
  tags: string[]
  /** Branches that have an upstream by the repository's configuration. */
  tracking: string[]
}

/** About 500 names at most; null outside of a repository. */
export function readGitRefs(directory: string): GitRefs | null {
  const repository = findRepository(directory)
  if (repository === null) return null
  const { gitDirectory, commonDirectory } = repository
  const refs = [...readRefs(commonDirectory)]
  const namesBelow = (prefix: string): string[] =>
    refs.filter((ref) => ref.startsWith(prefix)).map((ref) => ref.slice(prefix.length))
  const head = (readSmallFile(join(gitDirectory, 'HEAD')) ?? '').trim()
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null
  const config = readSmallFile(join(commonDirectory, 'config')) ?? ''
  const branches = new Set(namesBelow('refs/heads/'))
  if (branch !== null) branches.add(branch) // a branch without a commit has no ref yet
  return {
    branch,
    branches: [...branches],
    remotes: [...config.matchAll(/^\[remote "([^"\n]+)"\]/gm)].map((match) => match[1] ?? ''),
    remoteBranches: namesBelow('refs/remotes/'),
    tags: namesBelow('refs/tags/'),
    tracking: [...config.matchAll(/^\[branch "([^"\n]+)"\]((?:\n(?!\[).*)*)/gm)].flatMap(([, name = '', body = '']) =>
      /^\s*merge\s*=/m.test(body) ? [name] : [],
    ),
  }
}

/** Full names such as `refs/heads/main`, from single files and from `packed-refs`. */
function readRefs(commonDirectory: string): Set<string> {
  const refs = new Set<string>()
  const readFolder = (path: string, depth: number): void => {
    if (depth > REFS_DEPTH || refs.size > REFS_LIMIT) return
    for (const entry of listFolder(join(commonDirectory, path))) {
      if (entry.isFolder) readFolder(`${path}/${entry.name}`, depth + 1)
      else refs.add(`${path}/${entry.name}`)
    }
  }
  readFolder('refs', 0)
  for (const line of (readSmallFile(join(commonDirectory, 'packed-refs')) ?? '').split('\n')) {
    const ref = /^[0-9a-f]{40,64} (refs\/\S+)$/.exec(line)?.[1]
    if (ref !== undefined && refs.size <= REFS_LIMIT) refs.add(ref)
  }
  return refs
}
