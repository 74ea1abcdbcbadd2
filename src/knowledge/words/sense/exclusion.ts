// The one rule for all requests that exclude something: a command is offered only when it shows each exclusion. It names the excluded
// word where it leaves something out and nowhere else, or it comes from a phrase that excludes the same in the same words.

import { TOOL_NAMES } from '../english-programs.ts'
import { FILE_KINDS, readNumber } from '../vocabulary.ts'
import { patternsOf, type Request, type Token } from '../words-request.ts'
import { actOf, isReading } from './action-verbs.ts'
import { type Exclusion, isFiller } from './exceptions.ts'
import { familyAt } from './file-families.ts'
import { partCommand } from './left-out.ts'
import { isSideAct } from './request-sense.ts'
import { isPlaceName, keepsRestrictions } from './restrictions.ts'

/** What speaks for a command besides its own words. */
export interface Evidence {
  command: string
  /** The stems of the phrase that it was found by. */
  stems?: readonly string[]
  /** True when that phrase excludes something. */
  excludes?: boolean
}

/** Words of an exclusion that say how the excluded things are told from others. */
const LIGHT =
  /^(?:lines?|containing|contains?|have|having|has|had|includ\w*|match\w*|start\w*|begin\w*|whose|who|does|doesn't|didn't|been|belong\w*|owned|by|names?|users?|process(?:es)?|pids?|id|extension|filenames?|counting|touch|delet\w*|remov\w*|copy|move|change|word|text|string|called|labelled|survives?|anything|nothing|i|me|it's|isn't|if|so|this|then|stay\w*|what|what's|what|branch(?:es)?|containers?|images?|volumes?|packages?|commits?|columns?|processes|user|group|apps?|services?|ports?|particular|specific|certain|some|given|own|itself|themselves|letters?|extensions?|suffix|prefix|type|pattern|kind|single|few|two|other|others|more|instead|rather|use|using|asking|command|tool)$/

/** Exclusions that are told by a property, and the signs of commands that observe them. */
const PROPERTIES: readonly [words: RegExp, signs: RegExp][] = [
  [
    /\b(?:non-)?hidden\b|\bdot ?files\b/,
    /(?:!|-not) -(?:path|name) ['"]?(?:\*\/)?\.\*|^(?:cp|mv|ls|du|chmod|wc) (?!.*-\w*[aA])[^|]*|--exclude=['"]?\.\*|-x '\.|^tree(?!.* -\w*a)/,
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
  [/\bmerged\b/, /--no-merged/],
  [/\bmerges\b/, /--no-merges/],
  [/\b(?:comments?|commented)\b/, /grep -\w*v\w* .*#|#.*\/d|!~? ?\/\^?#/],
]
const FOLDERS = /\b(?:sub-?)?(?:director(?:y|ies)|folders?|dirs)$/
const LEAVES_FOLDERS = /-type f\b|(?:!|-not) -type d|-maxdepth 1|grep -v '?\/|ls -p/
const AN_END = /\b(?:first|last|newest|latest|oldest|top|bottom|recent|final|header)\b/

/** Commands that change all that they are given. */
const CHANGES = /\b(?:rm|mv|shred|cp|rsync|chmod|chown|kill|pkill|killall)\b|-delete\b|\bgit (?:clean|reset|checkout)\b/

/**
 * True for a request that excludes nothing, and for a command that shows all that it excludes.
 * @param covered the places of the words for which the command has an option: "without a header"
 */
export function showsExclusions(found: Evidence, request: Request, covered: ReadonlySet<number>): boolean {
  return (
    request.exclusions.every((exclusion) => showsOne(found, exclusion, request, covered)) &&
    takesWanted(found, request) &&
    request.tokens.every((token) => keepsPrefix(found, token))
  )
}

/** Words of a wish to leave something out, besides the exclusions themselves. */
const LEAVES =
  /\b(?:exclu\w+|ignor\w+|skip\w*|omit\w*|filter\w*|hid\w+|prun\w+|keep\w*|spar\w+|protect\w*|invert\w*|only|unique|opposite)\b/

/**
 * False for a command that leaves out what the request wants, and for one that drops a name, a file or a place of a request with
 * an exception: what is spared tells nothing where all the rest is something else.
 */
function takesWanted({ command }: Evidence, request: Request): boolean {
  const { exclusions, excluded, spared, tokens, lower } = request
  if (exclusions.length === 0 && (!CHANGES.test(command) || LEAVES.test(lower))) return true
  const { leftOut, taken } = partCommand(command)
  const wanted = tokens.filter(
    (token, at) => !excluded.has(at) && (isValue(token) || !token.isStop || LEADS.test(token.lower)),
  )
  if (wanted.some(({ value }) => names(leftOut, value) && !names(taken, value))) return false
  if (isOtherAct(command, wanted)) return false
  if (spared.size === 0) return true
  const [text, whole] = [taken.toLowerCase(), command.toLowerCase()]
  return (
    wanted.every(
      (token, at) => !(isValue(token) || isLed(wanted, at)) || isAmount(token) || text.includes(nameIn(token)),
    ) &&
    namedTools(wanted).every((tool) => names(whole, tool)) &&
    namesVerb(whole, wanted) &&
    !onlyReads(command, wanted) &&
    keepsRestrictions(command, request)
  )
}

/** True for a plain name behind a word that leads to a place or a text: "to done", "from inbox", "for password". */
function isLed(tokens: readonly Token[], at: number): boolean {
  const { lower, shapes } = tokens[at]!
  return shapes.has('name') && isPlaceName(lower) && LEADS.test(tokens[at - 1]?.lower ?? '')
}
const LEADS = /^(?:from|to|into|in|inside|under|for|called|named)$/

const READS =
  /^(?:find\b(?!.*-(?:exec|delete))|ls|cat|tail|head|tree|grep|git (?:diff|log|show|status)|git branch(?! -\w*[dDmM])|docker (?:ps|images|volume ls)|comm|diff|cmp|awk|wc|stat|file|du|df|ps|ss|env|printenv|findmnt|lsblk|echo|\[)(?![\w-])(?!.*(?:[|>] ?(?!\/dev\/null)\w|xargs))/
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
function isOtherAct(command: string, tokens: readonly Token[]): boolean {
  const acts = tokens.map(({ stem }) => actOf(stem))
  const [act] = acts
  if (act === 'read' && acts.some((other) => other === 'delete' || other === 'move' || other === 'end')) return false
  return act === 'delete' ? LISTS.test(command) : act === 'read' && MOVES.test(command)
}
const MOVES =
  /^(?:rm|mv|shred|kill|pkill|killall)\b|-delete\b|-exec (?:rm|mv)\b|\bgit (?:clean|reset --hard|rm)\b|xargs (?:-\S+ )*(?:rm|mv|kill)\b/

const isAmount = ({ shapes }: Token): boolean => shapes.has('number') || shapes.has('size')
const nameIn = ({ lower }: Token): string => lower.replace(/^\*?\.?\/?|\/$/g, '')

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
    return LEAVES_FOLDERS.test(command) || (excludes && !command.startsWith('find '))
  if (content.length === 0) return excludes
  return content.every((word) => isSaid(word) || isLeftOut(word, words, parts))
}

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

const isValue = ({ quoted, shapes }: Token): boolean =>
  quoted ||
  ['file', 'path', 'glob', 'ext', 'number', 'host', 'size', 'remote', 'url', 'email'].some((shape) =>
    shapes.has(shape as 'file'),
  )

/** `pdf` for "non-pdf". */
function withoutPrefix(token: Token): Token {
  const lower = token.lower.replace(/^non-?(?=\w{3})/, '')
  return lower === token.lower || token.quoted ? token : { ...token, lower, value: lower }
}

function isLeftOut(word: Token, words: readonly Token[], { leftOut, taken }: ReturnType<typeof partCommand>): boolean {
  const { value, lower, shapes, quoted } = word
  const kind = lower in FILE_KINDS ? lower : lower.replace(/s$/, '')
  const patterns = familyAt(words, words.indexOf(word)) ?? (shapes.has('file') || quoted ? null : patternsOf(kind))
  const isNamed = (form: string): boolean => names(leftOut, form) && !names(taken, form)
  return (
    isNamed(value.replace(/^\.?\/|[/,;]$/g, '')) || patterns?.every((form) => isNamed(form.replace(/^\*/, ''))) === true
  )
}

/** True when a text holds a word, and not only a longer one. */
function names(text: string, word: string): boolean {
  const at = text.indexOf(word)
  if (at < 0) return false
  const isApart = (sign: string | undefined): boolean => sign === undefined || !/\w/.test(sign) || !/\w/.test(word[0]!)
  return (isApart(text[at - 1]) && isApart(text[at + word.length])) || names(text.slice(at + 1), word)
}

/** Whether a command that leaves out some first or last entries leaves out as many as the words say; undefined for any other command. */
function keepsAnEnd(command: string, clause: string): boolean | undefined {
  const word = clause.split(' ').find((each) => readNumber(each) !== null)
  const amount = word === undefined ? 1 : readNumber(word)!
  const found = /\btail -n ?\+(\d+)|\bhead -n ?-(\d+)/.exec(command)
  if (!found) return undefined
  const isTail = found[1] !== undefined
  if (isTail ? Number(found[1]) !== amount + 1 : Number(found[2]) !== amount) return false
  const order = /\bls -\w*t\w*/.exec(command)?.[0]
  if (order === undefined) return !/\blast|final|bottom\b/.test(clause) === isTail
  return order.includes('r') === isTail ? /\boldest|first\b/.test(clause) : !/\boldest|first\b/.test(clause)
}

/** True for a command that cuts lines where columns are meant, and the other way round. */
const mistakesColumns = (command: string, lower: string): boolean =>
  /\b(?:columns?|fields?)\b/.test(lower)
    ? /^(?:head|tail)\b/.test(command)
    : /\b(?:lines?|rows?|header)\b/.test(lower) && /^cut\b|^awk (?:-F\S+ )?'\{\$/.test(command)

/** True for a request that removes lines but those it names: "delete the lines that don't contain foo". */
const keepsOtherLines = ({ tokens, excluded }: Request, clause: string, spares: boolean): boolean =>
  (spares || /\b(?:contain|match|includ|start|begin|end|ha(?:s|ve|ving))/.test(clause)) &&
  !AN_END.test(clause) &&
  REMOVES_LINES.test(
    tokens
      .filter((_, at) => !excluded.has(at))
      .map(({ lower }) => lower)
      .join(' '),
  )

/** Lines of which some are kept: what removes the others keeps those that are named. */
const REMOVES_LINES = /\b(?:delete|remove|drop|strip|discard|erase|filter out) (?:\S+ ){0,2}?lines\b(?! in| of)/
const KEEPS_LINES = /\/!d|^(?:cat \S+ \| )?grep (?!.*-\w*[vL])/

/** "find directories without a README" asks what is in them, and not what they are called. */
const saysLacking = (tokens: readonly Token[], at: number, clause: string): boolean =>
  /^(?:without|lacking|missing)\b/.test(clause) &&
  /^(?:director(?:y|ies)|folders|dirs|repos|repositories)$/.test(tokens[at - 1]?.lower ?? '') &&
  actOf(tokens[0]!.stem) === 'read'

/** True for the lines without a word where the files without it are asked for, and the other way round. */
function mistakesLinesForFiles(command: string, tokens: readonly Token[], at: number): boolean {
  const before = tokens.slice(Math.max(0, at - 3), at).map(({ lower }) => lower)
  if (before.includes('files'))
    return /\bgrep(?: -\w+)* -\w*v/.test(command) && !/\bgrep(?: -\w+)* -\w*L|--files-without/.test(command)
  return before.includes('lines') && /\bgrep(?: -\w+)* -\w*L/.test(command)
}

/** False for a command that takes what is "merged" where the request says "unmerged". */
function keepsPrefix({ command, stems = [] }: Evidence, { lower, stem, quoted }: Token): boolean {
  const base = /^un(\w{4,})$/.exec(lower)?.[1]
  if (quoted || base === undefined || stems.includes(stem)) return true
  return !new RegExp(String.raw`(?<!no-|un|not |non-)\b${base}\b`).test(command)
}
