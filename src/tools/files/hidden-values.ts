// Puts hidden values back into what the model writes. ReadFile shows a mark in place of a secret; an edit that repeats the mark means the
// secret that stands there, and the mark itself never takes its place in the file.

import { MARK, redactAcross, redactLines, redactOutput } from '../../safety/text/redaction.ts'

export type Restored = { ok: true; texts: string[] } | { ok: false; reason: string }

const UNKNOWN = `It holds ${MARK} where the file holds a secret that is not shown to you; which one is meant cannot be told`

/** The two texts of a replacement, with the secrets of `file` in place of the marks. Texts without a mark come back as they are. */
export function restoreReplacement(file: string, old: string, fresh: string): Restored {
  if (![old, fresh].some((text) => text.includes(MARK)) || file.includes(MARK)) return { ok: true, texts: [old, fresh] }
  const shown = redactOutput(file)
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
export function restoreContent(file: string, content: string): Restored {
  if (!content.includes(MARK) || file.includes(MARK)) return { ok: true, texts: [content] }
  const [shown, real] = [redactOutput(file).split('\n'), file.split('\n')]
  if (shown.length !== real.length) return { ok: false, reason: UNKNOWN }
  // A mark that stands for nothing in the file is a text like any other.
  if (!shown.some((line) => line.includes(MARK))) return { ok: true, texts: [content] }
  const lines = content.split('\n').map((line) => {
    if (!line.includes(MARK)) return line
    const found = new Set(real.filter((_, index) => shown[index] === line))
    return found.size === 1 ? [...found][0]! : null
  })
  if (lines.includes(null)) return { ok: false, reason: UNKNOWN }
  return { ok: true, texts: [lines.join('\n')] }
}

/**
 * The offsets at which `text` stands in `file`, one behind the other, without those that touch a hidden value: whether it is found there
 * would tell the model if its guess at the value is right.
 */
export function findOpenPlaces(file: string, text: string): number[] {
  const across = file.includes(text) ? redactAcross(file).split('\n') : []
  const places: number[] = []
  let [line, lineStart] = [0, 0]
  for (let at = file.indexOf(text), next = 0; at >= 0; at = file.indexOf(text, next)) {
    for (let end = file.indexOf('\n', lineStart); end >= 0 && end < at; end = file.indexOf('\n', lineStart)) {
      line++
      lineStart = end + 1
    }
    const real = file.slice(lineStart, endOfLine(file, at + text.length)).split('\n')
    const shown = across.slice(line, line + real.length).map(redactOutput)
    const isFound = isOpen(shown, real, at - lineStart, at - lineStart + text.length)
    if (isFound) places.push(at)
    next = at + (isFound ? text.length : 1)
  }
  return places
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** True when no hidden value of these lines, of which `real` is the text of the file, lies between the offsets `from` and `to`. */
function isOpen(shown: readonly string[], real: readonly string[], from: number, to: number): boolean {
  let start = 0
  for (const [index, line] of real.entries()) {
    const values = shown[index] === line ? [] : findValuesOfLine(shown[index]!, line)
    if (values === null) return false
    let at = start
    const pieces = shown[index]!.split(MARK)
    for (const [which, value] of values.entries()) {
      at += pieces[which]!.length
      if (at < to && from < at + value.length) return false
      at += value.length
    }
    start += line.length + 1
  }
  return true
}

/** True when `after` shows a value that `before` hides: an edit has taken away the name, or the lines, by which it was known as a secret. */
export function uncovers(before: string, after: string): boolean {
  const shown = redactLines(before).join('\n')
  if (shown === before) return false
  const values = (findValues(shown, before) ?? []).filter((value) => !shown.includes(value))
  if (values.length === 0) return false
  const later = redactLines(after).join('\n')
  return values.some((value) => later.includes(value))
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

function findValuesOfLine(shown: string, real: string): string[] | null {
  const pieces = shown.split(MARK).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
  return new RegExp(`^${pieces.join('(.+?)')}$`).exec(real)?.slice(1) ?? null
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
