// Reads what names are like: "named x or y", "*.c and *.h files", "ending with .conf", "whose name does not contain test", "matching the
// regular expression …", "python files".

import { readNumber } from '../../vocabulary.ts'
import { NO_NAME, readKinds, readMarks } from './find-marks.ts'
import { quotePattern, quoteText } from './find-quoting.ts'
import { type FindText, listOf, MARKS, phrase, WORD as PLAIN } from './find-text.ts'

/** The tests of names, and how many patterns were read. */
export interface FindNames {
  tests: string[]
  /** The patterns that names may have. */
  patterns: string[]
}

const IGNORES_CASE = phrase(
  '[,(]? ?\\b(?:and |but |while |by )?(?:in (?:a |an )?)?(?:(?:using |with |perform\\w* )?(?:a |the )?case[- ]?insensitiv\\w*|insensitively|ignor\\w*(?: the)? (?:upper/lower )?case(?: sensitivity| distinctions?)?|regardless of (?:the )?case|irrespective of (?:the )?case|not case[- ]sensitive(?:ly)?|case[- ]independent(?:ly)?|case is (?:ignored|insignificant|not important))(?: (?:search|manner|way|match(?:ing)?|mode|fashion|for|of)\\b)?[),]?',
)

const NAME = '(?:(?:the |their |its |base|file)?(?: ?names?| ?filenames?| basenames?| titles?))'
const WHO = '(?:that |which |whose |with |having |have |has |and |where |and |are |is |of |for |by )*'
const WORD =
  '(?:(?:the |a |an |any )?(?:letters?|words?|strings?|texts?|prefix(?:es)?|suffix(?:es)?|patterns?|phrases?|substrings?|names?|characters?|extensions?|sequence|expression|globs?) (?:of )?)?(?:the )?(?:word |string |letter )?'
/** A list of values as one group; between them the words of the phrase may stand again: "start with a or begin with b". */
const several = (part: string): string =>
  `((?:<[a-z]\\d+>|${PLAIN})(?:(?:,? (?:or|and|nor) (?:(?:that |which )?(?:${part}) (?:with |in )?)?|, (?=<))(?:the )?(?:<[a-z]\\d+>|${PLAIN}(?! (?:tests?|files?|director\\w+|folders?|entries)\\b)))*)`
const ends = 'end(?:s|ing)?|finish\\w*|terminat\\w*'
const begins = 'start(?:s|ing)?|begin(?:s|ning)?|prefixed'

interface NameRule {
  words: RegExp
  toPattern: (part: string) => string
}

/** Phrases that say a part of the name. The first group is "not", the second the list. */
const PARTS: readonly NameRule[] = [
  {
    words: phrase(
      `(?:${WHO}${NAME}? ?)?(?:that |which )?(not )?(?:${begins})s? (?:with|by) ${WORD}${several(begins)}(?: in (?:the |their |its )?(?:file)?names?)?`,
      /start|begin|prefix/i,
    ),
    toPattern: (part) => (part.endsWith('*') ? part : `${part}*`),
  },
  {
    words: phrase(
      `(?:${WHO}${NAME}? ?)?(?:that |which )?(not )?(?:${ends}) (?:with|in|by|on) ${WORD}${several(ends)}(?: in (?:the |their |its )?(?:file)?names?)?(?: extensions?)?`,
      /end|finish|terminat/i,
    ),
    toPattern: (part) => (part.startsWith('*') ? part : `*${part}`),
  },
  {
    words: phrase(
      `(?:that |which |whose |with |having )*(not )?(?:contain\\w*|includ\\w*|have|has|having|with|match\\w*)(?: the| a| an)?(?: case[- ]insensitive)? ?${WORD}${several('contain\\w*')} (?:anywhere )?(?:in|as part of|as a part of|as|within|inside) (?:the |their |its |the file |the files or directory )*(?:file|path|directory )?names?`,
      /names?\b/i,
    ),
    toPattern: (part) => (/[*?]/.test(part) ? part : `*${part}*`),
  },
  {
    words: phrase(
      `(?:${WHO}${NAME}) (?:that |which )?(not )?(?:contain\\w*|includ\\w*|have|has|having) ${WORD}${several('contain\\w*')}`,
      /name|title/i,
    ),
    toPattern: (part) => (/[*?]/.test(part) ? part : `*${part}*`),
  },
  {
    words: phrase(
      `(?:with|having|of|that have|which have|has|by|have|whose|and)(?: an?| the)?( not)? ?(?:file |filenames? )?(?:extensions?|suffix(?:es)?|ending)(?: of| is| are|:)? ${several('named')}`,
      /extension|suffix|ending/i,
    ),
    toPattern: (part) => (part.startsWith('*') ? part : `*.${part.replace(/^\./, '')}`),
  },
  {
    words: phrase(
      `(?:with|having|of|that have|which have|has|by|have)( not)? ${MARKS} (?:file )?(?:extensions?|suffix(?:es)?)`,
      /extension|suffix/i,
    ),
    toPattern: (part) => (part.startsWith('*') ? part : `*.${part.replace(/^\./, '')}`),
  },
]

const CALLED =
  '(?:named|called|titled|entitled|by (?:the )?names?(?: of)?|with (?:the |a )?(?:file)?names?(?: of| like| matching| as| equal to)?|(?:whose |the |where |with )*(?:base|file)?names? (?:is|are|equals?|like|match\\w*)|match\\w*|like|of the form|that match(?:es)?)'
const WHOLE: readonly NameRule[] = [
  {
    words: phrase(
      `(?:that |which |are |is )*(not )?(?:exactly )?${CALLED}(?: either)?(?: the)?(?: following)?(?: shell| glob| wildcard| file| name)?(?: patterns?| globs?| names?| wildcards?)?(?: as| like| of)? ${several(CALLED)}(?: (?:in|as|for) (?:their |its |the )?(?:base|file)?names?)?`,
      /named|called|titled|names?\b|match|like|of the form/i,
    ),
    toPattern: (part) => part,
  },
  {
    words: phrase(
      `(?:match\\w*|with|of|having|for)( not)? (?:the )?(?:filenames? |name )?(?:shell |glob |wildcard )?(?:patterns?|globs?) (?:of )?${several('named')}(?: in (?:their |its |the )?(?:base|file)?names?)?`,
      /pattern|glob/i,
    ),
    toPattern: (part) => part,
  },
  {
    words: phrase(`${several('named')}( not)? (?:in|as) (?:their |its |the )(?:base|file)?names?`, /names?\b/i),
    toPattern: (part) => (/[*?]/.test(part) ? part : `*${part}*`),
  },
]

/** Reads the tests of names. */
export function readNames(text: FindText): FindNames {
  const ignoresCase = text.takeAll(IGNORES_CASE).length > 0
  const i = ignoresCase ? 'i' : ''
  const tests = [...readExpressions(text, i), ...readLengths(text)]
  const wanted: string[] = []
  const refused: string[] = []
  const [fronts, backs] = [readPart(text, PARTS[0]!), readPart(text, PARTS[1]!)]
  // "begins with a and ends with b" is one name.
  if (fronts.wanted.length > 0 && backs.wanted.length > 0)
    wanted.push(...fronts.wanted.flatMap((front) => backs.wanted.map((back) => `${front}${back.replace(/^\*/, '')}`)))
  else wanted.push(...fronts.wanted, ...backs.wanted)
  refused.push(...fronts.refused, ...backs.refused)
  for (const rule of PARTS.slice(2)) {
    const found = readPart(text, rule)
    wanted.push(...found.wanted)
    refused.push(...found.refused)
  }
  for (const rule of WHOLE) {
    const found = readPart(text, rule)
    wanted.push(...found.wanted)
    refused.push(...found.refused)
  }
  if (text.take(SPACED)) wanted.push('* *')
  // "png files that begin with image": both are said of one name.
  if (wanted.length > 0 && wanted.every((name) => name.endsWith('*'))) {
    const kinds = readKinds(text)
    if (kinds.length > 0)
      wanted.splice(0, wanted.length, ...wanted.flatMap((name) => kinds.map((kind) => `${name.slice(0, -1)}${kind}`)))
  }
  readMarks(text, wanted, refused)
  if (wanted.length === 0 && text.take(/(?<!non-|not |un)\bhidden\b/i)) wanted.push('.*')
  const names = [...new Set(wanted)].slice(0, 12)
  const list = names.map((name) => `-${i}name ${quotePattern(name)}`)
  if (list.length === 1) tests.unshift(list[0]!)
  else if (list.length > 1) tests.unshift(`\\( ${list.join(' -o ')} \\)`)
  for (const name of new Set(refused)) tests.push(`-not -${i}name ${quoteText(name)}`)
  return { tests, patterns: names }
}

const SPACED = phrase(
  '\\b(?:that |which |whose |the |their )*(?:names? )?(?:that )?(?:have|has|having|contain\\w*|with) (?:white ?|blank )?(?:spaces?|whitespace|blanks) ?(?:in (?:their |its |the )?(?:file)?names?)?(?=[ ,])',
)

function readPart(text: FindText, { words, toPattern }: NameRule): { wanted: string[]; refused: string[] } {
  const out = { wanted: [] as string[], refused: [] as string[] }
  for (let count = 0; count < 4; count += 1) {
    const found = words.exec(text.rest)
    if (!found) break
    const groups = found.slice(1).filter((item) => item !== undefined)
    const isRefused = groups.some((item) => item.trim() === 'not')
    const parts = listOf(groups.find((item) => item.trim() !== 'not') ?? '')
      .map((item) =>
        item.replace(
          /^(?:(?:that |which )?(?:end|start|begin|contain|finish)\w* (?:with |in )?|named |called |the )+/i,
          '',
        ),
      )
      .filter((item) => item !== '')
    if (parts.length === 0 || parts.some((item) => NO_NAME.test(item) || /[/]/.test(text.valueOf(item)))) break
    text.take(words)
    for (const part of parts) (isRefused ? out.refused : out.wanted).push(toPattern(spell(text.valueOf(part))))
  }
  return out
}

/** "a dot" at the beginning of a name. */
const spell = (part: string): string => (/^(?:dot|period)$/i.test(part) ? '.' : part)

/** Names told by a regular expression, or by the whole path. */
function readExpressions(text: FindText, i: string): string[] {
  const out: string[] = []
  const regex = phrase(
    `(?:that |which |whose |with |having )*(?:(?:file|path|base)?names? )?(not )?(?:match\\w*|satisfy\\w*|using|by|with|for|against)? ?(?:names? )?(?:the |a )?((?:posix[- ]?\\w*|extended|basic|egrep|emacs|perl|grep|awk)[ -]*)*(?:type )?(?:regexp?|regular expressions?)(?: pattern| type)? (?:of )?{A}(?: (?:in|for|as|on) (?:their |its |the )?(?:full |whole |entire )?(?:path ?names?|filenames?|names?|paths?))?`,
  )
  for (const [not, type, mark] of text.takeAll(regex)) {
    const kind = /extended/i.test(type ?? '')
      ? 'posix-extended'
      : /egrep/i.test(type ?? '')
        ? 'posix-egrep'
        : /posix-?(\w+)/i.exec(type ?? '')?.[0]?.toLowerCase()
    out.push(
      `${kind === undefined ? '' : `-regextype ${kind.trim()} `}${not === undefined ? '' : '-not '}-${i}regex ${quoteText(text.valueOf(mark))}`,
    )
  }
  const path = phrase(
    `(?:that |which |whose |with |having )*(not )?(?:match\\w*|contain\\w*|have|has|with|having|like)? ?(?:the )?(?:pattern |glob |string |word )?(?:path|pathname|whole ?name)s?(?: pattern)?(?: (?:that |which )?(?:match\\w*|contain\\w*|is|are|like|of|matches))*(?: the)?(?: pattern)? (<[gwqf]\\d+>|<p\\d+>(?= |,))`,
  )
  for (const [not, mark] of text.takeAll(path)) out.push(pathTest(text.valueOf(mark), not, i))
  const inPaths = phrase(
    `(?:that |which |whose |with |having )*(not )?(?:match\\w*|contain\\w*|have|has|with|having|like|end\\w* with)(?: the)?(?: pattern| string| word)? {A} in (?:their |its |the )?(?:full )?(?:paths?|path ?names?)`,
  )
  for (const [not, mark] of text.takeAll(inPaths)) out.push(pathTest(text.valueOf(mark), not, i))
  for (const [mark] of text.takeAll(
    phrase(
      `(?:match\\w*|with|for|of) (?:the )?(?:patterns? |paths? )?(<w\\d+>)(?: in (?:their |its |the )?names?)?|(<w\\d+>)(?= (?:files|entries|director))`,
    ),
  ))
    if (mark !== undefined) out.push(pathTest(text.valueOf(mark), undefined, i))
  return out
}

const pathTest = (value: string, not: string | undefined, i: string): string =>
  `${not === undefined ? '' : '-not '}-${i}path ${quoteText(/[*?]/.test(value) ? value : `*${value}*`)}`

/** "whose name is 5 characters long" */
function readLengths(text: FindText): string[] {
  const [n] =
    text.take(
      phrase(
        '(?:with |whose |that have |having )*(?:names? |filenames? )?(?:of |is |are |that are |with )?(?:exactly )?{N}[- ]?(?:characters?|letters?|chars?)(?:[- ]long)?(?: (?:file)?names?)?(?: long)?',
      ),
    ) ?? []
  const length = readNumber(n ?? '')
  return length === null || length > 40 ? [] : [`-name ${quotePattern('?'.repeat(length))}`]
}
