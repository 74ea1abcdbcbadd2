// A request that takes files away and names some that stay: "delete all log files except app.log". A command is offered for it only
// when it leaves those alone, and takes no other files than the request names.

import { DELETES_FILES } from './asked-harm.ts'
import { EXTENSION, type Request, splitSpared, type Token } from '../words-request.ts'
import { partCommand } from './left-out.ts'
import { keepsRestrictions } from './restrictions.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

const TAKES_AWAY = /\b(?:rm|mv|shred|unlink|truncate|trash)\b|-delete\b|\bgit clean\b/
const KIND = new RegExp(`^(?:${EXTENSION})s?$`, 'i')

/** A request that keeps the first or the last lines of a text, and a command that removes just these. */
const KEEPS_ENDS =
  /\b(?:delete|remove|drop|discard|erase)\b.*\b(?:all|everything) (?:the )?(?:lines )?(?:but|except)(?: for)? (?:the )?(?:first|last)\b/
const REMOVES_AN_END = /\bsed\b.*['"\s](?:\$|1)d\b|\bhead -n -|\btail -n \+/

/** False for a command that takes away what the request wants to keep, or more than it names. */
export function keepsNamedFiles(command: string, request: Request): boolean {
  if (KEEPS_ENDS.test(request.lower) && REMOVES_AN_END.test(command)) return false
  if (!keepsGitFiles(command, request)) return false
  if (DELETES_FILES.test(command) && TRANSFERS.test(request.lower) && !GOES_AWAY.test(request.lower)) return false
  if (REMOVES_ALL.test(command) && ONE_THING.test(request.lower) && !OF_MANY.test(request.lower)) return false
  if (FOLDERS_ALONE.test(request.lower) && !/\bfiles?\b/.test(request.lower) && /-type f\b.*-delete/.test(command))
    return false
  if (!TAKES_AWAY.test(command) && !CHANGES_MANY.test(command)) return true
  if (!keepsRestrictions(command, request) || !keepsEndings(command, request)) return false
  if (ASKS_FIRST.test(request.lower) && !ASKING.test(command)) return false
  if (LISTED.test(request.lower) && !READS_LIST.test(command)) return false
  const { wanted } = splitSpared(request)
  if (wanted === request) return true
  const { taken } = partCommand(command)
  return listKinds(wanted.tokens).every((kind) => taken.includes(kind))
}

/** A request to move, copy or rename, and words that ask besides for something to be deleted. */
const TRANSFERS = /\b(?:mov(?:e|es|ing)|cop(?:y|ies|ying)|renam(?:e|es|ing))\b/
const GOES_AWAY =
  /\b(?:delet\w*|remov\w*|eras\w*|clean\w*|clear\w*|purg\w*|wip\w*|rid|rm|unlink\w*|shred\w*|discard\w*|drop\w*|trash\w*|empty|prun\w*|replac\w*|duplicates?|undo|cut)\b/

/** Commands that remove each thing of a kind, and requests that name one of them: "delete the tag v1". */
const REMOVES_ALL =
  /\bxargs (?:-\S+ )*(?:git (?:branch|tag) -[dD]|(?:docker|podman) (?:rm|rmi|stop|kill)|kill)\b|\$\((?:docker|podman) (?:ps|images)|\bprune\b/
const ONE_THING =
  /\b(?:the|a|an|this|that|my) (?:\w+ )?(?:branch|tag|container|image|volume|network|process|stash|session|pod|worktree)\b/
const OF_MANY = longPattern()`
  \b(?:all|every|each|any|old|unused|dangling|stopped|exited|merged|gone|stale|other|others|untagged|orphan\w*|local references
  |\w+(?:branches|tags|containers|images|volumes|networks|processes))\b|\b(?:branches|tags|containers|images|volumes|networks|processes
  |things)\b
`
/** A request to delete folders, and no files. */
const FOLDERS_ALONE =
  /\b(?:all|every|the|each|any|empty|old) (?:\w+ )?(?:(?:sub)?folders|(?:sub)?directories)\b(?! named)/

/** Commands that change whatever lies in a directory. */
const CHANGES_MANY =
  /\bch(?:mod|own|grp) (?:-\w+ )*-\w*R|-exec (?:sudo )?(?:chmod|chown|chgrp|gzip|sed -i)\b|^(?:gzip|bzip2|xz|chmod|chown|dos2unix|sed -i)\b[^|]* (?:[*.]$|\*\.\w+$)/
/** A wish to be asked before each file, and the commands that ask. */
const ASKS_FIRST =
  /(?<!\b(?:without|no|never|not|don't) )\b(?:ask(?:ing|s)?|prompt(?:ing|s)?|confirm(?:ing|s)?|with confirmation)\b(?! (?:for )?(?:help|questions?))/
const ASKING = /^yes\b| -\w*[iI]\w*\b|--interactive|-ok(?:dir)?\b|xargs (?:-\S+ )*-p\b|\bread\b/
/** A file that holds the names of the files, and the commands that read it. */
const LISTED = /\bfiles? (?:that are |which are )?(?:listed|named|enumerated|mentioned) (?:in|on|by)\b/
const READS_LIST = /\bxargs\b|\bwhile\b|\$\(|-from\b|-from-file\b|<file>/

/** False for a command that takes files of other endings than the request names: all of them for "the .php files". */
const keepsEndings = (command: string, { tokens, excluded }: Request): boolean =>
  tokens.every(
    ({ lower, shapes }, at) =>
      excluded.has(at) ||
      !shapes.has('ext') ||
      !/^(?:files?|ones?)$/.test(tokens[at + 1]?.lower ?? '') ||
      command.toLowerCase().includes(lower.replace(/^\*/, '')),
  )

/** Commands of git that throw changes away. */
const DISCARDS = /\bgit (?:restore|checkout (?:-- |\.)|reset --hard|clean|stash drop)/

/** False for a command that throws away the changes of other files than the request names: all of them for "discard my changes in a.txt". */
function keepsGitFiles(command: string, { tokens, excluded }: Request): boolean {
  if (!DISCARDS.test(command)) return true
  const files = tokens.filter(
    ({ shapes, value }, at) => !excluded.has(at) && shapes.has('path') && !shapes.has('commit') && value !== '.',
  )
  return files.every(({ value }) => command.includes(value)) || /<file>/.test(command)
}

/** The ends of the names that the request is about: `.log` for "log files" and "logs", `.tmp` for `*.tmp`. */
function listKinds(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ lower, shapes }, at) => {
    if (shapes.has('ext')) return [lower]
    if (shapes.has('glob')) return [lower.replace(/^\*+/, '')]
    const isKind = KIND.test(lower) && (/^files?$/.test(tokens[at + 1]?.lower ?? '') || lower === 'logs')
    return isKind ? [`.${lower.replace(/^logs$/, 'log')}`] : []
  })
}
