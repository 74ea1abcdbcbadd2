// Copies of files from before the turns that changed them, for `kimi rewind`: the log names them, `blobs/` holds them.

import { dirname, join } from 'node:path'
import { createBlobStore, type BlobStore, type StoreLimits } from './blob-store.ts'
import { createFileCopies } from './file-copies.ts'
import { captureContent, stampOf } from './file-content.ts'
import { statOf } from './pinned-entry.ts'
import { openSnapshotLog, readSnapshots, rewindDirectory, type SnapshotRecord } from './snapshot-log.ts'
import { watchTree, type Change, type RunningCommand, type TreeWatch } from './tree-watch.ts'
import { listUndoPoints } from './undo-points.ts'

/** Copies for a rewind are a service: a failure to keep them is noted, and never stops what is done to the files. */
export interface Snapshots {
  /** Call before the path is written to: keeps its content, once a turn. */
  keep(turn: number, path: string): void
  /** Call after the turn's changes: records the stamps of the paths that it changed. */
  settle(turn: number): void
  /** Begins to read the tree for a command that may come in this turn. */
  expectCommand(turn: number, workDir: string): void
  /**
   * Call before a command that may change files. The watch is for `afterCommand`. `outside`: paths outside of the folder that the command
   * writes by its own words, which cannot be put back.
   */
  beforeCommand(turn: number, workDir: string, outside?: readonly string[]): Promise<CommandWatch>
  /** Finds what the command changed, and keeps the contents from before. Resolves when that is written down. */
  afterCommand(watch: CommandWatch): Promise<void>
  /** Deletes contents that no turn and no undo point needs, and forgets the tree. Call when no command is watched. */
  sweep(): void
  /** Writes down what could not be written before. */
  flush(): void
  /** Deletes the copies that were made before commands; opening the session again does the same. */
  close(): void
}

export interface CommandWatch {
  readonly turn: number
  readonly id: number
  readonly workDir: string
  /** The watch of the tree, or the reason why the tree is not watched. */
  readonly watched: { tree: TreeWatch; command: RunningCommand } | { reason: string }
}

export interface SnapshotOptions {
  /** The environment for git. */
  env: NodeJS.ProcessEnv
  /** The share directory, which is no part of the user's work: by default only that of the session is left out. */
  share?: string
  limits?: StoreLimits
}

export function openStore(sessionDir: string, limits?: StoreLimits): BlobStore {
  return createBlobStore(join(rewindDirectory(sessionDir), 'blobs'), limits)
}

export function createSnapshots(sessionDir: string, { env, share = sessionDir, limits }: SnapshotOptions): Snapshots {
  const store = openStore(sessionDir, limits)
  const log = openSnapshotLog(sessionDir)
  const copies = createFileCopies(join(rewindDirectory(sessionDir), 'before'))
  attempt(() => copies.close()) // those of a process that was killed
  const trees = createTrees((turn, workDir) => {
    const isKept = (path: string) => log.isKept(turn, path)
    const onChanges = (changes: Change[]) => log.append(changes.flatMap((change) => toRecords(turn, change)))
    return watchTree({ workDir, skipped: share, env, copies, store, isKept, onChanges })
  })

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
    expectCommand: (turn, workDir) => void trees.find(turn, workDir),
    async beforeCommand(turn, workDir, outside = []) {
      const id = log.nextCommand()
      log.append([{ turn, command: 'begin', id }, ...outside.map((path) => ({ turn, path, outside: true as const }))])
      try {
        const tree = trees.find(turn, workDir)
        return { turn, id, workDir, watched: { tree, command: await tree.begin() } }
      } catch (error) {
        trees.forget()
        return { turn, id, workDir, watched: { reason: reasonOf(error) } }
      }
    },
    async afterCommand({ turn, id, workDir, watched }) {
      let lost = 'reason' in watched ? watched.reason : ''
      try {
        if ('tree' in watched) await watched.tree.end(watched.command)
      } catch (error) {
        lost = reasonOf(error)
      }
      if (lost !== '') log.append([{ turn, path: workDir, lost: `what a command changed: ${lost}` }])
      log.append([{ turn, command: 'end', id }])
    },
    flush: () => log.append([]),
    sweep() {
      trees.forget()
      copies.stop()
      attempt(() => store.sweep(referencedHashes(sessionDir)))
    },
    close: () => attempt(() => copies.close()),
  }
}

/** The tree of the present turn; no other is kept. */
function createTrees(watch: (turn: number, workDir: string) => TreeWatch) {
  let current: { turn: number; workDir: string; tree: TreeWatch } | null = null
  return {
    find(turn: number, workDir: string): TreeWatch {
      if (current?.turn !== turn || current.workDir !== workDir) current = { turn, workDir, tree: watch(turn, workDir) }
      return current.tree
    },
    forget: () => (current = null),
  }
}

function toRecords(turn: number, { path, was, left, lost }: Change): SnapshotRecord[] {
  return [
    ...(was === undefined ? [] : [{ turn, path, was }]),
    ...(left === undefined ? [] : [{ turn, path, left }]),
    ...(lost === undefined ? [] : [{ turn, path, lost }]),
  ]
}

/** Cleaning up is tried again at the next turn. */
function attempt(work: () => void): void {
  try {
    work()
  } catch {
    // A disk that is full or read-only.
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
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
