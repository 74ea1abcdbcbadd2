// Opens the baked knowledge file: the header at first use, one command's shard when somebody asks for it.

import { closeSync, openSync, readSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

import { MAGIC } from './index-format.ts'
import type { Header, Section, SpecNode } from './index-format.ts'

/** Git's shard is 1.5 ms of work and half a megabyte of objects: enough shards for one line of work, no more. */
const KEPT_SHARDS = 12
const BM25_K1 = 1.2
const BM25_B = 0.6

/** A document found by words: a command path such as `docker compose up`. */
export interface Hit {
  path: string
  score: number
  /** How many different words of the question it holds. */
  matched: number
}

/** What is known about commands. A file that is missing or unreadable is an empty index, never an error. */
export interface CommandIndex {
  /** Every command name, sorted. */
  names(): readonly string[]
  has(name: string): boolean
  /** One line about a command, or the empty string. */
  describe(name: string): string
  /** Everything known about a command; undefined when it is unknown. */
  load(name: string): SpecNode | undefined
  /** Commands and subcommands that match the stems, best first (BM25). */
  search(stems: readonly string[], limit: number): Hit[]
  /** In how many descriptions a stem occurs, roughly. */
  frequency(stem: string): number
  close(): void
}

/**
 * @param file the baked file; it is opened at the first question, and stays open until `close`
 */
export function openIndex(file: string): CommandIndex {
  let descriptor = -1
  let bodyStart = 0
  let header: Header | undefined
  let byName = new Map<string, Header['commands'][number]>()
  let names: string[] = []
  let wordIndex: WordIndex | undefined
  const shards = new Map<number, SpecNode>()

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
  const readSection = (section: Section): Buffer => readBytes(bodyStart + section.offset, section.length)
  const readJson = <T>(section: Section): T => JSON.parse(brotliDecompressSync(readSection(section)).toString()) as T

  const open = (): Header | undefined => {
    if (header || descriptor === -2) return header
    try {
      descriptor = openSync(file, 'r')
      const start = readBytes(0, MAGIC.length + 4)
      if (start.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new Error('not a knowledge file')
      const length = start.readUInt32LE(MAGIC.length)
      bodyStart = MAGIC.length + 4 + length
      header = JSON.parse(brotliDecompressSync(readBytes(MAGIC.length + 4, length)).toString()) as Header
      byName = new Map(header.commands.map((row) => [row[0], row]))
      names = header.commands.map((row) => row[0])
    } catch {
      if (descriptor >= 0) closeSync(descriptor)
      // Remembered as unreadable: without data every other source still answers.
      descriptor = -2
    }
    return header
  }

  const load = (name: string): SpecNode | undefined => {
    if (!open()) return undefined
    const row = byName.get(name)
    if (!row) return undefined
    const at = row[2]
    let node = shards.get(at)
    if (node) shards.delete(at)
    else {
      try {
        node = readJson<SpecNode>({ offset: at, length: row[3] })
      } catch {
        return undefined
      }
    }
    // Re-inserted, so that the first key is always the one that was not asked for the longest.
    shards.set(at, node)
    if (shards.size > KEPT_SHARDS) shards.delete(shards.keys().next().value ?? at)
    return node
  }

  const openWords = (): WordIndex | undefined => {
    const head = open()
    if (!head || wordIndex) return wordIndex
    try {
      wordIndex = buildWordIndex(readJson(head.documents), readJson(head.words), readSection(head.postings))
    } catch {
      return undefined
    }
    return wordIndex
  }
  const search = (stems: readonly string[], limit: number): Hit[] => {
    const words = openWords()
    return words ? searchWords(words, stems, limit) : []
  }

  return {
    names: () => (open(), names),
    has: (name) => (open(), byName.has(name)),
    describe: (name) => (open(), byName.get(name)?.[1] ?? ''),
    load,
    search,
    // A posting is two varints, mostly of one or two bytes.
    frequency: (stem) => (openWords()?.words.get(stem)?.[1] ?? 0) / 2.5,
    close: () => {
      if (descriptor >= 0) closeSync(descriptor)
      descriptor = -2
      header = undefined
      shards.clear()
      byName.clear()
      names = []
    },
  }
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

function buildWordIndex(documents: [string, number][], words: [string, number, number][], postings: Buffer): WordIndex {
  const lengths = Float32Array.from(documents, (row) => row[1])
  return {
    paths: documents.map((row) => row[0]),
    lengths,
    averageLength: lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length),
    words: new Map(words.map(([word, at, length]) => [word, [at, length]])),
    postings,
    scores: new Float64Array(documents.length),
    matched: new Uint8Array(documents.length),
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
