// Reads how the files that are found are shown: searched for a text, listed in detail, counted, sorted, only the first of them, packed.

import { quoteValue } from '../../../../shell-syntax/word-quoting.ts'
import { readNumber } from '../../vocabulary.ts'
import { type FindText, phrase } from './find-text.ts'

const SHOW =
  '(?:,? ?\\b(?:and |then |also |to )*(?:show|print|display|output|list|see|get|report|view|return|give)(?:ing|s)? (?:me |only |just |the |a |their |its |all |of |each |them |it |out |by |for |every |found |matching |and |in |first )*)'

interface PrintRule {
  words: RegExp
  write: (found: (string | undefined)[]) => string
}
const rule = (source: string, act: string | ((found: (string | undefined)[]) => string)): PrintRule => ({
  words: phrase(source),
  write: typeof act === 'string' ? () => act : act,
})

/** "the first … and quit" */
const QUITS = phrase(
  ',? ?\\b(?:and |then )*(?:stop|quit|exit)(?:s|ping|ting|ing)?(?: (?:after|at|with|on|when|once|the|first|match\\w*|one|find\\w*|is|found|it|immediately|searching))*(?= ·|,| *$)',
)

/** Actions for each file. */
const ACTIONS: readonly PrintRule[] = [
  rule(
    `(?:${SHOW})?(?:long|detailed|full|verbose)[- ](?:list(?:ing)?s?|format|information|output|info|details)(?: of)?(?: format)?`,
    '-ls',
  ),
  rule(
    `\\blong list(?:s|ing)?\\b(?: of)?|\\blist(?:s|ing)? (?:them |it |all )?(?:in (?:a )?)?(?:long|detail)\\w*(?: format| listing)?|\\b(?:in|with|using) (?:the )?(?:long|detailed?|ls -l|verbose|<q\\d+>(?= format)) ?(?:format|listing|list)?s?|\\b(?:with|and)? ?(?:display |show |print |list |see )?(?:the |their |its |more )*(?:file )?(?:details|detailed information|attributes|statistics)(?: (?:of|about)(?= (?:all|the|each|every|it|them)))?(?: (?:it|them))?`,
    '-ls',
  ),
  rule(`\\bls -l\\w*\\b|\\bls -dils\\b|${SHOW}(?:ls -\\w+)`, '-ls'),
  rule(
    '(?:,? ?\\b(?:and |with |using |separated by |as |delimited by |by |use |print\\w* |terminated (?:by|with) )*(?:a |the )?(?:null|nul|zero|<q\\d+>(?= as delim))[- ]?(?:byte|character|char)?s?[- ]?(?:separat\\w*|terminat\\w*|delimit\\w*|characters?|bytes?|as (?:the |a )?(?:delimiter|separator))(?: (?:list|output|paths|names|strings|results|form))?)|\\bprint0\\b|,? ?\\b(?:and )?append\\w* (?:a |the )?(?:null|nul) (?:character|byte)(?: (?:at|to) the end of each(?: of (?:their|the))? paths?)?',
    '-print0',
  ),
  rule(
    `(?:${SHOW})?(?:only|just)? ?(?:the |their )*(?:names? of (?:the |their )?(?:parent |containing )?director(?:y|ies)(?: only| alone)?|(?:parent|containing) director(?:y|ies)(?: names?| paths?)?)`,
    "-printf '%h\\n'",
  ),
  rule(
    `${SHOW}(?:base ?names?|(?:only|just) (?:the |their )*(?:base|file)?names?|filenames?(?: only| without (?:the |their )?(?:path|director\\w+|leading)\\w*(?: names?)?))(?: of(?= ))?(?: (?:each|every|only))?|\\bwithout (?:the |their |its |any |containing )*(?:leading )?(?:paths?|directory names?)\\b`,
    "-printf '%f\\n'",
  ),
  rule(
    `${SHOW}(?:names? |paths? |filenames? |pathnames? )?(?:and |along with |with |, )*(?:the |their |its )*(?:file )?sizes?(?: in bytes)?(?: (?:and|,) (?:the |their )*(?:names?|paths?|filenames?))?(?: of(?= ))?|\\b(?:along with|with|and) (?:the |their )+(?:file )?sizes?(?= ·| *$|,| in| under| of)`,
    "-printf '%s %p\\n'",
  ),
  rule(
    `${SHOW}(?:names? |paths? |filenames? )?(?:and |along with |with |, )*(?:the |their |its )*(?:last )?(?:modification |modified |access )?(?:timestamps?|times?|dates?)(?: (?:and|,) (?:the |their )*(?:names?|paths?|filenames?))?(?: of(?= ))?|\\b(?:along with|with|and) (?:the |their )+(?:last )?(?:modification )(?:times?|dates?)`,
    "-printf '%t %p\\n'",
  ),
  rule(
    `${SHOW}(?:permissions?|modes?)(?: (?:and|,) (?:the |their )*(?:names?|paths?|filenames?))?(?: of(?= ))?|\\b(?:along with|with|and) (?:the |their )+permissions?(?= ·| *$|,)`,
    "-printf '%m %p\\n'",
  ),
  rule(`(?:${SHOW})?(?:the )?inodes?(?: numbers?)?(?: of(?= ))?`, "-printf '%i %p\\n'"),
  rule(
    `${SHOW}(?:file )?(?:contents?)(?: of(?= ))?(?: (?:each|all|them|it))?|,? ?\\b(?:and )?(?:cat|concatenate)s?\\b(?: (?:them|it))?`,
    '-exec cat {} +',
  ),
  rule(
    `\\b(?:calculat\\w*|comput\\w*|generat\\w*|print|show|display|get)(?: and \\w+)? (?:the |an? |their |its )*(?:md5 ?(?:sums?|checksums?|hash\\w*)?|md5sums?)(?: (?:of|for)(?= ))?(?: (?:each|all|them|it))?`,
    '-exec md5sum {} +',
  ),
  rule(
    `(?:${SHOW}|\\b(?:find|get) (?:out )?(?:the )?)(?:file )?types?(?: (?:information|description))?(?: of(?= (?:all|the|each|every|it)))|\\bdetermine (?:the )?(?:file )?types?(?: of)?`,
    '-exec file {} +',
  ),
  rule(
    `(?:${SHOW}|\\b)(?:the )?(?:disk usage|sizes of each|disk space)(?: (?:of|for)(?= ))?(?: each| every)?`,
    '-exec du -sh {} +',
  ),
]

const COUNTS: readonly PrintRule[] = [
  rule(
    '\\b(?:count\\w*|(?:show|print|display|get|calculate|find|sum) (?:the |out )*(?:total )?(?:number|count)|how many|number|total)(?: up)?(?: of| the| all| total| number)* ?lines?(?: of (?:code|text)|(?: count)|s)?\\b(?: (?:of code |there are |are there )?(?:in|of|for)(?: all| each| every)?(?= ))?(?: in each)?',
    (found) => (/each|every|per/i.test(found.join(' ')) ? '-exec wc -l {} +' : '-exec cat {} + | wc -l'),
  ),
  rule(
    '\\b(?:count\\w*|number|how many|show the number|word count)(?: of| the| all)* ?words?\\b(?: (?:in|of|for)(?= ))?',
    '-exec cat {} + | wc -w',
  ),
  rule(
    '\\b(?:and )?(?:print|show|display|get|find|report)? ?(?:count(?:s|ing)?\\b(?: them| it| all| up| of| the| how many| total)*(?: (?:number|count) of)?|how many\\b|(?:the )?(?:total )?(?:number|count|amount) of\\b)(?: (?:total|different|all|matching))?(?: (?:of )?(?:them|it|matches|results)\\b)?',
    '| wc -l',
  ),
  rule(
    '\\b(?:calculat\\w*|comput\\w*|show|print|display|find|get|sum up|sum|count)?(?: up)? ?(?:the )?(?:total|combined|overall|sum of(?: the)?)(?: (?:disk|file))* ?(?:size|sizes|space|usage|disk usage)(?: (?:in bytes|used by|occupied by|of|taken by|for))*(?= |$)|\\bsum(?:marize)? of (?:the )?(?:file )?sizes(?: of)?',
    '-exec du -ch {} + | tail -n 1',
  ),
]

/** Returns the command that packs what is found into one archive; null when the words ask for none. */
export function readArchive(text: FindText): string | null {
  if (
    !text.has(/\b(?:tar|tarball|archive[sd]?|tgz|zip(?:ped)?)\b/i) ||
    text.has(/<f\d+>.{0,12}\b(?:in|inside|from) (?:the )?(?:archive|tar)/i)
  )
    return null
  const [name] =
    text.take(
      /(?:\b(?:into|to|in|as|named|called|archive|file|tarball) )(?:an? |the |archive |file |tar |named |called |new )*(<[fqp]\d+>)/i,
    ) ?? []
  const file = text.valueOf(name)
  const wantsZip = /\.zip$/.test(file) || (file === '' && text.has(/\bzip\b/i))
  if (file !== '' && !/\.(?:tar(?:\.\w+)?|tgz|zip|tbz2?)$/i.test(file) && !text.has(/\btar\b|tarball|archive/i))
    return null
  const verb = text.take(
    /\b(?:and )?(?:creat\w*|mak\w*|build\w*|archiv\w*|pack\w*|tar|put|append|add|back-?up|compress\w*|stor\w*|sav\w*|(?<!\b(?:all|the|any|every|find) )zip(?! files?\b| archives?\b))\b(?: (?:an?|the|them|it|all|compressed|gzipped|new|of|up|files?|those|these|into|in|to|with|using|as|single|one|zip|tar|tarball|archive|backup|from|containing))*/i,
  )
  if (!verb) return null
  text.take(
    /\b(?:an? )?(?:tar|tarball|archive|zip|gzip(?:ped)?|compressed)(?: (?:archive|file|command))?\b(?: (?:of|from|containing))?/i,
  )
  if (wantsZip) return `-print | zip ${file === '' ? 'archive.zip' : file} -@`
  if (/\bappend/i.test(text.whole)) return `-print0 | tar -rvf ${file === '' ? 'archive.tar' : file} --null -T -`
  const letter = /\.(?:tar\.bz2|tbz2?)$/i.test(file) ? 'j' : /\.tar$/i.test(file) ? '' : 'z'
  return `-print0 | tar -c${letter}vf ${file === '' ? 'archive.tar.gz' : file} --null -T -`
}

const NUM = '(\\d+|two|three|five|ten|twenty|several|few)'
const SORTS: readonly PrintRule[] = [
  rule(
    `(?:${SHOW})?(?:top |first )?(?:${NUM} )?(?:of )?(?:the )?(?:largest|biggest)(?: ${NUM})?`,
    ([a, b]) => `-printf '%s %p\\n' | sort -nr | head -n ${numberOf(a ?? b) ?? 10}`,
  ),
  rule(
    `(?:${SHOW})?(?:${NUM} )?(?:of )?(?:the )?smallest(?: ${NUM})?`,
    ([a, b]) => `-printf '%s %p\\n' | sort -n | head -n ${numberOf(a ?? b) ?? 10}`,
  ),
  rule(
    `(?:${SHOW})?(?:${NUM} )?(?:of )?(?:the )?(?:most recent(?:ly)?(?: (?:modified|changed|edited|updated))?|newest|latest(?: modified)?|last modified|recently modified)(?: ${NUM})?(?= )`,
    ([a, b]) => `-printf '%T@ %p\\n' | sort -nr | head -n ${numberOf(a ?? b) ?? 1}`,
  ),
  rule(
    `(?:${SHOW})?(?:${NUM} )?(?:of )?(?:the )?oldest(?: ${NUM})?`,
    ([a, b]) => `-printf '%T@ %p\\n' | sort -n | head -n ${numberOf(a ?? b) ?? 1}`,
  ),
  rule(
    `,? ?\\b(?:and )?(?:sort\\w*|order\\w*)(?: them| it| the results?| the output| the list| results| files)?(?: (?:in|by|based|on|according|to|with|using|the|their|of|increasing|descending|reverse|numeric\\w*|order|ascending|file|from))* sizes?(?: (?:in|from|of|with))*(?: (descending|ascending|reverse|decreasing|increasing|largest|smallest)\\w*)?(?: (?:order|numeric\\w*|to|largest|smallest|first))*`,
    ([way]) => `-printf '%s %p\\n' | sort -n${/desc|rever|decr|larg/i.test(way ?? '') ? 'r' : ''}`,
  ),
  rule(
    `,? ?\\b(?:and )?(?:sort\\w*|order\\w*)(?: them| it| the results?| the output| the list| results| files)?(?: (?:in|by|based|on|according|to|with|the|their|of|last|reverse|chronological|descending|ascending|order|creation|file))* (?:modification|modified|access|change|time|date|timestamps?|mtime)(?: (?:times?|dates?|stamps?))?(?: (?:in )?(?:descending|ascending|reverse)(?: order)?)?`,
    "-printf '%T@ %p\\n' | sort -n",
  ),
  rule(
    `,? ?\\b(?:and )?sort\\w*(?: them| it| the results?| the output| the list| results| list of)?(?: (?:by|in|according to|based on|alphabetical\\w*|order|the|their|names?|filenames?|paths?|lexicographic\\w*|of))*`,
    '| sort',
  ),
  rule(
    `(?<=\\b(?:sort|order)\\w*.*)(?:in |by |based on |according to |on )+(?:the |their |last )*(?:modification|access|change) (?:times?|dates?)`,
    "-printf '%T@ %p\\n' | sort -n",
  ),
  rule(`\\b(?:by|in order of) (?:file )?size\\b`, "-printf '%s %p\\n' | sort -n"),
]
const ENDS: readonly PrintRule[] = [
  rule(
    `(?:${SHOW})?(?:only )?(?:the )?(?:first|top) (?:${NUM})?(?: (?:lines?|results?|entries|ones|matches|files?|of them|directories))*(?: of (?:the )?(?:output|result|list|them)s?)?(?= |,|$)`,
    ([n]) => `| head -n ${numberOf(n) ?? 10}`,
  ),
  rule(
    `(?:${SHOW})?(?:only )?(?:the )?last ${NUM}(?: (?:lines?|results?|entries|ones|matches|files?|of them))*(?: of (?:the )?(?:output|result|list|them)s?)?(?= |,|$)(?! ${'(?:minutes?|hours?|days?|weeks?|months?|years?)'})`,
    ([n]) => `| tail -n ${numberOf(n) ?? 10}`,
  ),
  rule(`${SHOW}(?:a )?(?:few|several) lines of (?:the )?output(?: from (?:the )?(?:beginning|top|start))?`, '| head'),
  rule(
    ',? ?\\b(?:and )?(?:page|view|look|browse|pipe|paging|display)\\w* (?:through )?(?:them|it|the (?:output|results?)|its output|in|one)? ?(?:(?:through|in|with|to|using) (?:less|more|a pager)|page by page|one page at a time)|\\b(?:and )?page through them\\b',
    '| less',
  ),
]
const ERRORS = phrase(
  ',? ?\\b(?:and |while |by |but |also )*(?:suppress\\w*|discard\\w*|ignor\\w*|hid\\w*|silenc\\w*|redirect\\w*|without|not show\\w*|no|send\\w*|not display\\w*|skip\\w*)(?: (?:all|any|the|displaying|printing|showing|out|of|away|error|standard|possible))* (?:errors?|error messages?|permission denied|stderr|standard error)(?: (?:messages?|errors?|output|during search|to <p\\d+>|warnings?))*',
)

const numberOf = (word: string | undefined): number | null => {
  if (word === undefined) return null
  return /^(?:few|several)$/i.test(word) ? 10 : (readNumber(word) ?? 10)
}

const takeFirst = (text: FindText, rules: readonly PrintRule[]): string | null => {
  for (const { words, write } of rules) {
    const found = words.exec(text.rest)
    if (!found || found[0].trim() === '') continue
    text.take(words)
    return write(/lines/.test(words.source) && found.length === 1 ? [found[0]] : found.slice(1))
  }
  return null
}

/** A file that gets the list: "and save the output to list.txt". */
const SAVED = phrase(
  ',? ?\\b(?:and )?(?:then )?(?:redirect|sav|writ|send|stor|output|put|print|dump)(?:e|es|s|ing|ting)? (?:the |all |its |this |their )*(?:output|results?|list|paths|names|filenames|them|it|everything|listing)?(?: list)? ?(?:in|to|into) (?:the |a )*(?:text )?(?:file )?(?:named |called )?(<[fqpv]\\d+>|[\\w.-]+(?= file\\b)|(?<=\\bfile (?:named |called )?)[\\w.-]+)(?: file)?(?= ·|,| ?$)',
)
const SAVED_ERRORS = phrase(
  ',? ?\\b(?:and )?(?:redirect|sav|writ|send|stor)(?:e|es|s|ing|ting)? (?:the |all |any )*(?:errors?|error messages|standard error|stderr)(?: messages| output)? (?:in|to|into) (?:the |a )*(?:file )?(<[fqpv]\\d+>|[\\w.-]+(?= file\\b))(?: file)?',
)

/** Reads the files into which the list and the errors go. Returns the redirections, with a blank before each; '' for none. */
export function readTarget(text: FindText): string {
  const [errors] = text.take(SAVED_ERRORS) ?? []
  const [list] = text.take(SAVED) ?? []
  return `${errors === undefined ? '' : ` 2> ${quoteValue(text.valueOf(errors))}`}${list === undefined ? '' : ` > ${quoteValue(text.valueOf(list))}`}`
}

/** True when the errors of the search are not to be seen. To be read before any act: errors that are discarded are no files. */
export const readQuiet = (text: FindText): boolean => text.take(ERRORS) !== null

/** The form in which what is found is shown; empty for a plain list. */
export function readPrint(text: FindText, archive: string | null, isQuiet: boolean): string {
  const quiet = isQuiet ? ' 2>/dev/null' : ''
  if (archive !== null) return archive + quiet
  const count = takeFirst(text, COUNTS)
  if (count !== null) return `${quiet.trim()} ${count}`.trim()
  const quits = text.take(QUITS) !== null
  const sort = takeFirst(text, SORTS)
  if (quits) text.take(/\b(?:the )?first(?: (?:one|match|occurrence|result))?\b/i)
  const end = quits ? null : takeFirst(text, ENDS)
  const action = quits ? '-print -quit' : takeFirst(text, ACTIONS)
  const isPlainSort = sort === null || sort === '| sort'
  const list = sort !== null && !isPlainSort ? sort : [action, sort].filter(Boolean).join(' ')
  const whole = [list.replace(/ \| head -n \d+$/, (head) => (end === null ? head : '')), end].filter(Boolean).join(' ')
  return quiet === ''
    ? whole
    : /\|/.test(whole)
      ? whole.replace(/ ?\|/, `${quiet} |`).trim()
      : `${whole}${quiet}`.trim()
}
