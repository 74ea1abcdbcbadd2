// Reads a configuration file as one layer. A broken line is left out, and the rest of the file is used.

import { parse, TomlError } from 'smol-toml'
import { describeFileFailure } from '../protocol/file-failures.ts'
import { readText } from '../sys/files.ts'
import { isObject } from '../sys/json-reading.ts'

export type Table = Record<string, unknown>

export interface FileLayer {
  path: string
  text: string
  table: Table
  /** A line of text for each mistake, with file, line and description. */
  problems: string[]
  /** The first mistake of a text that is neither TOML nor JSON, in Kimi CLI's words; else null. */
  broken: string | null
  /** The system's code of the failure to read the file; '' where it was read. */
  unread: string
}

/** The name of the text of `--config`, as messages have it. */
export const TEXT_LAYER = '--config'

/** A file with more broken lines is not read any further. */
const BROKEN_LINES_LIMIT = 20

/** Null when the file does not exist. A file that cannot be read is a layer with a problem and no values. */
export function readLayer(path: string): FileLayer | null {
  try {
    const text = readText(path)
    return text === null ? null : parseLayer(path, text)
  } catch (error) {
    return {
      path,
      text: '',
      table: {},
      problems: [`${path}: ${describeFileFailure(error)}`],
      broken: `Cannot read configuration file ${path}`,
      unread: (error as NodeJS.ErrnoException).code ?? '',
    }
  }
}

/** Parses TOML, or JSON, which Kimi CLI accepts, too. `path` names the text in problems. */
export function parseLayer(path: string, text: string): FileLayer {
  const layer: FileLayer = { path, text, table: {}, problems: [], broken: null, unread: '' }
  if (text.trimStart().startsWith('{')) {
    try {
      layer.table = JSON.parse(text) as Table
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      layer.problems.push(`${path}: not JSON: ${said}`)
      layer.broken = describeBroken(path, 'JSON', said)
    }
    return layer
  }
  const lines = layer.text.split('\n')
  while (layer.problems.length <= BROKEN_LINES_LIMIT) {
    try {
      layer.table = parse(lines.join('\n')) as Table
      return layer
    } catch (error) {
      if (!(error instanceof TomlError)) throw error
      const index = Math.min(error.line, lines.length) - 1
      const [said = 'not TOML'] = error.message.replace(/^Invalid TOML document: /, '').split('\n')
      layer.problems.push(`${path}:${index + 1}: ${said}: ${(lines[index] ?? '').trim().slice(0, 60)}`)
      layer.broken ??= describeBroken(path, 'TOML', `${said}, line ${index + 1}`)
      if (lines[index]?.trim() === '') return layer // leaving out the line does not help
      lines[index] = ''
    }
  }
  return layer
}

function describeBroken(path: string, format: string, said: string): string {
  const what = path === TEXT_LAYER ? 'configuration text' : `configuration file ${path}`
  return `Invalid ${format} in ${what}: ${said}`
}

/** Number of the line that sets the dotted key, from 1, or null. A plain text search, which is enough for messages. */
export function findLine(text: string, key: string): number | null {
  let section = ''
  for (const [index, line] of text.split('\n').entries()) {
    const header = /^\s*\[+\s*([^\]]+?)\s*\]+/.exec(line)
    if (header) section = header[1]!.replaceAll(/["'\s]/g, '') + '.'
    const name = /^\s*([\w."'-]+)\s*=/.exec(line)?.[1]?.replaceAll(/["']/g, '')
    if (name !== undefined && section + name === key) return index + 1
  }
  return null
}

/** `{ a: { b: 1 } }` → `[['a.b', 1]]`. Arrays and dates are values. */
export function flatten(table: Table, prefix = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]) =>
    isObject(value) && !(value instanceof Date)
      ? flatten(value, `${prefix}${name}.`)
      : [[prefix + name, value] as [string, unknown]],
  )
}
