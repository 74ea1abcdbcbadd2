// Expands the patterns of a plain word as bash would, before the words are judged: a pattern can name an option, a secret, or a
// place outside, and a judgement of the pattern alone would not see it.

import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Piece, PlainWord } from './plain-line.ts'

/** A word as the program gets it. */
export interface FinalWord {
  value: string
  /** True when a pattern found it. */
  isFound: boolean
  /** Set when a part of its text is known only when the line runs. */
  unknown?: NonNullable<Piece['unknown']>[]
}

/** A pattern that finds more is not expanded: no reader wants so many files at once. */
const MAX_FOUND = 2_000

/** The words that the shell makes of this one in `cwd`, or null when that is not certain. */
export function expandWord(word: PlainWord, cwd: string): FinalWord[] | null {
  const literal = word.pieces.map(({ text }) => text).join('')
  const isBracket = literal === '[' || literal === '[['
  const isPattern = !isBracket && word.pieces.some(({ text, isQuoted }) => !isQuoted && /[*?[]/.test(text))
  const unknown = word.pieces.flatMap((piece) => piece.unknown ?? [])
  if (unknown.length > 0) return isPattern ? null : [{ value: literal, isFound: false, unknown }]
  if (!isPattern) return [{ value: literal, isFound: false }]
  const parts = splitParts(word)
  if (parts === null) return null
  const found = walk(parts, cwd)
  if (found === null) return null
  // A word made by a pattern that looks like an option would be one.
  if (!literal.startsWith('-') && found.some((value) => value.startsWith('-'))) return null
  const isLoose = parts.some((part) => part.kind === 'pattern' && part.isLoose)
  if (found.length === 0) return [{ value: literal, isFound: false }]
  const words = found.map((value): FinalWord => ({ value, isFound: true }))
  return isLoose ? [...words, { value: literal, isFound: true }] : words
}

type Part =
  | { kind: 'literal'; text: string }
  /** `isLoose`: it finds more than bash would, since a bracket stands for any character. */
  | { kind: 'pattern'; source: RegExp; showsHidden: boolean; isLoose: boolean }

/** The parts between slashes; the first is '' for an absolute path. */
function splitParts(word: PlainWord): Part[] | null {
  const parts: { source: string; text: string; isPattern: boolean; isLoose: boolean }[] = []
  const begin = () => parts.push({ source: '', text: '', isPattern: false, isLoose: false })
  begin()
  let isInBracket = false
  for (const { text, isQuoted } of word.pieces) {
    for (const char of text) {
      const part = parts.at(-1)!
      if (char === '/') {
        if (isInBracket) return null
        begin()
        continue
      }
      part.text += char
      if (isInBracket) {
        isInBracket = isQuoted || char !== ']'
        continue
      }
      if (isQuoted || !/[*?[]/.test(char)) {
        part.source += char.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
        continue
      }
      part.isPattern = true
      part.source += char === '*' ? '.*' : '.'
      if (char === '[') {
        isInBracket = true
        part.isLoose = true
      }
    }
  }
  if (isInBracket) return null
  return parts.map(({ source, text, isPattern, isLoose }) =>
    isPattern
      ? { kind: 'pattern', source: new RegExp(`^${source}$`, 'su'), showsHidden: text.startsWith('.'), isLoose }
      : { kind: 'literal', text },
  )
}

function walk(parts: readonly Part[], cwd: string): string[] | null {
  let places = ['']
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1
    if (part.kind === 'literal') {
      places = places.map((place) => place + part.text + (isLast ? '' : '/'))
      continue
    }
    const next: string[] = []
    for (const place of places) {
      for (const name of readNames(resolve(cwd, place === '' ? '.' : place))) {
        if (!part.source.test(name) || (name.startsWith('.') && !part.showsHidden)) continue
        // The name holds bytes that are no text: it cannot be looked at by this spelling.
        if (name.includes('\ufffd')) return null
        next.push(place + name + (isLast ? '' : '/'))
        if (next.length > MAX_FOUND) return null
      }
    }
    places = next
  }
  return places.filter((place) => parts.at(-1)?.kind === 'pattern' || existsSync(resolve(cwd, place))).sort()
}

/** The names in a folder, with those that every folder has: `.*` finds them in older shells. */
function readNames(folder: string): string[] {
  try {
    return ['.', '..', ...readdirSync(folder)]
  } catch {
    return []
  }
}
