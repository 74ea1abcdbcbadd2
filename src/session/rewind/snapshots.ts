// Copies of files from before the turns that changed them, for `kimi rewind`: the log names them, `blobs/` holds them.

import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createBlobStore, type BlobStore, type StoreLimits } from './blob-store.ts'
import { watchCommand, type CommandWatch, type WatchCache } from './command-watch.ts'
import { captureContent, stampOf, statOf } from './file-content.ts'
import { openSnapshotLog, readSnapshots, rewindDirectory, type SnapshotRecord } from './snapshot-log.ts'
import { listUndoPoints } from './undo-points.ts'

export interface Snapshots {
  /** Call before the path is written to: keeps its content, once a turn. */
  keep(turn: number, path: string): void
  /** Call after the turn's changes: records the stamps of the paths that it changed. */
  settle(turn: number): void
  /** Call before a command that may change files. The watch is for `afterCommand`. */
  beforeCommand(turn: number, workDir: string): Promise<CommandWatch>
  /** Finds what the command changed, and keeps the contents from before. */
  afterCommand(watch: CommandWatch): Promise<void>
  /** Deletes contents that no turn and no undo point needs. */
  sweep(): void
  /** Deletes the copies that were made before commands; opening the session again does the same. */
  close(): void
}

export interface SnapshotOptions {
  /** The environment for git. */
  env: NodeJS.ProcessEnv
  limits?: StoreLimits
}

export function openStore(sessionDir: string, limits?: StoreLimits): BlobStore {
  return createBlobStore(join(rewindDirectory(sessionDir), 'blobs'), limits)
}

export function createSnapshots(sessionDir: string, { env, limits }: SnapshotOptions): Snapshots {
  const store = openStore(sessionDir, limits)
  const log = openSnapshotLog(sessionDir)
  const copies = join(rewindDirectory(sessionDir), 'before')
  rmSync(copies, { recursive: true, force: true }) // of a process that was killed
  const cache: WatchCache = { copies: new Map(), dir: copies, number: 0 }

  return {
    keep(turn, path) {
      if (log.isKept(turn, path)) {
        log.noteChange(turn, path)
        return
      }
      const was = captureContent(path, store)
      const missing = was.kind === 'absent' ? findMissingParents(path) : []
      const parents = missing.filter((parent) => !log.isKept(turn, parent))
      log.append([
        ...parents.map((parent) => ({ turn, path: parent, was: { kind: 'absent' as const } })),
        { turn, path, was },
      ])
    },
    settle(turn) {
      const paths = log.changedPaths(turn)
      if (paths.length > 0) log.append(paths.map((path) => ({ turn, path, left: stampOf(path) })))
    },
    async beforeCommand(turn, workDir) {
      const id = log.nextCommand()
      log.append([{ turn, command: 'begin', id }])
      return watchCommand({ turn, id, workDir, sessionDir, env, cache })
    },
    async afterCommand(watch) {
      const { turn, id } = watch
      const records: SnapshotRecord[] = []
      for (const { path, was, lost } of await watch.findChanges(store)) {
        if (lost !== undefined) records.push({ turn, path, lost })
        else if (was && !log.isKept(turn, path)) records.push({ turn, path, was })
        if (was) records.push({ turn, path, left: stampOf(path) })
      }
      log.append([...records, { turn, command: 'end', id }])
    },
    sweep: () => store.sweep(referencedHashes(sessionDir)),
    close() {
      cache.copies.clear()
      rmSync(copies, { recursive: true, force: true })
    },
  }
}

/** The missing directories above the path, outermost first: a tool creates them with the file, a rewind removes them. */
function findMissingParents(path: string): string[] {
  const missing: string[] = []
  for (let parent = dirname(path); statOf(parent) === null; parent = dirname(parent)) missing.unshift(parent)
  return missing
}

/** The hashes of all contents that a turn or an undo point needs. */
function referencedHashes(sessionDir: string): Set<string> {
  const undoPoints = listUndoPoints(sessionDir)
  const records = [...readSnapshots(sessionDir), ...undoPoints.flatMap((point) => point.snapshots)]
  const contents = records.flatMap((record) => ('was' in record ? [record.was] : []))
  contents.push(...undoPoints.flatMap(({ files }) => files.map(({ before }) => before)))
  return new Set(contents.flatMap((content) => (content.kind === 'file' ? [content.hash] : [])))
}
