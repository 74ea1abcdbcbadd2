// Reads the things that a request wants to have left alone: "but not the ones in tests", "except pdfs", "besides the hidden ones".

import { quoteAlways } from '../../../shell-syntax/word-quoting.ts'
import { familyAt } from '../sense/file-families.ts'
import { actOf } from '../sense/action-verbs.ts'
import { isFiller } from '../sense/exception-words.ts'
import { isEmptyWord } from '../vocabulary.ts'
import { patternsOf, type Token } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A thing that is left alone: what lies in a folder, files with such names, or either of them. */
export interface Kept {
  kind: 'folder' | 'name' | 'either' | 'hidden' | 'empty'
  value: string
}

/**
 * The kind of thing that a plain word names: nothing, a folder, or whatever the command is about ("all containers except db").
 * @see readKept
 */
export type PlainWords = 'nothing' | 'folders' | 'anything'

const INSIDE = /^(?:in|inside|under|within|from|below|beneath|of|outside)$/
const FOLDER = /^(?:folders?|director(?:y|ies)|dirs?)$/
const NAMED = /^(?:named|called|labelled)$/
/** Words that say which part of a name follows. */
const PARTS: readonly [RegExp, (part: string) => string][] = [
  [/\b(?:start|begin)\w* with$/, (part) => `${part}*`],
  [/\b(?:end\w*|finish\w*) (?:in|with)$|\b(?:extension|suffix)$/, (part) => `*${part}`],
  [/\bcontain\w*$|\bnames? ha(?:s|ve|ving)$/, (part) => `*${part}*`],
]
const DENIES = /^(?:don't|dont|never|not)$/
const SAYS_PART = /^(?:start\w*|begin\w*|finish\w*|contain\w*|whose|names?|having|has|have|extension|suffix)$/
/** Words that tell a thing by its place in an order or its state, and by no name. */
const NO_NAMES = longPattern()`
  ^(?:top|outer|leading|level|upper|inner|whole|children|child|parents?|others?|rest|first|last|newest|latest|oldest|recent|current
  |today.*|yesterday.*|mine|his|her|this|system|new|old|raw|generated|running|stopped|used|tagged|staged|unstaged|tracked|untracked|dev
  |lock|stuff|links?|symlinks|sub\w+|executables?|scripts?|binar(?:y|ies)|documents?|archives?|libraries|comments?|header|blank|lines?
  |words?|\w+ing|\w+ed)$
`

/**
 * The things that the words of an exception name; null when one of the words names nothing that can be told by a name: then no
 * command can be written that leaves just these alone.
 * @param kept the words of the exceptions, in their order
 */
export function readKept(kept: readonly Token[], plain: PlainWords): Kept[] | null {
  const out: Kept[] = []
  let isJoined = true
  for (const [at, token] of kept.entries()) {
    const isNamed = NAMED.test(kept[at - 1]?.lower ?? '') || token.quoted
    // "don't delete intro.mp4"
    if (DENIES.test(kept[at - 1]?.lower ?? '') && actOf(token.stem) !== undefined && kept[at + 1]) continue
    if (!isNamed && (isFiller(token.lower) || (SAYS_PART.test(token.lower) && kept[at + 1] !== undefined))) {
      isJoined ||= /^(?:and|or|nor)$/.test(token.lower)
      continue
    }
    // "leave 2210 running"
    if (out.length > 0 && kept[at + 1] === undefined && /^(?:running|alive|open|mounted|up|on)$/.test(token.lower))
      continue
    const things = readOne(kept, at, plain)
    if (things === null) return null
    // Two plain words without "and" are an adjective and its noun: "system users".
    if (things.some(({ kind }) => kind === 'either') && !isJoined) return null
    out.push(...things)
    isJoined = /,$/.test(token.raw)
  }
  return out.length === 0 ? null : out
}

function readOne(kept: readonly Token[], at: number, plain: PlainWords): Kept[] | null {
  const { lower, value, shapes, quoted } = kept[at]!
  const before = wordBefore(kept, at)
  const after = kept[at + 1]?.lower ?? ''
  const isNamed = quoted || NAMED.test(before) || shapes.has('path') || shapes.has('file')
  const isInside =
    INSIDE.test(before) && !/^(?:apart|aside|exception|short)$/.test(wordBefore(kept, placeBefore(kept, at)))
  const part = PARTS.find(([words]) => words.test(leadIn(kept, at)))?.[1]
  if (part) return /^[\w.~#@+-]+$/.test(value) ? [{ kind: 'name', value: part(value) }] : null
  if (FOLDER.test(after) || (isInside && !shapes.has('file')) || (FOLDER.test(before) && isNamed)) {
    if (!/^[\w./@+~-]+$/.test(value) || /^(?:this|current|home|parent|\.{1,2}|~)$/.test(lower)) return null
    return [{ kind: plain === 'folders' && !isInside ? 'either' : 'folder', value: trimSlashes(value) }]
  }
  if (lower === 'hidden') return [{ kind: 'hidden', value: '.*' }]
  if (lower === 'empty') return [{ kind: 'empty', value: '' }]
  if (shapes.has('glob') && !value.includes('/')) return [{ kind: 'name', value }]
  const patterns =
    familyAt(kept, at) ??
    (shapes.has('file') || quoted || (shapes.has('path') && !shapes.has('ext')) || isFolderName(kept, at)
      ? null
      : (patternsOf(lower.replace(/(?<=\w{2})s$/, '')) ?? patternsOf(value)))
  if (patterns) return patterns.map((pattern) => ({ kind: 'name', value: pattern }))
  if (!isNamed && !isPlainName(kept, at, plain)) return null
  if (value.startsWith('/')) return [{ kind: 'folder', value: trimSlashes(value) }]
  if (/[\s'~]/.test(value)) return null
  const name = value.replace(/^\.\//, '').replace(/\/$/, '')
  return [{ kind: shapes.has('file') ? 'name' : 'either', value: name }]
}

/** "without build and tmp": folders are called so, and files only where the word "files" follows. */
const isFolderName = (kept: readonly Token[], at: number): boolean =>
  /^(?:tmp|temp|bin|out|old|new|data|lib|lock|bak)$/.test(kept[at]!.lower) &&
  !/^(?:files?|ones?)$/.test(kept[at + 1]?.lower ?? '')

/** "all directories but src", "all containers except db": what follows can only be the name of one. */
function isPlainName(kept: readonly Token[], at: number, plain: PlainWords): boolean {
  const { lower, shapes } = kept[at]!
  if (plain === 'nothing' || !(shapes.has('name') || shapes.has('number')) || NO_NAMES.test(lower)) return false
  const before = wordBefore(kept, at)
  const isLed =
    /^(?:except|excluding|excepting|barring|besides|than|from|but|for|not|without|minus|of|and|or|keep|spare|skip\w*|out|ignor\w*|omit\w*)$/
  if (plain === 'folders') return isLed.test(before)
  // "test files" tells the files by what they are for.
  return !/^(?:files?|ones?|things?|stuff)$/.test(kept[at + 1]?.lower ?? '') && !isEmptyWord(lower)
}

/** The test of find that leaves such a thing alone. */
export function testsFor({ kind, value }: Kept): string[] {
  if (kind === 'hidden') return [`-not -path '*/.*'`]
  if (kind === 'empty') return ['-not -empty']
  const inside = `-not -path ${quoteAlways(value.startsWith('/') ? `${value}/*` : `*/${value}/*`)}`
  if (kind === 'folder') return [inside]
  const own = value.includes('/') ? `-not -path ${quoteAlways(`*/${value}`)}` : `-not -name ${quoteAlways(value)}`
  return kind === 'either' ? [own, inside] : [own]
}

/** The place of the word before, without articles and "my"; -1 at the beginning of the line. */
function placeBefore(kept: readonly Token[], at: number): number {
  let back = at - 1
  while (/^(?:the|a|an|my|our)$/.test(kept[back]?.lower ?? '')) back -= 1
  return back
}

const wordBefore = (kept: readonly Token[], at: number): string => kept[placeBefore(kept, at)]?.lower ?? ''

const leadIn = (kept: readonly Token[], at: number): string =>
  kept
    .slice(Math.max(0, at - 3), at)
    .map(({ lower }) => lower)
    .filter((lower) => !/^(?:the|a|an|my|our)$/.test(lower))
    .join(' ')

const trimSlashes = (path: string): string => path.replace(/^\.\//, '').replace(/\/+$/, '')
