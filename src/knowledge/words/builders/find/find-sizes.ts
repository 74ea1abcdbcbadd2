// Reads sizes and counts: "larger than 10 MB", "between 1k and 5k", "exactly 512 bytes", "empty", "more than 2 links", "inode 42".

import { readNumber } from '../../vocabulary.ts'
import { readSize } from '../../words-request.ts'
import { type FindText, phrase } from './find-text.ts'

const SIZE =
  '(?<![\\w<-])(\\d+(?:\\.\\d+)?|<v\\d+>|one|two|three|five|ten|twenty|a(?= [kmgt]\\w))[- ]?((?:[kmgt](?:i?b|bytes?)?s?|bytes?|b|kilobytes?|megabytes?|megs?|gigabytes?|gigs?|terabytes?|(?:512[- ]?byte |disk )?blocks?)(?![\\w]))'
const LOOSE = SIZE.replace('((?:', '((?:').replace(/\)$/, ')?')
const WHO =
  '(?:that |which |whose |with |having |have |has |are |is |and |of |a |the |file |in |their |takes? (?:up )?|taking (?:up )?|occupy\\w* )*(?:sizes? )?(?:that |which |is |are |of |being )*(not )?'
const MORE =
  '(?:larger|bigger|greater|more|over|above|heavier|higher|exceed\\w*|at least|atleast|minimum|>)(?: in size)?(?: than| of| or equal to|,)*'
const LESS =
  '(?:smaller|less|lesser|lower|under|below|fewer|lighter|at most|atmost|maximum|up to|no more|not exceeding|<)(?: in size)?(?: than| of| or equal to|,)*'
const END = '(?: (?:in|of) (?:its |their |the )?(?:file )?size| big| large| of disk space| of space)?'

const RULES: readonly [RegExp, (found: (string | undefined)[]) => string | null][] = [
  [
    phrase(`${WHO}(?:between|from|in the range|ranging from) ${LOOSE}(?: and| to|-| through) ${SIZE}${END}`),
    ([, low, first, high, unit]) => `-size +${sizeOf(low, first ?? unit)} -size -${sizeOf(high, unit)}`,
  ],
  [
    phrase(`${WHO}${MORE} ${SIZE}${END},? (?:and|but)(?: (?:is|are))? ${LESS} ${SIZE}${END}`),
    ([, low, first, high, unit]) => `-size +${sizeOf(low, first)} -size -${sizeOf(high, unit)}`,
  ],
  [phrase(`${WHO}${MORE} ${SIZE}${END}`), ([not, n, unit]) => `${no(not)}-size +${sizeOf(n, unit)}`],
  [phrase(`${WHO}${LESS} ${SIZE}${END}`), ([not, n, unit]) => `${no(not)}-size -${sizeOf(n, unit)}`],
  [
    phrase(`(?:${WHO})(?:equal to |exactly |equals? |precisely )*${SIZE}${END}`),
    ([not, n, unit]) => `${no(not)}-size ${sizeOf(n, unit)}`,
  ],
  [
    phrase(
      '(?:that |which |whose |with |having |have |are |is )*(?:a |the |of |file )*(?:sizes? (?:of |is |equal to |equals )?)?(?:zero|0|null)[- ]?(?:bytes?|lengths?|sized?|kb)?[- ]?(?:in )?(?:sizes?|sized|bytes?|length)\\b|\\bzero[- ]?(?:byte|length|sized?)\\b',
    ),
    () => '-empty',
  ],
  [phrase('\\b(?:that |which |are |is )*(?:non-?empty|not empty)\\b'), () => '-not -empty'],
  [
    phrase('\\b(?:that |which |are |is )*(?:currently )?empty\\b|\\bhave no content\\b|\\bwithout content\\b'),
    () => '-empty',
  ],
  [
    phrase(
      '(?:that |which |have |having |with |has )*(?:more than|over|greater than) {N} (?:hard ?|sym)?links?\\b(?: to (?:it|them))?',
    ),
    ([n]) => `-links +${readNumber(n ?? '') ?? 1}`,
  ],
  [
    phrase('(?:that |which |have |having |with |has )*at least {N} (?:hard ?)?links?\\b'),
    ([n]) => `-links +${(readNumber(n ?? '') ?? 1) - 1}`,
  ],
  [
    phrase('(?:that |which |have |having |with |has )*(?:less than|fewer than) {N} (?:hard ?)?links?\\b'),
    ([n]) => `-links -${readNumber(n ?? '') ?? 1}`,
  ],
  [
    phrase('(?:that |which |have |having |with |has )*(?:exactly |only )?(\\d+|two|three|one) (?:hard ?)?links?\\b'),
    ([n]) => `-links ${readNumber(n ?? '') ?? 1}`,
  ],
  [
    phrase(
      '(?:with |whose |having |have |has |by |using |that |which )*(?:a |the |an )?inode(?: numbers?)?(?: of| is| equal to| equals)? (\\d+|<v\\d+>)',
    ),
    ([n]) => `-inum ${n}`,
  ],
  [phrase('(?:with |whose |having |by )*(\\d+) inode(?: numbers?)?'), ([n]) => `-inum ${n}`],
]

/** Words of which every phrase of sizes, links and inodes holds one. */
const SPEAKS =
  /byte|size|\d[ -]?[bkmgt]|[kmgt]i?b\b|meg|gig|block|empty|zero|\bnull\b|link|inode|content|same file|<v\d+>[ -]?[kmgt]/i

/** The tests of sizes, of links and of inodes. */
export function readSizes(text: FindText): string[] {
  if (!text.has(SPEAKS)) return []
  const out: string[] = []
  const twin = text.take(
    phrase(
      `(?:that |which |are |is |all )*(?:the )?(?:hard ?links? (?:to|of|for)|(?:have |has |having |with |share )?(?:the )?same inode(?: numbers?)? (?:as|with)|linked to|hard[- ]?linked to|refer\\w* to the same (?:inode|file) as|the same file as)(?: the| a)?(?: file)? {V}`,
    ),
  )
  if (twin) out.push(`-samefile ${quotePath(text.valueOf(twin[0]))}`)
  for (const [pattern, write] of RULES)
    for (const found of text.takeAll(pattern)) {
      const test = write(found.map((item) => (item === undefined ? item : text.valueOf(item))))
      if (test !== null && !out.includes(test)) out.push(test)
    }
  return out
}

const quotePath = (path: string): string => (/^[\w./~@+-]+$/.test(path) ? path : `"${path}"`)
const no = (not: string | undefined): string => (not === undefined ? '' : '-not ')

/** A size as find writes it: `10M`, `512c`, `4` for blocks. */
function sizeOf(amount: string | undefined, unit: string | undefined): string {
  const n = amount?.startsWith('$') === true ? amount : (readNumber(amount ?? '') ?? 1)
  if (/block/i.test(unit ?? '')) return String(n)
  if (/^(?:c|b|char)/i.test(unit ?? 'b')) return `${n}c`
  const letter = (unit ?? '').slice(0, 1).toLowerCase()
  if (typeof n === 'string') return `${n}${letter === 'k' ? 'k' : letter.toUpperCase()}`
  return readSize(`${n}${letter}`) ?? `${n}c`
}
