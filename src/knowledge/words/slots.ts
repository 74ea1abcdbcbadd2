// Fills the slots of an intent from a request, and the templates of its commands from the slots.

import type { Phrase, Slot } from './intent.ts'
import { programOf } from '../../shell-syntax/line-program.ts'
import { quotePlaceholders } from '../../shell-syntax/placeholders.ts'
import { escapeInQuotes, quoteAlways, quoteValue } from '../../shell-syntax/word-quoting.ts'
import { patternsOf, readSize } from './words-request.ts'
import type { Request, Token } from './words-request.ts'
import { scoreFit } from './slot-fit.ts'
import type { IsKnownWord } from './slot-fit.ts'
import { KINDS, ORDINALS, PLACES } from './slot-kinds.ts'
import type { SlotKind } from './slot-kinds.ts'
import { FILE_KINDS, readNumber } from './vocabulary.ts'

/** The values of slots, and the tokens that they were made from. */
export interface Filling {
  values: Map<string, string>
  used: Set<number>
  /** The certainty of the values, per slot: 1 for a value found by shape and cue, less for a guess. */
  quality: number
  /** The number of values that the phrase has no place for, and the command has. */
  added: number
}

/** Fills the slots of a phrase from a request, the surest first. */
export function fillSlots(phrase: Phrase, request: Request, isKnown: IsKnownWord): Filling {
  const values = new Map<string, string>()
  const used = new Set<number>()
  let quality = 0
  let added = 0
  const options: { slot: Slot; at: number; score: number }[] = []
  const program = programOf(phrase.intent.commands[0] ?? '')
  const extra = phrase.intent.slots.filter(({ name }) => phrase.slots.every((slot) => slot.name !== name))
  for (const [order, slot] of [...phrase.slots, ...extra].entries()) {
    const isExtra = order >= phrase.slots.length
    for (const [at, token] of request.tokens.entries()) {
      // The program's own name is no value: in "rename the git branch" no branch is called git.
      if (token.lower === program) continue
      // A word that the request excludes is no value of a phrase that excludes nothing.
      if (!phrase.excludes && request.excluded.has(at)) continue
      // A word of the phrase itself is no value, unless it has a value's shape.
      if (phrase.stems.includes(token.stem) && token.shapes.size === 1 && token.shapes.has('name')) continue
      const score = scoreFit(slot, order, request, at, isKnown, phrase.slots.length, isExtra)
      if (score > 0) options.push({ slot, at, score })
    }
  }
  options.sort((a, b) => b.score - a.score || a.at - b.at)
  for (const { slot, at, score } of options) {
    const token = request.tokens[at]
    if (!token || used.has(at) || values.has(slot.name)) continue
    values.set(slot.name, formatValue(slot.kind, token))
    used.add(at)
    if ((slot.kind === 'text' || slot.kind === 'command') && !token.quoted)
      quality -= 0.1 * extendText(slot, phrase, request, at, values, used)
    if (extra.includes(slot)) added += 1
    else quality += Math.min(1, score / 3.6)
  }
  keepOrder([...phrase.slots, ...extra], request, values, used)
  const [file = 'output', second] = [values.get('file'), values.get('file2')]
  if (second !== undefined && second.toLowerCase() in FILE_KINDS) {
    values.set('file2', `${file.replace(/\.\w+$/, '')}.${(patternsOf(second)?.[0] ?? second).replace(/^\*\./, '')}`)
  }
  return { values, used, quality: phrase.slots.length === 0 ? 1 : quality / phrase.slots.length, added }
}

/** Extends a text slot over all words up to the phrase's next word, or to the end (`alias ll for ls -la`); returns their number. */
function extendText(
  slot: Slot,
  phrase: Phrase,
  request: Request,
  at: number,
  values: Map<string, string>,
  used: Set<number>,
): number {
  const parts = [values.get(slot.name) ?? '']
  for (let next = at + 1; next < request.tokens.length; next += 1) {
    const token = request.tokens[next]
    if (!token || used.has(next) || token.quoted || token.lower === slot.after || phrase.stems.includes(token.stem))
      break
    // A question goes on with its subject: "which version of numpy do I have".
    if (/^(?:do|does|did|i|we|you|can|could|have|has|is|are|was|will|would|should)$/.test(token.lower)) break
    if (slot.after !== '' && /^(?:in|to|from|with|on|at|by|every|after)$/.test(token.lower)) break
    if (slot.after === '' && /^(?:in|on|from|of|every|as|so|and|while)$/.test(token.lower)) break
    parts.push(token.value)
    used.add(next)
  }
  values.set(slot.name, parts.join(' '))
  return parts.length - 1
}

/** `{file}` and `{file2}` of one kind keep the order of the request, unless prepositions say otherwise. */
function keepOrder(slots: readonly Slot[], request: Request, values: Map<string, string>, used: Set<number>): void {
  for (const slot of slots) {
    const second = slots.find((other) => other.name === `${slot.name}2`)
    if (!second) continue
    const [a, b] = [values.get(slot.name), values.get(second.name)]
    if (a === undefined || b === undefined) continue
    const placeOf = (value: string): number =>
      [...used].find((at) => formatValue(slot.kind, request.tokens[at] as Token) === value) ?? 0
    const [first, last] = [placeOf(a), placeOf(b)]
    const reversed =
      /^(?:to|into|as)$/.test(request.tokens[Math.min(first, last) - 1]?.lower ?? '') &&
      /^from$/.test(request.tokens[Math.max(first, last) - 1]?.lower ?? '')
    if (first > last !== reversed) {
      values.set(slot.name, b)
      values.set(second.name, a)
    }
  }
}

function formatValue(kind: SlotKind, token: Token): string {
  if (kind === 'n' && token.lower in ORDINALS) return ORDINALS[token.lower] ?? token.value
  if ((kind === 'dir' || kind === 'path') && token.lower in PLACES) return PLACES[token.lower] ?? token.value
  if (kind === 'ext') return readExtension(token)
  if (kind === 'glob') return patternsOf(token.lower)?.[0] ?? token.value
  if (kind === 'n' || kind === 'port' || kind === 'pid') return String(readNumber(token.value) ?? token.value)
  if (kind === 'command' && token.shapes.has('file') && !token.value.includes('/')) return runCommand(token.value)
  if (kind === 'size') return readSize(token.value) ?? token.value
  // Without a colon scp would write a local file with that name.
  if (kind === 'remote' && token.shapes.has('email')) return `${token.value}:`
  if (kind === 'host') return token.value.replace(/^\w+:\/\//, '').replace(/[:/].*$/, '')
  return token.value
}

/** The extension that a word names: `python` is py, `jpeg` stays jpeg. */
function readExtension({ lower, value }: Token): string {
  const patterns = patternsOf(lower) ?? []
  return (patterns.includes(`*.${lower}`) ? lower : (patterns[0] ?? value)).replace(/^\*?\.?/, '')
}

/** The command that runs a script named without a path. */
function runCommand(file: string): string {
  if (/\.py$/.test(file)) return `python3 ${file}`
  return /\.[cm]?js$/.test(file) ? `node ${file}` : `./${file}`
}

/** A command with its slots filled; `missing` counts those left as `<name>`. */
export function fillTemplate(
  template: string,
  values: ReadonlyMap<string, string>,
): { command: string; missing: number; defaults: number } {
  let missing = 0
  let defaults = 0
  const command = template.replace(
    /\{(\w+)(\+1)?(?:\|([^}]*))?\}/g,
    (whole: string, name: string, next: string | undefined, fallback: string | undefined, at: number) => {
      // Braces of awk, of Go templates and of the shell are no slots.
      if (!(name.replace(/\d+$/, '') in KINDS)) return whole
      const given = values.get(name)
      const value = next === undefined || given === undefined ? given : String(Number(given) + 1)
      const inQuotes = (template.slice(0, at).split("'").length - 1) % 2 === 1
      // The shell would put the files that match here in the pattern's place, and find would not see it.
      if (value !== undefined && !inQuotes && FIND_PATTERN.test(template.slice(0, at)) && /[*?]/.test(value))
        return quoteAlways(value)
      if (value !== undefined && inQuotes && isBetweenSlashes(template, at, whole.length))
        return escapeInQuotes(value.replaceAll('/', String.raw`\/`))
      if (value !== undefined)
        return inQuotes ? escapeInQuotes(value) : name === 'command' ? nestCommand(value, template) : quoteValue(value)
      if (fallback !== undefined) {
        defaults += 1
        return fallback
      }
      missing += 1
      return `<${LABELS[name.replace(/\d+$/, '')] ?? name.replace(/\d+$/, '')}>`
    },
  )
  return { command: quotePlaceholders(tidy(command)).trim(), missing, defaults }
}

/** True for a slot of a script of sed, perl, awk or rename, in which slashes end patterns. */
const isBetweenSlashes = (template: string, at: number, length: number): boolean =>
  /\b(?:sed|perl|awk|rename)\b/.test(template.slice(0, at)) &&
  (template[at - 1] === '/' || template[at + length] === '/')

const FIND_PATTERN = / -i?(?:name|path|wholename|lname) $|--(?:exclude|exclude-dir|ignore)[= ]$| -[xI] $/

/** A command within another. Only as one word does a command with pipes or several parts belong to the outer one as a whole. */
export function nestCommand(inner: string, outer: string): string {
  if (!/[;|&<>]/.test(inner) || !TAKES_COMMAND.test(outer)) return inner
  const quoted = quoteAlways(inner)
  return /^(?:watch|ssh)\b/.test(outer) ? quoted : `sh -c ${quoted}`
}
const TAKES_COMMAND =
  /^(?:sudo |nohup|setsid|nice|timeout|watch|ssh|env|strace|xargs|chroot|docker |screen |(?:find|ls) .*\| entr )/

/** Blanks stand alone where what is glued to them says nothing: `<file>.zip`, `<source>/`, `<user>@<host>`. */
const tidy = (command: string): string =>
  command
    .split(/('[^']*'|"(?:[^"\\]|\\.)*")/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replace(/<user>@/g, '').replace(/(<[a-z -]+>)(?:\.(?:tar\.)?[a-z]\w*|\/)(?=[\s);]|$)/g, '$1'),
    )
    .join('')

const LABELS: Record<string, string> = {
  dir: 'directory',
  n: 'number',
  db: 'database',
  var: 'variable',
  ext: 'extension',
}
