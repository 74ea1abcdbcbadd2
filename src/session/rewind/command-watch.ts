// Finds the files that a shell command changes, and their contents from before. After the command the old contents are
// gone, so they must exist elsewhere: as git objects for unmodified files in the index, as copies for all others.

import { constants, copyFileSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { FILE_LIMIT_BYTES, type BlobStore } from './blob-store.ts'
import { statOf, type FileContent } from './file-content.ts'
import { isUnmodified, readGitFiles, readGitIndex, type IndexEntry } from '../../workspace/git-index.ts'
import { isUntouched, scanWorkspace, SCAN_LIMIT_FILES, type Scan, type Scanned } from './workspace-scan.ts'
import { makeDirectory } from '../../sys/files.ts'

/** The copies of one session. They are kept between commands, and made again only when the file has changed. */
export interface WatchCache {
  dir: string
  number: number
  copies: Map<string, { of: Scanned; path: string; size: number }>
}

export interface CommandWatch {
  readonly turn: number
  readonly id: number
  findChanges(store: BlobStore): Promise<Change[]>
}

export interface Change {
  path: string
  /** The content of the path before the command; missing when `lost` says why it is not known. */
  was?: FileContent
  lost?: string
}

/** Limit for all copies together. */
const COPY_LIMIT_BYTES = 100 * 1024 * 1024
/** The time that copying may delay a command; the next command continues it. 20,000 small files take 3 s in all. */
const COPY_LIMIT_MS = 1_000
/** Files between two pauses for the event loop. */
const STRIDE = 20

interface WatchOptions {
  turn: number
  id: number
  workDir: string
  sessionDir: string
  env: NodeJS.ProcessEnv
  cache: WatchCache
}

export async function watchCommand({ turn, id, workDir, sessionDir, env, cache }: WatchOptions): Promise<CommandWatch> {
  const root = realpathSync(workDir)
  const [before, index] = await Promise.all([scanWorkspace(root), readGitIndex(root, env)])
  // A session directory inside the workspace changes with every event that this program writes.
  forgetBelow(before, sessionDir)
  const inGit = new Map<string, IndexEntry>()
  const toCopy: [string, Scanned][] = []
  for (const [path, scanned] of before.entries) {
    if (scanned.kind !== 'file') continue
    const entry = index?.find(path)
    if (entry && isUnmodified(entry, scanned.stat)) inGit.set(path, entry)
    else toCopy.push([path, scanned])
  }
  const uncopied = await makeCopies(toCopy, cache)
  const history = historyStamp(root)

  return {
    turn,
    id,
    async findChanges(store) {
      const after = await scanWorkspace(root)
      forgetBelow(after, sessionDir)
      const changes: Change[] = []
      const wanted: { path: string; entry: IndexEntry }[] = []
      for (const [path, old] of before.entries) {
        const now = after.entries.get(path)
        if (now ? isUntouched(old, now) : after.isCut && statOf(path)) continue
        const mode = Number(old.stat.mode) & 0o7777
        if (old.kind === 'link') changes.push({ path, was: { kind: 'link', target: old.target } })
        else if (old.kind === 'directory') changes.push({ path, was: { kind: 'directory', mode } })
        else if (inGit.has(path)) wanted.push({ path, entry: inGit.get(path)! })
        else changes.push({ path, was: takeCopy(path, mode, uncopied, cache, store) })
      }
      const contents = await readGitFiles(root, wanted, env)
      for (const { path } of wanted) {
        const mode = Number(before.entries.get(path)!.stat.mode) & 0o7777
        const bytes = contents.get(path)
        const kept = bytes && store.keepBytes(bytes)
        const reason = kept && !kept.ok ? kept.reason : 'git no longer has its content as it was'
        changes.push({ path, was: kept?.ok ? toContent(kept, mode) : { kind: 'unknown', reason } })
      }
      for (const path of after.entries.keys()) {
        // When the scan before was cut at its limit, a path that it lacks may have existed.
        if (!before.entries.has(path) && !before.isCut) changes.push({ path, was: { kind: 'absent' } })
      }
      if (before.isCut) changes.push({ path: root, lost: `changes beyond its first ${SCAN_LIMIT_FILES} files` })
      if (historyStamp(root) !== history)
        changes.push({
          path: join(root, '.git'),
          lost: 'commits, branches and the index stay as the command left them',
        })
      return changes
    },
  }
}

/** Copies the files, the last written first, since they are worked on. Returns why others have no copy, by path. */
async function makeCopies(files: [string, Scanned][], cache: WatchCache): Promise<Map<string, string>> {
  const uncopied = new Map<string, string>()
  makeDirectory(cache.dir)
  let used = [...cache.copies.values()].reduce((sum, { size }) => sum + size, 0)
  const end = performance.now() + COPY_LIMIT_MS
  const latestFirst = files.toSorted(([, a], [, b]) => Number(b.stat.mtimeNs - a.stat.mtimeNs))
  for (const [at, [path, scanned]] of latestFirst.entries()) {
    const size = Number(scanned.stat.size)
    const known = cache.copies.get(path)
    if (known && isUntouched(known.of, scanned)) continue
    if (known) {
      dropCopy(path, cache)
      used -= known.size
    }
    const isTooMuch = used + size > COPY_LIMIT_BYTES || performance.now() > end
    if (size > FILE_LIMIT_BYTES || isTooMuch) {
      uncopied.set(path, isTooMuch ? 'there was too much to copy before the command' : 'it is larger than 10 MB')
      continue
    }
    const copy = join(cache.dir, String(++cache.number))
    try {
      copyFileSync(path, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      cache.copies.set(path, { of: scanned, path: copy, size })
      used += size
    } catch (error) {
      uncopied.set(path, error instanceof Error ? error.message : String(error))
    }
    if (at % STRIDE === 0) await pauseForEvents()
  }
  return uncopied
}

function takeCopy(
  path: string,
  mode: number,
  uncopied: ReadonlyMap<string, string>,
  cache: WatchCache,
  store: BlobStore,
): FileContent {
  const copy = cache.copies.get(path)
  if (!copy) return { kind: 'unknown', reason: uncopied.get(path) ?? 'there was no copy of it' }
  const kept = store.keepFile(copy.path, copy.size)
  dropCopy(path, cache)
  return kept.ok ? toContent(kept, mode) : { kind: 'unknown', reason: kept.reason }
}

function dropCopy(path: string, cache: WatchCache): void {
  rmSync(cache.copies.get(path)!.path, { force: true })
  cache.copies.delete(path)
}

function toContent({ hash, size }: { hash: string; size: number }, mode: number): FileContent {
  return { kind: 'file', hash, mode, size }
}

function forgetBelow({ entries }: Scan, dir: string): void {
  for (const path of entries.keys()) if (path === dir || path.startsWith(`${dir}/`)) entries.delete(path)
}

/** Differs after each commit, checkout and reset of a repository at the root. */
function historyStamp(root: string): string {
  const stat = statOf(join(root, '.git', 'logs', 'HEAD'))
  return stat ? `${stat.size} ${stat.mtimeNs}` : ''
}
