// The official registry of MCP servers: anybody may publish there, so its servers are pinned, and shown before they are added. API v0.1.

import { requestJson } from '../../accounts/json-request.ts'
import type { MarketItem } from '../../protocol/mcp-market.ts'
import { isObject } from '../../sys/json-reading.ts'
import { explainRefusal, readRegistryServer } from './registry-entry.ts'

export interface RegistryReply {
  items: MarketItem[]
  /**
   * The reason why the registry gave no answer, or why all servers that it named are refused, in one line; '' when it answered otherwise,
   * even without servers.
   */
  failure: string
}

const LIMIT_MS = 8_000
const SEARCH_LIMIT = 20

export interface OfficialRegistry {
  /** The newest versions of servers whose names hold the words. Never rejects. */
  search(words: string): Promise<RegistryReply>
  /** The newest version of the server with this name, such as `io.github.user/server`. Never rejects. */
  find(name: string): Promise<RegistryReply>
}

/** `address` is the setting mcp.registry: an address, or '' to ask nobody. */
export function createOfficialRegistry(address: string): OfficialRegistry {
  async function ask(path: string): Promise<RegistryReply> {
    if (address === '') return { items: [], failure: 'the registry is switched off (mcp.registry)' }
    const url = new URL(path, address.endsWith('/') ? address : `${address}/`)
    const reply = await requestJson({ url: url.href, method: 'GET', headers: {}, limitMs: LIMIT_MS })
    if (!reply.ok) return { items: [], failure: reply.reason }
    if (reply.status === 404) return { items: [], failure: '' }
    if (reply.status !== 200 || !isObject(reply.body))
      return { items: [], failure: `${url.host} answered with status ${reply.status}` }
    return readServers(reply.body)
  }
  return {
    search: (words) => ask(`v0.1/servers?search=${encodeURIComponent(words)}&version=latest&limit=${SEARCH_LIMIT}`),
    find: (name) => ask(`v0.1/servers/${encodeURIComponent(name)}/versions/latest`),
  }
}

/** A list of servers, or one server; each beside what the registry says about it. */
function readServers(body: Record<string, unknown>): RegistryReply {
  const rows = Array.isArray(body['servers']) ? body['servers'] : [body]
  const servers = rows.filter((row) => isObject(row) && isActive(row)).map((row) => row['server'] ?? row)
  const items = servers.map(readRegistryServer).filter((item) => item !== null)
  const refusal = servers.map(explainRefusal).find((line) => line !== null)
  return { items, failure: items.length === 0 ? (refusal ?? '') : '' }
}

/** False for servers that were taken back, or whose newest version is another one. */
function isActive(row: Record<string, unknown>): boolean {
  const meta = isObject(row['_meta']) ? row['_meta']['io.modelcontextprotocol.registry/official'] : null
  if (!isObject(meta)) return true
  return meta['isLatest'] !== false && (meta['status'] ?? 'active') === 'active'
}
