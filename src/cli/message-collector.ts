// Puts the events of a turn together again: one message for each step, one for each tool result.

import { textOf, toContent, type ContentPart, type Message, type ToolCall } from '../protocol/message.ts'
import { toolMessage } from '../protocol/tool-result.ts'
import type { TokenUsage, WireEvent } from '../protocol/wire.ts'

export interface MessageCollector {
  take(event: WireEvent): void
  /** Hands over what is still open. */
  finish(): void
  /** The text of the last step that had any. */
  readonly finalText: string
  readonly usage: TokenUsage
  readonly steps: number
}

/** `said` is called with each message as soon as it is whole. */
export function createMessageCollector(said: (message: Message) => void): MessageCollector {
  let parts: ContentPart[] = []
  let calls: ToolCall[] = []
  let finalText = ''
  let steps = 0
  const usage: TokenUsage = { input_other: 0, output: 0, input_cache_read: 0, input_cache_creation: 0 }

  const flush = () => {
    if (parts.length === 0 && calls.length === 0) return
    const content = toContent(parts)
    if (textOf(content) !== '') finalText = textOf(content)
    const message: Message = { role: 'assistant', content }
    if (calls.length > 0) message.tool_calls = calls
    parts = []
    calls = []
    said(message)
  }
  return {
    take(event) {
      switch (event.type) {
        case 'StepBegin':
          steps++
          return flush()
        case 'StepRetry':
          parts = []
          calls = []
          return
        case 'ContentPart': {
          const last = parts.at(-1)
          const part = event.payload
          if (part.type === 'text' && last?.type === 'text') last.text += part.text
          else if (part.type === 'think' && last?.type === 'think') last.think += part.think
          else parts.push({ ...part })
          return
        }
        case 'ToolCall':
          return void calls.push(structuredClone(event.payload))
        case 'ToolCallPart': {
          const call = calls.at(-1)
          if (call) call.function.arguments = (call.function.arguments ?? '') + event.payload.arguments_part
          return
        }
        case 'ToolResult':
          flush()
          return said(toolMessage(event.payload.tool_call_id, event.payload.return_value))
        case 'StatusUpdate': {
          const told = event.payload.token_usage
          if (told) for (const key of Object.keys(usage) as (keyof TokenUsage)[]) usage[key] += told[key]
        }
      }
    },
    finish: flush,
    get finalText() {
      return finalText
    },
    usage,
    get steps() {
      return steps
    },
  }
}
