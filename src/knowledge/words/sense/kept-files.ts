// A request that takes files away and names some that stay: "delete all log files except app.log". A command is offered for it only
// when it leaves those alone, and takes no other files than the request names.

import { EXTENSION, patternsOf, type Request, splitSpared, type Token } from '../words-request.ts'
import { isFiller } from './exceptions.ts'
import { familyAt } from './file-families.ts'
import { keepsRestrictions } from './restrictions.ts'

const TAKES_AWAY = /\b(?:rm|mv|shred|unlink|truncate|trash)\b|-delete\b|\bgit clean\b/
/** True for a command that looks just where the request does not want to look: "everywhere but in tests". */
function searchesKept(command: string, request: Request): boolean {
  const folder = readKeptFolder(request)
  if (folder === '' || !/^(?:grep|find|ls|du|tree|rg)\b/.test(command)) return false
  const taken = command.replaceAll(NEGATED, '').split(/[\s'"]+/)
  return taken.some((word) => word.replace(/^\.\/|\/$/g, '') === folder)
}

/** Commands that take, change or copy all that they are given but what they are told to leave out. */
const CHANGES_ALL =
  /\b(?:rm|mv|shred|unlink|truncate|trash|cp|rsync|scp|chmod|chown|chgrp|zip|kill|pkill|killall)\b|-delete\b|\bgit clean\b|\bdocker (?:rm|rmi|stop|kill)\b/
/** The words behind which a request names what stays. */
const KEEPS = /^(?:except|excluding|but|besides|keep|keeping|leaving|apart|other|not)$/
const NAMES = ['file', 'path', 'glob', 'ext', 'quoted'] as const
const NEGATED =
  /!\([^)]*\)|(?:!|-not) -i?(?:name|path) (?:"[^"]*"|'[^']*'|\S+)|--exclude(?:-dir|-from)?[= ](?:'[^']*'|\S+)|\s-x (?:'[^']*' ?)+|\bgrep -\w*v\w* (?:"[^"]*"|'[^']*'|\S+)/g
/** A folder whose files stay: "except the ones in tests", "without the folder backup", "those outside of the docs folder". */
const KEPT_FOLDER = (() => {
  const keeps = String.raw`\b(?:except(?:ing)?|excluding|but not|but(?= in\b)|not(?= in\b)|besides|apart from|other than|without|ignoring|skipping|leaving out)`
  const those = String.raw`(?: (?:for|all|any|the|those|that|which|are|is|live|lie|ones?|anything|everything|stuff|files?|\w+ files))*?`
  const noun = '(?:folders?|director(?:y|ies)|dirs?)'
  const called = '(?: (?:named|called))?'
  const name = String.raw`["'\`]?([\w.][\w./@+-]*)["'\`]?`
  const inside = String.raw` (?:in|inside|under|within|from|below|of)(?: the| my)?(?: ${noun}${called})? ${name}`
  const outside = String.raw`\boutside(?: of)?(?: the| my)?(?: ${noun}${called})? ${name}`
  return new RegExp(`${outside}|${keeps}${those}(?:${inside}| ${noun}${called} ${name}| ${name} ${noun}\\b)`)
})()
const KIND = new RegExp(`^(?:${EXTENSION})s?$`, 'i')

/** A request that keeps the first or the last lines of a text, and a command that removes just these. */
const KEEPS_ENDS =
  /\b(?:delete|remove|drop|discard|erase)\b.*\b(?:all|everything) (?:the )?(?:lines )?(?:but|except)(?: for)? (?:the )?(?:first|last)\b/
const REMOVES_AN_END = /\bsed\b.*['"\s](?:\$|1)d\b|\bhead -n -|\btail -n \+/

/** False for a command that takes away what the request wants to keep, or more than it names. */
export function keepsNamedFiles(command: string, request: Request): boolean {
  const { tokens } = request
  if (KEEPS_ENDS.test(request.lower) && REMOVES_AN_END.test(command)) return false
  if (searchesKept(command, request)) return false
  if (CHANGES_ALL.test(command) && !keepsExceptions(command, request)) return false
  if (!TAKES_AWAY.test(command)) return true
  if (!keepsRestrictions(command, request)) return false
  const folder = readKeptFolder(request)
  const from = tokens.findIndex(({ lower, quoted }) => !quoted && KEEPS.test(lower))
  const kept = from < 0 ? [] : tokens.slice(from).filter(isName)
  const spared = (command.match(NEGATED) ?? []).join('\n')
  if (folder !== '' && !spared.includes(`/${folder}/`)) return false
  if (kept.length === 0) return true
  const taken = command.replaceAll(NEGATED, '')
  const isKept = ({ value }: Token) => spared.includes(value) && !taken.includes(value)
  return kept.every(isKept) && listKinds(tokens.slice(0, from)).every((kind) => taken.includes(kind))
}

/** A command that keeps the first entries of an ordered list, or none of those that are of use, in words that no name shows. */
const KEEPS_SOME = /\btail -n \+|\bhead -n -|\bprune\b/

/** True when each word of the exceptions stands among what the command leaves out, and not among what it takes. */
function keepsExceptions(command: string, request: Request): boolean {
  if (request.spared.size === 0 || KEEPS_SOME.test(command)) return true
  const { kept } = splitSpared(request)
  const said = kept.filter(
    ({ lower, quoted }, at) => quoted || !isFiller(lower) || /^(?:named|called)$/.test(kept[at - 1]?.lower ?? ''),
  )
  // "not the files": what stays is not named, and nothing tells if the command leaves it alone.
  if (said.length === 0) return !/\brm\b|-delete\b/.test(command) || /-type d\b/.test(command)
  const spared = (command.match(NEGATED) ?? []).join('\n')
  // The user fills a blank in.
  if (/<[a-z]/.test(spared)) return true
  const taken = command.replaceAll(NEGATED, '')
  return said.every((token, at) => {
    const { value, lower, shapes } = token
    const patterns = familyAt(said, at) ?? (shapes.has('file') ? null : patternsOf(value))
    const forms = patterns?.map((form) => form.replace(/^\*/, '')) ?? [value.replace(/^\.?\/|\/$/g, '')]
    if (lower === 'empty') return / -not -empty|! -empty/.test(command)
    if (lower === 'hidden') return /-not -path '\*\/\.\*'|! -name ['"]?\.\*/.test(command)
    return forms.every((form) => spared.includes(form) && !taken.includes(form))
  })
}

/** '' for a request that names no folder to be left alone. */
function readKeptFolder({ lower, text }: Request): string {
  const names = KEPT_FOLDER.exec(lower)?.slice(1) ?? []
  const name = names.find((each) => each !== undefined)?.replace(/^\.\/|[/.]+$/g, '') ?? ''
  const at = lower.indexOf(name)
  return lower.length === text.length ? text.slice(at, at + name.length) : name
}

function isName({ shapes }: Token): boolean {
  return NAMES.some((shape) => shapes.has(shape))
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
