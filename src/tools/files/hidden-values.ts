// Puts hidden values back into what the model writes. ReadFile shows a mark in place of a secret; an edit that repeats the mark means the
// secret that stands there, and the mark itself never takes its place in the file.

import { MARK, redactOutput } from '../../safety/text/redaction.ts'

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

/** The secret behind each mark, in order; null when lines were hidden as a whole, so that they do not correspond. */
function findValues(shown: string, file: string): string[] | null {
  const [masked, real] = [shown.split('\n'), file.split('\n')]
  if (masked.length !== real.length) return null
  const values: string[] = []
  for (const [index, line] of masked.entries()) {
    if (!line.includes(MARK)) continue
    const pieces = line.split(MARK).map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    const found = new RegExp(`^${pieces.join('(.+?)')}$`).exec(real[index]!)
    if (found === null) return null
    values.push(...found.slice(1))
  }
  return values
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
