// Reads the events of Anthropic's messages as chunks of chat completions.

import { isObject } from '../../sys/json-reading.ts'
import type { StreamItem } from '../stream/event-decoder.ts'
import { wrapRedacted } from './encrypted-thoughts.ts'
import { toChunk } from './speaker.ts'

const FINISHES: Record<string, string> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
}

export function createAnthropicReader(): (value: unknown) => StreamItem[] {
  const usage: Record<string, unknown> = {}
  return (value) => {
    if (!isObject(value)) return []
    const { type, index } = value
    const block = value['content_block']
    const delta = isObject(value['delta']) ? value['delta'] : {}
    if (type === 'message_start' && isObject(value['message'])) {
      Object.assign(usage, value['message']['usage'])
      return [toChunk({}, { id: value['message']['id'], usage: countTokens(usage) })]
    }
    if (type === 'content_block_start' && isObject(block)) return readStart(block, index)
    if (type === 'content_block_delta') return readDelta(delta, index)
    if (type === 'message_delta') {
      // Counts that are null or missing here have not changed.
      for (const [name, count] of Object.entries(isObject(value['usage']) ? value['usage'] : {}))
        if (typeof count === 'number') usage[name] = count
      const reason = delta['stop_reason']
      const finish = typeof reason === 'string' ? { finish: FINISHES[reason] ?? 'stop' } : {}
      return [toChunk({}, { ...finish, usage: countTokens(usage) })]
    }
    return type === 'message_stop' ? [{ type: 'done' }] : []
  }
}

function readStart(block: Record<string, unknown>, index: unknown): StreamItem[] {
  const { type } = block
  if (type === 'text' && block['text']) return [toChunk({ content: block['text'] })]
  if (type === 'thinking' && block['thinking']) return [toChunk({ reasoning_content: block['thinking'] })]
  if (type === 'redacted_thinking') return [toChunk({ encrypted_thought: wrapRedacted(String(block['data'])) })]
  if (type !== 'tool_use') return []
  // The arguments come in pieces; a server that sends them at once puts them here.
  const input = isObject(block['input']) && Object.keys(block['input']).length > 0 ? JSON.stringify(block['input']) : ''
  return [toChunk({ tool_calls: [{ index, id: block['id'], function: { name: block['name'], arguments: input } }] })]
}

function readDelta(delta: Record<string, unknown>, index: unknown): StreamItem[] {
  const { type } = delta
  if (type === 'text_delta') return [toChunk({ content: delta['text'] })]
  if (type === 'thinking_delta') return [toChunk({ reasoning_content: delta['thinking'] })]
  if (type === 'signature_delta') return [toChunk({ encrypted_thought: delta['signature'] })]
  if (type !== 'input_json_delta') return []
  return [toChunk({ tool_calls: [{ index, function: { arguments: delta['partial_json'] } }] })]
}

/** Anthropic counts the input that was read from the cache, or written to it, apart from the rest. */
function countTokens(usage: Record<string, unknown>): object {
  const count = (name: string) => (typeof usage[name] === 'number' ? usage[name] : 0)
  const read = count('cache_read_input_tokens')
  const written = count('cache_creation_input_tokens')
  return {
    prompt_tokens: count('input_tokens') + read + written,
    completion_tokens: count('output_tokens'),
    cached_tokens: read,
    ...(written > 0 ? { written_tokens: written } : {}),
  }
}
