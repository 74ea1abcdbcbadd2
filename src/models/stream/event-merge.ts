// Joins the events that came at once: a model that sends a few letters at a time would cost its readers as much for each
// of them as for a paragraph.

import type { ChatEvent } from '../chat-stream.ts'

/** The same events, with neighbours that continue each other as one. */
export function mergeEvents(events: readonly ChatEvent[]): ChatEvent[] {
  const merged: ChatEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if ((event.type === 'text' || event.type === 'think') && last?.type === event.type) last.text += event.text
    else if (event.type === 'tool_call_part' && isOfCall(last, event.index)) last.arguments += event.arguments
    else merged.push({ ...event })
  }
  return merged
}

type CallEvent = Extract<ChatEvent, { type: 'tool_call' | 'tool_call_part' }>

function isOfCall(event: ChatEvent | undefined, index: number): event is CallEvent {
  return (event?.type === 'tool_call' || event?.type === 'tool_call_part') && event.index === index
}
