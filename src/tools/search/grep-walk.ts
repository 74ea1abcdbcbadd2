// Searches without ripgrep, with JavaScript's regular expressions.

import { close, closeSync, constants, fstatSync, openSync, read, readSync } from 'node:fs'
import { basename, dirname, matchesGlob, relative } from 'node:path'
import { setImmediate as pauseForEvents } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isHeldLock } from '../../sys/lock.ts'
import { globsOf } from './glob-spelling.ts'
import { type Entry, type Found, GREP_TIMEOUT_MS, MAX_GREP_BYTES, type Rows, type Search } from './grep-search.ts'
import { makeEntries } from './grep-entries.ts'
import { type FolderFiles, listFiles } from './grep-files.ts'
import { type LineMatcher, createLineMatcher } from './line-matcher.ts'
import { withFolder } from '../files/pinned-file.ts'
import { sniffUtf16 } from '../files/text-encoding.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import { type SearchedText, isSafeText } from './secret-matches.ts'

const MAX_FILE_BYTES = 10 * 1024 * 1024
const MAX_SLOW_FILES = 3
const SNIFFED_BYTES = 8192
/** Larger files are read while the daemon does other things. A small one is read in 20 µs, ten times faster than so. */
const MAX_BLOCKING_BYTES = 128 * 1024
/** Text that is matched at once. */
const BATCH_CHARACTERS = 128 * 1024
const BATCH_FILES = 100
/** The time after which the daemon answers others. */
const SLICE_MS = 8

/** ripgrep's names of common file types, with their extensions. */
const TYPES: Record<string, string> = {
  c: 'c h',
  cpp: 'cpp cc cxx hpp hh hxx h inl',
  css: 'css scss',
  go: 'go',
  html: 'html htm',
  java: 'java',
  js: 'js jsx mjs cjs vue',
  json: 'json',
  kotlin: 'kt kts',
  lua: 'lua',
  md: 'md markdown mdx',
  php: 'php',
  py: 'py pyi',
  ruby: 'rb rbs gemspec',
  rust: 'rs',
  sh: 'sh bash zsh',
  sql: 'sql',
  swift: 'swift',
  toml: 'toml',
  ts: 'ts tsx mts cts',
  txt: 'txt',
  xml: 'xml',
  yaml: 'yaml yml',
}

export async function searchByWalking(
  search: Search,
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
  rows: Rows,
): Promise<Found> {
  const matcher = createLineMatcher(search)
  if (typeof matcher === 'string') return { ok: false, message: matcher }
  const extensions = search.type === null ? null : TYPES[search.type]?.split(' ')
  if (extensions === undefined) return { ok: false, message: `unknown file type ${search.type}` }
  const until = performance.now() + GREP_TIMEOUT_MS
  const isOver = () => search.signal.aborted || performance.now() > until
  const isFile = search.folder !== search.root
  const globs = isFile ? [] : globsOf(search.glob)
  const isWanted = (path: string) =>
    (extensions === null || extensions.includes(/\.([^.]+)$/.exec(path)?.[1] ?? '')) &&
    (globs.length === 0 || passesGlobs(globs, relative(search.root, path)))
  const one = [{ folder: dirname(search.root), names: [basename(search.root)] }]
  const batch = createBatch(search, matcher, rows)
  const reading = { isWanted, isOver, needle: matcher.needle, onText: batch.add, sliceEnd: 0 }
  for await (const files of isFile ? one : listFiles(search, env, folders)) {
    await readFolder(files, reading)
    if (batch.isHopeless) return { ok: false, message: 'the pattern takes too long; simplify it' }
    if (isOver() || batch.size > MAX_GREP_BYTES) return { ok: true, isPartial: true }
  }
  batch.flush()
  if (batch.isHopeless) return { ok: false, message: 'the pattern takes too long; simplify it' }
  return { ok: true, isPartial: batch.isPartial }
}

/** Collects texts, matches many at once, and adds what is found to the rows. */
function createBatch(search: Search, matcher: LineMatcher, rows: Rows) {
  let texts: SearchedText[] = []
  let paths: string[] = []
  let [characters, slow, size] = [0, 0, 0]
  const take = (entry: Entry) => {
    size += entry.path.length + (entry.line?.text.length ?? 0)
    rows.add(entry)
  }
  const flush = () => {
    let index = 0
    for (const found of matcher.match(texts.map(({ text }) => text))) {
      if (found === null && ++slow >= MAX_SLOW_FILES) break
      if (found !== null) for (const entry of entriesOf(paths[index]!, texts[index]!, found, search, rows)) take(entry)
      index++
    }
    texts = []
    paths = []
    characters = 0
  }
  const addLarge = async (path: string, read: SearchedText) => {
    flush()
    const found = await matcher.matchLarge(read.text)
    if (found === null) slow++
    else await handleInSlices(entriesOf(path, read, found, search, rows), take)
  }
  return {
    /** The promise of a large text, which is matched in slices. */
    add(path: string, read: SearchedText): Promise<void> | undefined {
      if (read.text.length > 2 * BATCH_CHARACTERS) return addLarge(path, read)
      texts.push(read)
      paths.push(path)
      characters += read.text.length
      if (characters >= BATCH_CHARACTERS || texts.length >= BATCH_FILES) flush()
      return undefined
    },
    flush,
    /** The length of what was found. */
    get size() {
      return size
    },
    get isPartial() {
      return slow > 0
    },
    get isHopeless() {
      return slow >= MAX_SLOW_FILES
    },
  }
}

interface Reading {
  isWanted(path: string): boolean
  isOver(): boolean
  needle: Buffer | null
  onText(path: string, read: SearchedText): Promise<void> | undefined
  /** The time at which the daemon has to answer others. */
  sliceEnd: number
}

async function readFolder({ folder, names }: FolderFiles, reading: Reading): Promise<void> {
  const wanted = names.map((name) => ({ name, path: `${folder === '/' ? '' : folder}/${name}` }))
  if (wanted.length === 0) return
  try {
    await withFolder(folder, async (pinned) => {
      for (const { name, path } of wanted) {
        if (performance.now() > reading.sliceEnd) {
          await pauseForEvents()
          if (reading.isOver()) return
          reading.sliceEnd = performance.now() + SLICE_MS
        }
        if (!reading.isWanted(path) || isHeldLock(path)) continue
        const read = readText(`${pinned}/${name}`, reading.needle)
        const found = read instanceof Promise ? await read : read
        const isTaken = found === null ? undefined : reading.onText(path, found)
        if (isTaken !== undefined) await isTaken
      }
    })
  } catch {
    // The folder is gone, or may not be entered.
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, S_IFMT, S_IFREG } = constants

/** The text of a file; null when it cannot be read, is not text, or lacks the needle. */
function readText(path: string, needle: Buffer | null): SearchedText | null | Promise<SearchedText | null> {
  let fd: number
  try {
    fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch {
    return null
  }
  let isOurs = true
  try {
    const { size, mode, nlink } = fstatSync(fd)
    if ((mode & S_IFMT) !== S_IFREG || size > MAX_FILE_BYTES) return null
    const bytes = Buffer.allocUnsafe(size)
    if (size <= MAX_BLOCKING_BYTES) return toText(bytes.subarray(0, readSync(fd, bytes, 0, size, 0)), needle, nlink)
    isOurs = false
    return promisify(read)(fd, bytes, 0, size, 0)
      .then(({ bytesRead }) => toText(bytes.subarray(0, bytesRead), needle, nlink))
      .catch(() => null)
      .finally(() => close(fd))
  } catch {
    return null
  } finally {
    if (isOurs) closeSync(fd)
  }
}

function toText(bytes: Buffer, needle: Buffer | null, names: number): SearchedText | null {
  if (needle !== null && !bytes.includes(needle)) return null
  if (bytes.subarray(0, SNIFFED_BYTES).includes(0)) return null
  const text = bytes.toString('utf8')
  if (text.includes('\r\n')) return { text: text.replaceAll('\r\n', '\n'), isExact: false }
  return { text, isExact: names === 1 && sniffUtf16(bytes) === null }
}

/** The entries for what was found in one file. */
function* entriesOf(path: string, read: SearchedText, found: number[], search: Search, rows: Rows): Generator<Entry> {
  if (found.length === 0) return
  const isSafe = isSafeText(read)
  const hasLines =
    search.mode === 'content' && (rows.wantsLine() || search.isMultiline || search.before + search.after > 0)
  if (hasLines || search.mode !== 'content')
    for (const entry of makeEntries(path, read.text, found, search)) yield { ...entry, isSafe }
  else for (let index = 0; index < found.length; index += 2) yield { path, isSafe }
}

/** True when a glob matches the path. A glob without a slash applies to the name alone; after a `!` none may match. */
function passesGlobs(globs: readonly string[], path: string): boolean {
  if (globs.length === 0) return true
  const isExcluding = globs[0]!.startsWith('!')
  return isExcluding !== globs.some((glob) => isMatch(glob.replace(/^!?\/?/, ''), path))
}

function isMatch(glob: string, path: string): boolean {
  return glob.includes('/') ? matchesGlob(path, glob) : matchesGlob(basename(path), glob)
}

/** The matches in each line of a file, in pairs of line and number of matches; null when they cannot be told. */
export async function matchLinesByWalking(search: Search, path: string): Promise<number[] | null> {
  const matcher = createLineMatcher({ ...search, mode: 'content' })
  if (typeof matcher === 'string' || isHeldLock(path)) return null
  return withFolder(dirname(path), async (pinned) => {
    const read = await readText(`${pinned}/${basename(path)}`, matcher.needle)
    return read === null ? null : matcher.matchLarge(read.text)
  }).catch(() => null)
}
