// Reads the events of Gemini as chunks of chat completions.

import { isObject } from '../../sys/json-reading.ts'
import type { StreamItem } from '../stream/event-decoder.ts'
import { toChunk } from './speaker.ts'

/** The field of a call's extras that holds its signature, as Kimi CLI names it. */
export const SIGNATURE_FIELD = 'thought_signature_b64'

const FINISHES: Record<string, string> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  MALFORMED_FUNCTION_CALL: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  OTHER: 'error',
}
/** All other reasons of Google are kinds of a filter: SAFETY, RECITATION, BLOCKLIST, PROHIBITED_CONTENT, SPII… */
const FILTERED = 'content_filter'

export function createGeminiReader(): (value: unknown) => StreamItem[] {
  let calls = 0
  return (value) => {
    if (!isObject(value)) return []
    const candidates: unknown[] = Array.isArray(value['candidates']) ? value['candidates'] : []
    const candidate = isObject(candidates[0]) ? candidates[0] : {}
    const content = isObject(candidate['content']) ? candidate['content'] : {}
    const parts: unknown[] = Array.isArray(content['parts']) ? content['parts'] : []
    const items = parts.filter(isObject).flatMap((part) => {
      if (isObject(part['functionCall'])) return [readCall(part, part['functionCall'], calls++)]
      return typeof part['text'] === 'string' ? [readText(part['text'], part['thought'] === true)] : []
    })
    const usage = isObject(value['usageMetadata']) ? { usage: countTokens(value['usageMetadata']) } : {}
    const reason = readFinish(value, candidate)
    const finish = reason === null ? {} : { finish: reason === 'stop' && calls > 0 ? 'tool_calls' : reason }
    return [...items, toChunk({}, { id: value['responseId'], ...finish, ...usage })]
  }
}

function readText(text: string, isThought: boolean): StreamItem {
  return toChunk(isThought ? { reasoning_content: text } : { content: text })
}

/** Calls come whole. */
function readCall(part: Record<string, unknown>, call: Record<string, unknown>, index: number): StreamItem {
  const signature = part['thoughtSignature']
  const extras = typeof signature === 'string' ? { extras: { [SIGNATURE_FIELD]: signature } } : {}
  const called = { name: call['name'], arguments: JSON.stringify(call['args'] ?? {}) }
  return toChunk({ tool_calls: [{ index, id: call['id'], function: called, ...extras }] })
}

function readFinish(value: Record<string, unknown>, candidate: Record<string, unknown>): string | null {
  const feedback = value['promptFeedback']
  if (isObject(feedback) && typeof feedback['blockReason'] === 'string') return FILTERED
  const reason = candidate['finishReason']
  return typeof reason === 'string' ? (FINISHES[reason] ?? FILTERED) : null
}

function countTokens(usage: Record<string, unknown>): object {
  const count = (name: string) => (typeof usage[name] === 'number' ? usage[name] : 0)
  return {
    prompt_tokens: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    completion_tokens: count('candidatesTokenCount') + count('thoughtsTokenCount'),
    cached_tokens: count('cachedContentTokenCount'),
  }
}
