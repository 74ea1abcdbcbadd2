// Goes back to before a turn, and undoes that: files byte for byte, conversation and events cut at the same turn.

import { constants, copyFileSync, linkSync } from 'node:fs'
import { join } from 'node:path'
import { hasCode } from '../../sys/files.ts'
import { readContextInSlices, rewriteContextInSlices } from '../store/context-file.ts'
import { captureContent, holdsContent, stampOf } from './file-content.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { readLines } from '../store/line-file.ts'
import { replaceLinesInSlices } from '../store/file-replacement.ts'
import { restoreContent } from './path-restore.ts'
import type { FileChange, RewindPlan } from './rewind-plan.ts'
import { readSnapshots, rewriteSnapshots, type SnapshotRecord } from './snapshot-log.ts'
import { openStore } from './snapshots.ts'
import { countTurns, cutWire, pinSession } from '../store/turn-borders.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import { createUndoDirectory, listUndoPoints, removeUndoPoint, saveUndoPoint, type UndoPoint } from './undo-points.ts'

export interface RewindDeps {
  /** True to restore also files that something else has changed since. */
  overwrite?: boolean
}

export interface RewindResult {
  restored: string[]
  /** Files that stay as they are. */
  skipped: { path: string; reason: string }[]
}

const CHANGED_SINCE = 'changed since'
/** The content that a rewind replaces is stored without limits, since the user asked for the rewind. */
const NO_LIMITS = { fileBytes: Infinity, storeBytes: Infinity }

/**
 * The caller holds the session's lock, and no turn runs or begins meanwhile: others are served between the steps. An open session must
 * read its conversation again afterwards. After a kill at any instant `undoRewind` restores everything.
 */
export async function applyRewind(
  { place, to, what, files, records }: RewindPlan,
  deps: RewindDeps = {},
): Promise<RewindResult> {
  const store = openStore(place.dir, NO_LIMITS)
  const result: RewindResult = { restored: [], skipped: [] }
  const chosen = orderChanges(files).filter((change) => {
    const reason = change.uncovered || (change.isChangedSince && !deps.overwrite ? CHANGED_SINCE : '')
    if (reason !== '') result.skipped.push({ path: change.path, reason })
    return reason === ''
  })

  const snapshots = readSnapshots(place.dir)
  const undo = createUndoDirectory(place.dir)
  const point: UndoPoint = {
    to,
    what,
    at: Date.now(),
    files: [],
    snapshots,
  }
  await handleInSlices(chosen, ({ path, content }) => {
    point.files.push({ path, before: captureContent(path, store), after: content })
  })
  if (records) {
    keepFile(place.context, undo.context)
    keepFile(place.wire, undo.wire)
  }
  saveUndoPoint(undo.dir, point)

  await handleInSlices(chosen, ({ path, content }) => {
    const reason = restoreContent(path, content, store)
    if (reason === null) result.restored.push(path)
    else result.skipped.push({ path, reason })
  })
  const temporary = newFileIn(undo)
  if (records) {
    await pinSession(place, async (pinned) => {
      await rewriteContextInSlices(place.context, records, temporary)
      await replaceLinesInSlices(place.wire, cutWire(pinned, to), temporary)
    })
  }
  const kept = [...cutSnapshots(snapshots, to, what), ...stamp(to, result.restored, what)]
  rewriteSnapshots(place.dir, [...kept, ...addedSince(place.dir, snapshots, records === null ? Infinity : to - 1)])
  return result
}

/** A file that is being written: after a kill it goes with the undo point. */
function newFileIn({ dir }: Pick<UndoPoint & { dir: string }, 'dir'>): string {
  return join(dir, 'new.jsonl')
}

/** The changes that work which outlives its turn has made while the rewind was made; `last` is the last turn that is left. */
function addedSince(sessionDir: string, before: readonly SnapshotRecord[], last: number): SnapshotRecord[] {
  const added = readSnapshots(sessionDir).slice(before.length)
  return added.map((record) => ({ ...record, turn: Math.min(record.turn, last) }))
}

/** Deletions first, innermost paths first; then restored and created paths, outermost first. */
function orderChanges(files: readonly FileChange[]): FileChange[] {
  const deleted = files.filter(({ action }) => action === 'delete')
  const restored = files.filter(({ action }) => action !== 'delete')
  const byPath = (a: FileChange, b: FileChange) => (a.path < b.path ? -1 : 1)
  return [...deleted.toSorted((a, b) => byPath(b, a)), ...restored.toSorted(byPath)]
}

/** Links `copy` to the file, which a rewind replaces and never changes in place. */
function keepFile(path: string, copy: string): void {
  try {
    linkSync(path, copy)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    copyFileSync(path, copy, constants.COPYFILE_FICLONE)
  }
}

function cutSnapshots(snapshots: readonly SnapshotRecord[], to: number, what: RewindPlan['what']): SnapshotRecord[] {
  if (what === 'both') return snapshots.filter(({ turn }) => turn < to)
  // The turns are dropped but their changes are not, so that the changes now belong to the turn before.
  if (what === 'chat') return snapshots.map((record) => ({ ...record, turn: Math.min(record.turn, to - 1) }))
  return [...snapshots]
}

function stamp(to: number, paths: readonly string[], what: RewindPlan['what']): SnapshotRecord[] {
  const turn = what === 'files' ? to : to - 1
  return paths.map((path) => ({ turn, path, left: stampOf(path) }))
}

/** Undoes the last rewind; null when there was no rewind. The caller holds the session's lock, and no turn runs or begins meanwhile. */
export async function undoRewind(place: SessionPlace, deps: RewindDeps = {}): Promise<RewindResult | null> {
  const [point] = listUndoPoints(place.dir)
  if (!point) return null
  const store = openStore(place.dir, NO_LIMITS)
  const result: RewindResult = { restored: [], skipped: [] }
  // In the opposite order: created paths are deleted first, then deleted ones restored.
  await handleInSlices(point.files.toReversed(), ({ path, before, after }) => {
    // A rewind that was killed has changed only some of the files.
    const isChanged = !holdsContent(path, after) && !holdsContent(path, before)
    const reason = isChanged && !deps.overwrite ? CHANGED_SINCE : restoreContent(path, before, store)
    if (reason === null) result.restored.push(path)
    else result.skipped.push({ path, reason })
  })
  if (point.what !== 'files') {
    const temporary = newFileIn(point)
    await rewriteContextInSlices(place.context, await readContextInSlices(point.context), temporary)
    await replaceLinesInSlices(place.wire, wholeLines(point.wire), temporary)
  }
  const turns = await countTurns(place)
  const since = readSnapshots(place.dir).filter(({ turn }) => turn >= point.to)
  const added = point.what === 'files' ? [] : since.map((record) => ({ ...record, turn: turns }))
  const stamps = result.restored.map((path) => ({ turn: turns, path, left: stampOf(path) }))
  rewriteSnapshots(place.dir, [...point.snapshots, ...added, ...stamps])
  removeUndoPoint(point)
  return result
}

function* wholeLines(path: string): Generator<string> {
  for (const { text, isWhole } of readLines(path)) if (isWhole) yield text
}
