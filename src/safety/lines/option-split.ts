// Splits the arguments of a program into options and operands, the way getopt_long does it.

import type { Word } from './command-words.ts'

export interface OptionSpec {
  /** Short options that take a value, as one string: `of`. */
  short?: string
  /** Long options that take a value as the next word, without dashes. */
  long?: readonly string[]
  /** Long options are written with one dash (find, openssl, terraform). */
  isSingleDash?: boolean
  /** The first operand ends the options (sudo, env, ssh). */
  stopsAtOperand?: boolean
}

export interface Options {
  operands: Word[]
  /** True when one of these options was given. Names of one letter are short options; long ones may be abbreviated. */
  has: (...names: string[]) => boolean
  /** The values given to any of these options. */
  values: (...names: string[]) => string[]
  /** True when a value given to any of these options is only known at run time. */
  isOpen: (...names: string[]) => boolean
  /** Every option as given, without dashes and values. */
  given: string[]
  /** The operands after `--`; null without a `--`. */
  afterDashes: Word[] | null
}

const MIN_ABBREVIATION = 3

export function readOptions(args: readonly Word[], spec: OptionSpec = {}): Options {
  const operands: Word[] = []
  const given: string[] = []
  const values: [string, string, boolean][] = []
  let afterDashes: Word[] | null = null
  const takesNext = (name: string) =>
    (spec.long ?? []).some((long) => long === name || (name.length >= MIN_ABBREVIATION && long.startsWith(name)))
  for (let at = 0; at < args.length; at++) {
    const word = args[at]
    if (word === undefined) break
    const text = word.value
    if (text === '--') {
      afterDashes = args.slice(at + 1)
      operands.push(...afterDashes)
      break
    }
    const isLong = text.startsWith('--') || (spec.isSingleDash === true && /^-[a-zA-Z]/.test(text))
    if (isLong) {
      const [name = '', ...rest] = text.replace(/^--?/, '').split('=')
      given.push(name)
      if (rest.length > 0) values.push([name, rest.join('='), !word.isLiteral])
      else if (takesNext(name)) {
        const next = args[++at]
        values.push([name, next?.value ?? '', next?.isLiteral === false])
      }
    } else if (text.length > 1 && text.startsWith('-')) {
      for (let letter = 1; letter < text.length; letter++) {
        const name = text[letter] ?? ''
        given.push(name)
        if (!(spec.short ?? '').includes(name)) continue
        const glued = text.slice(letter + 1)
        const next = glued === '' ? args[++at] : undefined
        values.push([name, next?.value ?? glued, (next ?? word).isLiteral === false])
        break
      }
    } else {
      operands.push(word)
      if (spec.stopsAtOperand === true) {
        operands.push(...args.slice(at + 1))
        break
      }
    }
  }
  const matches = (asked: string, name: string) =>
    asked === name || (asked.length > 1 && name.length >= MIN_ABBREVIATION && asked.startsWith(name))
  return {
    isOpen: (...names) => values.some(([name, , open]) => open && names.some((asked) => matches(asked, name))),
    operands,
    given,
    afterDashes,
    has: (...names) => given.some((name) => names.some((asked) => matches(asked, name))),
    values: (...names) =>
      values.filter(([name]) => names.some((asked) => matches(asked, name))).map(([, value]) => value),
  }
}
