// The patterns of orders: the words of a request in their order, with slots for its values. Where an intent knows which words
// belong to a task, an order knows which value stands for what: "lines {n} to {n2} of {file}".
//
// A word matches itself, in the singular and the plural. `word?` may be missing, `a|b` is one of two, a word in capitals is one of
// a family of verbs, `{file}` a value, `{file!}` a value that may be an ordinary word, since its place in the sentence says what it is.
// Articles may stand before every word.

import { ruleOf } from './order-slots.ts'

/** The value of a slot, and if it was quoted. */
export interface OrderValue {
  text: string
  isQuoted: boolean
}

export interface OrderMatch {
  values: ReadonlyMap<string, OrderValue>
  /** The slots whose value may be an ordinary word. */
  trusted: ReadonlySet<string>
  start: number
  end: number
}

/** Verbs that stand for one another in an order. */
const VERBS: Readonly<Record<string, string>> = {
  SHOW: 'print show display output get list view return see dump extract report find retrieve echo check determine select tell identify read',
  DELETE: 'delete remove erase strip drop clear eliminate',
  CREATE: 'create make generate build',
  RUN: 'run execute start launch',
  CHANGE: 'change set modify update',
  COPY: 'copy',
  MOVE: 'move',
  REPLACE: 'replace substitute change convert translate turn transform',
  KILL: 'kill terminate stop end',
  SEND: 'send',
  UNPACK: 'extract unpack uncompress decompress unarchive untar unzip',
  PACK: 'compress pack archive gzip zip',
  SEARCH: 'search find look grep',
  COMPARE: 'compare diff',
  ADD: 'add append insert put',
  SORT: 'sort order arrange',
  CALCULATE: 'calculate compute evaluate sum add',
  DOWNLOAD: 'download get fetch',
  OPEN: 'open edit',
  WRAP: 'wrap fold break',
  JOIN: 'join merge combine concatenate',
}

/** The infinitive, the third person and the participle of a verb. */
function formsOf(verb: string): string {
  if (/[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}(?:y|ies|ying)`
  if (/(?:s|sh|ch|x)$/.test(verb)) return `${verb}(?:es|ing)?`
  if (/e$/.test(verb)) return `${verb.slice(0, -1)}(?:e|es|ing)`
  return `${verb}(?:s|${/[^aeiou][aeiou][bdgmnpt]$/.test(verb) ? `${verb.at(-1)}?` : ''}ing)?`
}

const FAMILIES = new Map(
  Object.entries(VERBS).map(([name, verbs]) => [name, `(?:${verbs.split(' ').map(formsOf).join('|')})`]),
)

const ARTICLE = String.raw`(?:(?:the|an?|my|your|this|that|its|their|all|every|any|only|just)\s+)*`

/** The pattern as a regular expression, and the slots in the order of its groups. @throws for a slot of no known kind */
export function compilePattern(pattern: string): { words: RegExp; slots: readonly string[] } {
  const slots: string[] = []
  let source = ''
  for (const part of pattern.trim().split(' ')) {
    const isOptional = part.endsWith('?')
    const inner = compilePart(isOptional ? part.slice(0, -1) : part, slots)
    const gap = source === '' ? '' : String.raw`,?\s+`
    const piece = `${gap}${ARTICLE}${inner}`
    source += isOptional ? `(?:${piece})?` : piece
  }
  return { words: new RegExp(String.raw`(?<![\w'"-])${source}(?![\w'"-])`, 'i'), slots }
}

function compilePart(part: string, slots: string[]): string {
  const name = /^\{(\w+)!?\}$/.exec(part)?.[1]
  if (name !== undefined) {
    const rule = ruleOf(name)
    if (!rule) throw new Error(`orders: no such slot {${name}}`)
    slots.push(name)
    return `${rule.before ?? ''}${rule.before ? ARTICLE : ''}(${rule.value})${rule.behind ?? ''}`
  }
  return `(?:${part
    .split('|')
    .map(
      (word) =>
        FAMILIES.get(word) ??
        (/^[a-z]{3,}$/.test(word) ? `${word.replace(/(?<!s)s$/, '')}(?:e?s)?` : word.replaceAll('_', String.raw`\s+`)),
    )
    .join('|')})`
}

export interface OrderPattern {
  source: string
  /** Words of which a text that the pattern matches holds at least one, for each obligatory part; the rarest first. */
  needed: readonly (readonly string[])[]
}

/** The pattern as written, with the words that it needs: compiled patterns are large, and hardly one in a hundred is tried. */
export function readPattern(source: string): OrderPattern {
  const needed = source
    .trim()
    .split(' ')
    .filter((part) => !part.endsWith('?') && !part.startsWith('{'))
    .map(readNeeded)
  const least = (words: readonly string[]): number => Math.min(...words.map(({ length }) => length))
  return { source, needed: needed.toSorted((a, b) => a.length - b.length || least(b) - least(a)) }
}

/** The words of a part of a pattern. A thousand patterns are written with few parts, which they share. */
function readNeeded(part: string): readonly string[] {
  let words = neededBy.get(part)
  if (!words) {
    words = part.split('|').flatMap(
      (word) =>
        VERBS[word]?.split(' ').map(beginningOf) ??
        word
          .replaceAll('_', ' ')
          .replace(/(?<!s)s$/, '')
          .toLowerCase(),
    )
    neededBy.set(part, words)
  }
  return words
}
const neededBy = new Map<string, readonly string[]>()

/** The part that all forms of a verb share. */
const beginningOf = (verb: string): string => verb.replace(/[ey]$/, '')

/** False where the pattern cannot match. @param lower the text in lower case */
export const mayMatch = ({ needed }: OrderPattern, lower: string): boolean =>
  needed.every((words) => words.some((word) => lower.includes(word)))

const COMPILED_LIMIT = 24
const compiled = new Map<string, ReturnType<typeof compilePattern>>()

/** Finds the pattern in a text; null where it is not, or where a slot would hold nothing. */
export function matchPattern({ source }: OrderPattern, text: string): OrderMatch | null {
  let pattern = compiled.get(source)
  if (!pattern) {
    compiled.set(source, (pattern = compilePattern(source)))
    if (compiled.size > COMPILED_LIMIT) compiled.delete(compiled.keys().next().value ?? '')
  }
  const { words, slots } = pattern
  const found = words.exec(text)
  if (!found) return null
  const values = new Map<string, OrderValue>()
  for (const [at, name] of slots.entries()) {
    const value = found[at + 1]
    if (value === undefined) continue
    const isQuoted = /^["'`]/.test(value)
    values.set(name, { text: isQuoted ? value.slice(1, -1) : value, isQuoted })
  }
  const trusted = new Set([...source.matchAll(/\{(\w+)!\}/g)].map(([, name]) => name ?? ''))
  return { values, trusted, start: found.index, end: found.index + found[0].length }
}
