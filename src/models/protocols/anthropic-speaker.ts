// Anthropic's messages, which Kimi's coding endpoint speaks, too. Requests are written here and not by the package
// `@anthropic-ai/sdk`, whose types hold them to its form: it would add 1.3 MB and 57 ms to the first request, and bring its own
// connections, retries and time limits.

import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages'
import { readableArguments } from '../../protocol/call-arguments.ts'
import { partsOf, textOf, type ContentPart, type Message } from '../../protocol/message.ts'
import { isObject, parseJson } from '../../sys/json-reading.ts'
import type { ChatRequest, ToolDefinition } from '../chat-stream.ts'
import { isRedacted, toSignature, unwrapRedacted } from './encrypted-thoughts.ts'
import { orderThinking } from '../rules/request-rules.ts'
import { createAnthropicReader } from './anthropic-events.ts'
import { keep, spellOnce } from './body-bytes.ts'
import { cleanId, cleanName, readDataUrl, type Speaker, type Target } from './speaker.ts'

export const ANTHROPIC: Speaker = {
  /** An address with or without `/v1` at its end, as both are configured. */
  address: (base) => new URL(/\/v1\/$/.test(base.pathname) ? 'messages' : 'v1/messages', base),
  buildBody,
  createReader: createAnthropicReader,
}

/** The limit of an answer where neither we nor the model's rules have one: the field is required. */
const DEFAULT_LIMIT_TOKENS = 32_000
/** Tokens for the thoughts of models that take a budget. */
const BUDGETS: Record<string, number> = { low: 2_048, medium: 8_192, high: 24_576 }
const CACHED = { cache_control: { type: 'ephemeral' } } as const

type Body = Omit<MessageCreateParamsStreaming, 'thinking' | 'output_config'> & {
  thinking?: object
  output_config?: object
}

function buildBody(request: Omit<ChatRequest, 'signal'>, target: Target): Body {
  const { messages, maxTokens, cacheKey, tools = [] } = request
  const limit = maxTokens ?? (target.rules.output || DEFAULT_LIMIT_TOKENS)
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => textOf(content))
  return {
    model: target.model,
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map((tool) => spellTool(tool, target)),
        }),
    // A mark says where a part ends that is to be cached: the tools and the system prompt, and the conversation so far.
    ...(system.length === 0 ? {} : { system: [{ type: 'text', text: system.join('\n\n'), ...CACHED }] }),
    messages: markEnds(spellMessages(messages, target)),
    max_tokens: limit,
    stream: true,
    ...(target.dialect === 'kimi' && cacheKey !== undefined ? { metadata: { user_id: cacheKey } } : {}),
    ...spellThinking(request, target, limit),
  }
}

function spellThinking(request: Omit<ChatRequest, 'signal'>, { rules, dialect }: Target, limit: number): object {
  const thinking = orderThinking(request.thinking, rules)
  if (thinking.kind === 'unset') return {}
  if (thinking.kind === 'off') return { thinking: { type: 'disabled' } }
  const { effort } = thinking
  if (rules.thinksInTokens) {
    const budget = Math.min(BUDGETS[effort] ?? BUDGETS['medium']!, limit - 1_024)
    return budget < 1_024 ? {} : { thinking: { type: 'enabled', budget_tokens: budget } }
  }
  const type = dialect === 'kimi' ? 'enabled' : 'adaptive'
  // Without `display` newer models send no text of their thoughts.
  return {
    thinking: { type, ...(dialect === 'kimi' ? {} : { display: 'summarized' }) },
    ...(effort === '' ? {} : { output_config: { effort } }),
  }
}

/** Marks the last two messages of the user: the last for the next request, the one before it for this one. */
function markEnds(messages: SpelledMessage[]): MessageParam[] {
  let left = 2
  for (let index = messages.length - 1; index >= 0 && left > 0; index--) {
    const { role, content } = messages[index]!
    const last = content.at(-1)
    if (role !== 'user' || last === undefined) continue
    content.splice(-1, 1, { ...last, ...CACHED } as ContentBlockParam)
    left--
  }
  return messages
}

interface SpelledMessage {
  role: 'user' | 'assistant'
  content: ContentBlockParam[]
}

const spellTool = spellOnce(({ name, description, parameters }: ToolDefinition) =>
  keep({ name, description, input_schema: { type: 'object' as const, ...parameters } }),
)

const spellContent = spellOnce((message: Message): ContentBlockParam[] =>
  (message.role === 'tool' ? [spellResult(message)] : spellBlocks(message)).map(keep),
)

/** Results of tools are messages of the user; neighbours of one role become one message. */
function spellMessages(messages: readonly Message[], target: Target): SpelledMessage[] {
  const spelled: SpelledMessage[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const content = spellContent(message, target)
    if (content.length === 0) continue
    const last = spelled.at(-1)
    if (last?.role === role) last.content.push(...content)
    else spelled.push({ role, content: [...content] })
  }
  return spelled
}

function spellResult({ content, tool_call_id: id = '' }: Message): ToolResultBlockParam {
  const blocks = partsOf(content).flatMap(spellPart) as ToolResultBlockParam['content'] & object[]
  return { type: 'tool_result', tool_use_id: cleanId(id), ...(blocks.length > 0 ? { content: blocks } : {}) }
}

function spellBlocks({ role, content, tool_calls: calls = [] }: Message): ContentBlockParam[] {
  const parts = partsOf(content)
  const blocks = parts.flatMap((part) =>
    part.type === 'think' ? (role === 'assistant' ? spellThought(part) : []) : spellPart(part),
  )
  for (const { id, function: called } of calls) {
    const input = parseJson(readableArguments(called.arguments))
    blocks.push({
      type: 'tool_use',
      id: cleanId(id),
      name: cleanName(called.name),
      input: isObject(input) ? input : {},
    })
  }
  // The API refuses a message of nothing but thoughts.
  return blocks.every(({ type }) => type.endsWith('thinking')) ? [] : blocks
}

/** A thought goes back only with its signature: without one the provider refuses it. */
function spellThought(part: ContentPart): ContentBlockParam[] {
  if (part.type !== 'think' || part.encrypted === null) return []
  if (isRedacted(part.encrypted)) return [{ type: 'redacted_thinking', data: unwrapRedacted(part.encrypted) }]
  const signature = toSignature(part.encrypted)
  return signature === null ? [] : [{ type: 'thinking', thinking: part.think, signature }]
}

/** Blank texts are left out: the API refuses them. */
function spellPart(part: ContentPart): ContentBlockParam[] {
  if (part.type === 'text') return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }]
  if (part.type === 'image_url') {
    const inline = readDataUrl(part.image_url.url)
    if (!inline) return [{ type: 'image', source: { type: 'url', url: part.image_url.url } }]
    const media_type = inline.mime as 'image/png'
    return [{ type: 'image', source: { type: 'base64', media_type, data: inline.data } }]
  }
  return part.type === 'think' ? [] : [leftOut(part.type)]
}

function leftOut(type: string): TextBlockParam {
  return { type: 'text', text: `[${type.replace('_url', '')} left out: this model cannot take it]` }
}
