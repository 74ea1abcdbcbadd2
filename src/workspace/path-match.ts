// Finds paths by a few of their letters, the best first: among 200,000 within a frame.

import { createSlices } from '../sys/time-slices.ts'

export interface PathTable {
  /** Relative paths, those of few folders first; those of folders end with `/`. */
  readonly paths: readonly string[]
  readonly chunks: readonly Chunk[]
}

/** Some thousand paths in small letters, each between two line ends: one search of the engine goes through all of them. */
interface Chunk {
  /** The index of its first path. */
  first: number
  text: string
  /** The index in the text at which each path begins, and at last the text's length. */
  starts: Uint32Array
  /** The letters and digits that occur in each path, as bits. */
  masks: Uint32Array
}

const SEPARATORS = '/_-. '
/** Bits 0–25 are letters, 26 digits, 27 `.`, 28 `_`, 29 `-`, 30 `/`, 31 anything else. */
const SIGN_BITS: Record<string, number> = { '.': 27, _: 28, '-': 29, '/': 30 }
const OTHER_BIT = 31
const CHUNK_PATHS = 4_000
/** So many paths that hold the query as it stands are compared; of more, those of fewer folders, which come first. */
const HITS_LIMIT = 20_000
/** The same for paths that hold only its letters. */
const SPREAD_LIMIT = 5_000

/** Scores of the ways in which a query can occur; the length of a path decides among equals. */
const SCORE = {
  name: 9_000,
  nameBegin: 7_000,
  namePart: 6_000,
  nameInside: 5_000,
  path: 4_000,
  nameLetters: 3_000,
  letters: 1_000,
}

/** Makes the table of a list of paths, with pauses for the event loop. */
export async function createPathTable(paths: readonly string[]): Promise<PathTable> {
  const rest = createSlices()
  const byDepth: string[][] = []
  for (const [index, path] of paths.entries()) {
    let depth = 0
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth++
    ;(byDepth[depth] ??= []).push(path)
    if (index % CHUNK_PATHS === 0) await rest()
  }
  const sorted = byDepth.flat()
  const chunks: Chunk[] = []
  for (let first = 0; first < sorted.length; first += CHUNK_PATHS) {
    chunks.push(createChunk(sorted.slice(first, first + CHUNK_PATHS), first))
    await rest()
  }
  return { paths: sorted, chunks }
}

/** The at most `limit` best paths for a query, which must be in small letters and not empty. */
export async function matchPaths({ paths, chunks }: PathTable, query: string, limit: number): Promise<string[]> {
  const rest = createSlices()
  const top = createTop(limit)
  let hits = 0
  for (const chunk of chunks) {
    hits += addWhole(chunk, query, top)
    if (hits >= HITS_LIMIT) break
    await rest()
  }
  // Letters in their order with others between them always score less than the query as it stands.
  let spread = 0
  for (const chunk of hits < limit ? chunks : []) {
    spread += addSpread(chunk, query, top)
    if (spread >= SPREAD_LIMIT) break
    await rest()
  }
  return top.list().map((index) => paths[index]!)
}

function createChunk(paths: readonly string[], first: number): Chunk {
  const starts = new Uint32Array(paths.length + 1)
  const masks = new Uint32Array(paths.length)
  let text = '\n'
  for (const [index, path] of paths.entries()) {
    const small = path.toLowerCase()
    starts[index] = text.length
    masks[index] = maskOf(small)
    text += `${small.includes('\n') ? small.replaceAll('\n', ' ') : small}\n`
  }
  starts[paths.length] = text.length
  return { first, text, starts, masks }
}

/** Adds the paths that hold the query as it stands, and returns their number. */
function addWhole({ first, text, starts }: Chunk, query: string, top: Top): number {
  let hits = 0
  let index = 0
  for (let at = text.indexOf(query, 1); at >= 0; at = text.indexOf(query, starts[index]!)) {
    while (starts[index + 1]! <= at) index++
    hits++
    top.add(first + index, scorePath(text.slice(starts[index], starts[index + 1]! - 1), query) ?? 0)
    index++
  }
  return hits
}

/** Adds the paths that hold the letters of the query in their order, but not together, and returns their number. */
function addSpread({ first, text, starts, masks }: Chunk, query: string, top: Top): number {
  let hits = 0
  const wanted = maskOf(query)
  for (let index = 0; index < masks.length; index++) {
    if ((masks[index]! & wanted) >>> 0 !== wanted) continue
    if (!holdsInOrder(text, starts[index]!, starts[index + 1]!, query)) continue
    const path = text.slice(starts[index], starts[index + 1]! - 1)
    const score = path.includes(query) ? null : scorePath(path, query)
    if (score === null) continue
    hits++
    top.add(first + index, score)
  }
  return hits
}

/** True when the letters of the query stand in their order between `from` and `to`. */
function holdsInOrder(text: string, from: number, to: number, query: string): boolean {
  let letter = 0
  let wanted = query.charCodeAt(0)
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) === wanted) {
      if (++letter === query.length) return true
      wanted = query.charCodeAt(letter)
    }
  }
  return false
}

/** The score of a path; null when the letters of the query do not all occur in their order. */
export function scorePath(path: string, query: string): number | null {
  const own = path.endsWith('/') ? path.length - 1 : path.length
  const name = path.lastIndexOf('/', own - 1) + 1
  const penalty = path.length
  const inName = path.indexOf(query, name)
  if (inName >= 0) {
    if (inName === name) return (query.length >= own - name ? SCORE.name : SCORE.nameBegin) - penalty
    return (SEPARATORS.includes(path[inName - 1]!) ? SCORE.namePart : SCORE.nameInside) - penalty
  }
  const inPath = path.indexOf(query)
  if (inPath >= 0) return SCORE.path + (inPath === 0 || path[inPath - 1] === '/' ? 500 : 0) - penalty
  const spreadInName = spreadOf(path, name, query)
  if (spreadInName !== null) return SCORE.nameLetters - 10 * spreadInName - penalty
  const spread = spreadOf(path, 0, query)
  return spread === null ? null : Math.max(SCORE.letters - 5 * spread - penalty, -0xffff)
}

/** The letters between those of the query, where each is looked for behind the one before; those at a beginning count as none. */
function spreadOf(path: string, from: number, query: string): number | null {
  let at = from - 1
  let spread = 0
  for (let letter = 0; letter < query.length; letter++) {
    const next = path.indexOf(query[letter]!, at + 1)
    if (next < 0) return null
    if (next > at + 1 && letter > 0 && !SEPARATORS.includes(path[next - 1]!)) spread += next - at - 1
    at = next
  }
  return spread
}

interface Top {
  add(index: number, score: number): void
  list(): number[]
}

/** Keeps the best of many without sorting all. */
function createTop(limit: number): Top {
  const kept: { index: number; score: number }[] = []
  return {
    add(index, score) {
      if (kept.length === limit && score <= kept.at(-1)!.score) return
      let place = kept.length
      while (place > 0 && kept[place - 1]!.score < score) place--
      kept.splice(place, 0, { index, score })
      if (kept.length > limit) kept.pop()
    },
    list: () => kept.map(({ index }) => index),
  }
}

function maskOf(text: string): number {
  let mask = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 97 && code <= 122) mask |= 1 << (code - 97)
    else if (code >= 48 && code <= 57) mask |= 1 << 26
    else mask |= 1 << (SIGN_BITS[text[at]!] ?? OTHER_BIT)
  }
  return mask >>> 0
}
