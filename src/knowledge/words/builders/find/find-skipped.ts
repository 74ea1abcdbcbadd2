// Reads what a search leaves out: "excluding the directories build and dist", "not in .git", "except *.log files", "skipping hidden
// files".

import { KINDS, patternsOfKind } from './find-marks.ts'
import { quoteText } from './find-quoting.ts'
import { type FindText, listOf, LIST, phrase } from './find-text.ts'

const SKIPS =
  '(?:,? ?\\(?\\b(?:and |but |while |by |which |that |are |is |with |it |also )*(?:exclud(?:e|es|ing)|except(?:ing)?(?: for)?|ignor(?:e|es|ing)|skip(?:s|ping)?|omit(?:s|ting)?|leav(?:e|es|ing) out|prun(?:e|es|ing)|avoid(?:s|ing)?|but (?:not|(?:the )?ones|those)|not (?:search\\w*|look\\w*|descend\\w*|go(?:ing)?|includ\\w*|travers\\w*|enter\\w*|recurs\\w*|in|under|inside|within|below|from)|without (?:search\\w*|look\\w*|descend\\w*|going|includ\\w*|travers\\w*|enter\\w*|recurs\\w*)|outside(?: of)?|other than|apart from|neither))'
const OF =
  '(?: (?:for|in|into|to|under|inside|from|search|searching|the|any|all|those|ones|files|entries|contents|of|paths?|that|which|are|is|present|located|found|within|either|everything|of|both|anything|with|hidden(?= director)))*'
const FOLDERS = '(?:sub)?(?:director(?:y|ies)|folders?|paths?|dirs?|trees?)'

/** Reads what is left out: a directory with all that lies in it, or names. */
export function readSkipped(text: FindText): string[] {
  const out: string[] = []
  if (!text.has(SPEAKS)) return out
  if (text.take(SHOWN) || text.take(HIDDEN)) out.push(`-not -path '*/.*'`)
  const [kind] = text.take(OTHER_KINDS) ?? []
  if (kind !== undefined) out.push(`-not -type ${/^reg/i.test(kind) ? 'f' : /^s/i.test(kind) ? 'l' : 'd'}`)
  for (const pattern of FOLDER_PHRASES) out.push(...readFolders(text, pattern))
  for (const [pattern, test] of NAME_PHRASES)
    out.push(...listOf(text.take(pattern)?.[0]).map((item) => `-not ${test(text.valueOf(item))}`))
  for (const [word] of text.takeAll(OTHER_ENDINGS))
    out.push(...patternsOfKind(text, word ?? '').map((pattern) => `-not -name ${quoteText(pattern)}`))
  return [...out, ...readRefused(text)]
}

/** Words of which every phrase for what is left out holds one. */
const SPEAKS =
  /exclud|except|ignor|skip|omit|leav|prun|avoid|\bbut\b|\bnot?\b|\bnon|without|outside|other than|apart|neither|hidden|visible/i
const SHOWN = /\b(?:that |which )?(?:are |is )?(?:non-hidden|not hidden|visible)\b/i
const OTHER_ENDINGS = phrase(`${SKIPS}${OF} (${KINDS}) files?`)
const OTHER_KINDS =
  /\b(?:that |which )?(?:are |is )?(?:not|no|non-?|neither) ?(?:a |an |any )?(director(?:y|ies)|folders?|symlinks|regular files?)\b/i
const HIDDEN = phrase(
  `${SKIPS}${OF} (?:hidden|dot)[- ]?(?:files?|entries|director\\w+|folders?|ones)?(?: and (?:director\\w+|folders|files))?`,
)
const WITH_ALL = `(?:,? (?:and|including|along with) (?:all |any |the |its |their )*(?:files|entries|contents|${FOLDERS})(?: in (?:them|it))?)?`
const FOLDER_PHRASES: readonly RegExp[] = [
  phrase(
    `${SKIPS}${OF} ${FOLDERS}(?: of)?(?: (?:named|called|like|(?:that |which |whose (?:paths?|names?) )?(?:match\\w*|is|are|named|contain\\w*)))? ${LIST}(?: ${FOLDERS})?${WITH_ALL}`,
    /director|folder|path|dirs?\b|tree/i,
  ),
  phrase(`${SKIPS}${OF} ${LIST} ${FOLDERS}(?: ${FOLDERS})?${WITH_ALL}`, /director|folder|path|dirs?\b|tree/i),
  phrase(
    `${SKIPS}${OF} ((?:<[pvw]\\d+>|<q\\d+>)(?:(?:,? (?:and|or|nor) |, )(?:the )?(?:<[pvwq]\\d+>))*)(?: ${FOLDERS})?`,
    /<[pvwq]/,
  ),
  phrase(
    '\\b(?:not|but not|except(?: for)?|excluding|ignoring|skipping|outside(?: of)?)(?: (?:those|the|ones|files|entries|that|which|are|present|located))* (?:(?:in|under|inside|within|below|from) )(?:the )?((?:<[ef]\\d+>)(?:(?:,? (?:and|or|nor) |, )(?:<[ef]\\d+>))*)',
  ),
]

function readFolders(text: FindText, pattern: RegExp): string[] {
  const out: string[] = []
  for (let count = 0; count < 3; count += 1) {
    const found = pattern.exec(text.rest)
    const list = listOf(found?.[1]).map((item) => item.replace(/^(?:the|files|file|those|both|either) /i, ''))
    if (list.length === 0 || list.some((item) => NO_FOLDER.test(item))) break
    text.take(pattern)
    out.push(...list.map((item) => `-not -path ${quoteText(inside(text.valueOf(item)))}`))
  }
  return out
}

const IN_NAMES = '(?: in (?:their |its |the )?(?:file)?names?)?'
const NAME_PHRASES: readonly [RegExp, (name: string) => string][] = [
  [
    phrase(
      `${SKIPS}${OF} (?:whose )?(?:names? )?(?:is|are|named|called|match\\w*|like|with (?:the )?names?) ${LIST}${IN_NAMES}`,
    ),
    (name) => `-name ${quoteText(name)}`,
  ],
  [
    phrase(`${SKIPS}${OF} (?:whose )?(?:names? )?(?:end|ends|ending) (?:with|in) ${LIST}`, /end/i),
    (name) => `-name ${quoteText(`*${name}`)}`,
  ],
  [
    phrase(
      `${SKIPS}${OF} (?:whose )?(?:names? )?(?:start|starts|starting|begin|begins|beginning) with ${LIST}`,
      /start|begin/i,
    ),
    (name) => `-name ${quoteText(`${name}*`)}`,
  ],
  [
    phrase(
      `${SKIPS}${OF} (?:whose )?(?:(?:file|path)?names? )?(?:contain\\w*|with|match\\w*) ${LIST} in (?:their |its |the )?(?:full )?(?:paths?|path ?names?)`,
      /paths?\b|path ?names?/i,
    ),
    (name) => `-path ${quoteText(/[*?]/.test(name) ? name : `*${name}*`)}`,
  ],
  [
    phrase(`${SKIPS}${OF} (?:whose )?(?:(?:file)?names? )?(?:contain\\w*|with) ${LIST}${IN_NAMES}`),
    (name) => (name.includes('/') ? `-path ${quoteText(`*${name}*`)}` : `-name ${quoteText(`*${name}*`)}`),
  ],
]

/** "excluding *.swp files" */
function readRefused(text: FindText): string[] {
  const [names] = text.take(REFUSED) ?? []
  return listOf(names).map((item) => {
    const value = text.valueOf(item)
    return `-not -name ${quoteText(/^\.\w+$/.test(value) && item.startsWith('<e') ? `*${value}` : value)}`
  })
}
const REFUSED = phrase(
  `${SKIPS}${OF} (?:(?:named|called|like|matching|files named) )?((?:<[gfe]\\d+>)(?:(?:,? (?:and|or|nor) |, )(?:the )?(?:<[gfe]\\d+>))*)(?: (?:files?|ones|extensions?))?`,
  /<[gfe]/,
)

const NO_FOLDER =
  /^(?:the|any|all|those|hidden|empty|files?|in|of|named|called|entries|search|its|other|sub\w*|current|itself|that|which)$/i

/** The pattern of all that lies in a directory. */
const inside = (folder: string): string => {
  const short = folder.replace(/\/+$/, '')
  if (/[*?]/.test(short)) return short
  return /^[/$~]|^\.\//.test(short) ? `${short}/*` : `*/${short.replace(/^\*?\/?/, '')}/*`
}
