// Calls of MCP servers' tools as Kimi CLI's clients know them: by the server's own name of the tool, with a result in parts.

import { partsOf } from '../protocol/message.ts'
import type { WireEvent, WireRequest } from '../protocol/wire.ts'

export interface ServerCallWords {
  event(event: WireEvent): WireEvent
  request(request: WireRequest): WireRequest
}

const OWN_NAME = /^mcp__.+?__(.+)$/s

/** Makes the words for one client, which remember the calls that it was told of. Everything else goes through as it is. */
export function createServerCallWords(): ServerCallWords {
  const calls = new Set<string>()

  const event = (given: WireEvent): WireEvent => {
    if (given.type === 'SubagentEvent')
      return { type: given.type, payload: { ...given.payload, event: event(given.payload.event) } }
    if (given.type === 'ToolCall') {
      const { id, function: called } = given.payload
      const name = OWN_NAME.exec(called.name)?.[1]
      if (name === undefined) return given
      calls.add(id)
      return { type: given.type, payload: { ...given.payload, function: { ...called, name } } }
    }
    if (given.type !== 'ToolResult' || !calls.delete(given.payload.tool_call_id)) return given
    const { return_value: value } = given.payload
    return {
      type: given.type,
      payload: { ...given.payload, return_value: { ...value, output: partsOf(value.output) } },
    }
  }

  return { event, request: nameOwnTool }
}

/** The question about a call. The first block shows its arguments, which the event of the call has told these clients. */
function nameOwnTool(request: WireRequest): WireRequest {
  if (request.type !== 'ApprovalRequest') return request
  const { sender, action, display } = request.payload
  const name = OWN_NAME.exec(sender)?.[1]
  if (name === undefined || !action.startsWith('mcp:')) return request
  const words = { sender: name, action: `mcp:${name}`, description: `Call MCP tool \`${name}\`.` }
  return { type: request.type, payload: { ...request.payload, ...words, display: display.slice(1) } }
}
