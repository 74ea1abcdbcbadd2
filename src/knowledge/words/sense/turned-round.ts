// Tells commands that do the opposite of a part of a request, or to another part of a text, although all its words are in them.

import type { Request } from '../words-request.ts'

const REMOVES = /\b(?:delet|remov|eras|drop|discard|strip|cut)\w*\b/
/** "that do not contain", "without": of the lines the request is about. */
const LACKING =
  /\b(?:lines?|rows?|entries|records|everything|all) .*\b(?:(?:do|does|did|are|is) ?(?:not|n't)|don't|doesn't|never|not|lacking|without) (?:contain|hav|match|includ|mention|hold|start|begin|end)\w*/

/** False for a command that takes away the lines that a request keeps: those with the text, where it names those without it. */
function takesAskedLines(command: string, { lower }: Request): boolean {
  if (!REMOVES.test(lower) || !LACKING.test(lower)) return true
  return !/\bgrep (?:-\w+ )*-\w*v/.test(command) && !/\bsed (?:-\w+ )*['"]\/[^/]*\/d['"]/.test(command)
}

/** False for a command that leaves out the first line and the last, where the request names one of them, and for one that cuts fields off. */
const keepsOtherEnd = (command: string, { lower }: Request): boolean =>
  !(/\bNF--/.test(command) && /\b(?:first|last) (?:\w+ )?(?:lines?|rows?)\b/.test(lower)) &&
  keepsEndLine(command, lower)

const keepsEndLine = (command: string, lower: string): boolean =>
  !/\bsed (?:-\w+ )*['"]1d; ?\$d['"]/.test(command) ||
  (/\b(?:first|header|top)\b/.test(lower) && /\b(?:last|footer|bottom|trailer)\b/.test(lower)) ||
  /\bboth\b/.test(lower)

/** False for a search in a place that the request gives as a name: "files named foo" lie in no folder `foo`. */
function searchesNoName(command: string, { lower }: Request): boolean {
  const name = /\b(?:named|called) ["']?([\w.-]+)/.exec(lower)?.[1]
  return name === undefined || !command.toLowerCase().startsWith(`find ${name} `) || /\bin ["']?\.?\/?\w/.test(lower)
}

const SPARES =
  /\b(?:except\w*|but|not|without|exclud\w*|keep\w*|kept|preserv\w*|spar(?:e|es|ing)|leav(?:e|es|ing)|other|others|besides?|apart|aside|retain\w*|sav(?:e|es|ing)|ignor\w*|skip\w*|omit\w*|unless|minus|never|rest|else|barring|protect\w*)\b|n't\b/
const FOLDERS = /\b(?:sub)?(?:folders|director(?:y|ies)|dirs)\b/

/** False for a command that deletes folders where the request is about files, or all but the files that it names. */
function deletesFilesOnly(command: string, { lower }: Request): boolean {
  if (!/^find\b.*(?: -delete|-exec rm)\b/.test(command)) return true
  if (/(?:!|-not) -i?name (?!['"]?\.git['"]?(?: |$))/.test(command) && !SPARES.test(lower)) return false
  if (/ -type d\b/.test(command)) return !/\bfiles\b/.test(lower) || FOLDERS.test(lower)
  return / -type f\b/.test(command) || !/\b(?:only|just|nothing but)\b.*\bfiles\b|\bfiles only\b/.test(lower)
}

const EXCEPTS = /\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|aside from|besides) (.*)$/
const TAKES = /^(?:rm|mv|shred|unlink)\b|(?: -delete|-exec (?:rm|mv))\b|\bxargs (?:-\S+ )*(?:rm|mv)\b/

/** False for a command that takes away a file which stands behind "except", or takes that word or the file for the name of a folder. */
function sparesNamedBehind(command: string, { lower }: Request): boolean {
  if (/['"]?\*\/(?:except|excluding|besides|but)\/\*/.test(command)) return false
  const rest = EXCEPTS.exec(lower)?.[1]
  if (rest === undefined || !TAKES.test(command)) return true
  const kept = [...rest.matchAll(/'([^']+)'|"([^"]+)"|[\w@+-][\w.@+-]*\.\w+/g)].map(
    ([all, single, double]) => single ?? double ?? all,
  )
  const whole = command.toLowerCase()
  const taken = whole.replaceAll(/(?:!|-not|\\!) (?:\\\( )?-\w+ (?:'[^']*'|"[^"]*"|\S+)/g, '')
  return !kept.some((name) => {
    const isTaken = new RegExp(`-name ['"]?${name.replaceAll(/[.+*?()[\]]/g, '\\$&')}['"]?(?: |$)`).test(taken)
    const isFolder =
      /\.\w+$/.test(name) && whole.includes(`*/${name}/*`) && !/-name/.test(whole.split(`*/${name}/*`)[0]!)
    return isTaken || isFolder
  })
}

const EDITS_AWAY = /\bsed -i\S* (?:-\S+ )*['"][^'"]*[\d$/!;]\s?d['"]/
const WANTS_AWAY =
  /\b(?:delet|remov|eras|drop|discard|strip|cut|clear|clean|trim|get rid|without|skip|exclud|omit|keep|kept|retain|only|truncat|no longer|take out|throw|filter|ignor|purg|shorten|chop)\w*/

/** False for a command that deletes lines in a file, where the request has no word for that, or is about folders. */
const deletesAskedLines = (command: string, { lower }: Request): boolean =>
  !EDITS_AWAY.test(command) ||
  (WANTS_AWAY.test(lower) && !/\b(?:folders?|director(?:y|ies))\b(?!.*\blines?\b)/.test(lower))

/** False for a conversion from the format that the request converts to. */
const convertsForward = (command: string, { lower }: Request): boolean =>
  !/\bjson to csv\b/.test(lower) || !/json\.dumps\(list\(csv/.test(command)

/** False for a command that turns a part of the request round, in any of these ways. */
export const isStraight = (command: string, request: Request): boolean =>
  takesAskedLines(command, request) &&
  keepsOtherEnd(command, request) &&
  searchesNoName(command, request) &&
  deletesFilesOnly(command, request) &&
  sparesNamedBehind(command, request) &&
  deletesAskedLines(command, request) &&
  convertsForward(command, request)
