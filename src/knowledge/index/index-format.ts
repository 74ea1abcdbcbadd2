// The shape of the baked knowledge file: what the build writes and `index-file.ts` reads.
//
// Layout: 8 bytes magic · u32le length of the header · header (brotli JSON) · sections (brotli JSON or raw bytes),
// each addressed by offset and length from the start of the file.

export const MAGIC = 'KIMIKN02'

/** What an argument stands for, as far as the sources tell. */
export type ArgKind = 'file' | 'folder' | 'branch' | 'remote' | 'script' | 'service' | 'process' | 'value'

/** One argument: its name, its kind, and the values it is known to take. */
export interface SpecArg {
  n: string
  k: ArgKind
  /** Known values. */
  v?: string[]
}

/** One option: every spelling, what it does, and its arguments. */
export interface SpecOption {
  n: string[]
  d: string
  a?: SpecArg[]
}

/** A command or a subcommand, with short keys because there are 17,000 of them. */
export interface SpecNode {
  n: string[]
  d: string
  s?: SpecNode[]
  o?: SpecOption[]
  a?: SpecArg[]
}

/** A section of the file. */
export interface Section {
  offset: number
  length: number
}

/** The header: one row a command, and where the word index lies. */
export interface Header {
  /** [name, description, offset, length]; aliases repeat the offset. Sorted by name. */
  commands: [string, string, number, number][]
  /** [document path ("git commit"), number of words it is described with]. */
  documents: Section
  /** Sorted words, each with the place of its postings. */
  words: Section
  /** Varint pairs (document delta, frequency). */
  postings: Section
}
