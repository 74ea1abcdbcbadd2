// Pairs of words that ask for opposite commands: "older" and "newer", "to" and "from", "enable" and "disable". A command that shows the
// other side than the request is not offered.

import type { Request } from '../words-request.ts'

/** The words of one side, and signs of commands. */
type Side = readonly [words: RegExp, signs: RegExp]
type Pair = readonly [Side, Side]

/** Pairs with the signs of the commands for each side. */
const SHOWN: readonly Pair[] = [
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
]

/** Pairs with the signs of the commands that each side refuses. */
const REFUSED: readonly Pair[] = [
  [
    [/\b(?:windows|dos|crlf)\b.*\b(?:to|into|with|by|as)\b.*\b(?:unix|linux|lf)\b/, /\bunix2dos\b|s\/\$\/\\r/],
    [/\b(?:unix|linux|lf)\b.*\b(?:to|into|with|by|as)\b.*\b(?:windows|dos|crlf)\b/, /\bdos2unix\b|s\/\\r/],
  ],
  [
    [
      /\bto (?:a |the |my |another )?(?:remote |other )?(?:server|host|machine)\b/,
      /^(?:scp|rsync)\b.* ['"]?[^\s/]+:\S* \S+$/,
    ],
    [
      /\bfrom (?:a |the |my |another )?(?:remote |other )?(?:server|host|machine)\b/,
      /^(?:scp|rsync)\b.* [^\s:]+ ['"]?[^\s/]+:\S*$/,
    ],
  ],
  [
    [/\b(?:out of|from) (?:the |a |my )?(?:\w+ )?container\b/, /\bdocker cp (?![^\s/]+:)/],
    [/\b(?:to|into|inside) (?:the |a |my )?(?:\w+ )?container\b/, /\bdocker cp [^\s/]+:/],
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
      /^tar (?:--?\S+ )*-?c|^zip\b|^gzip(?! -\w*[dltkc])|\btar -c|^(?:curl|wget)\b[^|&;]*$/,
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
    [
      /\bkeep(?:ing)? (?:the |my |all |local )*(?:changes|work|edits)\b|\bwithout losing\b/,
      /--hard\b|\bgit (?:checkout|restore) (?:-- )?\.|stash drop/,
    ],
    [/\b(?:discard|throw away|lose|drop) (?:\S+ ){0,3}(?:changes|work|edits)\b/, /--soft\b/],
  ],
  [
    [/\b(?:remove|delete|drop|strip|discard) (?:\S+ ){0,2}lines?\b/, /^(?:cat \S+ \| )?grep (?!.*-\w*v)/],
    [
      /\b(?:keep|show|print|display|find|list) only (?:the )?lines (?:with|that contain|containing)\b/,
      /^grep -\w*v|\bsed (?:-i )?'\/[^/]*\/d/,
    ],
  ],
  [
    [/\bkeep (?:only )?(?:the )?first (?:\S+ )?lines?\b/, /\bsed (?:-i )?'1(?:,\d+)?d'|\btail -n \+/],
    [/\bkeep (?:only )?(?:the )?last (?:\S+ )?lines?\b/, /\bhead -n -|\bsed (?:-i )?'\$d'/],
  ],
  [
    [
      /\b(?:remove|delete|drop) (?:everything|all) (?:\S+ )?after\b/,
      /\btail -n '?\+|\bsed (?:-i )?'1d'|^cut\b|^awk '\{\$1|grep -oP/,
    ],
    [/\b(?:remove|delete|drop) (?:everything|all) (?:\S+ )?before\b/, /,\$d\b|\bhead -n/],
  ],
  [
    [
      /\b(?:skip|drop|remov|delet|omit|hid)\w* (?:the )?first (?:\S+ )?(?:lines?|rows?)\b/,
      /\bhead -n ?-?\d|\bsed (?:-i )?'\$d'|\bgrep -v \d/,
    ],
    [
      /\b(?:skip|drop|remov|delet|omit|hid)\w* (?:the )?last (?:\S+ )?(?:lines?|rows?)\b/,
      /^tail\b|\btail -n ?\+?\d|\bsed (?:-i )?'1(?:,\d+)?d'|\bgrep -v \d/,
    ],
  ],
  [
    [/\b(?:owner|user) and (?:the )?group\b/, /^(?:sudo )?chgrp\b/],
    [/\b(?:only|just) (?:the )?group\b/, /^(?:sudo )?chown (?:-\w+ )?\w+:/],
  ],
  [
    [
      /^(?:stop|shut down|quit)\b/,
      /\b(?:docker|podman|systemctl|service|compose)\b.* start\b|\b(?:docker|compose) up\b/,
    ],
    [/^(?:start|bring up|launch)\b/, /\b(?:docker|podman|systemctl|service|compose)\b.* (?:stop|down)\b/],
  ],
  [
    [
      /\b(?:stop|quit|cease|no longer) track\w*|\buntrack\w*/,
      /--no-(?:assume-unchanged|skip-worktree)|\bgit add\b(?! -u)/,
    ],
    [
      /\b(?:start|begin) track\w*|\btrack (?:\S+ )+again\b/,
      /\brm (?:-r )?--cached|--(?:assume-unchanged|skip-worktree)/,
    ],
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

/** The signs that a request refuses in a command: all that it does not name itself, where a command shows none of those that it wants. */
interface Refusal {
  words: string
  refused: readonly { signs: RegExp; unless: RegExp | null }[]
}

const known = new WeakMap<Request, Refusal>()

/** Read once for a request, for all its commands. Words that the request excludes count for no side. */
function readRefusal(request: Request): Refusal {
  const before = known.get(request)
  if (before) return before
  const words = request.tokens
    .filter((token, at) => !request.excluded.has(at) && !token.quoted)
    .map(({ lower }) => lower)
    .join(' ')
  const sideOf = ([[one], [other]]: Pair): 0 | 1 | null => {
    const [isOne, isOther] = [one.test(words), other.test(words)]
    return isOne === isOther ? null : isOne ? 0 : 1
  }
  const refused = [
    ...SHOWN.flatMap((pair) => {
      const side = sideOf(pair)
      return side === null ? [] : [{ signs: pair[1 - side]![1], unless: pair[side][1] }]
    }),
    ...REFUSED.flatMap((pair) => {
      const side = sideOf(pair)
      return side === null ? [] : [{ signs: pair[side][1], unless: null }]
    }),
  ]
  const found = { words, refused }
  known.set(request, found)
  return found
}

/** False for a command that shows the other side of a pair than the request, or none of the limits that it sets. */
export function keepsSides(command: string, request: Request): boolean {
  const { words, refused } = readRefusal(request)
  return (
    refused.every(({ signs, unless }) => !signs.test(command) || unless?.test(command) === true) &&
    keepsLimits(command, words)
  )
}

const LIMITS =
  /\b(?:more|fewer|less|greater|over|under|at least|at most) (?:than )?\d+ (?:lines?|words?|characters?|chars|files?|entries|columns?|lines)\b|\b(?:more|less|over|under|above|below) (?:than )?\d+ ?%/

/** False for a list of all where the request sets a limit: "files with more than 100 lines". */
function keepsLimits(command: string, words: string): boolean {
  const amount = FIRSTS.exec(words)?.[1]
  if (amount !== undefined && !new RegExp(`(?<!\\d)${amount}(?!\\d)|<(?:number|n|count)>`).test(command)) return false
  const line = /\b(?:only|just) (?:on|in|at) (?:the )?line (\d+)\b/.exec(words)?.[1]
  if (line !== undefined && !command.includes(line)) return false
  return !LIMITS.test(words) || COMPARES.test(command) || /<(?:number|n|count|size)>/.test(command)
}
const FIRSTS =
  /\b(\d+) (?:newest|oldest|latest|largest|biggest|smallest|longest|shortest|most recent|last|first) (?!column|field|char|byte)/
const COMPARES =
  /-g[te]\b|-l[te]\b|[<>]=? ?\d|-(?:size|links|[amc](?:time|min)) [+-]|threshold|\{\d+,|M?AX|head|tail|uniq|NF|length|split|fold/
