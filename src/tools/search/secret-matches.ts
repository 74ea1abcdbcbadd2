// Keeps a search from telling a secret that it does not show. A match in the secret itself, even its mere existence, would answer whether a
// guess is right. So in a file that holds secrets only the lines without one are searched, and its lines are shown without them. A file that
// is not the one that was searched, since it was changed meanwhile or is a link by now, tells nothing: its lines may be those of a key.

import { closeSync, constants, fstatSync, openSync, readSync, readlinkSync } from 'node:fs'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { HEAD_BYTES, isSecretByOtherName } from '../../safety/secrets/secret-shape.ts'
import { holdsSecret, redactLines, redactLinesInSlices } from '../../safety/text/redaction.ts'
import { sniffUtf16 } from '../files/text-encoding.ts'
import { decodeText } from '../files/text-format.ts'
import { isHeldLock } from '../../sys/lock.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import type { Page } from './grep-page.ts'
import { makeEntries } from './grep-entries.ts'
import type { Entry, Rows, Search } from './grep-search.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
/** Of larger files only lines are shown, and only those that hold no secret by themselves: no list and no count tells of them. */
const MAX_FILE_BYTES = 10 * 1024 * 1024
/** The time after which the daemon answers others. */
const SLICE_MS = 8
/** Files beyond this time are left out. */
const MAX_MS = 20_000
/** Lines that are kept beyond those of the page, for those of files that are left out. */
const SPARE_LINES = 2_000

/** The matches in each line of a file, as the engine of the search finds them: pairs of line and number of matches. */
export type MatchLines = (path: string) => Promise<number[] | null>

export interface GuardedRows extends Rows {
  /** Hands what may be told to the page. Returns false when the time was over before its end. */
  finish(matchLines: MatchLines): Promise<boolean>
}

interface FoundFile {
  path: string
  entries: Entry[]
  /** Entries beyond those, whose lines nobody wants. */
  more: number
  /** True when the search itself has seen that the text holds no secret: then it need not be read again. */
  isSafe: boolean
}

/** Collects the rows of a search for the page. */
export function guardSecrets(search: Search, page: Page, wanted: number): GuardedRows {
  const files = new Map<string, FoundFile>()
  let length = 0
  let last: FoundFile | null = null
  const keep = (entry: Entry) => {
    if (last === null || entry.line !== undefined || entry.count !== undefined || entry.path === '')
      last?.entries.push(entry)
    else last.more++
  }
  return {
    get length() {
      return length
    },
    wantsLine: () => length < wanted + SPARE_LINES,
    add(entry) {
      length++
      if (entry.path !== '' && entry.path !== last?.path) {
        last = files.get(entry.path) ?? { path: entry.path, entries: [], more: 0, isSafe: true }
        files.set(entry.path, last)
      }
      if (entry.path !== '' && last !== null) last.isSafe &&= entry.isSafe === true
      keep(entry)
    },
    async finish(matchLines) {
      const until = performance.now() + MAX_MS
      let sliceEnd = performance.now() + SLICE_MS
      for (const file of files.values()) {
        if (performance.now() > sliceEnd) {
          await pauseForEvents()
          sliceEnd = performance.now() + SLICE_MS
        }
        if (performance.now() > until || search.signal.aborted) return false
        if (!page.hides(file.path)) await tell(file, search, page, matchLines)
      }
      return true
    },
  }
}

async function tell(file: FoundFile, search: Search, page: Page, matchLines: MatchLines): Promise<void> {
  if (file.isSafe) return tellAll(file, page)
  const text = readWhole(file.path)
  if (text === 'large') return tellLines(file, search, page)
  if (text === null) return
  if (text.length > MAX_SAFE_CHARACTERS) await pauseForEvents()
  const lines = text.split('\n')
  if (!(await holdsLines(lines, file.entries))) return
  const shown = await redactLinesInSlices(text)
  const secret = await numbersOfSecrets(shown, lines)
  if (secret.size === 0) await tellAll(file, page)
  else if (!search.isMultiline) {
    const found = (await matchLines(file.path)) ?? []
    const open = found.filter((_, at) => !secret.has(found[at - (at % 2)]!))
    if (open.length > 0) await handleInSlices(makeEntries(file.path, shown.join('\n'), open, search), page.add)
  }
}

async function tellAll({ path, entries, more }: FoundFile, page: Page): Promise<void> {
  await handleInSlices(entries, page.add)
  for (let count = 0; count < more; count++) page.add({ path })
}

/** A text that was read without following a link. */
export interface SearchedText {
  text: string
  /** True when the text is the file byte by byte: of one name, not of 16-bit characters, and with no line end changed. */
  isExact: boolean
}

/** Texts beyond this are looked at later, file by file. */
const MAX_SAFE_CHARACTERS = 128 * 1024

/** True when the text was looked at, and holds no secret. */
export function isSafeText({ text, isExact }: SearchedText): boolean {
  return isExact && text.length <= MAX_SAFE_CHARACTERS && redactLines(text).join('\n') === text
}

/** True when the lines are those that were found. The search leaves a mark of the encoding out, and one of the searches the ends of Windows. */
async function holdsLines(lines: readonly string[], entries: readonly Entry[]): Promise<boolean> {
  let isSame = true
  await handleInSlices(entries, ({ line }) => {
    if (line === undefined) return
    const real = lines[line.number - 1] ?? ''
    isSame &&= withoutReturn(line.number === 1 ? real.replace(/^\uFEFF/, '') : real) === withoutReturn(line.text)
  })
  return isSame
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

/** Adds to the page the lines that may be told of a file too large to be looked at whole. */
async function tellLines(file: FoundFile, { mode, before, after, isMultiline }: Search, page: Page): Promise<void> {
  if (mode !== 'content' || before + after > 0 || isMultiline) return
  for (const entry of file.entries)
    if (entry.line !== undefined && !(await holdsSecret(entry.line.text))) page.add(entry)
}

/** The numbers of the lines that are not shown as they are. */
async function numbersOfSecrets(shown: readonly string[], lines: readonly string[]): Promise<Set<number>> {
  const numbers = new Set<number>()
  let number = 0
  await handleInSlices(shown, (line) => {
    if (line !== lines[number++]) numbers.add(number)
  })
  return numbers
}

/**
 * The text of a file; null when it cannot be read, or when the path leads elsewhere by now. The file is read in one call, which takes 20 µs for
 * a small file.
 */
function readWhole(path: string): string | 'large' | null {
  if (isHeldLock(path)) return null
  let fd: number | null = null
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    if (process.platform === 'linux' && readlinkSync(`/proc/self/fd/${fd}`) !== path) return null
    const found = fstatSync(fd)
    if (!found.isFile()) return null
    if (found.size > MAX_FILE_BYTES) return 'large'
    const buffer = Buffer.allocUnsafe(found.size)
    const bytes = buffer.subarray(0, readSync(fd, buffer, 0, found.size, 0))
    if (isSecretByOtherName(found.nlink, bytes.subarray(0, HEAD_BYTES).toString('utf8'))) return null
    return sniffUtf16(bytes) === null ? bytes.toString('utf8') : (decodeText(bytes)?.text ?? null)
  } catch {
    return null
  } finally {
    if (fd !== null) closeSync(fd)
  }
}
