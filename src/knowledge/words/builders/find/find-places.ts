// Reads where a search begins: "under /usr and /opt", "in the current directory tree", "in ~/src and below", "on the whole system".

import { quoteValue } from '../../../../shell-syntax/word-quoting.ts'
import { isPlaceName } from '../../sense/restrictions.ts'
import { type FindText, listOf, LIST, MARKS, phrase, WORD } from './find-text.ts'
import { longPattern } from '../../../../sys/words/long-pattern.ts'

export interface FindPlaces {
  /** As they stand in the command. */
  places: string[]
  /** True when the words say that all below is meant: "tree", "recursively", "and its subdirectories". */
  isDeep: boolean
  /** True when the words name a place. */
  isNamed: boolean
}

const IN =
  '\\b(?:(?:located |residing |present |found |contained |stored |living |that (?:exist|reside|are) |which (?:exist|reside|are) |exist(?:s|ing)? |somewhere |anywhere |directly |starting |beginning |recursively )*(?:in|under|underneath|beneath|within|inside|below|from|of|at|on|through|throughout|across|over|into|down|for)(?: and (?:below|under|beneath|inside))?)'
const THE =
  '(?:(?:the|a|an|all|any|of|both|my|files|path|paths|target|local|contents|whole|entire|root of the|top|either|specified|given|every|each|user|whole of) )*'
const TREE =
  '(?:(?:director(?:y|ies)|folders?|dirs?|directoryt?|paths?|subdirector(?:y|ies)) )?(?:trees?|hierarch(?:y|ies)|structures?|director(?:y|ies)|folders?|dirs?|paths?|locations?)(?: paths?)?'

/** Words that say that all below is meant. */
const DEEP = phrase(
  `(?:,? ?(?:and|or|including|with|as well as|along with|plus) (?:in |all |its |of |it's |their |any |the |below |child )*(?:subdirectories|subfolders?|subdirectory|downwards?|below(?: it)?|beneath(?: it)?|under(?: it)?|deeper|everything below)|\\brecursively\\b|\\brecursive\\b|\\bdownwards?\\b|\\band (?:all )?its subs?\\b|\\bat any (?:level|depth)\\b|\\bdescending into (?:all )?subdirectories)`,
)

/** Names of places that are no paths. */
const SPOKEN: readonly [RegExp, string][] = [
  [
    phrase(
      `(?:${IN} )?${THE}(?:entire |whole |full |complete |linux |unix |root |local )*(?:filesystem|(?:computer|machine|system|hard drive|disk|server)(?! (?:files?|calls?)))(?: root)?(?:'s)?(?: starting from (?:the )?(?:root(?: directory)?|<p\\d+>))?`,
      /filesystem|computer|machine|system|hard drive|disk|server/i,
    ),
    '/',
  ],
  [phrase(`\\b(?:system[- ]?wide|everywhere|globally)\\b`), '/'],
  [phrase(`${IN} ${THE}(?:file ?system )?root(?: (?:directory|folder|dir))?(?: tree)?\\b`, /root/i), '/'],
  [
    phrase(
      `${IN} (?:the |my |your |our |a |current |user's |users? |whole |entire )*home (?:directory|folder|dir)(?: tree)?(?: of the current user)?\\b`,
      /home/i,
    ),
    '~',
  ],
  [phrase(`${IN} (?:the |my |your )*home\\b`, /home/i), '~'],
  [phrase(`${IN} (?:the |its )*parent (?:directory|folder|dir)(?: tree)?\\b`, /parent/i), '..'],
  [phrase(`${IN} ${THE}<here>(?: (?:tree|hierarchy|structure))?`, /<here>/), '.'],
  [phrase('<here>(?: (?:tree|hierarchy|structure))?'), '.'],
  [
    phrase(
      `${IN} (?:this|the (?:current|present|same)) (?:${TREE}|location|level|place)\\b`,
      /this|current|present|same/i,
    ),
    '.',
  ],
  [phrase(`(?:${IN} )?\\bhere\\b`, /here\b/i), '.'],
]

/** Words before "directory" that name no directory. */
const NO_NAME = longPattern('i')`
  ^(?:a|an|the|this|that|current|each|every|all|any|which|what|same|given|specified|different|its|their|your|other|another|parent|sub
  |whole|entire|empty|single|separate|own|respective|individual|new|particular|certain|file|or|and|source|target|destination|multiple
  |several|these|those|following|symlinks|search|listing|working|present|root|home|of|in|under|below|both|two|some|such|is|are|only|find
  |just|immediate|top|level|non|hidden)$
`

/** Reads the places out of the text. */
export function readPlaces(text: FindText): FindPlaces {
  const isTree = text.has(
    /(?<!as an? )\b(?:trees?|hierarch(?:y|ies)|subdirectories|subfolders?|and below|filesystem|under|beneath|below)\b/i,
  )
  const isRecursive = text.take(DEEP) !== null
  const places = [...readNamed(text), ...readSpoken(text)]
  if (places.length === 0) places.push(...readPlain(text))
  const unique = [...new Set(places)]
  return {
    places: unique.length === 0 ? ['.'] : unique,
    isDeep: isTree || isRecursive,
    isNamed: unique.length > 0,
  }
}

/** A place in a plain word, with which the request or a clause of it ends: "the sql files in backups". */
function readPlain(text: FindText): string[] {
  const [word] = PLAIN.exec(text.rest)?.slice(1) ?? []
  if (word === undefined || !isPlaceName(word.toLowerCase()) || !/^[\w.-]+$/.test(word)) return []
  text.take(PLAIN)
  return [word]
}
const PLAIN = phrase(`\\b(?:in|inside|under|within|below) (?:the |my |our )?(${WORD})(?= ?(?:·|,|$))`)

function readSpoken(text: FindText): string[] {
  return SPOKEN.flatMap(([words, place]) => (text.take(words) ? [place] : []))
}

/** Places that are named by a path, by a quoted name, or by a word before or behind "directory". */
const NAMED: readonly RegExp[] = [
  phrase(
    `${IN} ${THE}(?:${TREE} )(?:of |called |named |at |in |under |rooted at |starting at )?${MARKS.replaceAll('[a-z]', '[pvqf]')}(?: ${TREE})?`,
    /<[pvqf]/,
  ),
  phrase(
    `\\b(?:the )?(?:director(?:y|ies)|folders?|dir|path|(?:directory |folder )trees?) (?:named |called )?${MARKS.replaceAll('[a-z]', '[pv]')}`,
    /<[pv]/,
  ),
  phrase(
    `\\bsearch(?:es)? ${THE}${LIST} (?:director(?:y|ies)|folders?|directory trees?|trees?)(?= for\\b| ·|,| recurs)`,
    /search/i,
  ),
  phrase(`${IN} ${THE}${MARKS.replaceAll('[a-z]', '[pvq]')} ${TREE}`, /<[pvq]/),
  phrase(`${IN} ${THE}${MARKS.replaceAll('[a-z]', '[pv]')}(?: ${TREE})?`, /<[pv]/),
  phrase(
    `(?:${IN} )${THE}${LIST} (?:director(?:y|ies)|folders?|dirs?)(?: trees?| hierarch(?:y|ies)| paths?)?`,
    /director|folder|dirs?\b/i,
  ),
  phrase(
    `${IN} ${THE}(?:director(?:y|ies)|folders?|dirs?)(?: trees?| hierarch(?:y|ies)| paths?)? (?:called |named )?${LIST}`,
    /director|folder|dirs?\b/i,
  ),
  phrase(`\\bsearch(?:es)? ${THE}${TREE} ${LIST}(?= for\\b| recurs)`, /search/i),
  phrase(`\\bsearch(?:es)? ${THE}(?:${TREE} )?${MARKS.replaceAll('[a-z]', '[pv]')}(?: ${TREE})?`, /search/i),
  phrase(`${MARKS.replaceAll('[a-z]', '[p]')}(?: ${TREE})?`, /<p/),
  phrase(
    `\\b(?:in|under|within|inside|below|beneath) ${MARKS.replaceAll('[a-z]', '[q]')}(?= ·|,| $| and \\w+ing)`,
    /<q/,
  ),
]

function readNamed(text: FindText): string[] {
  const out: string[] = []
  for (const pattern of NAMED) {
    for (let count = 0; count < 4; count += 1) {
      const found = pattern.exec(text.rest)
      const list = found
        ? listOf(found[1]).map((item) => item.replace(/^(?:the|files|file|those|both|either) /i, ''))
        : []
      if (!found || list.some((item) => isNoName(text, item, found[0]))) break
      text.take(pattern)
      out.push(...list.map((item) => quotePlace(text.valueOf(item))))
    }
  }
  return out
}

/** True for a word that names no place; a quoted text with blanks in it is the name of one only beside "directory". */
const isNoName = (text: FindText, item: string, whole: string): boolean =>
  /^<[a-z]\d+>$/.test(item)
    ? /[*?]/.test(text.valueOf(item)) && !/^[/~$]/.test(text.valueOf(item))
    : NO_NAME.test(item) ||
      /(?:ed|ing|ly)$/i.test(item) ||
      (/\bfor\b|\bof\b|\bon\b/i.test(whole) && !/director|folder/i.test(whole))

/** Variables and patterns stay live in a place: the user who wrote them meant them. */
const quotePlace = (place: string): string => {
  if (/^[\w@%+=:,./~*?{}[\]-]+$/.test(place)) return place
  if (/^[\w@%+=:,./${}-]+$/.test(place)) return `"${place}"`
  return quoteValue(place)
}
