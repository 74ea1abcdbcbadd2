// Reads the events of OpenAI's Responses as chunks of chat completions.

import { isObject } from '../../sys/json-reading.ts'
import type { StreamItem } from '../stream/event-decoder.ts'
import { toChunk } from './speaker.ts'

type Fields = Record<string, unknown>

interface ResponsesReading {
  /** Output items of which a piece has come. */
  begun: Set<unknown>
  hasCalls: boolean
  /** A summary of thoughts has begun: the next one is a paragraph of its own. */
  hasSummary: boolean
}

export function createResponsesReader(): (value: unknown) => StreamItem[] {
  const reading: ResponsesReading = { begun: new Set(), hasCalls: false, hasSummary: false }
  return (value) => (isObject(value) ? read(value, reading) : [])
}

function read(event: Fields, reading: ResponsesReading): StreamItem[] {
  const { type, output_index: index, delta } = event
  const item = isObject(event['item']) ? event['item'] : {}
  const response = isObject(event['response']) ? event['response'] : {}
  switch (type) {
    case 'response.created':
      return [toChunk({}, { id: response['id'] })]
    case 'response.output_item.added':
      return item['type'] === 'function_call' ? beginCall(item, index, reading) : []
    case 'response.function_call_arguments.delta':
      reading.begun.add(index)
      return [toChunk({ tool_calls: [{ index, function: { arguments: delta } }] })]
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      reading.begun.add(index)
      return [toChunk({ content: delta })]
    case 'response.reasoning_summary_part.added': {
      const isNext = reading.hasSummary
      reading.hasSummary = true
      return isNext ? [toChunk({ reasoning_content: '\n\n' })] : []
    }
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return [toChunk({ reasoning_content: delta })]
    case 'response.output_item.done':
      return endItem(item, index, reading)
    case 'response.completed':
    case 'response.incomplete':
      return endAnswer(response, reading)
    case 'response.failed':
      return [{ type: 'error', value: response['error'] ?? response }]
    case 'error':
      return [{ type: 'error', value: event }]
    default:
      return []
  }
}

function beginCall(item: Fields, index: unknown, reading: ResponsesReading): StreamItem[] {
  reading.hasCalls = true
  return [toChunk({ tool_calls: [{ index, id: item['call_id'], function: { name: item['name'], arguments: '' } }] })]
}

/** A whole item: of it what did not come in pieces. */
function endItem(item: Fields, index: unknown, reading: ResponsesReading): StreamItem[] {
  const { type } = item
  if (type === 'reasoning') {
    const encrypted = item['encrypted_content']
    reading.hasSummary = false
    return typeof encrypted === 'string' && encrypted !== '' ? [toChunk({ encrypted_thought: encrypted })] : []
  }
  if (reading.begun.has(index)) return []
  if (type === 'function_call') {
    reading.hasCalls = true
    const called = { name: item['name'], arguments: item['arguments'] }
    return [toChunk({ tool_calls: [{ index, id: item['call_id'], function: called }] })]
  }
  const parts: unknown[] = type === 'message' && Array.isArray(item['content']) ? item['content'] : []
  const text = parts.map((part) => (isObject(part) ? (part['text'] ?? part['refusal'] ?? '') : '')).join('')
  return text === '' ? [] : [toChunk({ content: text })]
}

function endAnswer(response: Fields, { hasCalls }: ResponsesReading): StreamItem[] {
  const details = isObject(response['incomplete_details']) ? response['incomplete_details'] : {}
  const limit = details['reason'] === 'content_filter' ? 'content_filter' : 'length'
  const finish = response['status'] === 'incomplete' ? limit : hasCalls ? 'tool_calls' : 'stop'
  const usage = isObject(response['usage']) ? response['usage'] : {}
  const input = isObject(usage['input_tokens_details']) ? usage['input_tokens_details'] : {}
  const counts = {
    prompt_tokens: usage['input_tokens'],
    completion_tokens: usage['output_tokens'],
    cached_tokens: input['cached_tokens'],
    ...(typeof input['cache_write_tokens'] === 'number' ? { written_tokens: input['cache_write_tokens'] } : {}),
  }
  return [toChunk({}, { id: response['id'], finish, usage: counts }), { type: 'done' }]
}
