// Reads which kinds of entries are meant, how deep the search goes, and what it follows.

import { readNumber } from '../../vocabulary.ts'
import { type FindText, phrase } from './find-text.ts'
import { quotePattern } from './find-quoting.ts'

/** The letter of `-type`, and what else the kind asks for. */
export interface FindKind {
  type: string
  /** True for "regular files", which no directory can be. */
  isStrict: boolean
  tests: string[]
  /** `-L` and the like, before the places. */
  options: string
}

const TYPES: readonly [RegExp, string][] = [
  [/\bsockets?(?: files?)?\b/i, 's'],
  [/\b(?:named pipes?|fifos?|pipe files?)(?: files?)?\b/i, 'p'],
  [/\bblock (?:special |devices? )?(?:files?|devices?|specials?)\b/i, 'b'],
  [/\bcharacter (?:special |devices? )?(?:files?|devices?|specials?)\b/i, 'c'],
]

/** Reads the kinds. Whatever the words say of files, a name or a place has been read before. */
export function readKind(text: FindText): FindKind {
  const tests: string[] = []
  const [linkTo] =
    text.take(
      phrase(
        '\\b(?:all )?(?:the )?(?:symlinks)(?: files)? (?:(?:that |which )?(?:point\\w*|refer\\w*|link\\w*|lead\\w*) )?(?:to|whose targets? (?:is|are)) (?:the )?(?:files? )?(<[fgpqw]\\d+>)',
      ),
    ) ?? []
  if (linkTo !== undefined)
    return { type: '', isStrict: true, tests: [`-lname ${quotePattern(text.valueOf(linkTo))}`], options: '' }
  const follows = text.take(
    phrase(
      '\\b(?:(?:and |by |while |also )?(?:follow\\w*|dereferenc\\w*|travers\\w* through|resolving)(?: all| any| the)?(?: symlinks)|with symlinks followed|through symlinks)\\b',
    ),
  )
  const isNotFollowing =
    follows === null &&
    text.take(phrase('\\b(?:without|not|never) (?:follow\\w*|dereferenc\\w*)(?: any| the)? symlinks')) !== null
  const options = follows ? '-L ' : isNotFollowing ? '-P ' : ''
  if (
    text.take(
      phrase(
        '\\b(?:broken|dangling|dead|orphaned|invalid) (?:symlinks|links)(?: files)?\\b|\\bsymlinks (?:that |which )?(?:are |is )?(?:broken|dangling|point\\w* (?:to )?(?:nothing|nowhere|non-?exist\\w* \\w+|missing \\w+))',
      ),
    )
  )
    return { type: '', isStrict: true, tests: ['-xtype l'], options: '' }
  if (
    text.take(
      phrase(
        '\\b(?:on|in|within) (?:the )?(?:same|one|current|single) (?:filesystem|device|partition)s?(?: only)?\\b|\\b(?:without |not |skipping |excluding |ignoring |and not )+(?:descend\\w* |search\\w* |cross\\w* |go\\w* |travers\\w* |files |directories |in |into |to |on |over |the |any |across |entries )*(?:other |another |different |mounted )+(?:filesystem|mount points?|devices?|partitions?)\\w*|\\bother filesystems? excluded',
      ),
    )
  )
    tests.push('-xdev')
  const [type] = TYPES.filter(([words]) => text.take(words)).map(([, letter]) => letter)
  if (type !== undefined) return { type, isStrict: true, tests, options }
  return { type: '', isStrict: false, tests, options }
}

const FOLDER = '(?:subdirector(?:y|ies)|director(?:y|ies)|folders?|subfolders?|dirs)'

/** The kind that the plain nouns tell: to be read when the places are taken out. */
export function readNouns({ rest }: FindText): Pick<FindKind, 'type' | 'isStrict'> {
  if (/\bentries\b/i.test(rest)) return { type: '', isStrict: false }
  if (/\bregular\b/i.test(rest)) return { type: 'f', isStrict: true }
  const at = (pattern: RegExp): number => rest.search(pattern) + 1 || Infinity
  const files = at(/\b(?:files?|scripts?|images?|pictures?|photos?|videos?|documents?|filenames?)\b/i)
  const links = at(/\bsymlinks\b/i)
  const folders = at(
    phrase(
      `(?<!\\b(?:in|under|within|from|to|into|than|same|per|by)(?: each| every| its| their| the| any| a| parent)*) \\b${FOLDER}\\b(?! (?:names?|tree|structure|hierarchy|path))`,
    ),
  )
  if (links < files && links < folders) return { type: 'l', isStrict: true }
  if (folders < files) return { type: 'd', isStrict: true }
  return { type: files === Infinity ? '' : 'f', isStrict: false }
}

const LEVEL = '(?:levels?|lvl|steps|director(?:y|ies)|folders?)'
const DEPTHS: readonly [RegExp, (found: (string | undefined)[]) => string][] = [
  [
    phrase(
      `(?:between|from|at|in|of)? ?(?:the )?(?:depth )?levels? (?:between |from )?(\\d+|one|two|three) (?:and|to|-|through) (?:level )?(\\d+|one|two|three|four|five)(?: (?:levels?))?(?: deep| down)?|between (\\d+|one|two|three) and (\\d+|two|three|four|five) ${LEVEL}(?: deep| down)?`,
    ),
    ([a, b, c, d]) => `-mindepth ${numberOf(a ?? c)} -maxdepth ${numberOf(b ?? d)}`,
  ],
  [
    phrase(
      `(?:going |descending |searching |with |in |at |of |to |but |and |with |up |limited |only |a |the |not |no |go |more |search )*(?:maximum(?: of)?|max|at most|up to|no more than|not more than|more than(?<=not .{0,14})|no deeper than|not deeper than|down to|only|limited to|maximum depth(?: of)?|depth(?: of| limited to)?|within) (?:depth |level )?{N}(?: (?:${LEVEL}))?(?: (?:deep|down|below|depth|under))?(?: from(?= ))?(?<=level.*|deep.*|depth.*|down.*)`,
    ),
    ([n]) => `-maxdepth ${numberOf(n)}`,
  ],
  [
    phrase(
      `(?:at |in |with |a |from |starting |beginning |of )*(?:minimum(?: of)?|min|at least|atleast|more than|minimum depth(?: of)?|deeper than|below|from|at) (?:level |depth )?{N} (?:${LEVEL}|or more levels)(?: (?:deep|down|below|depth|under|onwards?))?`,
    ),
    ([n]) => `-mindepth ${numberOf(n)}`,
  ],
  [
    phrase(`(?:(?:at|in|on|of|to) )?(?:the )?(?:depth|level)(?: of)? {N}(?: (?:deep|down|below|under))?`),
    ([n]) => `-mindepth ${numberOf(n)} -maxdepth ${numberOf(n)}`,
  ],
  [
    phrase(`(?:exactly |that are |which are |going |only )*{N} ${LEVEL} (?:deep|down|below|under|deeper)`),
    ([n]) => `-maxdepth ${numberOf(n)}`,
  ],
  [
    phrase(
      `[,(]? ?(?:\\b(?:and|but|while|,) )?\\b(?:(?:(?:without|not|non|never)[- ](?:also |it |to )?(?:descend\\w*|recurs\\w*|go(?:ing)?|enter\\w*|search\\w*|look\\w*|includ\\w*|travers\\w*)|(?:no|without)(?= (?:any |the )?subdirectories))(?: (?:down|any|further|recursively|deeper))*(?: ?(?:in|into|to|through|within|of|inside))*(?: any| the| its| it's| their| other| all)*(?: ?(?:subdirector(?:y|ies)|subfolders?|director(?:y|ies)|folders?|sub))(?:es)?(?! <)(?: (?:named|called) (?=$))?|non-?recursive(?:ly)?|(?:without|no|not) (?:any )?recurs\\w*|(?:exclud\\w*|ignor\\w*|skipp?\\w*|omitting) (?:the |any |all |its )*(?:contents of )?(?:subdirectories|subfolders)(?: ·)?(?=[ ,)]))`,
    ),
    () => '-maxdepth 1',
  ],
  [
    phrase('\\b(?:the )?(?:immediate|direct|first[- ]level|top[- ]?level|level[- ]one|toplevel)(?= | ·)'),
    () => '-mindepth 1 -maxdepth 1',
  ],
  [phrase('\\b(?:directly|only|just) (?=(?:in|under|within|inside)\\b)'), () => '-maxdepth 1'],
  [phrase('(?<=· )(?:only|itself|alone)\\b(?= ·| *$|,)'), () => '-maxdepth 1'],
]

/** Reads the tests of depth, such as `-maxdepth 2`. Call it before places and sizes are read. */
export function readDepths(text: FindText): string[] {
  const out: string[] = []
  for (const [pattern, write] of DEPTHS)
    for (const found of text.takeAll(pattern)) {
      const test = write(found)
      if (!out.some((other) => other.includes(test.slice(0, 9)))) out.push(test)
    }
  // -maxdepth stands after -mindepth in the lines that people write.
  return out
}

const numberOf = (word: string | undefined): number => Math.round(readNumber(word ?? '') ?? 1)
