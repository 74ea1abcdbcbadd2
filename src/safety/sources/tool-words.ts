// The words of a tool that somebody else describes, a server or a plugin, made fit for a model: without hidden characters and without tags
// like ours, and of a bounded size.

import { isObject } from '../../sys/json-reading.ts'
import { disarm } from './source-of-call.ts'
import { sanitiseText } from '../text/sanitiser.ts'

const MAX_DESCRIPTION_CHARACTERS = 8_000
const MAX_SCHEMA_CHARACTERS = 100_000
const MAX_DEPTH = 60

/** Fields of a schema that hold text for a reader; values that a server compares stay as they are. */
const TEXT_FIELDS = ['title', 'description', '$comment']

/** A description; a longer one is cut. */
export function cleanDescription(text: string): string {
  const clean = sanitiseText(disarm(text)).trim()
  return clean.length <= MAX_DESCRIPTION_CHARACTERS
    ? clean
    : `${clean.slice(0, MAX_DESCRIPTION_CHARACTERS - 1).toWellFormed()}…`
}

/**
 * The JSON Schema of a tool's arguments without hidden characters; null for one that is too large or too deep. A schema of no object takes
 * any arguments. `clean` is for its texts.
 */
export function cleanSchema(
  schema: unknown,
  clean: (text: string) => string = sanitiseText,
): Record<string, unknown> | null {
  if (!isObject(schema)) return { type: 'object', properties: {} }
  if (isDeep(schema, MAX_DEPTH)) return null
  const text = disarm(JSON.stringify(schema))
  if (text.length > MAX_SCHEMA_CHARACTERS) return null
  const { $schema: _, ...parameters } = JSON.parse(text, (key, value: unknown) =>
    typeof value === 'string' && TEXT_FIELDS.includes(key) ? clean(value) : value,
  ) as Record<string, unknown>
  const properties = isObject(parameters['properties']) ? parameters['properties'] : {}
  return { ...parameters, type: 'object', properties }
}

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1))
}
