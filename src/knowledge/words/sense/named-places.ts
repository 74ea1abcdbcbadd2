// Commands that mistake the folder of a request: for an ending, for a file, or for a thing that is to go with all that lies in it.

import { FILE_KINDS } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

const FOLDER = /^(?:folder|directory|dir)$/
const LEADS = /^(?:in|inside|under|within|below|from|of)$/
const ARTICLES = /^(?:the|my|our|folder|directory|dir)$/

/** True for a command that treats a folder of the request as what it is: "delete all files in tmp" takes no `*.tmp`, and leaves `tmp`. */
export function knowsFolders(command: string, { tokens, lower, excluded }: Request): boolean {
  return tokens.every((token, at) => {
    if (excluded.has(at) || !/^[\w./~-]+$/.test(token.value)) return true
    const isCalled = FOLDER.test(tokens[at + 1]?.lower ?? '')
    const isPlace = LEADS.test(leadOf(tokens, at)) && (isCalled || tokens[at + 1] === undefined)
    if (isPlace && takesForEnding(command, token) && !WRITTEN.test(tokens[at - 2]?.lower ?? '')) return false
    const name = escapeSigns(token.value.replace(/\/$/, ''))
    const takesAway =
      isPlace && OF_CONTENTS.test(lower) && new RegExp(`\\brm (?:-\\w+ )*${name}/?(?:$| )`).test(command)
    if (takesAway) return false
    // "Remove the file notes" is about that file, and not about what lies in it.
    const isFile = /^files?$/.test(tokens[at + 1]?.lower ?? '') && token.quoted
    if (isFile && new RegExp(`\\bfind ${name} `).test(command)) return false
    // Things in a folder are removed without the folder: "delete all .svn folders under src" is no `rm -r .svn src`.
    const isInside = isPlace && /^(?:in|inside|under|within|below)$/.test(leadOf(tokens, at))
    if (isInside && new RegExp(`\\brm [^|;&]*(?<= )${name}/?(?:$| )`).test(command)) return false
    if (token.shapes.has('file')) return !new RegExp(`\\bfind ${name} `).test(command)
    return !(isCalled || isPlace) || !new RegExp(`(?:\\btruncate -s ?0 |^: > |^> |\\brm )${name}$`).test(command)
  })
}

/** A wish to take away what lies in a folder, and not the folder. */
const OF_CONTENTS = longPattern()`
  ^(?:delete|remove|erase|rm|clear|wipe|get rid of|clean) (?:out |up )?(?:just |only )?(?:(?:all|every|each|any|the
  |of) )*(?:(?:\w+ )?files?|contents?|everything|anything|stuff)(?: (?:and|or) (?:(?:sub)?folders|(?:sub)?director(?:y|ies)))? (?:in
  |inside|from|within|of|under|below)\b
`

/** Nouns behind which "in" names a language: "scripts in perl". */
const WRITTEN = /^(?:written|scripts?|programs?|code|sources?|programmed)$/

/** The word that leads to a name, with articles skipped. */
function leadOf(tokens: readonly Token[], at: number): string {
  let before = at - 1
  while (ARTICLES.test(tokens[before]?.lower ?? '')) before -= 1
  return tokens[before]?.lower ?? ''
}

const takesForEnding = (command: string, { lower, shapes }: Token): boolean =>
  (lower in FILE_KINDS || shapes.has('path')) && new RegExp(String.raw`\*\.${escapeSigns(lower)}\b`).test(command)

const escapeSigns = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
