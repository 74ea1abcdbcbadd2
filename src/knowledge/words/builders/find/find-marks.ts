// Reads names and patterns that stand by themselves, and words for kinds of files: "*.c and *.h files", "python files", "the file a.txt".

import { familyNamed } from '../../sense/file-families.ts'
import { FILE_KINDS } from '../../vocabulary.ts'
import { EXTENSION } from '../../words-request.ts'
import { type FindText, listOf, phrase, WORD } from './find-text.ts'
import { longPattern } from '../../../../sys/words/long-pattern.ts'

/** Words that a name is never. */
export const NO_NAME = longPattern('i')`
  ^(?:with|in|by|as|the|that|which|like|matching|exactly|after|and|or|is|are|contains?|containing|starting|ending|beginning|under
  |ignoring|of|a|an|found|for|to|on|at|from|whose|all|any|each|those|these|them|files?|entries|it|here|criteria|owner|group|user
  |following|given|only|specified|described)$
`

/** The words for kinds of files: languages and endings that no other thing is called by. */
export const KINDS = [
  ...new Set([
    ...Object.keys(FILE_KINDS).filter(
      (word) => word.length > 2 || /^(?:gz|go|py|rb|js|ts|sh|cc|md|so|pl|c|h)$/.test(word),
    ),
    ...EXTENSION.split('|').filter(
      (word) =>
        /^[a-z\d]{3,}$/.test(word) &&
        !/^(?:old|new|list|data|key|lock|service|out|err|image|dump|env|bin|orig|class|vue|scala|properties|dat|pub|pid|diff|patch|tmp|conf)$/.test(
          word,
        ),
    ),
  ]),
  'c\\+\\+',
  'cpp',
  'cgi',
  'shell',
  'script',
  'header',
  'mov',
  'tiff?',
  'jpe?g',
  'html?',
  'docx?',
  'xlsx?',
  'rtf',
  'mpg',
  'mpeg',
  'phtml',
  'obj-c',
  'gzip',
  'core',
].join('|')
const KIND_FILES =
  '(?:source |code |source code |script |program |header |configuration |document |image )*(?:files?|scripts?|images?|documents?|archives?|sources?|programs?|entries|filenames?|ones)'

const FAMILIES = phrase(
  '\\b(?:(image|picture|photo|video|movie|audio|music|config|configuration)(?= files)|(pictures|photos|images|videos|movies|songs))\\b(?! (?:folder|director))',
)

const MORE_KINDS: Readonly<Record<string, readonly string[]>> = {
  'c++': ['*.cpp'],
  cpp: ['*.cpp'],
  script: ['*.sh'],
  shell: ['*.sh'],
  header: ['*.h'],
  c: ['*.c'],
  'obj-c': ['*.m'],
  'objective-c': ['*.m'],
  gzip: ['*.gz'],
  core: ['core'],
}

const endingOf = (value: string): string => (/^\.\w+$/.test(value) ? `*${value}` : value)

/** Patterns and names with an ending that stand by themselves, and words for kinds of files. */
export function readMarks(text: FindText, wanted: string[], refused: string[]): void {
  for (const [mark] of text.takeAll(REFUSED)) refused.push(endingOf(text.valueOf(mark)))
  // Folders are called `.svn`, and do not end with it.
  for (const [mark] of text.takeAll(/(<e\d+>)(?= (?:sub)?(?:director(?:y|ies)|folders?|dirs)\b)/i))
    wanted.push(text.valueOf(mark))
  for (const [mark] of text.takeAll(/(<[ge]\d+>)(?: ?or | ?and |(?:'s)?)?/i)) wanted.push(endingOf(text.valueOf(mark)))
  for (const read of [readTyped, readKinds, readFamilies, readFiles, readNamed]) {
    if (wanted.length > 0) return
    wanted.push(...read(text))
  }
}

const REFUSED = phrase(
  '\\b(?:not|non|no|except|excluding|but not|other than|without|besides|ignoring|skipping|omitting)(?: for)?(?: the| any| all| those)* (<[ge]\\d+>)(?: files?)?',
)

/** "of type jpeg" */
function readTyped(text: FindText): readonly string[] {
  const [word] = text.take(TYPED) ?? []
  const value = text.valueOf(word).replace(/^\./, '').toLowerCase()
  return value === '' ? [] : (FILE_KINDS[value] ?? [`*.${value}`])
}
const TYPED = phrase('\\bof (?:the )?(?:file )?types? (<[qe]\\d+>|[a-z]\\w{1,4})\\b(?! (?:f|d|l)\\b)')

/** "pictures", "video files" */
function readFamilies(text: FindText): string[] {
  const out: string[] = []
  for (let found = text.take(FAMILIES); found; found = text.take(FAMILIES))
    out.push(...(familyNamed((found[0] ?? found[1] ?? '').toLowerCase()) ?? []))
  return out
}

/** "c and java source files", "all php, html and cgi files" */
export function readKinds(text: FindText): string[] {
  const out: string[] = []
  for (let found = text.take(KIND_LIST, 'files'); found; found = text.take(KIND_LIST, 'files'))
    for (const word of listOf(found[0] ?? found[1])) out.push(...patternsOfKind(text, word))
  return out
}

const KIND_LIST = phrase(
  `(?<![\\w/<>])((?:${KINDS}|<q\\d+>)(?:(?:,? (?:and|or|and/or) |, ?)(?:${KINDS}|header|<q\\d+>))*) (?:(?:code|scripts?)(?= (?:files?|under|in)\\b) ?)?${KIND_FILES}\\b|(?<![\\w/<>])((?:c|c\\+\\+|java|python|perl|php|ruby|javascript)(?:(?:,? (?:and|or) |, ?)(?:c|c\\+\\+|java|python|obj-c|objective-c))*) (?:source )?code\\b`,
)

/** The patterns of names for a word such as "python" or "png". */
export function patternsOfKind(text: FindText, word: string): readonly string[] {
  const value = text.valueOf(word)
  const known = FILE_KINDS[value.toLowerCase()] ?? MORE_KINDS[value.toLowerCase()]
  if (known) return known
  const isEnding = /^\w{2,5}$/.test(value) && EXTENSION.split('|').includes(value.toLowerCase())
  return text.isQuoted(word) && !isEnding ? [value] : [`*.${value}`]
}

/** True when the words still speak of files of a kind: "text files". */
export const namesKinds = (text: FindText): boolean => text.has(KIND_LIST) || text.has(FAMILIES)

const readFiles = (text: FindText): string[] => text.takeAll(/(<f\d+>)/i).map(([mark]) => text.valueOf(mark))

/** "find x in /srv", "all 'x' directories", "the file 'x'" */
function readNamed(text: FindText): string[] {
  const name = NAMED.exec(text.rest)
    ?.slice(1)
    .find((item) => item !== undefined)
  if (name === undefined || NO_NAME.test(name) || NO_THING.test(name)) return readSpelled(text)
  text.take(NAMED)
  return [text.valueOf(name)]
}

const NAMED = phrase(
  `(?<!\\b(?:in|under|down|from|within|of|into|inside|below) )\\b(?:find|search(?:es)?(?: for)?|locate|look for|(?:the |all |for )(?:regular )?(?:files?|director(?:y|ies)|folders?|entries))(?: all| the| any| a)*(?: (?:files?|director(?:y|ies)|folders?|entries))? (<[qv]\\d+>|${WORD}(?= (?:in|under|within|on|from|below) | ·? ?$))|(?<!\\b(?:in|under|down|from|within|into|inside|below) )(?:\\b(?:all|any|every|the|find|remove|delete)(?: all| the)?) (<[qv]\\d+>)(?= (?:files?|director(?:y|ies)|folders?|entries)\\b)`,
)
/** A word that is written like a name: "all CVS directories". */
function readSpelled(text: FindText): string[] {
  const [name] = SPELLED.exec(text.rest)?.slice(1) ?? []
  if (name === undefined || !/[A-Z_]/.test(name.slice(1)) || NO_NAME.test(name)) return []
  text.take(SPELLED)
  return [name]
}
const SPELLED = phrase('\\b(?:all|the|any|every) (?:the )?([\\w-]+)(?= (?:director(?:y|ies)|folders?)\\b)')

/** Words that tell a kind of things, and no name. */
const NO_THING = longPattern('i')`
  ^(?:empty|recursively|regular|symlinks?|\w+ed|\w+ing|director\w+|folders?|subdir\w+|hidden|images?|pictures|photos|videos|movies|songs
  |documents|larger|bigger|smaller|older|newer|sockets?|pipes?|fifos?|devices?|executables?|binaries|users|everything|anything|something
  |stuff|out)$
`
