// Searches without ripgrep, with JavaScript's regular expressions.

import { basename, matchesGlob, relative } from 'node:path'
import { createContext, Script } from 'node:vm'
import { globsOf } from './glob-spelling.ts'
import { type Entry, type Found, GREP_TIMEOUT_MS, MAX_GREP_BYTES, type Search } from './grep-search.ts'
import { listFiles } from './grep-files.ts'
import { openForReading } from '../files/pinned-file.ts'

const MAX_FILE_BYTES = 10 * 1024 * 1024
/** The longest time for an expression on one file: the daemon answers nobody meanwhile. */
const MATCH_TIMEOUT_MS = 250
const MAX_SLOW_FILES = 3
const SNIFFED_BYTES = 8192

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

/**
 * The search of one text, with its result in `found` as pairs of numbers: line and number of matches, or for a
 * multiline search the beginning and end of each match. It runs in a context of its own, where it can be stopped.
 */
const MATCHER = new Script(`
  found = []
  if (isMultiline) {
    for (const match of text.matchAll(regex)) found.push(match.index, match.index + match[0].length)
  } else {
    let number = 0
    for (const line of text.split('\\n')) {
      number++
      const count = line.match(regex)?.length ?? 0
      if (count > 0) found.push(number, count)
    }
  }
`)

export async function searchByWalking(
  search: Search,
  env: NodeJS.ProcessEnv,
  folders: readonly string[],
): Promise<Found> {
  const regex = compile(search)
  if (typeof regex === 'string') return { ok: false, message: regex }
  const extensions = search.type === null ? null : TYPES[search.type]?.split(' ')
  if (extensions === undefined) return { ok: false, message: `unknown file type ${search.type}` }
  const until = performance.now() + GREP_TIMEOUT_MS
  const isOver = () => search.signal.aborted || performance.now() > until
  const context = createContext({ regex, isMultiline: search.isMultiline, text: '', found: [] })
  const isFile = search.folder !== search.root
  const files = isFile ? [search.root] : await listFiles(search, env, folders, isOver)
  const globs = globsOf(search.glob)
  const entries: Entry[] = []
  let size = 0
  let slow = 0
  for (const path of files) {
    if (isOver() || size > MAX_GREP_BYTES) return { ok: true, entries, isPartial: true }
    if (extensions !== null && !extensions.includes(/\.([^.]+)$/.exec(path)?.[1] ?? '')) continue
    if (!isFile && !passesGlobs(globs, relative(search.root, path))) continue
    const text = await readText(path)
    if (text === null) continue
    context.text = text
    try {
      MATCHER.runInContext(context, { timeout: MATCH_TIMEOUT_MS })
    } catch {
      slow++
      if (slow < MAX_SLOW_FILES) continue
      return { ok: false, message: 'the pattern takes too long; simplify it' }
    }
    const found = [...(context.found as number[])]
    if (found.length === 0) continue
    const before = entries.length
    entries.push(...makeEntries(path, text, found, search))
    for (const entry of entries.slice(before)) size += path.length + (entry.line?.text.length ?? 0)
  }
  return { ok: true, entries, isPartial: slow > 0 }
}

/** The expression, or the message of its error. Translates the syntax that differs in Rust. */
function compile(search: Search): RegExp | string {
  const [, inline = '', body = search.pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(search.pattern) ?? []
  const source = body.replaceAll('(?P<', '(?<').replaceAll(String.raw`\z`, '$(?![\\s\\S])')
  const ignoresCase = search.ignoresCase || inline.includes('i')
  const flags = `g${ignoresCase ? 'i' : ''}${search.isMultiline ? 'ms' : ''}`
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    // Unicode mode refuses some harmless escapes, for example `\-`: the expression is tried without it.
  }
  try {
    return new RegExp(source, flags)
  } catch (error) {
    return (error as Error).message
  }
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

/** The text of a file; null when it cannot be read or is not text. */
async function readText(path: string): Promise<string | null> {
  try {
    const handle = await openForReading(path)
    try {
      const found = await handle.stat()
      if (!found.isFile() || found.size > MAX_FILE_BYTES) return null
      const bytes = await handle.readFile()
      return bytes.subarray(0, SNIFFED_BYTES).includes(0) ? null : bytes.toString('utf8').replaceAll('\r\n', '\n')
    } finally {
      await handle.close()
    }
  } catch {
    return null
  }
}

function makeEntries(path: string, text: string, found: number[], search: Search): Entry[] {
  if (search.mode === 'files_with_matches') return [{ path }]
  const counts = new Map<number, number>()
  let total = 0
  for (let index = 0; index < found.length; index += 2) {
    const [first, second] = [found[index]!, found[index + 1]!]
    total += search.isMultiline ? 1 : second
    if (!search.isMultiline) counts.set(first, second)
  }
  if (search.mode === 'count_matches') return [{ path, count: total }]
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const matched = search.isMultiline ? linesOf(text, found) : new Set(counts.keys())
  const entries: Entry[] = []
  let last = 0
  for (const number of [...matched].toSorted((a, b) => a - b)) {
    const from = Math.max(last + 1, number - search.before)
    if (last > 0 && from > last + 1 && search.before + search.after > 0) entries.push({ path: '' })
    const to = Math.min(lines.length, number + search.after)
    for (let at = from; at <= to; at++) {
      entries.push({ path, line: { number: at, text: lines[at - 1] ?? '', isMatch: matched.has(at) } })
    }
    last = Math.max(last, to)
  }
  return entries
}

/** The numbers of all lines that the matches touch. */
function linesOf(text: string, found: number[]): Set<number> {
  const numbers = new Set<number>()
  let number = 1
  let at = 0
  for (let index = 0; index < found.length; index += 2) {
    const [start, end] = [found[index]!, found[index + 1]!]
    for (; at < start; at++) if (text[at] === '\n') number++
    numbers.add(number)
    for (; at < end - 1; at++) if (text[at] === '\n') numbers.add(++number)
  }
  return numbers
}
