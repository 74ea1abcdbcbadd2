// A server of the market as it is shown before it is added, and its entry once the user has given the values that it asks for.

import type { MarketItem } from '../../protocol/mcp-market.ts'
import { describeServer } from '../../config/server-description.ts'
import { showWords } from '../../safety/text/exact-text.ts'
import { redactSecrets } from '../../safety/text/redaction.ts'

export interface FilledEntry {
  /** As it is written: secrets stand in it by their names. */
  entry: Record<string, unknown>
  /** The values for the keyring, by their variables. */
  secrets: Record<string, string>
}

/** `values` by the names of the item's variables; a field that asks for an optional value that is not there is left out. */
export function fillEntry(item: MarketItem, values: Readonly<Record<string, string>>): FilledEntry {
  const secrets: Record<string, string> = {}
  const replace = (text: string): string | null => {
    let isWhole = true
    const filled = text.replaceAll(/\{\{([\w-]+)\}\}/g, (_, name: string) => {
      const value = values[name] ?? ''
      if (value === '') isWhole = false
      if (!item.variables.some((variable) => variable.name === name && variable.isSecret)) return value
      if (value !== '') secrets[name] = value
      return `\${secret:${item.name}.${name}}`
    })
    return isWhole ? filled : null
  }
  return { entry: fillTable(item.entry ?? {}, replace), secrets }
}

function fillTable(table: Record<string, unknown>, replace: (text: string) => string | null): Record<string, unknown> {
  const entries = Object.entries(table).map(([key, value]) => [key, fillValue(value, replace)])
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

function fillValue(value: unknown, replace: (text: string) => string | null): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((each) => fillValue(each, replace)).filter((each) => each !== null)
  if (typeof value !== 'object' || value === null) return value
  const table = fillTable(value as Record<string, unknown>, replace)
  return Object.keys(table).length === 0 ? null : table
}

/** `8 tools, 27.7k tokens, 28 MB`, of what is known. */
export function describeCost({ tools, tokens, megabytes }: MarketItem): string {
  const parts = [
    tools === null ? '' : `${tools} tool${tools === 1 ? '' : 's'}`,
    tokens === null ? '' : `${tokens < 1_000 ? tokens : `${(tokens / 1_000).toFixed(1)}k`} tokens`,
    megabytes === null ? '' : `${megabytes} MB`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** All of an entry that decides what runs and what is sent to whom, in one line without the values of secrets. */
export function describeEntry(entry: Record<string, unknown>): string {
  return describeServer(entry, { quote: showWords, showPair })
}

/** A value that only names a variable, a secret or a value still to be asked for, as `Bearer ${secret:SERVER.NAME}`. */
const REFERENCE = /^(?:(?:Bearer|Basic|Token) )?(?:\$\{(?:secret:)?[\w.-]+\}|\{\{[\w-]+\}\})$/i

function showPair(name: string, value: string): string {
  const pair = `${name}=${value}`
  return REFERENCE.test(value) ? pair : redactSecrets(pair)
}
