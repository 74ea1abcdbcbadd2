// Reads when files were modified, read or changed: "in the last 24 hours", "more than 3 days ago", "between 2 and 5 days ago", "newer than
// ref.txt", "since yesterday", and dates.

import { readNumber } from '../../vocabulary.ts'
import { type FindText, phrase } from './find-text.ts'

type Letter = 'm' | 'a' | 'c'

const VERB =
  '(?:(?:data |contents? |last |was |were |has |have |had |been |that |which |whose |are |is |got )*(not )?(?:last |been |recently |previously |at )*((?:status|inode|attributes?|metadata|permissions?) (?:was |were |has |have |been |last )*chang\\w*|modif\\w*|chang\\w*|access\\w*|creat\\w*|updat\\w*|edit\\w*|touch\\w*|read|used|opened|written|viewed|altered|added|made)(?: was| were| time(?: is| was)?)?(?: last(?: time)?)?)'
const LAST =
  '(?:(?:at|in|within|during|over|for|since|from|on|by|inside)? ?(?:the |a )?(?:time )?(?:last|past|previous|recent|preceding)|in|within|during|for|less than|fewer than|newer than|younger than|under|not more than|no more than|at most|up to|not older than|no older than|within less than|since(?: the last)?)'
const MORE =
  '(?:(?:more|older|earlier|longer|greater|later|prior) than|over|at least|atleast|before|beyond|older|more)(?: the)?(?: last| past| or equal to)?'
const AGO = '(?: ?(?:ago|old|back|earlier|before|in the past|prior))?'

const RULES: readonly [RegExp, (found: (string | undefined)[]) => string | null][] = [
  [
    phrase(
      `${VERB}?,? ?(?:at some time )?(?:between|from) {N} ?{UNIT}? ?(?:ago )?(?:and|to|-) {N} ?{UNIT}(?: ago| old| before)?`,
    ),
    ([, verb, low, first, high, unit]) => {
      const [from, to] = [count(verb, low, first ?? unit, '+'), count(verb, high, unit, '-')]
      return amount(low) < amount(high)
        ? `${from} ${to}`
        : `${count(verb, high, unit, '+')} ${count(verb, low, first ?? unit, '-')}`
    },
  ],
  [
    phrase(
      `${VERB}?,? ?(?:at least|more than|older than|over) {N} ?{UNIT}? ?(?:ago |old )?(?:and|but) (?:at most|less than|fewer than|newer than|younger than|within the last|not more than|then|no more than) (?:than )?{N} ?{UNIT}${AGO}`,
    ),
    ([, verb, low, first, high, unit]) => `${count(verb, low, first ?? unit, '+')} ${count(verb, high, unit, '-')}`,
  ],
  [
    phrase(`${VERB},? ?(?:in|for|since|within|during) (?:over|more than|at least) (?:the (?:last|past) )?{N} ?{UNIT}`),
    ([, verb, n, unit]) => count(verb, n, unit, '+'),
  ],
  [
    phrase(`${VERB},? ?(?:exactly |within |in )*${LAST} {N} ?{UNIT}${AGO}`),
    ([not, verb, n, unit]) => count(verb, n, unit, not === undefined ? '-' : '+'),
  ],
  [
    phrase(`${VERB},? ?(?:exactly |within |in |since )*${MORE} {N} ?{UNIT}${AGO}`),
    ([not, verb, n, unit]) => count(verb, n, unit, not === undefined ? '+' : '-'),
  ],
  [
    phrase(
      `${VERB} (?:within |in |during |since |for |over )*(?:the |this )?(?:last|past|previous|this|a) (minute|hour|day|week|month|year)\\b`,
    ),
    ([not, verb, unit]) => count(verb, '1', unit, not === undefined ? '-' : '+'),
  ],
  [
    phrase(`${VERB},? ?(?:exactly |precisely |on |about |around |the )*{N} ?{UNIT} (?:ago|before|back|earlier)`),
    ([not, verb, n, unit]) => `${not === undefined ? '' : '-not '}${count(verb, n, unit, '')}`,
  ],
  [phrase(`${VERB} since (?:the )?yesterday(?: morning)?`), ([, verb]) => `-newer${letterOf(verb)}t yesterday`],
  [
    phrase(`${VERB} (?:since |on |after )?last (mon|tues|wednes|thurs|fri|satur|sun)day\\b`),
    ([, verb, day]) => `-newer${letterOf(verb)}t 'last ${day}day'`,
  ],
  [phrase(`${VERB} (?:before|earlier than|prior to) yesterday`), ([, verb]) => `-daystart -${letterOf(verb)}time +1`],
  [phrase(`${VERB} (?:on |during )?yesterday`), ([, verb]) => `-daystart -${letterOf(verb)}time 1`],
  [phrase(`${VERB} (?:since |during |on |only )?(?:the )?today`), ([, verb]) => `-daystart -${letterOf(verb)}time 0`],
  [phrase('\\b(?:from|of) yesterday\\b'), () => '-daystart -mtime 1'],
  [phrase('\\b(?:from|of) today\\b'), () => '-daystart -mtime 0'],
  [phrase(`\\b(?:older|earlier) than yesterday\\b`), () => '-daystart -mtime +1'],
  [phrase(`\\b(?:not |no )older than {N} ?{UNIT}`), ([n, unit]) => count('', n, unit, '-')],
  [phrase(`\\b(?:not |no )newer than {N} ?{UNIT}`), ([n, unit]) => count('', n, unit, '+')],
  [
    phrase(`\\b(?:that are |which are |are )?(?:older than|more than|over|at least) {N} ?{UNIT}(?: old| ago)`),
    ([n, unit]) => count('', n, unit, '+'),
  ],
  [
    phrase(`\\b(?:that are |which are |are )?(?:older than|with age (?:greater|more) than) {N} ?{UNIT}`),
    ([n, unit]) => count('', n, unit, '+'),
  ],
  [
    phrase(`\\b(?:that are |which are |are )?(?:newer than|younger than|less than|at most) {N} ?{UNIT}(?: old| ago)?`),
    ([n, unit]) => count('', n, unit, '-'),
  ],
  [
    phrase(`\\b(?:from|in|within|during|over|of) (?:the )?(?:last|past|previous) {N} ?{UNIT}`),
    ([n, unit]) => count('', n, unit, '-'),
  ],
  [
    phrase(`\\b(?:from|in|within|during|over|of) (?:the )?(?:last|past|this) (day|hour|week|month|minute|year)\\b`),
    ([unit]) => count('', '1', unit, '-'),
  ],
]

const REFERENCE =
  '(?!yesterday|today|now|last|the last|this|tomorrow|a |an )(?:the )?(?:(?:modification |access |last |change )*(?:time|date|timestamp)s? (?:of|on) )?(?:the )?(?:reference )?(?:files? |archive |director(?:y|ies) )?(?:called |named )?(<[fpqvg]\\d+>|[\\w-]+(?= (?:file|was)\\b)|\\w*file\\w*|[A-Z]\\w+|[a-z]\\w+(?= (?:·|$)))(?: (?:file|directory))?(?: (?:was|were|has been) (?:last )?(?:modified|changed|created|updated)| by (?:modification|access) (?:time|date)| (?:in|by) (?:modification )?(?:time|date))?'
const DATE =
  '(<[d]\\d+>|<q\\d+>|(?:\\d{1,2}(?:st|nd|rd|th)? )?(?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\w*(?: \\d{1,2}(?:st|nd|rd|th)?)?(?:,? \\d{4})?)'

/** Comparisons with a date or with another file. */
const COMPARED: readonly [RegExp, (found: (string | undefined)[], text: FindText) => string | null][] = [
  [
    phrase(
      `${VERB}?,? ?(?:between|from|after|since) ${DATE}(?: at \\S+)?,? (?:and|to|till|until|but before|and before) ${DATE}`,
    ),
    ([, verb, from, to], text) =>
      `-newer${letterOf(verb)}t ${date(text, from)} -not -newer${letterOf(verb)}t ${date(text, to)}`,
  ],
  [
    phrase(
      `${VERB}?,? ?(?:on or after|since|after|newer than|later than|more recent(?:ly)? than|starting from) ${DATE}`,
    ),
    ([, verb, from], text) => (isDate(text, from) ? `-newer${letterOf(verb)}t ${date(text, from)}` : null),
  ],
  [
    phrase(`${VERB}?,? ?(?:on or before|before|until|older than|prior to|earlier than|up to) ${DATE}`),
    ([, verb, to], text) => (isDate(text, to) ? `-not -newer${letterOf(verb)}t ${date(text, to)}` : null),
  ],
  [
    phrase(`${VERB}?,? ?(?:not newer|older|earlier|less recent(?:ly)?|before)(?: in time)? than ${REFERENCE}`),
    ([, verb, file], text) => (isVersion(text, file) ? null : `-not ${newer(verb)} ${name(text, file)}`),
  ],
  [
    phrase(`(?:${VERB},? ?)?(?:more recent(?:ly)?|newer|later|after)(?: in time)? than ${REFERENCE}`),
    ([not, verb, file], text) =>
      isVersion(text, file) ? null : `${not === undefined ? '' : '-not '}${newer(verb)} ${name(text, file)}`,
  ],
  [
    phrase(`${VERB},? ?(?:after|since) (?!last |the last )${REFERENCE}`),
    ([not, verb, file], text) =>
      isVersion(text, file) ? null : `${not === undefined ? '' : '-not '}${newer(verb)} ${name(text, file)}`,
  ],
  [
    phrase(`${VERB},? ?before ${REFERENCE}`),
    ([, verb, file], text) => (isVersion(text, file) ? null : `-not ${newer(verb)} ${name(text, file)}`),
  ],
]

/** Words of which every phrase of times holds one. */
const SPEAKS =
  /min|h(?:ou)?rs?\b|day|week|month|year|newer|older|earlier|later|recent|before|after|since|until|between|prior|<d\d/i

/** The tests of times; what they were read from is taken out of the text. */
export function readTimes(text: FindText): string[] {
  if (!text.has(SPEAKS)) return []
  const out: string[] = []
  for (const [pattern, write] of COMPARED)
    for (let count = 0; count < 3; count += 1) {
      const found = pattern.exec(text.rest)
      const test = found ? write(found.slice(1), text) : null
      if (test === null) break
      text.take(pattern)
      out.push(test)
    }
  for (const [pattern, write] of RULES)
    for (const found of text.takeAll(pattern)) {
      const test = write(found)
      if (test !== null) out.push(text.restore(test))
    }
  return out
}

/** The letter that find has for what was done: modified, accessed, or changed in its inode. */
function letterOf(verb: string | undefined): Letter {
  if (/^(?:access|read|used|open|view)/i.test(verb ?? '')) return 'a'
  return /^(?:creat|status|inode|attribut|metadata|permission)/i.test(verb ?? '') ? 'c' : 'm'
}

const newer = (verb: string | undefined): string => ({ m: '-newer', a: '-anewer', c: '-cnewer' })[letterOf(verb)]
const amount = (word: string | undefined): number => readNumber(word ?? '') ?? 1

function count(verb: string | undefined, word: string | undefined, unit: string | undefined, sign: string): string {
  const [letter, n, name] = [letterOf(verb), amount(word), unit ?? 'days']
  // The number is a variable of the shell.
  if (word?.startsWith('<') === true) return `-${letter}${/^min/i.test(name) ? 'min' : 'time'} ${sign}${word}`
  if (/^min/i.test(name)) return `-${letter}min ${sign}${n}`
  if (/^h/i.test(name))
    return n % 24 === 0 ? `-${letter}time ${sign}${n / 24}` : `-${letter}min ${sign}${Math.round(n * 60)}`
  const days = /^week/i.test(name) ? 7 : /^month/i.test(name) ? 30 : /^year/i.test(name) ? 365 : 1
  return `-${letter}time ${sign}${Math.round(n * days)}`
}

const isDate = (text: FindText, mark: string | undefined): boolean =>
  /\d{4}|^\d{1,2}[/.-]\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(text.valueOf(mark)) &&
  !/[/~]\w|\.\w*[a-z]/i.test(text.valueOf(mark))
const date = (text: FindText, mark: string | undefined): string => {
  const value = text
    .valueOf(mark)
    .replace(/(?<=\d)(?:st|nd|rd|th)\b/, '')
    .replace(/\bof /, '')
  return /\s/.test(value) ? `'${value.replaceAll("'", '')}'` : value
}
/** A version is no file: "changed before v1.0". */
const isVersion = (text: FindText, mark: string | undefined): boolean => /^v?\d+(?:\.\d+)+$/.test(text.valueOf(mark))
const name = (text: FindText, mark: string | undefined): string => {
  const value = text.valueOf(mark)
  return /^[\w./~@+${}-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`
}
