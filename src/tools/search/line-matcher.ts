// Matches an expression of the model against texts, line by line as ripgrep does, in a context of its own where it can be
// stopped.

import { createContext, Script } from 'node:vm'
import { hasCode } from '../../sys/files.ts'
import { createSlices } from '../../sys/time-slices.ts'
import { runTimed } from '../../sys/timed-script.ts'
import type { Search } from './grep-search.ts'

/** The longest times for an expression, on one text and on many short ones: the daemon answers nobody meanwhile. */
const MATCH_TIMEOUT_MS = 250
const BATCH_TIMEOUT_MS = 50
/** An expression with none of these matches in a line only if it matches in the whole text. */
const LOOKS_AROUND = /\(\?[=!<]|\\z/
/** Characters that stand for themselves in every expression. */
const LITERAL = /^[\w "'#%&,:;<=>@`~/-]+$/

/**
 * Puts the matches of each of `texts` into `results`, as pairs of numbers: line and number of matches, or for a multiline
 * search the beginning and end of each match. With `isFirst` only the first line with a match is wanted.
 */
const MATCHER = new Script(`
  results = ((texts, regex, probe, isMultiline, isFirst) => texts.map((text) => {
    const found = []
    if (probe !== null && !probe.test(text)) return found
    if (isMultiline) {
      for (const match of text.matchAll(regex)) {
        found.push(match.index, match.index + match[0].length)
        if (isFirst) break
      }
      return found
    }
    let number = 0
    for (const line of text.split('\\n')) {
      number++
      const count = line.match(regex)?.length ?? 0
      if (count === 0) continue
      found.push(number, count)
      if (isFirst) break
    }
    return found
  }))(texts, regex, probe, isMultiline, isFirst)
`)

export interface LineMatcher {
  /** The bytes that every text with a match holds; null when none are known. */
  readonly needle: Buffer | null
  /** The matches in each text, in order; null for one that takes too long. Throws while too many files are open. */
  match(texts: readonly string[]): Iterable<number[] | null>
  /** The same for one large text, in slices between which the event loop serves others; a multiline expression needs the text as a whole. */
  matchLarge(text: string): Promise<number[] | null>
}

/** Characters of a large text that are matched at once: some milliseconds. */
const PIECE_CHARACTERS = 128 * 1024

/** The matcher, or the message of the error in the pattern. */
export function createLineMatcher(search: Search): LineMatcher | string {
  const regex = compile(search)
  if (typeof regex === 'string') return regex
  const { pattern, isMultiline, mode } = search
  const probe = isMultiline || LOOKS_AROUND.test(pattern) ? null : new RegExp(regex.source, flagsOf(regex))
  const isFirst = mode === 'files_with_matches'
  const context = createContext({ regex, probe, isMultiline, isFirst, texts: [], results: [] })
  const run = (texts: readonly string[], timeout: number): number[][] | null => {
    context.texts = texts
    try {
      runTimed(MATCHER, context, timeout)
    } catch (error) {
      if (hasCode(error, 'EMFILE', 'ENFILE')) throw error
      return null
    }
    return context.results as number[][]
  }
  function* match(texts: readonly string[]): Generator<number[] | null> {
    const all = texts.length > 1 ? run(texts, BATCH_TIMEOUT_MS) : null
    if (all !== null) yield* all
    else for (const text of texts) yield run([text], MATCH_TIMEOUT_MS)?.[0] ?? null
  }
  const matchLarge = async (text: string): Promise<number[] | null> => {
    const rest = createSlices()
    const found: number[] = []
    let above = 0
    for (const piece of isMultiline ? [text] : cutAtLines(text)) {
      const matches = run([piece], MATCH_TIMEOUT_MS)?.[0]
      if (matches === undefined) return null
      for (let at = 0; at < matches.length; at += 2) found.push(matches[at]! + above, matches[at + 1]!)
      if (isFirst && found.length > 0) break
      above += countLines(piece)
      await rest()
    }
    return found
  }
  const isLiteral = LITERAL.test(pattern) && !regex.flags.includes('i')
  return { needle: isLiteral ? Buffer.from(pattern) : null, match, matchLarge }
}

/** The text in pieces of whole lines, without the newline between two of them. */
function* cutAtLines(text: string): Generator<string> {
  let at = 0
  while (at <= text.length) {
    const found = text.indexOf('\n', at + PIECE_CHARACTERS)
    const end = found < 0 ? text.length : found
    yield text.slice(at, end)
    at = end + 1
  }
}

function countLines(text: string): number {
  let count = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++
  return count
}

/** The flags to look for one match in a whole text. */
function flagsOf({ flags }: RegExp): string {
  return `${flags.replace('g', '').replace('m', '')}m`
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
