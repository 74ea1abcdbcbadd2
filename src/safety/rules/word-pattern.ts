// Patterns of commands, word by word: `git push *`. A word may hold `*` for a part of a word. Alone, `*` stands for any number of
// words that are no options, and `**` for any words. Without either, the words are the whole command.
//
// Allowed is what certainly matches: options count only when the pattern names them, in any place. Denied is what may match: the
// pattern's options may stand anywhere, and others, with their values, between its words.

export interface WordPattern {
  words: string[]
  options: string[]
  /** `*`, `**`, or '' when the words are the whole command. */
  rest: '' | '*' | '**'
}

/** A word of a command, as much as is known of it. */
export interface KnownWord {
  value: string
  /** False when it is only known at run time: it may be anything, also nothing or several words. */
  isKnown: boolean
  /** True when it is not known because it is a pattern of file names, and nothing else. */
  isPattern?: boolean
}

/** Each star multiplies the work of a match. */
const MAX_STARS = 3
const MAX_WORDS = 64
/** An option of more letters behind one dash is rather a word, as `-delete` of find. */
const MAX_CLUSTER = 3

export type Fit = 'no' | 'maybe' | 'yes'

/** Null when a quote is left open. `=ls -la` and Claude's `git push:*` are understood. */
export function readPattern(match: string): WordPattern | null {
  const spelled = match.replace(/^=/, '').replace(/:\*$/, ' **')
  const words = splitWords(spelled)
  if (words === null || words.length === 0 || words.length > MAX_WORDS) return null
  if (words.filter(isStar).length > MAX_STARS) return null
  const last = words.at(-1)
  return {
    words,
    options: words.filter(isOption),
    rest: last === '*' || last === '**' ? last : '',
  }
}

function splitWords(text: string): string[] | null {
  const words: string[] = []
  let at = 0
  const part = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy
  let word: string | null = null
  while (at < text.length) {
    part.lastIndex = at
    const found = part.exec(text)
    if (found === null) return null
    at = part.lastIndex
    const [whole, single, double, escaped, plain] = found
    const value = single ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? escaped ?? plain
    if (value === undefined && /^\s/.test(whole)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + (value ?? '')
  }
  if (word !== null) words.push(word)
  return words
}

function isStar(word: string): boolean {
  return word === '*' || word === '**'
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-'
}

/** True when the literal words are certainly what the pattern means. */
export function isAllowedBy(pattern: WordPattern, words: readonly string[]): boolean {
  if (!pattern.words.some(isStar)) {
    return words.length === pattern.words.length && pattern.words.every((each, at) => isLike(words[at]!, each))
  }
  if (pattern.words.includes('**')) return matchesInOrder(pattern.words, words)
  const operands = words.filter((word) => !isOption(word))
  const options = words.filter(isOption).map((word) => word.replace(/=.*$/s, ''))
  const wanted = pattern.words.filter((word) => !isOption(word))
  // The program comes first, and no option stands before it.
  return (
    options.every((option) => pattern.options.includes(option)) &&
    !isOption(words[0] ?? '-') &&
    matchesInOrder(wanted, operands)
  )
}

/** Each word in its place; a star takes any number of them. Runs in the product of both lengths. */
function matchesInOrder(pattern: readonly string[], words: readonly string[]): boolean {
  let reached = new Set([0])
  for (const wanted of pattern) {
    const next = new Set<number>()
    if (isStar(wanted)) {
      for (let at = Math.min(...reached, Infinity); at <= words.length; at++) {
        next.add(at)
        if (wanted === '*' && at < words.length && isOption(words[at]!)) break
      }
    } else for (const at of reached) if (at < words.length && isLike(words[at]!, wanted)) next.add(at + 1)
    reached = next
    if (reached.size === 0) return false
  }
  return reached.has(words.length)
}

/** Whether a command may be one that the pattern denies. `names`: the names by which its program is known; null for any. */
export function fitDenied(pattern: WordPattern, names: readonly string[] | null, args: readonly KnownWord[]): Fit {
  const [typed, ...operands] = pattern.words.filter((word) => !isOption(word))
  // A program that the rule names with its folder is known by its name.
  const program = typed?.replace(/^.*\/(?=[^/])/s, '')
  let fit: Fit = 'yes'
  if (program !== undefined && !isStar(program)) {
    if (names === null) fit = 'maybe'
    else if (!names.some((name) => isLike(fold(name), fold(program)))) return 'no'
  }
  for (const option of pattern.options) fit = least(fit, fitOption(option, args))
  return fit === 'no' ? 'no' : least(fit, fitOperands(operands, args))
}

/**
 * The option may stand anywhere, shortened, with a value, or among other letters: `-fr` and `-r -f` are `-rf`. An option that may be the
 * same in its other spelling, `--force` for `-f`, is one that may be meant.
 */
function fitOption(option: string, args: readonly KnownWord[]): Fit {
  const bare = option.replace(/=.*$/s, '')
  const given = args.map(({ value }) => value).filter(isOption)
  if (given.some((value) => isLike(value, option) || value.startsWith(`${option}=`))) return 'yes'
  const longs = given.filter((value) => value.startsWith('--')).map((value) => value.replace(/=.*$/s, ''))
  const letters = new Set(given.flatMap((value) => [...(/^-([A-Za-z0-9]+)/.exec(value)?.[1] ?? '')]))
  let mayBe = args.some(({ isKnown }) => !isKnown)
  if (bare.startsWith('--')) {
    if (longs.some((long) => long.length > 3 && bare.startsWith(long))) return 'yes'
    mayBe ||= longs.some((long) => long.startsWith(`${bare}-`)) || hasLetter(letters, bare[2] ?? '')
  } else {
    const wanted = [...bare.slice(1)]
    if (wanted.every((letter) => letters.has(letter))) return wanted.length <= MAX_CLUSTER ? 'yes' : 'maybe'
    const isSpelled = (letter: string) => longs.some((long) => hasLetter(new Set(long[2]), letter))
    mayBe ||= wanted.every((letter) => hasLetter(letters, letter) || isSpelled(letter))
  }
  return mayBe ? 'maybe' : 'no'
}

function hasLetter(letters: ReadonlySet<string>, letter: string): boolean {
  return letters.has(letter.toLowerCase()) || letters.has(letter.toUpperCase())
}

/**
 * The operands come in this order; between them stand only options and their values, but for a star: there anything stands. Each operand
 * is looked for once from each place, the last operand first, so that the time is the product of both lengths.
 */
function fitOperands(operands: readonly string[], args: readonly KnownWord[]): Fit {
  let behind: Fit[] = args.map(() => 'yes')
  behind.push('yes')
  for (const [index, wanted] of [...operands.entries()].toReversed()) {
    behind = isStar(wanted)
      ? fitStar(behind, operands.slice(index + 1).every(isStar))
      : fitOperand(wanted, args, behind)
  }
  return behind[0]!
}

/** For each place the best that what follows the star fits from there on. */
function fitStar(behind: readonly Fit[], isLast: boolean): Fit[] {
  if (isLast) return behind.map(() => 'yes')
  let best: Fit = 'no'
  const fits = behind.toReversed().map((fit, index) => {
    // Behind the last word nothing can follow.
    if (index > 0 && (fit === 'yes' || best === 'no')) best = fit
    return best
  })
  return fits.toReversed()
}

/** For each place whether the operand may be the next word that is neither an option nor its value, and what follows it fits. */
function fitOperand(wanted: string, args: readonly KnownWord[], behind: readonly Fit[]): Fit[] {
  const fits: Fit[] = ['no']
  // The same for a place behind an option, whose word may be the value of it.
  let asValue: Fit = 'no'
  for (let at = args.length - 1; at >= 0; at--) {
    const { value, isKnown } = args[at]!
    const next: Fit = isOption(value) ? asValue : fits.at(-1)!
    const isFound = isKnown && isLike(fold(value), fold(wanted))
    const found: Fit = isKnown ? (isFound ? behind[at + 1]! : next) : 'maybe'
    fits.push(isKnown && !isFound && !isOption(value) ? 'no' : found)
    asValue = found
  }
  return fits.toReversed()
}

function least(a: Fit, b: Fit): Fit {
  if (a === 'no' || b === 'no') return 'no'
  return a === 'maybe' || b === 'maybe' ? 'maybe' : 'yes'
}

/** macOS finds `GIT` as well. */
function fold(name: string): string {
  return process.platform === 'darwin' ? name.toLowerCase() : name
}

/** True when a word is the pattern's, in which `*` stands for any part of it. */
function isLike(word: string, pattern: string): boolean {
  if (!pattern.includes('*')) return word === pattern
  const parts = pattern.split('*')
  const [first, last] = [parts[0]!, parts.at(-1)!]
  if (word.length < first.length + last.length || !word.startsWith(first) || !word.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = word.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= word.length - last.length
}
