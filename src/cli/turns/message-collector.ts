// The events of a turn as messages: one for each step, then one for each of its tool results. Calls run while their answer
// still streams, so a result may come before the answer is complete: then it waits.

import { toolMessage } from '../../protocol/tool-result.ts'
import { textOf, toContent, type ContentPart, type Message, type ToolCall } from '../../protocol/message.ts'
import type { TokenUsage, WireEvent } from '../../protocol/wire.ts'
import { addUsage, createUsage } from '../../view/turns/turn-state.ts'

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
  /** True once the answer of the step is complete, and handed over. */
  let isComplete = false
  let results: Message[] = []
  let finalText = ''
  let steps = 0
  const usage = createUsage()

  const drop = () => {
    parts = []
    calls = []
    results = []
  }
  const flush = () => {
    if (parts.length > 0 || calls.length > 0) {
      const content = toContent(parts)
      if (textOf(content) !== '') finalText = textOf(content)
      onMessage({ role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) })
    }
    for (const result of results) onMessage(result)
    drop()
  }
  return {
    take(event) {
      switch (event.type) {
        case 'StepBegin':
          steps++
          isComplete = false
          return flush()
        case 'StepRetry':
          return drop()
        case 'ContentPart':
          return addPart(parts, event.payload)
        case 'ToolCall':
          return void calls.push(structuredClone(event.payload))
        case 'ToolCallPart':
          return growCall(calls.at(-1), event.payload.arguments_part ?? '')
        case 'ToolResult':
          results.push(toolMessage(event.payload.tool_call_id, event.payload.return_value))
          return isComplete ? flush() : undefined
        case 'StatusUpdate':
          addUsage(usage, event.payload.token_usage)
          // The tokens of an answer are told when it is complete.
          if (event.payload.token_usage === null) return
          isComplete = true
          return flush()
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
