// The format of the baked knowledge file, which the build writes and `index-file.ts` reads.
//
// Layout: 8 bytes magic · u32le length of the header · header (brotli JSON) · sections (brotli JSON or raw bytes),
// each addressed by offset and length from the start of the file.

export const MAGIC = 'KIMIKN02'

/** The kind of an argument, as far as the sources say. */
export type ArgKind = 'file' | 'folder' | 'branch' | 'remote' | 'script' | 'service' | 'process' | 'value'

/** An argument: its name, its kind, and its known values. */
export interface SpecArg {
  n: string
  k: ArgKind
  /** Known values. */
  v?: string[]
}

/** An option: all spellings, its description, and its arguments. */
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

/** The header: one row for each command, and the places of the word index. */
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
