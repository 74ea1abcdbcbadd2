// Reads the baked knowledge file: its header at the first question, a command's shard when that command is asked about.

import { closeSync, openSync, readSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

import { MAGIC } from './index-format.ts'
import type { Header, Section, SpecNode } from './index-format.ts'

/** Shards kept in memory. git's, the largest, takes 1.5 ms to read and half a megabyte of objects. */
const KEPT_SHARDS = 12
const BM25_K1 = 1.2
const BM25_B = 0.6

/** A document found by words: a command path such as `docker compose up`. */
export interface Hit {
  path: string
  score: number
  /** The number of different words of the question in it. */
  matched: number
}

/** Descriptions of commands. A file that is missing or unreadable is an empty index, never an error. */
export interface CommandIndex {
  /** The path that it was opened from. */
  readonly file: string
  /** Every command name, sorted. */
  names(): readonly string[]
  has(name: string): boolean
  /** The description of a command in one line, or the empty string. */
  describe(name: string): string
  /** Everything known about a command; undefined when it is unknown. */
  load(name: string): SpecNode | undefined
  /** Commands and subcommands that match the stems, best first (BM25). */
  search(stems: readonly string[], limit: number): Hit[]
  /** About how many descriptions a stem occurs in. */
  frequency(stem: string): number
  close(): void
}

/** The baked file while it is open: its header, and sections of its body. */
interface OpenFile {
  header: Header
  readSection(section: Section): Buffer
  close(): void
}

/** Null when the file is missing, cut short or no knowledge file. */
function openFile(path: string): OpenFile | null {
  let descriptor = -1
  const close = (): void => {
    if (descriptor >= 0) closeSync(descriptor)
    descriptor = -1
  }
  const readBytes = (offset: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length)
    let done = 0
    while (done < length) {
      const count = readSync(descriptor, bytes, done, length - done, offset + done)
      if (count === 0) throw new Error('knowledge file is cut short')
      done += count
    }
    return bytes
  }
  try {
    descriptor = openSync(path, 'r')
    const start = readBytes(0, MAGIC.length + 4)
    if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('not a knowledge file')
    const length = start.readUInt32LE(MAGIC.length)
    const bodyStart = MAGIC.length + 4 + length
    const header = parseJson<Header>(readBytes(MAGIC.length + 4, length))
    return { header, readSection: (section) => readBytes(bodyStart + section.offset, section.length), close }
  } catch {
    close()
    return null
  }
}

const parseJson = <T>(bytes: Buffer): T => JSON.parse(brotliDecompressSync(bytes).toString()) as T

/**
 * @param path the baked file; it is opened at the first question, and stays open until `close`, after which the index is empty
 */
export function openIndex(path: string): CommandIndex {
  /** Undefined until the first question; null when the file cannot be read: without data every other source still answers. */
  let file: OpenFile | null | undefined
  let byName = new Map<string, Header['commands'][number]>()
  let names: string[] = []
  let wordIndex: WordIndex | undefined
  const shards = new Map<number, SpecNode>()

  const open = (): OpenFile | null => {
    if (file !== undefined) return file
    file = openFile(path)
    byName = new Map(file?.header.commands.map((row) => [row[0], row]))
    names = [...byName.keys()]
    return file
  }

  const load = (name: string): SpecNode | undefined => {
    const opened = open()
    const row = byName.get(name)
    return opened && row ? loadShard(opened, shards, row) : undefined
  }

  const openWords = (): WordIndex | undefined => {
    const opened = open()
    if (opened) wordIndex ??= readWordIndex(opened)
    return wordIndex
  }

  return {
    file: path,
    names: () => (open(), names),
    has: (name) => (open(), byName.has(name)),
    describe: (name) => (open(), byName.get(name)?.[1] ?? ''),
    load,
    search(stems, limit) {
      const words = openWords()
      return words ? searchWords(words, stems, limit) : []
    },
    // A posting is two varints, mostly of one or two bytes.
    frequency: (stem) => (openWords()?.words.get(stem)?.[1] ?? 0) / 2.5,
    close() {
      file?.close()
      file = null
      wordIndex = undefined
      shards.clear()
      byName.clear()
      names = []
    },
  }
}

/** From `shards`, the ones used last, or from the file; undefined when it cannot be read. */
function loadShard(
  { readSection }: OpenFile,
  shards: Map<number, SpecNode>,
  [, , offset, length]: Header['commands'][number],
): SpecNode | undefined {
  let node = shards.get(offset)
  if (node) shards.delete(offset)
  else {
    try {
      node = parseJson<SpecNode>(readSection({ offset, length }))
    } catch {
      return undefined
    }
  }
  // Re-inserted, so that the first key is always the one that was used least recently.
  shards.set(offset, node)
  if (shards.size > KEPT_SHARDS) shards.delete(shards.keys().next().value ?? offset)
  return node
}

interface WordIndex {
  paths: string[]
  lengths: Float32Array
  averageLength: number
  words: Map<string, [number, number]>
  postings: Buffer
  /** Working space of a search, zero between searches. */
  scores: Float64Array
  matched: Uint8Array
}

/** Undefined when the sections cannot be read. */
function readWordIndex({ header, readSection }: OpenFile): WordIndex | undefined {
  try {
    const documents = parseJson<[string, number][]>(readSection(header.documents))
    const words = parseJson<[string, number, number][]>(readSection(header.words))
    const lengths = Float32Array.from(documents, (row) => row[1])
    return {
      paths: documents.map((row) => row[0]),
      lengths,
      averageLength: lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length),
      words: new Map(words.map(([word, at, length]) => [word, [at, length]])),
      postings: readSection(header.postings),
      scores: new Float64Array(documents.length),
      matched: new Uint8Array(documents.length),
    }
  } catch {
    return undefined
  }
}

function searchWords(index: WordIndex, stems: readonly string[], limit: number): Hit[] {
  const { scores, matched } = index
  const touched: number[] = []
  for (const word of new Set(stems)) {
    const place = index.words.get(word)
    if (!place) continue
    const rows = readPostings(index.postings, place[0], place[1])
    const idf = Math.log(1 + (index.paths.length - rows.length / 2 + 0.5) / (rows.length / 2 + 0.5))
    for (let i = 0; i < rows.length; i += 2) {
      const id = rows[i] ?? 0
      const count = rows[i + 1] ?? 0
      const norm = 1 - BM25_B + (BM25_B * (index.lengths[id] ?? 0)) / index.averageLength
      if (matched[id] === 0) touched.push(id)
      scores[id] = (scores[id] ?? 0) + (idf * count * (BM25_K1 + 1)) / (count + BM25_K1 * norm)
      matched[id] = (matched[id] ?? 0) + 1
    }
  }
  touched.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  const hits = touched
    .slice(0, limit)
    .map((id) => ({ path: index.paths[id] ?? '', score: scores[id] ?? 0, matched: matched[id] ?? 0 }))
  for (const id of touched) scores[id] = matched[id] = 0
  return hits
}

function readPostings(bytes: Buffer, at: number, length: number): number[] {
  const out: number[] = []
  const numbers: number[] = []
  let value = 0
  let shift = 0
  for (const byte of bytes.subarray(at, at + length)) {
    value |= (byte & 0x7f) << shift
    shift += 7
    if (byte >= 0x80) continue
    numbers.push(value)
    value = 0
    shift = 0
  }
  let id = 0
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    id += numbers[i] ?? 0
    out.push(id, numbers[i + 1] ?? 0)
  }
  return out
}
