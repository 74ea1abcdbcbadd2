// Composes a find command from a request about files: the places, the tests, the action.

import { readFindTests } from './find-tests.ts'
import type { FindTests } from './find-tests.ts'
import { escapeInQuotes, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { listedKinds } from '../sense/file-families.ts'
import { isPlaceName } from '../sense/restrictions.ts'
import { type Kept, readKept, testsFor } from './kept-names.ts'
import { readRequest, splitSpared } from '../words-request.ts'
import type { Request, Token } from '../words-request.ts'

/** A command composed from parts of a request. `score` is 0..1. */
export interface Built {
  command: string
  explanation: string
  score: number
}

const NOUN =
  /\b(?:files?|director(?:y|ies)|folders?|sub-?director(?:y|ies)|subfolders?|sym(?:bolic )?links?|symlinks?|hard ?links?|links?|scripts?|images?|pictures?|photos?|videos?|documents?|filenames?)\b|\*\.\w+/
const VERB =
  /\b(?:find|search|locate|list|look|show|display|print|get|delete|remove|count|copy|move|change|make|replace|which|where|what|how many|execute|run|compress|archive|zip|rename|set|give|calculate|sum|all|recursively|output|report|check)\b/

const THIRD_PERSON =
  /\b(find|locate|list|show|display|print|get|delete|remove|count|move|change|make|replace|execute|run|archive|zip|rename|set|give|update|compress|gzip|search)(?:e?s)\b(?= (?:\S+ )*?(?:files?|director|folders?|them|it|all|every|each|their|the|permissions?|for|only|a)\b)/g

/** A request in the third person ("Finds …, and deletes them") with its verbs as in an order. */
const toInfinitives = (lower: string): string =>
  lower.replace(THIRD_PERSON, '$1').replace(/\bcopies (?=them|it|all|every|each|the)/g, 'copy ')

const PLURAL_KIND = /^(?:jpe?g|png|gif|pdf|mp[34]|zip|csv|svg|webp|docx|xlsx)s$/

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
  const { wanted, kept } = splitSpared(spellKinds(original))
  const request = {
    ...wanted,
    lower: toInfinitives(wanted.lower).replace(/^use (?:the )?find (?:command )?to /, 'find '),
  }
  const { lower } = request
  const listed = listedKinds(request).length > 0
  if (!listed && (!NOUN.test(lower) || !VERB.test(lower))) return []
  const tests = readFindTests(request)
  const things = kept.length === 0 ? [] : readKept(kept, tests.type === 'd' ? 'folders' : 'nothing')
  if (things === null) return []
  const places = placesFor(request, kept)
  const action = readAction(request, tests)
  const spared = sparingTests(things, action)
  if (spared === null) return []
  const asked =
    (/\ball\b/.test(lower) && tests.strength >= 1) ||
    /\b(?:find|search|locate|recursive\w*|directory trees?|file ?system|sub-?director\w*|hierarchy|tree)\b/.test(lower)
  if (tests.strength < 0.6 && !(asked && (action !== '' || places.length > 0 || tests.type !== ''))) return []
  if (
    /\b(?:git|docker|container|commit|branch|repository|tar|zip archive|package)\b/.test(lower) &&
    !/\bfind\b/.test(lower)
  )
    return []
  // A listing of a place without any test is for ls.
  if (!asked && tests.strength < 0.6) return []
  // A change without a test would change every file: only when the request says so.
  const acts = /-delete|rm -rf|chmod|chown|chgrp|sed -i|gzip|\bmv\b/.test(action)
  if (
    acts &&
    tests.names.length + tests.parts.length === 0 &&
    !/\b(?:all|every|each) (?:of )?(?:the )?(?:files?|director(?:y|ies)|(?:sub)?folders?)\b|\beverything\b/.test(lower)
  )
    return []
  if (removesFolders(action, spared) && tests.names.length + tests.parts.length > 0) return []
  const command = writeFind(tests, places, spared, action)
  const score = scoreFind(lower, { tests, asked, listed, acts: action !== '', spared: spared.length > 0 })
  const out: Built[] = [{ command, explanation: describe(tests, action), score: Math.min(0.97, score) }]
  if (tests.type !== 'f' || tests.names.length === 0) return out
  const loose = {
    ...out[0]!,
    command: command.replace(' -type f', ''),
    explanation: 'any kind of entry with that name',
  }
  // A list of names is mostly asked for without `-type f`; where files are tested or changed, or "regular files" are meant, it counts.
  if (action === '' && tests.parts.length === 0 && !/\bregular\b/.test(lower))
    return [loose, { ...out[0]!, score: out[0]!.score - 0.06 }]
  return [...out, { ...loose, score: Math.min(0.9, score - 0.06) }]
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

function writeFind(tests: FindTests, places: readonly string[], spared: readonly string[], action: string): string {
  const isFlat = removesFolders(action, spared)
  const all = [
    ...(isFlat ? ['-mindepth 1', '-maxdepth 1'] : tests.depth),
    tests.type === '' ? '' : `-type ${tests.type}`,
    ...tests.names,
    ...tests.parts,
    ...spared,
    isFlat ? action.replace('-prune ', '') : action,
  ]
  return `find ${places.map(quoteValue).join(' ')} ${all.filter(Boolean).join(' ')}`.trim()
}

/** The facts, besides the words, on which the score of a command depends. */
interface FindSigns {
  tests: FindTests
  /** True when the words ask for a search. */
  asked: boolean
  /** True when they ask for a list of files of a kind. */
  listed: boolean
  acts: boolean
  /** True when an exception was read. */
  spared: boolean
}

function scoreFind(lower: string, { tests, asked, listed, acts, spared }: FindSigns): number {
  let score = 0.34 + 0.13 * Math.min(3, tests.strength) + (asked ? 0.18 : 0) + (acts ? 0.08 : 0) + 0.05
  if (/^\s*(?:find|search for|locate)\b/.test(lower)) score += 0.1
  else if (listed) score += 0.14
  if (spared) score += 0.06
  if (
    tests.strength >= 1 &&
    /^\s*(?:list|show|print|display|get)\b.*\bfiles?\b.*\b(?:whose|that|which|with)\b/.test(lower)
  )
    score += 0.12
  // `search for WORD in PLACE` looks for a text in files, not for files of that name.
  if (/^\s*(?:search|look) for (?!(?:all |every |any )?(?:files?|director|folders?)|\S*[*./])\S+ in\b/.test(lower))
    score -= 0.3
  // A word that is looked for in files is one for grep, too.
  if (
    /^\s*(?:find|search(?: for)?|look for|show) (?:the |all )?(?:word|text|string|phrase|pattern|line)s? (?!files?)/.test(
      lower,
    )
  )
    score -= 0.3
  // Lines that contain a text are for grep.
  if (/\blines? (?:that |which )?(?:contain|match|with|includ)/.test(lower) && !/\bcount\b/.test(lower)) score -= 0.3
  return score
}

function describe(tests: FindTests, action: string): string {
  const what = tests.type === 'd' ? 'directories' : tests.type === 'l' ? 'symbolic links' : 'files'
  if (/-delete|rm /.test(action)) return `finds ${what} and deletes them`
  if (/wc -l/.test(action)) return `counts matching ${what}`
  if (/-exec|xargs/.test(action)) return `finds ${what} and runs a command on them`
  return `finds ${what} that match`
}

/** The places to search: the whole system where the exception is a place of the system, and the request names no other. */
function placesFor(request: Request, kept: readonly Token[]): string[] {
  const places = readPlaces(request)
  const isOfSystem = kept.some(({ value }) => /^\/[a-z]/.test(value))
  return isOfSystem && places.every((place) => place === '.') ? ['/'] : places
}

/** The places to search, as written. */
function readPlaces(request: Request): string[] {
  const { lower, tokens } = request
  const places: string[] = []
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]?.lower ?? ''
    const before2 = tokens[at - 2]?.lower ?? ''
    const after = tokens[at + 1]?.lower ?? ''
    const prepositional = /^(?:in|under|within|inside|from|below|of|at|on|through|across|beneath|for)$/
    const isDirWord = /^(?:director(?:y|ies)|folders?|dir|trees?|hierarchy|path|filesystem)$/
    const led =
      prepositional.test(before) ||
      (isDirWord.test(before) && !/^(?:named|called)$/.test(before2)) ||
      ((before === 'the' || before === 'and' || before === 'or') &&
        (prepositional.test(before2) || isDirWord.test(after) || places.length > 0))
    // "ending in ~" says how names end.
    if (request.excluded.has(at) || (/^(?:in|with)$/.test(before) && /^(?:end|start|begin)/.test(before2))) continue
    if (token.shapes.has('path') && !token.shapes.has('file')) {
      // "all node_modules directories" are to be found; "the src directory" is the place to search in.
      const isWanted = /^(?:directories|folders)$/.test(after) && !prepositional.test(before) && /^\w/.test(token.value)
      if (!isWanted && (led || isDirWord.test(after) || /^[/~]/.test(token.value))) {
        if (/^(?:to|into|newer|than|as)$/.test(before) || /^(?:than)$/.test(before)) continue
        if (/^(?:copy|move|mv|cp)\b/.test(lower) && before === 'to') continue
        places.push(token.value)
      }
    } else if (
      isDirWord.test(after) &&
      prepositional.test(before === 'the' ? before2 : before) &&
      (token.shapes.has('name') || token.quoted) &&
      !/^(?:current|this|present|working|home|root|parent|same|given|specified|each|every|all|the|a|my|which|source|sub|any|whole|entire|directory|file|different|your|its|their)$/.test(
        token.lower,
      )
    ) {
      places.push(token.value)
    } else if (isDirWord.test(before) && token.quoted && !/^(?:named|called)$/.test(before)) places.push(token.value)
    else if (
      isDirWord.test(before) &&
      (token.quoted || (token.shapes.has('name') && /[A-Z_]/.test(token.value))) &&
      prepositional.test(before2 === 'the' ? (tokens[at - 3]?.lower ?? '') : before2)
    )
      places.push(token.value)
  }
  if (places.length === 0) places.push(...placeAtEnd(tokens))
  const unique = [...new Set(places)].filter((place) => !/[*?]/.test(place))
  if (unique.length > 0) return unique
  if (
    /\b(?:entire|whole|full|complete) (?:file ?system|system|machine|computer|disk|drive|server)|\broot (?:directory|folder|of the file)|\bfile ?system\b|\beverywhere\b|\bon (?:the|this|my) (?:system|machine|computer|disk|server)|system[- ]wide/.test(
      lower,
    )
  )
    return ['/']
  if (/\bhome (?:directory|folder|dir)\b|\bmy home\b|\bin home\b/.test(lower)) return ['~']
  if (/\bparent directory\b/.test(lower)) return ['..']
  return ['.']
}

/** The place that a request ends with, in a plain word: "the sql files in backups". */
function placeAtEnd(tokens: Request['tokens']): string[] {
  const last = tokens.at(-1)
  const before = tokens
    .slice(0, -1)
    .map(({ lower }) => lower)
    .join(' ')
  const isFolder = /\b(?:in|inside|under|from|of) (?:the |my |our )?(?:folder|directory|dir)$/.test(before)
  const isLed = isFolder || /\b(?:in|inside|under)$/.test(before)
  if (last && isFolder && /(?:ed|ing|ly)$/.test(last.lower)) return []
  return last && isLed && last.shapes.has('name') && !last.isStop && isPlaceName(last.lower) ? [last.value] : []
}

/** The action on the files that are found, as find or a pipe writes it; empty for printing them. The first that fits counts. */
function readAction(request: Request, tests: FindTests): string {
  return (
    readChange(request, tests) ??
    readExecuted(request) ??
    readCount(request.lower) ??
    readOrder(request.lower, tests) ??
    PRINTED.find(([words]) => words.test(request.lower))?.[1] ??
    ''
  )
}

/** An action that changes files: delete, edit, change mode or owner, copy, move. */
function readChange(request: Request, tests: FindTests): string | null {
  const { lower, text } = request
  if (/\b(?:delete|remove|erase|purge|wipe|rm|trash|discard|clear|clean up|get rid of)\b/.test(lower)) {
    return tests.type === 'd' && !/empty/.test(lower) ? '-prune -exec rm -rf {} +' : '-delete'
  }
  const replaced =
    /\b(?:replace|substitute)\b.*?["'`]([^"'`]+)["'`](?: with| by|->)? ?(?:with|by)? ["'`]([^"'`]*)["'`]/i.exec(text) ??
    /\b(?:replace|substitute) (?:the (?:word|string|text) )?(\S+) (?:with|by) (\S+)/i.exec(text)
  if (replaced) return `-exec sed -i 's/${escapeSed(replaced[1] ?? '')}/${escapeSed(replaced[2] ?? '')}/g' {} +`
  const mode = /\b(?:chmod|permissions?|mode|rights)\b.*?\b(?:to|as|of)? ?([0-7]{3,4})\b/.exec(lower)?.[1]
  if (mode !== undefined && /\b(?:change|set|chmod|give|make|update|modify)\b/.test(lower))
    return `-exec chmod ${mode} {} +`
  if (/\bmake\b.*\bexecutable\b|add execut/.test(lower)) return '-exec chmod +x {} +'
  const owner = /\b(?:change|set) (?:the )?(?:owner(?:ship)?|user|group).*?\bto ["'`]?([\w:.-]+)/.exec(lower)?.[1]
  if (owner !== undefined)
    return /\bgroup\b/.test(lower) && !/owner/.test(lower) ? `-exec chgrp ${owner} {} +` : `-exec chown ${owner} {} +`
  const destination = destinationOf(request)
  if (destination === null) return null
  if (/\bcopy\b/.test(lower)) return `-exec cp {} ${quoteValue(destination)} \\;`
  return /\bmove\b/.test(lower) ? `-exec mv {} ${quoteValue(destination)} \\;` : null
}

/** A command that the request names for each file, or a search in the files. */
function readExecuted(request: Request): string | null {
  const { text, tokens } = request
  const executed =
    /\b(?:execute|run|apply|invoke|exec)(?: the)?(?: command)? ["'`]([^"'`]+)["'`]/i.exec(text)?.[1] ??
    /\b(?:execute|run)(?: the)? (?:command |script )?([\w./-]+)(?: command)?(?: on| for| against) (?:each|every|all|them|it)/i.exec(
      text,
    )?.[1]
  if (executed !== undefined) return `-exec ${executed}${/\{\}/.test(executed) ? '' : ' {}'} \\;`
  const quoted = tokens.filter((token) => token.quoted).map((token) => token.value)
  const inside = contentPattern(request, quoted)
  return inside === null ? null : `-exec grep -l ${inside} {} +`
}

/** A count or a sum over the files, or one archive of them. */
function readCount(lower: string): string | null {
  if (/\bcount\b.*\blines\b|\blines? (?:count|of code)|\bnumber of lines\b|total (?:number of )?lines/.test(lower))
    return '-exec cat {} + | wc -l'
  if (/\b(?:count|how many|number of) (?:the |all )*words\b/.test(lower)) return '-exec cat {} + | wc -w'
  if (/\b(?:how many|count|number of)\b/.test(lower)) return '| wc -l'
  if (/\btotal (?:disk )?(?:size|space|usage)\b|\bsum\b.*\bsize|\bsize of all\b/.test(lower))
    return '-exec du -ch {} + | tail -n 1'
  if (/\b(?:compress|gzip)\b/.test(lower) && /\b(?:each|all|every|them)\b/.test(lower)) return '-exec gzip {} +'
  return /\b(?:archive|tar)\b/.test(lower) ? '-print0 | tar -czvf archive.tar.gz --null -T -' : null
}

/** A sorted listing: by size, by time, by name. */
function readOrder(lower: string, tests: FindTests): string | null {
  if (/\b(?:largest|biggest)\b/.test(lower)) {
    const count =
      /\b(?:top|first|the)? ?(\d+|ten|five|twenty)\b[^.]*\b(?:largest|biggest)|(?:largest|biggest) (\d+|ten|five)/.exec(
        lower,
      )
    const lines = number(count?.[1] ?? count?.[2]) ?? (/\bfiles\b/.test(lower) ? 10 : 1)
    return `-printf '%s %p\\n' | sort -nr | head -n ${lines}`
  }
  if (/\b(?:sort\w*|order\w*|files) by (?:file ?)?size\b/.test(lower))
    return `-printf '%s %p\\n' | sort -n${/descend|revers|largest/.test(lower) ? 'r' : ''}`
  if (
    /\b(?:sort\w*|order\w*|files) by (?:modification )?(?:time|date)|\b(?:most recent\w*|newest|latest|last modified)\b/.test(
      lower,
    ) &&
    !/-m(?:time|min)/.test(tests.parts.join(' '))
  )
    return `-printf '%T@ %p\\n' | sort -n${/\bsort|\border|files by/.test(lower) ? '' : 'r | head -n 1'}`
  return /\bsort(?:ed|ing)?\b/.test(lower) ? '| sort' : null
}

/** Forms of the printed list by the words that ask for them. */
const PRINTED: readonly [RegExp, string][] = [
  [
    /\b(?:stop|quit|exit)\w* (?:after|at|with) (?:the )?first|\bfirst (?:one|match|file)\b.*\b(?:stop|quit|exit)/,
    '-print -quit',
  ],
  [
    /\b(?:only|just) (?:the |their )?director(?:y|ies) names?\b|\bnames? of (?:the |their )?(?:parent )?director(?:y|ies) (?:only|alone)\b/,
    "-printf '%h\\n'",
  ],
  [
    /\blong (?:listing|list|format)|\bls -l|\bin (?:long|detail)|with (?:details|their (?:sizes?|permissions?))|detailed/,
    '-exec ls -l {} +',
  ],
  [/\bnull[- ](?:separat|terminat|delimit)|print0|zero[- ]byte separat/, '-print0'],
  [/\b(?:only|just) (?:the |their )?(?:base ?|file ?)names?\b|without (?:the )?path/, "-printf '%f\\n'"],
  [
    /suppress\w* (?:all )?(?:error|warning)|without (?:any )?(?:errors|permission denied)|ignor\w* (?:errors|permission)|discard\w* (?:errors|stderr)|hid\w* errors/,
    '2>/dev/null',
  ],
]

/** The arguments of grep, such as `-i "pattern"`, for files that hold a text; null when the request is not about contents. */
function contentPattern(request: Request, quoted: string[]): string | null {
  const { text, lower } = request
  const match =
    /\b(?:contain\w*|with|having|that have|includ\w*|mention\w*|match\w*|search\w*|grep|look\w*) (?:in (?:them|it) )?(?:for )?(?:the )?(?:given )?(?:text|string|word|phrase|pattern|regex|line|keyword|content)s? ["'`]?([^"'`\s]+(?:[^"'`]*(?=["'`]))?)/i.exec(
      text,
    ) ??
    /\bcontaining ["'`]([^"'`]+)["'`]/i.exec(text) ??
    (/\b(?:grep|search)\b.*\bfor ["'`]/.test(lower) ? /for ["'`]([^"'`]+)["'`]/i.exec(text) : null)
  const value = match?.[1] ?? (/\bcontaining\b/.test(lower) ? quoted.at(-1) : undefined)
  if (value === undefined || /\bnames? contain|contain\w* .* in (?:their|its|the) (?:file ?)?names?/.test(lower))
    return null
  const flag = /case[- ]?insens|ignor\w* case/.test(lower) ? '-i ' : ''
  return `${flag}"${value.replace(/(["$`\\])/g, '\\$1')}"`
}

function destinationOf({ tokens }: Request): string | null {
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const token = tokens[at]
    const before = tokens[at - 1]?.lower ?? ''
    const before2 = tokens[at - 2]?.lower ?? ''
    const led =
      /^(?:to|into)$/.test(before) ||
      (/^(?:the|directory|folder|dir)$/.test(before) && /^(?:to|into|the)$/.test(before2))
    if (
      token &&
      led &&
      (token.shapes.has('path') || token.shapes.has('name') || token.quoted) &&
      !/^(?:the|directory|folder|a)$/.test(token.lower)
    )
      return token.value
  }
  return null
}

const number = (word: string | undefined): number | null =>
  word === undefined ? null : /^\d+$/.test(word) ? Number(word) : ({ five: 5, ten: 10, twenty: 20 }[word] ?? null)
const escapeSed = (text: string): string => escapeInQuotes(text.replace(/([/&\\])/g, '\\$1'))
