// Builds the body of a chat completion request in the provider's dialect.

import type { ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { readableArguments } from '../protocol/call-arguments.ts'
import { partsOf, toContent, type ContentPart, type Message } from '../protocol/message.ts'
import type { ChatRequest } from './chat-stream.ts'

export type Dialect = 'kimi' | 'openai'

/** The body. Its fields have a fixed order and are absent when unset, since prompt caches need equal beginnings. */
export function buildBody(
  request: ChatRequest,
  target: { model: string; dialect: Dialect; host: string },
): ChatCompletionCreateParamsStreaming {
  const { messages, maxTokens, temperature, topP, cacheKey, thinking, tools = [] } = request
  const isKimi = target.dialect === 'kimi'
  // OpenAI's newer models refuse `max_tokens`; many compatible servers know no other field.
  const limit = isKimi || target.host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens'
  const kimiFields = {
    ...(cacheKey === undefined ? {} : { prompt_cache_key: cacheKey }),
    ...(thinking === undefined ? {} : { thinking: { type: thinking ? 'enabled' : 'disabled' } }),
  }
  return {
    model: target.model,
    // The tools come before the messages, which grow at their end, so that they are part of the cached beginning.
    ...(tools.length === 0
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
    messages: messages.map((message) => spell(message, isKimi)) as unknown as ChatCompletionMessageParam[],
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens === undefined ? {} : { [limit]: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(isKimi ? kimiFields : {}),
  }
}

/**
 * A message in the form of chat completions. Thinking is sent back to Kimi in a field of its own, and not to other
 * providers. A blank text beside tool calls is left out, since Moonshot refuses it.
 */
function spell(message: Message, isKimi: boolean): Record<string, unknown> {
  const { role, content, tool_calls: calls, tool_call_id: id } = message
  const parts = partsOf(content)
  const thinking = parts.map((part) => (part.type === 'think' ? part.think : '')).join('')
  const rest = parts.filter((part) => part.type !== 'think')
  const isBlank = rest.every((part) => part.type === 'text' && part.text.trim() === '')
  const spelled = toContent(rest)
  return {
    role,
    ...(calls?.length && isBlank ? {} : { content: typeof spelled === 'string' ? spelled : spelled.map(withoutId) }),
    ...(isKimi && role === 'assistant' && thinking !== '' ? { reasoning_content: thinking } : {}),
    ...(calls?.length
      ? {
          tool_calls: calls.map(({ id, function: { name, arguments: args } }) => ({
            id,
            type: 'function',
            // Providers refuse a conversation with a name or with arguments that they cannot read.
            function: { name: name.replaceAll(/[^\w-]/g, '_') || 'unknown', arguments: readableArguments(args) },
          })),
        }
      : {}),
    ...(id === undefined ? {} : { tool_call_id: id }),
  }
}

/** The part without the media id, which only Kimi CLI uses. */
function withoutId(part: ContentPart): object {
  if (part.type === 'image_url') return { type: part.type, image_url: { url: part.image_url.url } }
  if (part.type === 'audio_url') return { type: part.type, audio_url: { url: part.audio_url.url } }
  if (part.type === 'video_url') return { type: part.type, video_url: { url: part.video_url.url } }
  return part
}
