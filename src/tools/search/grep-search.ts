// A search in files and its result, the same for ripgrep and for our own search.

export interface Search {
  pattern: string
  /** The real path of the file or folder to search. */
  root: string
  /** The root, or its folder when it is a file. Globs are relative to it. */
  folder: string
  mode: 'files_with_matches' | 'content' | 'count_matches'
  glob: string | null
  type: string | null
  before: number
  after: number
  ignoresCase: boolean
  isMultiline: boolean
  includesIgnored: boolean
  signal: AbortSignal
}

/** A line of the result. */
export interface Entry {
  /** The absolute path; '' for the gap between two places in a file. */
  path: string
  /** Set in mode `content`, if the rows want it. */
  line?: { number: number; text: string; isMatch: boolean }
  /** Set in mode `count_matches`. */
  count?: number
  /** True when the text that was searched was looked at, and holds no secret. */
  isSafe?: boolean
}

/** Takes the lines of a result as they are found. Most are only counted: a search may find a million. */
export interface Rows {
  /** Entries that were added. */
  readonly length: number
  /** True when the next entry may be shown: only then is its line needed. */
  wantsLine(): boolean
  add(entry: Entry): void
}

/** `isPartial` is true when the search reached its limit of time or memory. */
export type Found = { ok: true; isPartial: boolean } | { ok: false; message: string }

export const GREP_TIMEOUT_MS = 20_000
export const MAX_GREP_BYTES = 20 * 1024 * 1024
export const VCS_FOLDERS = ['.git', '.svn', '.hg', '.bzr', '.jj', '.sl']
