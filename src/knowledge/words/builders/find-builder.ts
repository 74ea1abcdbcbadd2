// Composes a find command from a request about files: the places, the tests, what is done with what is found. The rules in find/ read the
// request phrase by phrase; what none of them has read lowers the score, and forbids a command that changes files.

import { listedKinds } from '../sense/file-families.ts'
import { readRequest, splitSpared } from '../words-request.ts'
import type { Request, Token } from '../words-request.ts'
import { actionOf, type FindReading, readFind } from './find/find-reading.ts'
import { FindText } from './find/find-text.ts'
import { type Kept, readKept, testsFor } from './kept-names.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** A command composed from parts of a request. `score` is 0..1. */
export interface Built {
  command: string
  explanation: string
  score: number
  /** True when what the request excludes was read word by word, and stands in the command. */
  isSparing?: boolean
}

const NOUN = longPattern()`
  \b(?:files?|director(?:y|ies)|folders?|dirs|sub-?director(?:y|ies)|subfolders?|sym(?:bolic )?links?|symlinks?|hard ?links?|links?
  |scripts?|images?|pictures?|photos?|videos?|documents?|filenames?)\b|\*\.\w+|\b(?:java|python|c|c\+\+|php|perl|ruby|obj-c) code\b
`
const SEARCHES = /\b(?:find|search|locate|look)(?:s|es|ing)?\b/
const PLURAL_KIND = /^(?:jpe?g|png|gif|pdf|mp[34]|zip|csv|svg|webp|docx|xlsx)s$/
/** Worlds with other files than those on a disk. */
const ELSEWHERE = /\b(?:git|docker|container|commit|branch|repository|zip archive|package|svn repo)\b/

/** "all pdfs" in more words: "all pdf files". */
function spellKinds(request: Request): Request {
  if (!request.tokens.some(({ lower, quoted }) => !quoted && PLURAL_KIND.test(lower))) return request
  return readRequest(
    request.text.replaceAll(/(?<=^|\s)(\w{3,4})s(?=[\s,]|$)/gi, (whole, kind: string) =>
      PLURAL_KIND.test(whole.toLowerCase()) ? `${kind} files` : whole,
    ),
  )
}

/** Commands that find files; empty when the request does not ask for that. */
export function buildFind(original: Request): Built[] {
  const spelled = spellKinds(original)
  const listed = listedKinds(spelled).length > 0
  // The words "file system" alone ask for no files.
  const hasNoun = NOUN.test(spelled.lower.replaceAll(/\bfile[- ]?systems?\b/g, ' '))
  if (!listed && !hasNoun && !(SEARCHES.test(spelled.lower) && /\s["'`~/.*]/.test(spelled.text))) return []
  const whole = readFind(new FindText(spelled.text))
  if (!hasNoun && !listed && whole.inside !== null) return []
  if (whole.unread === 0) return write(spelled, whole, [], [])
  // Exceptions that no rule for find has read may be plain names.
  const split = splitSpared(spelled)
  const areFolders = /\b(?:directories|folders)\b/.test(split.wanted.lower) && !/\bfiles?\b/.test(split.wanted.lower)
  const things = split.kept.length === 0 ? null : readKept(split.kept, areFolders ? 'folders' : 'nothing')
  if (things === null) return whole.unread >= UNREADABLE ? [] : write(spelled, whole, [], [])
  const reading = readFind(new FindText(split.wanted.text))
  return reading.unread >= UNREADABLE ? [] : write(split.wanted, reading, things, split.kept)
}

/** The weight of unread words from which on a request is about something else. */
const UNREADABLE = 5

function write(request: Request, reading: FindReading, things: readonly Kept[], kept: readonly Token[]): Built[] {
  const { lower } = request
  const changes = reading.acts.some((act) => act.changes)
  const action = actionOf(reading)
  const spared = sparingTests(things, action)
  if (spared === null) return []
  const tests = reading.names.length + reading.parts.length + reading.depth.length + Number(reading.isStrict)
  const searches = SEARCHES.test(lower)
  const isAll = /\b(?:all|every|each)\b/.test(lower)
  const deletes = reading.acts.some(({ kind }) => kind === 'delete')
  const asked =
    searches ||
    reading.isDeep ||
    (isAll && (tests > 0 || (reading.isPlaceNamed && !deletes))) ||
    (changes && reading.isPlaceNamed && !deletes)
  const listed = listedKinds(request).length > 0
  if (tests === 0 && !(asked && (action !== '' || reading.isPlaceNamed || reading.type !== ''))) return []
  if (ELSEWHERE.test(lower) && !/\bfind\b/.test(lower)) return []
  if (changes && !mayChange(reading, action, lower, spared)) return []
  const places = placesFor(reading, kept)
  // "Move all pdf files to docs" means the files here, as a pattern of the shell would.
  const isHere =
    TRANSFERS.test(action) && !searches && !reading.isDeep && !reading.isPlaceNamed && reading.depth.length === 0
  const command = writeFind(reading, places, spared, action, isHere)
  const score = scoreFind(lower, reading, { asked, listed, acts: action !== '', spared: spared.length > 0, tests })
  if (score < LEAST) return []
  const isSparing = reading.unread === 0 && things.length === 0 && LEAVES_OUT.test(command)
  const built = { command, explanation: describe(reading, action), score, ...(isSparing ? { isSparing } : {}) }
  if (reading.type !== 'f' || reading.names.length === 0) return [built]
  const loose = { ...built, command: command.replace(' -type f', ''), explanation: 'any kind of entry with that name' }
  // A list of names is mostly asked for without `-type f`; where files are tested or changed, or "regular files" are meant, it counts.
  if (action === '' && reading.parts.length === 0 && !reading.isStrict)
    return [loose, { ...built, score: score - 0.06 }]
  return [built, { ...loose, score: Math.min(0.9, score - 0.06) }]
}

/** Tests that leave something out, in the words of find. */
const LEAVES_OUT =
  /-not |-maxdepth|-i(?:name|regex|path) |-no(?:user|group)|-[amc](?:time|min) \+|-P |-size -|-xdev|-links -|grep -\w*i|2>\/dev\/null|%f|chmod \S*=(?:,| )/

/** Acts that take files to another place. */
const TRANSFERS = /^-exec (?:mv|cp) (?!.*--parents)/

/** A weaker command is not worth to be looked at. */
const LEAST = 0.3

/** Tests that leave names or places alone. */
const LEAVES_NAMES = /-not -(?:i?name|i?path)/

/** Files are changed only where all words were read, and where the words say which: by a test, or by "all". */
function mayChange(
  { unread, names, parts, acts, print }: FindReading,
  action: string,
  lower: string,
  spared: readonly string[],
): boolean {
  if (unread > (acts.every(({ kind }) => kind === 'run') ? 1 : 0)) return false
  // "the oldest three": a limit counts what is listed, and would come too late for a change.
  if (
    /^\S.*\| (?:head|tail)\b|\| sort\b/.test(print) ||
    /\b(?:oldest|newest|latest|most recent|largest|biggest|smallest)\b/.test(lower)
  )
    return false
  const isTold = names.length + parts.length > 0
  if (removesFolders(action, spared) && isTold) return false
  // A folder that is removed takes along what lies in it, whatever its name.
  if (/rm -rf/.test(action) && LEAVES_NAMES.test([...names, ...parts].join(' '))) return false
  return (
    isTold ||
    /\b(?:all|every|each|any|them|it)\b|\beverything\b|\b(?:files|director(?:y|ies)|folders|subdirectories|symlinks)\b/.test(
      lower,
    )
  )
}

/** The tests that leave things alone; null where none of them does. A folder of which a part stays is not removed itself. */
function sparingTests(things: readonly Kept[], action: string): string[] | null {
  if (!/rm -rf/.test(action)) return things.flatMap(testsFor)
  if (things.some(({ value }) => value.includes('/'))) return null
  return things.flatMap((thing) =>
    testsFor(thing.kind === 'folder' || thing.kind === 'either' ? { ...thing, kind: 'name' } : thing),
  )
}

/** Of folders that are removed with what they hold only those that lie here are meant: those above a kept one would take it along. */
const removesFolders = (action: string, spared: readonly string[]): boolean =>
  /rm -rf/.test(action) && spared.length > 0

function writeFind(
  { options, depth, type, names, parts }: FindReading,
  places: readonly string[],
  spared: readonly string[],
  action: string,
  isHere: boolean,
): string {
  const isFlat = removesFolders(action, spared)
  const all = [
    ...(isFlat ? ['-mindepth 1', '-maxdepth 1'] : isHere ? ['-maxdepth 1'] : depth),
    type === '' ? '' : `-type ${type}`,
    ...withoutRefused(names, [...parts, ...names, ...spared]),
    ...parts,
    ...spared,
    isFlat ? action.replace('-prune ', '') : action,
  ]
  return `find ${options}${places.join(' ')} ${all.filter(Boolean).join(' ')}`.trim()
}

/** The patterns without those that are left out: "the photos but not the pngs". */
const withoutRefused = (names: readonly string[], tests: readonly string[]): string[] => {
  const refused = tests.flatMap((test) => /^-not -name '(.*)'$/.exec(test)?.[1] ?? [])
  return names.map((name) =>
    refused.reduce(
      (rest, pattern) => rest.replace(` -o -name "${pattern}"`, '').replace(`( -name "${pattern}" -o`, '('),
      name,
    ),
  )
}

/** The facts, besides the words, on which the score of a command depends. */
interface FindSigns {
  /** True when the words ask for a search. */
  asked: boolean
  /** True when they ask for a list of files of a kind. */
  listed: boolean
  acts: boolean
  /** True when an exception was read. */
  spared: boolean
  /** The number of tests. */
  tests: number
}

/** The score for the way in which the words ask. */
function baseOf(
  signs: Record<'searches' | 'isDeep' | 'changes' | 'isVague' | 'asked' | 'listed' | 'lists', boolean>,
): number {
  if (signs.searches) return signs.isDeep ? 0.92 : 0.87
  if (signs.isDeep) return 0.86
  // In one folder a change is as well made without a search, and most of all where none is named.
  if (signs.changes) return signs.isVague ? 0.42 : 0.7
  return signs.asked ? 0.8 : signs.listed ? 0.78 : signs.lists ? 0.74 : 0.6
}

function scoreFind(lower: string, reading: FindReading, { asked, listed, acts, spared, tests }: FindSigns): number {
  const searches = /^\s*(?:(?:recursively|use find to) )*(?:finds?|search(?:es)?|locates?|look for)\b/.test(lower)
  const lists =
    /^\s*(?:lists?|shows?|prints?|displays?|gets?|counts?|returns?)\b.*\b(?:files?|director(?:y|ies)|folders|symlinks?|links)\b/.test(
      lower,
    )
  // Read whole, the words name a search in so many words: answers that were found by some of them stand behind it.
  const isWhole = reading.unread === 0 && tests > 0
  let score =
    baseOf({
      searches,
      isDeep: reading.isDeep,
      changes: reading.acts.some((act) => act.changes),
      isVague: !reading.isPlaceNamed && /-exec (?:mv|cp) /.test(reading.acts.map(({ text }) => text).join(' ')),
      asked,
      listed,
      lists: lists && tests > 0,
    }) + (isWhole ? 0.04 : 0)
  score += 0.04 * Math.min(3, tests) + (acts ? 0.04 : 0) + (spared ? 0.03 : 0) - UNREAD * reading.unread
  // A text that is looked for in all files here is for grep.
  if (reading.inside !== null && reading.names.length + reading.parts.length === 0)
    score = reading.isStrict ? score - 0.1 : Math.min(score - 0.3, reading.isDeep ? score : 0.55)
  // `search for WORD in PLACE` looks for a text in files, not for files of that name.
  if (
    /^\s*(?:search|look) for (?!(?:all |every |any )?(?:files?|director|folders?)|\S*[*./])\S+ in\b/.test(lower) &&
    reading.inside === null
  )
    score -= 0.3
  // Lines that contain a text are for grep.
  if (/\blines? (?:that |which )?(?:contain|match|with|includ)/.test(lower) && !/\bcount\b/.test(lower)) score -= 0.3
  return score
}

/** The score falls by this much for each word that was not read. */
const UNREAD = 0.12

function describe({ type }: FindReading, action: string): string {
  const what = type === 'd' ? 'directories' : type === 'l' ? 'symbolic links' : 'files'
  if (/-delete|rm /.test(action)) return `finds ${what} and deletes them`
  if (/wc -l/.test(action)) return `counts matching ${what}`
  if (/-exec|xargs/.test(action)) return `finds ${what} and runs a command on them`
  return `finds ${what} that match`
}

/** The places to search: the whole system where the exception is a place of the system, and the request names no other. */
function placesFor({ places, isPlaceNamed, parts }: FindReading, kept: readonly Token[]): string[] {
  const isOfSystem =
    kept.some(({ value }) => /^\/[a-z]/.test(value)) || parts.some((part) => /^-not -path '\/[a-z]/.test(part))
  return !isPlaceNamed && isOfSystem ? ['/'] : places
}
