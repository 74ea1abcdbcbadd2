// Turns the chunks of an OpenAI-compatible stream into events. Chunks are untrusted: any field may hold any value.

import type { ChatEvent, EndReason } from './chat-stream.ts'
import { isObject } from '../sys/json-reading.ts'

type Usage = Extract<ChatEvent, { type: 'usage' }>

export interface ChunkReader {
  read(chunk: unknown): ChatEvent[]
  /** The reason for the end that the model gave, or null so far. */
  readonly finish: EndReason | null
  /** The last usage that the provider sent. */
  readonly usage: Usage | null
  /** True once a text or a call has come. */
  readonly hasAnswer: boolean
  /** The provider's name for the answer; null so far. */
  readonly id: string | null
}

const END_REASONS: Record<string, EndReason> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'filtered',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
}

/** Every event of a client's status carries the id. */
const ID_LIMIT_CHARS = 200

export function createChunkReader(): ChunkReader {
  let finish: EndReason | null = null
  let usage: Usage | null = null
  let hasAnswer = false
  let id: string | null = null
  const openCalls = new Set<number>()

  function read(chunk: unknown): ChatEvent[] {
    if (!isObject(chunk)) return []
    if (isText(chunk['id'])) id ??= chunk['id'].slice(0, ID_LIMIT_CHARS)
    const choice: unknown = Array.isArray(chunk['choices']) ? chunk['choices'][0] : undefined
    // Moonshot puts the usage into the choice, OpenAI beside the choices.
    usage = readUsage(chunk['usage']) ?? (isObject(choice) ? readUsage(choice['usage']) : null) ?? usage
    if (!isObject(choice)) return []
    if (typeof choice['finish_reason'] === 'string') finish = END_REASONS[choice['finish_reason']] ?? 'stop'
    return isObject(choice['delta']) ? readDelta(choice['delta']) : []
  }

  function readDelta(delta: Record<string, unknown>): ChatEvent[] {
    const events: ChatEvent[] = []
    const think = delta['reasoning_content'] ?? delta['reasoning']
    if (isText(think)) events.push({ type: 'think', text: think })
    if (isText(delta['content'])) events.push({ type: 'text', text: delta['content'] })
    if (Array.isArray(delta['tool_calls'])) {
      for (const call of delta['tool_calls'] as unknown[]) if (isObject(call)) events.push(readCall(call))
    }
    hasAnswer ||= events.some((event) => event.type !== 'think')
    return events
  }

  function readCall(call: Record<string, unknown>): ChatEvent {
    const parts = isObject(call['function']) ? call['function'] : {}
    const index = Number.isInteger(call['index']) ? Number(call['index']) : Math.max(0, openCalls.size - 1)
    const args = isText(parts['arguments']) ? parts['arguments'] : ''
    if (openCalls.has(index)) return { type: 'tool_call_part', index, arguments: args }
    openCalls.add(index)
    return { type: 'tool_call', index, id: toText(call['id']), name: toText(parts['name']), arguments: args }
  }

  return {
    read,
    get finish() {
      return finish
    },
    get usage() {
      return usage
    },
    get hasAnswer() {
      return hasAnswer
    },
    get id() {
      return id
    },
  }
}

function readUsage(value: unknown): Usage | null {
  if (!isObject(value) || typeof value['prompt_tokens'] !== 'number') return null
  const details = isObject(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {}
  return {
    type: 'usage',
    input: value['prompt_tokens'],
    output: toCount(value['completion_tokens']),
    cached: toCount(value['cached_tokens'] ?? details['cached_tokens']),
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function toCount(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0
}
