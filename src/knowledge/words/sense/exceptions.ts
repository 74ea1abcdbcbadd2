// Reads the exceptions of a request: "all but main.c", "other than the ones in tests", "leave the photos alone", "unless they are zips".

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

/** Words of an exception that name nothing: "those that are in the folder called". */
const FILLER =
  /^(?:without|except|excepting|excluding|besides|unless|apart|aside|other|than|save|but|not|are|is|aren't|isn't|leave|leaves|leaving|out|keep|keeping|spare|sparing|preserve|preserving|skip|skipping|omit|omitting|ignore|ignoring|exclude|for|from|in|inside|within|under|below|of|at|on|to|with|the|a|an|my|our|its|those|that|which|these|any|all|every|and|or|nor|files?|folders?|director(?:y|ies)|dirs?|named|called|extensions?|suffix|ending|ends?|ones?|they|it|it's|them|anything|everything|things?|stuff|lie|live|located|alone|untouched|intact|be|as|place|please|there|already)$/

/** True for a word of an exception that says nothing about what stays. */
export const isFiller = (lower: string): boolean => FILLER.test(lower)

const TAKES =
  /\b(?:delet\w*|remov\w*|eras\w*|wip\w*|mov(?:e|es|ing)|clear\w*|clean\w*|renam\w*|kill\w*|prun\w*|drop|purg\w*|overwrit\w*|trash|rm|get rid)\b/
/** Properties that may be kept of files that are all changed: "moves all files and keeps the folder structure". */
const MANNERS =
  /^(?:structure|permissions?|attributes|timestamps?|originals?|formats?|metadata|order|copy|copies|backup|names?|running|track|going|history|case|errors?|warnings?|whitespace|spaces?|blank|upper|lower|leading|directories|hierarchy|links?|changes?|work|edits|data|settings|config\w*|confirmation|prompts?|questions?|recursion|extensions?|paths?|prefix|suffix|trailing)$/
const LEFT_ALONE = /^(?:alone|untouched|intact|be)$/

/** Words behind "all files but" that begin no exception: "but sorted by size", "but only here". */
const GOES_ON =
  /^(?:only|just|also|do|then|with|without|in|on|by|it|i|we|you|show|list|print|this|that|is|are|recursively|\w{3,}(?:ed|ing|ly))$/

const isValue = ({ quoted, shapes, lower }: Word): boolean =>
  quoted ||
  ['file', 'path', 'glob', 'ext'].some((shape) => shapes.has(shape)) ||
  lower in FILE_KINDS ||
  FAMILIES.test(lower)
const FAMILIES = /^(?:pictures|photos|images|videos|movies|songs)$/

/** The number of words that begin an exception at a place; 0 where none begins. */
function readMarker(tokens: readonly Word[], at: number): number {
  const lowerAt = (place: number): string => tokens[place]?.lower ?? ''
  const [word, before, after] = [lowerAt(at), lowerAt(at - 1), lowerAt(at + 1)]
  const isApart = /,$/.test(tokens[at - 1]?.raw ?? '') || /^(?:and|but|while)$/.test(before)
  const takes = () => TAKES.test(tokens.map(({ lower }) => lower).join(' '))
  if (at > 0 && /^(?:except|excepting|excluding|besides|unless)$/.test(word)) return 1
  if (/^(?:apart|aside)$/.test(word)) return after === 'from' ? 2 : 0
  if (word === 'other') return after === 'than' && tokens[at + 2]?.shapes.has('number') === false ? 2 : 0
  if (word === 'save' && at > 1 && after !== 'for')
    return tokens[at + 1] && isValue(tokens[at + 1]!) ? Number(takes()) : 0
  if (word === 'save') return at > 1 && after === 'for' ? 2 : 0
  // "without the readme" names something, "without asking" says how.
  if (word === 'without')
    return /^(?:the|those)$/.test(after) || (tokens[at + 1] && isValue(tokens[at + 1]!)) ? Number(takes()) : 0
  if (word === 'but') return /^(?:keep|preserve|spare)$/.test(after) && !takes() ? 0 : readBut(tokens, at)
  if (/^leav(?:e|es|ing)$/.test(word)) return after === 'out' ? 2 : isLeftAlone(tokens, at) ? 1 : 0
  if (/^(?:keep|keeping|spare|sparing|preserve|preserving)$/.test(word)) return (at === 0 || isApart) && takes() ? 1 : 0
  if (/^(?:skip|skipping|omit|omitting|ignoring|ignore)$/.test(word))
    return at > 0 && (isApart || /ing$/.test(word)) ? 1 : 0
  if (word === 'not')
    return /^(?:in|inside|under|those|named|called|ending)$/.test(after) || isNotOfKind(tokens, at) ? 1 : 0
  return /^(?:aren't|isn't)$/.test(word) && isNotOfKind(tokens, at) ? 1 : 0
}

/** "but not", "but keep", and "all files but". */
function readBut(tokens: readonly Word[], at: number): number {
  const after = tokens[at + 1]
  if (!after) return 0
  if (/^(?:not|keep|leave|skip|spare|preserve|ignore|exclude)$/.test(after.lower)) return 2
  const isAll = tokens
    .slice(0, at)
    .some(({ lower }) => /^(?:all|every|everything|everywhere|anywhere|anything|any|none)$/.test(lower))
  return isAll && !GOES_ON.test(after.lower) && actOf(after.stem) === undefined ? 1 : 0
}

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

const ENDS = /^(?:but|then|in|on|from|to|using|with|into|so|for|when|while|just|only|and|or|if)$/
const MAX_WORDS = 10

/** The places of the words that name exceptions, with those that begin them. */
export function readExceptions(tokens: readonly Word[]): ReadonlySet<number> {
  const out = new Set<number>()
  for (const [at, token] of tokens.entries()) {
    const length = token.quoted || out.has(at) ? 0 : readMarker(tokens, at)
    if (length === 0) continue
    const places = readClause(tokens, at, at + length)
    if (places.some((place) => MANNERS.test(tokens[place]?.lower ?? '') && !isValue(tokens[place]!))) continue
    for (const place of places) out.add(place)
  }
  return out
}

function readClause(tokens: readonly Word[], from: number, start: number): number[] {
  const places = Array.from({ length: start - from }, (_, at) => from + at)
  const untilAlone = /^leav/.test(tokens[start - 1]?.lower ?? '') && isLeftAlone(tokens, start - 1)
  let says = false
  for (let at = start; at < tokens.length && at < start + MAX_WORDS; at += 1) {
    const { lower, raw } = tokens[at]!
    const next = tokens[at + 1]
    const joins =
      /^(?:and|or)$/.test(lower) && next !== undefined && actOf(next.stem) === undefined && next.lower !== 'then'
    if (!untilAlone && says && ENDS.test(lower) && !joins) break
    places.push(at)
    says ||= !isFiller(lower)
    if (untilAlone && LEFT_ALONE.test(lower)) break
    if (/,$/.test(raw) && says && !(next && (isValue(next) || /^(?:and|or)$/.test(next.lower)))) break
  }
  return places
}
