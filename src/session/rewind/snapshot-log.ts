// `<session>/rewind/log.jsonl`: what paths held before each turn, how the turn left them, and what cannot be put back.
// Turns are numbered from 1 as in the events; the conversation's checkpoints start at 0 again with each compaction.

import { join } from 'node:path'
import { makeDirectory, writeAtomic } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'
import { readLines } from '../store/line-file.ts'
import { appendText } from '../../sys/line-append.ts'
import type { FileContent } from './file-content.ts'
import { statOf } from './pinned-entry.ts'

export type SnapshotRecord =
  /** The content of the path before the turn. */
  | { turn: number; path: string; was: FileContent }
  /** The stamp of the path after the turn; a path with another stamp has been changed by somebody else since. */
  | { turn: number; path: string; left: string }
  /** The reason why changes at or below the path cannot be put back. */
  | { turn: number; path: string; lost: string }
  /** A path outside of the session's folder that a command was to write, by its own words. */
  | { turn: number; path: string; outside: true }
  /** The start and end of a command; without its end, its changes are unknown. */
  | { turn: number; command: 'begin' | 'end'; id: number }

export interface SnapshotLog {
  /** True when the content of the path before this turn is in the log. */
  isKept(turn: number, path: string): boolean
  /** The paths that the turn has changed since they were last stamped. */
  changedPaths(turn: number): string[]
  noteChange(turn: number, path: string): void
  /** A number that no command in the log has. */
  nextCommand(): number
  /** Never throws: records that cannot be written, on a full disk, are written with later ones. */
  append(records: readonly SnapshotRecord[]): void
}

export function rewindDirectory(sessionDir: string): string {
  return join(sessionDir, 'rewind')
}

/** Every call first looks for changes that a rewind in another process has made to the file. */
export function openSnapshotLog(sessionDir: string): SnapshotLog {
  const path = logPath(sessionDir)
  let kept = new Set<string>()
  let changed = new Map<number, Set<string>>()
  let identity = ''
  let commands = 0
  let unwritten: SnapshotRecord[] = []

  const noteChange = (turn: number, path: string) => changed.set(turn, (changed.get(turn) ?? new Set()).add(path))
  const note = (record: SnapshotRecord) => {
    if ('was' in record) {
      kept.add(`${record.turn} ${record.path}`)
      noteChange(record.turn, record.path)
    } else if ('left' in record) changed.get(record.turn)?.delete(record.path)
    else if ('command' in record) commands = Math.max(commands, record.id)
  }
  const refresh = () => {
    const now = identify(path)
    if (now === identity) return
    kept = new Set()
    changed = new Map()
    for (const record of [...readReadable(sessionDir), ...unwritten]) note(record)
    identity = now
  }
  return {
    isKept(turn, path) {
      refresh()
      return kept.has(`${turn} ${path}`)
    },
    changedPaths(turn) {
      refresh()
      return [...(changed.get(turn) ?? [])]
    },
    noteChange,
    nextCommand() {
      refresh()
      return ++commands
    },
    append(records) {
      refresh()
      records.forEach(note)
      unwritten.push(...records)
      if (unwritten.length === 0) return
      try {
        ensureDirectory(sessionDir)
        appendText(path, unwritten.map((record) => JSON.stringify(record) + '\n').join(''))
        unwritten = []
      } catch {
        // They are noted in memory, and the next call tries again.
      }
      identity = identify(path)
    },
  }
}

/** The records; none of a log that cannot be read. */
function readReadable(sessionDir: string): SnapshotRecord[] {
  try {
    return readSnapshots(sessionDir)
  } catch {
    return []
  }
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

function logPath(sessionDir: string): string {
  return join(rewindDirectory(sessionDir), 'log.jsonl')
}

function ensureDirectory(sessionDir: string): void {
  makeDirectory(rewindDirectory(sessionDir))
}

/** Differs when the file was replaced or has grown. */
function identify(path: string): string {
  try {
    const stat = statOf(path)
    return stat ? `${stat.ino} ${stat.size}` : ''
  } catch {
    return ''
  }
}
