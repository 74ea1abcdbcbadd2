// The one rule for all requests that exclude something: a command is offered only when it shows each exclusion. It names the excluded
// word where it leaves something out and nowhere else, or it comes from a phrase that excludes the same in the same words.

import { canonicalStem, FILE_KINDS } from '../vocabulary.ts'
import { patternsOf, type Request, type Token } from '../words-request.ts'
import { isReading } from './action-verbs.ts'
import { isFiller } from './exception-words.ts'
import type { Exclusion } from './exceptions.ts'
import { familyAt } from './file-families.ts'
import {
  AN_END,
  KEEPS_LINES,
  keepsAnEnd,
  keepsOtherLines,
  mistakesColumns,
  mistakesLinesForFiles,
  saysLacking,
} from './excluded-lines.ts'
import { names, partCommand } from './left-out.ts'
import { isSideAct } from './request-sense.ts'
import { isValue, takesWanted } from './wanted-things.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** The reasons for a command besides its own words. */
export interface Evidence {
  command: string
  /** The stems of the phrase that it was found by. */
  stems?: readonly string[]
  /** True when that phrase excludes something. */
  excludes?: boolean
}

/** Words of an exclusion that say how the excluded things are told from others. */
const LIGHT = longPattern()`
  ^(?:lines?|containing|contains?|have|having|has|had|includ\w*|match\w*|start\w*|begin\w*|whose|who|does|doesn't|didn't|been|belong\w*
  |owned|by|names?|users?|process(?:es)?|pids?|id|extension|filenames?|counting|touch|delet\w*|remov\w*|copy|move|change|word|text
  |string|called|labelled|survives?|anything|nothing|i|me|it's|isn't|if|so|this|then|stay\w*|what|what's|what|branch(?:es)?|containers?
  |images?|volumes?|packages?|commits?|columns?|processes|user|group|apps?|services?|ports?|particular|specific|certain|some|given|own
  |itself|themselves|letters?|regex|expression|extensions?|suffix|prefix|type|pattern|kind|single|few|two|other|others|more|instead
  |rather|use|using|asking|command|tool)$
`

/** Exclusions that are told by a property, and the signs of commands that observe them. */
const PROPERTIES: readonly [words: RegExp, signs: RegExp][] = [
  [
    /\b(?:non-)?hidden\b|\bdot ?files\b/,
    /(?:!|-not) -(?:path|name) ['"]?(?:\*\/)?\.\*|^(?:cp|mv|ls|chmod|wc) (?!.*-\w*[aA])[^|]*|--exclude=['"]?\.\*|-x '\.|^tree(?!.* -\w*a)/,
  ],
  [/\bempty\b(?! lines?)/, /(?:!|-not) -empty|-size \+0/],
  [/\b(?:blank|empty) lines?\b/, /grep -\w*v|\/d|NF|-\w*B/],
  [
    /\b(?:modified|changed|edited|updated|touched)\b/,
    /-m(?:time|min) \+|(?:!|-not) -(?:m(?:time|min) -|newer)|--(?:before|until)/,
  ],
  [/\b(?:accessed|used|opened)\b/, /-a(?:time|min) \+|(?:!|-not) -(?:a(?:time|min) -|newera)/],
  [/\b(?:writ\w+|read\w+|execut\w+)\b|\bpermissions?\b/, /(?:!|-not) -(?:perm|writable|readable|executable)/],
  [/\b(?:sym)?links?\b/, /-type f|(?:!|-not) -type l|-P\b/],
  [/\brecurs/, /-maxdepth 1|^(?!find)(?!.* -(?:\w*[rR]\w*|-recursive)(?: |$))/],
  [/\b(?:asking|confirm\w*|prompt\w*)\b/, / -\w*[fyY]\w*\b|--(?:yes|force|noconfirm|assume)|-delete\b/],
  [/\b(?:clobber|overwrit)\w*/, / -\w*n\w*\b|--no-clobber|--ignore-existing|noclobber/],
  [/\bmerged\b/, /--no-merged/],
  [/\bmerges\b/, /--no-merges/],
  [/\b(?:comments?|commented)\b/, /grep -\w*v\w* .*#|#.*\/d|!~? ?\/\^?#/],
]
const FOLDERS = /\b(?:sub-?)?(?:director(?:y|ies)|folders?|dirs)$/
const LEAVES_FOLDERS = /-type f\b|(?:!|-not) -type d|-maxdepth 1|grep -v '?\/|ls -p/

/**
 * True for a request that excludes nothing, and for a command that shows all that it excludes.
 * @param covered the places of the words for which the command has an option: "without a header"
 */
export function showsExclusions(found: Evidence, request: Request, covered: ReadonlySet<number>): boolean {
  return (
    request.exclusions.every((exclusion) => showsOne(found, exclusion, request, covered)) &&
    takesWanted(found.command, request) &&
    request.tokens.every((token) => keepsPrefix(found, token))
  )
}

function showsOne(
  { command, stems = [], excludes = false }: Evidence,
  { places, spares }: Exclusion,
  request: Request,
  covered: ReadonlySet<number>,
): boolean {
  const { tokens, lower } = request
  const isAlike = excludes && coversHalf(stems, request)
  const words = places.map((place) => withoutPrefix(tokens[place]!))
  const clause = words.map(({ lower }) => lower).join(' ')
  const named = places.filter((_, at) => words[at]!.quoted || !isEmptyOf(words, at))
  if (named.length > 0 && named.every((place) => covered.has(place))) return true
  if (isTakenAsText(command, words)) return false
  // A thing that the exception itself excepts is meant after all, and no command shows that.
  if (TWICE.test(clause)) return false
  if (/\blines? \d/.test(clause)) return /\bsed (?:-i )?'\d+(?:,\d+)?d'|NR ?!=/.test(command)
  // "not used any more" is a state, and excludes nothing.
  if (/\bany ?more\b/.test(clause)) return true
  const parts = partCommand(command)
  const content = words.filter((word, at) => word.quoted || !isEmptyOf(words, at))
  if (/^(?:instead|rather)\b/.test(clause)) return content.every(({ value }) => !parts.taken.includes(value))
  const isState =
    /^(?:are|is|aren't|isn't)$/.test(tokens[places[0]! - 1]?.lower ?? '') || /^(?:aren't|isn't)\b/.test(clause)
  if (!spares && !isState && words.some((word, at) => isSideAct(word.lower, words[at - 1]?.lower ?? ''))) return true
  const isSaid = (word: Token): boolean => isAlike && stems.includes(word.stem) && !isValue(word)
  if (keepsOtherLines(request, clause, spares))
    return KEEPS_LINES.test(command) && content.every(({ value }) => names(command, value))
  if (AN_END.test(clause) && mistakesColumns(command, lower)) return false
  if (AN_END.test(clause) && keepsAnEnd(command, clause) !== undefined) return keepsAnEnd(command, clause)!
  if (/\b(?:contain\w*|mention\w*)\b/.test(clause) && mistakesLinesForFiles(command, tokens, places[0]!)) return false
  if (saysLacking(tokens, places[0]!, clause)) return /\[ !? ?-|-exec (?:sh|test)|\bcomm\b/.test(command)
  const plain = words.filter((word) => !isValue(word)).map(({ lower }) => lower)
  const property = PROPERTIES.find(([pattern]) => pattern.test(plain.join(' ')))
  if (property)
    return property[1].test(command) || (!/\bmerge[sd]\b/.test(clause) && content.length > 0 && content.every(isSaid))
  if (content.length === 0 && /\b(?:my|mine|me)\b/.test(clause)) return OWN.test(command)
  if (content.length === 0 && FOLDERS.test(clause))
    return (
      LEAVES_FOLDERS.test(command) || (isAlike && stems.includes(canonicalStem('directory')) && !/^find /.test(command))
    )
  if (content.length === 0 && /\bfiles$/.test(clause) && /-type f\b/.test(command)) return false
  if (content.length === 0) return excludes
  return content.every((word) => isSaid(word) || isLeftOut(word, words, parts))
}

const TWICE = /\b(?:everything|anything|all|every)\b.*\b(?:but|except|besides|other than|apart)\b/
const OWN = /\$USER|\$\(whoami\)|--author|-user |\bps -[uU]|<user>/

/** True for a command in which the words of the exclusion stand as a text: `grep 'foo but not bar'`. */
const isTakenAsText = (command: string, words: readonly Token[]): boolean =>
  words.some(
    ({ raw, quoted }, at) =>
      !quoted &&
      words[at + 1]?.quoted === false &&
      /^[a-z]/.test(raw) &&
      command.includes(`${raw} ${words[at + 1]!.raw}`),
  )

/** True when a phrase knows at least half of what a request says besides names and exclusions. */
function coversHalf(stems: readonly string[], { tokens, excluded }: Request): boolean {
  const said = tokens.filter(
    (token, at) => !excluded.has(at) && !token.isStop && !isValue(token) && !isReading(token.stem),
  )
  return said.filter(({ stem }) => stems.includes(stem)).length * 2 >= said.length
}

/** True for a word that says nothing about what is excluded. */
function isEmptyOf(words: readonly Token[], at: number): boolean {
  const { lower } = words[at]!
  if (isValue(words[at]!) || /^(?:named|called)$/.test(words[at - 1]?.lower ?? '')) return false
  // "docker images" are no pictures.
  if (familyAt(words, at)) return false
  return isFiller(lower) || LIGHT.test(lower)
}

/** `pdf` for "non-pdf". */
function withoutPrefix(token: Token): Token {
  const lower = token.lower.replace(/^non-?(?=\w{3})/, '')
  return lower === token.lower || token.quoted ? token : { ...token, lower, value: lower }
}

/** A time tells things apart by their age, and is the name of none. */
const A_TIME =
  /^(?:today|today's|yesterday|yesterday's|tonight|now|(?:this|last)?(?:day|week|month|year|hour|minute)s?)$/

function isLeftOut(word: Token, words: readonly Token[], { leftOut, taken }: ReturnType<typeof partCommand>): boolean {
  const { value, lower, shapes, quoted } = word
  if (!quoted && (A_TIME.test(lower) || /^(?:its|their|his|her)$/.test(words[words.indexOf(word) - 1]?.lower ?? '')))
    return false
  const kind = lower in FILE_KINDS ? lower : lower.replace(/s$/, '')
  const patterns = familyAt(words, words.indexOf(word)) ?? (shapes.has('file') || quoted ? null : patternsOf(kind))
  const isNamed = (form: string): boolean => names(leftOut, form) && !names(taken, form)
  return (
    isNamed(value.replace(/^\.?\/|[/,;]$/g, '')) || patterns?.every((form) => isNamed(form.replace(/^\*/, ''))) === true
  )
}

/** False for a command that takes what is "merged" where the request says "unmerged". */
function keepsPrefix({ command, stems = [] }: Evidence, { lower, stem, quoted }: Token): boolean {
  const base = /^un(\w{4,})$/.exec(lower)?.[1]
  if (quoted || base === undefined || stems.includes(stem)) return true
  return !new RegExp(String.raw`(?<!no-|un|not |non-)\b${base}\b`).test(command)
}
