// Chat completions, as Kimi, Moonshot, OpenAI and most other servers speak them.

import type { ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { readableArguments } from '../../protocol/call-arguments.ts'
import { partsOf, toContent, type ContentPart, type Message } from '../../protocol/message.ts'
import type { ChatRequest, ToolDefinition } from '../chat-stream.ts'
import type { ToolMessage } from '../later-tools.ts'
import { orderThinking, type ThinkingOrder } from '../rules/request-rules.ts'
import { keep, spellOnce } from './body-bytes.ts'
import { cleanId, cleanName, type Speaker, type Target } from './speaker.ts'

export const COMPLETIONS: Speaker = {
  address: (base) => new URL('chat/completions', base),
  buildBody,
  createReader: () => (value) => [{ type: 'chunk', value }],
}

const spellTool = spellOnce((tool: ToolDefinition) => keep({ type: 'function' as const, function: { ...tool } }))

type Body = Omit<ChatCompletionCreateParamsStreaming, 'reasoning_effort'> & { reasoning_effort?: string }

function buildBody(request: Omit<ChatRequest, 'signal'>, target: Target): Body {
  const { messages, maxTokens, temperature, topP, cacheKey, tools = [] } = request
  const isKimi = target.dialect === 'kimi'
  const hasOpenAIFields = target.host === 'api.openai.com'
  // OpenAI's newer models refuse `max_tokens`; many compatible servers know no other field.
  const limit = isKimi || hasOpenAIFields ? 'max_completion_tokens' : 'max_tokens'
  const thinking = orderThinking(request.thinking, target.rules)
  return {
    model: target.model,
    // The tools come before the messages, which grow at their end, so that they are part of the cached beginning.
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => spellTool(tool, target)) }),
    messages: messages.map((message) => spellMessage(message, target)) as unknown as ChatCompletionMessageParam[],
    stream: true,
    stream_options: { include_usage: true },
    ...(maxTokens === undefined ? {} : { [limit]: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(cacheKey === undefined || !(isKimi || hasOpenAIFields) ? {} : { prompt_cache_key: cacheKey }),
    ...spellThinking(thinking, target),
  }
}

/** Models with efforts take them as OpenAI's do; Kimi's models without efforts are switched on and off, and all of Kimi's take `keep`. */
function spellThinking(thinking: ThinkingOrder, { dialect, rules, keep }: Target): object {
  if (thinking.kind === 'unset') return {}
  const enabled = { thinking: { type: 'enabled', ...(keep === undefined ? {} : { keep }) } }
  if (thinking.kind === 'on' && thinking.effort !== '')
    return { reasoning_effort: thinking.effort, ...(dialect === 'kimi' && keep !== undefined ? enabled : {}) }
  if (dialect !== 'kimi') return {}
  if (thinking.kind === 'off') return { thinking: { type: 'disabled' } }
  // A model that always thinks needs no word for it.
  if (rules.thinking === 'always' && keep === undefined) return {}
  return enabled
}

/**
 * A message in the form of chat completions. Thinking is sent back in a field of its own to providers that take it. A blank
 * text beside tool calls is left out, since Moonshot refuses it.
 */
const spellMessage = spellOnce((message: Message, target: Target) => keep(spell(message, target)))

function spell(message: Message, target: Target): Record<string, unknown> {
  const { thoughtsField, rules } = target
  const { role, content, tool_calls: calls, tool_call_id: id } = message
  const declared = (message as Partial<ToolMessage>).tools
  if (declared) return { role: 'system', tools: declared.map((tool) => spellTool(tool, target)) }
  const parts = partsOf(content)
  const thinking = parts.map((part) => (part.type === 'think' ? part.think : '')).join('')
  const rest = parts.filter((part) => part.type !== 'think')
  const isBlank = rest.every((part) => part.type === 'text' && part.text.trim() === '')
  const spelled = toContent(rest)
  const isOwn = role === 'assistant' && thoughtsField !== '' && (thinking !== '' || rules.echoesThoughts)
  return {
    role,
    ...(calls?.length && isBlank ? {} : { content: typeof spelled === 'string' ? spelled : spelled.map(withoutId) }),
    ...(isOwn ? { [thoughtsField]: thinking } : {}),
    ...(calls?.length
      ? {
          tool_calls: calls.map(({ id, extras, function: { name, arguments: args } }) => ({
            id: cleanId(id),
            type: 'function',
            // Providers refuse a conversation with a name or with arguments that they cannot read.
            function: { name: cleanName(name), arguments: readableArguments(args) },
            ...(thoughtsField === '' || !extras ? {} : { extras }),
          })),
        }
      : {}),
    ...(id === undefined ? {} : { tool_call_id: cleanId(id) }),
  }
}

/** The part without the media id, which only Kimi CLI uses. */
function withoutId(part: ContentPart): object {
  if (part.type === 'image_url') return { type: part.type, image_url: { url: part.image_url.url } }
  if (part.type === 'audio_url') return { type: part.type, audio_url: { url: part.audio_url.url } }
  if (part.type === 'video_url') return { type: part.type, video_url: { url: part.video_url.url } }
  return part
}
