// Composes commands from profiles: of each program is known what it does, in words that may stand in any order. The program is chosen by
// how much of a request its words, options and values read, a rare word more than one that many programs share.

import type { CommandIndex } from '../../index/index-file.ts'
import { quotePlaceholders } from '../../../shell-syntax/placeholders.ts'
import { addOptions, readAskedOptions } from '../builders/asked-options.ts'
import type { Built } from '../builders/find-builder.ts'
import { actOf, isReading } from '../sense/action-verbs.ts'
import { readCompared } from '../sense/wanted-things.ts'
import type { IsKnownWord } from '../slot-fit.ts'
import type { Request, Token } from '../words-request.ts'
import { readDescribed } from './described-options.ts'
import { fill, type Filled } from './profile-filling.ts'
import { readTails, type Tails } from './pipe-tails.ts'
import { meet, type Met, readRow, readWords, type Row } from './profile-row.ts'
import { readValues, type Value } from './request-values.ts'
import { PROFILE_TABLES } from './tables/profile-tables.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

interface Known {
  rows: readonly Row[]
  /** The rarity of each word: it is higher, the fewer programs have the word. */
  rarity: ReadonlyMap<string, number>
}
let known: Known | undefined

function load(): Known {
  if (known) return known
  const rows = PROFILE_TABLES.flatMap((table) => table.split('\n'))
    .filter(Boolean)
    .map(readRow)
  const programs = new Map<string, Set<string>>()
  for (const row of rows)
    for (const word of row.ways.flat().flatMap(({ any }) => any.flat())) {
      const stem = word.stem === '' ? word.text : word.stem
      programs.set(stem, (programs.get(stem) ?? new Set()).add(row.program))
    }
  const all = new Set(rows.map(({ program }) => program)).size
  const rarity = new Map([...programs].map(([stem, users]) => [stem, 0.6 + Math.log2(all / users.size) / 3]))
  return (known = { rows, rarity })
}

/** Words that ask for nothing by themselves. */
const FILLERS = new Set(
  (
    'all every each whole entire everything anything something it them other another more most several some then now new old good quick fast easy ' +
    'file files line lines item items thing things entry entries name names named called text string strings content contents output standard stdout located specific terminal just also while again do make take get ' +
    'put set given existing matching certain within inside exactly properly easily quickly simply together own particular through out up information using use via command utility tool value values ' +
    'current local system data specific result results following specified defined ie etc present show please linux unix gnu osx mac only currently respective'
  ).split(' '),
)

/** The weight of a word that no profile knows, and of a value, where a command does not read them. */
const STRANGE_WORD = 1.3
const VALUE = 2.4
/** Words that turn or limit what is asked: a command that does not read them does something else. */
const NEGATES = /^(?:not|without|no|except|but|than|never|non|non-\w+|\w+n't)$/
/** The score of a command that reads all of a request, and how fast it falls with what is unread. */
const WHOLE = 0.95
const FALL = 0.9
/** The score rises by this much for each word that a row needs: of two rows that read as much, the narrower one is meant. */
const NARROW = 0.022
/** A blank costs so much. */
const BLANK = 0.07
/** Words that many programs share are a weak reason: what is missing to so much weight costs so much. */
const STRONG = 2.4
const WEAK = 0.2
/** A question without a value is answered better by an intent that is made for it. */
const GENERAL = 0.18
/** No other builder knows that a named command is no file: one that reads it as a command comes first. */
const OF_OUTPUT = 0.15
/** Requests for files that lie anywhere below a place are find's: its builder reads what is said of them. */
const OF_FIND = 0.4
const FINDS = longPattern()`
  ^(?:find|search|locate|look)\b.*\b(?:files?|director(?:y|ies)|folders?|symlinks?)\b|\b(?:files|directories|folders)\b.*\b(?:under
  |below|beneath|sub-?director\w+|sub-?folders|directory tree)\b|\ball (?:the )?\S+ files (?:in|under|below)\b|\bfiles? (?:whose|which
  |that)\b|\b(?:delete|remove)\w* (?:all|every)\b.*\b(?:folders?|director(?:y|ies)|files)\b
`

interface Composed extends Built {
  /** The places of all words and values that the command reads. */
  taken: ReadonlySet<number>
  /** The places of the words that the row and its options have read, without values. */
  understood: ReadonlySet<number>
  /** True for a command that leaves out what its values name. */
  leavesOut: boolean
}

/** Words of a row that say what is left out. */
const LEAVES_OUT = /^(?:not|without|exclud|except|omit|exclude)/

const saysLeavingOut = ({ needed }: Met): boolean => needed.some((stem) => LEAVES_OUT.test(stem))

/** Programs that set files against one another. */
const SETS_AGAINST = /^(?:comm|join|diff|basename)$/

/** Programs that read archives of their own kind alone. */
const PACKERS = /^(?:gzip|gunzip|zcat|tar)$/
/** Archives, which are no text. */
const PACKED = /\.(?:tar|zip|jar|7z|rar|tgz|tar\.\w+)(?:\s|$)/
const FOREIGN_ENDING = /\.(?:zip|jar|7z|rar)\b|^(?:gzip|gunzip|zcat)\b.*\.(?:bz2|xz|tbz2?)\b/

/** A row that a request fits, before the words are read that describe options of its program. */
interface Draft {
  row: Row
  met: Met
  filled: Filled
  options: readonly string[]
  understood: ReadonlySet<number>
  score: number
}

/** Commands of the profiles that a request fits; empty when it fits none. */
export function buildProfiles(request: Request, isKnown: IsKnownWord, index: CommandIndex): Composed[] {
  const { rows } = load()
  const values = readValues(request, isKnown)
  // Of two things that are compared, the one that is not meant stands last.
  const compared = readCompared(request)
  const sides = values.toSorted((a, b) => Number(a.at === compared) - Number(b.at === compared))
  const kept = values.filter(({ at }) => !request.spared.has(at))
  const asked = readAskedOptions(request)
  const tails = readTails(request)
  const isRemoving = actOf(request.tokens[0]?.stem ?? '') === 'delete' && request.excluded.size > 0
  const turns = request.tokens.flatMap(({ isStop, lower, quoted }, at) =>
    (!quoted && NEGATES.test(lower)) || (request.excluded.has(at) && !isStop && !FILLERS.has(lower)) ? [at] : [],
  )
  // Without the user that is named, a command is about all of them.
  const owners = values.flatMap(({ at, noun, isImplied }) => (noun === 'user' && !isImplied ? [at] : []))
  const rate = createRate(request, values, tails)
  const words = readWords(request.tokens)
  const drafts: Draft[] = []
  for (const row of rows)
    for (const way of row.ways) {
      const met = meet(way, words)
      if (!met) continue
      const leavesOut = saysLeavingOut(met)
      const isAgainst = leavesOut && SETS_AGAINST.test(row.program)
      const { options, covered, texts } = asked(row.program)
      const isTaken = texts.size === 0 ? tails.taken : new Set([...tails.taken, ...texts])
      const filled = fill(row.command, isAgainst ? sides : leavesOut ? values : kept, isTaken, request)
      // To remove the lines that do not hold a text is to keep those that hold it.
      if (isRemoving && leavesOut && /^grep .*-v/.test(row.command)) continue
      if (!filled || (PACKERS.test(row.program) && FOREIGN_ENDING.test(filled.command))) continue
      if (row.program === 'cat' && PACKED.test(filled.command)) continue
      // Programs that set files against one another take what is left out as a value: "lines that are not in b.txt".
      const understood = new Set([...met.places, ...covered, ...(isAgainst ? filled.places : [])])
      const draft = { row, met, filled, options, understood, score: 0 }
      drafts.push({ ...draft, score: rate(draft).score })
    }
  return (
    drafts
      .toSorted((a, b) => b.score - a.score)
      .slice(0, KEPT)
      .map((draft) => finish(draft, request, values, tails, index, rate))
      // A word that excludes or compares must have been read. An exception is written around the answer to the rest later.
      .filter(
        ({ score, understood, taken, leavesOut }) =>
          score > LEAST &&
          turns.every((at) => understood.has(at) || (leavesOut && taken.has(at))) &&
          owners.every((at) => taken.has(at)),
      )
  )
}

/** At most so many drafts are finished; drafts with a lower score than the second number are dropped. */
const KEPT = 8
const LEAST = 0.3

type Rate = (draft: Draft) => { score: number; taken: ReadonlySet<number>; unread: readonly number[] }

/** Makes the function that scores a draft: by the share of the request that it reads, and by the number of words that its row needs. */
function createRate({ tokens, lower, isFiltering }: Request, values: readonly Value[], tails: Tails): Rate {
  const { rarity } = load()
  const weigh = (stem: string): number => rarity.get(stem) ?? STRANGE_WORD
  const isGeneral = !isFiltering && values.every(({ isImplied, isWord }) => isImplied || isWord)
  const findsFiles = FINDS.test(lower)
  return ({ row, met, filled, understood }) => {
    const taken = new Set([...understood, ...filled.places, ...tails.taken])
    const strength = met.needed.reduce((sum, stem) => sum + weigh(stem), 0)
    const read = strength + 0.8 * filled.places.size + (understood.size - met.places.size) + tails.taken.size
    const unread = listUnread(tokens, values, taken, weigh)
    const lost = unread.reduce((sum, { weight }) => sum + weight, 0)
    const score =
      WHOLE -
      FALL * (lost / (lost + read)) +
      NARROW * Math.min(6, strength) -
      WEAK * Math.max(0, STRONG - strength) -
      BLANK * filled.blanks -
      (isGeneral ? GENERAL : 0) +
      (filled.readsOutput === true ? OF_OUTPUT : 0) -
      (findsFiles && !/^(?:find|grep|tree|du|md5sum|sha\d+sum)\b/.test(row.command) ? OF_FIND : 0)
    return { score, taken, unread: unread.map(({ at }) => at) }
  }
}

/** Options of the shell that `set -o` turns on, and `shopt` does not know without `-o`. */
const OF_SET = longPattern()`
  ^shopt -([su]) ((?:(?:allexport|braceexpand|emacs|errexit|errtrace|functrace|hashall|histexpand|history|ignoreeof|interactive-comments
  |keyword|monitor|noclobber|noexec|noglob|nolog|notify|nounset|onecmd|physical|pipefail|posix|privileged|verbose|vi|xtrace) ?)+)$
`

const setOptions = (command: string): string =>
  command.replace(OF_SET, (_, way: string, names: string) =>
    way === 'u' ? `shopt -u -o ${names}` : `set -o ${names.split(' ').join(' -o ')}`,
  )

/** The command of a draft, with the options that words describe which it has not read yet. */
function finish(
  draft: Draft,
  request: Request,
  values: readonly Value[],
  tails: Tails,
  index: CommandIndex,
  rate: Rate,
): Composed {
  const { row, filled } = draft
  const described = readDescribed(row.program, request, values, rate(draft).unread, index)
  const understood = new Set([...draft.understood, ...described.places])
  const { score, taken } = rate({ ...draft, understood })
  const options = [...draft.options, ...described.options]
  const command = tails.wrap(quotePlaceholders(setOptions(addOptions(filled.command, options))))
  return {
    command,
    explanation: row.explanation,
    score,
    taken,
    understood: new Set([...understood, ...tails.taken]),
    leavesOut: saysLeavingOut(draft.met),
  }
}

/** The places of the words and values that a command does not read, with their weights. */
function listUnread(
  tokens: readonly Token[],
  values: readonly Value[],
  taken: ReadonlySet<number>,
  weigh: (stem: string) => number,
): { at: number; weight: number }[] {
  return tokens.flatMap((token, at) => {
    if (taken.has(at)) return []
    const value = values.find((item) => item.at === at)
    if (value?.isImplied === true) return []
    if (value?.isWord === false || value?.noun === 'separator' || token.quoted) return [{ at, weight: VALUE }]
    const isEmpty = token.isStop || FILLERS.has(token.lower) || isReading(token.stem) || !/\w/.test(token.lower)
    return isEmpty ? [] : [{ at, weight: weigh(token.stem) }]
  })
}
