// Reads what a request excludes, in clauses: "all but main.c", "leave the photos alone", "not owned by root", "without extracting".

import { actOf } from './action-verbs.ts'
import { isLeftAlone, readMarker } from './exception-markers.ts'
import { isFiller, isValue, LEFT_ALONE, type Word } from './exception-words.ts'
import { isExcluding, readNegation } from './negations.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A part of a request that says what is not meant. */
export interface Exclusion {
  /** The places of its words, those that begin it among them. */
  places: readonly number[]
  /** True when it names things that are to be left alone; what remains of the request is then a request by itself. */
  spares: boolean
}

/** Properties that may be kept of files that are all changed: "moves all files and keeps the folder structure". */
const MANNERS = longPattern()`
  ^(?:structure|permissions?|attributes|timestamps?|originals?|formats?|metadata|order|copy|copies|backup|names?|running|track|going
  |history|case|errors?|warnings?|whitespace|spaces?|blank|upper|lower|leading|directories|hierarchy|links?|changes?|work|edits|data
  |settings|config\w*|confirmation|prompts?|questions?|recursion|extensions?|paths?|prefix|suffix|trailing|disk|home|volumes|rest)$
`
/** Words behind which such a property is meant: "keeping the permissions", but not "all but the backup". */
const SAYS_HOW = /^(?:keep|preserv|leav|spar|without|skip|omit|ignor|not$)/

/** The exclusions of a request, clause by clause. */
export function readExclusions(tokens: readonly Word[]): Exclusion[] {
  const out: Exclusion[] = []
  const known = new Set<number>()
  const note = (places: readonly number[], spares: boolean): void => {
    out.push({ places, spares })
    for (const place of places) known.add(place)
  }
  for (const [at, token] of tokens.entries()) {
    const length = token.quoted || known.has(at) ? 0 : readMarker(tokens, at)
    if (length === 0) continue
    const places = extendToPlace(tokens, readClause(tokens, at, at + length))
    const isManner = places.some((place) => MANNERS.test(tokens[place]?.lower ?? '') && !isValue(tokens[place]!))
    const isNamed = places.some((place) => isValue(tokens[place]!) || tokens[place]!.shapes.has('number'))
    const marker = tokens.slice(at, at + length).map(({ lower }) => lower)
    if (isManner && !isNamed && marker.some((word) => SAYS_HOW.test(word))) continue
    // "keep it on the remote" says where the thing itself stays; which commands take it away, denied-acts.ts says.
    if (!isNamed && /^(?:keep|leav)/.test(marker.at(-1)!) && /^(?:it|them)$/.test(tokens[at + length]?.lower ?? ''))
      if (/^(?:on|at|in|there|here|where)$/.test(tokens[at + length + 1]?.lower ?? '')) continue
    note(places, true)
  }
  const behind = readBehind(tokens)
  if (behind.length > 0 && !behind.some((place) => known.has(place))) note(behind, true)
  const lowerAt = (at: number): string => tokens[at]?.lower ?? ''
  for (const [at, token] of tokens.entries())
    if (!token.quoted && !known.has(at) && isExcluding(token.lower, lowerAt(at - 1), lowerAt(at + 1)))
      note(readNegation(tokens, at), false)
  return out
}

/** "…, app.log excepted" */
function readBehind(tokens: readonly Word[]): number[] {
  const end = tokens.length - 1
  if (!/^(?:excepted|excluded|exempted|omitted|aside|stays?|survives?|remains?)$/.test(tokens[end]?.lower ?? ''))
    return []
  const comma = tokens.findLastIndex(({ raw }, at) => at < end && /[,;]$/.test(raw))
  return comma < 0 ? [] : Array.from({ length: end - comma }, (_, at) => comma + 1 + at)
}

/** "but keep my changes in app.js" keeps app.js. */
function extendToPlace(tokens: readonly Word[], places: readonly number[]): readonly number[] {
  const end = places.at(-1)! + 1
  const isManner = MANNERS.test(tokens[end - 1]?.lower ?? '')
  const thing = tokens[end + 1]
  const isLed = /^(?:in|to|of|on|from|for)$/.test(tokens[end]?.lower ?? '')
  return isManner && isLed && thing && isValue(thing) ? [...places, end, end + 1] : places
}

const ENDS = /^(?:but|then|as|in|on|from|of|to|into|using|with|so|for|when|while|just|only|and|or|if)$/
const MAX_WORDS = 10

const isAbout = (tokens: readonly Word[], noun: string): boolean => tokens.some(({ lower }) => lower === noun)

/** True for a further thing behind "and", and not for a further act: "and Downloads", but not "and delete the rest". */
function isListed(tokens: readonly Word[], at: number): boolean {
  const { lower, stem } = tokens[at]!
  return lower !== 'then' && (actOf(stem) === undefined || tokens[at + 1] === undefined || isValue(tokens[at]!))
}

const isListedBehindComma = (tokens: readonly Word[], at: number): boolean =>
  isValue(tokens[at]!) ||
  /^(?:and|or)$/.test(tokens[at]!.lower) ||
  (isListed(tokens, at) &&
    (/,$/.test(tokens[at]!.raw) || tokens[at + 1] === undefined || /^(?:and|or)$/.test(tokens[at + 1]!.lower)))

function readClause(tokens: readonly Word[], from: number, start: number): number[] {
  const places = Array.from({ length: start - from }, (_, at) => from + at)
  const untilAlone = /^leav/.test(tokens[start - 1]?.lower ?? '') && isLeftAlone(tokens, start - 1)
  let says = false
  for (let at = start; at < tokens.length && at < start + MAX_WORDS; at += 1) {
    const { lower, raw } = tokens[at]!
    const next = tokens[at + 1]
    const joins = /^(?:and|or)$/.test(lower) && next !== undefined && isListed(tokens, at + 1)
    if (!untilAlone && says && ENDS.test(lower) && !joins) break
    places.push(at)
    // "files but not directories in site": another kind of thing is a name, too.
    says ||=
      !isFiller(lower) || (/^(?:directories|dirs|folders)$/.test(lower) && isAbout(tokens.slice(0, from), 'files'))
    if (untilAlone && LEFT_ALONE.test(lower)) break
    if (/[,;]$/.test(raw) && says && !(next && isListedBehindComma(tokens, at + 1))) break
  }
  return places
}
