// Tools that come in the middle of a conversation. In front of the messages they would change the beginning of the prompt, and the
// provider's cache would be lost; a model that takes it is told of them where they came.

import type { Message } from '../protocol/message.ts'
import type { ChatRequest, ToolDefinition } from './chat-stream.ts'

/** A message that declares tools, and says nothing. */
export interface ToolMessage {
  role: 'system'
  content: ''
  tools: readonly ToolDefinition[]
}

/** The tools of a conversation as its requests have named them. */
interface ToolHistory {
  first: readonly ToolDefinition[]
  later: { message: ToolMessage; at: number }[]
  /** The number of messages in the last request. */
  messages: number
}

export interface LaterTools {
  /** The request with its first tools, and the later ones in messages of their own. */
  place<R extends Omit<ChatRequest, 'signal'>>(request: R): R
}

/** Conversations that are remembered, by their cache keys; the ones used last. */
const KEPT = 100

export function createLaterTools(): LaterTools {
  const histories = new Map<string, ToolHistory>()
  return {
    place(request) {
      const { cacheKey, tools = [], messages } = request
      if (cacheKey === undefined || tools.length === 0) return request
      const known = histories.get(cacheKey)
      const history = known && continues(known, tools, messages) ? known : begin(tools)
      const named = [...history.first, ...history.later.flatMap(({ message }) => message.tools)].map(({ name }) => name)
      const fresh = tools.filter(({ name }) => !named.includes(name))
      // New tools are declared at the end of the conversation: before the user's newest words, or behind the results of the last calls.
      if (fresh.length > 0) history.later.push({ message: declare(fresh), at: placeFor(messages) })
      history.messages = messages.length
      histories.delete(cacheKey)
      histories.set(cacheKey, history)
      if (histories.size > KEPT) histories.delete(histories.keys().next().value!)
      return history.later.length === 0
        ? request
        : { ...request, tools: history.first, messages: insert(messages, history) }
    },
  }
}

function begin(tools: readonly ToolDefinition[]): ToolHistory {
  return { first: tools, later: [], messages: 0 }
}

/** False when the conversation was shortened, or a tool that was named is gone or is another: then all begins anew. */
function continues(
  { first, later, messages: before }: ToolHistory,
  tools: readonly ToolDefinition[],
  messages: readonly Message[],
): boolean {
  if (messages.length < before) return false
  const now = new Map(tools.map((tool) => [tool.name, tool]))
  return [...first, ...later.flatMap(({ message }) => message.tools)].every((tool) => {
    const same = now.get(tool.name)
    return same !== undefined && JSON.stringify(same) === JSON.stringify(tool)
  })
}

/** Results stay right behind their calls, so the place is before the last message of the user, else at the end. */
function placeFor(messages: readonly Message[]): number {
  const last = messages.length - 1
  return messages[last]?.role === 'user' ? last : messages.length
}

function insert(messages: readonly Message[], { later }: ToolHistory): Message[] {
  const placed: Message[] = []
  for (let index = 0; index <= messages.length; index++) {
    for (const { message, at } of later) {
      if (at === index) placed.push(message)
    }
    if (index < messages.length) placed.push(messages[index]!)
  }
  return placed
}

function declare(tools: readonly ToolDefinition[]): ToolMessage {
  return { role: 'system', content: '', tools }
}
