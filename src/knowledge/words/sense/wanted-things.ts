// Reads the things that a request wants besides its exclusions: a command for it takes the names, the places and the programs that it names, and does
// the thing that the request begins with. A command that spares the right thing and is about another one is no answer.

import { TOOL_NAMES } from '../english-programs.ts'
import { FILE_KINDS } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import { actOf } from './action-verbs.ts'
import { names, partCommand } from './left-out.ts'
import { isPlaceName, keepsRestrictions } from './restrictions.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** True for a token that names something by its form, and is no word of the language. */
export const isValue = ({ quoted, shapes }: Token): boolean =>
  quoted ||
  ['file', 'path', 'glob', 'ext', 'number', 'host', 'size', 'remote', 'url', 'email'].some((shape) =>
    shapes.has(shape as 'file'),
  )

/** Commands that leave out of one thing what stands in another. */
const SETS_AGAINST = /^(?:comm|join|diff|grep)\b/

/** Words between "not in" and the thing with which another is compared. */
const OF_THING =
  /^(?:in|of|the|from|by|to|within|sorted|unsorted|contents?|listing|list|lines?|any|appear|exist|present|found|listed|contained|file|files|dir|directory|folder|second|other|first|field)$/

/**
 * The place of the thing with which another is compared: "lines of a.txt that do not appear in b.txt". A command leaves out what is
 * there. Null for a request that compares nothing.
 */
export function readCompared({ exclusions, tokens }: Pick<Request, 'exclusions' | 'tokens'>): number | null {
  for (const { places } of exclusions) {
    const own = places.find((place) => isNamedThing(tokens[place]!))
    if (own !== undefined) return own
    let at = places.at(-1)! + 1
    while (at < tokens.length && !tokens[at]!.quoted && OF_THING.test(tokens[at]!.lower)) at += 1
    if (at < tokens.length && isNamedThing(tokens[at]!)) return at
  }
  return null
}
const isNamedThing = (token: Token): boolean =>
  isValue(token) || (token.shapes.has('name') && /\d|^\$/.test(token.value)) || /^\$/.test(token.value)

/** Commands that change all that they are given. */
const CHANGES = /\b(?:rm|mv|shred|cp|rsync|chmod|chown|kill|pkill|killall)\b|-delete\b|\bgit (?:clean|reset|checkout)\b/

/** Words of a wish to leave something out, besides the exclusions themselves. */
const LEAVES =
  /\b(?:exclu\w+|ignor\w+|skip\w*|omit\w*|filter\w*|hid\w+|prun\w+|keep\w*|spar\w+|protect\w*|invert\w*|only|unique|opposite)\b/

/**
 * False for a command that leaves out what the request wants, and for one that drops a name, a file or a place of a request with
 * an exception.
 */
export function takesWanted(command: string, request: Request): boolean {
  const { exclusions, excluded, spared, tokens, lower } = request
  if (exclusions.length === 0 && LEAVES_A_BLANK.test(command) && !LEAVES.test(lower)) return false
  if (exclusions.length === 0 && (!CHANGES.test(command) || LEAVES.test(lower))) return true
  const { leftOut, taken } = partCommand(command)
  const compared = SETS_AGAINST.test(command) ? readCompared(request) : null
  const wanted = tokens.filter(
    (token, at) => at !== compared && !excluded.has(at) && (isValue(token) || !token.isStop || LEADS.test(token.lower)),
  )
  if (wanted.some(({ value }) => names(leftOut, value) && !names(taken, value))) return false
  // "which commits are …" begins with no act.
  const isQuestion = /^(?:which|what|who|where|how)$/.test(tokens[0]?.lower ?? '')
  if (!isQuestion && isOtherAct(command, wanted)) return false
  // Of two files in a request with a negation none is left out: "the lines of a.txt that b.txt does not have".
  const files = tokens.filter(({ shapes, quoted }) => shapes.has('file') && !quoted)
  if (files.length > 1 && !/<file/.test(command) && !files.every(({ value }) => command.includes(value))) return false
  if (spared.size === 0) return true
  const [text, whole] = [taken.toLowerCase(), command.toLowerCase()]
  return (
    wanted.every((token) => isAmount(token) || !isValue(token) || text.includes(nameIn(token))) &&
    wanted.every((token, at) => !isLed(wanted, at) || isWord(text, nameIn(token))) &&
    namedTools(wanted).every((tool) => names(whole, tool)) &&
    namesVerb(whole, wanted) &&
    (!/(?<![.\w/])git [a-z]/.test(command) || OF_GIT.test(lower)) &&
    (isQuestion || !onlyReads(command, wanted)) &&
    keepsRestrictions(command, request)
  )
}

/** A thing that stays, which the user is to name. */
const LEAVES_A_BLANK = /(?:!|-not) -i?(?:name|path) ['"]?\*?<|!\(['"]?<|\bgrep -v\w* ['"]?</

/** True for a plain name behind a word that leads to a place or a text: "to done", "from inbox", "for password". */
function isLed(tokens: readonly Token[], at: number): boolean {
  const { lower, shapes } = tokens[at]!
  return shapes.has('name') && !OF_THING.test(lower) && isPlaceName(lower) && LEADS.test(tokens[at - 1]?.lower ?? '')
}
const LEADS = /^(?:from|to|into|in|inside|under|for|called|named)$/

const READS = longPattern()`
  ^(?:find\b(?!.*-(?:exec|delete))|ls|cat|tail|head|tree|grep|git (?:diff|log|show|status)|git branch(?! -\w*[dDmM])|docker (?:ps|images
  |volume ls)|comm|diff|cmp|awk|wc|stat|file|du|df|ps|ss|env|printenv|findmnt|lsblk|echo|\[)(?![\w-])(?!.*(?:[|>] ?(?!\/dev\/null)\w
  |xargs))
`
const FILTERS = /\| (?:grep|sort|head|tail|wc|uniq)(?: (?:'[^']*'|[^|>'\s]+))*/g
const CHANGES_MODES =
  /\b(?:give|make|set|grant)\b.*\b(?:ownership|owner|permissions?|executable|read[- ]?only|writable)\b|\b(?:throw away|get rid of|stop|restart|close|end|terminate)\b/

/** True for a list where the request begins with an act that changes, packs or sorts. */
const onlyReads = (command: string, tokens: readonly Token[]): boolean =>
  READS.test(command.replaceAll(FILTERS, '')) &&
  (CHANGES_MODES.test(tokens.map(({ lower }) => lower).join(' ')) ||
    /^(?:delete|copy|move|change|pack|end|order|create|install|unpack|save|untie|tie|begin|send|lock)$/.test(
      actOf(tokens[0]?.stem ?? '') ?? '',
    ))

const LISTS =
  /^(?:find\b(?!.*-(?:exec|delete))|ls|git (?:diff|log|show|status)|git branch(?! -\w*[dDmM])|docker (?:ps|images|volume ls)|ps)\b(?!.*(?:[|>] ?(?!\/dev\/null)\w|xargs))/

/** True for a list where things are to be deleted, and for a change where they are to be shown. */
export function isOtherAct(command: string, tokens: readonly Token[]): boolean {
  const acts = tokens.map(({ stem }) => actOf(stem))
  const [act] = acts
  if (act === 'read' && acts.some((other) => other === 'delete' || other === 'move' || other === 'end')) return false
  if (/^(?:change|copy|pack|unpack|order)$/.test(act ?? '') && /-delete\b|^(?:sudo )?rm\b/.test(command)) return true
  return act === 'delete' ? LISTS.test(command) : act === 'read' && MOVES.test(command)
}
const MOVES =
  /^(?:rm|mv|shred|kill|pkill|killall)\b|-delete\b|-exec (?:rm|mv)\b|\bgit (?:clean|reset --hard|rm)\b|xargs (?:-\S+ )*(?:rm|mv|kill)\b/

/** True for a word that stands apart in a command: `src`, and not `src.tgz`. */
const isWord = (command: string, word: string): boolean => command.split(/[\s'"=/*:,|;()]+/).includes(word)

const isAmount = ({ shapes }: Token): boolean => shapes.has('number') || shapes.has('size')
const nameIn = ({ lower }: Token): string => lower.replace(/^\*?\.?\/?|\/$/g, '')

const OF_GIT = longPattern()`
  \b(?:git\w*|branch\w*|commit\w*|repo\w*|(?:un)?stag\w+|(?:un)?track\w+|stash\w*|tags?|merg\w+|checkout|check out|changes|changed|head
  |origin|upstream|remotes?|rebase|revert|undo|discard|blame|ignored)\b
`

const VERBS =
  /^(?:git (?:add|clean|commit|diff|log|stash|reset|checkout|restore|status|grep|rm|push|pull|merge|show)|docker (?:rm|rmi|stop|kill|start|restart|ps|images|logs))$/

/** False for another command of git than the one that a request begins with: no `git diff` for "git clean everything except …". */
const namesVerb = (command: string, [tool, verb]: readonly Token[]): boolean =>
  !VERBS.test(`${tool?.lower} ${verb?.lower}`) || names(command, verb!.lower)

/** The programs that a request names, kinds of files left out. */
const namedTools = (tokens: readonly Token[]): string[] =>
  tokens
    .filter(
      ({ lower, quoted }, at) =>
        !quoted &&
        TOOL_NAMES.has(lower) &&
        (at === 0 || !(lower in FILE_KINDS)) &&
        !/^(?:files?|archives?)$/.test(tokens[at + 1]?.lower ?? ''),
    )
    .map(({ lower }) => lower)
