// What files held before the turns that changed them: `<session>/rewind/log.jsonl` names them, `blobs/` has the contents.
// A turn's number, from 1 as the events count, is what a change belongs to: checkpoints begin at 0 again with compaction.

import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeAtomic } from '../../sys/files.ts'
import { createBlobStore, type BlobStore, type StoreLimits } from './blob-store.ts'
import { watchCommand, type CommandWatch, type WatchCache } from './command-watch.ts'
import { captureContent, stampOf, statOf, type FileContent } from './file-content.ts'
import { appendText, readLines } from '../store/line-file.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { listUndoPoints } from './undo-points.ts'

export type SnapshotRecord =
  /** What the path held before the turn. */
  | { turn: number; path: string; was: FileContent }
  /** What the turn has left there; a path that looks otherwise later has been changed by somebody else. */
  | { turn: number; path: string; left: string }
  /** What nobody can put back. */
  | { turn: number; path: string; lost: string }
  /** A command runs; without its end nobody knows what it changed. */
  | { turn: number; command: 'begin' | 'end'; id: number }

export interface Snapshots {
  /** Before the path is written to: keeps what it holds, once a turn. */
  keep(turn: number, path: string): void
  /** After the turn's changes: notes how they left their paths. */
  settle(turn: number): void
  /** Before a command that may change files. The watch is for `afterCommand`. */
  beforeCommand(turn: number, workDir: string): Promise<CommandWatch>
  /** Finds what the command changed, and keeps what was there before. */
  afterCommand(watch: CommandWatch): Promise<void>
  /** Gives up contents that no turn needs any more. */
  sweep(): void
  /** Gives up the copies that were made before commands; without it the next session here does. */
  close(): void
}

export interface SnapshotOptions {
  /** For git. */
  env: NodeJS.ProcessEnv
  limits?: StoreLimits
}

function rewindDirectory(sessionDir: string): string {
  return join(sessionDir, 'rewind')
}

export function openStore(sessionDir: string, limits?: StoreLimits): BlobStore {
  return createBlobStore(join(rewindDirectory(sessionDir), 'blobs'), limits)
}

export function createSnapshots(sessionDir: string, { env, limits }: SnapshotOptions): Snapshots {
  const store = openStore(sessionDir, limits)
  const stash = join(rewindDirectory(sessionDir), 'before')
  rmSync(stash, { recursive: true, force: true }) // of a process that was killed
  const log = logPath(sessionDir)
  const cache: WatchCache = { copies: new Map(), dir: stash, number: 0 }
  let kept = new Set<string>()
  let changed = new Map<number, Set<string>>()
  let seen = ''
  let commands = 0

  /** A rewind in another process has written the log anew. */
  const refresh = () => {
    const now = identify(log)
    if (now === seen) return
    kept = new Set()
    changed = new Map()
    for (const record of readSnapshots(sessionDir)) note(record)
    seen = now
  }
  const noteChange = (turn: number, path: string) => changed.set(turn, (changed.get(turn) ?? new Set()).add(path))
  const note = (record: SnapshotRecord) => {
    if ('was' in record) {
      kept.add(`${record.turn} ${record.path}`)
      noteChange(record.turn, record.path)
    } else if ('left' in record) changed.get(record.turn)?.delete(record.path)
    else if ('command' in record) commands = Math.max(commands, record.id)
  }
  const write = (records: readonly SnapshotRecord[]) => {
    appendText(log, records.map((record) => JSON.stringify(record) + '\n').join(''))
    records.forEach(note)
    seen = identify(log)
  }
  const isKept = (turn: number, path: string) => kept.has(`${turn} ${path}`)

  return {
    keep(turn, path) {
      refresh()
      if (isKept(turn, path)) {
        noteChange(turn, path)
        return
      }
      ensureDirectory(sessionDir)
      const was = captureContent(path, store)
      const parents = was.kind === 'absent' ? findMissingParents(path).filter((parent) => !isKept(turn, parent)) : []
      write([...parents, path].map((each) => ({ turn, path: each, was: each === path ? was : { kind: 'absent' } })))
    },
    settle(turn) {
      refresh()
      const paths = changed.get(turn)
      if (paths) write([...paths].map((path) => ({ turn, path, left: stampOf(path) })))
    },
    async beforeCommand(turn, workDir) {
      refresh()
      ensureDirectory(sessionDir)
      const id = ++commands
      write([{ turn, command: 'begin', id }])
      return watchCommand({ turn, id, workDir, sessionDir, env, cache })
    },
    async afterCommand(watch) {
      const { turn, id } = watch
      const changes = await watch.findChanges(store)
      refresh()
      const records: SnapshotRecord[] = []
      for (const { path, was, lost } of changes) {
        if (lost !== undefined) records.push({ turn, path, lost })
        else if (was && !isKept(turn, path)) records.push({ turn, path, was })
        if (was) records.push({ turn, path, left: stampOf(path) })
      }
      write([...records, { turn, command: 'end', id }])
    },
    sweep: () => store.sweep(referencedHashes(sessionDir)),
    close() {
      cache.copies.clear()
      rmSync(stash, { recursive: true, force: true })
    },
  }
}

function logPath(sessionDir: string): string {
  return join(rewindDirectory(sessionDir), 'log.jsonl')
}

function identify(path: string): string {
  const stat = statOf(path)
  return stat ? `${stat.ino} ${stat.size}` : ''
}

function ensureDirectory(sessionDir: string): void {
  mkdirSync(rewindDirectory(sessionDir), { recursive: true, mode: 0o700 })
}

/** A tool makes them with the file, and they go with it. From the outermost in. */
function findMissingParents(path: string): string[] {
  const missing: string[] = []
  for (let parent = dirname(path); statOf(parent) === null; parent = dirname(parent)) missing.unshift(parent)
  return missing
}

export function readSnapshots(sessionDir: string): SnapshotRecord[] {
  const records: SnapshotRecord[] = []
  for (const { text } of readLines(logPath(sessionDir))) {
    const record = parseObject(text)
    if (typeof record?.['turn'] === 'number') records.push(record as SnapshotRecord)
  }
  return records
}

export function rewriteSnapshots(sessionDir: string, records: readonly SnapshotRecord[]): void {
  ensureDirectory(sessionDir)
  writeAtomic(logPath(sessionDir), records.map((record) => JSON.stringify(record) + '\n').join(''))
}

/** Of all turns, and of the rewinds that can be undone. */
function referencedHashes(sessionDir: string): Set<string> {
  const records = [...readSnapshots(sessionDir), ...listUndoPoints(sessionDir).flatMap((point) => point.snapshots)]
  const contents = records.flatMap((record) => ('was' in record ? [record.was] : []))
  contents.push(...listUndoPoints(sessionDir).flatMap(({ files }) => files.map(({ before }) => before)))
  return new Set(contents.flatMap((content) => (content.kind === 'file' ? [content.hash] : [])))
}
