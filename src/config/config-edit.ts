// Edits config.toml in place: comments and order are kept, and a file that is not TOML is not changed.

import { patch } from '@decimalturn/toml-patch'
import { parse, stringify } from 'smol-toml'
import { KimiError } from '../protocol/errors.ts'
import { readText, writeAtomic } from '../sys/files.ts'
import { isObject } from '../sys/json-reading.ts'
import type { Table } from './layers.ts'

/**
 * Sets a key in the file, or removes it when `value` is undefined. The names of the key are joined by dots, or a list when they have
 * dots of their own. Throws `config.invalid` on a broken file.
 */
export function editConfig(path: string, key: string | readonly string[], value: unknown): void {
  const text = readText(path) ?? ''
  const table = parseWhole(path, text)
  const names = typeof key === 'string' ? key.split('.') : [...key]
  const last = names.pop()!
  // The patcher would write the tables of a new file, and a new list of tables, inline.
  const isNew = text.trim() === '' || (names.length === 1 && Array.isArray(value) && table[names[0]!] === undefined)
  let parent = table
  for (const name of names) {
    const child = parent[name]
    if (child !== undefined && (typeof child !== 'object' || child === null || Array.isArray(child))) {
      throw new KimiError('config.invalid', `cannot set ${names.concat(last).join('.')}: ${name} is a value in ${path}`)
    }
    parent = (parent[name] ??= {}) as Table
  }
  const isNewTable = isObject(value) && parent[last] === undefined
  if (value === undefined) delete parent[last]
  else parent[last] = value
  if (value === undefined) removeEmpty(table, names)
  const section = isNewTable && !isNew ? appendSection(text, table, [...names, last], value) : null
  writeAtomic(path, section ?? (isNew ? appendTable(text, table, names[0]!) : patch(text, table)))
}

/**
 * The text with a new table behind it as a section, `[providers."managed:kimi-code"]`. The patcher would write it inline, with dotted
 * keys, which readers of early TOML, such as Kimi CLI's SDK for Node, cannot read. Null where the file holds the tables around it inline,
 * so that no section may add to them.
 */
function appendSection(text: string, table: Table, names: readonly string[], value: Table): string | null {
  const nested = names.reduceRight<Table>((inner, name) => ({ [name]: inner }), value)
  const whole = `${text.trimEnd()}\n\n${stringify(nested).trimEnd()}\n`
  try {
    return stringify(parse(whole)) === stringify(table) ? whole : null
  } catch {
    return null
  }
}

/** The text with the table `name` behind it, as a section of its own. */
function appendTable(text: string, table: Table, name: string): string {
  if (text.trim() === '') return stringify(table)
  return `${text.trimEnd()}\n\n${stringify({ [name]: table[name] }).trimEnd()}\n`
}

function parseWhole(path: string, text: string): Table {
  try {
    return parse(text) as Table
  } catch (error) {
    const said = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new KimiError('config.invalid', `${path} is not changed: ${said}`, { cause: error })
  }
}

function removeEmpty(table: Table, names: string[]): void {
  const [name] = names
  if (names.length === 1 && name !== undefined && Object.keys((table[name] ?? {}) as Table).length === 0)
    delete table[name]
}
