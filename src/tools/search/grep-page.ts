// The part of a search's result that is shown: a page of its lines, or of its files with those first that changed last.

import type { IsForbidden } from '../../safety/rules/forbidden-files.ts'
import { stat } from 'node:fs'
import { relative } from 'node:path'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { isSecretPath } from '../../safety/secrets/secret-names.ts'
import { MAX_OUTPUT_CHARACTERS } from '../tool-output.ts'
import type { Entry, Rows } from './grep-search.ts'

/** Files whose time is asked for at once. */
const PARALLEL_STATS = 32
/** Files that are sorted without a pause for the event loop: about 3 ms. */
const SORTED_AT_ONCE = 2000

export interface PageOptions {
  offset: number
  /** Infinity for all. */
  limit: number
  /** True when the entries are files, which are shown in the order of their times. */
  isByTime: boolean
  hasNumbers: boolean
  workDir: string
  /** True for a file that must not be read. */
  isForbidden?: IsForbidden | undefined
}

export interface Page extends Rows {
  /** The sum of all counts. */
  readonly occurrences: number
  /** True for a file of secrets, or one that a rule forbids to read. */
  hides(path: string): boolean
  /** The lines of the page; those beyond the longest output are counted, but not held. */
  finish(): Promise<{ lines: string[]; count: number }>
}

export function createPage(options: PageOptions): Page {
  const { offset, limit, isByTime } = options
  const lines: string[] = []
  const files: string[] = []
  let [length, occurrences, characters] = [0, 0, 0]
  let hasGap = false
  let last = { path: '', isHidden: false }

  // Files that only often hold secrets are left out, too: what matches in them would tell a value that is hidden when they are read.
  // A search opens no link, so only the folders of a path may lead elsewhere.
  const isHidden = (path: string) => {
    if (path !== last.path) last = { path, isHidden: isSecretPath(path) || options.isForbidden?.(path, false) === true }
    return last.isHidden
  }
  const wantsLine = () => length + 1 >= offset && length < offset + limit && characters <= MAX_OUTPUT_CHARACTERS
  const count = (entry: Entry) => {
    if (isByTime) files.push(entry.path)
    else if (length >= offset && wantsLine() && hasText(entry)) {
      const line = render(entry, options)
      lines.push(line)
      characters += line.length
    }
    length++
  }
  return {
    get length() {
      return length
    },
    get occurrences() {
      return occurrences
    },
    hides: isHidden,
    wantsLine,
    add(entry) {
      // A gap counts only between two entries that are not hidden.
      if (entry.path === '') hasGap = length > 0
      else if (!isHidden(entry.path)) {
        if (hasGap) count({ path: '' })
        hasGap = false
        count(entry)
        occurrences += entry.count ?? 0
      }
    },
    async finish() {
      const count = Math.max(0, Math.min(limit, length - offset))
      if (!isByTime) return { lines, count }
      for await (const path of newestFirst(files, offset, count)) {
        if (characters > MAX_OUTPUT_CHARACTERS) break
        const line = render({ path }, options)
        lines.push(line)
        characters += line.length
      }
      return { lines, count }
    },
  }
}

/** False for a line that is only counted. */
function hasText({ path, line, count }: Entry): boolean {
  return path === '' || line !== undefined || count !== undefined
}

interface Timed {
  path: string
  time: number
}

/** `count` of the files from `from` on, in the order of their times: those that changed last are the likeliest to be meant. */
async function* newestFirst(files: readonly string[], from: number, count: number): AsyncGenerator<string> {
  const timed = await readTimes(files)
  const runs: Timed[][] = []
  for (let at = 0; at < timed.length; at += SORTED_AT_ONCE) {
    runs.push(timed.slice(at, at + SORTED_AT_ONCE).toSorted(compare))
    await pauseForEvents()
  }
  const places = runs.map(() => 0)
  for (let taken = 0; taken < from + count; taken++) {
    if (taken % SORTED_AT_ONCE === 0) await pauseForEvents()
    let best = -1
    for (const [index, run] of runs.entries()) {
      const next = run[places[index]!]
      if (next !== undefined && (best < 0 || compare(next, runs[best]![places[best]!]!) < 0)) best = index
    }
    const { path } = runs[best]![places[best]!++]!
    if (taken >= from) yield path
  }
}

function compare(a: Timed, b: Timed): number {
  return b.time - a.time || (a.path < b.path ? -1 : 1)
}

/** The files with their times of change; 0 for those that are gone. */
function readTimes(files: readonly string[]): Promise<Timed[]> {
  const timed: Timed[] = []
  let next = 0
  return new Promise((resolve) => {
    const ask = () => {
      if (timed.length === files.length) resolve(timed)
      if (next >= files.length) return
      const path = files[next++]!
      stat(path, (_, found) => {
        timed.push({ path, time: found?.mtimeMs ?? 0 })
        ask()
      })
    }
    for (let index = 0; index < Math.min(PARALLEL_STATS, Math.max(1, files.length)); index++) ask()
  })
}

function render({ path, line, count }: Entry, { hasNumbers, workDir }: PageOptions): string {
  if (path === '') return '--'
  const near = relative(workDir, path)
  const name = near === '' || near.startsWith('..') ? path : near
  if (line === undefined) return count === undefined ? name : `${name}:${count}`
  const sign = line.isMatch ? ':' : '-'
  return hasNumbers ? `${name}${sign}${line.number}${sign}${line.text}` : `${name}${sign}${line.text}`
}
