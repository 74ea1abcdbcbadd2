// Counts the parts that fill the model's window: the instructions, the tools and the messages by kind.

import { COMPACTED_NOTE } from '../../agent/compaction.ts'
import { countTokens, estimateTokens } from '../../agent/conversation.ts'
import { partsOf, type ContentPart, type Message } from '../../protocol/message.ts'
import type { WindowPartName, WindowView } from '../../protocol/session-view.ts'
import type { Tool } from '../../tools/tool.ts'
import { cutSystemPrompt } from './system-prompt.ts'

const ORDER: readonly WindowPartName[] = [
  ...(['tools', 'MCP tools', 'system prompt', 'skills', 'AGENTS.md'] as const),
  ...(['summary', 'user', 'notes', 'answers', 'thinking', 'tool calls', 'tool results', 'media'] as const),
]

export interface WindowContent {
  systemPrompt: string
  /** The tools that the model is told of: those of the session and its client, and those of MCP servers. */
  tools: readonly Tool[]
  serverTools: readonly Tool[]
  messages: readonly Message[]
}

/** The parts with their tokens, as the conversation estimates them, and the number of their tools, calls or messages. */
export function measureWindow({ systemPrompt, tools, serverTools, messages }: WindowContent): WindowView['parts'] {
  const sums = new Map<WindowPartName, { tokens: number; count: number }>()
  const add = (name: WindowPartName, tokens: number) => {
    const sum = sums.get(name) ?? { tokens: 0, count: 0 }
    sums.set(name, { tokens: sum.tokens + tokens, count: sum.count + 1 })
  }
  const { skills, agentsMd, rest } = cutSystemPrompt(systemPrompt)
  add('system prompt', countTokens(rest))
  if (skills !== '') add('skills', countTokens(skills))
  if (agentsMd !== '') add('AGENTS.md', countTokens(agentsMd))
  for (const tool of tools) if (!tool.isHidden) add('tools', countTokens(JSON.stringify(tool.definition)))
  for (const tool of serverTools) if (!tool.isHidden) add('MCP tools', countTokens(JSON.stringify(tool.definition)))
  for (const message of messages) addMessage(message, add)
  return ORDER.flatMap((name) => {
    const sum = sums.get(name)
    return sum && sum.tokens > 0 ? [{ name, ...sum }] : []
  })
}

function addMessage(
  { role, content, tool_calls: calls = [] }: Message,
  add: (name: WindowPartName, n: number) => void,
) {
  const parts = partsOf(content)
  const isSummary = parts.some((part) => part.type === 'text' && part.text === COMPACTED_NOTE)
  const tokens = new Map<WindowPartName, number>()
  for (const part of parts) {
    const name = isSummary ? 'summary' : kindOf(role, part)
    tokens.set(name, (tokens.get(name) ?? 0) + estimateTokens({ role, content: [part] }))
  }
  for (const [name, sum] of tokens) add(name, sum)
  for (const call of calls) add('tool calls', countTokens(call.function.arguments ?? ''))
}

/** Notes and reminders of ours stand in tags, in messages that have the role of the user. */
function kindOf(role: Message['role'], part: ContentPart): WindowPartName {
  if (part.type === 'think') return 'thinking'
  if (part.type !== 'text') return 'media'
  if (role === 'tool') return 'tool results'
  if (role === 'assistant') return 'answers'
  return role === 'system' || /^<system(?:-reminder)?>/.test(part.text) ? 'notes' : 'user'
}
