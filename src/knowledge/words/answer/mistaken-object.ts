// Commands that act on another kind of thing than a request names: on lines instead of files, on a folder as if it were a text, on the
// folder here instead of the tree below it, on the directories of a file system instead of the file system.

import { longPattern } from '../../../sys/words/long-pattern.ts'
import { canonicalStem } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'

/** The score of a command that mistakes its object is multiplied by this. */
const MISTAKEN = 0.62

/** "search for files named …", "search /usr for *.c files", "find all files under …": files are asked for. */
const ASKS_FILES = longPattern()`
  ^(?:recursively )?(?:search|look|find|locate)(?:s|es|ing)?\b(?:.*? for)? (?:all |every |any |the |of |regular |normal |ordinary |empty |hidden
  |character |block |special |symbolic |\S*[*.]\S* )*(?:files?|file names?|filenames?|entries|director(?:y|ies)|folders?|symlinks?|links?
  |files\/directories)\b(?!\S)
`
/** Words for a text that is looked for within the files. */
const SPEAKS_OF_TEXT = longPattern()`
  \b(?:words?|texts?|strings?|lines?|contents?|contain(?:s|ing|ed)?|occurrences?|mention\w*|phrases?|keywords?|grep|inside|instances?|expressions?
  |match(?:es)? (?!the (?:name|pattern))(?=in\b))\b
`

/** True for a request for files by what they are, and not by what stands in them. */
const asksForFiles = (lower: string): boolean => {
  const unquoted = lower.replaceAll(/"[^"]*"|'[^']*'/g, '.x')
  return ASKS_FILES.test(unquoted) && !SPEAKS_OF_TEXT.test(unquoted)
}

/** Programs that read the text of files, and fail for a folder. */
const READS_TEXT =
  /^(?:sudo )?(?:(?:grep|egrep|fgrep)(?! (?:-\S+ )*-\w*[rR]|.* (?:-\w*[rR]|--recursive))|cat|head|tail|wc|sort|uniq|cut|awk|sed|nl|tac|md5sum|sha\w+sum|fold|rev)\b/

const FOLDER = /^(?:director(?:y|ies)|folders?)$/
const TREE = /^(?:director(?:y|ies)|folders?|trees?)$/

/** The names that a request gives to folders: "the folder book", "in the sources directory". */
function foldersOf(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) => {
    if (token.shapes.has('file') || token.shapes.has('glob') || token.value === '' || token.isStop) return []
    const isValue =
      token.quoted || token.shapes.has('path') || /^(?:in|under|inside|within|of)$/.test(tokens[at - 1]?.lower ?? '')
    const before = tokens[at - 1]
    const isBehind = before !== undefined && FOLDER.test(before.lower) && !before.quoted
    const isBefore = TREE.test(tokens[at + 1]?.lower ?? '') && !tokens[at + 1]!.quoted && isValue
    return isBehind || isBefore ? [token.value] : []
  })
}

/** "under the current directory", "in the directory tree", "recursively": all below a place is meant. */
const ALL_BELOW =
  /\b(?:under|below|beneath|underneath)\b|\brecursive(?:ly)?\b|\b(?:director(?:y|ies)|folder) trees?\b|\bsub-?(?:director(?:y|ies)|folders)\b/
const NOT_BELOW = /\b(?:not|without|no|only|don't)\b.*\b(?:recurs\w*|sub-?(?:director|folder)\w*|below)\b|\bnon-?recurs/
/** A command that names the files here with a pattern of the shell, and no more. */
const TAKES_HERE =
  /^(?:sudo )?(?:rm|chmod|chown|chgrp|cp|mv|cat|wc|grep|sed|head|tail|md5sum|gzip|ls|touch|rename)\b(?!.* (?:-\w*[rR]\b|-\w*[rR]\w* |--recursive|\S*\*\*))[^|;]* \*[^*\s/]*(?:\s|$)/

/** "the current directory tree" is a place, and asks for no picture of it. */
const TREE_AS_PLACE =
  /\b(?:in|under|of|from|within|through|throughout|search(?:es)?|below|on) (?:(?!as\b)\S+ ){0,4}?(?:director(?:y|ies)|folder|file|source) trees?\b/
const SHOWS = /^(?:recursively )?(?:print|show|display|list|view|draw|see|output)s?\b/

const FILE_SYSTEM = /\bfile ?systems?\b/

/** The newest of a listing by folders is the newest of the first folder alone. */
const CUT_LISTING = /^ls (?:-\S+ )*-\w*R.*\| (?:head|tail)\b/

/** tar and zip write into an archive, which is called so: "archive src to /backup/" copies it. */
const PACKS_INTO = /^(?:tar (?:--\S+ )*-c\w*f|zip(?: -\w+)*) ["']?([^\s"']+)/
const IS_ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|zip|jar|gz|bz2|xz|zst|7z)$|^[<$-]/

/** "unzip a.gz to standard output": the packed file stays. */
const UNPACKS_IN_PLACE = /^(?:gunzip|bunzip2|unxz|(?:gzip|bzip2|xz) (?:-\S+ )*-\w*d)(?!.* -\w*c)\b/

/** "replace the commas by newlines" makes many lines of one. */
const JOINS_LINES = /^paste -s|^tr '\\n' /
const TO_LINES = /\b(?:with|by|to|into|as) (?:a |an )?(?:new ?lines?|line ?breaks?|new lines?)\b/

/** `du` sums up folders, and lists no files by itself. */
const SUMS_FOLDERS = /^du (?!(?:-\S+ )*-\w*a)(?!.*\*)[^|]*\| sort/
const ASKS_SIZED_FILES =
  /\b(?:largest|biggest|big|large|huge|smallest|top)(?: \S+)? files\b(?! (?:and|or) (?:director|folder))/

/** The factor for a command's score: 1 where it acts on what the request names. */
export function weighObject(command: string, request: Request): number {
  const { lower, tokens } = request
  if (mistakesKind(command, request)) return MISTAKEN
  if (/^(?:sudo )?(?:grep|rg|ag|zgrep)\b/.test(command) && asksForFiles(lower)) return MISTAKEN
  if (READS_TEXT.test(command) && !/\*|\|/.test(command)) {
    const words = new Set(command.split(/\s+/).map((word) => word.replaceAll(/["']|\/$/g, '')))
    if (words.has('.') || foldersOf(tokens).some((name) => words.has(name.replace(/\/$/, '')))) return MISTAKEN
  }
  if (TAKES_HERE.test(command) && ALL_BELOW.test(lower) && !NOT_BELOW.test(lower)) return 0.78
  if (/^tree\b/.test(command) && /\bcontain/.test(lower)) return MISTAKEN
  if (/^tree\b/.test(command) && TREE_AS_PLACE.test(lower))
    return SHOWS.test(lower) &&
      !/\b(?:names of|list of) (?:all )?(?:the )?(?:files|director|folders)|\bregular\b/.test(lower)
      ? 1
      : MISTAKEN
  if (/^ls\b.*\| wc/.test(command) && /\bfiles? (?:named|called)\b/.test(lower)) return MISTAKEN
  if (/^find \/ \./.test(command) && FILE_SYSTEM.test(lower)) return MISTAKEN
  if (/^du\b/.test(command) && FILE_SYSTEM.test(lower)) return 0.85
  const [, archive] = PACKS_INTO.exec(command) ?? []
  if (archive !== undefined && !IS_ARCHIVE.test(archive) && archive.includes('/')) return MISTAKEN
  if (UNPACKS_IN_PLACE.test(command) && /\bto (?:the )?(?:stdout|screen)\b/.test(lower)) return MISTAKEN
  if (JOINS_LINES.test(command) && TO_LINES.test(lower)) return MISTAKEN
  if (SUMS_FOLDERS.test(command) && ASKS_SIZED_FILES.test(lower)) return 0.8
  return CUT_LISTING.test(command) ? MISTAKEN : 1
}

/** An interpreter with a script of another language. */
const OTHER_LANGUAGE = /\b(?:python3?|node|ruby|perl|php) \S+\.sh\b|\b(?:ba|z)?sh \S+\.(?:py|js|rb|pl)\b/

/** True when the request is about directories alone and the command about files, or the other way round; and for a script in another language. */
function mistakesKind(command: string, { tokens }: Request): boolean {
  if (OTHER_LANGUAGE.test(command)) return true
  const says = (stem: string): boolean => tokens.some((token) => token.stem === stem && !token.quoted)
  const [files, folders] = [says('file'), says(canonicalStem('directory'))]
  if (/-type f\b/.test(command)) return folders && !files && /-delete|-exec (?:rm|mv|chmod|chown)/.test(command)
  return files && !folders && /-type d\b.*(?:-delete|-exec (?:rm|mv|chmod|chown))/.test(command)
}
