// The result of a tool call: how a tool makes one, and how the model reads it.

import { partsOf, systemNote, type ContentPart, type Message } from './message.ts'
import type { DisplayBlock, ToolReturn } from './wire.ts'

/** A good result. `message` is a note about the output for the model, `display` what clients may draw. */
export function done(output: ToolReturn['output'], message = '', display: DisplayBlock[] = []): ToolReturn {
  return { is_error: false, output, message, display, extras: null }
}

/** An error that the model can react to. `brief` is a short text for the user; '' shows nothing. */
export function failed(message: string, brief: string, output: ToolReturn['output'] = ''): ToolReturn {
  return {
    is_error: true,
    output,
    message,
    display: brief === '' ? [] : [{ type: 'brief', text: brief }],
    extras: null,
  }
}

/** A result as a message for the model: the tool's note in a `<system>` tag, then its output (Kimi CLI's form). */
export function toolMessage(callId: string, { is_error: isError, message, output }: ToolReturn): Message {
  const parts: ContentPart[] = []
  if (message !== '') parts.push({ type: 'text', text: systemNote(isError ? `ERROR: ${message}` : message) })
  const shown = partsOf(output)
  if (shown.length > 0 && shown.every(({ type }) => type !== 'text'))
    parts.push({ type: 'text', text: systemNote('Tool returned non-text content.') })
  parts.push(...shown)
  if (parts.length === 0) parts.push({ type: 'text', text: systemNote('Tool output is empty.') })
  // Adjacent texts are joined into one string: every provider takes a string, not every one takes a list of parts.
  const isText = parts.every((part) => part.type === 'text')
  const content = isText ? parts.map((part) => (part as { text: string }).text).join('\n') : parts
  return { role: 'tool', content, tool_call_id: callId }
}
