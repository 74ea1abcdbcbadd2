// Reads what is done to the files that are found: deleted, moved, edited, given another mode or owner, or handed to a command.

import { CHARACTERS_BY_NAME } from '../../character-names.ts'
import { escapeInQuotes, quoteValue } from '../../../../shell-syntax/word-quoting.ts'
import { type FindText, phrase } from './find-text.ts'
import { change, type FindAct, readRights } from './find-rights.ts'
import { longPattern } from '../../../../sys/words/long-pattern.ts'

const read = (text: string): FindAct => ({ text, changes: false, kind: 'read' })

/** Reads the acts, in the order in which they are done. */
export function readActs(text: FindText): FindAct[] {
  const acts = [
    readReplace(text),
    readLink(text),
    readStrip(text),
    ...readExecuted(text),
    ...readRights(text),
    readTransfer(text),
    readRename(text),
    readDeletion(text),
    ...readTools(text),
  ]
  return acts.filter((act) => act !== null)
}

const WORDS =
  '(?:(?:all|every|each|any|the|a|an|occurrences?|instances?|matches|of|with|regex|pattern|words?|strings?|texts?|lines?|phrase|case insensitive|substring|globally) )*'
const INSIDE = '(?: (?:in|inside|within|from)(?= ))?'

/** Characters by their names, as a script of sed reads them: "replace tabs with spaces". */
const CHARACTERS: Readonly<Record<string, string>> = {
  ...CHARACTERS_BY_NAME,
  blank: ' ',
  dot: '[.]',
  period: '[.]',
  underscore: '_',
  slash: String.raw`\/`,
}

function readReplace(text: FindText): FindAct | null {
  const found =
    text.take(
      phrase(
        `\\b(?:replac\\w*|substitut\\w*) ${WORDS}{V} (?:with|by|to|for|into|->|=>) (?:the )?(?:word |string |text )?{V}${INSIDE}`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:chang\\w*|convert\\w*) ${WORDS}{A} (?:with|by|to|into) (?:the )?(?:word |string |text )?(<q\\d+>)${INSIDE}`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:search|find) (?:for )?${WORDS}{Q} and (?:replace|substitute)(?: it| them)?(?: with| by) {Q}${INSIDE}`,
      ),
    )
  if (!found) return null
  const backup = text.take(
    phrase(
      '(?:,? ?(?:and |while )?(?:also )?(?:keep\\w*|mak\\w*|creat\\w*|sav\\w*)?(?: an?| the)? ?back-?ups?(?: cop(?:y|ies))?(?: of (?:every|each|the) (?:touched |modified |original )?files?)?(?: with)?(?: an?| the)?(?: (<[eqf]\\d+>)(?: extensions?)?)?)',
    ),
  )
  const suffix = backup ? text.valueOf(backup[0] ?? '.bak') || '.bak' : ''
  text.take(
    phrase(',? ?(?:and )?(?:modify|edit|modifying|editing|change)?(?: the| those| these)?(?: files?)? ?in[- ]?place'),
  )
  const [from = '', to = ''] = found.map((item) => text.valueOf(item))
  const [read, written] = [from, to].map((word) => CHARACTERS[word.toLowerCase().replace(/(?<!s)s$|(?<=sh)es$/, '')])
  const isQuoted = found.some((item) => item?.startsWith('<q'))
  // sed reads line by line: the end of a line is no text to it.
  if (!isQuoted && [from, to].some((word) => /^(?:newlines?|line ?breaks?)$/i.test(word))) return null
  const script =
    isQuoted || read === undefined || written === undefined
      ? `s/${slashes(from)}/${slashes(to)}/g`
      : `s/${read}/${written.replace('[.]', '.')}/g`
  return change(`-exec sed -i${suffix} ${sedWord(script)} {} +`)
}

const slashes = (part: string): string => part.replaceAll('/', '\\/')
const sedWord = (script: string): string =>
  /\$\{?[A-Za-z_]/.test(script) ? `"${script.replaceAll('"', '\\"')}"` : `'${escapeInQuotes(script)}'`

const EACH =
  '(?: (?:on|for|against|with|over|in|to|using|upon|passing|taking)\\b(?! (?:<here>|<p)))*(?: (?:all|each|every|the|them|it|those|these|of|found|matched|matching|resulting|such|one|any|list|paths?|names?|its|their)\\b)*(?: (?:files?|entries|paths?|names?|results?|matches|director(?:y|ies))(?=[ ,]))?(?: found)?'

/** A command that the words hold: "run `wc -l` on each", "execute cmd for every file". */
function readExecuted(text: FindText): FindAct[] {
  const found =
    text.take(
      phrase(
        `\\b(?:and )?(?:execut\\w*|run\\w*|apply\\w*|applies|invok\\w*|exec|perform\\w*|calls?|calling|issu\\w*|pass\\w* (?:it|them|each) to|pip\\w* (?:them |it )?to) (?:the )?(?:shell )?(?:command|script|program)?s? ?(<[qfpv]\\d+>)(?: commands?| scripts?| program)?${EACH}`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:execut\\w*|run\\w*|apply\\w*|invok\\w*) (?:the )?(?:command |script |program )?([a-z][\\w.-]*(?: [\\w.-]+){0,2}?)(?: commands?| scripts?)? (?:on|for|against|over|with) (?:all|each|every|them|it|those|these|the)\\b${EACH}`,
      ),
    ) ??
    text.take(
      phrase(
        `\\b(?:execut\\w*|run\\w*|apply\\w*|invok\\w*) (?:the )?([a-z][\\w.-]*) (?:command|script|program)${EACH}`,
      ),
    )
  if (!found) return []
  const command = text.valueOf(found[0])
  if (/^(?:a|an|the|it|command|script|program|following|multiple|some|any|on|for)$/i.test(command)) return []
  text.take(
    phrase(
      '(?:,? ?(?:and )?(?:with|passing|using|taking) (?:the |each |its |their |all |of )*(?:file|full|path|entries|directory|found)?(?: ?(?:paths?|names?|files?|them|it))*(?: of (?:each|the) \\w+)? as (?:an |its |the |a |command[- ]line )*(?:argument|parameter|input)s?)',
    ),
  )
  const whole = /\{\}/.test(command) ? command : `${command} {}`
  const shell = /[|;&<>]/.test(command)
  return [
    {
      text: shell
        ? `-exec sh -c ${sedWord(/\{\}/.test(command) ? command.replaceAll('{}', '"$1"') : `${command} "$1"`)} sh {} \\;`
        : `-exec ${whole} \\;`,
      changes: true,
      kind: 'run',
    },
  ]
}

/** Copies and moves, with the place where the files go. */
function readTransfer(text: FindText): FindAct | null {
  const verb = text.take(
    phrase(
      '\\b(?:and )?(?:then )?(?:recursively )?(cop(?:y|ies|ying)|cp|mov(?:e|es|ing)|mv)\\b(?: (?:them|it|those|these)(?: all)?)?(?= .*\\b(?:to|into|in|inside|under)\\b)',
    ),
  )
  if (!verb) return null
  const to =
    text.take(
      phrase(
        '\\b(?:to|into) (?:the |a |an |new |target |destination |another )*(?:directory |folder |dir |path |location )?(?:called |named )?(<[pvqwg]\\d+>|<f\\d+>|<here>)(?: (?:directory|folder|dir))?',
      ),
    ) ??
    text.take(phrase('\\b(?:to|into) (?:the |a |my )*(?:directory |folder )(?:called |named )?([\\w.-]+)')) ??
    text.take(
      phrase(
        '\\b(?:to|into) (?:the |a |my |an? ?separate |separate )*([\\w.-]+)(?: (?:directory|folder|dir)\\b|(?= ·| *$|,| preserv| but\\b| except\\b| excluding\\b| apart\\b| other than\\b))',
      ),
    ) ??
    text.take(
      phrase(
        '(?<=·.{0,30})\\b(?:in|inside|under) (?:the )?(?:directory |folder )?(<[pv]\\d+>)(?: (?:directory|folder|dir))?',
      ),
    )
  const place = to?.[0] === '<here>' ? '.' : text.valueOf(to?.[0])
  const isAnother = /^(?:another|different)$/i.test(place)
  if (place === '' || /^(?:the|a|it|them|new)$/i.test(place)) return null
  const keepsTree =
    text.take(
      phrase(
        ',? ?(?:while |and |by )?(?:preserv\\w*|keep\\w*|maintain\\w*|retain\\w*)(?: the| their| its)?(?: (?:directory|folder|path|dir|original))* (?:structure|hierarchy|tree|paths?)\\b|,? ?with (?:the |their )?(?:full )?(?:directory )?(?:structure|hierarchy)\\b',
      ),
    ) !== null
  const target = isAnother
    ? "'<directory>'"
    : /^\$/.test(place) || /[${]/.test(place)
      ? `"${place}"`
      : quoteValue(place)
  const keepsMeta = text.take(KEPT_META) !== null
  if (/^m/i.test(verb[0] ?? '')) return keepsTree ? null : change(`-exec mv -n {} ${target} \\;`)
  return change(`-exec cp ${keepsMeta ? '-p ' : ''}${keepsTree ? '--parents ' : ''}{} ${target} \\;`)
}

const KEPT_META = phrase(
  ',? ?(?:while |and |by )*(?:(?:preserv|keep|retain|maintain)\\w*)?(?: ·)?(?: |,|and|the|their|all|original)*(?:mode|permissions?|ownership|times|timestamps?|modification times?|attributes?)(?:(?:,? and |, ?)(?:the |their )?(?:mode|permissions?|ownership|times|timestamps?|modification times?|attributes?))*(?: attributes?)?\\b',
)

/** A link for each file: "create symbolic links in bin for all scripts in src". */
function readLink(text: FindText): FindAct | null {
  const found = text.take(LINKS)
  if (!found) return null
  const place = found[0] === undefined || found[0] === '<here>' ? '.' : text.valueOf(found[0])
  return change(`-exec ln -s {} ${place === '.' ? '.' : quoteValue(place)} \\;`)
}
const LINKS = phrase(
  '\\b(?:and )?(?:creat|mak)(?:e|es|ing) (?:an? |the )*(?:symlinks?)(?: files?)?(?: (?:in|under|inside|into) (?:the )?(?:directory |folder )?(<[pvq]\\d+>|<here>)(?: (?:directory|folder))?)? (?:for|of|to) (?=(?:all |each |every |the |any )*(?:\\S+ )?(?:files?|them|it)\\b)',
)

/** Blanks at the ends of lines that go: "remove trailing spaces from all *.c files". */
function readStrip(text: FindText): FindAct | null {
  if (!text.take(STRIPS)) return null
  return change("-exec sed -i 's/[ \\t]*$//' {} +")
}
const STRIPS = phrase(
  '\\b(?:remov|delet|strip|trim)(?:e|es|s|ing|ming|ping)? (?:all |the |any )*trailing (?:white ?spaces?|whitespace|spaces?|tabs|blanks)(?: and (?:tabs|spaces|blanks))?(?: (?:from|in|of|at the end of lines in))?',
)

/** Another ending for each file. */
function readRename(text: FindText): FindAct | null {
  const found =
    text.take(
      phrase(
        '\\b(?:renam\\w*|chang\\w*|mv|replac\\w*|modif\\w*) (?:the |all |file |files |of |their |its )*(?:extensions?|suffix(?:es)?)(?: (?:of|for) .{0,60}?)?(?: from)? (<[egq]\\d+>|\\w+) (?:to|with|into|by) (<[egq]\\d+>|\\w+)(?: extensions?)?',
      ),
    ) ??
    text.take(
      phrase(
        '\\brenam\\w* (?:all |the |every |files |entries |with |extension |from )*(<[eg]\\d+>)(?: (?:files|entries|extensions?))* (?:to|as|into) (<[eg]\\d+>)(?: (?:files|extensions?))?',
      ),
    )
  if (!found) return null
  const [from, to] = found.map((item) => text.valueOf(item).replace(/^\*?\.?/, ''))
  if (!/^[\w.]+$/.test(from ?? '') || !/^[\w.]+$/.test(to ?? '')) return null
  return {
    text: `-name '*.${from}' -exec sh -c 'mv "$1" "\${1%.${from}}.${to}"' sh {} \\;`,
    changes: true,
    kind: 'change',
  }
}

const GONE =
  '(?:delet(?:e|es|ing|ed)|remov(?:e|es|ing|ed)|eras(?:e|es|ing)|purg(?:e|es|ing)|wip(?:e|es|ing)|rm|unlink\\w*|trash(?:es|ing)?|clear(?:s|ing)?|clean(?:s|ing)?(?: up| out)?|get(?:ting)? rid of)'

/** Names of parts of a file, whose deletion is no deletion of files: "and delete a line", "remove the first word of each". */
const WITHIN = longPattern('i')`
  \b(?:lines?|words?|characters?|chars?|strings?|columns?|fields?|spaces?|whitespace|text(?! files?\b)|comments?|headers?|tabs?|entr(?:y
  |ies from)|parts?|bits?|extensions?|prefix(?:es)?|suffix(?:es)?|permissions?|attributes?|duplicates?|blanks?|numbers?|patterns?
  |contents?|tags?|quotes?|occurrences?|instances?)\b
`
const WHOLE = phrase('\\b{FILES}\\b|<[gefp]\\d+>|\\b(?:them|it|those|everything)\\b')

/** True where something within the files is removed, or something in a list of them. */
function leavesFiles(text: FindText): boolean {
  const object = phrase(`\\b${GONE}\\b([^·,]*)`).exec(text.rest)?.[1] ?? ''
  const [part, whole] = [object.search(WITHIN), object.search(WHOLE)]
  if (part >= 0 && (whole < 0 || part < whole)) return true
  // "Remove spaces from all files" leaves the files.
  if (
    text.has(
      phrase(`\\b${GONE} (?:(?!{FILES}\\b|·)\\S+ ){1,6}(?:from|in) (?:all|each|every|the names? of|filenames|any)\\b`),
    ) ||
    text.has(
      phrase(
        `\\b${GONE} (?:the |all |any )*(?:extensions?|suffix|prefix|lines?|spaces|permissions?|strings?|words?|svn|trailing|leading|white)`,
      ),
    )
  )
    return true
  // An entry of the output is no entry of a directory.
  if (
    text.has(
      /\b(?:from|in) (?:the )?(?:output|results?|list|listing|end|beginning|front|screen|names?|contents?)\b|\bfilters? out\b/i,
    )
  )
    return true
  return false
}

function readDeletion(text: FindText): FindAct | null {
  if (leavesFiles(text)) return null
  const verb = text.take(
    phrase(
      `\\b(?:and |then |to )*(force |forcibly |forcefully )?${GONE}\\b(?: (?:them|it|those|these|each|all of them|the found(?: files| entries)?|everything|the (?:files|entries)(?= ·| *$)))*`,
    ),
  )
  if (!verb) return null
  const isAsking =
    text.take(
      phrase(
        ',? ?(?:and |by |while |with |but |after )*(?:ask\\w*|prompt\\w*|confirm\\w*|interactiv\\w*|user confirmation)(?: (?:the user|for|me|user|to|a|before|each|every|confirm\\w*|permission|on|with|delet\\w*|remov\\w*|it|them|deletion|removal|them)\\b)*',
      ),
    ) !== null
  const isForced =
    text.take(
      phrase(
        '\\b(?:by force|forcefully|forcibly|force|without (?:any )?prompt\\w*|without asking|without confirmation)\\b',
      ),
    ) !== null
  text.take(
    phrase(
      ',? ?(?:and )?\\b(?:recursively|with (?:all )?(?:their|its) contents?|and (?:all )?(?:their|its) contents?)\\b(?= .*$)',
    ),
  )
  const text2 = isAsking ? '-ok rm {} \\;' : isForced || verb[0] !== undefined ? '-exec rm -f {} +' : '-delete'
  return { text: text2, changes: true, kind: 'delete' }
}

/** Programs that are run on each file, by the words for what they do. */
const TOOLS: readonly [RegExp, string, boolean][] = [
  [
    phrase(
      '(?<!\\b(?:all|the|of|any|each|every|find) )\\b(?:and )?(?:gzip|compress|gzipping|compressing|zip)(?:es|s)?\\b(?: (?:them|it|those|each)(?: all)?)?(?! (?:files|archives)| (?:them |it )?(?:in)?to\\b)',
    ),
    '-exec gzip {} +',
    true,
  ],
  [
    phrase('\\b(?:and )?bzip2(?:s|es)?\\b(?: (?:them|it))?|\\bcompress\\w* (?:them |it )?(?:with|using) bzip2'),
    '-exec bzip2 {} +',
    true,
  ],
  [phrase('\\b(?:and )?(?:gunzip|decompress|uncompress)(?:s|es)?\\b(?: (?:them|it))?'), '-exec gunzip {} +', true],
  [phrase('\\b(?:and )?(?:unzip|extract)s?\\b(?: (?:them|it))?(?= |,)'), '-exec unzip {} \\;', true],
  [
    phrase(
      '\\b(?:and )?(?:touch(?:es)?|update (?:the )?(?:modification |access )?(?:timestamps?|times?|dates?)(?: of| for)?|set (?:the )?(?:modification )?(?:timestamps?|times?) (?:of .*)?to (?:the )?(?:current|now)(?: time)?)\\b(?: (?:them|it))?',
    ),
    '-exec touch {} +',
    true,
  ],
]

function readTools(text: FindText): FindAct[] {
  if (text.has(/\b(?:tar|tarball|archive|zip file)\b/i)) return []
  const bzip = text.take(/\b(?:with|using) bzip2\b/i)
  text.take(/\b(?:with|using) (?:gzip|touch|command gzip)\b/i)
  if (bzip && text.take(/\b(?:and )?compress\w*(?: (?:them|it))?/i)) return [change('-exec bzip2 {} +')]
  // No zip file ends with .gz.
  if (/\.gz\b/.test(text.restore(text.whole)) && text.take(/\b(?:and )?(?:unzip|extract)s?\b(?: (?:them|it))?(?= |,)/i))
    return [change('-exec gunzip {} +')]
  return TOOLS.flatMap(([words, act, changes]) => (text.take(words) ? [changes ? change(act) : read(act)] : [])).slice(
    0,
    1,
  )
}
