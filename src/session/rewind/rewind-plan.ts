// The plan of a rewind: all changes that going back to a turn makes, shown before any of them is made.

import type { ContextRecord } from '../../agent/conversation.ts'
import { readContextInSlices } from '../store/context-file.ts'
import { holdsContent, stampOf, type FileContent } from './file-content.ts'
import { statOf } from './pinned-entry.ts'
import type { SessionPlace } from '../store/session-layout.ts'
import { readSnapshots, type SnapshotRecord } from './snapshot-log.ts'
import { cutContext, pinSession, type PinnedSession } from '../store/turn-borders.ts'
import { createSlices } from '../../sys/time-slices.ts'

export type RewindWhat = 'files' | 'chat' | 'both'

export interface RewindOptions {
  /** Go back to before this turn, from 1; the last turn by default. */
  to?: number
  what: RewindWhat
}

export interface FileChange {
  path: string
  /** The change that the rewind makes to the path as it is now. */
  action: 'restore' | 'delete' | 'create'
  /** Reason why the path cannot be restored; '' when it can. */
  uncovered: string
  /** True when something else may have written to the path since the session did: it is skipped unless `force` is set. */
  isChangedSince: boolean
  content: FileContent
}

export interface RewindPlan {
  place: SessionPlace
  to: number
  what: RewindWhat
  files: FileChange[]
  /** Changes that no rewind can undo, with the reason. */
  lost: { path: string; reason: string }[]
  /** Paths outside of the session's folder that commands of the turns wrote, as far as their words tell. They stay as they are. */
  outside: string[]
  /** Number of turns that the conversation loses. */
  turns: number
  /** Number of messages that the conversation loses. */
  messages: number
  /** The conversation after the rewind; null when it does not change. */
  records: ContextRecord[] | null
}

export type Planned = { ok: true; plan: RewindPlan } | { ok: false; reason: string }

/** Only reads. Whoever makes the rewind holds the session's lock from before this on, and no turn runs. */
export function planRewind(place: SessionPlace, options: RewindOptions): Promise<Planned> {
  return pinSession(place, (pinned) => planPinned(place, pinned, options))
}

async function planPinned(place: SessionPlace, pinned: PinnedSession, { to, what }: RewindOptions): Promise<Planned> {
  const turns = pinned.turns.length
  if (turns === 0) return { ok: false, reason: 'nothing has been said in it yet' }
  const target = to ?? turns
  if (!Number.isInteger(target) || target < 1 || target > turns)
    return { ok: false, reason: `there is no turn ${target}: it has ${turns}` }
  const records = what === 'files' ? null : await cutContext(pinned, target)
  if (what !== 'files' && records === null)
    return { ok: false, reason: `what was said before turn ${target} is no longer on disk` }
  const snapshots = what === 'chat' ? [] : readSnapshots(place.dir)
  const isMessage = ({ role }: ContextRecord) => !role.startsWith('_')
  const now = records === null ? 0 : (await readContextInSlices(pinned.context)).filter(isMessage).length
  return {
    ok: true,
    plan: {
      place,
      to: target,
      what,
      files: await planFiles(snapshots, target),
      lost: findLost(snapshots, target, place),
      outside: findOutside(snapshots, target),
      turns: records === null ? 0 : turns - target + 1,
      messages: records === null ? 0 : Math.max(0, now - records.filter(isMessage).length),
      records,
    },
  }
}

async function planFiles(snapshots: readonly SnapshotRecord[], to: number): Promise<FileChange[]> {
  const first = new Map<string, { turn: number; was: FileContent }>()
  const left = new Map<string, string>()
  for (const record of snapshots) {
    if ('left' in record) left.set(record.path, record.left)
    if (!('was' in record)) continue
    // Until the next stamp, the content that the turn left is not known.
    left.delete(record.path)
    const known = first.get(record.path)
    if (record.turn >= to && (!known || record.turn < known.turn)) first.set(record.path, record)
  }
  const changes: FileChange[] = []
  const rest = createSlices()
  for (const [path, { was }] of first) {
    await rest()
    if (holdsContent(path, was)) continue
    const exists = statOf(path) !== null
    const action = was.kind === 'absent' ? 'delete' : exists ? 'restore' : 'create'
    const uncovered = was.kind === 'unknown' ? was.reason : ''
    changes.push({ path, action, uncovered, isChangedSince: left.get(path) !== stampOf(path), content: was })
  }
  return changes
}

function findLost(snapshots: readonly SnapshotRecord[], to: number, { workDir }: SessionPlace): RewindPlan['lost'] {
  const lost = new Map<string, string>()
  const running = new Set<number>()
  for (const record of snapshots) {
    if (record.turn < to) continue
    if ('lost' in record) lost.set(record.path, record.lost)
    if ('command' in record && record.command === 'begin') running.add(record.id)
    if ('command' in record && record.command === 'end') running.delete(record.id)
  }
  if (running.size > 0) lost.set(workDir ?? '', 'what a command changed that was interrupted, or still runs')
  return [...lost].map(([path, reason]) => ({ path, reason }))
}

/** A file that a tool has changed is put back, wherever it is. */
function findOutside(snapshots: readonly SnapshotRecord[], to: number): string[] {
  const kept = new Set(snapshots.flatMap((record) => ('was' in record && record.turn >= to ? [record.path] : [])))
  const outside = snapshots.flatMap((record) => ('outside' in record && record.turn >= to ? [record.path] : []))
  return [...new Set(outside)].filter((path) => !kept.has(path))
}
