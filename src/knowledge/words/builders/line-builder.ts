// Composes sed, head, tail and awk commands from an act and the lines of a file that it is done to. Each part takes its words out of
// the request; a command is the surer, the fewer words are left.

import type { Built } from './find-builder.ts'
import { escapeInQuotes, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { isEmptyWord, readNumber } from '../vocabulary.ts'
import type { Request } from '../words-request.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

interface Wish {
  /** Takes the words that a pattern matches out of the text; null, and nothing is taken, where it matches nothing. */
  take(words: RegExp): RegExpExecArray | null
  /** Takes the next quoted text, or gives the placeholder when no quoted text is left. */
  takeQuoted(placeholder: string): string
  /** Takes the next word that looks like a file or a path, or gives the placeholder when no such word is left. */
  takeFile(placeholder: string): string
  /** 0.9 when every word was taken, less for each word of meaning that is left. */
  score(): number
}

/** The score of a command that takes up the whole request, and the loss for each word that it does not take up. */
const FULL_SCORE = 0.9
const LOSS = 0.16

/** Words that add no meaning to a request about one thing. */
const LIGHT = new Set(
  (
    'all every each whole entire given specific certain existing my current new some them it quickly easily please several multiple many ' +
    'command commands terminal shell script via only just directly huge big large long simple possible then also same own local particular ' +
    'various different get do make use something somebody someone line'
  ).split(' '),
)

function readWish(request: Request): Wish {
  let rest = ` ${request.text} `
  const take = (words: RegExp): RegExpExecArray | null => {
    const match = words.exec(rest)
    if (match) rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
    return match
  }
  return {
    take,
    takeQuoted: (placeholder) => {
      const match = take(/(?<=\s)(?:"([^"]+)"|'([^']+)'|`([^`]+)`)/)
      return match?.[1] ?? match?.[2] ?? match?.[3] ?? placeholder
    },
    takeFile: (placeholder) => {
      const token = request.tokens.find(
        ({ shapes, raw }) => (shapes.has('file') || shapes.has('path')) && rest.includes(raw),
      )
      if (!token) return placeholder
      rest = rest.replace(token.raw, ' ')
      return token.value
    },
    score: () => {
      const left = rest.split(/[^\p{L}\p{N}$%'-]+/u).filter((word) => {
        const lower = word.toLowerCase()
        return word !== '' && !isEmptyWord(lower) && !LIGHT.has(lower)
      })
      return FULL_SCORE - LOSS * left.length
    },
  }
}

const ABOUT = /\blines?\b|\brows?\b|\beverything (?:between|after|before)\b|\btext between\b/
/** Requests with these words are about something else than the lines of one file. */
const NOT_ABOUT = longPattern()`
  \b(?:git|commits?|blame|history|docker|container|processes|vim?|nano|emacs|editor|diff|join|merge|sort\w*|shuffle|random\w*|longest
  |shortest|duplicat\w*|uniq|unique|command lines?|newlines?|line (?:endings?|breaks?|numbers)|numbers? (?:of )?lines|count|how many
  |columns?|fields?|characters?|csv|json|both|common|other file|two files|all files|each file|files|director\w+|folders?|recursive\w*
  |average|sum|split|variable|array|loop)\b
`

type Act = 'print' | 'delete' | 'insert' | 'append' | 'replace' | 'comment'

/** The lines that an act is done to. */
interface Lines {
  /** As sed writes them. */
  address: string
  /** The command that prints them, where there is a plainer one than sed's. */
  printed?: string
}

const EXPLANATIONS: Record<Act, string> = {
  print: 'prints those lines',
  delete: 'deletes those lines in the file',
  insert: 'puts the text before the line',
  append: 'puts the text behind the line',
  replace: 'replaces the whole line',
  comment: 'puts a # before the line',
}

/** The verbs of each act at the beginning of a request. */
const ACTS: readonly [Act, RegExp][] = [
  ['comment', /^\s*comment(?:ing)? out\b/i],
  ['delete', /^\s*(?:delet|remov|eras|drop|get rid of|strip)(?:e|ing|ping)?\b/i],
  ['replace', /^\s*(?:replac|substitut|chang|overwrit)(?:e|ing)\b/i],
  ['append', /^\s*(?:insert|add|append|put)(?:ing)?\b(?=.*\b(?:after|below|behind)\b)/i],
  ['insert', /^\s*(?:insert|add|prepend|put)(?:ing)?\b(?=.*\b(?:before|above|at|top|beginning|start|to line)\b)/i],
  ['print', /^\s*(?:print|show|display|see|view|get|extract|output|read|list|return|cat|pick)(?:ing|s)?\b/i],
]

/** Commands for the lines of a file; empty when the request names no lines or no act. */
export function buildLines(request: Request): Built[] {
  const { lower } = request
  if (!ABOUT.test(lower) || NOT_ABOUT.test(lower)) return []
  const wish = readWish(request)
  const act = ACTS.find(([, words]) => wish.take(words))?.[0]
  if (act === undefined) return []
  const named = wish.takeFile('')
  const file = named === '' ? '<file>' : quoteValue(named)
  wish.take(/\b(?:of|in|from|to|into|within|inside) (?:an? |the |my )?(?:\w+ )?(?:text |log )?file\b/i)
  wish.take(/\b(?:using|with|via|by) (?:sed|head|tail)\b|\bsed\b/i)
  const writes = act === 'insert' || act === 'append' || act === 'replace'
  const text = writes ? takeText(wish, act) : ''
  const lines = takeLines(wish)
  if (lines === undefined) return []
  wish.take(/\blines?\b|\brows?\b/i)
  return [
    {
      command: writeCommand(act, lines, text, file),
      explanation: EXPLANATIONS[act],
      score: weighLines(wish.score(), lines),
    },
  ]
}

/** Above every intent when the whole request is taken up and the lines are counted: an intent knows only that some are meant. */
const weighLines = (score: number, { address, printed = '' }: Lines): number =>
  score >= FULL_SCORE && /\d/.test(address + printed) ? COUNTED_SCORE : score
const COUNTED_SCORE = 1.1

/** The text to write: a quoted one, or a placeholder for "a line", "some text", "a string". */
function takeText(wish: Wish, act: Act): string {
  const quoted = wish.takeQuoted('')
  if (act === 'replace')
    wish.take(
      /\b(?:with|by) (?:(?:an?|some|the)? ?(?:other|another|new|different)? ?(?:text|string|line)|something else)\b/i,
    )
  else
    wish.take(
      /\b(?:an?|some|the|new|one)? ?(?:new )?(?:lines? of text|text|string|lines?|something)\b(?! (?:\d|that|which|matching|containing))/i,
    )
  return quoted === '' ? '<text>' : escapeInQuotes(quoted)
}

const NUMBER = String.raw`(\d+|first|second|third|fourth|fifth|tenth|last|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|n|x)`
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']

/** A number as sed takes it; `<number>` for "n". */
function numberOf(word: string): string {
  const lower = word.toLowerCase().replace(/(?<=\d)(?:st|nd|rd|th)$/, '')
  if (/^[nx]$/.test(lower)) return '<number>'
  if (lower === 'last') return '$'
  if (lower === 'tenth') return '10'
  const at = ORDINALS.indexOf(lower)
  return at >= 0 ? String(at + 1) : String(readNumber(lower) ?? lower)
}

const pattern = (text: string): string => escapeInQuotes(text.replaceAll('/', String.raw`\/`))
const re = (source: string): RegExp => new RegExp(source, 'i')

/** Each reader takes the words for some lines; the first that finds its words decides. */
const READERS: readonly ((wish: Wish) => Lines | undefined)[] = [
  takeRange,
  takeBetween,
  takeFromMatch,
  takeEnds,
  takeEvery,
  takeOne,
  takeMatching,
]

function takeLines(wish: Wish): Lines | undefined {
  for (const read of READERS) {
    const lines = read(wish)
    if (lines) return lines
  }
  return undefined
}

/** "lines 5 to 10", "lines 5-10", "from line 5 to line 10". */
function takeRange(wish: Wish): Lines | undefined {
  const found =
    wish.take(
      re(
        String.raw`\b(?:from |between )?(?:lines?|rows?) (?:numbers? )?(?:from |between )?(\d+|[nxa])(?: ?(?:-|–|to|and|through|till|until) ?(?:line )?)(\d+|[mnyb])\b`,
      ),
    ) ??
    wish.take(
      /\b(?:an? )?(?:specific |given )?range of lines\b|\blines in (?:an? |the )?range\b|\blines between two line numbers\b/i,
    )
  if (!found) return undefined
  const [, from, to] = found
  if (from === undefined || to === undefined) return { address: '<start>,<end>' }
  return { address: `${/\d/.test(from) ? from : '<start>'},${/\d/.test(to) ? to : '<end>'}` }
}

/** "between two patterns", "between 'BEGIN' and 'END'". */
function takeBetween(wish: Wish): Lines | undefined {
  const quoted = wish.take(
    /\b(?:everything |all |the )?(?:text |lines? )?(?:in )?between (?:the )?(?:lines? )?(?:words? |patterns? |strings? )?["'`]([^"'`]+)["'`] and ["'`]([^"'`]+)["'`]/i,
  )
  if (quoted) return { address: `/${pattern(quoted[1] ?? '')}/,/${pattern(quoted[2] ?? '')}/` }
  const generic = wish.take(
    /\b(?:everything |all |the )?(?:text |lines? )?(?:that (?:is|are) )?(?:in )?between (?:two |2 )?(?:the )?(?:given |specific |different |matching |marker |start and end )?(?:patterns?|markers?|words|strings|matches|delimiters|tags|lines matching patterns?)\b/i,
  )
  return generic ? { address: '/<start>/,/<end>/' } : undefined
}

/** "everything after a match", "all lines after the first occurrence of 'x'", "from a pattern to the end". */
function takeFromMatch(wish: Wish): Lines | undefined {
  const found = wish.take(
    /\b(?:everything|all lines|all the lines|lines|the rest|all text|all) (?:that (?:comes?|are) )?(after|before|following|from) (?:an? |the )?(?:first )?(?:line )?(?:matching |containing |with |occurrence of )?(?:an? |the )?(?:pattern|match|string|word|text|certain word|matching line)?(?: ["'`]([^"'`]+)["'`])?(?:(?: match)?(?: until| till| up)? to (?:the )?end)?\b/i,
  )
  if (!found) return undefined
  const at = found[2] === undefined ? '<text>' : pattern(found[2])
  return found[1]?.toLowerCase() === 'before' ? { address: `1,/${at}/` } : { address: `/${at}/,$` }
}

/** "the first line", "the last 5 lines", "all but the first line". */
function takeEnds(wish: Wish): Lines | undefined {
  const found = wish.take(
    re(
      String.raw`\b(?:everything |all (?:lines? )?)?((?:all )?but|except|excluding|without|skipping|after)? ?(?:for )?(?:the |its )?(first|top|last|bottom|final) (?:${NUMBER} )?(?:lines?|rows?)\b`,
    ),
  )
  if (!found) return undefined
  const [, but, end = '', word] = found
  const amount = word === undefined ? '1' : numberOf(word)
  const isFirst = /first|top/i.test(end)
  const following = /^\d+$/.test(amount) ? String(Number(amount) + 1) : '<number>'
  if (but)
    return isFirst
      ? { address: `${following},$`, printed: `tail -n +${following}` }
      : { address: `$`, printed: `head -n -${amount}` }
  if (isFirst) return { address: amount === '1' ? '1' : `1,${amount}`, printed: `head -n ${amount}` }
  return amount === '1' ? { address: '$', printed: 'tail -n 1' } : { address: '', printed: `tail -n ${amount}` }
}

/** "every third line". */
function takeEvery(wish: Wish): Lines | undefined {
  const found = wish.take(re(String.raw`\bevery (?:${NUMBER}|nth|other|\d+(?:st|nd|rd|th)) lines?\b`))
  if (!found) return undefined
  const word = /every (\S+)/i.exec(found[0])?.[1]?.toLowerCase() ?? ''
  const step = word === 'other' ? '2' : word === 'nth' ? '<number>' : numberOf(word)
  return { address: `0~${step}`, printed: `awk 'NR % ${step} == 0'` }
}

/** "line 5", "the 3rd line", "a specific line by its number". */
function takeOne(wish: Wish): Lines | undefined {
  const found =
    wish.take(
      re(
        String.raw`\b(?:at |before |after |above |below |to )?(?:the )?(?:only )?(?:line|row) (?:number )?(\d+|n|x)\b`,
      ),
    ) ??
    wish.take(
      re(
        String.raw`\b(?:at |before |after |above |below )?(?:the )?(\d+(?:st|nd|rd|th)|second|third|fourth|fifth|tenth|nth|n-?th) line\b`,
      ),
    )
  if (found) return { address: /^n(?:-?th)?$/i.test(found[1] ?? '') ? '<number>' : numberOf(found[1] ?? '') }
  if (
    wish.take(
      /\b(?:an? |the )?(?:specific|certain|particular|given|single|nth) line(?: (?:by|with|at|from)? ?(?:its|the|a)? ?(?:line )?number)?\b|\bat (?:an? |the )?(?:specific |given |certain )?line number\b/i,
    )
  )
    return { address: '<number>' }
  if (wish.take(/\b(?:at|to|on|as) (?:the )?(?:very )?(?:top|beginning|start|first line)\b/i)) return { address: '1' }
  return undefined
}

/** "lines containing 'x'", "lines that start with #", "blank lines", "lines that do not match a pattern". */
function takeMatching(wish: Wish): Lines | undefined {
  if (wish.take(/\b(?:empty|blank) (?:lines?|rows?)\b/i)) return { address: '/^$/' }
  if (wish.take(/\bcomment(?:ed|s)?(?:[- ]out)? lines?\b|\blines? (?:with comments|that are comments)\b/i))
    return { address: '/^#/' }
  const found =
    wish.take(
      /\b(?:after |before |above |below )?(?:an? |the |all )?(?:lines?|rows?) (?:that |which )?(?:(?:do(?:es)?|did) ?(not|n't) |(not) )?(contain\w*|match\w*|includ\w*|hav(?:e|ing)|with|start\w* with|begin\w* with|end\w* (?:with|in)|starting with)(?: (?:the|an?|any|specific|certain|given|this))*(?: (?:pattern|string|word|text|regex|substring|match|phrase|keyword|specific word))*(?: ["'`]([^"'`]+)["'`])?/i,
    ) ??
    wish.take(
      /\b(?:after|before|above|below) (?:an? |the |each |every )?(?:(?:line )?(?:matching |that matches )?(?:an? )?)?(?:pattern|match(?:ing line)?|matched line)()()()(?: ["'`]([^"'`]+)["'`])?/i,
    )
  if (!found) return undefined
  const [, not, none, verb = '', quoted] = found
  const text = quoted === undefined ? '<text>' : pattern(quoted)
  const anchored = /^(?:start|begin)/i.test(verb) ? `^${text}` : /^end/i.test(verb) ? `${text}$` : text
  return { address: `/${anchored}/${not || none ? '!' : ''}` }
}

function writeCommand(act: Act, { address, printed }: Lines, text: string, file: string): string {
  if (act === 'print') {
    if (printed !== undefined) return `${printed} ${file}`
    const matched = address.includes('/,') ? null : /^\/(.*)\/(!?)$/.exec(address)
    if (matched) return `grep ${matched[2] ? '-v ' : ''}'${matched[1]}' ${file}`
    return `sed -n '${address}p' ${file}`
  }
  if (act === 'delete')
    return address === ''
      ? `head -n -${printed?.replace(/\D+/g, '') ?? '<number>'} ${file}`
      : `sed -i '${address}d' ${file}`
  if (act === 'comment') return `sed -i '${address}s/^/#/' ${file}`
  if (act === 'replace') return `sed -i '${address}s/.*/${text}/' ${file}`
  return `sed -i '${address}${act === 'insert' ? 'i' : 'a'} ${text}' ${file}`
}
