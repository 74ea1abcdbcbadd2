// The baked file of intents: its lines as text, and an index of their phrases by stems. The build writes it, so that the first
// request in words neither reads 5,000 lines nor cuts 70,000 words.
//
// Layout: 8 bytes magic · u32le length of the header · header (JSON: the place of each section) · sections. A section begins
// at a multiple of eight bytes from the start of the file, as typed arrays ask for.

import { readFileSync } from 'node:fs'

const MAGIC = 'KIMIIN01'
const ALIGNMENT_BYTES = 8

/** The index of phrases. A phrase is a number, and so are a line, and a stem: its place in `stems`. */
export interface PhraseTables {
  /** The line of each phrase, and the phrase's place in it. */
  lineOf: Uint16Array
  placeOf: Uint8Array
  stems: readonly string[]
  /** The phrases of the stem `id` are `postings` from `starts[id]` to before `starts[id + 1]`. */
  postings: Uint16Array
  starts: Uint32Array
  /** The rarity of each stem among the lines. */
  idf: Float32Array
}

export interface IntentFile extends PhraseTables {
  /** The text of a line; empty for a line that the file does not have. */
  lineAt(line: number): string
}

type SectionName = 'text' | 'ends' | 'lineOf' | 'placeOf' | 'stems' | 'postings' | 'starts' | 'idf'
type Sections = Record<SectionName, { offset: number; length: number }>

/** The bytes of the file. `lines` are the lines of all tables. */
export function encodeIntents(lines: readonly string[], tables: PhraseTables): Buffer {
  const texts = lines.map((line) => Buffer.from(line))
  let end = 0
  const ends = Uint32Array.from(texts, ({ length }) => (end += length))
  const { lineOf, placeOf, postings, starts, idf } = tables
  const stems = Buffer.from(JSON.stringify(tables.stems))
  const parts = { text: Buffer.concat(texts), ends, lineOf, placeOf, stems, postings, starts, idf }
  let offset = 0
  const sections = Object.fromEntries(
    Object.entries(parts).map(([name, { byteLength: length }]) => {
      const section = { offset, length }
      offset = alignUp(offset + length)
      return [name, section]
    }),
  )
  const header = Buffer.from(JSON.stringify(sections))
  const start = alignUp(MAGIC.length + 4 + header.length)
  const file = Buffer.alloc(start + offset)
  file.write(MAGIC, 'latin1')
  file.writeUInt32LE(header.length, MAGIC.length)
  header.copy(file, MAGIC.length + 4)
  for (const [name, { buffer, byteOffset, byteLength }] of Object.entries(parts))
    file.set(new Uint8Array(buffer, byteOffset, byteLength), start + (sections[name]?.offset ?? 0))
  return file
}

/** Reads the file. One that is missing, cut short or of another kind is a file without lines. */
export function readIntentFile(path: string): IntentFile {
  try {
    // A buffer of its own: typed arrays over it have to begin where their elements may.
    const file = new Uint8Array(readFileSync(path))
    const bytes = Buffer.from(file.buffer)
    if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return EMPTY
    const length = bytes.readUInt32LE(MAGIC.length)
    const sections = JSON.parse(bytes.toString('utf8', MAGIC.length + 4, MAGIC.length + 4 + length)) as Sections
    const start = alignUp(MAGIC.length + 4 + length)
    const view = <T>(Kind: ArrayKind<T>, name: SectionName): T =>
      new Kind(file.buffer, start + sections[name].offset, sections[name].length / Kind.BYTES_PER_ELEMENT)
    const text = Buffer.from(file.buffer, start + sections.text.offset, sections.text.length)
    const ends = view(Uint32Array, 'ends')
    return {
      lineAt: (line) => text.toString('utf8', ends[line - 1] ?? 0, ends[line] ?? 0),
      lineOf: view(Uint16Array, 'lineOf'),
      placeOf: view(Uint8Array, 'placeOf'),
      stems: JSON.parse(Buffer.from(view(Uint8Array, 'stems')).toString()) as string[],
      postings: view(Uint16Array, 'postings'),
      starts: view(Uint32Array, 'starts'),
      idf: view(Float32Array, 'idf'),
    }
  } catch {
    return EMPTY
  }
}

interface ArrayKind<T> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, offset: number, length: number): T
}

const EMPTY: IntentFile = {
  lineAt: () => '',
  lineOf: new Uint16Array(),
  placeOf: new Uint8Array(),
  stems: [],
  postings: new Uint16Array(),
  starts: new Uint32Array(1),
  idf: new Float32Array(),
}

const alignUp = (offset: number): number => Math.ceil(offset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES
