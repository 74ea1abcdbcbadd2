// The words for a wait on servers that do not answer at once.

import type { McpServerView } from '../../protocol/mcp.ts'

/** A wait of this length is passed over in silence. */
export const QUIET_WAIT_MS = 1_000

type Awaited = Pick<McpServerView, 'name' | 'reason'>

export function describeWaiting(servers: readonly Awaited[]): string {
  return `waiting for ${nameAll(servers)}`
}

/** The words for a turn that has waited long enough. */
export function describeLeaving(servers: readonly Awaited[]): string {
  return `going on without ${nameAll(servers)}; ${servers.length === 1 ? 'its tools come when it is' : 'their tools come when they are'} there`
}

function nameAll(servers: readonly Awaited[]): string {
  const named = servers.map(({ name, reason }) => (reason === '' ? name : `${name} (${reason})`))
  return `the MCP server${named.length === 1 ? '' : 's'} ${named.join(', ')}`
}
