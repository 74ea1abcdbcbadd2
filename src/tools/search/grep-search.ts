// What a search is and what it finds, whoever carries it out: ripgrep or our own walk.

export interface Search {
  pattern: string
  /** Real path of the file or folder. */
  root: string
  /** The root, or the folder of that file: where globs begin. */
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

/** A line of the answer. */
export interface Entry {
  /** Absolute; '' is the gap between two places of a file. */
  path: string
  /** With `content`. */
  line?: { number: number; text: string; isMatch: boolean }
  /** With `count_matches`. */
  count?: number
}

/** `isPartial`: time or memory ran out before the end. */
export type Found = { ok: true; entries: Entry[]; isPartial: boolean } | { ok: false; message: string }

export const GREP_TIMEOUT_MS = 20_000
export const MAX_GREP_BYTES = 20 * 1024 * 1024
export const VCS_FOLDERS = ['.git', '.svn', '.hg', '.bzr', '.jj', '.sl']
