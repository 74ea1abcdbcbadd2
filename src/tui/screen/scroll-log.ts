// The lines that were printed, for a screen that fills the terminal and so has no scrollback of the terminal's own.

import { wrapRow } from './row-width.ts'

/** Lines that are kept: with more the memory would grow with the length of a session. The viewer has all of them. */
const KEPT_LINES = 5_000
/** Lines are dropped many at a time. */
const MOST_LINES = 6_000

export interface ScrollLog {
  add(lines: readonly string[]): void
  /** Shows these lines in place of all others. Those that do not stand on the main screen yet are to be printed there as they were. */
  replace(lines: readonly string[]): void
  /**
   * The last rows that fit above `bottom`, then `bottom`: `rows` rows in all. While older rows are in sight, the last of them gives way to
   * `describeMore` of the number of rows below.
   */
  compose(columns: number, rows: number, bottom: readonly string[], describeMore: (rows: number) => string): string[]
  /** Scrolls by so many rows, up with a positive number; 0 goes to the end. */
  scroll(by: number): void
  /** All lines so far stand on the main screen. */
  onPrinted(): void
  /** The lines that do not stand there. */
  unprinted(): readonly string[]
}

export function createScrollLog(): ScrollLog {
  let lines: string[] = []
  /** Lines that do not stand on the main screen. */
  let unprinted: string[] = []
  /** Rows below the last one in sight. */
  let below = 0
  return {
    add(more) {
      lines.push(...more)
      unprinted.push(...more)
      if (lines.length > MOST_LINES) lines = lines.slice(-KEPT_LINES)
      if (unprinted.length > MOST_LINES) unprinted = unprinted.slice(-KEPT_LINES)
    },
    replace: (all) => void (lines = all.slice(-KEPT_LINES)),
    compose(columns, rows, bottom, describeMore) {
      const room = Math.max(0, rows - bottom.length)
      const wanted = room + below
      const shown: string[] = []
      let at = lines.length
      while (at > 0 && shown.length < wanted) shown.unshift(...wrapRow(lines[--at]!, columns))
      below = Math.max(0, Math.min(below, shown.length - room))
      const end = shown.length - below
      const above = shown.slice(Math.max(0, end - room), end)
      if (below > 0 && above.length > 0) above.splice(-1, 1, describeMore(below + 1))
      const blank = Array.from({ length: room - above.length }, () => '')
      return [...above, ...blank, ...bottom]
    },
    scroll: (by) => void (below = by === 0 ? 0 : Math.max(0, below + by)),
    onPrinted: () => void (unprinted = []),
    unprinted: () => unprinted,
  }
}
