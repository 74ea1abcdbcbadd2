// Pairs of words that ask for opposite commands: "older" and "newer", "to" and "from", "enable" and "disable". A command that shows the
// other side than the request is not offered.

import { programOf } from '../../../shell-syntax/line-program.ts'
import { splitWords } from '../../../shell-syntax/shell-words.ts'
import type { Request, Token } from '../words-request.ts'
import { isPlaceName } from './restrictions.ts'

/** The words of one side with the signs of commands for it, and the same of the other side. */
type Side = readonly [words: RegExp, signs: RegExp]

const SIDES: readonly (readonly [Side, Side])[] = [
  [
    [/\b(?:older|before|until|earlier)\b/, /-[amc](?:time|min) \+|(?:!|-not) -newer|--(?:until|before)\b/],
    [
      /\b(?:newer|younger|since|later)\b|\bafter \d{4}-/,
      /-[amc](?:time|min) -|(?<!(?:!|-not) )-newer|--(?:since|after)\b/,
    ],
  ],
  [
    [/\bmore than \d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b/, /-[amc](?:time|min) \+/],
    [/\bless than \d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b/, /-[amc](?:time|min) -/],
  ],
  [
    [
      /\b(?:larger|bigger|greater|heavier|at least|exceed\w*|over|above|more than) (?:than )?\d/,
      /-size \+|--threshold=\d|--min-size|(?<!-)>=? ?\d|-g[te] \d/,
    ],
    [
      /\b(?:smaller|less|fewer|lighter|at most|under|below) (?:than )?\d/,
      /-size -|--threshold=-|--max-size|<=? ?\d|-l[te] \d/,
    ],
  ],
  [
    [
      /\b(?:smallest|lowest|shortest|least) first\b|\bsmallest to (?:largest|biggest)\b|\bascending\b/,
      /\bls -(?=\w*S)\w*r|\bsort (?!\S*r)-\w*[nh]/,
    ],
    [
      /\b(?:largest|biggest|highest|greatest|longest) first\b|\b(?:largest|biggest) to smallest\b|\bdescending\b/,
      /\bls -(?!\w*r)\w*S|\bsort -\w*r/,
    ],
  ],
  [
    [
      /\bnewest\b(?!.*\boldest\b)/,
      /\bls -\w*(?:tr|rt)\w*(?: \S+)? \| head -n? ?\d|\bls -\w*(?:tr|rt)\w*$|%T@.*sort -n .*head -n? ?\d/,
    ],
    [
      /\boldest\b(?!.*\bnewest\b)/,
      /\bls -(?!\w*r)\w*t\w*(?: \S+)? \| head -n? ?\d|%T@.*sort -n?r?n? ?.*r.*head -n? ?\d/,
    ],
  ],
  [
    [/\b(?:enable|unblock|allow|activate)\b/, /\b(?:disable|deny|reject|DROP|a2dissite|a2dismod)\b/],
    [
      /\b(?:disable|deny|block|forbid|deactivate)\b/,
      /(?<!dis)\benable\b|\ballow\b|\bACCEPT\b|\ba2ensite\b|\ba2enmod\b/,
    ],
  ],
  [
    [
      /\bturn(?:ing)? on\b|\bswitch on\b|\bbring up\b|\bpower on\b/,
      /\bswapoff\b|\boff\b|\bdown\b|\bstop\b|\bdisable\b|\bpoweroff\b/,
    ],
    [
      /\bturn(?:ing)? off\b|\bswitch off\b|\btake down\b|\bbring down\b/,
      /\bswapon\b|\bon\b|\bup\b|\bstart\b|(?<!dis)\benable\b/,
    ],
  ],
  [
    [
      /\b(?:remove|revoke|take away|drop) (?:the )?(?:\w+ )?(?:permissions?|rights?|access|bit)\b/,
      /\bchmod (?:-R )?[ugoa]*[+=](?!$)/,
    ],
    [
      /\b(?:add|give|grant) (?:\w+ )?(?:the )?(?:\w+ )?(?:permissions?|rights?|access|bit)\b/,
      /\bchmod (?:-R )?[ugoa]*-[rwx]/,
    ],
  ],
  [
    [
      /\b(?:extract|unpack|decompress|uncompress|unzip|untar|gunzip)\b/,
      /^tar (?:--?\S+ )*-?c|^zip\b|^gzip(?! -\w*[dltkc])|\btar -c/,
    ],
    [
      /^(?:compress|pack|zip|gzip|archive|tar)\b/,
      /^tar (?:--?\S+ )*-?x|^unzip\b|^gunzip\b|\btar -x|^unxz|^bunzip|^zgrep|^zcat|^zless/,
    ],
  ],
  [
    [/\bencrypt\b/, /\bgpg (?:-d|--decrypt)\b|\benc -d\b| -d -aes/],
    [/\bdecrypt\b/, /\bgpg (?:-c|-e|--symmetric|--encrypt)\b|\benc (?!.*-d)-aes/],
  ],
  [
    [/\bdecod\w+\b/, /\bbase64 (?!-d|--decode|-D)(?!.*-d)/],
    [/\bencod\w+\b/, /\bbase64 (?:-d|--decode|-D)\b/],
  ],
  [
    [/\btabs? (?:with|to|into|by) (?:\w+ )?spaces?\b/, /\bunexpand\b|s\/ (?:\\?[+*])?\/\\t/],
    [/\bspaces? (?:with|to|into|by) (?:a )?tabs?\b/, /(?<!un)\bexpand\b|s\/\\t\/ /],
  ],
  [
    [/\b(?:before|up to) (?:the )?line \d/, /\btail -n \+|\d,\$p/],
    [/\bafter (?:the )?line \d/, /\bhead -n|\bsed -n '1,/],
  ],
  [
    [/\block\b/, /\busermod -U\b|\bpasswd -u\b|\bunlock\b/],
    [/\bunlock\b/, /\busermod -L\b|\bpasswd -l\b/],
  ],
  [
    [/\bunmount\b|\bumount\b|\beject\b/, /(?<!u)\bmount /],
    [/(?<!un)\bmount\b/, /\bumount\b/],
  ],
  [
    [/\bforward\w* (?:a |the )?local\b/, /\bssh\b.* -R /],
    [/\bforward\w* (?:a |the )?remote\b|\breverse (?:ssh )?tunnel\b/, /\bssh\b.* -L /],
  ],
]

/** False for a command that shows the other side of a pair than the request. Words that the request excludes count for no side. */
export function keepsSides(command: string, request: Request): boolean {
  const words = request.tokens
    .filter((token, at) => !request.excluded.has(at) && !token.quoted)
    .map(({ lower }) => lower)
    .join(' ')
  return (
    SIDES.every((pair) => keepsSide(command, words, pair)) &&
    keepsDirection(command, request) &&
    keepsLimits(command, words)
  )
}

/** The rows whose signs are those of the wrong side; in the others they are those of the right one. */
const FIRST_WRONG = 4

function keepsSide(command: string, words: string, pair: readonly [Side, Side]): boolean {
  const [[one, first], [other, second]] = pair
  const [isOne, isOther] = [one.test(words), other.test(words)]
  if (isOne === isOther) return true
  if (SIDES.indexOf(pair) >= FIRST_WRONG) return !(isOne ? first : second).test(command)
  return isOne ? first.test(command) || !second.test(command) : second.test(command) || !first.test(command)
}

const LIMITS =
  /\b(?:more|fewer|less|greater|over|under|at least|at most) (?:than )?\d+ (?:lines?|words?|characters?|chars|files?|entries|columns?|lines)\b|\b(?:more|less|over|under|above|below) (?:than )?\d+ ?%/

/** False for a list of all where the request sets a limit: "files with more than 100 lines". */
function keepsLimits(command: string, words: string): boolean {
  const amount = FIRSTS.exec(words)?.[1]
  if (amount !== undefined && !new RegExp(`(?<!\\d)${amount}(?!\\d)|<(?:number|n|count)>`).test(command)) return false
  return !LIMITS.test(words) || COMPARES.test(command) || /<(?:number|n|count|size)>/.test(command)
}
const FIRSTS =
  /\b(\d+) (?:newest|oldest|latest|largest|biggest|smallest|longest|shortest|most recent|last|first) (?!column|field|char|byte)/
const COMPARES =
  /-g[te]\b|-l[te]\b|[<>]=? ?\d|-(?:size|links|[amc](?:time|min)) [+-]|threshold|\{\d+,|M?AX|head|tail|uniq|NF|length/

/** Programs whose last operand is what is written. */
const WRITES_LAST = /^(?:cp|mv|scp|rsync|ln|convert|magick|pandoc|ffmpeg)$/
const ARTICLE = /^(?:the|a|an|my|our|branch|folder|directory|file|host|server)$/

/** The token behind a preposition, articles left out. */
function behind(tokens: readonly Token[], preposition: RegExp): Token | undefined {
  const from = tokens.findLastIndex(({ lower, quoted }) => !quoted && preposition.test(lower))
  const found = tokens.slice(from + 1).find(({ lower, quoted }) => quoted || !ARTICLE.test(lower))
  return from < 0 || found?.shapes.has('size') === true || found?.shapes.has('number') === true ? undefined : found
}

const clean = (word: string): string => word.replace(/^\.\/|\/$|\/\.$/g, '').toLowerCase()

const isNamed = ({ shapes, lower, isStop }: Token): boolean =>
  ['remote', 'path', 'file', 'host'].some((shape) => shapes.has(shape as 'path')) ||
  (shapes.has('name') && !isStop && isPlaceName(lower) && !NOWHERE.test(lower))
const NOWHERE =
  /^(?:remote|another|other|source|terminal|scratch|clipboard|docker|container|containers|different|list|start|beginning|somewhere|usb|cd|dvd|pdf|video|website|internet|phone|android|host|local|command|bash|multiple|several|within|outside|one|png|jpg|user|stdin)$/

/** False for a command that reads what the request names behind "to", or writes what it names behind "from". */
function keepsDirection(command: string, { tokens }: Request): boolean {
  const wanted = tokens.filter(({ isStop }, at) => !isStop || at > 0)
  const [to, from] = [behind(wanted, /^(?:to|into|onto)$/), behind(wanted, /^from$/)]
  const merged = tokens.findIndex(({ lower }) => lower === 'merge')
  if (merged >= 0 && to && /^git (?:merge|pull)\b/.test(command))
    return (
      !command.endsWith(` ${to.value}`) &&
      (/<[a-z]/.test(command) ||
        command.includes(tokens.slice(merged + 1).find(({ lower }) => !ARTICLE.test(lower))?.value ?? ''))
    )
  if (!WRITES_LAST.test(programOf(command))) return true
  const head = /^(?:[^|;&'"]|'[^']*'|"[^"]*")*/.exec(command)?.[0] ?? command
  const operands = splitWords(head)
    .map(({ text }) => clean(text.replaceAll(/^['"]|['"]$/g, '')))
    .slice(1)
    .filter((word) => !word.startsWith('-'))
  const last = operands.at(-1) ?? ''
  const holds = (word: string, token: Token): boolean => word === clean(token.value)
  if (programOf(command) === 'ln') return true
  if (to && operands.slice(0, -1).some((word) => holds(word, to)) && !/ -t /.test(head)) return false
  if (from && holds(last, from) && operands.length > 1) return false
  return (
    !from || !isNamed(from) || /<[a-z]/.test(command) || operands.some((word) => word.startsWith(clean(from.value)))
  )
}
