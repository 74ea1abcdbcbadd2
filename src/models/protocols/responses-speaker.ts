// OpenAI's Responses: the newest models of OpenAI give their thoughts back only there. Nothing is stored at the provider; the whole
// conversation goes with each request.

import type { ResponseCreateParamsStreaming, ResponseInputItem } from 'openai/resources/responses/responses'
import { readableArguments } from '../../protocol/call-arguments.ts'
import { partsOf, textOf, type ContentPart, type Message } from '../../protocol/message.ts'
import type { ChatRequest, ToolDefinition } from '../chat-stream.ts'
import { orderThinking } from '../rules/request-rules.ts'
import { toOpenAI } from './encrypted-thoughts.ts'
import { createResponsesReader } from './responses-events.ts'
import { keep, spellOnce } from './body-bytes.ts'
import { cleanId, cleanName, type Speaker, type Target } from './speaker.ts'

export const RESPONSES: Speaker = {
  address: (base) => new URL('responses', base),
  buildBody,
  createReader: createResponsesReader,
}

type Body = Omit<ResponseCreateParamsStreaming, 'reasoning'> & { reasoning?: object }

function buildBody(request: Omit<ChatRequest, 'signal'>, target: Target): Body {
  const { messages, maxTokens, temperature, topP, cacheKey, tools = [] } = request
  const thinking = orderThinking(request.thinking, target.rules)
  const effort = thinking.kind === 'off' ? 'none' : thinking.kind === 'on' ? thinking.effort : ''
  const thinks = ['always', 'optional'].includes(target.rules.thinking)
  return {
    model: target.model,
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map((tool) => spellTool(tool, target)),
        }),
    input: messages.flatMap((message) => spellMessage(message, target)),
    stream: true,
    store: false,
    ...(maxTokens === undefined ? {} : { max_output_tokens: Math.max(maxTokens, LEAST_OUTPUT_TOKENS) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(cacheKey === undefined ? {} : { prompt_cache_key: cleanId(cacheKey) }),
    ...(thinks ? { include: ['reasoning.encrypted_content' as const] } : {}),
    ...(thinks || effort !== '' ? { reasoning: { ...(effort === '' ? {} : { effort }), summary: 'auto' } } : {}),
  }
}

/** The API refuses smaller limits. */
const LEAST_OUTPUT_TOKENS = 16

const spellTool = spellOnce(({ name, description, parameters }: ToolDefinition) =>
  keep({ type: 'function' as const, name, description, parameters, strict: false }),
)

const spellMessage = spellOnce((message: Message) => spell(message).map(keep))

function spell({ role, content, tool_calls: calls = [], tool_call_id: id = '' }: Message): ResponseInputItem[] {
  if (role === 'tool') return [{ type: 'function_call_output', call_id: cleanId(id), output: spellOutput(content) }]
  if (role !== 'assistant') {
    const parts = partsOf(content).flatMap(spellInput)
    if (parts.length === 0) return []
    return [{ role, content: parts }]
  }
  const items: ResponseInputItem[] = partsOf(content).flatMap(spellThought)
  const text = textOf(content)
  if (text.trim() !== '') items.push({ role: 'assistant', content: text })
  for (const { id: call, function: called } of calls) {
    items.push({
      type: 'function_call',
      call_id: cleanId(call),
      name: cleanName(called.name),
      arguments: readableArguments(called.arguments),
    })
  }
  return items
}

function spellThought(part: ContentPart): ResponseInputItem[] {
  const encrypted = part.type === 'think' ? toOpenAI(part.encrypted) : null
  if (part.type !== 'think' || encrypted === null) return []
  const summary = part.think === '' ? [] : [{ type: 'summary_text' as const, text: part.think }]
  // The id of the item is not stored, and is not needed when nothing is stored at the provider.
  return [{ type: 'reasoning', summary, encrypted_content: encrypted } as unknown as ResponseInputItem]
}

type InputPart = { type: 'input_text'; text: string } | { type: 'input_image'; image_url: string; detail: 'auto' }

function spellInput(part: ContentPart): InputPart[] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'input_text', text: part.text }]
  if (part.type === 'image_url') return [{ type: 'input_image', image_url: part.image_url.url, detail: 'auto' }]
  if (part.type === 'think') return []
  return [{ type: 'input_text', text: `[${part.type.replace('_url', '')} left out: this model cannot take it]` }]
}

function spellOutput(content: Message['content']): string | InputPart[] {
  const parts = partsOf(content)
  return parts.some(({ type }) => type === 'image_url') ? parts.flatMap(spellInput) : textOf(content)
}
