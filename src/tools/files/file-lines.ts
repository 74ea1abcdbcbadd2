// Reads lines of a file of any size. Only the wanted lines are kept, and of each only its beginning.

import { createHash } from 'node:crypto'

const NEWLINE = 10

export interface Line {
  number: number
  text: string
  isCut: boolean
}

export interface Lines {
  lines: Line[]
  total: number
  /** The sha256 of the whole content. */
  hash: string
}

/**
 * At most `count` lines from line `start` on, each cut after `maxCharacters`. Lines count from 1; a negative `start`
 * counts from the end. `chunks` hold UTF-8 and are always read to their end, for the total and the hash. Rejects when
 * `signal` is aborted.
 */
export async function readLines(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  options: { start: number; count: number; maxCharacters: number; signal: AbortSignal },
): Promise<Lines> {
  const { start, count, maxCharacters, signal } = options
  // A character takes at most 4 bytes.
  const maxBytes = maxCharacters * 4 + 4
  const hash = createHash('sha256')
  const isTail = start < 0
  let kept: Line[] = []
  let pieces: Buffer[] = []
  let lineBytes = 0
  let number = 1

  const isWanted = () => isTail || (number >= start && kept.length < count)
  const add = (bytes: Buffer) => {
    if (lineBytes < maxBytes && isWanted()) pieces.push(Buffer.from(bytes.subarray(0, maxBytes - lineBytes)))
    lineBytes += bytes.length
  }
  const endLine = () => {
    if (isWanted()) {
      kept.push(toLine(Buffer.concat(pieces), lineBytes, number, maxCharacters))
      if (isTail && kept.length >= -start * 2) kept = kept.slice(start)
    }
    pieces = []
    lineBytes = 0
    number++
  }

  for await (const chunk of chunks) {
    signal.throwIfAborted()
    hash.update(chunk)
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end))
      endLine()
      from = end + 1
    }
    if (from < chunk.length) add(chunk.subarray(from))
  }
  if (lineBytes > 0) endLine()
  const lines = isTail ? kept.slice(start).slice(0, count) : kept
  return { lines, total: number - 1, hash: hash.digest('hex') }
}

function toLine(bytes: Buffer, lineBytes: number, number: number, maxCharacters: number): Line {
  const text = bytes.toString('utf8').replace(number === 1 ? /^\ufeff|\r$/g : /\r$/, '')
  if (text.length <= maxCharacters && lineBytes <= bytes.length) return { number, text, isCut: false }
  return { number, text: `${text.slice(0, maxCharacters).toWellFormed()}...`, isCut: true }
}
