// The JSON dialect: newline-delimited JSON-RPC 2.0, one frame a line.
// A frame is at most 100 MB, as in Kimi CLI, and 64 levels deep; before a session is open, which alone needs large ones, 4 MB. Of duplicate keys the last one counts, as in JSON.parse.

import { createSplitter } from './byte-split.ts'

export const FRAME_LIMIT_BYTES = 100 * 1024 * 1024
export const FRAME_LIMIT_TEXT = '100 MB'
export const FIRST_FRAMES_LIMIT_BYTES = 4 * 1024 * 1024
/** Far below the 5,000 levels at which JSON.stringify throws; JSON.parse takes millions. */
export const DEPTH_LIMIT = 64

export type FrameResult = { ok: true; value: unknown } | { ok: false; reason: 'too_large' | 'invalid' }

/** Cuts a byte stream into frames. After a `too_large` the stream is lost: close the connection. */
export function createFrameDecoder(
  limitBytes: number | (() => number) = FRAME_LIMIT_BYTES,
): (chunk: Uint8Array) => FrameResult[] {
  const split = createSplitter(0x0a, limitBytes)
  return (chunk) => split(chunk).map((line) => (line === 'too_large' ? { ok: false, reason: line } : parseFrame(line)))
}

function parseFrame(line: Buffer): FrameResult {
  const text = new TextDecoder('utf-8', { fatal: true })
  try {
    const source = text.decode(line).trim()
    if (source === '') return { ok: false, reason: 'invalid' }
    const value: unknown = JSON.parse(source)
    return isTooDeep(value, DEPTH_LIMIT) ? { ok: false, reason: 'invalid' } : { ok: true, value }
  } catch {
    return { ok: false, reason: 'invalid' } // not UTF-8, or not JSON
  }
}

function isTooDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (left === 0) return true
  return Object.values(value).some((child) => isTooDeep(child, left - 1))
}

/** DEL and C1, which JSON.stringify leaves as they are: somebody may look at frames in a terminal, as with `kimi --wire`. */
const CONTROLS = /[\u007f-\u009f]/g

function escape(control: string): string {
  return `\\u00${control.charCodeAt(0).toString(16)}`
}

export function encodeFrame(value: unknown): string {
  return JSON.stringify(value).replaceAll(CONTROLS, escape) + '\n'
}
