// Reads the user's own additions from the `*.toml` files of one directory.
//
// [[intent]] words = ["deploy to {env}"], command = "./deploy.sh {env}", note, dir
// [[fix]] when = "pattern on the error", failed = "pattern on the command", command, note

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { readPattern } from './own-patterns.ts'

export interface OwnIntent {
  words: string[]
  command: string
  note: string
  /** The absolute directory at or below which the intent holds; undefined for everywhere. */
  dir: string | undefined
  file: string
}

export interface OwnFix {
  when: RegExp
  failed: RegExp | undefined
  command: string
  note: string
  file: string
}

export interface Additions {
  intents: OwnIntent[]
  fixes: OwnFix[]
  /** The mistakes in the files, a line for each file that has one. */
  problems: string[]
}

const MAX_FILES = 64
const MAX_FILE_BYTES = 256 * 1024
const MAX_COMMAND_CHARS = 2_000
const MAX_NOTE_CHARS = 160

/** All valid additions in the directory, and the problems of the others. */
export async function readAdditions(dir: string, home: string): Promise<Additions> {
  const all: Additions = { intents: [], fixes: [], problems: [] }
  const files = listFiles(dir)
  if (files.length === 0) return all
  const { parse } = await import('smol-toml')
  for (const { name, size } of files) {
    const problems: string[] = []
    if (size > MAX_FILE_BYTES) problems.push(`is larger than ${MAX_FILE_BYTES / 1024} kB`)
    else {
      try {
        readFile(name, parse(readFileSync(join(dir, name), 'utf8')), home, all, problems)
      } catch (error) {
        const { line } = error as { line?: number }
        problems.push(line === undefined ? 'cannot be read' : `line ${line} is no TOML`)
      }
    }
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
    if (problems.length > 0) all.problems.push(`${join(dir, name)}: ${problems[0]}${more}`)
  }
  return all
}

/** A text of all names, sizes and times, which changes whenever a file does. */
export function stampAdditions(dir: string): string {
  return listFiles(dir)
    .map(({ name, size, at }) => `${name}\0${size}\0${at}`)
    .join('\n')
}

function listFiles(dir: string): { name: string; size: number; at: number }[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.toml') && !name.startsWith('.'))
      .toSorted()
      .slice(0, MAX_FILES)
      .flatMap((name) => {
        const stat = statSync(join(dir, name), { throwIfNoEntry: false })
        return stat?.isFile() ? [{ name, size: stat.size, at: stat.mtimeMs }] : []
      })
  } catch {
    return []
  }
}

type Row = Record<string, unknown>

function readFile(file: string, toml: Row, home: string, all: Additions, problems: string[]): void {
  for (const key of Object.keys(toml))
    if (key !== 'intent' && key !== 'fix') problems.push(`[[${key}]] is neither intent nor fix`)
  for (const [i, row] of rowsOf(toml['intent']).entries()) {
    const made = readIntent(row, file, home)
    if (typeof made === 'string') problems.push(`intent ${i + 1} ${made}`)
    else all.intents.push(made)
  }
  for (const [i, row] of rowsOf(toml['fix']).entries()) {
    const made = readFix(row, file)
    if (typeof made === 'string') problems.push(`fix ${i + 1} ${made}`)
    else all.fixes.push(made)
  }
}

const rowsOf = (value: unknown): Row[] =>
  Array.isArray(value) ? value.map((row) => (typeof row === 'object' && row !== null ? (row as Row) : {})) : []

/** The intent of a row, or the mistake in it. */
function readIntent(row: Row, file: string, home: string): OwnIntent | string {
  const words = typeof row['words'] === 'string' ? [row['words']] : row['words']
  if (!Array.isArray(words) || words.length === 0 || !words.every(isText)) return 'has no words'
  const common = readCommon(row)
  if (typeof common === 'string') return common
  const { dir } = row
  if (dir !== undefined && !(isText(dir) && /^[~/]/.test(dir))) return 'has a dir that begins with neither / nor ~'
  return { words, ...common, dir: isText(dir) ? dir.replace(/^~(?=\/|$)/, home).replace(/\/+$/, '') : undefined, file }
}

function readFix(row: Row, file: string): OwnFix | string {
  if (!isText(row['when'])) return 'has no when'
  const when = readPattern(row['when'])
  if (!when.ok) return `has a when that ${when.reason}`
  const failed = isText(row['failed']) ? readPattern(row['failed']) : undefined
  if (failed?.ok === false) return `has a failed that ${failed.reason}`
  const common = readCommon(row)
  return typeof common === 'string' ? common : { when: when.pattern, failed: failed?.pattern, ...common, file }
}

function readCommon(row: Row): { command: string; note: string } | string {
  const { command } = row
  if (!isText(command)) return 'has no command'
  if (command.length > MAX_COMMAND_CHARS) return `has a command of more than ${MAX_COMMAND_CHARS} characters`
  const note = isText(row['note']) ? row['note'] : ''
  // A shared file is data: control characters that could move the cursor are removed.
  return { command: command.trim(), note: note.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_NOTE_CHARS) }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
