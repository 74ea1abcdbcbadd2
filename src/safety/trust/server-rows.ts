// Describes the servers of a project's file, for the question whether the user trusts it: a row for each, with every word that would
// run. Nothing is cut or dropped: a stranger has written the file, and what is not seen is not approved.

import { isObject, parseObject } from '../../sys/json-reading.ts'
import { showWords } from '../text/exact-text.ts'

/** A file whose rows are longer than this is not read by anybody, and so never trusted. */
const MAX_CHARACTERS = 16_000

/** Variables of the user's that an entry takes. */
const VARIABLE = /\$\{([A-Za-z_][\w.:-]*?)(?::-[^}]*)?\}/g

/** `null` for a file whose servers are too many or too long to be shown. A file that cannot be read names none. */
export function describeServerFile(bytes: Buffer): string[] | null {
  const servers = parseObject(bytes.toString('utf8'))?.['mcpServers']
  if (!isObject(servers)) return []
  const rows = Object.entries(servers).map(([name, entry]) => `${showWords([name])} ${describeEntry(entry)}`)
  return rows.join('\n').length > MAX_CHARACTERS ? null : rows
}

function describeEntry(entry: unknown): string {
  if (!isObject(entry)) return 'has no entry that can be read'
  const { command, args, url, httpUrl, cwd, env, headers } = entry
  const address = url ?? httpUrl
  const words = [command, ...(Array.isArray(args) ? args : [])].map(textOf)
  const target = command === undefined ? `connects to ${showWords([textOf(address)])}` : `runs ${showWords(words)}`
  const taken = [...JSON.stringify(entry).matchAll(VARIABLE)].map(([, name]) => name!)
  return [
    target,
    ...(cwd === undefined ? [] : [`in ${showWords([textOf(cwd)])}`]),
    ...describeTable('with', env),
    ...describeTable('sends', headers),
    ...(taken.length === 0 ? [] : [`is given your ${showWords([...new Set(taken)])}`]),
  ].join('; ')
}

function describeTable(verb: string, table: unknown): string[] {
  if (!isObject(table) || Object.keys(table).length === 0) return []
  return [`${verb} ${showWords(Object.entries(table).map(([name, value]) => `${name}=${textOf(value)}`))}`]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
