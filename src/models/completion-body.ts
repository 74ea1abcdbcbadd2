// The body of a chat completion request, in the spelling that a provider wants.

import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions'
import type { ChatRequest } from './chat-stream.ts'

export type Dialect = 'kimi' | 'openai'

/** Fields are in a fixed order and absent when unset: equal beginnings are what prompt caches live from. */
export function buildBody(
  request: ChatRequest,
  target: { model: string; dialect: Dialect; host: string },
): ChatCompletionCreateParamsStreaming {
  const { messages, maxTokens, temperature, cacheKey, thinking, tools = [] } = request
  const isKimi = target.dialect === 'kimi'
  // OpenAI's own newer models refuse `max_tokens`; many compatible servers know nothing else.
  const limit = isKimi || target.host === 'api.openai.com' ? 'max_completion_tokens' : 'max_tokens'
  const kimiFields = {
    ...(cacheKey === undefined ? {} : { prompt_cache_key: cacheKey }),
    ...(thinking === undefined ? {} : { thinking: { type: thinking ? 'enabled' : 'disabled' } }),
  }
  return {
    model: target.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length === 0
      ? {}
      : { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
    ...(maxTokens === undefined ? {} : { [limit]: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(isKimi ? kimiFields : {}),
  }
}
