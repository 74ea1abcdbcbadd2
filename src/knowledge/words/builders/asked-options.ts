// Options that the words of a request ask for beside its act: "recursively", "in human readable form", "without a header". An
// intent knows the act and its operands; the options of its program are read here, so that no intent has to list them all.

import { programOf } from '../../../shell-syntax/line-program.ts'
import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

/** The options that a request asks of one program, and the places of the words that ask for them. */
export interface AskedOptions {
  options: readonly string[]
  covered: ReadonlySet<number>
  /** The places of quoted texts that belong to an option, and are no operands: "answering 'yes' on all questions". */
  texts: ReadonlySet<number>
}

type Row = readonly [words: RegExp, option: string]

const RECURSIVE: Row = [
  longPattern()`
    \brecursiv\w*|\band (?:all|everything) (?:its|their|the)? ?(?:contents?|subdirectories|subfolders|below|inside|in it)|\b(?:and|with
    |including) (?:all )?(?:its |the |their )?(?:subdirectories|subfolders|contents)|\beverything (?:with)?in(?:side)?\b
    |\bevery(?:thing)? (?:file )?(?:under|below)\b|\ball (?:the )?(?:files|contents|things) (?:with)?in(?:side)?\b(?= (?:the |a 
    |directory |folder )*["'~/\w])
  `,
  '-R',
]
/** Recursion as the programs write it that call it `-r`. */
const RECURSIVE_SMALL: Row = [RECURSIVE[0], '-r']
/** "all files in the current directory" are no reason to remove folders. */
const WITH_CONTENTS: Row = [
  /\brecursiv\w*|\b(?:and|with|including) (?:all|everything)? ?(?:of )?(?:its|their|the)? ?(?:contents?|subdirectories|subfolders|(?:files )?(?:below|inside|in it|in them|within it))/,
  '-r',
]
const ASKS_FIRST: Row = [
  longPattern()`
    \b(?:prompt\w*|ask\w*|confirm\w*|interactiv\w*)(?: (?:the )?user)?(?: (?:before|on|for|at|to|with|each|every|all|confirm\w*|delet\w*
    |remov\w*|overwrit\w*|replac\w*|mov\w*|file|it|them|copy\w*|permission|first|any|anything|you|me))*
  `,
  '-i',
]
const SAYS_WHAT: Row = [
  longPattern()`
    \bverbos\w*(?: (?:mode|output|information|messages?))?|\b(?:and )?(?:print\w*|show\w*|display\w*|giv\w*|with|say\w*) (?:a |an 
    |the )?(?:verbose |information |informative )?(?:messages?|information|progress|explanation|output)?(?: (?:about|of|for
    |on))? ?(?:what is (?:being )?done|what it does|(?:each|every) (?:step|action|one|processed file|file (?:as it is )?(?:processed
    |created|removed|copied|moved))|every processed file|each created directory)
  `,
  '-v',
]
const HUMAN: Row = [
  longPattern()`
    \b(?:in )?(?:a )?human[- ]?(?:readable|friendly)(?: (?:form(?:at)?|units?|sizes?|manner|way))?|\bwith readable sizes\b
    |\b(?:sizes? )?in (?:kb|mb|gb|megabytes|gigabytes) or (?:kb|mb|gb|megabytes|gigabytes)\b
  `,
  '-h',
]
const FORCE: Row = [
  longPattern()`
    \bforc(?:e|ed|es|ing|ibly|ible|efully|eful)\b|\boverwrit\w*(?: (?:it|them|the|any|existing|destination|target|files?|links?
    |if it exists))*|\bwithout (?:any )?(?:prompt\w*|asking|confirmation|questions)(?: (?:for )?(?:confirmation|me|first))?
  `,
  '-f',
]
const NO_OVERWRITE: Row = [
  longPattern()`
    \b(?:without|not|don't|do not|never|no) overwrit\w*(?: (?:any|the|existing|files?|destination|those))*|\bpreserv\w* from overwriting
    (?: existing)?(?: files)?|\bif (?:it|they) (?:does|do) not (?:already )?exist\b|\b(?:except|unless)(?: if| when)? (?:(?:the )?(?:file )?#+
    |it|they) (?:already )?exists?\b
  `,
  '-n',
]
const KEEP: Row = [
  longPattern()`
    \b(?:preserv\w*|keep\w*|retain\w*)(?: (?:all|the|their|its|file|original))* (?:attributes?|permissions?|timestamps?|ownership|modes?
    |dates?|times?)(?:(?:,| and|, and) (?:the )?(?:attributes?|permissions?|timestamps?|ownership|modes?|dates?|times?))*
  `,
  '-p',
]
const IGNORES_CASE: Row = [
  /\bcase[- ]?insensitiv\w*|\bignor\w* (?:the )?(?:upper |lower )?(?:letter )?case(?: differences?)?|\bregardless of (?:the )?case\b|\bwithout regard to case\b/,
  '-i',
]
const FOLDS_CASE: Row = [IGNORES_CASE[0], '-f']
const NUMERICALLY: Row = [
  /\bnumerical(?:ly)?(?: (?:order|value|sort))?|\bby (?:the )?(?:number|numeric\w* value)\b|\bas numbers\b|\bnumeric(?: order| sort)?\b/,
  '-n',
]
const REVERSED: Row = [
  longPattern()`
    \b(?:in )?(?:a )?(?:revers\w*|descending|inverse)(?: (?:numeric\w*|alphabetic\w*|order|sort\w*))*|\b(?:from )?(?:the )?(?:largest
    |highest|biggest|newest)(?: (?:one|number|value|first|to (?:the )?(?:smallest|lowest|oldest)))+|\bz to a\b
  `,
  '-r',
]
const UNIQUE: Row = [
  longPattern()`
    \b(?:and )?(?:only |keep\w* |with |show\w* )?(?:the )?(?:uniq(?:ue)?|distinct)(?: (?:lines?|values?|entries|results?|ones|only))*
    |\b(?:remov\w*|without|no|delet\w*|drop\w*|eliminat\w*|discard\w*) (?:any |all |the )?duplicat\w*(?: (?:lines?|entries|values
    |rows))?
  `,
  '-u',
]
const BRIEF_QUIET: Row = [
  /\b(?:quiet(?:ly)?|silent(?:ly)?|suppress\w* (?:all )?(?:normal )?output|without (?:any )?(?:output|printing anything))\b/,
  '-q',
]
const HIDDEN: Row = [
  /\b(?:includ\w*|with|and|also|even)? ?(?:the |all |those )?(?:hidden|dot ?files?)(?: (?:files?|ones|entries|director\w+|folders?))*|\bfiles starting with a dot\b/,
  '-a',
]

/** The rows of each program. Of two that share words the first takes them. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  rm: [WITH_CONTENTS, FORCE, ASKS_FIRST, SAYS_WHAT],
  cp: [
    [/\barchive mode\b/, '-a'],
    RECURSIVE_SMALL,
    NO_OVERWRITE,
    [/\b(?:only )?(?:if|when) (?:it is |they are |the source is )?newer\b|\bonly (?:newer|updated) files\b/, '-u'],
    KEEP,
    ASKS_FIRST,
    FORCE,
    SAYS_WHAT,
  ],
  mv: [
    NO_OVERWRITE,
    [/\b(?:only )?(?:if|when) (?:it is |they are |the source is )?newer\b/, '-u'],
    ASKS_FIRST,
    FORCE,
    SAYS_WHAT,
  ],
  ln: [FORCE, SAYS_WHAT, [/\bwithout dereferencing(?: \S+)?/, '-n']],
  mkdir: [
    [
      longPattern()`
        \b(?:and |with |creating |including |along with )?(?:any |all |its |the |create )?(?:missing |necessary |required |intermediate 
        |needed |non-?existing )*(?:parents?|intermediate)(?: (?:director(?:y|ies)|folders?))?(?: (?:as|if|when) (?:needed|required
        |necessary))?|\bif (?:it|they|the director(?:y|ies)) (?:does|do) ?(?:n't|not) (?:already )?exist\b
      `,
      '-p',
    ],
    // A directory that is there already is no error.
    [
      /\bas (?:needed|required|necessary)\b|\b(?:and )?(?:without|do not|don't|not) (?:caus|rais|giv|print|show|fail)\w*(?: an?)?(?: errors?)? (?:if|when) (?:it|they|\S+) (?:already )?exists?\b/,
      '-p',
    ],
    [
      /\b(?:and )?(?:without|do not|don't|not) (?:caus|rais|giv|print|show|fail)\w*(?: an?)?(?: errors?)? (?:if|when) (?:it|they|\S+) (?:already )?exists?\b/,
      '-p',
    ],
    SAYS_WHAT,
  ],
  chmod: [RECURSIVE, SAYS_WHAT],
  chown: [RECURSIVE, SAYS_WHAT],
  chgrp: [RECURSIVE, SAYS_WHAT],
  df: [
    HUMAN,
    [/\b(?:in |with |using )?(?:sizes? )?(?:in )?powers? of (?:1000|1,000)\b/, '-H'],
    [/\b(?:and |with |including )?(?:a |the )?(?:grand )?totals?\b/, '--total'],
    [/\binodes?(?: (?:information|usage|count))?\b/, '-i'],
    [/\b(?:and |with )?(?:the |their |its )?(?:file ?system )?types?\b/, '-T'],
    [/\b(?:in )?(?:megabytes|mb)\b/, '-m'],
    [/\b(?:in )?(?:kilobytes|kb)\b/, '-k'],
    [/\bonly local\b|\blocal file ?systems only\b/, '-l'],
  ],
  du: [
    HUMAN,
    [/\b(?:in )?bytes\b/, '-b'],
    [/\b(?:in )?(?:megabytes|mb)(?: format| units?)?\b/, '-m'],
    [/\b(?:in )?(?:kilobytes|kb)(?: format| units?)?\b/, '-k'],
    [/\b(?:and |with |including )?(?:a |the )?grand total\b/, '-c'],
    [/\b(?:same|one|this) file ?system(?: only)?\b/, '-x'],
  ],
  ls: [
    [
      /\b(?:in |as )?(?:a |the )?long (?:listing|list|format|form)(?: (?:of|format))?|\bwith (?:all )?(?:the )?details\b|\bin detail\b/,
      '-l',
    ],
    HIDDEN,
    HUMAN,
    [/\b(?:sort\w* |order\w* )?by (?:file )?size\b/, '-S'],
    [/\b(?:sort\w* |order\w* )?by (?:modification |last modified )?(?:time|date)\b|\bin order of modification\b/, '-t'],
    REVERSED,
    [/\brecursiv\w*/, '-R'],
    [/\b(?:one|1) (?:file |entry |name |item )?(?:per|a|on each) line\b|\b(?:in )?(?:a )?single column\b/, '-1'],
    [/\b(?:and |with )?(?:the |their )?inode numbers?\b/, '-i'],
  ],
  tree: [
    HIDDEN,
    [/\b(?:only (?:the )?director(?:y|ies)|directories only|folders only)\b/, '-d'],
    [/\b(?:the )?full path(?: prefix)?(?: (?:for|of) each)?\b/, '-f'],
    [/\b(?:with |and )?(?:the )?(?:their )?permissions\b/, '-p'],
    [/\bwith color\w*(?: support)?|\bin color\b|\bcolou?rized\b/, '-C'],
    [/\b(?:and |with )?(?:the |their )?(?:user ?name|owner)s?\b/, '-u'],
    [/\b(?:human[- ]readable )(?:file )?sizes?\b/, '-h'],
    [/\b(?:and |with )?(?:the |their )?(?:file )?sizes?\b/, '-s'],
    [/\b(?:with )?no report(?: information)?|\bwithout (?:the |a )?report\b/, '--noreport'],
    [/\bas a list\b|\bwithout indent\w*(?: lines)?\b/, '-i'],
  ],
  sort: [
    UNIQUE,
    [/\bhuman[- ]readable (?:sizes?|numbers?)\b|\bby size with units\b/, '-h'],
    [/\bversion numbers?\b/, '-V'],
    [/\bby month\b/, '-M'],
    [/\b(?:at )?random(?:ly)?(?: order)?\b/, '-R'],
    NUMERICALLY,
    REVERSED,
    FOLDS_CASE,
  ],
  uniq: [
    [
      /\b(?:and |with )?(?:the |their )?(?:number of )?(?:counts?|occurrences)(?: of (?:each|occurrences))?\b|\bcount of occurrences\b/,
      '-c',
    ],
    [/\bonly (?:the )?(?:repeated|duplicate\w*)(?: lines?)?\b/, '-d'],
    IGNORES_CASE,
  ],
  grep: [IGNORES_CASE, [/\bcolou?r\w*(?: (?:the )?match\w*)?\b/, '--color']],
  zgrep: [IGNORES_CASE],
  diff: [
    RECURSIVE_SMALL,
    [/\b(?:in )?(?:a )?unified(?: (?:format|form|diff|context|output))?\b/, '-u'],
    [/\bside[- ]by[- ]side\b|\b(?:in )?two columns\b/, '-y'],
    [
      /\b(?:not (?:output\w*|show\w*|print\w*)|without|suppress\w*|hid\w*|omit\w*) (?:the )?common lines\b/,
      '--suppress-common-lines',
    ],
    [/\bignor\w* (?:all |any |the )?(?:whitespace|spaces?|blanks)(?: (?:changes?|differences?))?\b/, '-w'],
    [/\bignor\w* (?:all )?blank lines\b/, '-B'],
    [
      /\bonly (?:report |say |show |whether )?(?:if |when |whether |which )?(?:the )?(?:files? )?differ\b|\bbrief(?:ly)?\b/,
      '-q',
    ],
    IGNORES_CASE,
  ],
  ps: [
    [/\b(?:without|no|omit\w*|suppress\w*) (?:the |a |any )?header(?: line)?s?\b/, '--no-headers'],
    [/\b(?:that )?(?:us|eat|tak|consum|hog)\w* (?:up )?(?:the )?most (?:memory|ram)\b/, '--sort=-%mem'],
    [/\b(?:that )?(?:us|eat|tak|consum|hog)\w* (?:up )?(?:the )?most cpu\b/, '--sort=-%cpu'],
  ],
  pstree: [
    [/\b(?:and |with |alongside |including |show\w* )?(?:their |the |its )?(?:command[- ]?line )?arguments\b/, '-a'],
    [/\b(?:and |with |including )?(?:the |their )?(?:process ids?|pids?)\b/, '-p'],
    [/\bsort\w* by (?:pid|process id)\b/, '-n'],
  ],
  ping: [
    [/\baudib(?:le|ly)\b|\bwith (?:a )?(?:sound|bell|beep)\b/, '-a'],
    [
      /\b(?:without|no|not|don't) (?:resolv\w*|name resolution|looking up)(?: (?:any |host ?)?names)?\b|\bnumeric output\b/,
      '-n',
    ],
    BRIEF_QUIET,
  ],
  tar: [
    [
      /\b(?:without|strip\w*|remov\w*|drop\w*|skip\w*) (?:its |the |their )?(?:top|first|leading|outer)[- ]?(?:level )?(?:folder|director(?:y|ies)|path)(?: (?:component|name)s?)?/,
      '--strip-components=1',
    ],
    SAYS_WHAT,
  ],
  gzip: [[/\bkeep\w* (?:the )?originals?(?: files?)?\b/, '-k'], SAYS_WHAT],
  bzip2: [[/\bkeep\w* (?:the )?originals?(?: files?)?\b/, '-k'], SAYS_WHAT],
  rsync: [
    [
      /\b(?:preserv\w*|keep\w*) (?:the )?(?:relative|directory) (?:path\w*|structure|hierarchy)(?: names?)?\b(?: of \S+)?/,
      '-R',
    ],
    [/\b(?:preserv\w*|keep\w*) (?:the )?hard ?links\b/, '-H'],
    [
      /\b(?:skip\w*|ignor\w*) (?:the )?files (?:that have|with) (?:matching|the same|equal) checksums?\b|\b(?:compar\w*|decid\w*)(?: them)? by checksums?\b/,
      '-c',
    ],
    [/\b(?:with |and )?(?:resolv\w*|follow\w*|dereferenc\w*)(?: all| the| any)* symlinks?\b/, '-L'],
    [
      /\b(?:and )?(?:skip\w*|ignor\w*|without (?:copying|overwriting)) (?:the )?files that (?:already )?exist\b(?: (?:in|on) the destination)?/,
      '--ignore-existing',
    ],
    [
      /\b(?:and )?(?:skip\w*|ignor\w*) (?:the )?files (?:that are )?newer (?:in|on|at) (?:the )?(?:destination|\S+)/,
      '-u',
    ],
    [/\b(?:keep\w*|sav\w*) (?:the )?partial\w*(?: transferred)?(?: files)?\b/, '--partial'],
    [
      longPattern()`
        \b(?:and )?(?:delet\w*|remov\w*) (?:any |all |the )?(?:extraneous )?files (?:in|from|at|on) (?:the )?(?:destination|target
        |\S+) (?:that are |which are )?(?:not (?:found |present )?in|missing from) (?:the )?(?:source|\S+)
        |\b(?:and )?(?:delet\w*|remov\w*) (?:any |all |the )?extraneous files(?: (?:in|from|at|on) (?:the )?(?:destination|target|\S+))?
      `,
      '--delete',
    ],
    [/\bcompress\w*(?: (?:data|it|files?|during (?:the )?transfer|while (?:copying|transferring)))*/, '-z'],
    [
      /\b(?:and |while |with )?(?:show\w*|display\w*|print\w*|with) (?:the )?(?:transfer )?progress(?: (?:bar|information))?\b/,
      '--progress',
    ],
    [/\b(?:dry[- ]run|without (?:actually )?(?:copying|changing|transferring)(?: anything)?|simulat\w*)\b/, '-n'],
    [/\b(?:only|skip\w*) (?:if )?(?:the )?(?:files? )?(?:that are )?newer\b/, '-u'],
  ],
  scp: [RECURSIVE_SMALL, KEEP, [/\bcompress\w*\b/, '-C'], BRIEF_QUIET],
  curl: [
    [/\bfollow\w* (?:any |all |the )?redirects?\b|\bfollowing redirections?\b/, '-L'],
    [
      /\b(?:show\w* )?no progress\b|\b(?:silent(?:ly)?|quiet(?:ly)?|without (?:a |the |any |showing )*progress(?: bar| meter)?)\b/,
      '-s',
    ],
    [
      longPattern()`
        \bignor\w* (?:ssl|tls|certificates?|(?:invalid|self[- ]signed) certificates?)(?: (?:errors?|warnings?|certificates?))?\b
        |\b(?:without|skip\w*) (?:ssl |tls |certificate )+(?:verification|checks?|validation)\b
      `,
      '-k',
    ],
    [/\bverbos\w*\b/, '-v'],
  ],
  wget: [
    BRIEF_QUIET,
    [/\b(?:in )?(?:the )?background\b/, '-b'],
    [/\b(?:continu\w*|resum\w*)\b/, '-c'],
    [
      /\bignor\w* (?:ssl|tls|(?:invalid |self[- ]signed )?certificates?)(?: (?:errors?|warnings?))?\b/,
      '--no-check-certificate',
    ],
  ],
  cat: [[/\b(?:and |with )?(?:numbered lines|line numbers|numbering all (?:output )?lines)\b/, '-n']],
  tail: [
    [
      longPattern()`
        \b(?:and )?(?:follow\w*|wait\w* for|keep\w* (?:showing|printing|watching|following|reading))(?: (?:new|the|lines|it|output
        |changes|file|data|as it grows))*\b|\bas (?:it|they) (?:grows?|comes? in|arrives?|(?:is|are) (?:written|added|appended))\b
        |\b(?:live|in real[- ]?time)\b
      `,
      '-f',
    ],
  ],
  rename: [[/\b(?:dry[- ]run|without (?:actually )?renaming(?: anything)?)\b/, '-n'], SAYS_WHAT, FORCE],
  ssh: [
    [/\bwithout (?:allocating )?(?:a )?pseudo-?terminal\b/, '-T'],
    [/\b(?:forc\w* |allocat\w* )?(?:a )?pseudo-?terminal(?: allocation)?\b/, '-t'],
    [/\b(?:in the background )?without executing any commands?\b/, '-fN'],
    [/\b(?:in )?master mode\b/, '-M'],
    [/\b(?:with |and |enabl\w* |using )?(?:trusted )?x11 forwarding\b|\bforward\w* x11\b/, '-X'],
    [/\b(?:with )?compress\w*(?: data)?\b/, '-C'],
    [/\bverbos\w*\b/, '-v'],
  ],
  watch: [
    [/\b(?:and )?(?:display(?:ed)? )?(?:without|with no) (?:a |the )?(?:title|header)\b/, '-t'],
    [/\bwith colou?r\w*(?: support)?|\bin colou?r\b|\bkeep\w* colou?rs?\b/, '--color'],
    [/\b(?:and )?(?:highlight\w*|show\w*) (?:the )?(?:differences|changes)\b/, '-d'],
  ],
  read: [
    [
      /\b(?:without|ignoring|no|not) (?:allowing |interpreting )?backslash(?:es)?(?: escapes?)?(?: characters?)?(?: to escape characters)?/,
      '-r',
    ],
    [/\b(?:in|using|with) an interactive shell\b/, '-e'],
    [/\bsilently\b|\bwithout echo\w*(?: (?:the )?input)?\b|\bno echo\b/, '-s'],
  ],
  mount: [
    [/\bread[- ]only\b/, '-o ro'],
    [/\bwithout (?:writing|(?:making )?an entry) (?:in|to|into) \S+/, '-n'],
    [/\b(?:and )?(?:as )?an? loop(?:back| back)? device\b/, '-o loop'],
  ],
  yum: [
    [
      /\b(?:and )?(?:answer\w*|say\w*|assum\w*) \S+ (?:(?:for|on|to|by) )?(?:all|any|each|every) (?:questions?|prompts?)|\bwithout (?:asking|prompting)(?: any(?:thing| questions))?/,
      '-y',
    ],
    [
      /\b(?:and )?(?:skip\w*|ignor\w*) (?:the )?packages (?:with|that have|having) (?:a |any )?(?:broken|failed|unresolved) dependenc\w+/,
      '--skip-broken',
    ],
    [/\b(?:ignor\w*|without|skip\w*|disabl\w*) (?:the )?gpg(?: (?:signatures?|keys?))?(?: check\w*)?/, '--nogpgcheck'],
    [/\b(?:without|not) using \S+ repository\b/, '--disablerepo=#'],
    [/\b(?:only )?from (?:the )?\S+ repository(?: only)?\b/, "--disablerepo='*' --enablerepo=#"],
  ],
  split: [
    [
      /\b(?:and |with |using |use )?(?:an? )?(?:numeric|digital|number|digit)(?:al)? (?:suffix(?:es)?|prefix(?:es)?)\b/,
      '-d',
    ],
    [/\b(?:and )?(?:preserving|without (?:breaking|splitting)) lines\b/, '-C'],
  ],
  shred: [
    [
      /\b(?:and |then )?(?:finally )?(?:truncat\w*|delet\w*|remov\w*)(?: (?:and|it|the|file|deletes?|removes?))*(?: afterwards?)?/,
      '-u',
    ],
    [/\b(?:finally )?(?:writes? it with|(?:with )?a final (?:pass|overwrite) (?:of|with)|add\w*) zero(?:e?s)?\b/, '-z'],
    SAYS_WHAT,
    [/\bshowing (?:the )?progress(?: (?:while|during) execution)?\b/, '-v'],
  ],
}

/** Programs whose short options people write as one word: `ls -la`. */
const CLUSTERS = /^(?:ls|rm|cp|mv|ln|mkdir|chmod|chown|chgrp|df|du|sort|grep|diff|tree|uniq|rsync)$/

/** Reads the options that a request asks of programs, each program once. */
export function readAskedOptions(request: Request): (program: string) => AskedOptions {
  const known = new Map<string, AskedOptions>()
  let places: readonly [number, number][] | undefined
  return (program) => {
    let asked = known.get(program)
    if (!asked) {
      places ??= placesOf(request)
      known.set(program, (asked = readOptions(ROWS[program] ?? [], request, places)))
    }
    return asked
  }
}

const NONE: AskedOptions = { options: [], covered: new Set(), texts: new Set() }

function readOptions(
  rows: readonly Row[],
  { text, excluded, tokens }: Request,
  places: readonly [number, number][],
): AskedOptions {
  if (rows.length === 0) return NONE
  let rest = maskQuotes(text.toLowerCase())
  const options: string[] = []
  const covered = new Set<number>()
  const texts = new Set<number>()
  for (const [words, option] of rows) {
    const found = words.exec(rest)
    if (!found) continue
    const [start, end] = [found.index, found.index + found[0].length]
    const taken = places.flatMap(([from, to], at) => (from >= start && to <= end + 1 ? [at] : []))
    if (option.includes('#') && !found[0].includes('#')) continue
    // "not recursively" asks for no option, unless the words of the option are a negation themselves.
    if (
      taken.some((at) => excluded.has(at)) &&
      !/\b(?:without|not?|don't|never|keep\w*|except|unless|skip\w*|ignor\w*|preserv\w*)\b/.test(found[0])
    )
      continue
    const text = taken.map((at) => tokens[at]!).find(({ quoted }) => quoted)?.value ?? ''
    options.push(option.replace('#', () => text))
    for (const at of taken)
      if (!tokens[at]!.quoted) covered.add(at)
      else if (found[0].includes('#')) texts.add(at)
    rest = `${rest.slice(0, start)}${' '.repeat(end - start)}${rest.slice(end)}`
  }
  // Short options stand before long ones.
  const sorted = options.toSorted((a, b) => Number(a.startsWith('--')) - Number(b.startsWith('--')))
  return options.length === 0 ? NONE : { options: sorted, covered, texts }
}

/** A text with its quoted parts blanked: they are values and ask for nothing. */
const maskQuotes = (text: string): string =>
  text.replace(/(?<=^|[\s(=])(?:"[^"]*"|'[^']*'(?!\w)|`[^`']*[`'])/g, (part) => '#'.repeat(part.length))

/** The beginning and the end of each token in the text. */
function placesOf({ tokens, text }: Request): [number, number][] {
  let from = 0
  return tokens.map(({ raw }) => {
    const start = Math.max(from, text.indexOf(raw, from))
    from = start + raw.length
    return [start, from]
  })
}

/** The command with the options that it does not have yet; sudo and assignments stay in front. */
export function addOptions(command: string, options: readonly string[]): string {
  const program = programOf(command)
  let out = command
  for (const option of options) {
    if (hasOption(out, option)) continue
    // Lines that are counted must still be there.
    if (option === '-u' && program === 'sort' && /\buniq -\w*c/.test(command)) continue
    out = addOption(out, program, option)
  }
  return out
}

/** True for a command that has all these options. */
export const hasOptions = (command: string, options: readonly string[]): boolean =>
  options.every((option) => hasOption(command, option))

/** The part of a command before its first pipe. */
const headOf = (command: string): string => /^(?:[^|'"]|'[^']*'|"[^"]*")*/.exec(command)?.[0] ?? command

function hasOption(command: string, option: string): boolean {
  const head = headOf(command)
  if (option === '-o ro') return /\s-o \S*\bro\b/.test(head)
  if (option.startsWith('--') || option.includes(' ')) return head.includes(` ${option}`)
  const letter = option.slice(1)
  if (letter === 'a' && /^ls .*(?:-\w*A|\.\*)/.test(head)) return true
  // -a keeps all that -p keeps.
  if (letter === 'p' && /^cp -\w*a/.test(head)) return true
  if (letter === 'r' || letter === 'R') return /\s-(?:\w*[rRa]\w*|-recursive)(?=\s|$)/.test(head)
  return new RegExp(`\\s-[\\w,]*${letter}\\w*(?=\\s|$)`).test(head)
}

/** Units of which a program writes only one. */
const UNITS: Readonly<Record<string, RegExp>> = { df: /(?<=\s-\w*)h(?=\w*)/, du: /(?<=\s-\w*)h(?=\w*)/ }

function addOption(text: string, program: string, option: string): string {
  // ps is asked first which processes, then in which order.
  if (program === 'ps' && option.startsWith('--sort') && !text.includes('|')) return `${text} ${option}`
  const units = UNITS[program]
  const command = units && /^-[bmkH]$/.test(option) ? text.replace(units, '').replace(/ -(?= |$)/, '') : text
  // A key of sort takes the letters of its order itself.
  if (program === 'sort' && /^-[nrfhVM]$/.test(option) && /\s-k\s?\S/.test(command))
    return command.replace(/(?<=\s-k\s?[\d.,\w]+)(?=\s|$)/, option.slice(1))
  const behind = command.indexOf(program) + program.length
  const [front, rest] = [command.slice(0, behind), command.slice(behind)]
  const cluster = /^ -[A-Za-z\d]+(?= |$)/.exec(rest)?.[0]
  if (
    cluster !== undefined &&
    /^-\w$/.test(option) &&
    CLUSTERS.test(program) &&
    !/^ -[kt]/.test(rest) &&
    !/^ -n\d/.test(rest)
  )
    return `${front}${cluster}${option.slice(1)}${rest.slice(cluster.length)}`
  return `${front} ${option}${rest}`
}
