// Words of a request that an answer does not account for: it may answer another question than was asked.

import { programOf } from '../../../shell-syntax/line-program.ts'
import { actOf, isReading } from '../sense/action-verbs.ts'
import { stemWords } from '../stem.ts'
import { canonicalStem, FILE_KINDS, readNumber } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import type { Found } from './answer-ranking.ts'

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '))

/** Words of courtesy, of quantity and of place that ask for nothing by themselves. */
const FILLERS = setOf(
  'all every each whole entire everything anything something it them other another more most many several some then now new old good quick fast easy ' +
    'file files directory directories folder folders line lines text command commands system data item items thing things entry entries ' +
    'located location specific terminal shell bash linux unix ubuntu mac macos windows local human readable just also while again ' +
    'do make take takes get put set come go going keep look see know think work try using via use existing exist exists matching certain given within inside computer machine ' +
    'exact exactly properly correctly easily quickly simply together own particular desired needed original itself through out up info information somebody someone ' +
    'right too really mine kind sort type once multiple single simple utility tool program programmatically actually programme',
)

/** For each program, the subject of all its commands: a request that names the subject asks for nothing further by that word. */
const SUBJECTS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    git: 'repository project code work',
    docker: 'container image',
    apt: 'package installed downloaded',
    pip: 'python package installed',
    npm: 'node package project javascript',
    systemctl: 'service unit',
    journalctl: 'service log journal message',
    ffmpeg: 'video audio sound movie clip film song',
    convert: 'image imagemagick graphic',
    awk: 'script column field number print',
    sed: 'line text',
    ps: 'process',
    kill: 'process',
    curl: 'request url website web',
    wget: 'url website web',
    ssh: 'server remote host',
    scp: 'server remote host',
    rsync: 'server remote host',
    df: 'disk space',
    du: 'disk space',
    ip: 'network address',
    crontab: 'job task schedule',
  }).map(([program, words]) => [program, new Set(words.split(' ').map(canonicalStem))]),
)

/** Verbs for doing anything at all, and words that say how a thing is done: they seldom make another request of it. */
const SLIGHT = setOf(
  'run create start begin only want answer time two part server script desktop mode format number list count grab big project',
)

/** Endings of files that no other thing is called by. */
const isEnding = (word: string): boolean =>
  word in FILE_KINDS &&
  word.length > 2 &&
  !/^(?:text|logs?|class|lock|shell|conf|swp|doc|java|ruby|perl|rust|php|tar|zip)$/.test(word)

const VALUE = 3
const ACT = 1.5
const WORD = 1
const SLIGHT_WORD = 0.4

/** Two words for one thing: "a revision/changeset". */
const ALTERNATIVES = /^[a-z]{4,}\/[a-z]{4,}$/

/** The weight of a word against a command that leaves it out; 0 for a word that any command may leave out. */
function weigh(token: Token, isComposed: boolean, command: string): number {
  const { value, lower, stem, shapes, quoted } = token
  const isValue =
    value.length > 1 &&
    !ALTERNATIVES.test(value) &&
    !shapes.has('number') &&
    !shapes.has('size') &&
    !shapes.has('date') &&
    (quoted || shapes.has('path') || shapes.has('file') || shapes.has('url') || shapes.has('host') || shapes.has('ip'))
  if (isValue || (isEnding(lower) && !BLANK.test(command))) return VALUE
  if (shapes.has('number') && /^[a-z]+$/.test(lower)) return lower === 'two' || holdsNumber(command, lower) ? 0 : WORD
  // Capitals spell a name or a text: "the label BACKUP".
  if (/^[A-Z]{3,}$/.test(value)) return VALUE
  // Builders read the words of their subject themselves, and write them in other ways.
  if (isComposed || shapes.has('number') || shapes.has('size')) return 0
  if (SLIGHT.has(lower) || SLIGHT.has(stem) || /[a-z]{3}ly$/.test(lower)) return SLIGHT_WORD
  return actOf(stem) === undefined ? WORD : ACT
}

/** True when a command holds a number that the request has in a word: "the ten newest files". */
const holdsNumber = (command: string, word: string): boolean =>
  new RegExp(`(?<!\\d)${readNumber(word)}(?!\\d)`).test(command)

/** The parts of a found command by which it is weighed. */
type Answer = Pick<Found, 'command' | 'explanation' | 'stems' | 'taken' | 'phrases' | 'source'>

/** The loss for a word that is left out, and the least that remains. */
const LOSS = 0.13
const LEAST_FACTOR = 0.5

/** A blank for a file: it may have any ending. */
const BLANK = /<(?:files?|path)>/

/** "keep apt from upgrading", "stop ssh from asking": an answer that does the act itself is the opposite of this. */
const PREVENTS = /\b(?:keep|stop|prevent|block|protect|save|hinder|forbid)\w* .*\bfrom \w+ing\b/
const PREVENTING = [
  'keep',
  'stop',
  'prevent',
  'block',
  'disabl',
  'hold',
  'protect',
  'avoid',
  'ignor',
  'deny',
  'without',
  'not',
].map(canonicalStem)

/**
 * The part of a command's score that is left when it does not account for all words of a request; 1 where it does. A word is
 * accounted for when the phrase that the command was found by holds it, when it stands in the command or in its explanation, and
 * when it says nothing by itself.
 */
export function weighUnread(found: Answer, request: Request): number {
  const { stems, source } = found
  const isComposed = stems === undefined && source === 'intent'
  let weight = readUnread(found, request).reduce((sum, token) => sum + weigh(token, isComposed, found.command), 0)
  if (!isComposed && PREVENTS.test(request.lower) && !PREVENTING.some((stem) => stems?.includes(stem))) weight += 3
  return Math.max(LEAST_FACTOR, 1 - LOSS * weight)
}

/** The words of a request that a command does not account for. */
function readUnread({ command, explanation, stems, taken, phrases }: Answer, { tokens, excluded }: Request): Token[] {
  const written = command.toLowerCase()
  const subjects = SUBJECTS[programOf(command).replace(/^apt-get$/, 'apt')]
  let told: ReadonlySet<string> | undefined
  const isTold = ({ lower, stem }: Token): boolean => {
    if (stems?.includes(stem) === true || subjects?.has(stem) === true) return true
    if (lower.length > 1 && (written.includes(lower) || (stem.length > 2 && written.includes(stem)))) return true
    if (lower.includes('-') && written.includes(lower.replaceAll('-', ''))) return true
    if (FILE_KINDS[lower]?.some((pattern) => written.includes(pattern.slice(1))) === true) return true
    if (
      (!(lower in FILE_KINDS) || BLANK.test(command)) &&
      phrases?.some((text) => text.includes(lower) || text.includes(stem)) === true
    )
      return true
    told ??= new Set(stemWords(explanation).map(canonicalStem))
    return told.has(stem)
  }
  return tokens.filter(
    (token, at) =>
      token.value !== '' &&
      !token.isStop &&
      taken?.has(at) !== true &&
      !excluded.has(at) &&
      !isReading(token.stem) &&
      !FILLERS.has(token.lower) &&
      !isTold(token),
  )
}
