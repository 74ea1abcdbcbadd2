// One layer of configuration: a TOML file read so that a broken line costs that line only.

import { parse, TomlError } from 'smol-toml'
import { readText } from '../sys/files.ts'
import { isObject } from '../sys/json-reading.ts'

export type Table = Record<string, unknown>

export interface FileLayer {
  path: string
  text: string
  table: Table
  /** One line each: file, line, what is wrong. */
  problems: string[]
}

/** More broken lines than this and the file is not TOML at all. */
const BROKEN_LINES_LIMIT = 20

/** Null when there is no such file. A file that cannot be read is a layer with a problem and no values. */
export function readLayer(path: string): FileLayer | null {
  try {
    const text = readText(path)
    return text === null ? null : parseLayer(path, text)
  } catch (error) {
    return {
      path,
      text: '',
      table: {},
      problems: [`${path}: ${error instanceof Error ? error.message : String(error)}`],
    }
  }
}

/** TOML, or JSON as Kimi CLI takes it too; `path` names the text in problems. */
export function parseLayer(path: string, text: string): FileLayer {
  const layer: FileLayer = { path, text, table: {}, problems: [] }
  if (text.trimStart().startsWith('{')) {
    try {
      layer.table = JSON.parse(text) as Table
    } catch (error) {
      layer.problems.push(`${path}: not JSON: ${error instanceof Error ? error.message : String(error)}`)
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
      if (lines[index]?.trim() === '') return layer // cannot be mended by leaving a line out
      lines[index] = ''
    }
  }
  return layer
}

/** The line (from 1) that sets the dotted key, or null: for messages only, so a plain search is enough. */
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

/** `{ a: { b: 1 } }` → `[['a.b', 1]]`; arrays are values. */
export function flatten(table: Table, prefix = ''): [string, unknown][] {
  return Object.entries(table).flatMap(([name, value]) =>
    isObject(value) && !(value instanceof Date)
      ? flatten(value, `${prefix}${name}.`)
      : [[prefix + name, value] as [string, unknown]],
  )
}
