// Starts of turns in the events and in the conversation, so that both can be cut at the same turn.
//
// The events mark each turn (TurnBegin). The conversation does not: a checkpoint may precede the user's words or a
// reminder, slash commands leave no trace, and compaction and /clear start a new file and keep the old one. Turns of
// both are therefore matched by the user's words, also in the old files when the present one starts too late.

import { statSync, type Stats } from 'node:fs'
import type { ContextRecord } from '../../agent/conversation.ts'
import { partsOf, textOf, type Message } from '../../protocol/message.ts'
import { readContextInSlices } from './context-file.ts'
import type { SessionPlace } from './session-layout.ts'
import { pinLines, readLines, type LineSource } from './line-file.ts'
import { listAside } from './file-replacement.ts'
import { createSlices, handleInSlices } from '../../sys/time-slices.ts'
import { isTurnBegin, listTurns, type TurnStart } from './wire-log.ts'

/** The files of a session as they are at one instant: others may append to them, or replace them, while they are read in slices. */
export interface PinnedSession {
  context: LineSource
  wire: LineSource
  /** The conversations that compactions and the like have put aside, newest first. Nobody writes to them. */
  aside: string[]
  turns: TurnStart[]
}

/** Reads the turns of the session, and calls `use` with its files as they were at the begin. */
export async function pinSession<T>(
  { context, wire }: Pick<SessionPlace, 'context' | 'wire'>,
  use: (pinned: PinnedSession) => Promise<T>,
): Promise<T> {
  const pinned = [pinLines(context), pinLines(wire)] as const
  const aside = listAside(context)
  try {
    const { starts } = await listTurns(pinned[1])
    return await use({ context: pinned[0], wire: pinned[1], aside, turns: starts })
  } finally {
    for (const file of pinned) file.close()
  }
}

/** The number of turns, from the events. */
export async function countTurns({ wire }: Pick<SessionPlace, 'wire'>): Promise<number> {
  return (await listTurns(wire)).starts.length
}

/** Like `countTurns` for repeated calls: each reads only what was added, and the whole file after a rewind. */
export function createTurnCounter({ wire }: Pick<SessionPlace, 'wire'>): () => Promise<number> {
  let counted = { ino: 0, upto: 0, turns: 0 }
  const isPast = (stat: Stats | undefined) => stat?.ino !== counted.ino || stat.size < counted.upto
  return async () => {
    const stat = statSync(wire, { throwIfNoEntry: false })
    const count = isPast(stat) ? { ino: stat?.ino ?? 0, upto: 0, turns: 0 } : { ...counted }
    const rest = createSlices()
    for (const { text, end, isWhole } of readLines(wire, count.upto)) {
      if (!isWhole) break
      count.upto = end
      if (isTurnBegin(text)) count.turns++
      const pause = rest()
      if (pause !== undefined) await pause
    }
    counted = count
    return count.turns
  }
}

/** The conversation before turn `turn`; null when no file on disk holds it any more. */
export async function cutContext(
  { context, turns, aside }: PinnedSession,
  turn: number,
): Promise<ContextRecord[] | null> {
  const latest = await readContextInSlices(context)
  const startOf = await align(turns, await findStarts(latest))
  const at = startOf.get(turn)
  if (at !== undefined) return latest.slice(0, at)
  for (const path of aside) {
    const records = await readContextInSlices(path)
    const at = (await align(turns, await findStarts(records))).get(turn)
    if (at !== undefined) return records.slice(0, at)
  }
  // A turn that left no trace, such as a slash command, begins where the next turn with a trace does.
  if ([...startOf.keys()].some((known) => known < turn)) {
    const next = turns.find((each) => each.turn > turn && startOf.has(each.turn))
    return next ? latest.slice(0, startOf.get(next.turn)) : latest
  }
  if (turn > 1) return null
  const head = latest.find(({ role }) => role === '_system_prompt')
  return head ? [head] : []
}

/** Turns and starts that are compared each with each: as many as take a few hundredths of a second. */
const MOST_COMPARED = 1_500

interface Start {
  /** Index of the checkpoint before the user's words. */
  index: number
  /** The user's words with and without the context that hooks added. */
  texts: string[]
}

async function findStarts(records: readonly ContextRecord[]): Promise<Start[]> {
  const starts: Start[] = []
  await handleInSlices(records.entries(), ([index, record]) => {
    if (record.role !== '_checkpoint') return
    let at = index + 1
    // With D-Mail, a message with the checkpoint's number follows each checkpoint.
    if (isCheckpointNote(records[at], record.id)) at++
    const said = records[at]
    if (said?.role !== 'user') return
    const first = partsOf(said.content)[0]
    starts.push({ index, texts: [textOf(said.content), first?.type === 'text' ? first.text : ''] })
  })
  return starts
}

function isCheckpointNote(record: ContextRecord | undefined, id: number): boolean {
  return record?.role === 'user' && textOf((record as Message).content) === `<system>CHECKPOINT ${id}</system>`
}

/**
 * Maps turns to the indices of their starts. The latest of equal turns wins, since files lose their beginning. Starts that no turn has the
 * words of, such as those that a hook has rewritten, are left out.
 */
async function align(turns: readonly TurnStart[], starts: readonly Start[]): Promise<Map<number, number>> {
  const said = new Set<string>()
  const known: Start[] = []
  await handleInSlices(turns, ({ text }) => void said.add(text))
  await handleInSlices(starts, (start) => {
    if (start.texts.some((text) => said.has(text))) known.push(start)
  })
  return (await matchAll(turns, known)) ?? matchMost(turns.slice(-MOST_COMPARED), known.slice(-MOST_COMPARED))
}

function isSame({ text }: TurnStart, { texts }: Start): boolean {
  return texts.includes(text)
}

/** Finds a turn for each start, from the last one on; null when the starts are not among the turns in this order. */
async function matchAll(turns: readonly TurnStart[], starts: readonly Start[]): Promise<Map<number, number> | null> {
  const rest = createSlices()
  const startOf = new Map<number, number>()
  let i = turns.length
  for (const start of starts.toReversed()) {
    while (i > 0 && !isSame(turns[i - 1]!, start)) i--
    if (i === 0) return null
    startOf.set(turns[--i]!.turn, start.index)
    await rest()
  }
  return startOf
}

/** Finds turns for as many starts as possible, by longest common subsequence: each turn is compared with each start. */
async function matchMost(turns: readonly TurnStart[], starts: readonly Start[]): Promise<Map<number, number>> {
  const rest = createSlices()
  const width = starts.length + 1
  // best[i * width + j] = matches among the first i turns and j starts.
  const best = new Uint16Array((turns.length + 1) * width)
  for (let i = 1; i <= turns.length; i++) {
    for (let j = 1; j <= starts.length; j++) {
      const matched = isSame(turns[i - 1]!, starts[j - 1]!) ? best[(i - 1) * width + j - 1]! + 1 : 0
      best[i * width + j] = Math.max(matched, best[(i - 1) * width + j]!, best[i * width + j - 1]!)
    }
    await rest()
  }
  const startOf = new Map<number, number>()
  let i = turns.length
  let j = starts.length
  while (i > 0 && j > 0) {
    const here = best[i * width + j]!
    const matches = isSame(turns[i - 1]!, starts[j - 1]!) && best[(i - 1) * width + j - 1]! + 1 === here
    if (matches) startOf.set(turns[--i]!.turn, starts[--j]!.index)
    else if (here === best[(i - 1) * width + j]) i--
    else j--
  }
  return startOf
}

/** The unchanged lines of the event log before turn `turn`. */
export function* cutWire({ wire, turns }: Pick<PinnedSession, 'wire' | 'turns'>, turn: number): Generator<string> {
  const end = turns[turn - 1]?.start ?? Infinity
  for (const { text, start, isWhole } of wire.lines()) {
    if (start >= end) return
    if (isWhole) yield text
  }
}
