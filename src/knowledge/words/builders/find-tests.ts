// Reads the tests of a find command out of a request: name, type, size, age, owner, mode, depth.

import { patternsOf, readSize } from '../words-request.ts'
import type { Request } from '../words-request.ts'
import { familyAt } from '../sense/file-families.ts'
import { FILE_KINDS, readNumber } from '../vocabulary.ts'

const NUMBER =
  '(\\d+(?:\\.\\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety|an?)'

/** The tests of find, in the order in which people write them. */
export interface FindTests {
  /** The letter behind `-type`, or the empty string. */
  type: string
  names: string[]
  parts: string[]
  depth: string[]
  /** Grows with each test: a request without any is hardly one for find. */
  strength: number
}

export function readFindTests(request: Request): FindTests {
  const { lower, text } = request
  const tests: FindTests = { type: '', names: [], parts: [], depth: [], strength: 0 }
  readType(lower, tests)
  readNames(request, tests)
  readSizes(lower, tests)
  readTimes(lower, text, tests)
  readOwner(lower, text, tests)
  readMode(lower, tests)
  readDepth(lower, tests)
  if (/\b(?:empty|zero[- ](?:byte|length|size)d?)\b/.test(lower) && !/non-?empty|not empty/.test(lower))
    add(tests, '-empty')
  else if (/non-?empty|not empty/.test(lower)) add(tests, '-not -empty')
  if (/\bbroken\b.*\b(?:sym)?links?\b/.test(lower)) {
    tests.type = ''
    add(tests, '-xtype l')
  }
  const same = /(?:hard ?links? (?:to|of)|same inode as|linked to)(?: the)?(?: file)? ['"`]?([\w./-]+)/.exec(text)?.[1]
  if (same !== undefined && !/symbolic|symlink/.test(lower)) {
    tests.type = ''
    add(tests, `-samefile ${same}`)
  }
  const links = new RegExp(
    `more than ${NUMBER} (?:hard ?)?links?|(?:hard ?)?link count (?:of )?(?:more|greater|higher) than ${NUMBER}`,
  ).exec(lower)
  if (links) add(tests, `-links +${readNumber(links[1] ?? links[2] ?? '') ?? 1}`)
  const inode = /inode(?: number)?(?: of| is)? (\d+)/.exec(lower)?.[1]
  if (inode !== undefined) add(tests, `-inum ${inode}`)
  return tests
}

function add(tests: FindTests, part: string, strength = 1): void {
  tests.parts.push(part)
  tests.strength += strength
}

function readType(lower: string, tests: FindTests): void {
  const files = /\bfiles?\b/.exec(lower)?.index ?? Infinity
  const folders = /\b(?:sub)?(?:director(?:y|ies)|folders?)\b(?! trees?)/g
  // In "in the current directory" the word names the place to search, not the files to find.
  let folder = Infinity
  for (const match of lower.matchAll(folders)) {
    const before = lower.slice(0, match.index)
    if (/(?:\b(?:in|under|within|inside|from|below|of|to|into|through|across|over|at)\b[^,;]{0,40})$/.test(before))
      continue
    folder = match.index
    break
  }
  if (/\bfiles? (?:and|or|\/) ?(?:director|folder)|files\/director|file\/director/.test(lower)) return
  const links = /\b(?:symlinks?|symbolic links?|soft ?links?)\b/.exec(lower)
  const areExcluded = /\b(?:exclud\w*|except|without|ignor\w*|skip\w*|not|no|but) (?:\w+ )?$/.test(
    lower.slice(0, links?.index ?? 0),
  )
  if (links && !areExcluded) tests.type = 'l'
  else if (folder < files) tests.type = 'd'
  else if (files !== Infinity) tests.type = 'f'
  if (tests.type === 'l') tests.strength += 1
  if (/\bregular files\b/.test(lower) || (tests.type === 'd' && /\b(?:find|all)\b/.test(lower))) tests.strength += 0.6
  if (/\b(?:sockets?)\b/.test(lower) && /\bfind\b/.test(lower)) tests.type = 's'
  if (/\b(?:named pipes?|fifos?)\b/.test(lower)) tests.type = 'p'
  if (/\bblock (?:special|devices?)/.test(lower)) tests.type = 'b'
}

/** Words that follow "named" without being a name. */
const NOT_NAMES =
  /^(?:with|in|by|as|the|that|which|like|matching|exactly|after|and|or|is|contains?|containing|starting|ending|beginning|under|ignoring|of|a|an|found|for|to|on|at|from)$/i

function readNames(request: Request, tests: FindTests): void {
  const { text, lower } = request
  const flag = /case[- ]?insensitiv|ignor\w* case|regardless of case|case is ignored/.test(lower) ? '-iname' : '-name'
  const names = readPhrasedNames(text)
  const refused = addTokenPatterns(request, names)
  if (
    /\bhidden (?:files?|director|folders?)/.test(lower) &&
    names.size === 0 &&
    !/not hidden|non-hidden|excluding hidden|including hidden/.test(lower)
  )
    names.add('.*')
  const list = [...names].filter((name) => !refused.has(name)).map((name) => `${flag} ${quotePattern(name)}`)
  if (list.length === 1) tests.names.push(list[0] ?? '')
  else if (list.length > 1) tests.names.push(`\\( ${list.slice(0, 4).join(' -o ')} \\)`)
  for (const name of refused) tests.names.push(`-not ${flag} ${quotePattern(name)}`)
  const skip =
    /(?:excluding|except(?: for| in)?|ignoring|skipping|not in|omitting|exclude|skip|ignore|leav(?:e|es|ing) out|omit)(?: the)?(?: director(?:y|ies)| folders?)? ['"`]?([\w.-]+)['"`]?(?: director(?:y|ies)| folders?)/i.exec(
      text,
    )?.[1]
  if (skip !== undefined && !NOT_NAMES.test(skip)) tests.names.push(`-not -path "*/${skip}/*"`)
  tests.strength += list.length > 0 ? 1.2 : 0
}

/** A quoted text, or a word that may be a name or a pattern. */
const VALUE = `(?:"([^"]+)"|'([^']+)'|\`([^\`']+)[\`']|([\\w.*?@+~-]+(?:\\[[^\\]]+\\][\\w.*?-]*)*))`

/** Phrases that say a part of a name, and the pattern for it. */
const PARTS_OF_NAMES: readonly [RegExp, (part: string) => string][] = [
  [
    phrase(`\\b(?:start|begin)\\w* with(?: the)?(?: letters?| word| prefix| string| name)? ${VALUE}`),
    (part) => `${part}*`,
  ],
  [
    phrase(`\\b(?:end|finish)\\w* (?:with|in)(?: the)?(?: letters?| word| suffix| string| extension)? ${VALUE}`),
    (part) => `*${part.replace(/^\*+/, '')}`,
  ],
  [
    phrase(`\\b(?:names?|filenames?) (?:contain\\w*|includ\\w*|hav\\w*|has)(?: the)?(?: word| string| text)? ${VALUE}`),
    (part) => `*${part}*`,
  ],
  [
    phrase(
      `\\bcontain\\w* (?:the )?(?:word |string |text )?${VALUE} (?:in|as part of) (?:their|its|the) (?:file ?)?names?`,
    ),
    (part) => `*${part}*`,
  ],
  [
    phrase(`\\b(?:with|having)(?: the)?(?: file)? (?:extension|suffix)s?(?: of)? ${VALUE}`),
    (part) => (part.startsWith('*') ? part : `*.${part.replace(/^\./, '')}`),
  ],
]
/** Phrases that say a whole name. */
const WHOLE_NAME = phrase(
  `\\b(?:named|called|titled|whose names? (?:is|are|matche?s?)|with (?:the )?(?:file ?)?names?(?: of| like| matching)?|by (?:the )?name(?: of)?|match\\w*(?: the)?(?: pattern| name| filenames?)?|names? (?:is|are|like|match\\w*))(?: the)?(?: pattern)? ${VALUE}`,
)

function phrase(source: string): RegExp {
  return new RegExp(source, 'gi')
}

/** Patterns from phrases such as "ending in .sh" or "named x". */
function readPhrasedNames(text: string): Set<string> {
  const names = new Set<string>()
  const addEach = (pattern: RegExp, toName: (part: string) => string): void => {
    for (const match of text.matchAll(pattern)) {
      const name = match.slice(1).find((item) => item !== undefined)
      if (name === undefined || NOT_NAMES.test(name) || name === '') continue
      // Only an unquoted name can have caught the sentence's own full stop.
      names.add(toName(match.at(-1) === name ? name.replace(/[.,]$/, '') : name))
    }
  }
  for (const [pattern, toName] of PARTS_OF_NAMES) addEach(pattern, toName)
  if (names.size === 0) addEach(WHOLE_NAME, (name) => name)
  return names
}

/** Adds the patterns that single words stand for, and returns those that the request excludes. */
function addTokenPatterns({ tokens }: Request, names: Set<string>): Set<string> {
  const refused = new Set<string>()
  for (const at of tokens.keys()) {
    const before = tokens[at - 1]?.lower ?? ''
    const isExcluded = /^(?:except|excluding|not|without|but|exclude|skip|skipping|ignoring)$/.test(before)
    for (const pattern of patternsOfToken(tokens, at, names.size === 0) ?? []) {
      if (isExcluded) refused.add(pattern)
      else if (![...names].some((name) => name === pattern || name.endsWith(pattern.replace('*', ''))))
        names.add(pattern)
    }
  }
  return refused
}

const FOLDER_WORD = /^(?:director(?:y|ies)|folders?)$/

/**
 * The patterns that the word at `at` stands for: itself, or those of an ending or a kind of file; null when it names no file.
 * @param isFirst true while no other name has been found: then a bare ending or file name counts, too
 */
function patternsOfToken(tokens: Request['tokens'], at: number, isFirst: boolean): readonly string[] | null {
  const token = tokens[at]!
  const before = tokens[at - 1]?.lower ?? ''
  const after = tokens[at + 1]?.lower ?? ''
  const noun = /^(?:source|code)$/.test(after) ? (tokens[at + 2]?.lower ?? '') : after
  const isFileWord =
    /^(?:files?|scripts?|images?|pictures?|photos?|documents?|archives?|videos?|sources?|packages?)$/.test(noun)
  if (token.shapes.has('glob') && !token.lower.includes('/')) return [token.value]
  const isNamedFile =
    token.shapes.has('file') &&
    (/^files?$/.test(after) || FOLDER_WORD.test(after)) &&
    isFirst &&
    !/^(?:in|from|of|to|than)$/.test(before)
  if (isNamedFile) return [token.value]
  const isEnding =
    token.shapes.has('ext') &&
    (isFileWord || /^(?:or|and|extension)$/.test(after) || /^(?:or|and)$/.test(before) || isFirst)
  const family = familyAt(tokens, at)
  if (family) return family
  const isKind = (lower: string | undefined): boolean => lower !== undefined && lower in FILE_KINDS
  let patterns: readonly string[] | null = null
  if (isEnding) patterns = patternsOf(token.value)
  else if (isFileWord && isKind(token.lower) && !token.shapes.has('path')) patterns = patternsOf(token.lower)
  else if (/^(?:and|or)$/.test(after) && isKind(token.lower) && isKind(tokens[at + 2]?.lower))
    patterns = patternsOf(token.lower)
  // `node_modules directories`: a name that is written like one.
  const isFolderName =
    FOLDER_WORD.test(after) &&
    /[_.-]/.test(token.value) &&
    !/^non-/.test(token.lower) &&
    !token.quoted &&
    !token.lower.includes('/') &&
    !/^(?:in|from|of|to|than|the|sub|under)$/.test(before)
  return patterns ?? (isFolderName ? [token.value] : null)
}

const quotePattern = (name: string): string =>
  /^[\w.@+-]+$/.test(name) ? name : `"${name.replace(/(["$`\\])/g, '\\$1')}"`

function readSizes(lower: string, tests: FindTests): void {
  const unit = '\\s*((?:[kmgt]i?b?|bytes?|kilobytes?|megabytes?|gigabytes?|terabytes?|blocks?)\\b)'
  const more = new RegExp(
    `(?:larger|bigger|greater|more|over|above|exceed\\w*|at least|minimum(?: of)?|heavier)(?: in size)?(?: than| of)? ${NUMBER}${unit}`,
  ).exec(lower)
  const less = new RegExp(
    `(?:smaller|less|under|below|at most|fewer|lighter|maximum(?: of)?)(?: in size)?(?: than| of)? ${NUMBER}${unit}`,
  ).exec(lower)
  const between = new RegExp(
    `between ${NUMBER}${unit.replace('((?:', '((?:').replace(')\\b)', ')\\b)?')} and ${NUMBER}${unit}`,
  ).exec(lower)
  const exact = new RegExp(`(?:size(?: of| is| equal to)?|exactly|are|is) ${NUMBER}${unit}`).exec(lower)
  const size = (amount: string | undefined, name: string | undefined): string => {
    const number = String(readNumber(amount ?? '') ?? 1)
    return name?.startsWith('block') ? number : (readSize(`${number}${name ?? ''}`) ?? number)
  }
  if (between) {
    add(tests, `-size +${size(between[1], between[2] ?? between[4])} -size -${size(between[3], between[4])}`)
    return
  }
  if (more) add(tests, `-size +${size(more[1], more[2])}`)
  if (less) add(tests, `-size -${size(less[1], less[2])}`)
  if (!more && !less && exact && !/\b(?:days?|minutes?|hours?)\b/.test(exact[0]))
    add(tests, `-size ${size(exact[1], exact[2])}`)
}

/** Adds the test for "older than ref.txt", and tells if it did. */
function readOlderThan(text: string, tests: FindTests): boolean {
  const file = /\bolder than (?:the )?(?:file )?['"`]?([\w./-]*[./][\w./-]*[a-z][\w./-]*)['"`]?/i.exec(text)?.[1]
  if (file !== undefined) add(tests, `-not -newer ${file}`)
  return file !== undefined
}

function readTimes(lower: string, text: string, tests: FindTests): void {
  const letter = /\baccess|\bread\b|\bopened\b/.test(lower)
    ? 'a'
    : /\bstatus (?:was )?changed|\bcreated\b|inode changed|\bctime\b|changed (?:their )?status|attributes? changed|permissions? (?:were |was )?changed/.test(
          lower,
        )
      ? 'c'
      : 'm'
  const unit = '(minutes?|mins?|hours?|days?|weeks?|months?|years?)'
  const count = (amount: string | undefined, name: string | undefined, sign: string): string => {
    const number = readNumber(amount ?? '') ?? 1
    if (/^min/.test(name ?? '')) return `-${letter}min ${sign}${number}`
    if (/^hour/.test(name ?? ''))
      return number % 24 === 0 ? `-${letter}time ${sign}${number / 24}` : `-${letter}min ${sign}${number * 60}`
    const days = /^week/.test(name ?? '') ? 7 : /^month/.test(name ?? '') ? 30 : /^year/.test(name ?? '') ? 365 : 1
    return `-${letter}time ${sign}${number * days}`
  }
  const newer =
    /(?:newer|more recent(?:ly)?|modified after|later|changed after)(?: than)?(?: the)?(?: file)? ['"`]?([\w./-]*[./][\w./-]+|[\w-]+\.\w+|[A-Z]\w+|file\w*)['"`]?/.exec(
      text,
    )?.[1]
  if (readOlderThan(text, tests)) return
  const since = /(?:since|after|newer than|later than) (\d{4}-\d{2}-\d{2})/.exec(lower)?.[1]
  const before = /(?:before|older than|until) (\d{4}-\d{2}-\d{2})/.exec(lower)?.[1]
  if (since !== undefined) add(tests, `-newermt ${since}`)
  if (before !== undefined) add(tests, `-not -newermt ${before}`)
  if (since !== undefined || before !== undefined) return
  const range = new RegExp(`between ${NUMBER} and ${NUMBER} ${unit} ago`).exec(lower)
  const old = new RegExp(
    `(?:older than|more than|over|at least|before|not (?:been )?(?:modified|accessed|changed|used|touched) (?:in|for|within|during)(?: the)?(?: last| past)?(?: at least| more than)?|longer than) ${NUMBER} ${unit}`,
  ).exec(lower)
  const young = new RegExp(
    `(?:(?:in|within|during|over|for)(?: the)?(?: last| past| previous)|less than|newer than|within|(?:the )?(?:last|past)|younger than|at most|fewer than) ${NUMBER} ${unit}`,
  ).exec(lower)
  const single = new RegExp(`(?:in|within|during)?(?: the)?(?: last| past| this) ${unit}`).exec(lower)
  const exact = new RegExp(`${NUMBER} ${unit} ago`).exec(lower)
  const day = /\bsince (?:last )?((?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|today)\b/.exec(lower)?.[1]
  const touchesTime =
    /\b(?:modif|chang|access|creat|updat|edit|touch|old|newer|recent|read|used|written|younger|added)/.test(lower)
  if (range) {
    const [low, high] = [range[1], range[2]]
    add(tests, `${count(low, range[3], '+')} ${count(high, range[3], '-')}`)
  } else if (old && touchesTime && !(young && young.index < old.index && !/not|older/.test(lower)))
    add(tests, count(old[1], old[2], '+'))
  else if (young && touchesTime) add(tests, count(young[1], young[2], '-'))
  else if (exact && touchesTime) add(tests, count(exact[1], exact[2], ''))
  else if (day !== undefined)
    add(tests, `-newermt ${/day$/.test(day) && day !== 'yesterday' && day !== 'today' ? `'last ${day}'` : day}`)
  else if (/\b(?:before|older than) yesterday\b/.test(lower)) add(tests, `-daystart -${letter}time +1`)
  else if (/\byesterday\b/.test(lower) && (touchesTime || /\b(?:from|of) yesterday\b/.test(lower)))
    add(tests, `-daystart -${letter}time 1`)
  else if (/\btoday\b/.test(lower) && (touchesTime || /\b(?:from|of) today\b/.test(lower)))
    add(tests, `-daystart -${letter}time 0`)
  else if (single && touchesTime && /last|past|this/.test(single[0])) {
    const name = single[1] ?? 'day'
    add(tests, /^hour/.test(name) ? `-${letter}min -60` : count('1', name, '-'))
  } else if (newer !== undefined && !/^\d/.test(newer)) add(tests, `-newer ${newer}`)
}

function readOwner(lower: string, text: string, tests: FindTests): void {
  const user = /(?:owned by|belong\w* to|owner (?:is|of)|of)(?: the)?(?: user)? ['"`]?([\w-]+)['"`]?(?: user)?/i.exec(
    text,
  )
  const byGroup =
    /(?:group(?:ed)?(?: is| named| called)?|belong\w* to (?:the )?group|owned by (?:the )?group) ['"`]?([\w-]+)['"`]?/i.exec(
      text,
    )
  if (
    byGroup &&
    !/^(?:and|or|of|by|the|permissions?|writable|readable|executable|can|has|write|read|ownership)$/i.test(
      byGroup[1] ?? '',
    )
  )
    add(tests, `-group ${byGroup[1]}`)
  else if (
    user &&
    /own|belong/.test(user[0].toLowerCase()) &&
    !/\b(?:chang|set|modif|giv|transfer)\w* (?:the )?owner/.test(lower) &&
    !/^(?:any|no|a|an|group|the|user|me|nobody|them|unknown|non-?exist\w*)$/i.test(user[1] ?? '')
  )
    add(tests, `${/\b(?:not|n't) (?:owned|belong\w*)/.test(lower) ? '-not ' : ''}-user ${user[1]}`)
  else if (/owned by me|my own files|that i own/.test(lower)) add(tests, '-user $USER')
  if (
    /(?:no (?:valid )?(?:user|owner)|without (?:an? )?(?:owner|user)|not owned by any|orphan|non-?exist\w* users?|unknown (?:users?|owners?))/.test(
      lower,
    )
  )
    add(tests, '-nouser')
  if (/(?:no (?:valid )?group|without (?:a )?group|(?:non-?exist\w*|unknown) groups?)/.test(lower))
    add(tests, '-nogroup')
}

function readMode(lower: string, tests: FindTests): void {
  const negative = /\b(?:not|don't|do not|aren't|without|non)\b/.test(lower)
  const mode =
    /(?:permissions?|mode|perms?|rights?)(?: are| is| set to| of| equal to| bits?| exactly| different from| other than)*[ =]+(?:exactly )?([0-7]{3,4})\b/.exec(
      lower,
    )?.[1] ?? /\b([0-7]{3,4}) (?:permissions?|mode|perms?|rights?)/.exec(lower)?.[1]
  const changes = /\b(?:chmod|change|set|make|give)\b.*\b(?:permissions?|mode)\b/.test(lower)
  if (mode !== undefined && !(changes && !/with permissions?|having|whose/.test(lower)))
    add(tests, `${negative || /other than|different/.test(lower) ? '-not ' : ''}-perm ${mode}`)
  else if (/world[- ]writ|writable by (?:others|everyone|all|anyone)|others can write/.test(lower))
    add(tests, '-perm -o+w')
  else if (/set-?uid|\bsuid\b/.test(lower)) add(tests, '-perm -4000')
  else if (/set-?gid|\bsgid\b/.test(lower)) add(tests, '-perm -2000')
  else if (/sticky/.test(lower)) add(tests, '-perm -1000')
  else if (/readable by (?:all|everyone|anyone|others)/.test(lower))
    add(tests, `${negative ? '! ' : ''}-perm -${/others/.test(lower) ? 'o+r' : '444'}`)
  else if (/\bexecutable\b/.test(lower) && !/make|chmod/.test(lower)) add(tests, `${negative ? '! ' : ''}-executable`)
  else if (/\bnot (?:be )?writable|\bunwritable/.test(lower)) add(tests, '! -writable')
  else if (/\bwritable\b/.test(lower)) add(tests, '-writable')
  else if (/\bnot readable|\bunreadable/.test(lower)) add(tests, '! -readable')
}

function readDepth(lower: string, tests: FindTests): void {
  const max = new RegExp(
    `(?:(?:at most|up to|maximum(?: depth)?(?: of)?|max(?: depth)?|only|depth(?: of)?|no more than|not (?:deeper|more) than|within|down to|limit\\w*(?: \\w+){0,3} to)) ${NUMBER}(?: (?:directory|folder|sub-?director\\w*))? ?(?:levels?|deep|depth)?`,
  ).exec(lower)
  const levels = max && /level|deep|depth/.test(lower)
  const min = new RegExp(
    `(?:at least|minimum(?: depth)?(?: of)?|below|deeper than|starting (?:from|at)) (?:level )?${NUMBER} (?:levels?|deep)`,
  ).exec(lower)
  if (min) tests.depth.push(`-mindepth ${readNumber(min[1] ?? '') ?? 1}`)
  else if (levels) tests.depth.push(`-maxdepth ${readNumber(max[1] ?? '') ?? 1}`)
  else if (
    /non-?recursive|not recursive|without (?:descending|recurs|going into|entering|subdirector)|not (?:descend|in subdirector|including sub)|only in (?:the )?(?:current|this)|(?:directory|folder) only|top[- ]level|don't recurse|no recursion|do not recurse|one level|excluding subdirector|immediate/.test(
      lower,
    )
  )
    tests.depth.push('-maxdepth 1')
}
