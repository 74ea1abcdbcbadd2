// Describes the servers: to the model, to the user who asks with /mcp, and to clients on the wire.

import { cleanLine } from '../../mcp/server-failure.ts'
import type { Lease } from '../../mcp/server-lease.ts'
import type { ReminderProvider } from '../../agent/reminders.ts'
import type { McpServerView } from '../../protocol/mcp.ts'
import type { McpStatus } from '../../protocol/wire.ts'
import { partsOf, type Message } from '../../protocol/message.ts'

const INTRO = 'These MCP servers have tools that you have to load with ToolSearch before you call them:'
const NO_MORE = 'No MCP server has tools to load any more.'
const ABOUT_CELLS = 160
/** Names of tools that stand for a server without a description. */
const NAMED_CELLS = 120

/** Tells the model of the servers whose tools are to be loaded, each in a line: again only when they have changed. */
export function createServerReminder(deferred: () => readonly Lease[]): ReminderProvider {
  return {
    next(messages) {
      const lines = deferred().map(describeForModel)
      const now = lines.length === 0 ? NO_MORE : [INTRO, ...lines].join('\n')
      const last = findLast(messages)
      if (last === now || (last === null && lines.length === 0)) return null
      return now
    },
  }
}

function describeForModel({ server: { name, entry }, list, isKnown }: Lease): string {
  if (!isKnown())
    return `- ${name}: not connected yet${entry.description === undefined ? '' : `; ${cleanLine(entry.description, ABOUT_CELLS)}`}`
  const { tools } = list()
  const about = entry.description ?? tools.map((tool) => tool.name.replaceAll(/[^\w.-]/g, '_')).join(', ')
  return `- ${name} (${tools.length} tools): ${cleanLine(about, entry.description === undefined ? NAMED_CELLS : ABOUT_CELLS)}`
}

/** The last of these reminders in the conversation, as it was said; null without one. */
function findLast(messages: readonly Message[]): string | null {
  for (const { role, content } of messages.toReversed()) {
    if (role !== 'user') continue
    for (const part of partsOf(content).toReversed()) {
      if (part.type !== 'text') continue
      const at = Math.max(
        part.text.lastIndexOf(`<system-reminder>\n${INTRO}`),
        part.text.lastIndexOf(`<system-reminder>\n${NO_MORE}`),
      )
      if (at >= 0)
        return part.text.slice(at + '<system-reminder>\n'.length, part.text.indexOf('\n</system-reminder>', at))
    }
  }
  return null
}

/** The state of all servers in Kimi CLI's form: with the servers' own names of tools, and without servers that are switched off. */
export function statusOf(views: readonly McpServerView[]): McpStatus {
  const shown = views.filter(({ status }) => status !== 'disabled')
  const count = (...states: McpServerView['status'][]) => shown.filter(({ status }) => states.includes(status)).length
  return {
    loading: count('connecting') > 0,
    connected: count('connected'),
    total: shown.length,
    tools: shown.reduce((sum, { tools }) => sum + tools.length, 0),
    servers: shown.map(({ name, status, tools }) => ({ name, status, tools: tools.map((tool) => tool.name) })),
  }
}

const SIGNS: Readonly<Record<McpServerView['status'], string>> = {
  connected: '●',
  connecting: '◐',
  pending: '○',
  disabled: '–',
  failed: '✗',
  unauthorized: '!',
}

/** The servers for /mcp. */
export function describeServers(views: readonly McpServerView[]): string {
  if (views.length === 0) return 'No MCP servers are configured. `kimi mcp add` adds one.'
  const lines = views.map((view) => {
    const { name, status, reason, tools, origin, exposure, isTrusted } = view
    const hint = status === 'unauthorized' ? `; log in with: kimi mcp auth ${name}` : ''
    const state =
      status === 'pending' ? 'starts when it is used' : `${status}${reason === '' ? '' : `: ${reason}`}${hint}`
    const tokens = tools.reduce((sum, tool) => sum + tool.tokens, 0)
    const size = tools.length === 0 ? [] : [`${tools.length} tools, about ${tokens.toLocaleString('en')} tokens`]
    const marks = [
      origin === 'user' ? [] : origin,
      exposure === 'auto' ? [] : exposure,
      isTrusted ? 'trusted' : [],
    ].flat()
    return `${SIGNS[status]} ${[`${name}: ${state}`, ...size, ...marks].join(' · ')}`
  })
  return lines.join('\n')
}
