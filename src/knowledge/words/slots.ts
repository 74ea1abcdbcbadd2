// What may fill a slot of an intent, and how its value is found in a request.

import type { Phrase, Slot } from './intent.ts'
import { patternsOf, readSize } from './request.ts'
import type { Request, Shape, Token } from './request.ts'
import { FILE_KINDS, readNumber } from './vocabulary.ts'

/** `strong` kinds are known by their shape, `weak` ones by the words around them. */
export type SlotKind = keyof typeof KINDS

interface KindRule {
  shapes: readonly Shape[]
  /** Words that announce a value (`branch main`) or follow it (`main branch`). */
  cues: readonly string[]
  weak?: boolean
}

const NAMED = ['named', 'called', 'name', 'titled']

const KINDS = {
  file: { shapes: ['file', 'path', 'quoted', 'glob'], cues: ['file', 'files', 'script', 'archive', 'image', ...NAMED] },
  dir: { shapes: ['path', 'quoted'], cues: ['directory', 'folder', 'dir', 'in', 'under', 'to', 'into', ...NAMED] },
  path: { shapes: ['path', 'file', 'glob', 'quoted'], cues: ['file', 'directory', 'folder', 'path', 'of', ...NAMED] },
  glob: { shapes: ['glob', 'ext'], cues: [] },
  ext: { shapes: ['ext', 'glob'], cues: ['extension'] },
  url: { shapes: ['url', 'host'], cues: ['url', 'from'] },
  host: { shapes: ['host', 'ip', 'email'], cues: ['host', 'server', 'domain', 'machine', 'ping', 'to', 'for', 'of'], weak: true },
  remote: { shapes: ['remote', 'email'], cues: ['server', 'host', 'to'] },
  ip: { shapes: ['ip'], cues: ['ip', 'address'] },
  n: { shapes: ['number'], cues: ['first', 'last', 'top', 'every', 'than'] },
  port: { shapes: ['number'], cues: ['port', 'ports'] },
  pid: { shapes: ['number'], cues: ['process', 'pid', 'id'] },
  size: { shapes: ['size'], cues: [] },
  mode: { shapes: ['mode'], cues: ['mode', 'permission', 'permissions', 'to'] },
  commit: { shapes: ['commit'], cues: ['commit', 'revision', 'to'], weak: true },
  date: { shapes: ['date'], cues: ['since', 'after', 'before', 'on'] },
  text: { shapes: ['quoted'], cues: ['word', 'text', 'string', 'pattern', 'phrase', 'message', 'for', 'containing', 'contain', 'contains', 'term', 'with'], weak: true },
  quote: { shapes: ['quoted'], cues: [] },
  name: { shapes: [], cues: NAMED, weak: true },
  branch: { shapes: [], cues: ['branch', ...NAMED], weak: true },
  tag: { shapes: [], cues: ['tag', ...NAMED], weak: true },
  service: { shapes: [], cues: ['service', 'unit', 'daemon', 'server'], weak: true },
  package: { shapes: [], cues: ['package', 'program', 'library', 'module', 'install', 'dependency', 'crate', 'formula', ...NAMED], weak: true },
  container: { shapes: [], cues: ['container', ...NAMED], weak: true },
  image: { shapes: [], cues: ['image', ...NAMED], weak: true },
  pod: { shapes: [], cues: ['pod', 'deployment', 'resource', ...NAMED], weak: true },
  process: { shapes: [], cues: ['process', 'program', 'processes', 'app', ...NAMED], weak: true },
  user: { shapes: [], cues: ['user', 'account', 'owner', 'to', 'by', 'for', ...NAMED], weak: true },
  group: { shapes: [], cues: ['group', 'to', ...NAMED], weak: true },
  session: { shapes: [], cues: ['session', ...NAMED], weak: true },
  command: { shapes: [], cues: ['command', 'program', 'run', 'of', 'for', 'is'], weak: true },
  db: { shapes: [], cues: ['database', 'db', ...NAMED], weak: true },
  var: { shapes: [], cues: ['variable', ...NAMED], weak: true },
  script: { shapes: ['file'], cues: ['script'], weak: true },
  device: { shapes: ['path'], cues: ['device', 'disk', 'partition', 'drive'] },
} satisfies Record<string, KindRule>

/** `file2` → `file`. @throws for a slot that has no kind: a mistake in our own data */
export function slotKind(name: string): SlotKind {
  const kind = name.replace(/\d+$/, '')
  if (!(kind in KINDS)) throw new Error(`intents: no such slot {${name}}`)
  return kind as SlotKind
}

/** The values found, and which tokens they used up. */
export interface Filling {
  values: Map<string, string>
  used: Set<number>
  /** How well the values sit, per slot: 1 by shape and cue, less by guess. */
  quality: number
}

/** Whether a token could be a name: not a word of the common vocabulary, or written like a name. */
export type IsKnownWord = (token: Token) => boolean

/** Fills the slots of a phrase from a request, the surest first. */
export function fillSlots(phrase: Phrase, request: Request, isKnown: IsKnownWord): Filling {
  const values = new Map<string, string>()
  const used = new Set<number>()
  let quality = 0
  const options: { slot: Slot; at: number; score: number }[] = []
  for (const [order, slot] of phrase.slots.entries()) {
    for (const at of request.tokens.keys()) {
      const score = scoreFit(slot, order, request, at, isKnown, phrase.slots.length)
      if (score > 0) options.push({ slot, at, score })
    }
  }
  options.sort((a, b) => b.score - a.score || a.at - b.at)
  for (const { slot, at, score } of options) {
    const token = request.tokens[at]
    if (!token || used.has(at) || values.has(slot.name)) continue
    values.set(slot.name, formatValue(slot.kind, token))
    used.add(at)
    if ((slot.kind === 'text' || slot.kind === 'command') && !token.quoted) quality -= 0.1 * extendText(slot, phrase, request, at, values, used)
    quality += Math.min(1, score / 3)
  }
  keepOrder(phrase, request, values, used)
  const [file, second] = [values.get('file'), values.get('file2')]
  if (file !== undefined && second !== undefined && second.toLowerCase() in FILE_KINDS) {
    values.set('file2', `${file.replace(/\.\w+$/, '')}.${(patternsOf(second)?.[0] ?? second).replace(/^\*\./, '')}`)
  }
  return { values, used, quality: phrase.slots.length === 0 ? 1 : quality / phrase.slots.length }
}

/** A text at the end of a phrase, or up to the phrase's next word, is all the words there (`alias ll for ls -la`). Returns how many were added. */
function extendText(slot: Slot, phrase: Phrase, request: Request, at: number, values: Map<string, string>, used: Set<number>): number {
  const parts = [values.get(slot.name) ?? '']
  for (let next = at + 1; next < request.tokens.length; next += 1) {
    const token = request.tokens[next]
    if (!token || used.has(next) || token.quoted || token.lower === slot.after || phrase.stems.includes(token.stem)) break
    if (slot.after !== '' && /^(?:in|to|from|with|on|at|by|every|after)$/.test(token.lower)) break
    if (slot.after === '' && /^(?:in|on|from|of|every|as|so|and|while)$/.test(token.lower)) break
    parts.push(token.value)
    used.add(next)
  }
  values.set(slot.name, parts.join(' '))
  return parts.length - 1
}

/** Nouns that name a kind right before or after the value: `branch main`, `the docker service`. */
const NOUNS: Partial<Record<SlotKind, RegExp>> = {
  file: /^(?:file|script|named|called)$/,
  dir: /^(?:directory|folder|dir|named|called)$/,
  path: /^(?:file|directory|folder|named|called)$/,
  name: /^(?:named|called)$/,
  branch: /^(?:branch|named|called)$/,
  tag: /^(?:tag|named|called)$/,
  service: /^(?:service|unit|daemon)$/,
  package: /^(?:package|install|uninstall|library|module|named|called)$/,
  container: /^(?:container|named|called)$/,
  image: /^(?:image|named|called)$/,
  pod: /^(?:pod|deployment|named|called)$/,
  process: /^(?:process|processes|named|called)$/,
  user: /^(?:user|account)$/,
  group: /^group$/,
  session: /^(?:session|named|called)$/,
  db: /^(?:database|db|named|called)$/,
  var: /^variable$/,
  text: /^(?:word|text|string|pattern|phrase|message|containing|contains?)$/,
  command: /^(?:command|program|of|for)$/,
}

function scoreFit(slot: Slot, order: number, request: Request, at: number, isKnown: IsKnownWord, count: number): number {
  const token = request.tokens[at]
  if (!token) return 0
  const rule: KindRule = KINDS[slot.kind]
  const before = wordBefore(request, at)
  const after = request.tokens[at + 1]?.lower ?? ''
  const aligned = slot.before !== '' && before === slot.before
  const shape = scoreShape(slot, rule, token, after)
  let score = shape
  if (shape === 0) {
    if (slot.kind === 'group' && /^(?:user|owner)$/.test(before)) return 0
    if (!isNameLike(slot.kind, token)) return 0
    const noun = NOUNS[slot.kind]
    const led = noun?.test(before) === true && !noun.test(token.lower)
    const followed = noun?.test(after) === true && !/^(?:of|for|named|called|install|containing)$/.test(after) && !rule.cues.includes(before)
    const placed = aligned && /^(?:file|dir|path)$/.test(slot.kind) && /^(?:to|into|as|from|of|and|under|with)$/.test(before)
    if (!rule.weak && !led && !placed) return 0
    // A word of the vocabulary is a value only where the phrase or a noun says so.
    if (isKnown(token)) {
      if ((!aligned && !led && !followed) || slot.kind === 'host') return 0
      score = led || followed ? 0.9 : 0.7
    } else score = 1.5
    if (token.quoted) score += 0.8
    if (/[-_\d]/.test(token.value) && /[a-z]/i.test(token.value)) score += 0.3
    if (followed) score += 0.4
  }
  if (aligned) score += 1.2
  else if (rule.cues.includes(before)) score += 0.8
  if (slot.after !== '' && after === slot.after) score += 0.7
  // Other things equal, the first slot takes the first candidate.
  return score - (at / Math.max(1, request.tokens.length)) * 0.2 * (count > 1 && order > 0 ? -1 : 1)
}

/** The word before, articles left out. */
function wordBefore(request: Request, at: number): string {
  let back = at - 1
  while (back > 0 && /^(?:the|a|an|my|this|our)$/.test(request.tokens[back]?.lower ?? '')) back -= 1
  return request.tokens[back]?.lower ?? ''
}

function scoreShape(slot: Slot, rule: KindRule, token: Token, after: string): number {
  if (slot.kind === 'ext' && patternsOf(token.lower)) return 2
  if (slot.kind === 'glob' && patternsOf(token.lower) && /^files?$/.test(after)) return 2
  // "convert a.mov to mp4" names the second file by its ending only.
  if (slot.name === 'file2' && token.lower in FILE_KINDS && !token.shapes.has('path')) return 1
  if (!rule.shapes.some((shape) => token.shapes.has(shape))) return 0
  if (slot.kind === 'dir' && token.shapes.has('file')) return 0.4
  if (slot.kind === 'device') return token.value.startsWith('/dev') ? 2.4 : 0.5
  return token.shapes.has(rule.shapes[0] ?? 'name') ? 2.4 : 1.9
}

/** Whether a token without a telling shape could be a name of this kind. */
function isNameLike(kind: SlotKind, token: Token): boolean {
  if (token.isStop || NEVER_NAMES.has(token.lower)) return false
  if (token.quoted && !token.shapes.has('path') && !token.shapes.has('glob')) return true
  if (token.shapes.has('number')) return kind === 'text'
  if (!/^[\w~./$][\w.:@+/~$*-]*$/.test(token.value)) return false
  if (token.shapes.has('file')) return kind === 'text' || kind === 'name' || kind === 'script' || kind === 'command'
  if (token.shapes.has('path')) return /^[\w-]+\//.test(token.value) && (kind === 'branch' || kind === 'image' || kind === 'package' || kind === 'name')
  return !token.shapes.has('url') && !token.shapes.has('glob')
}

/** Words that stand where a value might, and are none. */
const NEVER_NAMES = new Set(
  'current all every each this that whole entire new any other same multiple different specific local remote last first next previous only not without no it them file files directory directories folder folders line lines id ids list version status default human readable system everything named called even single default according found pointed ownership time how takes output input standard content contents characters character codes string number numbers size sizes names both either group user permissions permission mode owner type types kind date dates format using via such'.split(
    ' ',
  ),
)

/** `{file}` and `{file2}` of one kind keep the order of the request, unless prepositions say otherwise. */
function keepOrder(phrase: Phrase, request: Request, values: Map<string, string>, used: Set<number>): void {
  for (const slot of phrase.slots) {
    const second = phrase.slots.find((other) => other.name === `${slot.name}2`)
    if (!second) continue
    const [a, b] = [values.get(slot.name), values.get(second.name)]
    if (a === undefined || b === undefined) continue
    const placeOf = (value: string): number => [...used].find((at) => formatValue(slot.kind, request.tokens[at] as Token) === value) ?? 0
    const [first, last] = [placeOf(a), placeOf(b)]
    const reversed = /^(?:to|into|as)$/.test(request.tokens[Math.min(first, last) - 1]?.lower ?? '') && /^from$/.test(request.tokens[Math.max(first, last) - 1]?.lower ?? '')
    if (first > last !== reversed) {
      values.set(slot.name, b)
      values.set(second.name, a)
    }
  }
}

function formatValue(kind: SlotKind, token: Token): string {
  if (kind === 'ext') return (patternsOf(token.lower)?.[0] ?? token.value).replace(/^\*?\.?/, '')
  if (kind === 'glob') return patternsOf(token.lower)?.[0] ?? token.value
  if (kind === 'n' || kind === 'port' || kind === 'pid') return String(readNumber(token.value) ?? token.value)
  if (kind === 'size') return readSize(token.value) ?? token.value
  if (kind === 'host') return token.value.replace(/^\w+:\/\//, '').replace(/\/.*$/, '')
  return token.value
}

/** Quotes a value where a shell would split or expand it. */
function quoteValue(value: string, inQuotes: boolean): string {
  if (inQuotes) return value.replaceAll("'", `'\\''`)
  return /^[\w@%+=:,./~^*?$-]+$/.test(value) ? value : value.includes("'") ? `"${value.replace(/(["$`\\])/g, '\\$1')}"` : `'${value}'`
}

/** A command with its slots filled; `missing` counts those left as `<name>`. */
export function fillTemplate(template: string, values: ReadonlyMap<string, string>): { command: string; missing: number; defaults: number } {
  let missing = 0
  let defaults = 0
  const command = template.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (whole: string, name: string, fallback: string | undefined, at: number) => {
    // Braces of awk, Go templates and the shell are no slots.
    if (!(name.replace(/\d+$/, '') in KINDS)) return whole
    const value = values.get(name)
    const inQuotes = (template.slice(0, at).split("'").length - 1) % 2 === 1
    if (value !== undefined) return name === 'command' ? value : quoteValue(value, inQuotes)
    if (fallback !== undefined) {
      defaults += 1
      return fallback
    }
    missing += 1
    return `<${LABELS[name.replace(/\d+$/, '')] ?? name.replace(/\d+$/, '')}>`
  })
  return { command, missing, defaults }
}

const LABELS: Record<string, string> = { dir: 'directory', n: 'number', db: 'database', var: 'variable', ext: 'extension' }
