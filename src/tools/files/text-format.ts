// The encoding, byte order mark and line ends of a text file, which an edit must keep.

import { type Encoding, decodeBytes, encodeString } from './text-encoding.ts'

/** True for CRLF: one flag for all line ends of a text, or one for each where they are mixed. */
export type LineEnds = boolean | readonly boolean[]

export interface TextFormat {
  encoding: Encoding
  hasBom: boolean
  ends: LineEnds
}

/** The text with line ends of `\n`, and its format on disk. Null for bytes that are no text. */
export function decodeText(bytes: Uint8Array): { text: string; format: TextFormat } | null {
  const decoded = decodeBytes(bytes)
  if (decoded === null) return null
  const { encoding, hasBom, raw } = decoded
  const ends = endsOf(raw)
  return { text: ends === false ? raw : raw.replaceAll('\r\n', '\n'), format: { encoding, hasBom, ends } }
}

function endsOf(raw: string): LineEnds {
  if (!raw.includes('\r\n')) return false
  const ends: boolean[] = []
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) ends.push(raw[at - 1] === '\r')
  return ends.every(Boolean) || ends
}

export type Encoded = { ok: true; bytes: Buffer } | { ok: false; reason: string }

/** The bytes of a text in a format; `reason` tells why its encoding cannot hold the text. */
export async function encodeText(text: string, { encoding, hasBom, ends }: TextFormat): Promise<Encoded> {
  const mark = hasBom && !text.startsWith('\ufeff') ? '\ufeff' : ''
  const encoded = await encodeString(mark + spellEnds(text, ends), encoding)
  if (encoded.ok) return encoded
  const code = encoded.misfit.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  return { ok: false, reason: `it is ${encoding} text, which cannot hold \`${encoded.misfit}\` (U+${code})` }
}

/** True when the bytes of a file come out of its text again: only then does an edit leave the rest of the file alone. */
export async function isKept(bytes: Buffer, text: string, format: TextFormat): Promise<boolean> {
  if (format.encoding === 'utf-8') return true
  const encoded = await encodeText(text, format)
  return encoded.ok && encoded.bytes.equals(bytes)
}

function spellEnds(text: string, ends: LineEnds): string {
  if (ends === false) return text
  if (ends === true) return text.replaceAll('\n', '\r\n')
  let line = 0
  return text.replaceAll('\n', () => (ends[line++] ? '\r\n' : '\n'))
}

/** A text of the model in the spelling of a decoded text: in a file with CRLF every line end is `\n` there. */
export function spellLike(text: string, { ends }: TextFormat): string {
  return ends === false ? text : text.replaceAll('\r\n', '\n')
}

/** The line ends after `parts.join(old)` became `parts.join(fresh)`: each line keeps its own, new ones take their neighbour's. */
export function replaceEnds(ends: LineEnds, parts: readonly string[], old: string, fresh: string): LineEnds {
  if (typeof ends === 'boolean') return ends
  const [oldLines, freshLines] = [countEnds(old), countEnds(fresh)]
  const made: boolean[] = []
  let at = 0
  for (const [index, part] of parts.entries()) {
    for (const end = at + countEnds(part); at < end; at++) made.push(ends[at]!)
    if (index === parts.length - 1) break
    const replaced = ends.slice(at, at + oldLines)
    at += oldLines
    const near = replaced.at(-1) ?? ends[at] ?? made.at(-1) ?? false
    for (let line = 0; line < freshLines; line++) made.push(replaced[line] ?? near)
  }
  return made
}

/** The line ends of a text that takes the place of another: equal lines at either end keep theirs. */
export function renewEnds(ends: LineEnds, before: string, after: string): LineEnds {
  if (typeof ends === 'boolean') return ends
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const shorter = Math.min(old.length, fresh.length)
  let start = 0
  while (start < shorter && old[start] === fresh[start]) start++
  const usual = ends.filter(Boolean).length * 2 > ends.length
  const shift = old.length - fresh.length
  let end = fresh.length
  while (end > start && end + shift > start && old[end + shift - 1] === fresh[end - 1]) end--
  return fresh
    .slice(0, -1)
    .map((_, line) => (line < start ? ends[line] : line >= end ? ends[line + shift] : undefined) ?? usual)
}

/** The line ends of a part that is appended: like the last one of the file. */
export function appendedEnds(ends: LineEnds): LineEnds {
  return typeof ends === 'boolean' ? ends : ends.at(-1)!
}

function countEnds(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** A sentence for the model that names an encoding other than UTF-8; '' for UTF-8. */
export function describeEncoding({ encoding }: TextFormat): string {
  return encoding === 'utf-8' ? '' : `The file was read as ${encoding}; edits keep it so.`
}
