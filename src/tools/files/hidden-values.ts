// Puts hidden values back into what the model writes. ReadFile shows a mark in place of a secret; an edit that repeats the mark means the
// secret that stands there, and the mark itself never takes its place in the file.

import { MARK, redactLinesInSlices } from '../../safety/text/redaction.ts'
import { handleInSlices } from '../../sys/time-slices.ts'

export type Restored = { ok: true; texts: string[] } | { ok: false; reason: string }

const UNKNOWN = `It holds ${MARK} where the file holds a secret that is not shown to you; which one is meant cannot be told`

/** The two texts of a replacement, with the secrets of `file` in place of the marks. Texts without a mark come back as they are. */
export async function restoreReplacement(file: string, old: string, fresh: string): Promise<Restored> {
  if (![old, fresh].some((text) => text.includes(MARK)) || file.includes(MARK)) return { ok: true, texts: [old, fresh] }
  const shown = (await redactLinesInSlices(file)).join('\n')
  const at = shown.indexOf(old)
  if (!old.includes(MARK) || at < 0 || shown.includes(old, at + 1)) return { ok: false, reason: UNKNOWN }
  const values = findValues(shown, file)
  const before = countMarks(shown.slice(0, at))
  const own = values?.slice(before, before + countMarks(old))
  const wanted = countMarks(fresh)
  if (own === undefined || (wanted !== 0 && wanted !== own.length)) return { ok: false, reason: UNKNOWN }
  return { ok: true, texts: [fill(old, own), fill(fresh, own)] }
}

/** A whole new content, with the secrets of `file` in the lines that it repeats with a mark. */
export async function restoreContent(file: string, content: string): Promise<Restored> {
  if (!content.includes(MARK) || file.includes(MARK)) return { ok: true, texts: [content] }
  const [shown, real] = [await redactLinesInSlices(file), file.split('\n')]
  // A mark that stands for nothing in the file is a text like any other.
  if (!shown.some((line) => line.includes(MARK))) return { ok: true, texts: [content] }
  const behind = linesBehind(shown, real)
  const lines = content.split('\n').map((line) => (line.includes(MARK) ? (behind.get(line) ?? null) : line))
  if (lines.includes(null)) return { ok: false, reason: UNKNOWN }
  return { ok: true, texts: [lines.join('\n')] }
}

/** The line of the file behind each shown line with a mark; null where several lines are shown alike. */
function linesBehind(shown: readonly string[], real: readonly string[]): Map<string, string | null> {
  const behind = new Map<string, string | null>()
  for (const [index, line] of shown.entries()) {
    if (!line.includes(MARK)) continue
    const known = behind.get(line)
    behind.set(line, known === undefined || known === real[index] ? real[index]! : null)
  }
  return behind
}

/**
 * The offsets at which `text` stands in `file`, one behind the other, without those that touch a hidden value: whether it is found there
 * would tell the model if its guess at the value is right.
 */
export async function findOpenPlaces(file: string, text: string): Promise<number[]> {
  if (!file.includes(text)) return []
  const spans = await findHiddenSpans(file)
  const places: number[] = []
  let span = 0
  for (let at = file.indexOf(text), next = 0; at >= 0; at = file.indexOf(text, next)) {
    while (span < spans.length && spans[span]!.to <= at) span++
    const isFound = span === spans.length || spans[span]!.from >= at + text.length
    if (isFound) places.push(at)
    // The text that touches a hidden value may stand a second time, overlapping this place.
    next = at + (isFound ? text.length : 1)
  }
  return places
}

/** The places of hidden values, in order; of a line whose values cannot be told apart, the whole line. */
async function findHiddenSpans(file: string): Promise<{ from: number; to: number }[]> {
  const shown = await redactLinesInSlices(file)
  const spans: { from: number; to: number }[] = []
  let start = 0
  for (const [index, line] of file.split('\n').entries()) {
    if (shown[index] !== line) spans.push(...spansOfLine(shown[index] ?? '', line, start))
    start += line.length + 1
  }
  return spans
}

function spansOfLine(shown: string, line: string, start: number): { from: number; to: number }[] {
  const values = findValuesOfLine(shown, line)
  if (values === null) return [{ from: start, to: start + line.length + 1 }]
  const pieces = shown.split(MARK)
  let at = start
  return values.map((value, which) => {
    const from = at + pieces[which]!.length
    at = from + value.length
    return { from, to: at }
  })
}

/** Characters that are compared at most in the search for values that an edit shows: a fifth of a second. */
const MOST_COMPARED = 400_000_000

/**
 * True when `after` shows a value that `before` hides: an edit has taken away the name, or the lines, by which it was known as a secret. Also
 * true when there are too many values and too many new lines to tell.
 */
export async function uncovers(before: string, after: string): Promise<boolean> {
  const lines = await redactLinesInSlices(before)
  const shown = lines.join('\n')
  if (shown === before) return false
  const values = [...new Set(findValues(shown, before) ?? [])]
  // A value is part of a line, so one that was not shown before stands in a line that was not shown before.
  const known = new Set(lines)
  const fresh = (await redactLinesInSlices(after)).filter((line) => !known.has(line))
  const later = fresh.join('\n')
  if (fresh.length === 0) return false
  let left = MOST_COMPARED
  let isUncovered = false
  await handleInSlices(values, (value) => {
    left -= later.length
    if (isUncovered || left < 0 || !later.includes(value)) return
    left -= shown.length
    isUncovered = !shown.includes(value)
  })
  return isUncovered || left < 0
}

/** The secret behind each mark, in order; null when lines were hidden as a whole, so that they do not correspond. */
function findValues(shown: string, file: string): string[] | null {
  const [masked, real] = [shown.split('\n'), file.split('\n')]
  if (masked.length !== real.length) return null
  const values: string[] = []
  for (const [index, line] of masked.entries()) {
    if (!line.includes(MARK)) continue
    const found = findValuesOfLine(line, real[index]!)
    if (found === null) return null
    values.push(...found)
  }
  return values
}

/** The shortest values that give the real line when they take the places of the marks, each of at least one character; null without any. */
function findValuesOfLine(shown: string, real: string): string[] | null {
  const pieces = shown.split(MARK)
  if (!real.startsWith(pieces[0]!)) return null
  const values: string[] = []
  let at = pieces[0]!.length
  for (const [index, piece] of pieces.entries()) {
    if (index === 0) continue
    const isLast = index === pieces.length - 1
    const found = isLast ? real.length - piece.length : real.indexOf(piece, at + 1)
    if (found <= at || (isLast && !real.endsWith(piece))) return null
    values.push(real.slice(at, found))
    at = found + piece.length
  }
  return pieces.length > 1 || at === real.length ? values : null
}

function countMarks(text: string): number {
  return text.split(MARK).length - 1
}

function fill(text: string, values: readonly string[]): string {
  return text
    .split(MARK)
    .map((piece, index) => piece + (index < countMarks(text) ? values[index]! : ''))
    .join('')
}
