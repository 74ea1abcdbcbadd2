// Writes the baked file: a header, one compressed shard for each command, and a word index over commands and subcommands.
// Options are not in the word index: their 71,000 rows slowed the search, and no measured request was answered better.

import { writeFile } from 'node:fs/promises'
import { brotliCompressSync, constants } from 'node:zlib'

import { MAGIC } from '../../knowledge/index/index-format.ts'
import type { Header, Section, SpecNode } from '../../knowledge/index/index-format.ts'
import { stemWords } from '../../knowledge/words/stem.ts'

const QUALITY = 9

/**
 * @param outFile the path of the file, which is written in one call
 * @param nodes one for each command, in any order
 */
export async function writeIndex(outFile: string, nodes: SpecNode[]): Promise<void> {
  const sorted = nodes.toSorted((a, b) => compare(a.n[0] ?? '', b.n[0] ?? ''))
  const chunks: Buffer[] = []
  let offset = 0
  const add = (bytes: Buffer): Section => {
    const section = { offset, length: bytes.length }
    chunks.push(bytes)
    offset += bytes.length
    return section
  }
  const commands: Header['commands'] = []
  const taken = new Set<string>(sorted.map((node) => node.n[0] ?? ''))
  for (const node of sorted) {
    const { offset: at, length } = add(pack(node))
    for (const [i, name] of node.n.entries()) {
      if (i > 0 && taken.has(name)) continue
      taken.add(name)
      commands.push([name, node.d, at, length])
    }
  }
  commands.sort((a, b) => compare(a[0], b[0]))
  const { documents, words, postings } = indexWords(sorted)
  const header: Header = {
    commands,
    documents: add(pack(documents)),
    words: add(pack(words)),
    postings: add(postings),
  }
  const head = pack(header)
  const start = Buffer.alloc(MAGIC.length + 4)
  start.write(MAGIC, 'latin1')
  start.writeUInt32LE(head.length, MAGIC.length)
  await writeFile(outFile, Buffer.concat([start, head, ...chunks]))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const pack = (value: unknown): Buffer => {
  const raw = Buffer.from(JSON.stringify(value))
  // A window no larger than the text: for the usual one of 4 MB brotli clears tables of 32 MB for each of 700 commands.
  const window = Math.min(22, Math.max(10, Math.ceil(Math.log2(raw.length + 16))))
  return brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: window,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  })
}

/** Words of a command's name count twice as much as those of its description: `docker stop` is about stopping. */
function indexWords(nodes: SpecNode[]): {
  documents: [string, number][]
  words: [string, number, number][]
  postings: Buffer
} {
  const documents: [string, number][] = []
  const byWord = new Map<string, Map<number, number>>()
  const addDocument = (path: string, node: SpecNode, depth: number): void => {
    const id = documents.length
    const counts = new Map<string, number>()
    const names = stemWords(path.replaceAll(/[-_:/.]/g, ' '))
    for (const word of [...names, ...names, ...stemWords(node.d)]) counts.set(word, (counts.get(word) ?? 0) + 1)
    documents.push([path, [...counts.values()].reduce((a, b) => a + b, 0)])
    for (const [word, count] of counts) {
      let list = byWord.get(word)
      if (!list) byWord.set(word, (list = new Map()))
      list.set(id, Math.min(count, 255))
    }
    if (depth >= 3) return
    for (const child of node.s ?? []) {
      const name = child.n[0]
      if (name !== undefined && child.d !== '') addDocument(`${path} ${name}`, child, depth + 1)
    }
  }
  for (const node of nodes) addDocument(node.n[0] ?? '', node, 0)
  const bytes: number[] = []
  const words: [string, number, number][] = []
  for (const word of [...byWord.keys()].toSorted(compare)) {
    const at = bytes.length
    let last = 0
    for (const [id, count] of byWord.get(word) ?? []) {
      writeVarint(bytes, id - last)
      writeVarint(bytes, count)
      last = id
    }
    words.push([word, at, bytes.length - at])
  }
  return { documents, words, postings: Buffer.from(bytes) }
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
}
