// The events of a turn as messages: one for each step, one for each tool result.

import { toolMessage } from '../../protocol/tool-result.ts'
import { textOf, toContent, type ContentPart, type Message, type ToolCall } from '../../protocol/message.ts'
import type { TokenUsage, WireEvent } from '../../protocol/wire.ts'
import { addUsage, createUsage } from '../../view/turn-state.ts'

export interface MessageCollector {
  take(event: WireEvent): void
  /** Hands over the message that is still open. */
  finish(): void
  /** The text of the last step that had any. */
  readonly finalText: string
  readonly usage: TokenUsage
  readonly steps: number
}

/** `onMessage` is called with each message as soon as it is complete. */
export function createMessageCollector(onMessage: (message: Message) => void): MessageCollector {
  let parts: ContentPart[] = []
  let calls: ToolCall[] = []
  let finalText = ''
  let steps = 0
  const usage = createUsage()

  const flush = () => {
    if (parts.length === 0 && calls.length === 0) return
    const content = toContent(parts)
    if (textOf(content) !== '') finalText = textOf(content)
    const message: Message = { role: 'assistant', content }
    if (calls.length > 0) message.tool_calls = calls
    parts = []
    calls = []
    onMessage(message)
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
        case 'ContentPart':
          return addPart(parts, event.payload)
        case 'ToolCall':
          return void calls.push(structuredClone(event.payload))
        case 'ToolCallPart':
          return growCall(calls.at(-1), event.payload.arguments_part ?? '')
        case 'ToolResult':
          flush()
          return onMessage(toolMessage(event.payload.tool_call_id, event.payload.return_value))
        case 'StatusUpdate':
          return addUsage(usage, event.payload.token_usage)
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

/** Text and thoughts that follow each other are one part. */
function addPart(parts: ContentPart[], part: ContentPart): void {
  const last = parts.at(-1)
  if (part.type === 'text' && last?.type === 'text') last.text += part.text
  else if (part.type === 'think' && last?.type === 'think') last.think += part.think
  else parts.push({ ...part })
}

function growCall(call: ToolCall | undefined, json: string): void {
  if (call) call.function.arguments = (call.function.arguments ?? '') + json
}
