// Line differences of two texts (Myers' algorithm) as the diff blocks that clients draw.

import type { DisplayBlock } from '../../protocol/wire.ts'

type DiffBlock = Extract<DisplayBlock, { type: 'diff' }>

const CONTEXT_LINES = 3
const MAX_DIFFED_LINES = 10_000
/** Beyond this many changed lines the search costs more than an exact answer is worth. */
const MAX_EDITS = 2000
/** One changed line of 9 MB made a frame of 18 MB, for every client and every log. */
const MAX_SHOWN_CHARACTERS = 2_000_000

/** Lines `[oldFrom, oldTo)` became lines `[newFrom, newTo)`; counted from 0. */
interface Change {
  oldFrom: number
  oldTo: number
  newFrom: number
  newTo: number
}

/**
 * One block for each group of changes, with 3 lines around; one summary for files of more than 10,000 lines, and for
 * changes that are too long to show.
 */
export function diffBlocks(path: string, before: string, after: string): DiffBlock[] {
  const a = before === '' ? [] : before.split('\n')
  const b = after === '' ? [] : after.split('\n')
  const summary: DiffBlock = {
    type: 'diff',
    path,
    old_text: `(${a.length} lines)`,
    new_text: `(${b.length} lines)`,
    old_start: 1,
    new_start: 1,
    is_summary: true,
  }
  if (a.length > MAX_DIFFED_LINES || b.length > MAX_DIFFED_LINES) return [summary]
  const blocks: DiffBlock[] = []
  let group: Change[] = []
  const flush = () => {
    const [first] = group
    const last = group.at(-1)
    group = []
    if (first === undefined || last === undefined) return
    const lead = Math.min(CONTEXT_LINES, first.oldFrom)
    const oldEnd = Math.min(a.length, last.oldTo + CONTEXT_LINES)
    const newEnd = Math.min(b.length, last.newTo + CONTEXT_LINES)
    blocks.push({
      type: 'diff',
      path,
      old_text: a.slice(first.oldFrom - lead, oldEnd).join('\n'),
      new_text: b.slice(first.newFrom - lead, newEnd).join('\n'),
      old_start: first.oldFrom - lead + 1,
      new_start: first.newFrom - lead + 1,
      is_summary: false,
    })
  }
  for (const change of diffLines(a, b)) {
    const last = group.at(-1)
    if (last !== undefined && change.oldFrom - last.oldTo > 2 * CONTEXT_LINES) flush()
    group.push(change)
  }
  flush()
  const size = blocks.reduce((sum, { old_text, new_text }) => sum + old_text.length + new_text.length, 0)
  return size > MAX_SHOWN_CHARACTERS ? [summary] : blocks
}

export function diffLines(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const oldTo = a.length - end
  const newTo = b.length - end
  if (start === oldTo && start === newTo) return []
  const whole = [{ oldFrom: start, oldTo, newFrom: start, newTo }]
  if (start === oldTo || start === newTo) return whole
  return searchPath(a.slice(start, oldTo), b.slice(start, newTo), start) ?? whole
}

/** The shortest edit script, or null when it is longer than MAX_EDITS. `frontier[k]` is how far diagonal k has come. */
function searchPath(a: readonly string[], b: readonly string[], offset: number): Change[] | null {
  const size = Math.min(MAX_EDITS, a.length + b.length)
  const frontier = new Int32Array(2 * size + 3)
  const trace: Int32Array[] = []
  for (let edits = 0; edits <= size; edits++) {
    trace.push(frontier.slice(size + 1 - edits - 1, size + 1 + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      const isDown = k === -edits || (k !== edits && frontier[size + k]! < frontier[size + 2 + k]!)
      let x = isDown ? frontier[size + 2 + k]! : frontier[size + k]! + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      frontier[size + 1 + k] = x
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a.length, b.length, offset)
    }
  }
  return null
}

function walkBack(trace: Int32Array[], oldLength: number, newLength: number, offset: number): Change[] {
  const changes: Change[] = []
  let x = oldLength
  let y = newLength
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const row = trace[edits]!
    // The row holds diagonals -edits-1 … edits+1.
    const at = (k: number) => row[k + edits + 1]!
    const k = x - y
    const isDown = k === -edits || (k !== edits && at(k - 1) < at(k + 1))
    const fromX = isDown ? at(k + 1) : at(k - 1)
    const fromY = fromX - (isDown ? k + 1 : k - 1)
    const oldTo = isDown ? fromX : fromX + 1
    const newTo = isDown ? fromY + 1 : fromY
    const next = changes[0]
    const isTouching = next !== undefined && next.oldFrom === oldTo + offset && next.newFrom === newTo + offset
    if (isTouching) {
      next.oldFrom = fromX + offset
      next.newFrom = fromY + offset
    } else {
      changes.unshift({
        oldFrom: fromX + offset,
        oldTo: oldTo + offset,
        newFrom: fromY + offset,
        newTo: newTo + offset,
      })
    }
    x = fromX
    y = fromY
  }
  return changes
}
