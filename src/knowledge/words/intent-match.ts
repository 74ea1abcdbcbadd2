// Finds the intents that a request may mean: overlap of rare words, typed slots, and what is left unexplained.

import { actOf, compareActs, isReading } from './sense/action-verbs.ts'
import { addOptions, readAskedOptions } from './builders/asked-options.ts'
import { isSaid } from './intent.ts'
import type { Intent, Phrase } from './intent.ts'
import type { IntentIndex } from './intent-index.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import type { Request } from './words-request.ts'
import { findGeneric } from './slot-kinds.ts'
import { excludesSideAct } from './sense/request-sense.ts'
import { separateColumns } from './sense/column-separators.ts'
import { fillSlots, fillTemplate } from './slots.ts'
import type { Filling } from './slots.ts'

/** A command for a request. `score` is 0..1. */
export interface Match {
  command: string
  explanation: string
  score: number
  intent: Intent
  /** True when a word of the request is part of the command. */
  isNamed: boolean
  /** The stems of the phrase that matched best. */
  stems: readonly string[]
  /** True when that phrase excludes something. */
  excludes: boolean
  /** The places of the words of the request that stand for values, options or things of the phrase. */
  taken: ReadonlySet<number>
}

/** Words that a request may hold without meaning more by them. */
const LIGHT = new Set(
  (
    'all every each whole entire everything anything something it them other another more most many several some then now new old good quick fast easy ' +
    'file files directory directories folder folders line lines text command commands system data item items thing things entry entries ' +
    'located location specific terminal shell bash linux unix ubuntu mac macos windows local human readable just also while again ' +
    'do make take get put set come keep look see know think work try using via use existing exist exists matching certain given within inside computer machine ' +
    'permanently permanent once simultaneously actual actually exact exactly properly correctly easily quickly entirely completely fully simply together own particular desired needed original multiple itself through out info information somebody someone massive'
  ).split(' '),
)

const USUAL_IDF = 3.6
/**
 * A word of the request that a phrase does not know weighs this much of its rarity against the phrase, and hardly anything when
 * another phrase of the intent knows the word: the same task is asked for with it, in other company.
 */
const LEFT_WEIGHT = 0.85
const SAID_WEIGHT = 0.15
const SLOT_WEIGHT = 2
const ADDED_WEIGHT = 1.5
const MAX_CANDIDATES = 60
/** Of phrases that hold a short request that of exactly these words is meant: "disk space", and not "show where disk space went". */
const AS_WRITTEN = 0.1
const SHORT_WORDS = 3
/** The loss of a command whose options were added: an intent that has them itself comes first. */
const OPTION_ADDED = 0.02

/** Commands for a request, best first; several may come from one intent. */
export function matchIntents(request: Request, index: IntentIndex, limit: number): Match[] {
  const stems = new Set(request.tokens.filter((token) => !token.isStop && !token.quoted).map((token) => token.stem))
  const written = request.lower.trim()
  const isShort = written.split(/\s+/).length <= SHORT_WORDS
  const best = new Map<Intent, Scored & { filling: Filling; phrase: Phrase }>()
  const askedOf = readAskedOptions(request)
  for (const { phrase, gain } of index.nearest(stems, MAX_CANDIDATES)) {
    const filling = fillSlots(phrase, request, index.isKnown)
    const { covered } = askedOf(programOf(phrase.intent.commands[0] ?? ''))
    const scored = scorePhrase(phrase, gain, filling, request, index, stems, covered)
    const known = best.get(phrase.intent)
    if (!known || scored.score > known.score) best.set(phrase.intent, { ...scored, filling, phrase })
  }
  return [...best]
    .flatMap(([intent, { score, taken, filling, phrase }]) =>
      intent.commands.map((template, i) => {
        const { command: plain, missing } = fillTemplate(template, filling.values)
        const bare = separateColumns(plain)
        const command = addOptions(bare, askedOf(programOf(bare)).options)
        return {
          command,
          explanation: i === 0 ? intent.explanation : '', // it is about the first command alone
          score:
            score +
            (isShort && intent.texts.includes(written) ? AS_WRITTEN : 0) -
            i * 0.06 -
            missing * 0.03 -
            (command === bare ? 0 : OPTION_ADDED) -
            (mistakesFormat(command, filling.values) ? 0.3 : 0),
          intent,
          isNamed: filling.used.size > 0,
          stems: phrase.stems,
          excludes: phrase.excludes,
          taken,
        }
      }),
    )
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
}

/** True when the command would show a packed file as text, unpack it with another format's program, or play a document. */
function mistakesFormat(command: string, values: ReadonlyMap<string, string>): boolean {
  const file = values.get('file') ?? ''
  if (/^ffmpeg\b/.test(command)) return /\.(?:md|rst|txt|html?|tex|docx?|odt|csv|json|xml)$/i.test(file)
  if (!/\.(?:zip|gz|tgz|xz|bz2|7z|rar|tar|jar)$/i.test(file)) return false
  if (/^(?:un)?zip/.test(command)) return !/\.(?:zip|jar)$/i.test(file)
  if (/^tar\b/.test(command) && /(?<!\.tar)\.(?:gz|xz|bz2)$/i.test(file)) return true
  if (/^(?:tar|gunzip|zcat)\b/.test(command)) return /\.(?:zip|jar|7z|rar)$/i.test(file)
  return /^(?:cat|less|head|tail|grep|wc|vim|sed|awk|nl)\b/.test(command)
}

/** Nouns whose number matters: "two files" says no more than "files", "two days" does. */
const TIMES = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|levels?|lines?)$/

const weighStems = (stems: readonly string[], index: IntentIndex): number =>
  stems.reduce((sum, stem) => sum + (index.idf(stem) ?? 0), 0)

/** The score of a phrase, and the places of the words that it takes as values, options and things. */
interface Scored {
  score: number
  taken: ReadonlySet<number>
}

function scorePhrase(
  phrase: Phrase,
  gain: number,
  filling: Filling,
  request: Request,
  index: IntentIndex,
  stems: ReadonlySet<string>,
  asOptions: ReadonlySet<number>,
): Scored {
  const own = new Set(phrase.stems)
  // A phrase that excludes nothing does not know the words that the request excludes.
  const clashes = !phrase.excludes && request.excluded.size > 0
  if (clashes)
    for (const stem of own) if (isExcluded(stem, request) && !isPositive(stem, request)) gain -= index.idf(stem) ?? 0
  const generic = new Set<number>()
  for (const slot of phrase.slots) {
    if (filling.values.has(slot.name)) continue
    const at = findGeneric(slot.kind, request, new Set([...filling.used, ...generic]))
    if (at >= 0) generic.add(at)
  }
  const taken = new Set([...filling.used, ...generic, ...asOptions, ...(clashes ? request.excluded : [])])
  for (const [at, { lower }] of request.tokens.entries())
    if (/^(?:named|called|titled)$/.test(lower) && filling.used.has(at + 1)) taken.add(at)
  const left = weighLeft(phrase, request, index, taken)
  const whole = weighStems([...own], index)
  const slots = phrase.slots.length * SLOT_WEIGHT
  const filled = filling.quality * slots + generic.size * SLOT_WEIGHT * 0.7 + filling.added * ADDED_WEIGHT
  // "find", "check" and "show" stand for one another.
  const reads = [...stems].some(isReading)
  const spare = reads
    ? [...own].reduce((sum, stem) => sum + (isReading(stem) && !stems.has(stem) ? (index.idf(stem) ?? 0) : 0), 0)
    : 0
  const missed = whole - gain - spare * 0.7
  const first = request.tokens.find((token) => !token.isStop && !token.quoted)?.stem
  const score =
    ((gain + filled) / (gain + slots + filling.added * ADDED_WEIGHT * 1.1 + missed * 1.05 + left)) *
      compareActs(first, phrase.stems) *
      compareOrder(phrase.stems, request) -
    (stems.size === 0 ? 1 : 0)
  if (phrase.excludes && request.excluded.size === 0) return { score: score * EXCLUSION_ADDED, taken }
  if (!clashes) return { score, taken }
  const isSide = excludesSideAct(request.tokens, request.excluded)
  return { score: score * (isSide ? SIDE_ACT_EXCLUDED : EXCLUSION_DROPPED), taken }
}

/** The weight of the words of a request that a phrase does not know. */
function weighLeft(phrase: Phrase, request: Request, index: IntentIndex, taken: ReadonlySet<number>): number {
  const own = new Set(phrase.stems)
  const program = programOf(phrase.intent.commands[0] ?? '')
  let left = 0
  for (const [at, token] of request.tokens.entries()) {
    if (token.isStop || taken.has(at) || own.has(token.stem) || token.lower === program) continue
    // Named things without a place in the command count most: the command would ignore them.
    if (
      token.quoted ||
      token.shapes.has('path') ||
      token.shapes.has('url') ||
      token.shapes.has('size') ||
      token.shapes.has('glob')
    )
      left += 2.4
    else if (token.shapes.has('number') && TIMES.test(request.tokens[at + 1]?.lower ?? '')) left += 4
    else if (token.lower === 'two') left += 0.2
    else if (token.shapes.has('number') || token.shapes.has('host')) left += 1.8
    else if (isReading(token.stem))
      left += phrase.stems.some((item) => !isReading(item) && actOf(item) !== undefined) ? 0.5 : 0.3
    else
      left += LIGHT.has(token.lower)
        ? Math.min(0.8, index.idf(token.stem) ?? 0.8)
        : (index.idf(token.stem) ?? USUAL_IDF) *
          (isSaid(phrase.intent, token.lower, token.stem) ? SAID_WEIGHT : LEFT_WEIGHT)
  }
  return left
}

/** A phrase whose words stand in another order may mean the opposite: "from date to timestamp". */
const OTHER_ORDER = 0.72

/** 1 when the words of a phrase stand in the same order in the request, less the more of them change places. */
function compareOrder(stems: readonly string[], { tokens }: Request): number {
  let last = -1
  let [pairs, kept] = [0, 0]
  for (const stem of new Set(stems)) {
    const at = tokens.findIndex((token) => token.stem === stem)
    if (at < 0) continue
    if (last >= 0) {
      pairs += 1
      if (at > last) kept += 1
    }
    last = at
  }
  return pairs === 0 ? 1 : OTHER_ORDER + ((1 - OTHER_ORDER) * kept) / pairs
}

/** The parts of a score that are left when the request excludes something and the phrase does not. */
const SIDE_ACT_EXCLUDED = 0.9
const EXCLUSION_DROPPED = 0.5
/** The part that is left when the phrase excludes something and the request does not: "kill all but the current one". */
const EXCLUSION_ADDED = 0.8

const isExcluded = (stem: string, { tokens, excluded }: Request): boolean =>
  tokens.some((token, at) => excluded.has(at) && token.stem === stem)
const isPositive = (stem: string, { tokens, excluded }: Request): boolean =>
  tokens.some((token, at) => !excluded.has(at) && token.stem === stem)
