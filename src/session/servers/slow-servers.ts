// The words for a wait on servers that do not answer at once.

import type { McpServerView } from '../../protocol/mcp.ts'

/** A wait of this length is passed over in silence. */
export const QUIET_WAIT_MS = 1_000

export function describeWaiting(servers: readonly Pick<McpServerView, 'name' | 'reason'>[]): string {
  const named = servers.map(({ name, reason }) => (reason === '' ? name : `${name} (${reason})`))
  return `waiting for the MCP server${named.length === 1 ? '' : 's'} ${named.join(', ')}`
}
