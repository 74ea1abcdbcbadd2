// Counts what a command would delete: `rm -r build/*` is 4 files, 2 directories, 1.2 MB. The work is bounded, and what cannot be known
// before the command runs is said to be so.

import { lstatSync, opendirSync, type Stats } from 'node:fs'
import { join, resolve } from 'node:path'
import { createSlices } from '../../sys/time-slices.ts'
import { expandWord } from '../certain/word-expansion.ts'
import { readPlainLine, type PlainWord } from '../certain/plain-line.ts'
import { sanitiseEnds } from '../text/sanitiser.ts'

export interface DeletionPlace {
  cwd: string
  home: string
}

/** More entries are not counted one by one. */
const MOST_ENTRIES = 20_000
/** The time after which counting ends, however slow the disk is. */
const LIMIT_MS = 300
const NAME_CELLS = 60
const MOST_NAMES = 3

const DELETES =
  /(?:^|[\s;&|(`{'"/])(?:rm|rmdir|unlink|shred|srm|trash|rimraf|del)(?=$|[\s;&|)`}'"])|\s-delete\b|\bgit\s+(?:\S+\s+)*clean\b/
const UNKNOWN = 'how many files it deletes is not known before it runs'

/** A line about what the command deletes, or null for a command that deletes nothing as far as can be seen. */
export async function describeDeletion(command: string, place: DeletionPlace): Promise<string | null> {
  if (!DELETES.test(command)) return null
  const empty = findEmptyVariable(command)
  if (empty !== null) return empty
  const operands = findOperands(command, place)
  if (operands === null) return UNKNOWN
  if (operands.length === 0) return null
  const missing = operands.filter(({ path }) => lookAt(path) === null)
  const count = await countAll(operands)
  const parts = [
    ...(count.files > 0 ? [`${count.isPart ? 'more than ' : ''}${countOf(count.files, 'file', 'files')}`] : []),
    ...(count.folders > 0 ? [countOf(count.folders, 'directory', 'directories')] : []),
    ...(count.files > 0 ? [`${describeBytes(count.bytes)}${count.isPart ? ' and more' : ''}`] : []),
  ]
  const named = operands.filter(({ path }) => lookAt(path) !== null)
  const names = named.slice(0, MOST_NAMES).map(({ name }) => sanitiseEnds(name, NAME_CELLS))
  const more = named.length > MOST_NAMES ? ` and ${named.length - MOST_NAMES} more` : ''
  const lost = missing[0]
  if (lost !== undefined && parts.length === 0)
    return `deletes nothing: ${sanitiseEnds(lost.name, NAME_CELLS)} is not there`
  if (parts.length === 0) return 'deletes nothing: without -r a directory stays'
  return `deletes ${parts.join(', ')}: ${names.join(', ')}${more}`
}

/** The names of what is there and the command would delete, patterns expanded; none where that cannot be known. */
export function listDeleted(command: string, place: DeletionPlace): string[] {
  const operands = DELETES.test(command) ? findOperands(command, place) : null
  return (operands ?? []).filter(({ path }) => lookAt(path) !== null).map(({ name }) => name)
}

/** `rm -rf $X/` with an empty X is `rm -rf /`. */
function findEmptyVariable(command: string): string | null {
  const found = /\brm\b[^;&|\n]*?\s["']?(\$\{?(\w+)\}?)["']?(\/\*?|\/)?(?=$|[\s;&|])/.exec(command)
  if (!found || found[2] === 'HOME' || found[2] === 'PWD') return null
  const [, variable = '', , slash = ''] = found
  return slash === '' ? UNKNOWN : `${UNKNOWN}; if ${variable} is empty it deletes ${slash}`
}

interface Operand {
  name: string
  path: string
  isRecursive: boolean
  /** False for `rm` without -r, which leaves directories. */
  takesFolders: boolean
}

/** The paths that the programs of a plain line would delete; null when the line is not plain enough to tell. */
function findOperands(command: string, { cwd, home }: DeletionPlace): Operand[] | null {
  const commands = readPlainLine(command, { HOME: home, PWD: cwd })
  if (commands === null) return null
  const operands: Operand[] = []
  for (const { words } of commands) {
    const expanded = words.map((word) => expandWord(word, cwd))
    if (expanded.some((found) => found === null)) return null
    const [program = '', ...rest] = expanded.flatMap((found) => found!.map(({ value }) => value))
    const name = program.split('/').at(-1)!
    if (/^(?:cd|pushd|popd)$/.test(name)) return null // what follows begins elsewhere
    if (!/^(?:rm|rmdir|unlink|shred)$/.test(name)) {
      if (DELETES.test(textOf(words))) return null
      continue
    }
    const dashes = rest.indexOf('--')
    const options = rest.filter((word, at) => word.startsWith('-') && (dashes < 0 || at < dashes))
    const isRecursive = options.some((option) => /^(?:-[a-zA-Z]*[rR]|--recursive)/.test(option))
    const paths = rest.filter((word, at) => at !== dashes && (!word.startsWith('-') || (dashes >= 0 && at > dashes)))
    operands.push(
      ...paths.map((each) => ({
        name: each,
        path: resolve(cwd, each),
        isRecursive,
        takesFolders: isRecursive || name === 'rmdir',
      })),
    )
  }
  return operands
}

function textOf(words: readonly PlainWord[]): string {
  return words.map(({ pieces }) => pieces.map(({ text }) => text).join('')).join(' ')
}

interface Count {
  files: number
  folders: number
  bytes: number
  /** True when counting has ended before everything was counted. */
  isPart: boolean
}

/** Links are counted and never followed, as rm does. */
async function countAll(operands: readonly Operand[]): Promise<Count> {
  const count: Count = { files: 0, folders: 0, bytes: 0, isPart: false }
  const rest = createSlices()
  const end = performance.now() + LIMIT_MS
  const open = operands.map(({ path, isRecursive, takesFolders }) => ({ path, isRecursive, takesFolders }))
  for (let next = open.pop(); next; next = open.pop()) {
    if (count.files + count.folders >= MOST_ENTRIES || performance.now() > end) return { ...count, isPart: true }
    const stat = lookAt(next.path)
    if (stat === null) continue
    if (!stat.isDirectory()) {
      count.files++
      count.bytes += stat.size
    } else if (next.takesFolders) {
      count.folders++
      const names = next.isRecursive ? readSome(next.path) : []
      open.push(...names.map((name) => ({ path: join(next!.path, name), isRecursive: true, takesFolders: true })))
    }
    const pause = rest()
    if (pause !== undefined) await pause
  }
  return count
}

/** The names in a folder, at most as many as are counted. */
function readSome(folder: string): string[] {
  const names: string[] = []
  try {
    const opened = opendirSync(folder)
    try {
      for (let entry = opened.readSync(); entry !== null && names.length <= MOST_ENTRIES; entry = opened.readSync())
        names.push(entry.name)
    } finally {
      opened.closeSync()
    }
  } catch {
    // A folder that cannot be read cannot be counted.
  }
  return names
}

function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}

function countOf(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`
}

function describeBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let size = bytes / 1024
  let at = 0
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024
    at++
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[at]}`
}
