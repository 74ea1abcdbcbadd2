// The methods mcp/search, mcp/find, mcp/draft and mcp/keep-secrets: servers that can be added by name or by a description.

import { KimiError } from '../../protocol/errors.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { NamespaceHandlers } from './json-methods.ts'

export function createMcpMarketMethods({
  config,
  models,
  secrets,
}: DaemonParts): Pick<NamespaceHandlers<'mcp'>, 'mcp/search' | 'mcp/find' | 'mcp/draft' | 'mcp/keep-secrets'> {
  // The list and the registry are loaded when they are asked for: the daemon starts without them.
  const openList = () => import('../../mcp/marketplace/market-search.ts')
  const openRegistry = async () => {
    const { createOfficialRegistry } = await import('../../mcp/marketplace/official-registry.ts')
    return createOfficialRegistry(config.read().settings['mcp.registry'])
  }
  return {
    async 'mcp/search'({ words, online }) {
      const { searchList } = await openList()
      const { LIST_DATE: listDate } = await import('../../mcp/marketplace/market-list.ts')
      const own = searchList(words)
      if (!online || words.trim() === '') return { items: own, listDate, failure: '' }
      const { items, failure } = await (await openRegistry()).search(words)
      return { items: [...own, ...items], listDate, failure }
    },
    async 'mcp/find'({ name, online }) {
      const { findInList, nearInList } = await openList()
      const own = findInList(name)
      const near = own === null ? nearInList(name) : null
      // Names of the registry have a domain and a slash; a name without a slash is looked up in our own list alone.
      if (own !== null || !online || !name.includes('/')) return { item: own, near, failure: '' }
      const { items, failure } = await (await openRegistry()).find(name)
      return { item: items[0] ?? null, near, failure }
    },
    async 'mcp/draft'({ text, env }, { signal }) {
      const chat = models.chat(env)
      if (!chat.ok) throw new KimiError('model.not_configured', chat.reason, { hint: chat.hint })
      const { draftServer } = await import('../../mcp/marketplace/server-draft.ts')
      return { item: await draftServer(text, chat.stream, signal) }
    },
    async 'mcp/keep-secrets'({ server, values }) {
      await secrets.ready()
      let kept: 'keyring' | 'file' = 'keyring'
      for (const [variable, value] of Object.entries(values))
        if ((await secrets.save(server, variable, value)) === 'file') kept = 'file'
      return { kept }
    },
  }
}
