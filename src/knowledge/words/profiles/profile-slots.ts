// The slots of a profile's command: they choose the values of a request that they take, and write each in the shell's quoting.

import { readNumber } from '../vocabulary.ts'
import { escapeInQuotes, quoteAlways, quoteValue } from '../../../shell-syntax/word-quoting.ts'
import type { ValueKind } from './implied-values.ts'
import type { Value } from './request-values.ts'
import { longPattern } from '../../../sys/words/long-pattern.ts'

interface SlotRule {
  /** The kinds of values that it takes, the surest first. */
  kinds: readonly ValueKind[]
  /** The nouns by which a request names a value that belongs to the slot. */
  nouns?: string
  /** Prepositions before a value that belongs to it. */
  prepositions?: string
  /** True when a noun or a preposition must say that the value belongs to it. */
  isSaid?: boolean
}

const PLACE: readonly ValueKind[] = ['path', 'variable', 'quoted', 'name']
const WORD: readonly ValueKind[] = ['quoted', 'name', 'variable', 'path']

const RULES: Readonly<Record<string, SlotRule>> = {
  file: { kinds: [...PLACE, 'host'], nouns: 'file name', prepositions: 'in of from' },
  /** Two files or directories that are set against one another, in the order in which a request names them. */
  left: { kinds: [...PLACE, 'number'], nouns: 'file dir' },
  right: { kinds: [...PLACE, 'number'], nouns: 'file dir' },
  file2: { kinds: PLACE, nouns: 'file' },
  dir: { kinds: PLACE, nouns: 'dir' },
  path: { kinds: [...PLACE, 'host', 'number'], nouns: 'file dir name device' },
  from: { kinds: [...PLACE, 'remote', 'host'], nouns: 'file dir', prepositions: 'from of' },
  to: { kinds: [...PLACE, 'remote'], nouns: 'dir', prepositions: 'to into onto in on at as', isSaid: true },
  new: { kinds: [...WORD, 'number'], nouns: 'name', prepositions: 'named called titled as to', isSaid: true },
  user: { kinds: [...WORD, 'remote'], nouns: 'user', prepositions: 'as to', isSaid: true },
  group: { kinds: WORD, nouns: 'group', isSaid: true },
  owner: { kinds: WORD, nouns: 'user group', prepositions: 'to' },
  host: { kinds: ['remote', 'host', 'variable', 'quoted', 'name', 'path', 'url'], nouns: 'host user' },
  server: { kinds: ['host', 'variable', 'quoted', 'path'], nouns: 'nameserver', isSaid: true },
  domain: { kinds: ['host', 'variable', 'quoted', 'name', 'path'], nouns: 'host' },
  ip: { kinds: ['host', 'variable'], nouns: 'host' },
  target: { kinds: PLACE, nouns: 'file', prepositions: 'to of for' },
  link: { kinds: PLACE, nouns: 'name', prepositions: 'named called titled as at' },
  into: { kinds: PLACE, nouns: 'dir', prepositions: 'in into under inside', isSaid: true },
  ref: { kinds: PLACE, nouns: 'file', prepositions: 'as from' },
  called: { kinds: PLACE, nouns: 'name', prepositions: 'named called titled at as', isSaid: true },
  pieces: { kinds: ['number', 'variable'], nouns: 'pieces file', isSaid: true },
  length: { kinds: ['number'], nouns: 'length', isSaid: true },
  /** The answer that is given to each question of a program. */
  answer: { kinds: ['quoted', 'name'], nouns: 'answer', isSaid: true },
  awk: { kinds: ['path', 'variable', 'quoted'], nouns: 'file command' },
  subject: { kinds: ['quoted', 'variable'], nouns: 'subject', isSaid: true },
  attachment: { kinds: PLACE, nouns: 'attachment', isSaid: true },
  address: { kinds: ['remote', 'variable', 'quoted'], prepositions: 'to', nouns: 'address' },
  signal: { kinds: WORD, nouns: 'signal', isSaid: true },
  entry: { kinds: WORD, nouns: 'offset', isSaid: true },
  fields: { kinds: ['number'], nouns: 'column', isSaid: true },
  columns: { kinds: ['number'], nouns: 'column', isSaid: true },
  archive: { kinds: [...PLACE, 'host'], nouns: 'file name', prepositions: 'named called to into' },
  remote: { kinds: ['remote'] },
  port: { kinds: ['number', 'variable'], nouns: 'port', isSaid: true },
  url: { kinds: ['url', 'host', 'variable', 'quoted'], nouns: 'url host' },
  n: { kinds: ['number', 'variable'], nouns: 'line char column second times level' },
  n2: { kinds: ['number', 'variable'], nouns: 'line char column second times level' },
  /** The number of the line behind so many. */
  after: { kinds: ['number'], nouns: 'line' },
  lines: { kinds: ['number', 'variable'], nouns: 'line', isSaid: true },
  bytes: { kinds: ['size', 'number', 'variable'], nouns: 'byte char' },
  size: { kinds: ['size'] },
  chars: { kinds: ['number', 'variable'], nouns: 'char column width', isSaid: true },
  seconds: { kinds: ['number', 'variable'], nouns: 'second', isSaid: true },
  times: { kinds: ['number', 'variable'], nouns: 'times', isSaid: true },
  column: { kinds: ['number', 'variable'], nouns: 'column', isSaid: true },
  pid: { kinds: ['number', 'variable'], nouns: 'process', isSaid: true },
  process: { kinds: ['quoted', 'name', 'variable', 'path'], nouns: 'process' },
  mode: { kinds: ['mode', 'number'] },
  text: { kinds: ['quoted', 'variable', 'path', 'mode', 'name', 'number', 'size', 'host', 'remote'], nouns: 'text' },
  text2: { kinds: ['quoted', 'variable', 'path', 'name', 'number'], nouns: 'text', prepositions: 'with by to' },
  sep: { kinds: ['quoted'], nouns: 'separator', prepositions: 'by with', isSaid: true },
  prefix: { kinds: [...WORD, 'number'], nouns: 'prefix', isSaid: true },
  suffix: { kinds: WORD, nouns: 'suffix', isSaid: true },
  cmd: { kinds: ['quoted', 'path', 'name', 'variable'], nouns: 'command file' },
  script: { kinds: ['quoted', 'path', 'variable'], nouns: 'command file' },
  line: { kinds: ['quoted', 'path'], nouns: 'command file' },
  var: { kinds: ['quoted', 'name', 'variable', 'path'], nouns: 'variable' },
  package: { kinds: WORD, nouns: 'package' },
  session: { kinds: ['quoted', 'name', 'variable', 'number', 'path'], nouns: 'session name' },
  option: { kinds: ['quoted', 'name', 'variable'], nouns: 'option variable name' },
  interface: { kinds: WORD, nouns: 'interface' },
  label: { kinds: WORD, nouns: 'label', isSaid: true },
  fs: { kinds: WORD, nouns: 'filesystem', isSaid: true },
  prompt: { kinds: ['quoted', 'path', 'variable'], nouns: 'prompt', isSaid: true },
  timeout: { kinds: ['number'], nouns: 'timeout second', isSaid: true },
  key: { kinds: ['path', 'quoted', 'variable'], nouns: 'key', isSaid: true },
  date: { kinds: ['quoted'], nouns: 'day' },
  format: { kinds: ['quoted', 'path', 'mode'], nouns: 'format' },
  year: { kinds: ['number', 'variable'], nouns: 'year' },
  month: { kinds: ['number', 'name'], nouns: 'months', isSaid: true },
  name: { kinds: ['quoted', 'name', 'variable', 'path', 'number'], nouns: 'name function alias user package' },
  function: { kinds: WORD, nouns: 'function' },
  any: { kinds: ['quoted', 'path', 'variable', 'name', 'host', 'number', 'remote', 'url'] },
}

/** Nouns that give a value to one slot and keep it from others. */
const OWN = longPattern()`
  ^(?:user|group|port|prefix|suffix|nameserver|session|label|filesystem|prompt|timeout|key|separator|column|line|length|answer
  |attachment|byte|char|second|times|title|subject|permission|signal|interface|variable|format|level|year)$
`

/** Rates the fit of a value to a slot: the higher the better, and 0 where it does not fit. */
export function rateFit(slot: string, value: Value): number {
  const rule = RULES[slot] ?? RULES['any']!
  const kind = rule.kinds.indexOf(value.kind)
  if (kind < 0) return 0
  if (slot === 'year' && value.kind === 'number' && !/^\d{4}$/.test(value.text)) return 0
  const nouns = rule.nouns?.split(' ') ?? []
  // The output of a command is no text by itself.
  if (slot === 'text' && value.isOutput) return 0
  // "5 processes" are five, and not the one with that number.
  const isCalled = nouns.includes(value.noun) || (slot !== 'pid' && nouns.includes(value.unit))
  // A number names a file only where that is said.
  if (value.kind === 'number' && /^(?:path|left|right)$/.test(slot) && !nouns.includes(value.noun)) return 0
  const isLed = rule.prepositions?.split(' ').includes(value.preposition) === true
  if (rule.isSaid && !isCalled && !isLed) return 0
  // "the group of src" is the group of that thing, and not called so.
  // An archive and a script are told by their names.
  if (slot === 'archive' && /\.(?:tar|tgz|tbz2?|txz|zip|gz|bz2|xz)$/i.test(value.text)) return 6
  if (slot === 'awk' && /\.(?:awk|sed)$/.test(value.text)) return 6
  const isThing = OF_THING.test(value.preposition) && value.text !== '$USER'
  if (isThing && /^(?:user|group|owner)$/.test(slot) && !(value.isCalled && value.noun === slot)) return 0
  if (slot === 'process' && /^(?:user|group|port)$/.test(value.noun)) return 0
  if (!isCalled && !isThing && OWN.test(value.noun) && !isLed)
    return value.noun === 'variable' && value.kind === 'variable' ? 0.5 : 0.2
  if (!isCalled && OWN.test(value.unit) && value.kind === 'number') return 0.2
  return 2 - 0.2 * kind + (isCalled ? 2 : 0) + (isLed ? 1.5 : 0) - (value.isImplied ? 0.9 : 0)
}

const OF_THING = /^(?:of|in|from|for|on|under)$/

const LABELS: Readonly<Record<string, string>> = {
  dir: 'directory',
  n: 'number',
  lines: 'number',
  bytes: 'size',
  var: 'variable',
  cmd: 'command',
  text: 'text',
  text2: 'text',
  file2: 'file',
  owner: 'user',
  fs: 'type',
  any: 'value',
}
/** The blank for a slot without a value. */
export function blankFor(slot: string): string {
  const name = slot.replace(/^all/, '').toLowerCase()
  return `<${LABELS[name] ?? name.replace(/\d$/, '')}>`
}

const isVariable = (text: string): boolean => /^\$(?:\w+|\{[^}`$]*\}|[@*#?$!])$/.test(text)

/** A text in quotes; quotes that the request has escaped are of the text. */
function quoteAsAsked({ text, quote }: Value): string {
  if (quote === "'" && text.includes(String.raw`'\''`)) return `'${text}'`
  const bare = quote === '"' ? text.replaceAll(String.raw`\"`, '"') : text
  return bare.includes("'") && !/["$`\\]/.test(bare) ? `"${bare}"` : quoteAlways(bare)
}

/** A value as it stands in a command; `isInQuotes` for a place between single quotes. */
export function writeValue(slot: string, value: Value, isInQuotes: boolean, isScript: boolean): string {
  const { text, kind, noun, unit } = value
  if (isInQuotes && kind === 'number') return String(readNumber(text) ?? text)
  if (isInQuotes) return escapeInQuotes(isScript ? text.replaceAll('/', String.raw`\/`) : text)
  if (slot === 'cmd') return text
  if (slot === 'script') return /^[\w./-]+$/.test(text) ? text : quoteAsAsked(value)
  // A command with signs of the shell is one word to the program that is to run it.
  if (slot === 'line') return /["'|&;<>()$`\\*?]/.test(text) ? quoteAsAsked(value) : text
  if (slot === 'sep' && text === String.raw`\t`) return String.raw`$'\t'`
  if (slot === 'answer') return /^y(?:es)?$/i.test(text) ? '' : text
  if (slot === 'signal') return text.replace(/^SIG/, '')
  if (slot === 'var') return text.replace(/^\$\{?|\}$/g, '')
  if (slot === 'after') return String(Number(readNumber(text) ?? text) + 1)
  if (kind === 'number') return String(readNumber(text) ?? text)
  if (kind === 'size')
    return text
      .replace(/\s?bytes?$/i, '')
      .replace(/(?<=[kmgt])i?b$/i, '')
      .replace(/k$/, 'K')
  // A program stands for the file that it is found in, where a file is wanted.
  const isProgram = noun === 'command' || (unit === 'command' && /^(?:|dir)$/.test(noun) && kind === 'name')
  if (isProgram && /^(?:all)?(?:file|path|from)$/i.test(slot) && /^[\w.+-]+$/.test(text)) return `$(which ${text})`
  if (isVariable(text)) return `"${text}"`
  if (/^[\w@%+=:,./~^*?{}-]+$/.test(text)) return text
  return quoteValue(text)
}
