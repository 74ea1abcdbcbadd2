// Changes the messages of a server before the SDK reads them, where the SDK refuses what we take: it refuses a whole list of tools for
// one that is malformed.

import { isSpecType, type MessageExtraInfo, type Transport } from '@modelcontextprotocol/client'
import { isObject } from '../sys/json-reading.ts'
import { cleanLine } from './server-failure.ts'
import { PROBLEM_FIELD } from './tool-problems.ts'

const NAME_CELLS = 60

export type Message = Parameters<NonNullable<Transport['onmessage']>>[0]
/** Returns the message that the SDK gets in place of the server's: the same one where there is nothing to change. */
export type MessageFilter = (message: Message) => Message

/** The transport, each of whose messages passes the filters in their order. A transport can be given filters once. */
export function filterMessages(transport: Transport, filters: readonly MessageFilter[]): Transport {
  let take: Transport['onmessage']
  const filtered = (message: Message, extra?: MessageExtraInfo) => {
    let changed = message
    for (const filter of filters) changed = filter(changed)
    take?.(changed, extra)
  }
  Object.defineProperty(transport, 'onmessage', {
    get: () => (take === undefined ? undefined : filtered),
    set(next: Transport['onmessage']) {
      take = next
    },
  })
  return transport
}

/** Replaces each malformed tool of a list by a note of what is wrong with it. */
export function admitBrokenTools(message: Message): Message {
  const result = 'result' in message ? message.result : undefined
  // No other answer than that to `tools/list` holds a list of this name.
  if (!isObject(result) || !Array.isArray(result['tools'])) return message
  return { ...message, result: { ...result, tools: result['tools'].map(admitTool) } } as Message
}

function admitTool(tool: unknown, index: number): unknown {
  const isMarked = isObject(tool) && isObject(tool['_meta']) && PROBLEM_FIELD in tool['_meta']
  if (!isMarked && isSpecType.Tool(tool) && tool.name.trim() !== '') return tool
  const problem = `${nameOf(tool, index)} is left out: ${describeFault(tool)}`
  return { name: `broken-${index + 1}`, inputSchema: { type: 'object' }, _meta: { [PROBLEM_FIELD]: problem } }
}

function nameOf(tool: unknown, index: number): string {
  const name = isObject(tool) && typeof tool['name'] === 'string' ? cleanLine(tool['name'], NAME_CELLS) : ''
  return name === '' ? `tool ${index + 1}` : `tool ${name}`
}

function describeFault(tool: unknown): string {
  if (!isObject(tool)) return 'it is no object'
  if (typeof tool['name'] !== 'string' || tool['name'].trim() === '') return 'it has no name'
  const { inputSchema: schema } = tool
  if (!isObject(schema)) return 'it has no schema of its arguments'
  if (schema['type'] !== 'object') return 'the schema of its arguments is of no object'
  const rest = { name: tool['name'], inputSchema: schema }
  return isSpecType.Tool(rest) ? 'its description is malformed' : 'the schema of its arguments is malformed'
}
