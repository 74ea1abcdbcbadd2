// Composes commands from orders: requests that say what is done to which values, in so many words (order-pattern.ts).

import type { Built } from './find-builder.ts'
import { addOptions, readAskedOptions } from './asked-options.ts'
import { matchPattern, mayMatch, readPattern } from './order-pattern.ts'
import { kindOf, ruleOf } from './order-slots.ts'
import { formatValue } from './order-values.ts'
import type { OrderMatch, OrderPattern, OrderValue } from './order-pattern.ts'
import { ORDER_TABLES } from './orders/order-tables.ts'
import { quotePlaceholders } from '../../../shell-syntax/placeholders.ts'
import { programOf } from '../../../shell-syntax/line-program.ts'
import type { IsKnownWord } from '../slot-fit.ts'
import { actOf, isReading } from '../sense/action-verbs.ts'
import { excludes } from '../sense/negations.ts'
import { canonicalStem, isEmptyWord } from '../vocabulary.ts'
import { NEVER_NAMES } from '../slot-kinds.ts'
import { patternsOf } from '../words-request.ts'
import type { Request } from '../words-request.ts'

interface Order {
  patterns: readonly OrderPattern[]
  commands: readonly string[]
  explanation: string
}

let orders: readonly Order[] | undefined

/** A line is `pattern ; pattern => command || command ## explanation`, as in the tables of intents. */
function readOrder(line: string): Order {
  const [head = '', tail = ''] = line.split(' => ')
  const [commands = '', explanation = ''] = tail.split(' ## ')
  return {
    patterns: head.split(' ; ').map(readPattern),
    commands: commands.split(' || ').map((item) => item.trim()),
    explanation: explanation.trim(),
  }
}

/** A whole order is above every intent; each word that it does not take up counts against it. */
const WHOLE = 1.12
const FIRST_LEFT = 0.3
const LEFT = 0.16
/** An act in the request that the order does not name weighs as much as so many words. */
const OTHER_ACT = 4
const OTHER_FORM = 0.06
const BLANK = 0.05

const LIGHT = new Set(
  'all every each whole entire given specific certain existing current new some them it easily please multiple many command shell only just directly then also same own various different do using via file files directory line lines output content contents text value values following following: provided specified'.split(
    ' ',
  ),
)

/** A command for an order, with the stems of the words that the order takes up, and true when these exclude something. */
interface BuiltOrder extends Built {
  stems: readonly string[]
  excludes: boolean
  /** The places of the words of the request that the order takes up, as words, values or options. */
  taken: ReadonlySet<number>
}

/** Commands for the orders that a request holds; empty when it holds none. */
export function buildOrders(request: Request, isKnown: IsKnownWord): BuiltOrder[] {
  orders ??= ORDER_TABLES.flatMap((table) => table.split('\n'))
    .filter(Boolean)
    .map(readOrder)
  const { text, lower } = request
  const asked = readAskedOptions(request)
  const out: BuiltOrder[] = []
  for (const order of orders) {
    let best: OrderMatch | null = null
    for (const pattern of order.patterns) {
      if (!mayMatch(pattern, lower)) continue
      const match = matchPattern(pattern, text)
      if (match && (!best || match.end - match.start > best.end - best.start) && areValues(match, lower, isKnown))
        best = match
    }
    if (!best) continue
    for (const [at, template] of order.commands.entries()) {
      const bare = fillOrder(template, best, request)
      if (bare === null) continue
      const { options, covered } = asked(programOf(bare))
      const taken = new Set([...placesIn(request, best), ...covered])
      const left = countLeft(request, taken)
      out.push({
        ...readTaken(request, best),
        taken,
        command: addOptions(bare, options),
        explanation: at === 0 ? order.explanation : '', // it is about the first command alone
        score:
          WHOLE -
          BLANK * bare.split(/<[a-z]+>/).length +
          BLANK -
          (left === 0 ? 0 : FIRST_LEFT + LEFT * (left - 1)) -
          OTHER_FORM * at,
      })
    }
  }
  return out
}

function readTaken({ text }: Request, { start, end }: OrderMatch): Pick<BuiltOrder, 'stems' | 'excludes'> {
  const words = text
    .slice(start, end)
    .toLowerCase()
    .split(/[^a-z\d.'-]+/)
  return { stems: words.map(canonicalStem), excludes: excludes(words) }
}

/** The places of the words between the beginning and the end of an order. */
function placesIn({ tokens, text }: Request, { start, end }: OrderMatch): Set<number> {
  const places = new Set<number>()
  let from = 0
  for (const [at, { raw }] of tokens.entries()) {
    const begin = Math.max(from, text.indexOf(raw, from))
    from = begin + raw.length
    if (begin >= start && from <= end + 1) places.add(at)
  }
  return places
}

/** The number of words with a meaning that the order leaves out. */
function countLeft({ tokens }: Request, taken: ReadonlySet<number>): number {
  let left = 0
  const first = tokens.find(({ isStop, quoted }) => !isStop && !quoted)
  for (const [at, token] of tokens.entries()) {
    if (taken.has(at) || token.isStop || LIGHT.has(token.lower)) continue
    // A verb of looking adds nothing; an act that the order does not know makes it another request.
    if (!token.quoted && (isReading(token.stem) || actOf(token.stem) === 'count')) continue
    left += token === first && actOf(token.stem) !== undefined ? OTHER_ACT : 1
  }
  return left
}

/** Nouns that name no value: the blank stays. */
const GENERIC: Readonly<Record<string, RegExp>> = {
  file: /^(?:files?|input|document|archive|stdin|data|it|them|this|one)$/i,
  dir: /^(?:director(?:y|ies)|folders?|dir|it)$/i,
  path: /^(?:files?|director(?:y|ies)|folders?|path|it)$/i,
  text: /^(?:text|words?|strings?|patterns?|something|characters?)$/i,
  name: /^(?:names?|something)$/i,
  user: /^(?:users?|accounts?|someone)$/i,
  group: /^groups?$/i,
  host: /^(?:hosts?|servers?|machines?|domain|address|ip)$/i,
  process: /^(?:process(?:es)?|program|pid|id)$/i,
  var: /^variables?$/i,
  n: /^n$/i,
}

/** True when each value may stand as a value. An ordinary word may not, unless it is quoted or names no thing in particular. */
function areValues({ values, trusted }: OrderMatch, text: string, isKnown: IsKnownWord): boolean {
  const sure = new Set<string>()
  const doubtful: string[] = []
  for (const [name, value] of values) {
    // A pattern of names is no place and no new name.
    if (/^(?:file|path|dir)2$/.test(name) && /[*?]/.test(value.text)) return false
    const lower = value.text.toLowerCase()
    if (kindOf(name) === 'ext') {
      if (patternsOf(lower) === null) return false
      continue
    }
    if (ruleOf(name)?.isForm) {
      sure.add(kindOf(name))
      continue
    }
    // ".py files" are many, and no file of that name.
    if (/^(?:file|path|dir)$/.test(kindOf(name)) && /^\.[a-z]\w{0,4}$/.test(lower) && isEnding(lower, text))
      return false
    const isNamed =
      text.includes(`named ${lower}`) ||
      text.includes(`called ${lower}`) ||
      (kindOf(name) === 'text' && isText(lower, text))
    if (kindOf(name) === 'user' && !value.isQuoted && NO_USER.test(lower)) return false
    if (
      !value.isQuoted &&
      !(trusted.has(name) && (isNamed || isCalled(lower, text))) &&
      (isEmptyWord(lower) || lower === 'and' || (NEVER_NAMES.has(lower) && !GENERIC[kindOf(name)]?.test(lower)))
    )
      return false
    if (value.isQuoted || !/^[a-z]+$/.test(value.text) || !isKnown(tokenOf(value.text))) sure.add(kindOf(name))
    else if (trusted.has(name) && !GENERIC[kindOf(name)]?.test(value.text)) {
      if (!isNamed && describesOthers(lower, text, kindOf(name))) return false
      sure.add(kindOf(name))
    } else if (!GENERIC[kindOf(name)]?.test(value.text) && !/^n\d?$/.test(name))
      doubtful.push(/^name\d?$/.test(name) && /(?:ed|ing)$/.test(lower) ? 'act' : kindOf(name))
  }
  // Beside a name of its kind an ordinary word is one, too: "mnt and point".
  return doubtful.every((kind) => sure.has(kind) || (/^(?:name|dir)$/.test(kind) && sure.size > 0))
}

/** Things that have a password or an owner and are no user of the system. */
const NO_USER =
  /^(?:postgres\w*|mysql|mariadb|redis|ssh|keys?|wi-?fi|keyring|grub|bios|luks|zip|archives?|pdfs?|databases?|db)$/

/** True for a word that says which one is meant, and that files and links are called by as well: "the link latest". */
const isCalled = (word: string, text: string): boolean =>
  /^(?:latest|current|public|private|base|server|default|stable)$/.test(word) &&
  new RegExp(`\\b${word}(?= (?:to|with|by|at|for|from|point|points|is|executable|writable|readable)\\b|$)`).test(text)

/** True for an ordinary word that says which things are meant, and names none: "the uploaded files", "recursively". */
const describesOthers = (word: string, text: string, kind: string): boolean =>
  /(?:ed|ing|ly)$/.test(word) ||
  new RegExp(
    `\\b${word} (?:files?|entries|items|users${kind === 'user' ? '' : '?'}|groups${kind === 'group' ? '' : '?'})\\b`,
  ).test(text)

/** True for an ordinary word that is said to be a text, and for what programs write into their logs. */
const isText = (word: string, text: string): boolean =>
  ['word', 'string', 'text', 'pattern'].some((noun) => text.includes(`${noun} ${word} `)) ||
  /^(?:warning|missing)$/.test(word)

const isEnding = (value: string, text: string): boolean => new RegExp(`\\${value}["']? file`).test(text)

const tokenOf = (value: string) => ({
  value,
  raw: value,
  lower: value.toLowerCase(),
  stem: canonicalStem(value.toLowerCase()),
  shapes: new Set(['name'] as const),
  quoted: false,
  isStop: false,
})

const LABELS: Readonly<Record<string, string>> = {
  dir: 'directory',
  n: 'number',
  var: 'variable',
  char: 'character',
  cmd: 'command',
  quoted: 'text',
}

/** The command of an order; null when it needs a value that the request does not have. */
function fillOrder(template: string, { values }: OrderMatch, { isFiltering }: Request): string | null {
  let isWhole = true
  const command = template.replace(
    /(< |@)?\{(\w+)([+-]\d+)?\}/g,
    (whole: string, lead: string | undefined, name: string, plus: string | undefined, at: number) => {
      // Within quotes `@` stands for `$`, which begins no slot; elsewhere it is itself, as in `user@host`.
      const input = lead === '@' && isQuotedAt(template, at) ? '$' : lead
      if (!ruleOf(name)) return whole.replace(/^@/, '$')
      const value = values.get(name) ?? findAlias(name, values)
      if (value === undefined || (!value.isQuoted && GENERIC[kindOf(name)]?.test(value.text))) {
        if (value === undefined && kindOf(name) === 'n') isWhole = false
        if (kindOf(name) === 'file' && isFiltering) return ''
        return `${input ?? ''}<${LABELS[kindOf(name)] ?? kindOf(name)}>`
      }
      return `${input ?? ''}${formatValue(name, value, plus, template, at)}`
    },
  )
  return isWhole
    ? fitArchive(
        writeSeparators(quotePlaceholders(command.replaceAll('@{', '${')))
          .replace(/ +(?= |$)/g, '')
          .trim(),
        (values.get('archive') ?? values.get('file'))?.text ?? '',
      )
    : null
}

/** Separators as people write them: `-d:`, and a tab in the way of each program. */
const writeSeparators = (command: string): string =>
  command
    .replace(/\bcut -d'\\t' /, 'cut ')
    .replace(/(?<=\b(?:join|sort) -t|\bcolumn -t -s)'\\t'/, () => String.raw`$'\t'`)
    .replace(/(?<= -s?[dtsF])'([,:/-])'(?= )/, '$1')

/** A text is a text, whatever a pattern calls it. */
const TEXTS = ['quoted', 'text', 'cmd', 'line']

function findAlias(name: string, values: ReadonlyMap<string, OrderValue>): OrderValue | undefined {
  if (name === 'domain') return values.get('host')
  if (name === 'url') return values.get('domain')
  if (!TEXTS.includes(kindOf(name))) return undefined
  const place = name.replace(/\D/g, '')
  return TEXTS.map((kind) => values.get(kind + place)).find((value) => value !== undefined)
}

/** The command with the programs for the format of a packed file. */
function fitArchive(command: string, file: string): string {
  if (/md5/i.test(file)) return command.replace(/^sha256sum (?=-c)/, 'md5sum ')
  if (/\.(?:zip|jar)$/i.test(file))
    return command
      .replace(/^tar -czf /, 'zip -r ')
      .replace(/^tar -rf /, 'zip ')
      .replace(/^tar -tzf /, 'unzip -l ')
      .replace(/^tar -xzf /, 'unzip ')
  if (/\.tar$/i.test(file)) return command.replace(/^tar -([ctx])zf /, 'tar -$1f ')
  const ending = /\.(?:tar\.)?(gz|tgz|bz2|tbz2?|xz|txz)$/i.exec(file)?.[1]?.toLowerCase()
  if (ending === undefined) return command
  const letter = ending.includes('b') ? 'bz' : ending.includes('x') ? 'xz' : 'z'
  return command
    .replace(/^gzip (?=-d)/, { bz: 'bzip2 ', xz: 'xz ', z: 'gzip ' }[letter])
    .replace(/^zcat /, `${letter}cat `)
    .replace(/^tar -([ctx])zf /, `tar -$1${{ bz: 'j', xz: 'J', z: 'z' }[letter]}f `)
    .replace(/^z?grep /, `${letter}grep `)
}

const isQuotedAt = (template: string, at: number): boolean =>
  (template.slice(0, at).match(/['"]/g) ?? []).length % 2 === 1
