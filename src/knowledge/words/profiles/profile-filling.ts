// Fills the slots of a profile's command with the values of a request, the surest first.

import type { Request } from '../words-request.ts'
import { blankFor, rateFit, writeValue } from './profile-slots.ts'
import type { Value } from './request-values.ts'

/** A command with the values of a request in its slots. */
export interface Filled {
  command: string
  places: ReadonlySet<number>
  blanks: number
  /** True for a command that reads the output of another, which the request names. */
  readsOutput?: boolean
}

/** The separators between the values of a slot that takes several. */
const BETWEEN: Readonly<Record<string, string>> = { allFields: ',', allColumns: ', $' }

const SLOT = /\{(\w+)([!?]|=[^}]*)?\}/g

/** A command with the values of a request in its slots; null when one is missing that it needs. */
export function fill(
  row: string,
  all: readonly Value[],
  excluded: ReadonlySet<number>,
  { isFiltering }: Request,
): Filled | null {
  // A dollar sign is written `@` in the tables, before columns and variables of awk and of the shell.
  const template = row.replaceAll(/@(?=\d|\{n|\{allC|PATH)/g, '$')
  const slots = [...template.matchAll(SLOT)].map(([, name = '', mark = '']) => ({ name, mark }))
  const values = all.filter(({ at }) => !excluded.has(at))
  const source = slots.some(({ name }) => READS.test(name))
    ? readSource(
        values,
        slots.every(({ name }) => !name.startsWith('text')),
      )
    : null
  const given = assign(
    source || isFiltering ? slots.map((slot) => (READS.test(slot.name) ? { ...slot, mark: '?' } : slot)) : slots,
    source ? values.filter((value) => value !== source.value) : values,
  )
  if (!given) return null
  const places = new Set<number>()
  let blanks = 0
  const write = (text: string, offset: number): string =>
    text.replaceAll(SLOT, (_, name: string, mark: string | undefined, at: number) => {
      const found = given.get(name)
      const front = template.slice(0, offset + at)
      const isInQuotes = endsInQuotes(front)
      if (found) {
        for (const value of found) for (const place of [value.at, ...value.words]) places.add(place)
        return found
          .map((value) => writeValue(name, value, isInQuotes, /(?:sed|awk|perl|rename)\b[^|]*$/.test(front)))
          .join(BETWEEN[name] ?? ' ')
      }
      if (mark?.startsWith('=')) return mark.slice(1)
      if (mark === '?' || ((source || isFiltering) && READS.test(name))) return ''
      blanks += 1
      return blankFor(name)
    })
  // A part in guillemets is left out when its value is missing.
  let offset = 0
  const parts = template
    .split(/(«[^»]*»)/)
    .map((part) => {
      const start = offset
      offset += part.length
      if (!part.startsWith('«')) return write(part, start)
      const inner = part.slice(1, -1)
      const names = [...inner.matchAll(SLOT)].map(([, name = '']) => name)
      return names.every((name) => given.has(name)) ? write(inner, start) : ''
    })
    .join('')
  const command = tidy(parts)
  if (!source) return { command, places, blanks }
  for (const place of [source.value.at, ...source.value.words]) places.add(place)
  return { command: `${source.command} | ${filter(command)}`, places, blanks, readsOutput: source.value.isOutput }
}

/** `sed -i` changes a file: behind a pipe it is written without -i. */
const filter = (command: string): string => command.replace(/^sed -i(?=[ .])\S*/, 'sed')

const endsInQuotes = (text: string): boolean => (text.match(/'/g)?.length ?? 0) % 2 === 1

/** A command without the blanks and the `<` that stood before values which are missing. */
const tidy = (command: string): string =>
  command
    .replaceAll(/ <(?= *(?:$|\|))/g, '')
    .replaceAll(/ +(?= |$)/g, '')
    .trim()

/** Slots for a file that is read: the output of a command may stand for it. */
const READS = /^(?:file|allFile)$/

/** Returns the command whose output is read in place of a file: one that the request names, or `echo` of a text or a variable. */
function readSource(values: readonly Value[], isAlone: boolean): { value: Value; command: string } | null {
  const output = values.find(({ isOutput }) => isOutput)
  if (output) return { value: output, command: output.text }
  const text = values.find(
    ({ kind, noun, preposition, text: said }) =>
      (kind === 'variable' && /^(?:variable|text)$/.test(noun)) ||
      (kind === 'quoted' && noun === 'text' && ((isAlone && preposition === '') || /[\s;,]/.test(said))) ||
      (kind === 'quoted' && noun === '' && /^(?:in|from)$/.test(preposition) && /[;,]|^\S+@\S+@|\s\S+\s/.test(said)),
  )
  // If the request also names a file, that file is read, and the text is something else.
  if (values.some(({ kind, at }) => kind === 'path' && at !== text?.at)) return null
  return text ? { value: text, command: `echo ${writeValue('text', text, false, false)}` } : null
}

/** Files with the folder in which they are said to lie: "a.txt and b.txt in /srv" are /srv/a.txt and /srv/b.txt. */
function placeInFolder(values: readonly Value[]): Value[] {
  const folder = values.at(-1)!
  const files = values.slice(0, -1)
  const isPlain = ({ kind, text, noun }: Value): boolean =>
    /^(?:path|name|quoted)$/.test(kind) && noun !== 'dir' && /^[\w.*?+@-]+$/.test(text) && /[.*?]/.test(text.slice(1))
  if (
    files.length === 0 ||
    !/^(?:in|under|inside|within)$/.test(folder.preposition) ||
    !(/^(?:~|\.{0,2}\/)/.test(folder.text) || folder.noun === 'dir') ||
    /[*?\s]/.test(folder.text) ||
    !files.every(isPlain)
  )
    return [...values]
  const place = `${folder.text.replace(/\/$/, '')}/`
  return files.map((file, at) => ({
    ...file,
    text: place + file.text,
    kind: 'path',
    words: at === 0 ? [...file.words, folder.at, ...folder.words] : file.words,
  }))
}

/** The values for the slots of a command, the surest first; `all` takes what is left. */
function assign(
  slots: readonly { name: string; mark: string }[],
  values: readonly Value[],
): Map<string, Value[]> | null {
  const given = new Map<string, Value[]>()
  const used = new Set<Value>()
  const pairs = slots.flatMap(({ name }, order) =>
    name.startsWith('all')
      ? []
      : values.map((value, place) => ({
          name,
          value,
          order,
          rate: rateFit(name, value) - 0.01 * place - 0.005 * order,
        })),
  )
  for (const { name, value, rate } of pairs.toSorted((a, b) => b.rate - a.rate)) {
    if (rate <= 0 || used.has(value) || given.has(name)) continue
    given.set(name, [value])
    used.add(value)
  }
  for (const { name } of slots) {
    if (!name.startsWith('all')) continue
    const kind = name.slice(3).toLowerCase()
    const rest = values.filter((value) => !used.has(value) && rateFit(kind === '' ? 'path' : kind, value) > 0.3)
    const certain = rest.filter(({ isImplied }) => !isImplied)
    const chosen = certain.length > 0 ? certain : rest
    if (chosen.length > 0)
      given.set(name, kind === '' || /^(?:file|path|glob)$/.test(kind) ? placeInFolder(chosen) : chosen)
    for (const value of chosen) used.add(value)
  }
  return slots.every(({ name, mark }) => mark !== '!' || given.has(name)) ? given : null
}
