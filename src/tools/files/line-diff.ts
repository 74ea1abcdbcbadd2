// Line differences of two texts as the diff blocks that clients draw.

import type { DisplayBlock } from '../../protocol/wire.ts'

type DiffBlock = Extract<DisplayBlock, { type: 'diff' }>

const CONTEXT_LINES = 3
/** Texts with more lines are compared only between their first difference and their last. */
const MAX_DIFFED_LINES = 10_000
/**
 * Limits of the search for the shortest difference. Two files of 9,000 lines that share nothing take 1 s to reach 2,000
 * changed lines, and the daemon answers nobody meanwhile.
 */
const MAX_CHANGED_LINES = 2_000
const SEARCH_LIMIT_MS = 100
/** The longest difference that is shown: a changed line of 9 MB made an event of 18 MB for every client and log. */
const MAX_SHOWN_CHARACTERS = 2_000_000
/** A terminal lays out so many lines in 0.2 s. */
const MAX_SHOWN_LINES = 50_000

/** The old lines `[oldFrom, oldTo)` became the new lines `[newFrom, newTo)`, counted from 0. */
interface Change {
  oldFrom: number
  oldTo: number
  newFrom: number
  newTo: number
}

/**
 * The difference as blocks: each holds changes near each other, with 3 unchanged lines on either side. If the search
 * reaches its limits, a single block reaches from the first change to the last. A difference of more than 50,000 lines or 2 million
 * characters gives a single summary block with the numbers of lines.
 */
export async function diffBlocks(path: string, before: string, after: string): Promise<DiffBlock[]> {
  const a = before === '' ? [] : before.split('\n')
  const b = after === '' ? [] : after.split('\n')
  const place = { type: 'diff', path } as const
  const groups = groupNear(await findChanges(a, b))
  const count = groups.reduce((sum, { oldFrom, oldTo, newFrom, newTo }) => sum + oldTo - oldFrom + newTo - newFrom, 0)
  if (count > MAX_SHOWN_LINES) return [summarise(place, a.length, b.length)]
  const blocks = groups.map(({ oldFrom, oldTo, newFrom, newTo }): DiffBlock => {
    const lead = Math.min(CONTEXT_LINES, oldFrom)
    return {
      ...place,
      old_text: a.slice(oldFrom - lead, oldTo + CONTEXT_LINES).join('\n'),
      new_text: b.slice(newFrom - lead, newTo + CONTEXT_LINES).join('\n'),
      old_start: oldFrom - lead + 1,
      new_start: newFrom - lead + 1,
      is_summary: false,
    }
  })
  const size = blocks.reduce((sum, { old_text, new_text }) => sum + old_text.length + new_text.length, 0)
  return size > MAX_SHOWN_CHARACTERS ? [summarise(place, a.length, b.length)] : blocks
}

function summarise(place: Pick<DiffBlock, 'type' | 'path'>, before: number, after: number): DiffBlock {
  const texts = { old_text: `(${before} lines)`, new_text: `(${after} lines)` }
  return { ...place, ...texts, old_start: 1, new_start: 1, is_summary: true }
}

/** The changes from `a` to `b`, first to last, with at least one unchanged line between any two. */
async function findChanges(a: string[], b: string[]): Promise<Change[]> {
  if (a.length <= MAX_DIFFED_LINES && b.length <= MAX_DIFFED_LINES) return searchChanges(a, b)
  const whole = trimEnds(a, b)
  const { oldFrom, oldTo, newFrom, newTo } = whole
  if (oldFrom === oldTo && newFrom === newTo) return []
  if (oldTo - oldFrom > MAX_DIFFED_LINES || newTo - newFrom > MAX_DIFFED_LINES) return [whole]
  const within = await searchChanges(a.slice(oldFrom, oldTo), b.slice(newFrom, newTo))
  return within.map((change) => ({
    oldFrom: change.oldFrom + oldFrom,
    oldTo: change.oldTo + oldFrom,
    newFrom: change.newFrom + newFrom,
    newTo: change.newTo + newFrom,
  }))
}

async function searchChanges(a: string[], b: string[]): Promise<Change[]> {
  const { diffArrays } = await import('diff/lib/diff/array.js')
  const parts = diffArrays(a, b, { maxEditLength: MAX_CHANGED_LINES, timeout: SEARCH_LIMIT_MS })
  if (parts === undefined) return [trimEnds(a, b)]
  const changes: Change[] = []
  let [oldAt, newAt] = [0, 0]
  let isChanging = false
  for (const { added, removed, count } of parts) {
    if ((added || removed) && !isChanging) changes.push({ oldFrom: oldAt, oldTo: oldAt, newFrom: newAt, newTo: newAt })
    isChanging = added || removed
    if (!added) oldAt += count
    if (!removed) newAt += count
    if (isChanging) Object.assign(changes.at(-1)!, { oldTo: oldAt, newTo: newAt })
  }
  return changes
}

/** A single change, from the first line that differs to the last. */
function trimEnds(a: readonly string[], b: readonly string[]): Change {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return { oldFrom: start, oldTo: a.length - end, newFrom: start, newTo: b.length - end }
}

/** Joins changes whose surrounding lines would touch or overlap. */
function groupNear(changes: readonly Change[]): Change[] {
  const groups: Change[] = []
  for (const change of changes) {
    const last = groups.at(-1)
    if (last === undefined || change.oldFrom - last.oldTo > 2 * CONTEXT_LINES) groups.push({ ...change })
    else Object.assign(last, { oldTo: change.oldTo, newTo: change.newTo })
  }
  return groups
}
