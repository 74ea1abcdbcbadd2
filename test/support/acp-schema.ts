// Checks each frame of the Agent Client Protocol against the JSON schema that its SDK ships.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv, ValidateFunction } from 'ajv'

const require = createRequire(import.meta.url)
const { default: Ajv2020 } = require('ajv/dist/2020.js') as { default: new (options: object) => Ajv }
const SCHEMAS = join(import.meta.dirname, '../../node_modules/@agentclientprotocol/sdk/schema/v1')

interface Definition {
  'x-method'?: string
  'x-side'?: 'agent' | 'client' | 'protocol'
}

type Side = 'agent' | 'editor'
interface Frame {
  id?: unknown
  method?: string
  params?: unknown
  result?: unknown
  error?: unknown
}

/** `session/fork` is in the unstable schema alone. */
const UNSTABLE_METHODS = ['session/fork']

/** A check of the frames of one connection, in their order: answers are checked by the method that they answer. */
export function createFrameCheck(): (from: Side, frame: unknown) => void {
  const asked = new Map<string, string>()
  return (from, value) => {
    const frame = value as Frame
    const other: Side = from === 'agent' ? 'editor' : 'agent'
    const fail = (what: string, check: ValidateFunction) => {
      throw new Error(
        `${from} sent ${what} against the schema: ${JSON.stringify(check.errors)}\n${JSON.stringify(frame)}`,
      )
    }
    if ((value as { jsonrpc?: unknown }).jsonrpc !== '2.0') throw new Error(`no JSON-RPC 2.0: ${JSON.stringify(value)}`)
    if (frame.method !== undefined) {
      if (frame.id !== undefined) asked.set(`${from} ${JSON.stringify(frame.id)}`, frame.method)
      // A method with an underscore, and one that a test makes up to see it refused, has no definition.
      const check = findCheck(frame.method, frame.id === undefined ? 'Notification' : 'Request')
      if (check && !check(frame.params ?? {})) fail(frame.method, check)
      return
    }
    if (frame.error !== undefined) {
      const check = compile('schema.json', 'Error')
      if (!check(frame.error)) fail('an error', check)
      return
    }
    const method = asked.get(`${other} ${JSON.stringify(frame.id)}`)
    // Requests that a test has written by hand have strings as their ids, and were not seen here.
    if (method === undefined && typeof frame.id === 'string') return
    if (method === undefined) throw new Error(`${from} answers what was not asked: ${JSON.stringify(frame)}`)
    const check = findCheck(method, 'Response')
    if (check && !check(frame.result)) fail(`the answer to ${method}`, check)
  }
}

const compiled = new Map<string, ValidateFunction>()
const schemas = new Map<string, { ajv: Ajv; defs: Record<string, Definition> }>()

function load(file: string) {
  const known = schemas.get(file)
  if (known) return known
  const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as { $defs: Record<string, Definition> }
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(schema, file)
  const made = { ajv, defs: schema.$defs }
  schemas.set(file, made)
  return made
}

function compile(file: string, name: string): ValidateFunction {
  const key = `${file} ${name}`
  const found = compiled.get(key) ?? load(file).ajv.compile({ $ref: `${file}#/$defs/${name}` })
  compiled.set(key, found)
  return found
}

function findCheck(method: string, end: 'Request' | 'Response' | 'Notification'): ValidateFunction | null {
  const file = UNSTABLE_METHODS.includes(method) ? 'schema.unstable.json' : 'schema.json'
  const name = Object.entries(load(file).defs).find(
    ([key, def]) => def['x-method'] === method && key.endsWith(end),
  )?.[0]
  return name === undefined ? null : compile(file, name)
}
