// Arguments that say the right thing in the wrong form: models write `"2"` for 2, null for what they leave out, and JSON as
// text. Only arguments that a tool's schema refuses come here.

import { isObject, parseJson } from '../sys/json-reading.ts'

type Schema = Record<string, unknown>

/** The arguments in the form that the JSON Schema wants, as far as their meaning is clear; the rest stays as it is. */
export function coerceArguments(value: unknown, schema: unknown): unknown {
  if (!isObject(schema)) return value
  const alternatives = alternativesOf(schema)
  if (alternatives) return coerceToOne(value, alternatives)
  switch (schema['type']) {
    case 'object':
      return coerceObject(readJson(value, isObject) ?? {}, schema)
    case 'array':
      return coerceList(readJson(value, Array.isArray) ?? [], schema)
    case 'integer':
    case 'number':
      return typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value
    case 'boolean':
      return typeof value === 'string' && /^\s*(?:true|false)\s*$/i.test(value) ? /true/i.test(value) : value
    case 'string':
      return coerceText(value, schema)
    default:
      return value
  }
}

/** The schemas of which one has to hold; null for a single one. */
function alternativesOf(schema: Schema): unknown[] | null {
  const { type } = schema
  if (Array.isArray(type)) return (type as unknown[]).map((each) => ({ ...schema, type: each }))
  const alternatives = schema['anyOf'] ?? schema['oneOf']
  return Array.isArray(alternatives) ? alternatives : null
}

/** The first alternative that the value fits, as it is or coerced. */
function coerceToOne(value: unknown, alternatives: readonly unknown[]): unknown {
  const asItIs = alternatives.find((each) => isOfType(value, each))
  if (asItIs) return coerceArguments(value, asItIs)
  for (const each of alternatives) {
    const coerced = coerceArguments(value, each)
    if (isOfType(coerced, each)) return coerced
  }
  return value
}

/** A text that is JSON of the wanted kind is that JSON. A missing value is null. */
function readJson(value: unknown, isWanted: (value: unknown) => boolean): unknown {
  if (typeof value !== 'string') return value
  const parsed = parseJson(value)
  return isWanted(parsed) ? parsed : value
}

function coerceObject(value: unknown, schema: Schema): unknown {
  if (!isObject(value)) return value
  const fields = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (inner === null && field !== undefined && !required.includes(key) && !takesNull(field)) return []
    return [[key, coerceArguments(inner, field)] as const]
  })
  return Object.fromEntries(entries)
}

/** A single value is a list of one. */
function coerceList(value: unknown, schema: Schema): unknown {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  return list.map((item) => coerceArguments(item, schema['items']))
}

function coerceText(value: unknown, schema: Schema): unknown {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  const words = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : []
  if (words.length === 0 || typeof text !== 'string' || words.includes(text)) return text
  return words.find((word) => String(word).toLowerCase() === text.trim().toLowerCase()) ?? text
}

function takesNull(schema: unknown): boolean {
  if (!isObject(schema)) return false
  return schema['type'] === 'null' || (alternativesOf(schema)?.some(takesNull) ?? false)
}

function isOfType(value: unknown, schema: unknown): boolean {
  if (!isObject(schema)) return true
  switch (schema['type']) {
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    case undefined:
      return true
    default:
      return typeof value === schema['type']
  }
}

/** The fields that a tool takes, in words: `path (string), line_offset (integer, optional)`. */
export function describeFields(schema: Schema): string {
  const fields = Object.entries(isObject(schema['properties']) ? schema['properties'] : {})
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []
  const described = fields.map(([name, field]) => {
    const isOptional = !required.includes(name)
    return `${name} (${nameType(field)}${isOptional ? ', optional' : ''})`
  })
  return described.length === 0 ? 'no fields' : described.join(', ')
}

function nameType(schema: unknown): string {
  if (!isObject(schema)) return 'any'
  const alternatives = alternativesOf(schema)
  if (alternatives)
    return alternatives
      .map(nameType)
      .filter((type) => type !== 'null')
      .join(' or ')
  if (Array.isArray(schema['enum'])) return schema['enum'].map((word) => JSON.stringify(word)).join(' or ')
  if (schema['type'] === 'array') return `list of ${nameType(schema['items'])}`
  if (schema['type'] === 'object' && isObject(schema['properties'])) return `object: ${describeFields(schema)}`
  return typeof schema['type'] === 'string' ? schema['type'] : 'any'
}
