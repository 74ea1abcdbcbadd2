// The words of a request for find, as its rules read them: values stand as short marks, and what a rule has read is taken out, so that
// no other rule reads it again and what nobody read is known at the end.

import { longPattern } from '../../../../sys/words/long-pattern.ts'

/** The form of a value, by its first letter: quoted text, a path, a pattern of names, an ending, a name with an ending, a mode, a variable, a date. */
export type ValueKind = 'q' | 'p' | 'g' | 'w' | 'e' | 'f' | 'm' | 'v' | 'd'

interface Value {
  text: string
  isQuoted: boolean
}

/** Stands where something was read, so that the words on both sides of it are not read as one phrase. */
const HOLE = ' · '

const UNIT = '(minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)'
const NUMBER =
  '(?<![\\w<-])(\\d+(?:\\.\\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|sixty|ninety|an?|<v\\d+>)(?![\\w>])'
/** Words that are never a value by themselves. */
const NO_VALUE =
  '(?:files?|entries|director(?:y|ies)|folders?|subdirector(?:y|ies)|subfolders?|symlinks|names?|filenames?|paths?|the|an?|all|any|each|every|and|or|in|under|of|to|for|from|with|by|on|at|it|them|their|they|that|which|whose|who|is|are|be|have|has|not|this|these|those|as|also|only|but|if|then|its|within|inside|below|into|onto|through|along|here|there|sub|search|\\w{3,}ing|recursively|case|long|regular|display|print|show|list|delete|remove|count|copy|move|change|set|run|execute|sort|rename|find|output|redirect|save|store|write|make|create|compress|archive|pipe|replace|restart|append|quit|exit|stop|ask|prompt|do|give|get|report|see|view|start|end|contain|match|no|neither|nor|other|both|either)'
/** A plain word as a value. A lookahead ends it: written with `\b` the compiled pattern takes twice the memory and four times the time. */
export const WORD = `(?!${NO_VALUE}(?!\\w|[.@+-]\\w))[\\w.@+~-]+`
const FILES =
  '(?:(?:regular|plain|normal|ordinary|matching|found|such|resulting|these|those|other) )*(?:files?|entries|director(?:y|ies)|folders?|dirs|subdirector(?:y|ies)|subfolders?|symlinks?|links?|items?|objects?|filenames?|paths?|ones?|things?|scripts?|images?|pictures?|photos?|videos?|documents?|archives?|sources?|programs?|logs?|results?|matches)'

/** The parts that phrases are written with; the first five and the last two are groups. */
const PARTS: Readonly<Record<string, string>> = {
  V: `(<[a-z]\\d+>|${WORD})`,
  A: '(<[a-z]\\d+>)',
  Q: '(<[qgfevpw]\\d+>)',
  N: NUMBER,
  UNIT,
  FILES,
  ALL: '(?:(?:all|every|each|any|the|of|those|these|a|an|both|only|just|that|its|their) )*',
  DIR: '(?:director(?:y|ies)|folders?|dirs?|subdirector(?:y|ies)|subfolders?|paths?|trees?|hierarch(?:y|ies))',
}

/**
 * A pattern in which `{V}` stands for a value, `{N}` for a number, and so on (PARTS). It ignores case.
 * @param needs what stands in every text that the pattern matches: without it the pattern is not tried, and not compiled either, which
 *   for a long one takes milliseconds and a quarter of a megabyte
 */
export function phrase(source: string, needs?: RegExp): RegExp {
  const known = PHRASES.get(source)
  if (known) return known
  const made = new RegExp(
    source.replaceAll(/\{([A-Z]+)\}/g, (_, name: string) => PARTS[name]!),
    'i',
  )
  if (needs) made.exec = (text) => (needs.test(text) ? RegExp.prototype.exec.call(made, text) : null)
  PHRASES.set(source, made)
  return made
}

/** The patterns that were made, by their source: rules name them where they read. */
const PHRASES = new Map<string, RegExp>()

const SHAPES: readonly [RegExp, ValueKind][] = [
  [/^[ugoa]*[+=-][rwxXst]+(?:,[ugoa]*[+=-][rwxXst]*)*$|^(?=.*,)[ugoa]+=[rwxXst]*(?:,[ugoa]+=[rwxXst]*)*$/, 'm'],
  [/^\d{4}-\d{1,2}-\d{1,2}(?:[T ][\d:.]+)?$/, 'd'],
  [/^\$\{?\w+\}?$/, 'v'],
  [/^(?:~|\.{1,2}|\$\{?\w+\}?|\{\})?\/[^\s]*$|^~$|^\.{1,2}$|^~\w+$/, 'p'],
  [/^(?=.*\/).*[*?[]/, 'w'],
  [/^[\w.@+$-]+(?:\/[\w.@+${}-]*)+$/, 'p'],
  [/[*?]|\[[^\]]+\]/, 'g'],
  [/^\.[a-z]\w{0,9}$/i, 'e'],
  [/^[\w@+-][\w.@+-]*\.[a-z]\w{0,9}$|^[\w.+@-]*\.\d+$|^(?:Make|Docker|Rake|Gem)file$|^README$/i, 'f'],
]

const kindOf = (text: string): ValueKind | null => SHAPES.find(([shape]) => shape.test(text))?.[1] ?? null

/** Words that hold a slash or a star and are no values. */
const PROSE = /^(?:and\/or|(?:files?|director(?:y|ies)|folders?)\/\S+|i\/o|\d+\*\d+|regular\/normal|normal\/regular)$/i

/** Remarks in brackets that say a thing once more. */
const ASIDES = longPattern('gi')`
  \((?:\d+ (?:days?|hours?|minutes?|bytes?|weeks?)|dot|[rwx-]{9}|even if [^()]*|and all its \w+|plus [^()]*|-?print0 [^()]*|to avoid [^()]*
  |(?:un)?safe\w*|from 00:00[^()]*|[a-z]+ files|ie?\.? [^()]*| ?-\w+ (?:is|measures|means) [^()]*)\)
`

/** Spellings of one thing, made the same before anything is read. */
const SPELLINGS: readonly [RegExp, string][] = [
  [/\b(?:files?|director(?:y|ies)|folders?|dirs?)\/ ?(?:files?|director(?:y|ies|es)|folders?|dirs?)\b/gi, 'entries'],
  [
    longPattern('gi')`
      \b(?:files?|director(?:y|ies)|folders?|dirs?|subdirectories)(?: names)?,? ?(?:and|or|and\/or|&
      |as well as) ?(?:all )?(?:the )?(?:regular )?(?:files?|director(?:y|ies)|sub-?director(?:y|ies)|folders?|dirs?)\b(?! (?:named
      |of)\b)
    `,
    'entries',
  ],
  [/\b(?:regular\/normal|normal\/regular|normal|ordinary) (?=files?|(?:\S+ )?files?)/gi, 'regular '],
  [/\bsub[- ]?(director(?:y|ies)|folders?)\b/gi, 'sub$1'],
  [/\bsym(?:bolic)?[- ]?links?\b|\bsoft ?links?\b/gi, 'symlinks'],
  [/\bfile[- ]?names?\b/gi, 'filenames'],
  [/\bfile[- ]?systems?\b/gi, 'filesystem'],
  [/\b(\d+) ?\* ?24 ho[ru]+rs?\b/gi, '$1 days'],
  [/\b24 ?\* ?(\d+) ho[ru]+rs?\b/gi, '$1 days'],
  [
    /\b(?:taken|expanded|matched|obtained|coming|resulting) (?:from|by) (?:the )?(?:shell )?(?:glob )?(?:patterns? )?(?=<p)/gi,
    'in ',
  ],
  [/\b(24|48|72) hours\b/gi, '$1 hours'],
  [/\bal the\b/gi, 'all the'],
  [/\bunder under\b/gi, 'under'],
  [/\b(?:exactly|precisely) (?=yesterday)/gi, ''],
  [/\b(?:the )?day before yesterday\b/gi, '2 days ago'],
  // "using rm": the rules choose the program themselves.
  [
    /,? \b(?:using|with|by) (?:the )?(?:`|<q\d+>|"|')?(?:rm|find|chmod|chown|mv|cp|gzip|exec|xargs|grep|sed)(?:`|"|')?(?: command| utility)?(?=[ .,]*$| (?:and|in|under|to|for)\b)/gi,
    '',
  ],
  [/[.,;] ?-?(?:print0|execdir|exec|xargs) (?:is|are|runs|was|handles|takes|executes)\b[^<]*$/gi, ''],
  [/\b(larger|bigger|greater|smaller|less|more|older|newer|fewer|later) then\b/gi, '$1 than'],
  [
    longPattern('gi')`
      \b(?:the )?(?:(?:regex|regular expression|text|pattern|value|string|path|content) )?(?:expanded|specified|given|defined|indicated
      |stored|held|contained) (?:by|in|as) (?:the )?(?:value of )?(?:variable )?(?=<v)
    `,
    '',
  ],
  [
    longPattern('gi')`
      ,? ?\b(?:ensuring|safely handling|handling|taking care of|even (?:those|if|when)|including those|being careful|dealing with
      |properly)\b[^<·]*\b(?:white ?spaces?|whitespaces?|spaces?|special characters|newlines?|new lines?)\b[^<]*$
    `,
    ' ',
  ],
  [
    /\b(?:do not|don't|does not|doesn't|did not|didn't|are not|aren't|is not|isn't|have not|haven't|has not|hasn't|were not|weren't|was not|wasn't|not been|cannot|can't) /gi,
    'not ',
  ],
  [
    /\b(at|in)? ?(?:the )?(?:current|present) (?:working )?(?:director\w*|folder|dir)( tree| hierarchy)?\b/gi,
    '$1 <here>$2',
  ],
]

/** The request, with values as marks such as `<p2>`. */
export class FindText {
  /** The words that have not been read yet, with a mark for each value. */
  rest: string
  readonly whole: string
  private readonly values: Value[] = []

  constructor(text: string) {
    const marked = text
      .replaceAll(ASIDES, ' ')
      .replaceAll(/(?<=^|[\s(])>\s?(?=\d)/g, 'more than ')
      .replaceAll(/(?<=^|[\s(])<\s?(?=\d)/g, 'less than ')
      .replaceAll(
        /(?<=^|[\s(=,/])(?:"([^"]+)"|''([^']+)'+|'([^']+)'(?!\w)|`([^`']+)[`'])|\S+/g,
        (raw: string, ...groups: (string | undefined)[]) => {
          const quoted = groups.slice(0, 4).find((group) => group !== undefined)
          if (quoted !== undefined && /^(?:read|write|execute|others?)$/i.test(quoted)) return quoted
          return quoted === undefined
            ? this.markWord(raw)
            : this.mark(quoted.trim(), kindOf(quoted.trim()) ?? 'q', true)
        },
      )
    this.rest = ` ${SPELLINGS.reduce((all, [pattern, form]) => all.replace(pattern, form), marked)
      .replaceAll(/\s+/g, ' ')
      .trim()} `
    this.whole = this.rest
  }

  private mark(text: string, kind: ValueKind, isQuoted: boolean): string {
    this.values.push({ text, isQuoted })
    return `<${kind}${this.values.length - 1}>`
  }

  private markWord(raw: string): string {
    const [, , word = '', end = ''] = /^([([{"'“]*)(.*?)([\])}"'”,;:!?]*\.?[)\]]*,?)$/.exec(raw) ?? []
    if (/^(?:[.~]|\.\.)$/.test(raw)) return this.mark(raw, 'p', false)
    if (word === '' || PROSE.test(word)) return raw.replaceAll(/[<>]/g, '')
    // A bracket or brace at the end belongs to a pattern or a variable.
    const whole = /[[{(]/.test(word) && !/[\])}]$/.test(word) ? `${word}${end.replace(/[,;:.!?]+$/, '')}` : word
    const kind = kindOf(whole)
    const tail = end.slice(whole.length - word.length)
    if (kind === null) return `${word.replaceAll(/[<>]/g, '')}${/[,;:.]/.test(tail) ? ',' : ''}`
    return `${this.mark(whole, kind, false)}${/[,;:]/.test(tail) ? ',' : ''}`
  }

  /** Reads a phrase: the groups of its first place, or null where it does not stand. It is then taken out, but for the words `left`. */
  take(pattern: RegExp, left = ''): (string | undefined)[] | null {
    const found = pattern.exec(this.rest)
    if (!found) return null
    this.rest =
      `${this.rest.slice(0, found.index)}${HOLE}${left === '' ? '' : `${left} `}${this.rest.slice(found.index + found[0].length)}`.replaceAll(
        / {2,}/g,
        ' ',
      )
    return found.slice(1)
  }

  /** Reads a phrase wherever it stands. */
  takeAll(pattern: RegExp): (string | undefined)[][] {
    const out: (string | undefined)[][] = []
    for (let found = this.take(pattern); found && out.length < 8; found = this.take(pattern)) out.push(found)
    return out
  }

  has(pattern: RegExp): boolean {
    return pattern.test(this.rest)
  }

  /** A part of a command with the values in the places of their marks. */
  restore(part: string): string {
    return part.replaceAll(/<[a-z]\d+>/g, (mark) => this.valueOf(mark))
  }

  /** The value of a mark, and a word as it stands. */
  valueOf(mark: string | undefined): string {
    const at = /^<[a-z](\d+)>$/.exec(mark ?? '')?.[1]
    return at === undefined ? (mark ?? '') : (this.values[Number(at)]?.text ?? '')
  }

  isQuoted(mark: string | undefined): boolean {
    const at = /^<[a-z](\d+)>$/.exec(mark ?? '')?.[1]
    return at !== undefined && this.values[Number(at)]?.isQuoted === true
  }
}

/** The values in a list of marks or words: `<g1>, <g2> and <g3>`. */
export const listOf = (list: string | undefined): string[] =>
  (list ?? '').split(/\s*,\s*(?:and |or |nor )?|\s+(?:and|or|nor|and\/or)\s+/i).filter((item) => item.trim() !== '')

/** A list of values, as a group. */
export const LIST = `((?:(?:file|files|the|those|both|either) )?(?:<[a-z]\\d+>|${WORD})(?:(?:,? (?:and|or|nor|and\\/or) |, ?)(?:the )?<[a-z]\\d+>|,? (?:and|or|nor) (?:the )?${WORD})*)`
/** A list of marks alone, as a group. */
export const MARKS = '(<[a-z]\\d+>(?:(?:,? (?:and|or|nor|and\\/or) |, ?)(?:the )?<[a-z]\\d+>)*)'
