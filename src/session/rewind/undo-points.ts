// Undo points: everything that a rewind has replaced, in a numbered directory each. The latest has the highest number.

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode, makeDirectory, readText, writeAtomic } from '../../sys/files.ts'
import type { FileContent } from './file-content.ts'
import { parseObject } from '../../sys/json-reading.ts'
import type { SnapshotRecord } from './snapshot-log.ts'

export interface UndoPoint {
  /** The turn before which the rewind went back. */
  to: number
  what: 'files' | 'chat' | 'both'
  /** Time of the rewind, in milliseconds since the epoch. */
  at: number
  files: { path: string; before: FileContent; after: FileContent }[]
  snapshots: SnapshotRecord[]
}

export interface StoredUndoPoint extends UndoPoint {
  dir: string
  context: string
  wire: string
}

/** The undo points, latest first. */
export function listUndoPoints(sessionDir: string): StoredUndoPoint[] {
  return numbersIn(sessionDir)
    .toSorted((a, b) => b - a)
    .flatMap((number) => {
      const dir = join(undoDirectory(sessionDir), String(number))
      const point = parseObject(readText(join(dir, 'point.json')) ?? '') as UndoPoint | null
      return point ? [{ ...point, ...pathsIn(dir) }] : []
    })
}

/** Creates the directory of a new undo point, which is listed after `saveUndoPoint`. */
export function createUndoDirectory(sessionDir: string): Pick<StoredUndoPoint, 'dir' | 'context' | 'wire'> {
  const dir = join(undoDirectory(sessionDir), String(Math.max(0, ...numbersIn(sessionDir)) + 1))
  makeDirectory(dir)
  return pathsIn(dir)
}

export function saveUndoPoint(dir: string, { to, what, at, files, snapshots }: UndoPoint): void {
  writeAtomic(join(dir, 'point.json'), JSON.stringify({ to, what, at, files, snapshots }))
}

export function removeUndoPoint({ dir }: Pick<StoredUndoPoint, 'dir'>): void {
  if (existsSync(join(dir, 'point.json'))) rmSync(join(dir, 'point.json'))
  rmSync(dir, { recursive: true, force: true })
}

function pathsIn(dir: string) {
  return { dir, context: join(dir, 'context.jsonl'), wire: join(dir, 'wire.jsonl') }
}

function undoDirectory(sessionDir: string): string {
  return join(sessionDir, 'rewind', 'undo')
}

function numbersIn(sessionDir: string): number[] {
  try {
    return readdirSync(undoDirectory(sessionDir))
      .filter((name) => /^\d{1,9}$/.test(name))
      .map(Number)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}
