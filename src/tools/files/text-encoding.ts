// The encodings of text files: which one a file has, by its bytes, and the bytes of a text in it. The decoders are those of
// the platform (WHATWG), so that a browser and an editor agree with what the model is shown.

import { isUtf8 } from 'node:buffer'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'shift_jis' | 'windows-1252'

const BOM = '\ufeff'
/** Bytes that decide between encodings which cannot be told apart by their grammar. */
const SCORED_BYTES = 64 * 1024
/** The least share of common characters among the multi-byte ones, for a guess of Chinese or Japanese. */
const MIN_COMMON = 0.6
/** Japanese text has kana: western text with `’` in it reads as kanji alone. */
const MIN_KANA = 0.2

/** The encoding of a text and its content, without byte order mark; null for bytes that are no text. */
export function decodeBytes(bytes: Uint8Array): { encoding: Encoding; hasBom: boolean; raw: string } | null {
  for (const encoding of candidates(bytes)) {
    try {
      const whole = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
      const hasBom = whole.startsWith(BOM)
      return { encoding, hasBom, raw: hasBom ? whole.slice(1) : whole }
    } catch {
      // The bytes are not valid in this encoding.
    }
  }
  return null
}

function candidates(bytes: Uint8Array): Encoding[] {
  const wide = sniffUtf16(bytes)
  if (wide !== null) return [wide]
  if (isUtf8(bytes)) return ['utf-8']
  if (bytes.includes(0)) return []
  const sample = bytes.subarray(0, SCORED_BYTES)
  const guesses: [Encoding, number][] = [
    ['gb18030', scoreChinese(sample)],
    ['shift_jis', scoreJapanese(sample)],
  ]
  const likely = guesses.filter(([, score]) => score >= MIN_COMMON).toSorted((a, b) => b[1] - a[1])
  return [...likely.map(([encoding]) => encoding), 'windows-1252']
}

/** The kind of UTF-16, by its byte order mark, or by ASCII characters of which every second byte is 0; else null. */
export function sniffUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? null : 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const end = Math.min(bytes.length, 512) & ~1
  let [little, big] = [0, 0]
  for (let at = 0; at < end; at += 2) {
    const [low, high] = [bytes[at]!, bytes[at + 1]!]
    if (high === 0 && isPlain(low)) little++
    else if (low === 0 && isPlain(high)) big++
    else if (low === 0 || high === 0) return null
  }
  if (end === 0 || Math.max(little, big) < end / 5 || Math.min(little, big) > 0) return null
  return little > 0 ? 'utf-16le' : 'utf-16be'
}

function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

/** The share of multi-byte characters that are punctuation or among the 3,755 common hanzi of GB 2312. */
function scoreChinese(bytes: Uint8Array): number {
  let [all, common] = [0, 0]
  for (let at = 0; at < bytes.length - 1; at++) {
    const [lead, trail] = [bytes[at]!, bytes[at + 1]!]
    if (lead < 0x80) continue
    all++
    if (trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xd7))) common++
    at += trail >= 0x30 && trail <= 0x39 ? 3 : 1
  }
  return all === 0 ? 0 : common / all
}

/** The share of characters that are kana, punctuation or among the 2,965 common kanji of JIS; 0 without enough kana. */
function scoreJapanese(bytes: Uint8Array): number {
  let [all, kana, kanji] = [0, 0, 0]
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!
    if (lead < 0x80) continue
    all++
    if (lead >= 0xa0 && lead < 0xe0) continue // half-width kana: one byte
    if (lead >= 0x81 && lead <= 0x83) kana++
    else if (lead >= 0x88 && lead <= 0x98) kanji++
    at++
  }
  return all === 0 || kana / all < MIN_KANA ? 0 : (kana + kanji) / all
}

/** The bytes of a text; `misfit` is the first character that the encoding does not have. */
export async function encodeString(
  text: string,
  encoding: Encoding,
): Promise<{ ok: true; bytes: Buffer } | { ok: false; misfit: string }> {
  if (encoding === 'utf-8') return { ok: true, bytes: Buffer.from(text) }
  if (encoding === 'utf-16le') return { ok: true, bytes: Buffer.from(text, 'utf16le') }
  if (encoding === 'utf-16be') return { ok: true, bytes: Buffer.from(text, 'utf16le').swap16() }
  const { default: iconv } = await import('iconv-lite')
  const bytes = iconv.encode(text, encoding)
  const back = new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes)
  if (back === text) return { ok: true, bytes }
  let at = 0
  while (at < back.length && back[at] === text[at]) at++
  return { ok: false, misfit: String.fromCodePoint(text.codePointAt(at) ?? 0xfffd) }
}
