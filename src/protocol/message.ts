// What a conversation is made of, spelled as Kimi CLI spells it in context.jsonl and on the wire.

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

/** One text part is stored as plain text, as Kimi CLI does; everything else as a list. */
export function toContent(parts: readonly ContentPart[]): Content {
  const [first] = parts
  if (first === undefined) return ''
  return parts.length === 1 && first.type === 'text' ? first.text : [...parts]
}

export function partsOf(content: Content): ContentPart[] {
  if (typeof content !== 'string') return content
  return content === '' ? [] : [{ type: 'text', text: content }]
}

/** The text alone: no thinking, no media. */
export function textOf(content: Content): string {
  if (typeof content === 'string') return content
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

/** Supplementary facts for the model, in the tag Kimi CLI's prompts explain. */
export function systemNote(text: string): string {
  return `<system>${text}</system>`
}

/** A directive with authority, told apart from what the user wrote. */
export function systemReminder(text: string): string {
  return `<system-reminder>\n${text}\n</system-reminder>`
}
