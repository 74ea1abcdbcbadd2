// Commands that belong to another world than the request: those of a tool whose things it does not speak of, and those that change
// something where a list is asked for.

import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Words of which a request for a program holds one, beside the program's own name. */
const WORLDS: readonly [program: RegExp, words: RegExp][] = [
  [
    /^(?:kubectl|helm|minikube)\b/,
    longPattern()`
      \b(?:kubectl|kubernetes|k8s|kube\w*|helm|minikube|pods?|deployments?|clusters?|namespaces?|replicas?|ingress|nodes?|configmaps?
      |services?|rollouts?|charts?|releases?|containers?|manifests?|contexts?|secrets? (?:named|called|from)|crds?|cronjobs?)\b
    `,
  ],
  [
    /^(?:cp|mv|scp|rsync)\b|(?:-exec|xargs (?:-\S+ )*)\s?(?:cp|mv)\b/,
    longPattern()`
      \b(?:cop(?:y|ies|ied|ying)|cp|mov\w*|mv|r?sync\w*|scp|back(?:ing)? ?up\w*|backups?|mirror\w*|transfer\w*|upload\w*|download\w*
      |send\w*|put|clon\w+|duplicat\w+|renam\w*|migrat\w+|deploy\w*|push|pull|relocat\w+|shift|restor\w*|replicat\w+|swap|chang\w*|get
      |fetch|flatten|organi[sz]e|overwrit\w*|replac\w*|convert|share\w*|sort|between|number|save|archiv\w*|append|add|extension|switch
      |to|into|over)\b
    `,
  ],
  [
    /^(?:npm|yarn|pnpm) (?:install|i|add|uninstall|remove) [^-\s]/,
    /\b(?:npm|node\w*|yarn|pnpm|js|javascript|typescript|dependenc\w+|modules?|react|vue|express|global\w*|dev|librar\w+|project)\b|\.json\b/,
  ],
  [
    /^(?:ffmpeg|ffprobe|ffplay|aplay|mpv)\b/,
    longPattern()`
      \b(?:ffmpeg|ffprobe|audio|video|media|movies?|clips?|films?|sounds?|songs?|music|gifs?|frames?|subtitles?|recording|webcam
      |screen\w*|streams?|volume|tracks?|codecs?|thumbnails?|images?|pictures?|photos?|podcasts?|speech|voice|microphone|speakers?)\b
      |\.?(?:mp[34]|mkv|avi|mov|wav|flac|ogg|m4a|webm|jpe?g|png|m3u8)\b
    `,
  ],
]

/** True for a command of a tool whose things the request does not speak of: no secret of a cluster for "make secret readable". */
export const isForeign = (command: string, { lower, tokens }: Request): boolean =>
  CUTS_TEXT.test(command) ||
  takesHoursForMinutes(command, lower) ||
  NO_OPERANDS.test(command) ||
  staysHere(command, tokens) ||
  misreads(command, lower) ||
  (PACKS.test(command) &&
    !tokens.some(({ lower, shapes, quoted }) => (quoted || !shapes.has('file')) && ASKS_TO_PACK.test(lower))) ||
  WORLDS.some(([program, words]) => program.test(command) && !words.test(lower)) ||
  (READS_ONE.test(command) && LISTS_FILES.test(lower) && !OF_TEXT.test(lower)) ||
  (WRITES_BLANK.test(command) && !SPEAKS_OF_FILES.test(lower)) ||
  (/\b(?:pgrep|pkill|killall)\b/.test(command) && /\bservices\b/.test(lower) && !/\bprocess|\bprograms?\b/.test(lower))

/** Text tools read no pictures, films and songs. */
const CUTS_TEXT =
  /^(?:sed|awk|cut|sort|uniq|tr|fold|fmt|nl|tac|rev|grep|wc -[lw])\b.*\.(?:mp[34]|mkv|avi|mov|wav|flac|ogg|m4a|webm|jpe?g|png|gif)\b/
/** An ending is no file, no copy of cp goes to another host, and no address is packed. */
const NO_OPERANDS = longPattern()`
  ^(?:cp|mv) (?:\S+ )*\.(?!\.)[a-z]\w{1,4} (?=\S+ \S+$|\.\w{1,5}$)|\bmail -s \S*@|^(?:zip|tar|gzip)\b.* [\w.-]+::|^(?:sed|awk
  |perl)\b.* '[^\w'/.]+'$|^(?:sed|perl|awk|sort|cut|tr)\b[^|]* \.$|^(?:cp|mv|find|install)\b[^|;&]* [\w.-]+@[\w.-]+:|^(?:zip|tar
  |gzip)\b.* https?:
`
/** True for `-mmin -24` where the request says "24 hours". */
function takesHoursForMinutes(command: string, lower: string): boolean {
  const minutes = /-[amc]min [+-]?(\d+)/.exec(command)?.[1]
  return minutes !== undefined && new RegExp(`\\b${minutes} (?:hours?|days?)\\b`).test(lower)
}

/** Packing is no answer to a wish to split a file. */
const SPLITS = /^splits?\b/
/** A number of lines is no text that they contain. */
const COUNTED =
  /\bcontain\w* (?:exactly |only |at least |at most |more than |less than )?(\d+) (?:lines|words|characters|bytes|columns|files)\b/
/** Accounts that can log in are not those that are logged in. */
const LOGGED_IN = /\b(?:are|is) (?:\w+ )?(?:logged (?:in|on)|login)\b/
/** Words of a request for the lines behind one that is found, which a search for that line does not show. */
const AND_THE_REST =
  /\bline (?:that )?(?:contain\w*|match\w*|with) .*\band (?:everything|all|the rest|all lines) (?:\w+ ){0,2}?(?:after|below|following|behind|before|above)\b/
/** A text of which the sum is taken, and no file. */
const OF_A_STRING = /\b(?:of|for) (?:an? |the )?(?:string|text|word|phrase)\b(?! files?)/
/** The sign, which no word stands for. */
const A_TAB = /\b(?:a|the|with|contain\w*|have|has|of) tabs?\b(?! (?:completion|named|of))/
const SORTS = /^(?:(?:numerically|alphabetically|reverse|recursively|human) )?sorts?\b/

/** True for a command that goes to no other host where the request names a place there: "to server:/srv". */
const staysHere = (command: string, tokens: Request['tokens']): boolean =>
  tokens.some(
    ({ shapes, value }, at) =>
      shapes.has('remote') && /^(?:to|into|onto)$/.test(tokens[at - 1]?.lower ?? '') && !command.includes(value),
  ) && !/<(?:host|user|path|target|destination|remote)/.test(command)

/** True for a command that takes a word of the request for something else than it says. */
function misreads(command: string, lower: string): boolean {
  const count = COUNTED.exec(lower)?.[1]
  if (count !== undefined && new RegExp(`^grep (?:-\\w+ )*${count} `).test(command)) return true
  if (LOGGED_IN.test(lower) && /\bnologin\b|\/etc\/passwd/.test(command)) return true
  if (AND_THE_REST.test(lower) && /^grep (?!.*-[AB])/.test(command)) return true
  if (A_TAB.test(lower) && /^(?:grep|sed|awk)\b[^|]*[ '"/]tabs?['"/ ]/.test(command)) return true
  if (OF_A_STRING.test(lower) && /^(?:md5|sha\d+)sum [^|<]*$/.test(command)) return true
  if (SORTS.test(lower) && /^grep\b(?!.*\bsort\b)/.test(command)) return true
  const printed = /^echo (['"]?)([\w./-]+)\1 \|/.exec(command)?.[2]?.toLowerCase()
  return (
    (printed !== undefined &&
      new RegExp(`\\b(?:contents? of|file|lines of) ["']?${printed.replaceAll('.', '\\.')}(?![\\w.])`).test(lower)) ||
    (SPLITS.test(lower) && PACKS.test(command) && !/\bsplit\b/.test(command))
  )
}

/** An archive is made only for those who ask for one: "what is in backup.tar.gz" does not. */
const PACKS = /^(?:tar (?:--\S+ )*-?[a-z]*c[a-z]* |zip |7z a )/i
const ASKS_TO_PACK = longPattern()`
  \b(?:compress\w*|pack\w*|archiv\w*|zip\w*|tar(?:red|s)?|tarball|gzip\w*|7z|bundl\w*|creat\w*|mak(?:e|es|ing)|back(?:ing)? ?up\w*
  |backups?|put\w*|add\w*|append\w*|updat\w*|sav\w*|encrypt\w*|protect\w*|split\w*|stor\w*|turn|snapshot\w*|freshen|includ\w*)\b
`

/** A file is read page by page for those who ask for its text: "list big files" does not. */
const READS_ONE = /^(?:less|more|most|view|cat) \S+$/
const LISTS_FILES = /^(?:list|find|search|show|which|count|what)\b.*\b(?:files|folders|directories)\b/
const OF_TEXT =
  /\b(?:contents?|texts?|inside|lines?|read|pages?|page by page|open|view|scroll\w*|names? of|concat\w*)\b/

/** A blank file is written only for those who speak of one: "write a poem" does not. */
const WRITES_BLANK = /^echo \S+ >+ ?['"]?<file>/
const SPEAKS_OF_FILES = /\b(?:files?|to|into|save|output|redirect\w*|append\w*)\b/

const LISTS = /^(?:show|list|display|print|count|which|view|see)$/
const CHANGES = longPattern()`
  ^(?:sudo )?(?:(?:docker|podman)(?: container| image)? (?:run|commit|create|rm|rmi|stop|start|restart|kill)|kubectl (?:run|create
  |delete|apply|exec)|systemctl (?:start|stop|restart|enable|disable)|rm|rmdir|mv|kill(?! -[lL])|pkill|killall|chmod|chown|chgrp|useradd
  |userdel|usermod|passwd|mkfs\S*|git (?:commit|push|merge|rebase|reset|clean|rm))\b
`
/** Commands that write into the file that they read. */
const CHANGES_FILE = /^(?:sudo )?(?:sed|perl|awk|gawk)\b[^|]* (?:-i\b|-i\.\w+|-pi\b|-i inplace)|^(?:truncate|sponge)\b/
/** Acts besides looking, with which a request that begins with "show" asks for more. */
const ASKS_MORE = longPattern()`
  \b(?:and|then|by|while) (?:\w+ )?(?:run|delet|remov|kill|stop|start|restart|mov|renam|chang|commit|creat|execut|open|enter)\w*\b
  |\b(?:run|running|start|starting|launch|inside|open|shell|bash|without|prompt)\b
`

/** Questions about what there is, and commands that would change it. */
const ASKS = /^(?:which|what|what's|who|where|how many|how much|is|are|does|do|why)\b/
const INSTALLS =
  /^(?:sudo )?(?:apt|apt-get|dnf|yum|pacman|brew|npm|yarn|pnpm|pip3?|pipx|gem|cargo|snap|flatpak) (?:-\S+ )*(?:install|add|remove|uninstall|purge|upgrade|update|i|-S|-R)\b/
const ASKS_HOW =
  /\b(?:commands?|way|how (?:do|to|can)) (?:\w+ )?(?:to|for|i|installs?|removes?|updates?|upgrades?|lets)\b|\b(?:best|easiest|right)\b/

/** True for a command that starts, stops or changes something where the request asks to be shown what there is. */
export function changesInsteadOfListing(command: string, { tokens, lower }: Request): boolean {
  if (ASKS.test(lower) && INSTALLS.test(command) && !ASKS_HOW.test(lower)) return true
  const first = tokens.find((token) => !token.isStop && !token.quoted)
  return (
    first !== undefined &&
    LISTS.test(first.lower) &&
    (CHANGES.test(command) || CHANGES_FILE.test(command)) &&
    !ASKS_MORE.test(lower)
  )
}
