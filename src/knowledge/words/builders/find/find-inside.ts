// Reads which text is looked for in the files that are found: "containing 'TODO'", "search for the word main in all *.c files".

import { quoteText } from './find-quoting.ts'
import { type FindText, phrase } from './find-text.ts'
import { longPattern } from '../../../../sys/words/long-pattern.ts'

const TEXT =
  '(?:(?:the |a |an |any |all |specified |given |exact |case[- ]insensitive |string |of |for )*(?:words?|strings?|texts?|patterns?|phrases?|keywords?|expressions?|string literals?|literals?|(?:extended |posix )?reg(?:ular )?(?:exp?|expressions?)|regex|occurrences?|contents?|lines?(?: (?:with|containing|matching))?|instances?) (?:of )?)*(?:the )?'

/** A text that is looked for in names. */
const NOT_NAMED =
  '(?! (?:anywhere )?(?:in|as part of|within|as a part of|as) (?:the |their |its |file |files )*(?:path|directory )?(?:names?|filenames?|paths?|path ?names?))'

/** Texts that are looked for in the files. */
const INSIDE: readonly RegExp[] = [
  phrase(
    `\\b(?:and )?(?:search\\w*|grep\\w*|look\\w*|find\\w*|scan\\w*|check\\w*|display|show|print|list)(?: for| up)? ${TEXT}(<[qv]\\d+>)(?:(?: or| and|,) (<q\\d+>))? (?:in|inside|within|through|from|among|across)(?: the contents? of)?(?= (?:the |all |each |every |any |these |those |found |of )*(?:\\S+ ){0,3}?(?:files?|scripts?|<g\\d+>|them|it|contents?)\\b)${NOT_NAMED}`,
  ),
  phrase(
    `\\b(?:that |which |and |whose |with )*(?:contents? )?(?:contain(?:s|ing)?|includ(?:es?|ing)|mention(?:s|ing)?|hold(?:s|ing)?|have|has|having|match(?:es|ing)?|with) ${TEXT}(<q\\d+>|<[vgfew]\\d+>|\\S+)(?: or (<q\\d+>))?,? (?:in|inside|within) (?:(?:their|its|the|file|of) )*(?:contents?|text|body|them|it|lines?)\\b`,
  ),
  phrase(
    `(?<!names? )\\b(?:that |which |and |whose )*(?:contents? )?(?<!names? )(?:contain(?:s|ing)?|includ(?:es?|ing)|mention(?:s|ing)?|hold(?:s|ing)?) (?:lines? (?:that )?(?:with|containing|matching) )?${TEXT}(<q\\d+>|<[vgfew]\\d+>)(?: or (<q\\d+>))?${NOT_NAMED}`,
  ),
  phrase(
    `(?<!(?:names?|start\\w*|begin\\w*|end\\w*|finish\\w*) )\\b(?:that |which |and |whose |with )*(?<!(?:names?|start\\w*|begin\\w*|end\\w*|finish\\w*) )(?:contain(?:s|ing)?|includ(?:es?|ing)|mention(?:s|ing)?|have|has|having|with) (?:the |a )?(?:words?|strings?|texts?|patterns?|phrases?|keywords?) (<q\\d+>|[\\w.-]+)()${NOT_NAMED}`,
  ),
  phrase(
    `\\b(?:and )?(?:search\\w*|grep\\w*|look\\w*|scan\\w*|check\\w*) (?:in |into |through |inside )?(?:(?:all |each |every |any |of |the |these |those |such |found )*(?:them|it|files?|those|these|contents?)) (?:for) ${TEXT}(<q\\d+>|<[vgfew]\\d+>|[\\w.-]+)()`,
  ),
  phrase(
    `\\b(?:and )?(?:search\\w*|grep\\w*|look\\w*|scan\\w*) (?:for )?${TEXT}(<q\\d+>|<[vgfe]\\d+>|[\\w-]+) (?:in|inside|within|through|from)() (?=(?:the )?(?:all|every|each|any|the \\S+ files|<g|them|those|these|\\S+ files))`,
  ),
  phrase(`\\b(?:and )?grep(?:s|ping)? (?:for )?${TEXT}(<q\\d+>|[\\w-]+)()`),
  // A bare word ends the clause: "all python files that contain foo".
  phrase(
    `(?<!(?:director\\w+|folders?|dirs?|names?) )\\b(?:that |which )(?:contains?|mentions?|includes?) ([A-Za-z_][\\w-]*)()(?= *$| ·| (?:in|under|below|inside) )`,
  ),
]

/** The search in the files, as an action; null when the words ask for none. */
export function readInside(text: FindText): string | null {
  for (const pattern of INSIDE) {
    const found = pattern.exec(text.rest)
    const [one, two] = found?.slice(1) ?? []
    if (!found || one === undefined || NO_TEXT.test(one)) continue
    text.take(pattern)
    const options = grepOptions(text)
    const [first, second] = [text.valueOf(one), two === undefined || two === '' ? null : text.valueOf(two)]
    const words = second === null ? quoteText(first) : `-e ${quoteText(first)} -e ${quoteText(second)}`
    return `-exec grep ${options} ${words} {} +`
  }
  return readBehind(text)
}

/** The text stands behind the files and their place: "search all *.c files in src for the word main". */
function readBehind(text: FindText): string | null {
  if (!SEARCHED.test(text.rest)) return null
  const [one] = text.take(BEHIND) ?? []
  return one === undefined ? null : `-exec grep ${grepOptions(text)} ${quoteText(text.valueOf(one))} {} +`
}

const SEARCHED = phrase(
  '^ ?(?:·)? ?(?:recursively )?(?:search|grep|scan|look)(?:es|s|ing)? (?:in |through |inside |into )?(?:all |the |every |each |of |any |regular |text )*(?:files|<[ge]\\d+>)',
)
const BEHIND = phrase(`\\bfor (?:${TEXT}(<q\\d+>|<v\\d+>)|(?:the |a )*(?:word|string|text|pattern|phrase) ([\\w.-]+))`)

const NO_TEXT = longPattern('i')`
  ^(?:all|the|any|each|every|files?|entries|names?|in|it|them|at|more|less|exactly|only|no|a|an|or|and|of|for|that|which|permissions?
  |size|sizes|directories|director\w+|folders?|symlinks|recursively|regular|up|following|spaces?|blanks?|whitespace|digits?|numbers?
  |letters|characters?|newlines?|lines?|data|nothing|text|content|something|code|underscores?|uppercase|lowercase)$
`

function grepOptions(text: FindText): string {
  const lines = text.take(
    phrase(
      ',? ?\\b(?:and )?(?:show|print|display|output|list)?(?:ing|s)? ?(?:the |their |only |all |matching |matched |with |along )*lines?(?: numbers?)?(?: (?:and|with|along with) (?:the |their )*(?:filenames?|line numbers?|file paths?))?\\b(?: of (?:the )?matches)?',
    ),
  )
  const isNumbered =
    text.take(/\b(?:with |and )?(?:the )?line numbers?\b/i) !== null || /line numbers?/i.test(lines?.join(' ') ?? '')
  const namesOnly =
    text.take(
      phrase(
        ',? ?\\b(?:and )?(?:list|show|print|display|output|return)(?:ing|s)? (?:only |just |the |all |of |a list of )*(?:matched |matching )?(?:filenames?|file names?|names?(?: of (?:the )?files?)?|paths?|files? (?:that|which) match\\w*|files?(?= *$))',
      ),
    ) !== null
  const ignoresCase =
    /case[- ]?insens|ignor\w* (?:the )?case|regardless of case/i.test(text.rest) &&
    text.take(
      phrase(
        '[,(]? ?\\b(?:a |the |and |in )*(?:case[- ]?insensitiv\\w*|ignor\\w*(?: the)? case|regardless of case)(?: (?:search|manner|way|match))?[),]?',
      ),
    ) !== null
  const isWord = text.take(/\bwhole words?\b/i) !== null
  const letters = `${ignoresCase ? 'i' : ''}${isWord ? 'w' : ''}${lines && !namesOnly ? (isNumbered ? 'Hn' : 'H') : isNumbered ? 'Hn' : 'l'}`
  return `-${letters}`
}
