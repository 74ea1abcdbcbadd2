// Writes the values of an order into its command: numbers, times and separators in the way of programs, all others quoted.

import { CHARACTERS_BY_NAME } from '../character-names.ts'
import { escapeInQuotes, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import { nestCommand } from '../slots.ts'
import { readNumber } from '../vocabulary.ts'
import { patternsOf } from '../words-request.ts'
import type { OrderValue } from './order-pattern.ts'
import { kindOf } from './order-slots.ts'

/** A value within the quotes of a command is a part of a script, whose slashes end patterns, or plain text. */
type Quotes = 'none' | 'text' | 'script'

function quotesAt(template: string, at: number): Quotes {
  if ((template.slice(0, at).split("'").length - 1) % 2 === 0) return 'none'
  return /^(?:sed|awk|csplit|rename|perl)/.test(template) ? 'script' : 'text'
}

/** The plurals of two names lose their last letter alone. */
const SEPARATORS: Readonly<Record<string, string>> = { ...CHARACTERS_BY_NAME, dashe: '-', slashe: '/' }
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** `f{1..9}` for "f1 to f9"; the text as it is where the names differ in more than a number. */
function readRange(text: string): string {
  const [first = '', last = ''] = text.replaceAll(/["']/g, '').split(/\s(?:to|through|-)\s/)
  const [, front = '', from = ''] = /^(.*?)(\d+)$/.exec(first) ?? []
  const [, other = '', to = ''] = /^(.*?)(\d+)$/.exec(last) ?? []
  return from !== '' && to !== '' && (front === other || other === '') ? `${front}{${from}..${to}}` : text
}

/** The time zone of a city: `Asia/Tokyo`. Zones are called by a few large cities alone. */
function readZone(city: string): string {
  const called = { beijing: 'shanghai', delhi: 'kolkata' }[city] ?? city
  const name = called.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()).replaceAll(' ', '_')
  const region = /^(?:london|paris|berlin|madrid|rome|moscow)$/.test(called)
    ? 'Europe'
    : /^(?:new york|chicago|los angeles|toronto|sao paulo)$/.test(called)
      ? 'America'
      : called === 'sydney'
        ? 'Australia'
        : 'Asia'
  return `${region}/${name}`
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** The minute and the hour of cron for a time of the day in lower case: `30 14` for "2:30 pm". */
function readClock(lower: string): string {
  if (lower === 'midnight') return '0 0'
  if (lower === 'noon') return '0 12'
  const [hour = '0', minute = '0'] = lower.replace(/[^\d:]/g, '').split(':')
  const half = lower.endsWith('pm') ? 12 : 0
  const isHalved = /[ap]m$/.test(lower)
  return `${Number(minute)} ${isHalved ? (Number(hour) % 12) + half : Number(hour)}`
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']

/** A value that is told by its form, as programs write it; undefined for the values that stand as they are. */
function formatForm(kind: string, text: string, template: string): string | undefined {
  const lower = text.toLowerCase()
  switch (kind) {
    case 'clock':
      return readClock(lower)
    case 'weekday':
      return template.startsWith('date') ? lower : String(WEEKDAYS.indexOf(lower.slice(0, 3)))
    case 'month':
      return String(MONTHS.indexOf(lower.slice(0, 3)) + 1)
    case 'remote':
      return text.replace(/(?<=[^:])\/$/, '')
    case 'sep':
      return SEPARATORS[lower.replace(/e?s$/, '')] ?? escapeInQuotes(text)
    case 'dateform':
      return lower
        .replaceAll(/year|yyyy|yy|month|mm|day|dd/g, (part) => `%${part.startsWith('y') ? 'Y' : part[0]}`)
        .replace('%Y-%m-%d', '%F')
    case 'city':
      return readZone(lower)
    case 'resolution':
      return lower.replace('p', '')
    case 'range':
      return readRange(text)
    default:
      return undefined
  }
}

/**
 * The value of a slot as it stands in the command.
 * @param plus a number that is added to it, as `+1`
 * @param at the place of the slot in the template
 */
export function formatValue(
  name: string,
  { text }: OrderValue,
  plus: string | undefined,
  template: string,
  at: number,
): string {
  const quotes = quotesAt(template, at)
  if (kindOf(name) === 'n') {
    const word = text
      .toLowerCase()
      .replace(/^forth$/, 'fourth')
      .replace(/(?<=\d)(?:st|nd|rd|th)$/, '')
    const place = ORDINALS.indexOf(word)
    const number = place >= 0 ? place + 1 : readNumber(word)
    return number === null ? text : String(number + Number(plus ?? 0))
  }
  if (kindOf(name) === 'cmd' && quotes === 'none') return nestCommand(text, template)
  const form = formatForm(kindOf(name), text, template)
  if (form !== undefined) return form
  if (name === 'signal') return text.toUpperCase().replace(/^SIG/, '')
  if (name === 'size')
    return text
      .replace(/\s?bytes$/i, '')
      .replace(/\s/g, '')
      .replace(/(?<=[kmgt])i?b$/i, '')
      .replace(/k$/, 'K')
  if (name === 'expr') return text
  if (kindOf(name) === 'ext') return (patternsOf(text.toLowerCase())?.[0] ?? text).replace(/^\*?\./, '')
  // A name that begins with a dash would be read as an option.
  if (quotes === 'none')
    return quoteValue(/^(?:file|path|dir)$/.test(kindOf(name)) && text.startsWith('-') ? `./${text}` : text)
  return escapeInQuotes(quotes === 'script' ? text.replaceAll('/', String.raw`\/`) : text)
}
