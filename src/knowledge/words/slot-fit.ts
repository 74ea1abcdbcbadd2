// Rates the fit of a request's word to a slot, by its shape and by the words around it.

import { TOOL_NAMES } from './english-programs.ts'
import { UNKNOWN_WEIGHT, weighCommand } from '../index/popularity.ts'
import { actOf } from './sense/action-verbs.ts'
import type { Slot } from './intent.ts'
import { patternsOf } from './words-request.ts'
import type { Request, Shape, Token } from './words-request.ts'
import { KINDS, NEVER_NAMES, NOUNS, ORDINALS, PLACES, SYSTEMS } from './slot-kinds.ts'
import type { KindRule, SlotKind } from './slot-kinds.ts'
import { canonicalStem, FILE_KINDS } from './vocabulary.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

/** True for a word of the common vocabulary, which is hardly a name. */
export type IsKnownWord = (token: Token) => boolean

/**
 * 0 when the token cannot fill the slot, up to about 4 when shape and words agree.
 * @param order the slot's index among the `count` slots of the phrase
 * @param isExtra true for a slot that the phrase does not hold: only the request itself shows its value
 */
export function scoreFit(
  slot: Slot,
  order: number,
  request: Request,
  at: number,
  isKnown: IsKnownWord,
  count: number,
  isExtra = false,
): number {
  const token = request.tokens[at]
  if (!token) return 0
  const place = readPlace(slot, request, at, isExtra)
  const { before, after, aligned } = place
  // "branch feature/login" names one branch, "the branch/tag" says two kinds of things, and "in src/lib" a place.
  const isPlace = place.isPath && /^(?:in|into|inside|under|below|within|to|from)$/.test(before)
  const isOneOfTwo = !isPlace && NOUNS[slot.kind]?.test(before) !== true && isAlternative(token, isKnown)
  if (!token.quoted && (namesNothing(slot, token, place, isExtra) || isOneOfTwo)) return 0
  const rule: KindRule = KINDS[slot.kind]
  let score = scoreShape(slot, rule, token, before, after)
  if (score === 0) score = scoreName(slot, request, at, isKnown, place, isExtra)
  if (score === 0) return 0
  if (aligned) score += 1.2
  else if (rule.cues.includes(before)) score += 0.8
  if (slot.after !== '' && after === slot.after) score += 0.7
  // Among equal candidates the first slot takes the first one.
  return score - (at / Math.max(1, request.tokens.length)) * 0.2 * (count > 1 && order > 0 ? -1 : 1)
}

/** The words around a token, and if they are those around the slot. */
interface Place {
  before: string
  after: string
  aligned: boolean
  isPath: boolean
  /** True behind "named" or "called". */
  titled: boolean
}

function readPlace(slot: Slot, request: Request, at: number, isExtra: boolean): Place {
  const { lower: before = '', stem = '' } = request.tokens[placeBefore(request, at)] ?? {}
  const isPath = /^(?:file|dir|path)$/.test(slot.kind)
  const aligned =
    before !== '' &&
    (slot.before === ''
      ? isExtra && isPath && /^(?:to|into)$/.test(before)
      : before === slot.before || stem === slot.beforeStem)
  const titled = /^(?:named|called|titled)$/.test(before)
  return { before, after: request.tokens[at + 1]?.lower ?? '', aligned, isPath, titled }
}

/** True for a word that is no value of a slot: a kind of archive, a tool that does the work, plain text without a place. */
function namesNothing(slot: Slot, token: Token, { before, aligned, titled }: Place, isExtra: boolean): boolean {
  if (ARCHIVE_KIND.test(token.lower) && slot.kind !== 'ext' && slot.name !== 'file2') return true
  if (TOOL_NAMES.has(token.lower) && (!aligned || slot.before === '') && !ACTS_ON.test(before)) return true
  return isExtra && /^(?:text|command|quote|name)$/.test(slot.kind) && !titled
}

/** True for two words of the vocabulary with a slash between them, as in "revision/changeset". */
function isAlternative(token: Token, isKnown: IsKnownWord): boolean {
  const [one, other, ...more] = token.lower.split('/')
  if (!one || !other || more.length > 0 || token.value !== token.lower || !/^[a-z]+$/.test(one + other)) return false
  return [one, other].every((word) => isKnown({ ...token, value: word, lower: word, stem: canonicalStem(word) }))
}

const ARCHIVE_KIND = /^\.?(?:tar|tgz|t[bx]z2?|gz|bz2|xz|zip)(?:\.\w+)?$/

/** Rates a token without the shape of a value; 0 where nothing shows that it is a name. */
function scoreName(
  slot: Slot,
  request: Request,
  at: number,
  isKnown: IsKnownWord,
  place: Place,
  isExtra: boolean,
): number {
  const token = request.tokens[at]!
  const { before, after, aligned, isPath } = place
  const rule: KindRule = KINDS[slot.kind]
  if (slot.kind === 'group' && /^(?:user|owner)$/.test(before)) return 0
  if (slot.name === 'file' && !token.quoted && token.lower in FILE_KINDS) return 0
  if (!isNameLike(slot.kind, token)) return 0
  const noun = NOUNS[slot.kind]
  // A word behind a possessive is no name: in "a user's commits" nobody is called commits.
  const owns = /['’]s?$/.test(request.tokens[placeBefore(request, at)]?.raw ?? '')
  const led =
    noun?.test(before) === true &&
    !noun.test(token.lower) &&
    !owns &&
    !isAnyOne(request, at, isKnown) &&
    !isCompound(request, at, isKnown)
  const followed =
    !(isPath && isKnown(token)) &&
    noun?.test(after) === true &&
    !/^(?:of|for|named|called|install|containing)$/.test(after)
  // "copy src to dist": a preposition or the verb itself says that a path follows.
  const placed =
    aligned && isPath && endsPhrase(after) && (at === 1 || /^(?:to|into|as|from|of|and|under|with)$/.test(before))
  if (!rule.weak && !led && !placed) return 0
  // "convert a pdf to grayscale": a plain word behind "to" is a file only beside another file.
  if (slot.name === 'file2' && !led && !token.quoted && /^[a-z]+$/.test(token.value) && !namesFile(request, at))
    return 0
  let score = 1.5
  if (!token.quoted && isKnown(token)) {
    if (!isSpokenName(slot, request, at, isKnown, place, led || followed)) return 0
    if (!place.titled && !followed && !endsPhrase(after) && !/^(?:text|command)$/.test(slot.kind)) return 0
    score = led || followed ? 0.9 : 0.7
  } else {
    // A strange word is a name where a phrase, a noun or its own spelling shows it.
    const shown =
      aligned ||
      led ||
      followed ||
      rule.cues.includes(before) ||
      (slot.before === '' && !isExtra) ||
      (after === 'and' && noun?.test(singularOf(before)) === true)
    if (!shown && !token.quoted && !/[-_\d.A-Z]/.test(token.value)) return 0
  }
  if (token.quoted) score += 0.8
  if (/[-_\d]/.test(token.value) && /[a-z]/i.test(token.value)) score += 0.3
  return followed ? score + 0.4 : score
}

const singularOf = (noun: string): string => noun.replace(/ies$/, 'y').replace(/(?<=ch|x)es$|(?<!s)s$/, '')

/** True for a word of the vocabulary behind "a package" or "any file", which is one of many and has no name. */
const isAnyOne = (request: Request, at: number, isKnown: IsKnownWord): boolean =>
  !request.tokens[at]!.quoted &&
  isKnown(request.tokens[at]!) &&
  /^(?:a|an|any|each|every|some)$/.test(request.tokens[placeBefore(request, at) - 1]?.lower ?? '') &&
  !/^(?:named|called|titled)$/.test(request.tokens[at - 1]?.lower ?? '')

/** True for a word of the vocabulary behind a described noun: "the remote branch reference" calls no branch by a name. */
function isCompound(request: Request, at: number, isKnown: IsKnownWord): boolean {
  const token = request.tokens[at]!
  const described = request.tokens[placeBefore(request, at) - 1]
  if (/^(?:named|called|titled)$/.test(request.tokens[at - 1]?.lower ?? '')) return false
  if (token.quoted || !isKnown(token) || !described || described.isStop || described.quoted) return false
  return (
    isKnown(described) &&
    actOf(described.stem) === undefined &&
    !TOOL_NAMES.has(described.lower) &&
    !SYSTEMS.test(described.lower) &&
    !/^(?:the|my|this|our|local|new|old)$/.test(described.lower)
  )
}

/** Acts on a file or a directory that is called by its name: "create directory test". */
const NAMING_ACTS: ReadonlySet<string> = new Set(['create', 'delete', 'copy', 'move', 'begin', 'pack'])
const firstStem = ({ tokens }: Request): string => tokens.find((token) => !token.isStop && !token.quoted)?.stem ?? ''

/** True when the phrase, or a noun beside it, makes a name of a word of the vocabulary. */
function isSpokenName(
  slot: Slot,
  request: Request,
  at: number,
  isKnown: IsKnownWord,
  { before, aligned, isPath, titled }: Place,
  hasNoun: boolean,
): boolean {
  const word = request.tokens[at]?.lower ?? ''
  if (slot.kind === 'host') return false
  if (!titled && isPath && HOLDS.test(word)) return false
  if (!titled && slot.kind === 'command' && weighCommand(word) <= UNKNOWN_WEIGHT) return false
  if (!titled && /(?:ed|ing)$/.test(word)) return false
  const after = request.tokens[at + 1]?.lower ?? ''
  if (slot.kind === 'command' && /^(?:scripts?|commands?|programs?|files?|code|jobs?|process(?:es)?)$/.test(after))
    return false
  if (hasNoun) return !isPath || titled || (at <= 4 && NAMING_ACTS.has(actOf(firstStem(request)) ?? ''))
  if (slot.kind === 'file') return false
  if (!aligned || !TAKES_WORDS.test(slot.kind)) return false
  if (isPath) return /^(?:to|into)$/.test(before) && isConcrete(request, at, isKnown)
  if (slot.kind !== 'text') return true
  return (
    /^(?:for|of|containing|contains?|words?|text|string|pattern)$/.test(before) ||
    (/^(?:with|to|by|as)$/.test(before) && isConcrete(request, at, isKnown))
  )
}

/** True before the end of a phrase: a word before another noun describes that noun, and names nothing. */
const endsPhrase = (after: string): boolean =>
  after === '' ||
  /^(?:to|into|from|in|on|at|and|or|with|without|as|for|by|of|is|are|that|which|recursively|using|via|under|inside|if|when|so|but|every|until|again|now|here|please|process|service|container|branch|package|file|directory|folder)$/.test(
    after,
  )

const namesFile = ({ tokens }: Request, at: number): boolean =>
  tokens.some((token, other) => other !== at && (token.quoted || token.shapes.has('path') || token.shapes.has('file')))

/** True when the request names another thing too: "move all png files to images" means a place called images. */
const isConcrete = ({ tokens }: Request, at: number, isKnown: IsKnownWord): boolean =>
  tokens.some(
    (token, other) =>
      other !== at &&
      (token.quoted ||
        (token.shapes.has('name') && !token.isStop && /^(?:directory|folder)$/.test(tokens[other - 1]?.lower ?? '')) ||
        ['file', 'path', 'glob', 'ext'].some((shape) => token.shapes.has(shape as Shape)) ||
        patternsOf(token.lower) !== null ||
        (token.shapes.has('name') && !isKnown(token))),
  )

/** Words behind "directory", "file" and "folder" that say more of it: "the directory structure". */
const HOLDS = longPattern()`
  ^(?:structures?|trees?|names?|listings?|sizes?|paths?|contents?|permissions?|hierarchy|owners?|types?|extensions?|systems?
  |descriptors?|managers?|formats?|headers?|handles?|encodings?|servers?|counts?|usage|changes|ownership|timestamps?|links?|level|depth
  |recursively|modified|created|based|sorted|containing|ending|starting|exists?)$
`

/** Kinds of slots that an ordinary word may fill, where the phrase has its place. */
const TAKES_WORDS = /^(?:text|command|package|service|process|file|dir|path|name|session|db|container|group|branch)$/

/** Verbs whose object a program's name may be; elsewhere it names the program that does the work. */
const ACTS_ON =
  /^(?:install|uninstall|remove|update|upgrade|start|restart|stop|kill|enable|disable|reload|run|named|called|is|does|package|program|command|process|service|script|of|for)$/

/** The place of the word before the token, with articles skipped. */
function placeBefore(request: Request, at: number): number {
  let back = at - 1
  while (back > 0 && /^(?:the|a|an|my|this|our)$/.test(request.tokens[back]?.lower ?? '')) back -= 1
  return back
}

function scoreShape(slot: Slot, rule: KindRule, token: Token, before: string, after: string): number {
  if (slot.kind === 'n' && token.lower in ORDINALS && /^(?:columns?|fields?|lines?|words?|characters?)$/.test(after))
    return 2.6
  if (/^(?:dir|path)$/.test(slot.kind) && token.lower in PLACES && /^(?:directory|folder|dir)$/.test(after)) return 2
  if (slot.kind === 'ext' && patternsOf(token.lower) && (token.shapes.has('ext') || !token.lower.startsWith('.')))
    return 2
  if (slot.kind === 'glob' && patternsOf(token.lower) && /^files?$/.test(after)) return 2
  // In "convert a.mov to mp4" only the ending names the second file.
  if (slot.name === 'file2' && token.lower in FILE_KINDS && !token.shapes.has('path'))
    return /^(?:to|into|as|in)$/.test(before) ? 1 : 0
  if (!rule.shapes.some((shape) => token.shapes.has(shape))) return 0
  // "the top 5 processes" are five, and not the one with that number.
  if (
    slot.kind === 'pid' &&
    (/^(?:top|first|last|newest|oldest)$/.test(before) || /^(?:processes|jobs|most|biggest)$/.test(after))
  )
    return 0
  if (slot.kind === 'dir' && token.shapes.has('file')) return 0.4
  if (slot.kind === 'file' && token.value.startsWith('/dev/')) return 0.8
  // A path without a slash and without an ending is a directory that lies here.
  if (slot.kind === 'file' && token.shapes.size === 1 && /^[\w-]+$/.test(token.value)) return 0.4
  if (slot.kind === 'device') return token.value.startsWith('/dev') ? 2.4 : 0
  return token.shapes.has(rule.shapes[0] ?? 'name') ? 2.4 : 1.9
}

/** Words that say how something is, and encodings: no file and no branch has such a name. */
const SAYS_HOW =
  /^(?:[a-z]{4,}ly|(?:non|read|write|multi|self|pre|auto|re|un)-[a-z-]+|(?:utf|iso|windows|cp)-?\d[\w-]*)$/i

/** True when a token without a clear shape could be a name of this kind. */
function isNameLike(kind: SlotKind, token: Token): boolean {
  if (token.isStop || NEVER_NAMES.has(token.lower) || SAYS_HOW.test(token.value)) return false
  if (SYSTEMS.test(token.lower) && !token.quoted && !/^(?:image|container|command)$/.test(kind)) return false
  if (token.quoted && !token.shapes.has('path') && !token.shapes.has('glob')) return true
  if (token.shapes.has('number')) return kind === 'text'
  if (!/^[\w~./$][\w.:@+/~$*-]*$/.test(token.value)) return false
  if (
    /^(?:file|dir|path)$/.test(kind) &&
    ['host', 'ip', 'email', 'remote'].some((shape) => token.shapes.has(shape as Shape))
  )
    return false
  if (token.shapes.has('file')) return kind === 'name' || kind === 'script' || kind === 'command'
  if (token.shapes.has('path'))
    return (
      /^[\w-]+\//.test(token.value) && (kind === 'branch' || kind === 'image' || kind === 'package' || kind === 'name')
    )
  return !token.shapes.has('url') && !token.shapes.has('glob')
}
