// The messages of a conversation, spelled as Kimi CLI spells them in context.jsonl and on the wire.

export interface MediaUrl {
  /** https, or a data URL. */
  url: string
  id: string | null
}

export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'think'; think: string; encrypted: string | null }
  | { type: 'image_url'; image_url: MediaUrl }
  | { type: 'audio_url'; audio_url: MediaUrl }
  | { type: 'video_url'; video_url: MediaUrl }

export type Content = string | ContentPart[]

export interface ToolCall {
  type: 'function'
  id: string
  /** `arguments` is JSON text, as the model wrote it. */
  function: { name: string; arguments: string | null }
  extras?: Record<string, unknown> | null
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool'
  content: Content
  tool_calls?: ToolCall[]
  tool_call_id?: string
  name?: string
}

/** Stores a single text part as plain text, as Kimi CLI does, and everything else as a list. */
export function toContent(parts: readonly ContentPart[]): Content {
  const [first] = parts
  if (first === undefined) return ''
  return parts.length === 1 && first.type === 'text' ? first.text : [...parts]
}

export function partsOf(content: Content): ContentPart[] {
  if (typeof content !== 'string') return content
  return content === '' ? [] : [{ type: 'text', text: content }]
}

/** The text parts, without thinking and media. */
export function textOf(content: Content): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** Supplementary facts for the model, in the tag that Kimi CLI's prompts explain. */
export function systemNote(text: string): string {
  return `<system>${text}</system>`
}

/** An instruction to the model that comes from kimi and not from the user. */
export function systemReminder(text: string): string {
  return `<system-reminder>\n${text}\n</system-reminder>`
}
