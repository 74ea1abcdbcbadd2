// Reads the values of a request with what the words around each say of it: "as user joe", "on port 22", "into files of 100 lines".

import type { IsKnownWord } from '../slot-fit.ts'
import { TOOL_NAMES } from '../english-programs.ts'
import { SYSTEMS } from '../slot-kinds.ts'
import { readNumber } from '../vocabulary.ts'
import type { Request, Token } from '../words-request.ts'
import { NOUNS } from './value-nouns.ts'
import { readImplied, type ValueKind } from './implied-values.ts'

/** A value of a request. */
export interface Value {
  /** The place of its word in the request; for a value of several words that of the last. */
  at: number
  text: string
  kind: ValueKind
  /** The quotes around it in the request; empty without. */
  quote: '"' | "'" | ''
  /** The noun before the value, such as "user" or "port"; empty without one. */
  noun: string
  /** The noun behind the value, as in "20 lines" and "'git' group"; empty without one. */
  unit: string
  /** True when that noun stands right before it: "of user joe", and not "the user of src". */
  isCalled: boolean
  /** The preposition before it; empty without one. */
  preposition: string
  /** The places of the words that say what it is. */
  words: readonly number[]
  /** True for what every command has by itself, such as the directory in which it runs: a command may leave it out. */
  isImplied: boolean
  /** True for a word that a command may read as a word, too: "comma-separated", "the second field". */
  isWord: boolean
  /** True for a command whose output is meant: "the output of 'ls -l'". */
  isOutput: boolean
}

const PREPOSITIONS =
  /^(?:to|into|onto|from|of|in|on|at|as|by|with|for|under|named|called|titled|through|via|using|every|after|before|between|within|over|per|inside|containing|matching|like|followed)$/

/** Words between a value and what says of it what it is. */
const BETWEEN = /^(?:the|a|an|my|its|their|specified|given|local|remote|new|existing|all|is|are|whose|be|and|or|with)$/

/** The signs of a variable of the shell: `$name`, `${name}`, `$1`. */
const VARIABLE = /^"?\$(?:\w+|\{[^}]*\}|[@*#?$!])/

function kindOf(token: Token): ValueKind | null {
  const { shapes, value, quoted } = token
  if (VARIABLE.test(value) && !/\s/.test(value)) return 'variable'
  if (quoted && (shapes.has('remote') || /^[\w.+-]+@[\w-]+\.[\w.]+$/.test(value))) return 'remote'
  if (quoted) return shapes.has('path') || shapes.has('glob') ? 'path' : shapes.has('number') ? 'number' : 'quoted'
  if (shapes.has('url')) return 'url'
  if (shapes.has('remote') || shapes.has('email')) return 'remote'
  if (shapes.has('size')) return 'size'
  if (shapes.has('number') && readNumber(value) !== null) return 'number'
  if (shapes.has('mode')) return 'mode'
  if (shapes.has('ip') || shapes.has('host')) return 'host'
  if (shapes.has('path') || shapes.has('file') || shapes.has('glob') || shapes.has('ext')) return 'path'
  return null
}

const PACKAGE_MANAGERS = /^(?:yum|dnf|apt|apt-get|brew|npm|pip3?|snap|pacman)$/

/** Words before which no name stands. */
const DESCRIBED =
  /^(?:all|any|every|each|the|a|an|files?|director(?:y|ies)|folders?|paths?|absolute|days?|months?|lines?|words?|sequence|numbers?|names?|level)$/
/** Words that name nothing, and that no intent knows. */
const UNNAMED: ReadonlySet<string> = new Set(
  (
    'hierarchy hierarchies structure structures extraneous canonical business fifth sixth seventh eighth ninth tenth monday tuesday wednesday thursday friday saturday sunday leader elide insignificant handle execute wherever whenever ' +
    'respectively accordingly afterwards beforehand interactively otherwise approximately intermediate consecutive corresponding underlying actual overall remaining ' +
    'member members element elements immediate immune appropriate necessary required optional additional successful pretty visible invisible icmp'
  ).split(' '),
)

/** True for a word without a value's shape that names something here: it is unknown, or the noun before it says so. */
function isName(tokens: readonly Token[], at: number, isKnown: IsKnownWord): boolean {
  const token = tokens[at]!
  const before = tokens[at - 1]?.lower ?? ''
  // A request begins with a verb, or with a word for how it is done.
  if (at === 0 || /^[A-Z]?[a-z]{3,}ly$/.test(token.value)) return false
  if (!/^[\w~%@.{][\w.:@+%{},~*-]*$/.test(token.value) || /^(?:gnu|ie|osx|e\.g|i\.e)$/i.test(token.value)) return false
  if (SYSTEMS.test(token.lower) || /^(?:bash|zsh|ksh|osx|posix|bsd)$/.test(token.lower)) return false
  // Single capitals name things: "the time of B as that of A".
  if (/^[A-Z]$/.test(token.value)) return !/^[A-Z]/.test(tokens[at - 1]?.value ?? '')
  if (/^(?:named|called|titled)$/.test(before)) return !token.isStop
  // "elide all", "the canonical path", "business days": verbs and properties, whatever they are.
  if (/^[a-z]+$/.test(token.value) && DESCRIBED.test(tokens[at + 1]?.lower ?? '') && !NOUNS.has(before)) return false
  if (UNNAMED.has(token.lower)) return false
  if (/^(?:contains?|containing|matching|equals)$/.test(before) && /^[A-Z]/.test(token.value)) return true
  // "human-readable" and "top-level" say how something is.
  if (
    /^[a-z]+(?:-[a-z]+)+$/.test(token.value) &&
    !/^(?:user|group|host|alias|package|command)$/.test(NOUNS.get(before) ?? '')
  )
    return false
  // Capitals spell a short form more often than a name.
  if (/^[A-Z]{2,}\d*$|^IP\w?\d$/.test(token.value))
    return (
      /^(?:variable|user|host|signal)$/.test(NOUNS.get(before) ?? '') ||
      (token.value.length > 5 && !token.value.startsWith('SIG') && /^(?:of|from|to|into|in|named|called)$/.test(before))
    )
  if (/^(?:username|hostname|dirname)$/.test(token.lower) && NOUNS.has(before))
    return endsPhrase(tokens[at + 1]?.lower ?? '')
  if (token.isStop) return false
  // "the java executable" is a program, whatever else is called so.
  if (
    /^(?:executable|binary|interpreter)$/.test(tokens[at + 1]?.lower ?? '') &&
    /^[a-z][\w.+-]*$/.test(token.value) &&
    !/^(?:an?|the|all|any|every|each|this|that|new|same|single|local|owner|user|group|be|is|are|not)$/.test(
      token.lower,
    ) &&
    !/(?:able|ed|ing|ly)$/.test(token.lower) &&
    !/^(?:files?|director(?:y|ies)|scripts?)$/.test(tokens[at + 2]?.lower ?? '')
  )
    return true
  // "the gcc manual" is that of a program.
  if (TOOL_NAMES.has(token.lower))
    return (
      NOUNS.get(before) === 'command' ||
      (!PACKAGE_MANAGERS.test(token.lower) &&
        /^(?:info|man|manual|manpage|command|executable|binary|formula|packages?)$/.test(tokens[at + 1]?.lower ?? ''))
    )
  if (!isKnown(token)) return true
  const noun = NOUNS.get(before)
  return (
    noun !== undefined &&
    /^(?:user|group|host|alias|variable|dir)$/.test(noun) &&
    !NOUNS.has(token.lower) &&
    !/(?:ed|ing|s|ly)$/.test(token.lower) &&
    endsPhrase(tokens[at + 1]?.lower ?? '') &&
    !/^(?:tree|stack|structure|name|listing|size|usage|list|line|history|information|id|output|shell|last|first|session|sessions|time|configuration|settings)$/.test(
      token.lower,
    )
  )
}

/** True for a quoted command behind "the output of", and for the name of a program there. */
function isOutput(tokens: readonly Token[], at: number): boolean {
  const [lead, of, called] = [tokens[at - 2]?.lower ?? '', tokens[at - 1]?.lower ?? '', tokens[at - 3]?.lower ?? '']
  const isCommand = /^(?:command|program)$/.test(of)
  return (
    (tokens[at]!.quoted && tokens[at + 1]?.lower === 'output') ||
    (of === 'of' && /^(?:output|outputs|results?|stderr)$/.test(lead)) ||
    (of === 'of' && isErrorToo(tokens, at)) ||
    (isCommand && lead === 'of' && /^(?:output|results?)$/.test(called)) ||
    (isCommand && /^(?:of|the)$/.test(lead) && /^(?:output|of)$/.test(called) && tokens[at - 4]?.lower === 'output')
  )
}

/** "the standard output and error of 'make'". */
const isErrorToo = (tokens: readonly Token[], at: number): boolean =>
  tokens[at - 1]?.lower === 'of' &&
  /^(?:errors?|stderr|std ?err)$/.test(tokens[at - 2]?.lower ?? '') &&
  tokens.slice(Math.max(0, at - 6), at - 2).some(({ lower }) => /^(?:output|stdout)$/.test(lower))

const endsPhrase = (after: string): boolean =>
  after === '' || /^(?:and|or|to|in|on|of|with|from|into|as|at|for|by|if|that|which|using|is)$/.test(after)

/** The values of a request, in their order. */
export function readValues({ tokens }: Request, isKnown: IsKnownWord): Value[] {
  const values: Value[] = []
  for (const [at, token] of tokens.entries()) {
    const implied = readImplied(tokens, at)
    const kind = implied?.kind ?? kindOf(token) ?? (isName(tokens, at, isKnown) ? 'name' : null)
    if (kind === null) continue
    // "a program in $PATH" is called as it is.
    if (/^\$\{?PATH\}?$/.test(token.value) && /^(?:in|on)$/.test(tokens[at - 1]?.lower ?? '') && values.length > 0) {
      const last = values.pop()!
      values.push({ ...last, noun: 'command', words: [...last.words, at - 1, at] })
      continue
    }
    // A thing that is named twice is one thing.
    const again = values.findIndex(({ text, kind }) => text === token.value && kind !== 'number' && kind !== 'size')
    if (again >= 0 && implied === null) {
      values[again] = { ...values[again]!, words: [...values[again]!.words, at] }
      continue
    }
    const around = readAround(
      tokens,
      at,
      implied ? implied.words.filter((place) => place <= at).length : 1,
      values.at(-1),
    )
    values.push({
      ...around,
      at,
      kind,
      text: isErrorToo(tokens, at)
        ? `${token.value} 2>&1`
        : (implied?.text ?? (isEndingOfFiles(tokens, at) ? `*${token.value}` : token.value)),
      quote: token.quoted && /^["']/.test(token.raw) ? (token.raw[0] as '"' | "'") : '',
      words: [...around.words, ...(implied?.words ?? [])],
      noun: implied?.noun ?? around.noun,
      isImplied: implied?.isDefault === true,
      isWord: implied !== null && /^(?:separator|column|line|signal)$/.test(implied.noun),
      isOutput: isOutput(tokens, at),
    })
  }
  return values
}

/** ".gz files" are all files with that end. */
const isEndingOfFiles = (tokens: readonly Token[], at: number): boolean =>
  tokens[at]!.shapes.has('ext') && /^\.\w+$/.test(tokens[at]!.value) && /^files?$/.test(tokens[at + 1]?.lower ?? '')

type Around = Pick<Value, 'noun' | 'preposition' | 'unit' | 'words' | 'isCalled'>

/** Reads the nouns and the preposition around a value. A value in a list has those of the first of the list. */
function readAround(tokens: readonly Token[], at: number, length: number, last: Value | undefined): Around {
  const after = tokens[at + 1]
  const unit =
    after && !after.quoted && !/^(?:named|called|titled)$/.test(after.lower) ? (NOUNS.get(after.lower) ?? '') : ''
  const words: number[] = unit === '' ? [] : [at + 1]
  let [noun, preposition] = ['', '']
  let isCalled = false
  let back = at - length
  for (let steps = 0; back >= 0 && steps < 5; back -= 1, steps += 1) {
    const token = tokens[back]!
    if (last && back === last.at) {
      const between = tokens.slice(back + 1, at - length + 1)
      if (noun === '' && preposition === '' && between.every(({ lower }) => /^(?:and|or|then|&|to)$/.test(lower)))
        return { ...last, unit: unit === '' ? '' : unit, words }
      break
    }
    if (token.quoted) break
    const found = NOUNS.get(token.lower)
    if (found !== undefined && noun === '') {
      noun = found
      isCalled = preposition === ''
      words.push(back)
      if (preposition !== '') break
      continue
    }
    if (PREPOSITIONS.test(token.lower) && preposition === '') {
      preposition = token.lower
      words.push(back)
      continue
    }
    if (BETWEEN.test(token.lower)) continue
    break
  }
  return { noun, preposition, unit, words, isCalled }
}
