// Things that a request wants to stay as they are, and acts that it denies, with the commands that take the things away or do the acts:
// "stop tracking a.bin but keep the file", "fetch without merging". No proposal for such a request may be one of those, neither the first
// nor any other. What a request spares by its name ("all but a.txt") is read in exceptions.ts.

import { DELETES_FILES } from './asked-harm.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** Words of a request, signs of the commands that it refuses, and words of which the whole request has to hold one. */
type Refusal = readonly [words: RegExp, refused: RegExp, of?: RegExp]

const DELETING = String.raw`(?:delet|remov|eras|los|destroy|wip|purg|discard|drop|throw|touch|affect|kill)\w*`
/** Words that say that something stays. */
const KEEP = String.raw`(?:keep(?:s|ing)?|preserv(?:e|es|ing)|retain(?:s|ing)?|leav(?:e|es|ing)|spar(?:e|es|ing)|(?:without|not|never|don't|dont) ${DELETING})`
const WHOSE = String.raw`(?:(?:the|its|their|his|her|my|our|an?|any|all|of|actual|existing|old|input|source|docker|named|resulting) )*`
/** Words that may follow a thing that has no name: they end the clause, or say where the thing stays, but not which one of several it is. */
const END = String.raw`(?=$|[,.;!]| (?:itself|themselves|locally|around|alone|there|here|where|intact|untouched|unchanged|as|too|also|but|afterwards|yet|behind|for|(?:on|in|from|of) (?:the |my )?(?:disk|drive|place|hard|file ?system|git|repo\w*|index|work\w*)))`
const keeps = (things: string): string => String.raw`\b${KEEP} ${WHOSE}(?:${things})\b${END}`

/** Programs that put a file in the place of the one that they read. */
const REPLACES = longPattern()`
  ^(?:sudo )?(?:gzip|gunzip|bzip2|bunzip2|xz|unxz|lzma|unlzma|compress|uncompress)\b(?!.* -\w*[kclt]|.*--(?:keep|stdout|to-stdout|list
  |test))|\bmogrify\b|\bzip -\w*m|--remove-files|--remove-source|\bzstd\b.* --rm\b
`
const REMOVES = new RegExp(
  `${DELETES_FILES.source}|${REPLACES.source}|\\bgit rm\\b(?!.*--cached)|\\bgit (?:clean|reset --hard|filter-repo|filter-branch)\\b|-exec rm\\b`,
)
/** Commands that remove other things than files: containers, packages, users, branches, sessions. */
const REMOVES_THINGS = new RegExp(
  `${REMOVES.source}|\\b(?:docker|podman)\\b.* (?:rm|rmi|prune|remove)\\b|\\bdown\\b.* (?:-v|--volumes|--rmi)\\b|\\b(?:apt|apt-get|dnf|yum|brew|snap|pip|npm) (?:remove|purge|uninstall|autoremove)\\b|\\b(?:userdel|deluser|groupdel|delgroup)\\b|\\bgit branch -[dD]|\\bgit tag -d|\\bgit push\\b.*(?: -d| --delete| :)|\\bgit stash (?:drop|clear)|\\bkill-(?:session|window|server)|\\b(?:kill|pkill|killall)\\b`,
)
/** Commands that write into the file that they read. */
const REWRITES = new RegExp(
  `\\b(?:sed|perl|gawk|awk)\\b[^|]* (?:-\\w*i(?![.\\w])|--in-place(?!=))|\\bsponge\\b|\\bsort\\b.* -o|\\btruncate\\b|\\bdos2unix (?!-n)|([\\w-]+\\.\\w+)\\b[^>]*(?<!>)> ?\\1|${REMOVES.source}`,
)

const SLIGHT = String.raw`(?: (?:also|yet|actually|immediately|automatically|then|to|even|any|be))*`
const AVOIDS = String.raw`\b(?:without|avoid|instead of|rather than)${SLIGHT}`
const FORBIDS = String.raw`\b(?:never|don't|dont|do not|not to|(?:but|and|only|just) not)${SLIGHT}`
/** An act that a request denies, by a verb as it stands before "-ing" and, where that differs, by itself. */
const denies = (stem: string, verb = stem): RegExp =>
  new RegExp(String.raw`${AVOIDS} (?:${stem})ing\b|${FORBIDS} (?:${verb})\b`)

/** Requests about containers, whose images and volumes are no pictures and no sounds. */
const OF_CONTAINERS = /\b(?:docker|podman|compose|containers?)\b/

const STAYS: readonly Refusal[] = [
  [
    new RegExp(
      `${keeps('it|them|files?|cop(?:y|ies)|local (?:copy|files?)|originals?|original files?|archives?|contents?')}|\\b(?:keep(?:ing)?|leav(?:e|ing)) (?:it|them) (?:in|on|at|under|there|here)\\b|\\bnot (?:from|on|off) (?:the |my |your )*(?:local )?(?:disk|drive|computer|machine|file ?system|work\\w+)|\\b(?:from|in) (?:git|the index|the repo\\w*) only\\b|\\b(?:without|not|don't) ${DELETING}${END}|\\b${KEEP} ${WHOSE}\\S+ (?:on (?:the |my )?(?:local )?disk|locally|in place)\\b`,
    ),
    REMOVES,
  ],
  [
    longPattern()`
      \b(?:without|do not|don't|dont|never|not) (?:chang|modify|edit|alter|overwrit|touch)\w* (?:it|the (?:\w+ )?(?:file|original|input
      |source)s?)\b|\bleav(?:e|ing) (?:it|the (?:\w+ )?(?:file|original|input|source)s?) (?:unchanged|untouched|intact|alone|as)\b
      |\bkeep(?:ing)? (?:the |an? )?(?:originals?|original files?|copy|copies|backups?|backup copy)\b|\bnot in[- ]place\b
    `,
    REWRITES,
  ],
  [
    new RegExp(`${keeps('it|folder|directory|dir|empty folder|empty directory')}`),
    /\brm -\w*[rR]\w* (?:-\S+ )*(?!\S*\*)[^\s|;&]+['"]?$|\brmdir\b|\bfind\b(?!.*-(?:mindepth 1|type f)).*-delete\b/,
  ],
  [
    new RegExp(keeps('(?:sub)?folders|(?:sub)?directories|dirs|(?:folder|directory) structure|structure')),
    /\brm -\w*[rR]|\brmdir\b|\bfind\b(?!.*-type f).*(?:-delete\b|-exec rm)/,
  ],
  [
    new RegExp(
      `\\b(?:not|keep\\w*|leav\\w+|without\\b\\s\\w+)\\b[^,;]*\\b(?:on|from|at|the) (?:the )?(?:remote|origin|server|github|gitlab|upstream)\\b|\\blocal(?:ly)? only\\b|\\bonly (?:the )?local(?:ly)?\\b`,
    ),
    /\bgit push\b|\bgit remote (?:rm|remove)\b/,
  ],
  [
    /\b(?:not|keep\w*|leav\w+|without \w+) (?:it )?(?:the |my |a |its )*local(?:ly)?\b|\bonly (?:on|from) (?:the )?(?:remote|origin|server)\b/,
    /\bgit branch (?:-\w+ )*-[dD]\b(?!.* -r)|\bgit tag (?:-d|--delete)|\bgit rm\b(?!.*--cached)|\bxargs git branch -/,
  ],
  [
    new RegExp(
      String.raw`\b${KEEP} ${WHOSE}(?:(?:local|uncommitted|unstaged|staged|working) )*(?:changes|work|edits|modifications|commits)\b(?! (?:in|to|of) )|\bkeep\w* (?:the )?(?:staged|unstaged) (?:ones?|changes)\b`,
    ),
    /--hard\b|\bgit checkout (?:HEAD |-- |\.)|\bgit restore (?!.*(?:--staged|-S\b))|\bgit restore\b.*--worktree|\bgit clean\b|\bgit stash (?:drop|clear)\b|\bgit rebase -i\b/,
  ],
  [/\bkeep\w* (?:the |all )?staged\b|\bnot (?:the )?staged\b/, /--staged\b|\bgit reset\b|\bHEAD --|checkout HEAD\b/],
  [
    new RegExp(String.raw`\b${KEEP} ${WHOSE}(?:volumes?|data|databases?)\b`),
    /\brm -\w*v|--volumes\b|\bdown\b.* -v\b|\bvolume (?:rm|prune)\b/,
    OF_CONTAINERS,
  ],
  [
    new RegExp(String.raw`\b${KEEP} ${WHOSE}images?\b`),
    /\bdocker\b.*(?:\brmi\b|image (?:rm|prune)|--rmi|prune .*-\w*a)/,
    OF_CONTAINERS,
  ],
  [
    new RegExp(String.raw`\b${KEEP} ${WHOSE}containers?\b`),
    /\b(?:docker|podman) (?:container )?(?:rm|prune|system prune)\b/,
  ],
  [
    new RegExp(String.raw`\b${KEEP} ${WHOSE}(?:config\w*|settings)\b(?! files? (?:in|of))`),
    /\bpurge\b|--purge\b|\bdpkg -P\b|-\w*Rn\w*s|\bautoremove\b/,
  ],
  [
    new RegExp(String.raw`\b${KEEP} ${WHOSE}(?:home|files|mails?)\b`),
    /\buserdel\b.* (?:-\w*r|--remove)\b|\bdeluser\b.*--remove/,
  ],
]

const DENIED: readonly Refusal[] = [
  [new RegExp(`(?:${AVOIDS}|${FORBIDS}) ${DELETING} (?:it|them|that|this|anything|any)\\b`), REMOVES_THINGS],
  [
    denies('committ', 'commit'),
    /\bgit commit\b(?!.*--dry-run)|\bgit (?:revert|cherry-pick)\b(?!.* (?:-n|--no-commit))|\bgit merge\b(?!.*--(?:no-commit|squash))/,
  ],
  [denies('push'), /\bgit push\b(?!.*--dry-run)/],
  [denies('merg', 'merge'), /\bgit (?:merge|pull)\b/],
  [denies('pull'), /\bgit pull\b/],
  [/\b(?:without|no) force\b|\b(?:don't|do not|without) forc(?:e|ing)\b/, /(?<!-)-f\b|--force\b|-[a-z]*D\b/],
  [
    denies('install'),
    /\b(?:apt|apt-get|dnf|yum|brew|snap|pip3?|npm|yarn|pnpm|cargo|gem|go|pacman|zypper) (?:-\S+ )*(?:install|add|-S)\b(?!.* (?:-d|-s|--download-only|--dry-run|--simulate))|\bdpkg -i\b/,
  ],
  [
    denies('runn|execut|start', 'run|execute|start'),
    /\|\s*(?:sudo )?(?:ba|z)?sh\b|^(?:ba|z)?sh [^-]|^\.\/|\bsystemctl (?:start|enable --now|restart)\b|\bdocker (?:run|start)\b|\bcompose up\b/,
  ],
  [
    denies('extract|unpack|unzipp|decompress|uncompress', 'extract|unpack|unzip|decompress|uncompress'),
    /\btar (?:-\S+ )*-?\w*x|\bunzip (?!-\w*[lvptZz])|\bg?unzip\b(?!.* -\w*[clpt])|^(?:gzip|xz|bzip2) -d/,
  ],
  [denies('restart|reboot'), /\brestart\b|\breboot\b/],
  [
    denies('stopp|kill|terminat|end|clos', 'stop|kill|terminate|end|close'),
    /\bstop\b|\b(?:kill|pkill|killall)\b|\bkill-/,
  ],
  [denies('disabl', 'disable'), /\b(?:disable|mask)\b/],
  [denies('enabl', 'enable'), /\benable\b/],
  [denies('unmount|umount|eject'), /\bumount\b|\beject\b/],
  [denies('follow'), /\b(?:logs|tail|journalctl)\b.* -\w*[fF]\b|--follow\b/],
  [/\b(?:without|no|not as|don't use|do not use) (?:using |needing )?(?:sudo|root)\b/, /^sudo\b|\| sudo\b/],
  [
    denies('overwrit|clobber|replac', 'overwrite|clobber|replace'),
    longPattern()`
      \b(?:cp|mv)\b(?!.*(?: -\w*[niub]|--no-clobber|--backup|--interactive|--update))|\bunzip\b(?!.* -\w*n)|\btar\b(?!.*(?: -\w*k
      |--skip-old|--keep))(?=.* -?\w*x)|\brsync\b(?!.*(?:--ignore-existing|--backup| -\w*[bu]))|\bwget\b.* -O|\bcurl\b.* -o\b
    `,
  ],
]

/**
 * The signs of the commands that take away what a request wants to stay, or do an act that it denies; none for most requests.
 * @param lower the words of the request in small letters
 * @param from the place in them where the clause begins that is read
 */
export function readRefused(lower: string, from = 0): RegExp[] {
  const clause = lower.slice(from)
  if (!MAY_DENY.test(clause)) return []
  return [...(MAY_STAY.test(clause) ? STAYS : []), ...(MAY_FORBID.test(clause) ? DENIED : [])].flatMap(
    ([words, refused, of]) => (words.test(clause) && of?.test(lower) !== false ? [refused] : []),
  )
}

/** Of these words a request holds one that wants something to stay, or to be avoided. */
const MAY_DENY =
  /\b(?:keep\w*|preserv\w+|retain\w*|leav\w+|spar\w+|not|without|never|don't|dont|avoid|instead|rather|only|no|locally)\b/
/** The rows that are read at all: each long pattern that is tried takes memory from then on. */
const MAY_STAY = new RegExp(
  String.raw`\b(?:keep|preserv|retain|leav|spar|only|local|(?:not|without|never|don't|dont) (?:${DELETING}|from|on|off|in|the|local|staged|chang|modify|edit|alter|overwrit))`,
)
const MAY_FORBID = longPattern()`
  \b(?:without|avoid|instead of|rather than|never|don't|dont|not|no) (?:\w+ ){0,2}?(?:commit|push|merg|pull|forc|install|run|execut
  |start|extract|unpack|unzip|decompress|uncompress|restart|reboot|stop|kill|terminat|end|clos|disabl|enabl|unmount|umount|eject|follow
  |us|sudo|root|need|overwrit|clobber|replac|delet|remov|eras|los|destroy|wip|purg|discard|drop|throw|touch|affect)
`
