// Values that a request says in words: "the current user", "comma-separated", "the second field", "the value of variable HOST".

import { CHARACTERS_BY_NAME } from '../character-names.ts'
import type { Token } from '../words-request.ts'

export type ValueKind = 'path' | 'quoted' | 'variable' | 'number' | 'size' | 'host' | 'url' | 'remote' | 'mode' | 'name'

/** A value in words. `words` are the places that say it; `isDefault` is true for what a command has without it. */
export interface Implied {
  text: string
  kind: ValueKind
  noun: string
  words: number[]
  isDefault: boolean
}

const SIGNS: Readonly<Record<string, string>> = { ...CHARACTERS_BY_NAME, dot: '.', period: '.', underscore: '_' }
const SEPARATED =
  /^(?:separated|delimited|separator|delimiter|delimeter|deliminator|deliminators|separators?|delimiters?)$/
const SEPARATES = /^(?:separat(?:ed|ing)|delimited|delimiter|separator)$/

/** The sign that separates fields: "comma-separated", "separated by a single space", "with a colon as delimiter". */
function readSeparator(tokens: readonly Token[], at: number): Implied | null {
  const [, name = '', joined] = /^([a-z]+?)s?(?:[-_](separated|delimited))?$/.exec(tokens[at]!.lower) ?? []
  const sign = SIGNS[name]
  if (sign === undefined || tokens[at]!.quoted) return null
  const words = [at]
  const value = { text: sign, kind: 'quoted', noun: 'separator', words, isDefault: false } as const
  if (joined !== undefined) return value
  for (const step of [1, 2])
    if (
      SEPARATED.test(tokens[at + step]?.lower ?? '') &&
      (step === 1 || /^(?:as|is|character)$/.test(tokens[at + 1]!.lower))
    ) {
      words.push(at + step)
      return value
    }
  let back = at - 1
  while (/^(?:a|an|the|single|one|with|by|using|each|or|more)$/.test(tokens[back]?.lower ?? '')) back -= 1
  if (!SEPARATES.test(tokens[back]?.lower ?? '') || back === at - 1) return null
  words.push(back)
  return value
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const PARTS: Readonly<Record<string, string>> = {
  field: 'column',
  column: 'column',
  section: 'column',
  word: 'column',
  value: 'column',
  line: 'line',
}

/** The number of a part: "the second field", "4th column", "second section". */
function readOrdinal(tokens: readonly Token[], at: number): Implied | null {
  const { lower, quoted } = tokens[at]!
  const number = /^\d+(?:st|nd|rd|th)$/.test(lower) ? Number.parseInt(lower, 10) : ORDINALS.indexOf(lower) + 1
  if (quoted || number < 1) return null
  if (number < 10 && tokens[at + 1]?.lower === 'argument')
    return { text: `$${number}`, kind: 'variable', noun: '', words: [at, at + 1], isDefault: false }
  for (let next = at + 1; next <= at + 4; next += 1) {
    const noun = PARTS[tokens[next]?.lower ?? '']
    if (noun !== undefined) return { text: String(number), kind: 'number', noun, words: [at, next], isDefault: false }
    if (
      !/^(?:of|the|\w+[-_](?:separated|delimited)|separated|delimited|comma|space|tab|colon|white|whitespace)$/.test(
        tokens[next]?.lower ?? '',
      )
    )
      return null
  }
  return null
}

/** A variable whose value is meant: "specified by variable "HOST"", "the value of the variable HOST". */
function readVariable(tokens: readonly Token[], at: number): Implied | null {
  const { value } = tokens[at]!
  const name = /^\$?([A-Za-z_]\w*)$/.exec(value)?.[1]
  const lowerAt = (place: number): string => tokens[place]?.lower ?? ''
  if (name === undefined || lowerAt(at - 1) !== 'variable') return null
  if (/^(?:contains|containing|holds|holding|has)$/.test(lowerAt(at + 1)))
    return { text: `$${name}`, kind: 'variable', noun: '', words: [at - 1, at, at + 1], isDefault: false }
  let back = at - 2
  while (/^(?:the|a|of|environment|shell)$/.test(lowerAt(back))) back -= 1
  const isValue = lowerAt(back) === 'value' && /^(?:of|the)$/.test(lowerAt(back + 1))
  const isSaid =
    /^(?:by|in|as)$/.test(lowerAt(back)) &&
    /^(?:specified|given|named|stored|held|contained|defined|number|saved|expanded)$/.test(lowerAt(back - 1))
  if (!isValue && !isSaid) return null
  const words = Array.from({ length: at - back + (isSaid ? 1 : 0) }, (_, step) => at - 1 - step)
  return {
    text: `$${name}`,
    kind: 'variable',
    noun: '',
    words: [at, ...words.filter((place) => place >= 0)],
    isDefault: false,
  }
}

const MONTH = /^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/
const AGO = /^(?:ago|later|earlier|hence|before|back)$/

/** A time that is counted from now: "222 days ago", "3 weeks from now"; and a month by its name. */
function readTime(tokens: readonly Token[], at: number): Implied | null {
  const lowerAt = (place: number): string => tokens[place]?.lower ?? ''
  if (MONTH.test(lowerAt(at)) && /^[A-Z]/.test(tokens[at]!.value) && at > 0)
    return { text: tokens[at]!.value, kind: 'name', noun: 'months', words: [at], isDefault: false }
  const isFromNow = lowerAt(at) === 'now' && lowerAt(at - 1) === 'from'
  if (!isFromNow && !AGO.test(lowerAt(at))) return null
  const end = isFromNow ? at - 2 : at - 1
  const [unit, number] = [lowerAt(end), tokens[end - 1]]
  if (!/^(?:second|minute|hour|day|week|month|year)s?$/.test(unit) || !/^\d+$/.test(number?.value ?? '')) return null
  const words = Array.from({ length: at - end + 2 }, (_, step) => at - step)
  const text = `${number!.value} ${unit}${/^(?:ago|earlier|before|back)$/.test(lowerAt(at)) ? ' ago' : ''}`
  return { text, kind: 'quoted', noun: 'day', words, isDefault: false }
}

/** The value that ends at a place and is said in words; null where no such value ends. */
export function readImplied(tokens: readonly Token[], at: number): Implied | null {
  const [word, before] = [tokens[at]!.lower, tokens[at - 1]?.lower ?? '']
  // TERM is sent without being named, and KILL has rows of its own.
  const [, signal] = /^SIG(HUP|INT|QUIT|USR1|USR2|WINCH|CONT|STOP|TSTP|ALRM)$/i.exec(tokens[at]!.value) ?? []
  if (signal !== undefined)
    return { text: signal.toUpperCase(), kind: 'name', noun: 'signal', words: [at], isDefault: false }
  const separator = readSeparator(tokens, at) ?? readOrdinal(tokens, at) ?? readVariable(tokens, at)
  if (separator || tokens[at]!.quoted) return separator
  const time = readTime(tokens, at)
  if (time) return time
  if (word === 'user' && /^(?:current|this)$/.test(before) && !/['’]s/.test(tokens[at]!.raw))
    return { text: '$USER', kind: 'variable', noun: 'user', words: [at - 1, at], isDefault: false }
  if (!/^(?:directory|folder|dir)$/.test(word)) return null
  if (/^(?:current|this|working)$/.test(before))
    return { text: '.', kind: 'path', noun: 'dir', words: [at - 1, at], isDefault: true }
  return before === 'home' ? { text: '~', kind: 'path', noun: 'dir', words: [at - 1, at], isDefault: false } : null
}
