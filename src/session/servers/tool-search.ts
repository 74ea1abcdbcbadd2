// ToolSearch: finds tools of servers by words or by name, and has them offered from the next step on.

import * as z from 'zod'
import { cleanLine } from '../../mcp/server-failure.ts'
import { done } from '../../protocol/tool-result.ts'
import { defineTool, type Tool } from '../../tools/tool.ts'
import type { ExposedTool } from './tool-exposure.ts'

const DEFAULT_RESULTS = 5
const MAX_RESULTS = 20
const ABOUT_CELLS = 160
/** Points for a word in the name, at the beginning of one of its parts, in the server's name, in the description. */
const [IN_NAME, IN_PART, IN_SERVER, IN_TEXT] = [4, 3, 2, 1]

const PARAMETERS = z.object({
  query: z.string().min(1).describe('words, or select:NAME,NAME'),
  max_results: z.number().int().min(1).max(MAX_RESULTS).default(DEFAULT_RESULTS),
})

export interface SearchDeps {
  /** Connects the servers whose tools are not known yet, and lists all tools that can be loaded. */
  candidates(signal: AbortSignal): Promise<ExposedTool[]>
  load(called: readonly string[]): void
}

export function createToolSearch({ candidates, load }: SearchDeps): Tool {
  return defineTool({
    name: 'ToolSearch',
    description: 'Load tools of MCP servers that were only named to you. They can be called from your next step on.',
    parameters: PARAMETERS,
    isReadOnly: true,
    async run({ query, max_results: limit }, { signal }) {
      const all = await candidates(signal)
      const found = findTools(query, all).slice(0, query.startsWith('select:') ? all.length : limit)
      if (found.length === 0) return done(`No tool fits. ${describeServers(all)}`)
      load(found.map(({ tool }) => tool.called))
      const lines = found.map(({ tool }) => `- ${tool.called}: ${cleanLine(tool.description, ABOUT_CELLS)}`)
      return done([`Loaded, with all their parameters:`, ...lines].join('\n'))
    },
  })
}

/** The best first; equally good ones in the order of the list. */
export function findTools(query: string, all: readonly ExposedTool[]): ExposedTool[] {
  if (query.startsWith('select:')) {
    const names = query
      .slice('select:'.length)
      .split(',')
      .map((name) => name.trim())
    return all.filter(({ tool }) => names.includes(tool.called) || names.includes(tool.name))
  }
  const words = splitWords(query)
  return all
    .map((each) => ({ each, points: words.reduce((sum, word) => sum + countPoints(word, each), 0) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .map(({ each }) => each)
}

function countPoints(word: string, { tool, lease }: ExposedTool): number {
  const name = splitWords(tool.name)
  if (name.includes(word)) return IN_NAME
  if (name.some((part) => part.startsWith(word) || (part.length > 3 && word.startsWith(part)))) return IN_PART
  if (splitWords(lease.server.name).includes(word)) return IN_SERVER
  return tool.description.toLowerCase().includes(word) ? IN_TEXT : 0
}

/** `createIssue` and `create_issue` are two words. */
function splitWords(text: string): string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

function describeServers(all: readonly ExposedTool[]): string {
  const counts = new Map<string, number>()
  for (const { lease } of all) counts.set(lease.server.name, (counts.get(lease.server.name) ?? 0) + 1)
  if (counts.size === 0) return 'No server is connected.'
  return `There are: ${[...counts].map(([name, count]) => `${name} (${count} tools)`).join(', ')}.`
}
