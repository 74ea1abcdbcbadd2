// The end of wire.jsonl: the events of the last turns, read backwards, so that a long session costs no more than a short one.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { WireEvent } from '../../protocol/wire.ts'
import { hasCode } from '../../sys/files.ts'
import { isRequest, isTurnBegin, parseWireRecord } from './wire-log.ts'

const CHUNK_BYTES = 64 * 1024
/** Most bytes that one call reads: the events of a long turn may be cut at their beginning. */
const LIMIT_BYTES = 2 * 1024 * 1024
const NEWLINE = 0x0a

export interface WireTail {
  events: WireEvent[]
  /** The time of each event, in seconds since the epoch: of a text in pieces that of the first. */
  times: number[]
  /** The byte offset of the first event, where the turns before it end; 0 when no turns come before it. */
  start: number
}

/**
 * The events of at most `turns` turns that end at byte `before`, by default at the end of the file. Lines that are no events are
 * left out. A missing file gives no events.
 */
export function readWireTail(path: string, turns: number, before?: number): WireTail {
  let fd: number
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) // a pipe that nobody writes to would hang
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return { events: [], times: [], start: 0 }
    throw error
  }
  try {
    return readBackwards(fd, turns, Math.min(before ?? Infinity, fstatSync(fd).size)) // 0 for a pipe or a device
  } finally {
    closeSync(fd)
  }
}

function readBackwards(fd: number, turns: number, end: number): WireTail {
  let bytes = Buffer.alloc(0)
  let from = end
  let begins: number[] = []
  while (from > 0 && begins.length < turns && end - from < LIMIT_BYTES) {
    const length = Math.min(from, Math.max(CHUNK_BYTES, bytes.length))
    const chunk = Buffer.allocUnsafe(length)
    readSync(fd, chunk, 0, length, from - length)
    from -= length
    bytes = Buffer.concat([chunk, bytes])
    begins = findBegins(bytes, from === 0)
  }
  const start = begins.length >= turns ? begins.at(-turns)! : firstLine(bytes, from === 0)
  const records = bytes.subarray(start).toString().split('\n').map(parseWireRecord)
  const kept = records.flatMap((record) =>
    record && !isRequest(record.message) ? [{ event: record.message, time: record.timestamp }] : [],
  )
  const isAll = from === 0 && begins.length <= turns
  return {
    events: kept.map(({ event }) => event),
    times: kept.map(({ time }) => time),
    start: isAll ? 0 : from + start,
  }
}

/** The beginning of the first line that is whole. */
function firstLine(bytes: Buffer, isWhole: boolean): number {
  return isWhole ? 0 : bytes.indexOf(NEWLINE) + 1
}

/** Offsets of the lines that begin a turn. */
function findBegins(bytes: Buffer, isWhole: boolean): number[] {
  const begins: number[] = []
  const first = firstLine(bytes, isWhole)
  for (let at = bytes.indexOf('"TurnBegin"', first); at >= 0; at = bytes.indexOf('"TurnBegin"', at + 1)) {
    const start = bytes.lastIndexOf(NEWLINE, at) + 1
    const stop = bytes.indexOf(NEWLINE, at)
    if (start < first || begins.at(-1) === start) continue
    if (isTurnBegin(bytes.subarray(start, stop < 0 ? undefined : stop).toString())) begins.push(start)
  }
  return begins
}
