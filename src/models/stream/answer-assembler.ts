// Puts an answer together from the chunks of an OpenAI-compatible stream: a function of the state and a chunk, with no other
// input. Chunks are untrusted: any field may hold any value. The shapes that servers are known for are in
// test/fixtures/streams.

import { isObject } from '../../sys/json-reading.ts'
import type { ChatEvent, EndReason } from '../chat-stream.ts'
import { createCallAssembly, endCalls, takeCallPiece, type CallAssembly } from './call-assembler.ts'
import { createMarkedText, endText, takeText, type MarkedText } from './marked-text.ts'
import { createPlaceholder, endPlaceholder, takePlaceholder, type Placeholder } from './placeholder-text.ts'

type Usage = Extract<ChatEvent, { type: 'usage' }>

export interface AnswerState {
  /** The provider's name for the answer, at most ID_LIMIT_CHARS of it; null so far. */
  id: string | null
  /** The reason for the end that the model gave, or null so far. */
  finish: EndReason | 'broken' | null
  /** The last usage that the provider sent. */
  usage: Usage | null
  /** True once a text or a call has come. */
  hasAnswer: boolean
  /** The parts of the answer that came as pieces: a whole message at the end repeats them. */
  has: { content: boolean; thoughts: boolean; calls: boolean }
  /** The number of chunks that brought a part of the answer: others only keep the connection alive. */
  pieces: number
  placeholder: Placeholder
  content: MarkedText
  thoughts: MarkedText
  calls: CallAssembly
}

/**
 * @param toolNames the tools that the request offers
 * @param takesRawCalls true when calls in Kimi's own form may be taken from the text (raw-calls.ts says when)
 */
export function createAnswer(toolNames: readonly string[] = [], takesRawCalls = false): AnswerState {
  const names = new Set(toolNames)
  const rawNames = takesRawCalls && names.size > 0 ? names : null
  return {
    id: null,
    finish: null,
    usage: null,
    hasAnswer: false,
    has: { content: false, thoughts: false, calls: false },
    pieces: 0,
    placeholder: createPlaceholder(),
    content: createMarkedText('text', rawNames),
    thoughts: createMarkedText('think', rawNames),
    calls: createCallAssembly(names),
  }
}

/** Every event of a client's status carries the id. */
const ID_LIMIT_CHARS = 200

const END_REASONS: Record<string, AnswerState['finish']> = {
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  content_filter: 'filtered',
  sensitive: 'filtered',
  safety: 'filtered',
  tool_calls: 'tool_calls',
  tool_use: 'tool_calls',
  function_call: 'tool_calls',
  // The server gave up: DeepSeek for want of machines, vLLM and SGLang when a request is aborted, OpenRouter for any error.
  insufficient_system_resource: 'broken',
  abort: 'broken',
  error: 'broken',
  network_error: 'broken',
}

/** Applies the next chunk to the state, in place, and gives what the reader can be told. */
export function takeChunk(state: AnswerState, chunk: unknown): ChatEvent[] {
  if (!isObject(chunk)) return []
  const { id } = chunk
  if (typeof id === 'string' && id !== '') state.id ??= id.slice(0, ID_LIMIT_CHARS)
  const choices: unknown[] = Array.isArray(chunk['choices']) ? chunk['choices'] : []
  const choice = choices.find((each) => isObject(each) && !each['index']) ?? null
  // Moonshot puts the usage into the choice, OpenAI beside the choices.
  state.usage = readUsage(chunk['usage']) ?? (isObject(choice) ? readUsage(choice['usage']) : null) ?? state.usage
  if (!isObject(choice)) return []
  const { delta, message, finish_reason: finish } = choice
  if (typeof finish === 'string' && finish !== '') state.finish ??= END_REASONS[finish.toLowerCase()] ?? 'stop'
  const events = isObject(delta) ? readParts(state, delta, true) : []
  if (isObject(message)) events.push(...readParts(state, message, false))
  return events
}

/** The answer has ended; `isGood`: as it should. Gives what was held back. */
export function endAnswer(state: AnswerState, isGood: boolean): ChatEvent[] {
  const held: ChatEvent[] = takeText(state.content, endPlaceholder(state.placeholder))
  const events = endCalls(state.calls)
  const hasEnded = isGood && (state.finish === null || state.finish === 'stop' || state.finish === 'tool_calls')
  const wish = state.calls.calls.length > 0 ? 'drop' : hasEnded ? 'call' : 'show'
  const thoughts = endText(state.thoughts, wish === 'call' && state.has.content ? 'show' : wish)
  const content = endText(state.content, wish)
  const calls = [...thoughts.calls, ...content.calls].map((call, index): ChatEvent => ({
    type: 'tool_call',
    index,
    ...call,
  }))
  return note(state, [...held, ...thoughts.pieces, ...content.pieces, ...events, ...calls])
}

/** Reads a delta, or a whole message: of that the parts that did not come as pieces. */
function readParts(state: AnswerState, parts: Record<string, unknown>, isDelta: boolean): ChatEvent[] {
  const { has } = state
  const events: ChatEvent[] = []
  const { text, thoughts } = readContent(parts)
  const calls = Array.isArray(parts['tool_calls']) ? (parts['tool_calls'] as unknown[]) : []
  const legacy = isObject(parts['function_call']) ? [parts['function_call']] : []
  if (thoughts !== '' && (isDelta || !has.thoughts)) events.push(...takeText(state.thoughts, thoughts))
  const encrypted = parts['encrypted_thought']
  if (typeof encrypted === 'string' && encrypted !== '') events.push({ type: 'think', text: '', encrypted })
  if (text !== '' && (isDelta || !has.content)) {
    events.push(...takeText(state.content, takePlaceholder(state.placeholder, text)))
  }
  if (isDelta || !has.calls) {
    for (const call of [...calls, ...legacy]) events.push(...takeCallPiece(state.calls, call))
  }
  has.thoughts ||= thoughts !== ''
  has.content ||= text !== ''
  has.calls ||= calls.length + legacy.length > 0
  if (text + thoughts !== '' || calls.length + legacy.length > 0) state.pieces++
  return note(state, events)
}

function note(state: AnswerState, events: ChatEvent[]): ChatEvent[] {
  state.hasAnswer ||= events.some((event) => event.type !== 'think')
  return events
}

const THOUGHT_FIELDS = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'reasoning_details']

/** The text and the thoughts of a delta. Servers send thoughts under several names, some under two at once. */
function readContent(parts: Record<string, unknown>): { text: string; thoughts: string } {
  const content = joinParts(parts['content'])
  // OpenAI gives the words with which a model declines in a field of their own.
  content.text += joinParts(parts['refusal']).text
  for (const field of THOUGHT_FIELDS) {
    const value = parts[field]
    if (!value) continue
    const { text, thoughts } = joinParts(value)
    if (thoughts + text !== '') return { text: content.text, thoughts: content.thoughts + thoughts + text }
  }
  return content
}

/** Content is a text, a part, or a list of parts, whose texts may again be lists. */
function joinParts(value: unknown, depth = 0): { text: string; thoughts: string } {
  if (typeof value === 'string') return { text: value, thoughts: '' }
  const joined = { text: '', thoughts: '' }
  if (depth > 4) return joined
  if (Array.isArray(value)) {
    for (const part of value as unknown[]) {
      const { text, thoughts } = joinParts(part, depth + 1)
      joined.text += text
      joined.thoughts += thoughts
    }
  } else if (isObject(value)) {
    const inner = joinParts(value['text'] ?? value['thinking'] ?? value['summary'] ?? value['content'], depth + 1)
    const isThought = /^(?:thinking|reasoning)/.test(String(value['type']))
    if (isThought) joined.thoughts = inner.thoughts + inner.text
    else Object.assign(joined, inner)
  }
  return joined
}

function readUsage(value: unknown): Usage | null {
  if (!isObject(value) || typeof value['prompt_tokens'] !== 'number') return null
  const details = isObject(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {}
  return {
    type: 'usage',
    input: value['prompt_tokens'],
    output: toCount(value['completion_tokens']),
    cached: toCount(value['cached_tokens'] ?? details['cached_tokens']),
    ...(typeof value['written_tokens'] === 'number' ? { written: value['written_tokens'] } : {}),
  }
}

function toCount(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0
}
