// The branch and state of a repository, read from its files: git itself would run programs that the repository configures
// (core.fsmonitor, filters, hooks), and a workspace may not have been trusted yet.

import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readSmallFile } from './folder-entries.ts'
import { findRepository } from './git-repository.ts'

export interface GitState {
  /** The top of the working tree. */
  root: string
  /** Empty when HEAD is detached. */
  branch: string
  /** merge, rebase, cherry-pick, revert, bisect, or empty. */
  operation: string
  /** True when a tracked file's size or time differs from the index; null when the index is too large or not understood. */
  isDirty: boolean | null
}

/** With more entries, looking at each file would cost more than the answer is worth. */
const INDEX_ENTRIES_LIMIT = 3_000
const INDEX_LIMIT_BYTES = 4 * 1024 * 1024
const OPERATIONS = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
] as const

/** Null outside a repository. Never throws, never starts a process. */
export async function readGitState(cwd: string): Promise<GitState | null> {
  const repository = findRepository(cwd)
  return repository === null ? null : readState(repository.root, repository.gitDirectory)
}

async function readState(root: string, gitDirectory: string): Promise<GitState> {
  const head = readSmallFile(join(gitDirectory, 'HEAD')) ?? ''
  const [operations, isDirty] = await Promise.all([
    Promise.all(
      OPERATIONS.map(([file]) =>
        lstat(join(gitDirectory, file)).then(
          () => true,
          () => false,
        ),
      ),
    ),
    isTreeDirty(root, join(gitDirectory, 'index')),
  ])
  return {
    root,
    branch: /^ref: refs\/heads\/(.{1,200})$/m.exec(head)?.[1] ?? '',
    operation: OPERATIONS[operations.indexOf(true)]?.[1] ?? '',
    isDirty,
  }
}

/** Compares sizes and times in the index with those of the files, as git does before it reads the files that differ. */
async function isTreeDirty(root: string, indexFile: string): Promise<boolean | null> {
  const index = await readIndex(indexFile)
  if (!index || index.length < 12 || index.toString('latin1', 0, 4) !== 'DIRC') return null
  const version = index.readUInt32BE(4)
  const count = index.readUInt32BE(8)
  if (version < 2 || version > 3 || count > INDEX_ENTRIES_LIMIT) return null // version 4 compresses its paths
  let at = 12
  for (let entry = 0; entry < count; entry++) {
    if (at + 62 > index.length) return null
    const seconds = index.readUInt32BE(at + 8)
    const size = index.readUInt32BE(at + 36)
    const flags = index.readUInt16BE(at + 60)
    const nameAt = at + (version === 3 && (flags & 0x4000) !== 0 ? 64 : 62)
    const end = index.indexOf(0, nameAt)
    if (end < 0) return null
    const file = await lstat(join(root, index.toString('utf8', nameAt, end))).catch(() => null)
    if (!file || (file.isFile() && (file.size >>> 0 !== size || Math.floor(file.mtimeMs / 1000) !== seconds)))
      return true
    at += Math.ceil((end + 1 - at) / 8) * 8 // entries are padded to eight bytes with at least one NUL
  }
  return false
}

/** Null for a file that is missing or too large, and for anything else than a file: opening a pipe would wait for a writer. */
async function readIndex(path: string): Promise<Buffer | null> {
  const stat = await lstat(path).catch(() => null)
  return stat?.isFile() && stat.size <= INDEX_LIMIT_BYTES ? readFile(path).catch(() => null) : null
}
