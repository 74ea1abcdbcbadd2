// Composes grep commands from requests about the contents of files.

import type { Built } from './find-builder.ts'
import { quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { patternsOf } from '../words-request.ts'
import type { Request, Token } from '../words-request.ts'
import type { IsKnownWord } from '../slot-fit.ts'
import { FILE_KINDS, STOP_WORDS } from '../vocabulary.ts'

const ABOUT =
  /\b(?:lines?|occurrences?|number of|matches|search|grep|contain\w*|look for|find (?:the )?(?:word|text|string|pattern|all occurrences)|mention\w*)\b/
/** Requests with these words change something, or look somewhere else than into files. */
const NOT_ABOUT =
  /\b(?:delete|replace|substitute|rename|insert|append|copy|move|history|commit|log of|container|package|process|docker|npm|apt)\b/

/** Commands that search contents; empty when the request does not ask for that. */
export function buildGrep(request: Request, isKnown: IsKnownWord): Built[] {
  const { lower } = request
  if (!ABOUT.test(lower) || NOT_ABOUT.test(lower)) return []
  if (/^(?:numerically |randomly |reverse )?sort\b/.test(lower) && !/\b(?:grep|search|find)\b/.test(lower)) return []
  if (/\b(?:differences?|compar(?:e|ed|ing))\b/.test(lower) && !/\b(?:grep|search|contain\w*|match\w*)\b/.test(lower))
    return []
  const pattern = readPattern(request, isKnown) ?? readGeneric(request)
  if (pattern === null) return []
  const { file, folder, isRecursive } = readTarget(request, pattern)
  // Packed files show nothing of their text.
  if (/\.(?:zip|jar|7z|rar|tgz|tar(?:\.\w+)?|gz|bz2|xz)$/i.test(file?.value ?? '')) return []
  if (file === undefined && !isRecursive && !/\b(?:grep|search)\b/.test(lower)) return []
  const letters = readLetters(lower)
  if (isRecursive) letters.add('r')
  const order = [...'rivwnlLco'].filter((letter) => letters.has(letter)).join('')
  const options = `${order === '' ? '' : ` -${order}`}${readContext(lower)}`
  const include = isRecursive ? readInclude(request, pattern) : ''
  const named = file?.value ?? folder?.value
  const target = named === undefined ? (isRecursive ? '.' : '<file>') : quoteValue(named)
  const tail = letters.has('o') && !letters.has('c') && /how many|count|number/.test(lower) ? ' | wc -l' : ''
  const isTab = !pattern.token.quoted && /^tabs?$/.test(pattern.token.lower)
  const text = isTab ? String.raw`-P '\t'` : quotePattern(anchor(lower, pattern.text))
  const command = `grep${options}${include} ${text} ${target}${tail}`
  const isFind = /^\s*find (?:all )?(?:\w+ )?(?:files|directories)/.test(lower) && !letters.has('l')
  const score =
    0.55 +
    (pattern.sure ? 0.2 : 0) +
    (file || folder ? 0.12 : 0) +
    (/\b(?:lines?|grep|search)\b/.test(lower) ? 0.08 : 0) -
    (isFind ? 0.25 : 0)
  const out: Built[] = [{ command, explanation: 'searches the contents of files', score: Math.min(0.95, score) }]
  if (isRecursive && !letters.has('n') && !letters.has('l') && !letters.has('c'))
    out.push({
      command: command.replace('grep -r', 'grep -rn'),
      explanation: 'the same, with line numbers',
      score: score - 0.05,
    })
  return out
}

/** The file or directory to search in, and whether the search goes below it. */
function readTarget({ tokens, lower }: Request, pattern: Pattern) {
  const targets = tokens.filter(
    (token) =>
      token !== pattern.token && (token.shapes.has('file') || token.shapes.has('path') || token.shapes.has('glob')),
  )
  const file = targets.find((token) => token.shapes.has('file') || token.shapes.has('glob'))
  const folder = targets.find((token) => token.shapes.has('path') && !token.shapes.has('file'))
  const isRecursive =
    file === undefined &&
    (/\brecursive|\ball (?:the )?(?:\w+ )?files|\b(?:director|folder|project|tree|codebase|here|current)|\bfiles\b|everywhere/.test(
      lower,
    ) ||
      folder !== undefined)
  return { file, folder, isRecursive }
}

/** Option letters by the words that ask for them. */
const LETTERS: readonly [string, RegExp][] = [
  ['i', /\bcase[- ]?insensitiv|\bignor\w* (?:the )?case|regardless of case|\bany case\b|upper or lower/],
  ['n', /\bline numbers?\b|\bnumber(?:s|ed)? (?:of )?(?:the |each )?(?:matching )?lines?\b.*\bshow|\bwith numbers\b/],
  [
    'v',
    /\b(?:not|without|don't|do not|doesn't|does not|except|exclud\w*|lacking) (?:contain|match|includ|hav|lines|those|the word)|\bnot containing\b|\bwithout\b|\bexcept\b|\binvert/,
  ],
  ['w', /\bwhole words?\b|\bexact word\b|\bas a word\b/],
  ['o', /\bonly (?:the )?match(?:ing|ed)|\bjust the match/],
]
const COUNTS = /\b(?:how many|count|number of)\b/
const FILE_NAMES_ONLY =
  /\b(?:which|what) files\b|\bfiles? (?:names? )?(?:that |which )?(?:contain|mention|with|includ|hav)|\bonly (?:the )?file ?names?\b|\bnames of (?:the )?files|\blist (?:all )?(?:the )?files\b/

function readLetters(lower: string): Set<string> {
  const letters = new Set(LETTERS.flatMap(([letter, words]) => (words.test(lower) ? [letter] : [])))
  // -c counts lines: occurrences are printed one by one and counted behind a pipe.
  if (COUNTS.test(lower)) letters.add(/occurrences/.test(lower) && !/lines/.test(lower) ? 'o' : 'c')
  if (FILE_NAMES_ONLY.test(lower)) letters.add(letters.delete('v') ? 'L' : 'l')
  return letters
}

/** ` -C 3` and its like, for lines before or behind a match. */
function readContext(lower: string): string {
  const found =
    /(\d+|two|three|five) lines? (?:of context|before and after|around)|(\d+|two|three|five) lines? after|(\d+|two|three|five) lines? before/.exec(
      lower,
    )
  if (!found) return ''
  const [, around, after, before = '1'] = found
  const amount = (word: string): string => ({ two: '2', three: '3', five: '5' })[word] ?? word
  if (around !== undefined) return ` -C ${amount(around)}`
  return after === undefined ? ` -B ${amount(before)}` : ` -A ${amount(after)}`
}

/** ` --include="*.py"` for "python files"; empty when all kinds of files are meant. */
function readInclude({ tokens }: Request, pattern: Pattern): string {
  const kind = tokens.find(
    (token, at) =>
      token !== pattern.token &&
      token.lower in FILE_KINDS &&
      /^(?:files?|sources?|scripts?|code)$/.test(tokens[at + 1]?.lower ?? ''),
  )
  return kind ? ` --include="${patternsOf(kind.lower)?.[0] ?? '*'}"` : ''
}

/** The pattern, tied to the beginning or the end of a line where the request says so. */
function anchor(lower: string, text: string): string {
  if (/\b(?:start|begin)\w* with\b/.test(lower)) return `^${text}`
  return /\bend\w* (?:with|in)\b/.test(lower) ? `${text}$` : text
}

interface Pattern {
  text: string
  token: Token
  sure: boolean
}

/** The text to search for: a quoted one, else the word behind "for", "word", "containing" and the like. */
function readPattern(request: Request, isKnown: IsKnownWord): Pattern | null {
  const { tokens: all, excluded } = request
  const tokens = all.filter((_, at) => !excluded.has(at) || all[at]!.quoted)
  const isConcrete = tokens.some(({ shapes }) => shapes.has('path') || shapes.has('file') || shapes.has('glob'))
  const quoted = tokens.find(
    (token) => token.quoted && !token.shapes.has('glob') && !token.shapes.has('file') && !token.shapes.has('path'),
  )
  if (quoted) return { text: quoted.value, token: quoted, sure: true }
  // "grep error in app.log"
  const [verb, next, led] = tokens
  if (
    verb?.lower === 'grep' &&
    next?.shapes.has('name') &&
    !/^(?:everything|all|anything|every)$/.test(next.lower) &&
    /^(?:in|from|inside)$/.test(led?.lower ?? '')
  )
    return { text: next.value, token: next, sure: true }
  const cues: readonly [RegExp, boolean][] = [
    [/^(?:word|string|text|pattern|phrase|term|keyword|regex)$/, true],
    [/^(?:containing|contains?|contain|mentioning|mention|matching|matches?|saying)$/, true],
    [/^(?:for|grep|search|find|with|of)$/, false],
  ]
  for (const [cue, sure] of cues) {
    for (const [at, token] of tokens.entries()) {
      if (!cue.test(token.lower)) continue
      let next = at + 1
      while (
        /^(?:the|a|an|word|string|text|pattern|phrase|all|any|occurrences?|of|line|lines|for|either|only)$/.test(
          tokens[next]?.lower ?? '',
        )
      )
        next += 1
      const value = tokens[next]
      if (!value || STOP_WORDS.has(value.lower) || value.shapes.has('path') || value.shapes.has('glob')) continue
      if (value.shapes.has('size') || value.shapes.has('number')) continue
      // "containing path to /dir" describes the place.
      if (!value.quoted && /^(?:paths?|files?|director(?:y|ies)|folders?)$/.test(value.lower)) continue
      // "a multiline pattern", "on pattern match": without a file to search in, an ordinary word describes the text.
      if (!isConcrete && (isKnown(value) || TEXT_NOUN.test(tokens[next + 1]?.lower ?? ''))) continue
      // In "the number of errors in x.log" the word to count may be a common one.
      const counted =
        token.lower === 'of' &&
        /^(?:number|count|occurrences?)$/.test(tokens[at - 1]?.lower ?? '') &&
        tokens.some((item) => item.shapes.has('file')) &&
        !/^(?:lines?|words?|characters?|bytes?|columns?|fields?)$/.test(value.lower)
      if (
        !sure &&
        !counted &&
        (token.lower !== 'for' ||
          /^(?:files?|director|folder|lines?|case|recursive|numbers?|names?)/.test(value.lower)) &&
        isKnown(value)
      )
        continue
      return { text: value.value, token: value, sure: sure || /[A-Z]/.test(value.value) || token.lower === 'for' }
    }
  }
  return null
}

const TEXT_NOUN = /^(?:patterns?|strings?|words?|texts?|lines?|match(?:es)?)$/

/** "containing a specific string" names no string: a placeholder stands for it. */
function readGeneric({ tokens, lower }: Request): Pattern | null {
  const token = tokens.find((item) => /^(?:text|string|word|pattern|phrase)$/.test(item.lower))
  return token && /\b(?:contain\w*|search|grep|with|for)\b/.test(lower) ? { text: '<text>', token, sure: false } : null
}

function quotePattern(pattern: string): string {
  if (/^[\w.@:/=-]+$|^<text>$/.test(pattern)) return pattern
  return pattern.includes("'") ? `"${pattern.replace(/(["$`\\])/g, '\\$1')}"` : `'${pattern}'`
}
