// The MCP servers that an editor passes for one session, in the form of mcp.json.

import type { McpServer } from '@agentclientprotocol/sdk'
import type { McpServerEntry } from '../protocol/mcp.ts'

/** Names become part of the names of tools: characters that those cannot have are replaced. */
export function readMcpServers(servers: readonly McpServer[]): Record<string, McpServerEntry> {
  const entries: Record<string, McpServerEntry> = {}
  for (const server of servers) {
    const plain =
      server.name
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[^A-Za-z0-9]+/, '')
        .slice(0, 60) || 'server'
    let name = plain
    for (let count = 2; Object.hasOwn(entries, name); count++) name = `${plain}-${count}`
    entries[name] = readServer(server)
  }
  return entries
}

function readServer(server: McpServer): McpServerEntry {
  if ('type' in server && (server.type === 'http' || server.type === 'sse'))
    return { transport: server.type, url: server.url, headers: toRecord(server.headers) }
  const { command, args, env } = server as Extract<McpServer, { command: string }>
  return { command, args, env: toRecord(env) }
}

function toRecord(pairs: readonly { name: string; value: string }[] = []): Record<string, string> {
  return Object.fromEntries(pairs.map(({ name, value }) => [name, value]))
}
