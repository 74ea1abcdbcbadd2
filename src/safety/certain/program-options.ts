// Reads a program's arguments by a list of the options that it may have. An option that is not on the list makes the line uncertain.

import type { FinalWord } from './word-expansion.ts'

export interface OptionList {
  /** Short options without a value, as letters. */
  flags?: string
  /** Short options with a value: behind the letter, or the next word. */
  valued?: string
  /** Long options without a value, parted by blanks; a value behind `=` may stand there. */
  long?: string
  /** Long options with a value, behind `=` or as the next word. */
  longValued?: string
  /** True when options may stand behind operands on every system. */
  permutes?: boolean
  /** True when what stands behind the first operand belongs to it. */
  isLeading?: boolean
  /** True when each letter stands in a word of its own: the program reads a cluster in another way. */
  isUnclustered?: boolean
  /** The clusters that are known all the same. */
  clusters?: RegExp
  /** True when `-20` is a number of lines. */
  hasCountOption?: boolean
}

export interface ReadArguments {
  operands: FinalWord[]
  /** The options that were given: letters, and long names without dashes. */
  options: ReadonlySet<string>
  /** The values that options were given. */
  values: readonly string[]
  /** Options behind operands: some systems take them for operands. */
  late: FinalWord[]
}

/** The operands and options, or null when an option is not on the list, or stands or reads otherwise than is certain. */
export function readArguments(words: readonly FinalWord[], list: OptionList): ReadArguments | null {
  const known = readList(list)
  const operands: FinalWord[] = []
  const options = new Set<string>()
  const values: string[] = []
  const late: FinalWord[] = []
  for (let at = 0; at < words.length; at++) {
    const { value } = words[at]!
    if (value === '--') {
      operands.push(...words.slice(at + 1))
      break
    }
    if (value.startsWith('-') && value !== '-' && operands.length > 0) late.push(words[at]!)
    if (!value.startsWith('-') || value === '-') operands.push(words[at]!)
    else if (!isInPlace(value, operands, known, list)) return null
    else if (value.startsWith('--')) {
      const [name = '', given] = splitOnce(value.slice(2), '=')
      if (known.longValued.has(name)) {
        const next = given ?? takeValue(words[++at])
        if (next === null) return null
        values.push(next)
      } else if (!known.long.has(name)) return null
      else if (given !== undefined) values.push(given)
      options.add(name)
    } else if (list.hasCountOption === true && /^-\d+$/.test(value)) options.add('count')
    else {
      const used = readCluster(value.slice(1), known, options)
      if (used === null || isUnknownCluster(value, list)) return null
      if (used.value !== null) {
        const next = used.value === '' ? takeValue(words[++at]) : used.value
        if (next === null) return null
        values.push(next)
      }
    }
  }
  return { operands, options, values, late }
}

/** Behind an operand only an option whose value does not stand in the next word is certain. */
function isInPlace(value: string, operands: readonly FinalWord[], known: Known, list: OptionList): boolean {
  if (operands.length === 0 || list.permutes === true) return true
  if (list.isLeading === true) return false
  if (value.startsWith('--')) return value.includes('=') || !known.longValued.has(value.slice(2))
  return !known.valued.has(value.at(-1)!)
}

function isUnknownCluster(value: string, { isUnclustered, clusters }: OptionList): boolean {
  return isUnclustered === true && value.length > 2 && clusters?.test(value) !== true
}

/**
 * The next word as the value of an option. Null when it could be something else: a word that a pattern found, or one that looks like
 * an option itself, which the program takes for that where the value may be left out.
 */
function takeValue(word: FinalWord | undefined): string | null {
  return word === undefined || word.isFound || word.value.startsWith('-') ? null : word.value
}

/** `value` is what stands behind a letter that takes one, '' when that is the next word, or null. */
function readCluster(letters: string, known: Known, options: Set<string>): { value: string | null } | null {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at]!
    if (!known.valued.has(letter) && !known.flags.has(letter)) return null
    options.add(letter)
    if (known.valued.has(letter)) return { value: letters.slice(at + 1) }
  }
  return { value: null }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

interface Known {
  flags: ReadonlySet<string>
  valued: ReadonlySet<string>
  long: ReadonlySet<string>
  longValued: ReadonlySet<string>
}

const read = new WeakMap<OptionList, Known>()

function readList(list: OptionList): Known {
  const known = read.get(list) ?? {
    flags: new Set(list.flags ?? ''),
    valued: new Set(list.valued ?? ''),
    long: new Set((list.long ?? '').split(' ')),
    longValued: new Set((list.longValued ?? '').split(' ')),
  }
  read.set(list, known)
  return known
}
