// Finds the intents that a request may mean: overlap of rare words, typed slots, and what is left unexplained.

import { compareActs, isReading } from './action-verbs.ts'
import type { Intent, Phrase } from './intent.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import type { Request, Token } from './words-request.ts'
import { findGeneric } from './slot-kinds.ts'
import { isEnglishStem } from './english-stems.ts'
import { excludesSideAct } from './request-sense.ts'
import { fillSlots, fillTemplate } from './slots.ts'
import type { Filling } from './slots.ts'
import { stem } from './stem.ts'

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
}

export interface IntentIndex {
  phrases: Phrase[]
  byStem: Map<string, number[]>
  idf: Map<string, number>
  /** True for words of phrases and of everyday language: they are not names. */
  isKnown: (token: Token) => boolean
}

/** Common words that are not names, though no phrase uses them. */
const COMMON = new Set(
  (
    'all every each whole entire everything anything something nothing it them other another more less most least few many much several ' +
    'first second third next then now today yesterday tomorrow week month year day hour minute time times ago old new good quick fast slow ' +
    'file files directory directories folder folders line lines word words text name names command commands system data content contents ' +
    'output input result results value values list tree level levels type types size sizes place item items thing things entry entries ' +
    'exist exists matching match matches contain contains containing including start starts starting end ends ending ' +
    'begin begins regular hidden empty recursively recursive case insensitive sensitive ignoring ignore located location specific ' +
    'terminal shell bash linux unix ubuntu mac macos windows home root user users local remote server human readable format sorted order by ' +
    'just also after before during while until since between above below top bottom left right up down out off back away again ' +
    'open close read write run execute do make take get put set go come turn keep leave move add see look know think work try using via'
  ).split(' '),
)

/** Words of everyday sentences, and names of systems: they are values only where a phrase or a noun says so. */
const ORDINARY = new Set(
  (
    'able about across actually after again against ago alive allow allows almost alone along already always among answer answers anyone apart appear appears around arrive asking ask asks automatically available avoid aware ' +
    'backed bad based basically beginning behind being belong belongs below better between beyond block blocked blocking both break breaking breaks bring brings broken browse build builds busy ' +
    'came cannot care case cause causes certain change changes check clean cleaner clear closed coming completely contains correct correctly could crash crashed crashes currently ' +
    'debian decide deep deleting depend depends did difference different directly disappear doing done down drop dropped during each easily easy either else enough entirely ever everyone everywhere exactly example except exit expected ' +
    'fail failed failing fails far faster fedora few fill filled filling fills fine finish finished first fits fix fixed forever forget forgot former free fresh full gets getting github gitlab given gives going gone grab grabs grep ' +
    'handle handles happen happened happening happens hard hardly hear held help here hide hides hit hits hold holding holds hung immediately important including indeed instead interested introduced isolate itself ' +
    'keeps kept killed know known kubernetes last lately later least leave left let level likely linux live lives locally localhost long longer looking looks lost lots main maybe mean means merely middle might mine missed missing moment morning mostly move moves much must ' +
    'nearly need needed needs never nice night nobody none normal nothing noticed now nowhere occupied occupies occupying often okay once ones otherwise outside owns own parts past perhaps permanently place places pointing points possible present pretty prevent prevents previously probably properly push pushed put quick quickly quiet quietly quite ' +
    'rather reach reachable reaches ready real really recently refuse refused refuses related remain remaining remains remote remotely repeatedly resolve rid right running safe safely seconds seem seems seen several shared should show shown side simply since single slow slower slowly small some someone something sometimes somewhere soon sorted special specific start started starting starts stay stays still stop stopped stops straight strange stuck such suddenly sure systemd ' +
    'taken takes taking talk talking tell temporarily than their then thing think though through throw till together told tonight took toward trick tried tries trouble true trying turn twice ubuntu unable under undone unless until unused upon upstream used useful useless user uses usually various very via waits wants wasted way whatever whenever wherever whether which while whole why wildcard wish within work working works worse would wrong yesterday yet'
  ).split(' '),
)

/**
 * Prepares intents for `matchIntents`.
 * @param isCommonWord true for a stem that descriptions of commands use often: it is an ordinary word, no name
 */
export function indexIntents(intents: readonly Intent[], isCommonWord: (stem: string) => boolean): IntentIndex {
  const phrases = intents.flatMap((intent) => intent.phrases)
  const byStem = new Map<string, number[]>()
  const seen = new Map<string, Set<Intent>>()
  for (const [i, phrase] of phrases.entries()) {
    for (const stem of new Set(phrase.stems)) {
      const list = byStem.get(stem)
      if (list) list.push(i)
      else byStem.set(stem, [i])
      let owners = seen.get(stem)
      if (!owners) seen.set(stem, (owners = new Set()))
      owners.add(phrase.intent)
    }
  }
  const idf = new Map([...seen].map(([stem, owners]) => [stem, Math.log(1 + intents.length / owners.size)]))
  return {
    phrases,
    byStem,
    idf,
    isKnown: (token) =>
      !token.quoted &&
      (byStem.has(token.stem) ||
        COMMON.has(token.lower) ||
        ORDINARY.has(token.lower) ||
        token.isStop ||
        (token.value === token.lower &&
          (/^[a-z]{3,}(?:ing|ly)$/.test(token.lower) ||
            isCommonWord(token.stem) ||
            isEnglishStem(stem(token.lower))))) &&
      !/[-_.\d/]/.test(token.value) &&
      !/^[A-Z]{2,}$/.test(token.value),
  }
}

const USUAL_IDF = 3.6
const SLOT_WEIGHT = 2
const ADDED_WEIGHT = 1.5
const MAX_CANDIDATES = 60

/** Commands for a request, best first; several may come from one intent. */
export function matchIntents(request: Request, index: IntentIndex, limit: number): Match[] {
  const stems = new Set(request.tokens.filter((token) => !token.isStop && !token.quoted).map((token) => token.stem))
  const overlap = new Map<number, number>()
  for (const stem of stems) {
    const gain = index.idf.get(stem) ?? 0
    for (const id of index.byStem.get(stem) ?? []) overlap.set(id, (overlap.get(id) ?? 0) + gain)
  }
  const candidates = [...overlap]
    .map(([id, gain]) => ({ phrase: index.phrases[id] as Phrase, gain }))
    .map((item) => ({ ...item, rough: item.gain / (weighStems(item.phrase.stems, index) + 2) + item.gain * 0.02 }))
    .toSorted((a, b) => b.rough - a.rough)
    .slice(0, MAX_CANDIDATES)
  const best = new Map<Intent, { score: number; filling: Filling; stems: readonly string[] }>()
  for (const { phrase, gain } of candidates) {
    const filling = fillSlots(phrase, request, index.isKnown)
    const score = scorePhrase(phrase, gain, filling, request, index, stems)
    const known = best.get(phrase.intent)
    if (!known || score > known.score) best.set(phrase.intent, { score, filling, stems: phrase.stems })
  }
  return [...best]
    .flatMap(([intent, { score, filling, stems: said }]) =>
      intent.commands.map((template, i) => {
        const { command, missing } = fillTemplate(template, filling.values)
        return {
          command: separateByCommas(command, filling.values),
          explanation: intent.explanation,
          score: score - i * 0.06 - missing * 0.05 - (showsArchive(command, filling.values) ? 0.3 : 0),
          intent,
          isNamed: filling.used.size > 0,
          stems: said,
        }
      }),
    )
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
}

/** True when the command would show a packed file as if it were text. */
function showsArchive(command: string, values: ReadonlyMap<string, string>): boolean {
  return (
    /\.(?:zip|gz|tgz|xz|bz2|7z|rar|tar|jar)$/i.test(values.get('file') ?? '') &&
    /^(?:cat|less|head|tail|grep|wc|vim|sed|awk|nl)\b/.test(command)
  )
}

/** The command for a CSV file, whose columns are cut at commas. */
function separateByCommas(command: string, values: ReadonlyMap<string, string>): string {
  if (!/\.csv$/i.test(values.get('file') ?? '')) return command
  return command
    .replace(/\bawk '(?=.*\$\d)/, "awk -F, '")
    .replace(/\bcut (?:-d' ' )?-f/, 'cut -d, -f')
    .replace(/\bsort (?!-t)(?=(?:-\w+ )*-k)/, 'sort -t, ')
}

/** Nouns whose number matters: "two files" says no more than "files", "two days" does. */
const TIMES = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|levels?|lines?)$/

const weighStems = (stems: readonly string[], index: IntentIndex): number =>
  stems.reduce((sum, stem) => sum + (index.idf.get(stem) ?? 0), 0)

function scorePhrase(
  phrase: Phrase,
  gain: number,
  filling: Filling,
  request: Request,
  index: IntentIndex,
  stems: ReadonlySet<string>,
): number {
  const own = new Set(phrase.stems)
  // A phrase that excludes nothing does not know the words that the request excludes.
  const clashes = !phrase.excludes && request.excluded.size > 0
  if (clashes)
    for (const stem of own)
      if (isExcluded(stem, request) && !isPositive(stem, request)) gain -= index.idf.get(stem) ?? 0
  const program = programOf(phrase.intent.commands[0] ?? '')
  const generic = new Set<number>()
  for (const slot of phrase.slots) {
    if (filling.values.has(slot.name)) continue
    const at = findGeneric(slot.kind, request, new Set([...filling.used, ...generic]))
    if (at >= 0) generic.add(at)
  }
  let left = 0
  for (const [at, token] of request.tokens.entries()) {
    if (token.isStop || filling.used.has(at) || generic.has(at) || own.has(token.stem) || token.lower === program)
      continue
    if (clashes && request.excluded.has(at)) continue
    if (/^(?:named|called|titled)$/.test(token.lower) && filling.used.has(at + 1)) continue
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
    else if (isReading(token.stem)) left += phrase.stems.some(isReading) ? 0.4 : 0.8
    else
      left += COMMON.has(token.lower)
        ? Math.min(0.8, index.idf.get(token.stem) ?? 0.8)
        : (index.idf.get(token.stem) ?? USUAL_IDF) * 0.75
  }
  const whole = weighStems([...own], index)
  const slots = phrase.slots.length * SLOT_WEIGHT
  const filled = filling.quality * slots + generic.size * SLOT_WEIGHT * 0.7 + filling.added * ADDED_WEIGHT
  // "find", "check" and "show" stand for one another.
  const reads = [...stems].some(isReading)
  const spare = reads
    ? phrase.stems.reduce(
        (sum, stem) => sum + (isReading(stem) && !stems.has(stem) ? (index.idf.get(stem) ?? 0) : 0),
        0,
      )
    : 0
  const missed = whole - gain - spare * 0.7
  const first = request.tokens.find((token) => !token.isStop && !token.quoted)?.stem
  const score =
    ((gain + filled) / (gain + slots + filling.added * ADDED_WEIGHT * 1.1 + missed * 1.05 + left)) *
      compareActs(first, phrase.stems) -
    (stems.size === 0 ? 1 : 0)
  if (!clashes) return score
  return score * (excludesSideAct(request.tokens, request.excluded) ? SIDE_ACT_EXCLUDED : EXCLUSION_DROPPED)
}

/** The parts of a score that are left when the request excludes something and the phrase does not. */
const SIDE_ACT_EXCLUDED = 0.9
const EXCLUSION_DROPPED = 0.5

const isExcluded = (stem: string, { tokens, excluded }: Request): boolean =>
  tokens.some((token, at) => excluded.has(at) && token.stem === stem)
const isPositive = (stem: string, { tokens, excluded }: Request): boolean =>
  tokens.some((token, at) => !excluded.has(at) && token.stem === stem)
