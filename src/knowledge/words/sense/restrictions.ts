// Restrictions of a request that takes files away: how old, how large, empty, of which kind, in which place. A command that drops one of
// them takes more than was asked.

import { FILE_KINDS } from '../vocabulary.ts'
import { familyAt } from './file-families.ts'
import { partCommand } from './left-out.ts'
import { type Request, splitSpared, type Token } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A restriction in words, and the signs of a command that observes it. */
const RESTRICTIONS: readonly [words: RegExp, signs: RegExp][] = [
  [
    longPattern()`
      \b(?:older|newer|younger|oldest|newest|recent(?:ly)?|yesterday|today|since|ago)\b|\b(?:last|past|this) (?:\w+ )?(?:minute|hour|day
      |week|month|year)s?\b|\b(?:days?|weeks?|months?|years?) old\b|\bnot (?:been )?(?:modified|accessed|used|changed|touched)\b
    `,
    /-[amc](?:time|min)\b|-newer|-daystart|\bls -\w*t|%T|--(?:since|until)|\btmpwatch\b|\btmpreaper\b|until=/,
  ],
  [
    /\b(?:larger|bigger|smaller|greater|less|more) than \S+ ?(?:[kmgt]i?b?|bytes?|\w+bytes?)\b|\b(?:over|under|above|below) \d+ ?[kmgt]i?b?\b|\b(?:largest|biggest|smallest)\b/,
    /-size\b|%s|\bls -\w*S|\bsort\b/,
  ],
  [
    /\b(?:large|big|huge|small|tiny) (?:\w+ )?(?:files?|folders?|director(?:y|ies)|ones)\b/,
    /-size\b|%s|\bls -\w*S|\bsort\b|\bdu\b/,
  ],
  [/\bempty (?:\w+ )?(?:files?|folders?|(?:sub)?director(?:y|ies)|dirs?|ones)\b/, /-empty\b|\brmdir\b|-size 0/],
  [
    /(?<!\b(?:including|includes|include|and|or|also|with|even) )\bhidden (?:files?|folders?|director(?:y|ies)|ones)\b/,
    /\.[*[?]/,
  ],
  [/\b(?:owned by|belonging to|that belong to)\b/, /-(?:user|uid|group|gid|nouser|nogroup)\b/],
]

/** A blank, which the user fills in. */
const BLANK = /<[a-z][a-z -]*>/

/** Words behind "in" that are no place. */
const NO_PLACE = longPattern()`
  ^(?:last|past|source|destination|target|sorted|unsorted|contents?|output|input|stdin|stdout|maximum|minimum|levels?|previous|next|same
  |middle|end|beginning|addition|half|fact|case|between|order|this|here|current|it|them|all|any|each|every|one|bulk|parallel|background
  |place|general|total|detail|question|use|terminal|shell|bash|zsh|linux|unix|git|vim|python|docker|repo|repository|tree|history|index
  |memory|files?|folders?|names?|filenames?|upper|lower|uppercase|lowercase|common|batch|loop|recursive\w*|sub\w*|working|directory
  |director(?:y|ies)|system|disk|name|path|script|color|colour|size|bytes|days?|hours?|minutes?|weeks?|months?|years?|reverse|full
  |colou?r|columns?|english|seconds?|[kmgt]b|\w*bytes|hex|octal|binary|json|csv|yaml|xml|plain|text|long|human|short|groups?|pairs?
  |chunks?|sequence|alphabetical|alphabetically|descending|ascending|production|space|them|those|both|common|advance|turn|pieces|parts?
  |lines?|home|root|users?|server|machine|computer|network|entire|whole|complete|file|filesystem|subdirector(?:y|ies)|subfolders?)$
`

/** True for a word that may be the name of a place behind "in". */
export const isPlaceName = (lower: string): boolean => !NO_PLACE.test(lower)

const LEADS = /^(?:in|inside|under|within|below)$/
const FOLDER = /^(?:folder|directory|dir)$/
const SKIPPED = /^(?:the|my|our|folder|directory|dir|named|called|a|an)$/

/** False for a command that takes files away and leaves out how old, how large, of which kind or where they are to be. */
export function keepsRestrictions(command: string, request: Request): boolean {
  const { wanted } = splitSpared(request)
  if (RESTRICTIONS.some(([words, signs]) => words.test(wanted.lower) && !signs.test(command))) return false
  if (BLANK.test(command)) return true
  return (
    listPlaces(wanted.tokens).every((place) => command.toLowerCase().includes(place)) && keepsKinds(command, wanted)
  )
}

/** Commands that look at a place. */
const LOOKS = /^(?:sudo )?(?:ls|du|tree|find|df|wc|head|tail)\b/

/** False for a list of another place than the request names: "the sizes of files in /boot", "the newest file in downloads". */
export function listsPlace(command: string, { tokens, excluded }: Request): boolean {
  const dropsPath = tokens.some(
    ({ value, shapes, quoted }, at) =>
      !quoted &&
      !excluded.has(at) &&
      shapes.has('path') &&
      /^[~/]\/?\w/.test(value) &&
      (LEADS.test(tokens[at - 1]?.lower ?? '') || tokens[at - 1]?.lower === 'of') &&
      !command.includes(value.replace(/\/$/, '')),
  )
  if (dropsPath && LOOKS.test(command) && !BLANK.test(command)) return false
  const last = tokens.at(-1)
  const isPlace =
    last?.shapes.has('path') === true && LEADS.test(tokens.at(-2)?.lower ?? '') && /^[a-z]+$/.test(last.value)
  return !isPlace || !/^(?:ls|du|tree)\b/.test(command) || BLANK.test(command) || command.includes(last.value)
}

/** The places in which the files lie: "in logs", "inside the cache folder". */
function listPlaces(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ lower, quoted, shapes }, at) => {
    // "empty the tmp folder"
    const isCalled = /^(?:the|my|our)$/.test(tokens[at - 1]?.lower ?? '') && FOLDER.test(tokens[at + 1]?.lower ?? '')
    if (isCalled && shapes.has('name') && isPlaceName(lower)) return [lower]
    const isFrom = lower === 'from' || lower === 'of'
    if (quoted || !(LEADS.test(lower) || isFrom)) return []
    let next = at + 1
    while (SKIPPED.test(tokens[next]?.lower ?? '')) next += 1
    const place = tokens[next]
    // "from" leads to times and owners as well: there a noun or a slash has to say that it is a place.
    const isFolder = [tokens[next - 1], tokens[next + 1]].some((token) => FOLDER.test(token?.lower ?? ''))
    if (isFrom && !isFolder && place?.shapes.has('path') !== true) return []
    if (/^(?:way|manner|fashion|mode|style|format|order)$/.test(tokens[next + 1]?.lower ?? '')) return []
    if (!place || place.shapes.has('number') || place.isStop || !isPlaceName(place.lower)) return []
    return [place.lower.replace(/^\.\/|\/$/g, '')]
  })
}

const KIND_NOUNS = /^(?:files|scripts|images|pictures|photos|documents|archives|videos)$/

/** True when the command names the ends of the files that a request calls by their kind: "all python files", "the photos". */
function keepsKinds(command: string, { tokens }: Request): boolean {
  const { taken } = partCommand(command)
  return tokens.every(({ lower, quoted }, at) => {
    const isEach = /^(?:every|each)$/.test(tokens[at - 1]?.lower ?? '') && tokens[at + 1]?.lower === 'file'
    const isKind = !quoted && (isEach || KIND_NOUNS.test(tokens[at + 1]?.lower ?? ''))
    const isPlural = !quoted && /^(?:jpe?g|png|gif|pdf|mp[34]|zip|csv)s$/.test(lower)
    const kind = isPlural ? lower.slice(0, -1) : isKind ? lower : ''
    const patterns = familyAt(tokens, at) ?? FILE_KINDS[kind]
    return patterns === undefined || patterns.some((pattern) => taken.includes(pattern.slice(1)))
  })
}
