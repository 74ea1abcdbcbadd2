// Options of a program that a request describes in the words of the index: "suppressing non-error messages" is rsync's -q. They are read
// for words that nothing else of a command reads.

import type { CommandIndex } from '../../index/index-file.ts'
import { canonicalStem, joinWords } from '../vocabulary.ts'
import { STOP_WORDS } from '../stem.ts'
import type { Request, Token } from '../words-request.ts'
import { writeValue } from './profile-slots.ts'
import type { Value } from './request-values.ts'

interface Described {
  /** The spelling that people write: the short one, where there is one. */
  name: string
  stems: readonly string[]
  takesValue: boolean
  /** True where the option leaves something out: then the words for it may exclude, too. */
  leavesOut: boolean
}

/** Words that say nothing about an option. */
const EMPTY = new Set(
  'use show print display output do not make file files directory line lines only option set mode all each given name other same instead default specify signal'
    .split(' ')
    .map(canonicalStem),
)

/** The described options of the programs that were asked about; there are few hundreds of them. */
const known = new Map<string, readonly Described[]>()

function describe(program: string, index: CommandIndex): readonly Described[] {
  const before = known.get(program)
  if (before) return before
  const options = index.load(program)?.o ?? []
  const described = options.flatMap(({ n, d, a }) => {
    const name = n.find((spelling) => /^-\w$/.test(spelling)) ?? n.find((spelling) => /^--[\w-]+$/.test(spelling))
    const stems = [...new Set(stemsOf(d))].filter((stem) => !EMPTY.has(stem))
    return name === undefined || stems.length === 0 || stems.length > MOST_WORDS
      ? []
      : [{ name, stems, takesValue: a !== undefined, leavesOut: LEAVES_OUT.test(d) }]
  })
  known.set(program, described)
  return described
}
const MOST_WORDS = 8
const LEAVES_OUT = /\b(?:suppress|skip|without|ignore|non|don't|do not|no|exclude|omit|never)\b/i

const stemsOf = (text: string): string[] =>
  joinWords(text)
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .filter((word) => word.length > 1 && !STOP_WORDS.has(word))
    .map(canonicalStem)

/** A request shares so much of a description that it means the option. */
const LEAST_SHARE = 0.6
/** The words of an option stand together. */
const SPAN = 9

/**
 * The options of a program that unread words of a request describe, with their places.
 * @param unread the places of the words that nothing else reads
 */
export function readDescribed(
  program: string,
  { tokens, excluded }: Request,
  values: readonly Value[],
  unread: readonly number[],
  index: CommandIndex,
): { options: string[]; places: ReadonlySet<number> } {
  const options: string[] = []
  const places = new Set<number>()
  const words = unread.filter((at) => isWord(tokens[at]!))
  if (words.length === 0) return { options, places }
  const rated = describe(program, index)
    .map((option) => {
      const met = words.filter(
        (at) => option.stems.includes(tokens[at]!.stem) && (option.leavesOut || !excluded.has(at)),
      )
      const share = new Set(met.map((at) => tokens[at]!.stem)).size / option.stems.length
      return { option, met, rate: share * Math.min(2, met.length) }
    })
    .filter(
      ({ met, option, rate }) =>
        (met.length > 1 || option.stems.length === 1) &&
        rate >= LEAST_SHARE * Math.min(2, option.stems.length) &&
        isTogether(met),
    )
    .toSorted((a, b) => b.rate - a.rate)
  for (const { option, met } of rated) {
    if (met.some((at) => places.has(at))) continue
    const value = option.takesValue
      ? values.find(({ at }) => unread.includes(at) && !places.has(at) && at > met[0]! && at <= met.at(-1)! + 4)
      : undefined
    if (option.takesValue && !value) continue
    options.push(value ? `${option.name} ${writeValue('any', value, false, false)}` : option.name)
    for (const at of [...met, ...(value ? [value.at, ...value.words] : [])]) places.add(at)
  }
  return { options, places }
}

const isWord = ({ isStop, quoted, stem }: Token): boolean => !isStop && !quoted && !EMPTY.has(stem)
const isTogether = (places: readonly number[]): boolean => places.length > 0 && places.at(-1)! - places[0]! < SPAN
