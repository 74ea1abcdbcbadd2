// Reads what a request excludes, in clauses: "all but main.c", "leave the photos alone", "not owned by root", "without extracting".

import { FILE_KINDS } from '../vocabulary.ts'
import { actOf } from './action-verbs.ts'

/** As much of a request's token as its sense depends on. */
export interface Word {
  raw: string
  lower: string
  stem: string
  quoted: boolean
  shapes: ReadonlySet<string>
}

/** A part of a request that says what is not meant. */
export interface Exclusion {
  /** The places of its words, those that begin it among them. */
  places: readonly number[]
  /** True when it names things that are to be left alone; what remains of the request is then a request by itself. */
  spares: boolean
}

/** Words of an exception that name nothing: "those that are in the folder called". */
const FILLER =
  /^(?:without|excepted|excluded|exempted|omitted|stays?|survives?|remains?|except|excepting|excluding|exception|barring|bar|minus|sans|besides|unless|apart|aside|other|outside|than|save|but|not|never|don't|do|are|is|aren't|isn't|leave|leaves|leaving|out|off|keep|keeping|spare|sparing|preserve|preserving|skip|skipping|omit|omitting|ignore|ignoring|exclude|for|from|in|inside|within|under|beneath|below|of|at|on|to|with|the|a|an|my|our|its|his|her|those|that|which|these|any|anything|anywhere|all|every|and|or|nor|just|also|files?|folders?|director(?:y|ies)|dirs?|named|called|extensions?|suffix|ending|ends?|ones?|they|it|it's|them|everything|things?|stuff|lie|live|located|alone|untouched|intact|be|as|place|where|please|there|already)$/

/** True for a word of an exception that says nothing about what stays. */
export const isFiller = (lower: string): boolean => FILLER.test(lower)

/** Properties that may be kept of files that are all changed: "moves all files and keeps the folder structure". */
const MANNERS =
  /^(?:structure|permissions?|attributes|timestamps?|originals?|formats?|metadata|order|copy|copies|backup|names?|running|track|going|history|case|errors?|warnings?|whitespace|spaces?|blank|upper|lower|leading|directories|hierarchy|links?|changes?|work|edits|data|settings|config\w*|confirmation|prompts?|questions?|recursion|extensions?|paths?|prefix|suffix|trailing|disk|home|volumes|rest)$/
/** Words behind which such a property is meant: "keeping the permissions", but not "all but the backup". */
const SAYS_HOW = /^(?:keep|preserv|leav|spar|without|skip|omit|ignor|not$)/
const LEFT_ALONE = /^(?:alone|untouched|intact|be|behind|where)$/

/** Words behind "all files but" that begin no exception: "but sorted by size", "but only here". */
const GOES_ON =
  /^(?:only|just|also|do|then|with|without|in|on|by|it|i|we|you|show|list|print|this|that|is|are|recursively|\w{3,}(?:ed|ing|ly))$/
const DOES_NOT = /^(?:don't|dont|never|not)$/
/** Acts that are denied of what stays: "don't touch the docs", "not counting hidden files". */
const DENIED = /^(?:touch\w*|delet\w*|remov\w*|includ\w*|copy\w*|mov\w*|count\w*|chang\w*|eras\w*)$/

const isValue = ({ quoted, shapes, lower }: Word): boolean =>
  quoted ||
  ['file', 'path', 'glob', 'ext'].some((shape) => shapes.has(shape)) ||
  lower in FILE_KINDS ||
  /^(?:pictures|photos|images|videos|movies|songs|hidden)$/.test(lower)

const ARTICLE = /^(?:the|a|an|any|all|my|our|for|those|ones|in|on|of|below|under|inside|its|files?|with|extension)$/

/** True when a thing follows that is told by its name: "the readme.md", "those in docs/", "the tests folder". */
function namesNext(tokens: readonly Word[], at: number): boolean {
  let next = at
  while (next < at + 4 && tokens[next] && !isValue(tokens[next]!) && ARTICLE.test(tokens[next]!.lower)) next += 1
  const token = tokens[next]
  if (!token) return false
  const isNoun = /^(?:folders?|director(?:y|ies)|dirs?)$/.test(tokens[next + 1]?.lower ?? '')
  const isInside = next > at && /^(?:in|inside|under|below)$/.test(tokens[next - 1]!.lower)
  return isValue(token) || ((isNoun || isInside) && token.shapes.has('name'))
}

/** The number of words that begin an exception at a place; 0 where none begins. */
function readMarker(tokens: readonly Word[], at: number): number {
  const lowerAt = (place: number): string => tokens[place]?.lower ?? ''
  const [word, before, after] = [lowerAt(at), lowerAt(at - 1), lowerAt(at + 1)]
  const isApart = /[,;]$/.test(tokens[at - 1]?.raw ?? '') || /^(?:and|but|while|just|ones?)$/.test(before)
  if (at > 0 && /^(?:except|excepting|excluding|barring|besides|unless)$/.test(word)) return 1
  if (word === 'bar') return isAmongAll(tokens, at) && tokens[at + 1] ? 1 : 0
  if (/^(?:minus|sans)$/.test(word)) return at > 1 && tokens[at + 1]?.shapes.has('number') === false ? 1 : 0
  if (word === 'with') return after === 'the' && lowerAt(at + 2) === 'exception' ? 3 : 0
  if (/^(?:apart|aside)$/.test(word)) return after === 'from' ? 2 : 0
  if (word === 'outside') return at > 0 && namesNext(tokens, at + 1 + Number(after === 'of')) ? 1 : 0
  if (word === 'other') return after === 'than' && tokens[at + 2]?.shapes.has('number') === false ? 2 : 0
  if (word === 'save') return at > 1 && (after === 'for' || namesNext(tokens, at + 1)) ? 1 : 0
  // "without the readme" names something, "without asking" says how.
  if (word === 'without') return after === 'those' || namesNext(tokens, at + 1) ? 1 : 0
  if (word === 'but') return readBut(tokens, at)
  if (/^leav(?:e|es|ing)$/.test(word))
    return /^(?:out|off|aside)$/.test(after) ? 2 : isLeftAlone(tokens, at) || isOnlyOne(tokens, at) ? 1 : 0
  if (/^(?:keep|leave)$/.test(word) && isAllThatStays(tokens, at)) return after === 'only' ? 2 : 1
  if (/^(?:keep|keeping|spare|sparing|preserve|preserving)$/.test(word) && after !== 'only')
    return isApart || /ing$/.test(word) ? 1 : 0
  if (/^(?:skip|omit|ignore|exclude)$/.test(word)) return at > 0 && isApart ? 1 : 0
  if (/^(?:skipping|omitting|ignoring)$/.test(word)) return at > 0 ? 1 : 0
  if (DOES_NOT.test(word) && DENIED.test(after)) return at > 0 ? 2 : 0
  if (word === 'not' || word === 'never') return readNot(tokens, at, isApart)
  return /^(?:aren't|isn't)$/.test(word) && (isNotOfKind(tokens, at) || isPlace(tokens, at + 1)) ? 1 : 0
}

function readNot(tokens: readonly Word[], at: number, isApart: boolean): number {
  const after = tokens[at + 1]?.lower ?? ''
  if (/^(?:in|inside|under|those|named|called|ending)$/.test(after) || isNotOfKind(tokens, at)) return 1
  return isApart && at > 1 && (/^(?:the|those)$/.test(after) || namesNext(tokens, at + 1)) ? 1 : 0
}

const isPlace = (tokens: readonly Word[], at: number): boolean =>
  /^(?:in|inside|under|named|called)$/.test(tokens[at]?.lower ?? '')

/** "only leave a.txt" */
const isOnlyOne = (tokens: readonly Word[], at: number): boolean =>
  (/^(?:only|just)$/.test(tokens[at - 1]?.lower ?? '') && namesNext(tokens, at + 1)) ||
  (tokens[at + 1]?.lower === 'only' && namesNext(tokens, at + 2))

/** "but not", "but keep", and "all files but". */
function readBut(tokens: readonly Word[], at: number): number {
  const after = tokens[at + 1]
  if (!after) return 0
  if (/^(?:not|never|keep|leave|skip|spare|preserve|ignore|exclude|omit)$/.test(after.lower)) return 2
  if (/^(?:don't|dont)$/.test(after.lower)) return 3
  if (after.lower === 'in' && ALL.test(tokens[at - 1]?.lower ?? '')) return 1
  if (/^(?:this|that)$/.test(after.lower) && tokens[at + 2] === undefined) return 1
  // "delete the old kernels but the current one"
  if (/^(?:the|my|that)$/.test(after.lower) && tokens.slice(at + 2, at + 5).some(({ lower }) => /^ones?$/.test(lower)))
    return 1
  return isAmongAll(tokens, at) && !GOES_ON.test(after.lower) && actOf(after.stem) === undefined ? 1 : 0
}

/** "keep the pdfs, delete the rest" */
const DELETES_REST =
  /\b(?:delete|remove|erase|trash|drop|discard)(?: \w+)? (?:the )?(?:rest|others?|everything else|anything else|all else|all others)\b/
const isAllThatStays = (tokens: readonly Word[], at: number): boolean =>
  DELETES_REST.test(
    tokens
      .slice(at)
      .map(({ lower }) => lower)
      .join(' '),
  )

const ALL = /^(?:all|every|everything|everywhere|anywhere|anything|any|each|none|whole)$/
const isAmongAll = (tokens: readonly Word[], at: number): boolean =>
  tokens.slice(0, at).some(({ lower }) => ALL.test(lower))

const isLeftAlone = (tokens: readonly Word[], at: number): boolean =>
  tokens.slice(at + 1).some(({ lower }) => LEFT_ALONE.test(lower))

/** "that are not videos": a kind of file follows. */
function isNotOfKind(tokens: readonly Word[], at: number): boolean {
  const next = tokens.slice(at + 1).find(({ lower }) => !/^(?:an?|the)$/.test(lower))
  return (
    next !== undefined &&
    isValue(next) &&
    [tokens[at], tokens[at - 1]].some((token) => /^(?:are|is|aren't|isn't)$/.test(token?.lower ?? ''))
  )
}

const ENDS = /^(?:but|then|as|in|on|from|of|to|into|using|with|so|for|when|while|just|only|and|or|if)$/
const MAX_WORDS = 10

/** Words of a negation, which may say how something is done as well. */
const NEGATES =
  /^(?:not|without|except|excepting|excluding|excludes?|excluded|never|don't|dont|doesn't|doesnt|isn't|aren't|didn't|haven't|hasn't|won't|wasn't|weren't|unless|avoid|avoiding|ignoring|omitting|nor|neither|non|none|skipping|lacking|lacks?|missing|besides|minus|barring|sans|outside)$/

/** True when a word excludes what follows it: "without", "except", "not", "all but", "instead of", "other than". */
function isExcluding(word: string, before: string, after: string): boolean {
  if (word === 'ignoring' && /^(?:case|upper|lower)$/.test(after)) return false
  if (/^(?:not|minus)$/.test(word) && /^(?:found|\d\w*)$/.test(after)) return false
  if (NEGATES.test(word)) return word !== 'missing' || before !== ''
  if (word === 'but') return ALL.test(before)
  if (/^(?:leave|leaves|leaving)$/.test(word)) return /^(?:out|off|aside)$/.test(after)
  if (/^(?:filter(?:s|ing)?|grep|sed|strip)$/.test(word) && after === 'out') return true
  if (/^(?:drop|hide|strip|suppress|remove|delete)$/.test(word) && before === 'but') return true
  if (/^(?:skip|skips|omit|omits|ignore|ignores)$/.test(word)) return /^(?:but|and|that|which|then|while)$/.test(before)
  if (word === 'no') return after !== '' && after !== 'longer'
  if (word === 'instead') return after === 'of'
  if (word === 'apart' || word === 'aside') return after === 'from' || before !== ''
  return (/^(?:other|rather)$/.test(word) && after === 'than') || /^non-\w{3}/.test(word)
}

/** True for the words of a phrase that excludes something; a request that does the same may mean it. */
export function excludes(words: readonly string[]): boolean {
  return words.some((word, at) => isExcluding(word, words[at - 1] ?? '', words[at + 1] ?? ''))
}

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
    const isNamed = places.some((place) => isValue(tokens[place]!))
    const marker = tokens.slice(at, at + length).map(({ lower }) => lower)
    if (isManner && !isNamed && marker.some((word) => SAYS_HOW.test(word))) continue
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

/** A negation ends before one of these, and behind this many words. */
const ENDS_NEGATION = /^(?:but|and|then|in|on|from|to|using|with|into|so|for|when|while|just|only)$/
const MAX_NEGATED = 5

function readNegation(tokens: readonly Word[], at: number): number[] {
  const places = [at]
  if (/^non-/.test(tokens[at]!.lower)) return places
  for (let next = at + 1; next < tokens.length && next <= at + MAX_NEGATED; next += 1) {
    const isJoined = /^(?:ones?|those|anything|everything|files?|lines?|stuff)$/.test(tokens[next - 1]!.lower)
    const isPart = /^(?:start|begin|end|finish)/.test(tokens[next - 1]!.lower)
    const isPlace = (isJoined || isPart) && /^(?:in|on|with|using)$/.test(tokens[next]!.lower)
    if (next > at + 1 && !isPlace && ENDS_NEGATION.test(tokens[next]!.lower)) break
    places.push(next)
    if (/,$/.test(tokens[next]!.raw)) break
  }
  return places
}

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
