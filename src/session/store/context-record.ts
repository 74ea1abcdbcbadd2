// Parses a line of context.jsonl, which Kimi CLI, an older version of this program or a disk error may have written.

import type { ContextRecord } from '../../agent/conversation.ts'
import type { Content, ContentPart, ToolCall } from '../../protocol/message.ts'
import { isObject, parseObject } from '../../sys/json-reading.ts'

/** The record, or null for a malformed line or an unknown role. */
export function parseRecord(line: string): ContextRecord | null {
  const value = parseObject(line)
  if (!value) return null
  const { role } = value
  switch (role) {
    case '_system_prompt':
      return typeof value['content'] === 'string' ? { role, content: value['content'] } : null
    case '_checkpoint':
      return isCount(value['id']) ? { role, id: value['id'] } : null
    case '_usage':
      return isCount(value['token_count']) ? { role, token_count: value['token_count'] } : null
    case '_call': {
      const { id, name, arguments: text } = value
      if (typeof id !== 'string' || typeof name !== 'string' || typeof text !== 'string') return null
      const said = value['said'] === undefined ? null : readContent(value['said'])
      return {
        role,
        id,
        name,
        arguments: text,
        ...(said === null ? {} : { said }),
        ...(value['waits'] === true ? { waits: true } : {}),
      }
    }
    case 'developer': // OpenAI's name for the system, which Kimi does not know
    case 'system':
    case 'user':
    case 'assistant':
    case 'tool': {
      const content = readContent(value['content'])
      if (content === null) return null
      const calls = readCalls(value['tool_calls'])
      const { tool_call_id: callId, name } = value
      if (role === 'tool' && typeof callId !== 'string') return null
      return {
        role: role === 'developer' ? 'system' : role,
        content,
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
        ...(typeof callId === 'string' ? { tool_call_id: callId } : {}),
        ...(typeof name === 'string' ? { name } : {}),
      }
    }
    default:
      return null
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function readContent(value: unknown): Content | null {
  if (typeof value === 'string') return value
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.flatMap((part) => readPart(part) ?? []) : null
}

/** The part with missing optional fields set to null; null for a malformed or unknown part. */
function readPart(value: unknown): ContentPart | null {
  if (!isObject(value)) return null
  const { type } = value
  if (type === 'text') return typeof value['text'] === 'string' ? { type, text: value['text'] } : null
  if (type === 'think') {
    const { think, encrypted } = value
    return typeof think === 'string'
      ? { type, think, encrypted: typeof encrypted === 'string' ? encrypted : null }
      : null
  }
  if (type !== 'image_url' && type !== 'audio_url' && type !== 'video_url') return null
  const media = value[type]
  if (!isObject(media) || typeof media['url'] !== 'string') return null
  const url = { url: media['url'], id: typeof media['id'] === 'string' ? media['id'] : null }
  if (type === 'image_url') return { type, image_url: url }
  return type === 'audio_url' ? { type, audio_url: url } : { type, video_url: url }
}

function readCalls(value: unknown): ToolCall[] {
  return Array.isArray(value) ? value.flatMap((call) => readCall(call) ?? []) : []
}

function readCall(value: unknown): ToolCall | null {
  if (!isObject(value) || !isObject(value['function'])) return null
  const { name, arguments: text } = value['function']
  if (typeof name !== 'string') return null
  const id = typeof value['id'] === 'string' ? value['id'] : ''
  const { extras } = value
  return {
    type: 'function',
    id,
    function: { name, arguments: typeof text === 'string' ? text : null },
    ...(isObject(extras) ? { extras } : {}),
  }
}
