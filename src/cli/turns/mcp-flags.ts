// The flags that name MCP servers. No server is started yet, but what cannot be read is a mistake all the same, and servers that
// will not be there are said to be missing.

import { readFileSync } from 'node:fs'
import { KimiError } from '../../protocol/errors.ts'
import { sayFailure } from '../standard-streams.ts'

export interface McpFlags {
  mcpConfig?: string[]
  mcpConfigFile?: string[]
}

/** Throws `usage.invalid` for a file that cannot be read, and for text that is no JSON object. */
export function checkMcpFlags({ mcpConfig = [], mcpConfigFile = [] }: McpFlags): void {
  const texts = [
    ...mcpConfig.map((text) => ({ flag: '--mcp-config', text })),
    ...mcpConfigFile.map((path) => ({ flag: `--mcp-config-file ${path}`, text: readConfig(path) })),
  ]
  const servers = texts.flatMap(({ flag, text }) => readServers(flag, text))
  if (servers.length === 0) return
  sayFailure(`MCP servers are not supported yet: ${servers.join(', ')} will not be there`)
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'
    throw new KimiError('usage.invalid', `--mcp-config-file: cannot read ${path} (${reason})`, { cause: error })
  }
}

/** The names of the servers. */
function readServers(flag: string, text: string): string[] {
  const config = parseObject(text)
  const servers = config && (config['mcpServers'] ?? {})
  if (typeof servers !== 'object' || servers === null || Array.isArray(servers)) {
    throw new KimiError('usage.invalid', `${flag}: expected a JSON object {"mcpServers": {…}}`)
  }
  return Object.keys(servers)
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
