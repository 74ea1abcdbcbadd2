// `kimi mcp search`: servers that can be added by name, of the list that ships with kimi and of the official registry.

import type { MarketItem } from '../../protocol/mcp-market.ts'
import { formatColumns } from '../../view/columns.ts'
import { say, sayAside, sayJson } from '../standard-streams.ts'
import { withDaemon } from '../tasks/task-client.ts'
import { describeCost } from './market-entry.ts'

interface SearchFlags {
  json?: boolean
  offline?: boolean
}

/** Returns the exit status: 1 when nothing was found. */
export async function searchServers(words: string[], flags: SearchFlags, env: NodeJS.ProcessEnv): Promise<number> {
  const found = await withDaemon(env, (client) =>
    client.call('mcp/search', { words: words.join(' '), online: !flags.offline }),
  )
  const { items, listDate, failure } = found
  if (flags.json) sayJson(found)
  else {
    say(formatColumns(items.map(describeRow)))
    if (failure !== '') sayAside(`kimi: the registry gives nothing: ${failure}\n`)
    if (items.length === 0)
      sayAside('kimi: no server is known for these words; kimi mcp add --describe "WHAT YOU NEED"\n')
    else sayAside(`\nfigures of ${listDate}; kimi mcp add NAME shows what it runs, and asks before it is added\n`)
  }
  return items.length === 0 ? 1 : 0
}

function describeRow(item: MarketItem): string[] {
  const marks = [item.isArchived ? 'archived' : '', item.kind === 'builtin' ? 'kimi does it itself' : '']
  const facts = [describeCost(item), ...marks].filter(Boolean).join(', ')
  return [item.source === 'registry' ? item.registryName : item.name, item.kind, facts, item.about]
}
