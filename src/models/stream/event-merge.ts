// Joins the events that came at once: a model that sends a few letters at a time would cost its readers as much for each
// of them as for a paragraph.

import type { ChatEvent } from '../chat-stream.ts'

/** Longer events are cut: clients take frames of a limited length, and a whole answer may come as one. */
const EVENT_CHARS = 64 * 1024

/** The same events, with neighbours that continue each other as one, up to a limit. */
export function mergeEvents(events: readonly ChatEvent[]): ChatEvent[] {
  return joinEvents(events).flatMap((event) => (isLong(event) ? cutEvent(event) : event))
}

function joinEvents(events: readonly ChatEvent[]): ChatEvent[] {
  const merged: ChatEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (event.type === 'think' && last?.type === 'think' && last.encrypted === undefined) {
      last.text += event.text
      if (event.encrypted !== undefined) last.encrypted = event.encrypted
    } else if (event.type === 'text' && last?.type === 'text') last.text += event.text
    else if (event.type === 'tool_call_part' && isOfCall(last, event.index)) last.arguments += event.arguments
    else merged.push({ ...event })
  }
  return merged
}

type CallEvent = Extract<ChatEvent, { type: 'tool_call' | 'tool_call_part' }>

function isOfCall(event: ChatEvent | undefined, index: number): event is CallEvent {
  return (event?.type === 'tool_call' || event?.type === 'tool_call_part') && event.index === index
}

type PieceEvent = Extract<ChatEvent, { type: 'text' | 'think' }> | CallEvent

function isLong(event: ChatEvent): event is PieceEvent {
  if (event.type === 'text' || event.type === 'think') return event.text.length > EVENT_CHARS
  return (event.type === 'tool_call' || event.type === 'tool_call_part') && event.arguments.length > EVENT_CHARS
}

function cutEvent(event: PieceEvent): ChatEvent[] {
  if (event.type === 'text') return cutText(event.text).map((text) => ({ ...event, text }))
  if (event.type === 'think') {
    const pieces = cutText(event.text)
    // Only the last piece of a thought holds the fields that the provider wants back with it.
    return pieces.map((text, at) => (at < pieces.length - 1 ? { type: 'think', text } : { ...event, text }))
  }
  const [first = '', ...rest] = cutText(event.arguments)
  const { index } = event
  return [
    { ...event, arguments: first },
    ...rest.map((text): ChatEvent => ({ type: 'tool_call_part', index, arguments: text })),
  ]
}

/** Pieces of the text; no character is cut in two. */
function cutText(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const end = at + EVENT_CHARS
    const isInside = /[\udc00-\udfff]/.test(text.charAt(end)) && /[\ud800-\udbff]/.test(text.charAt(end - 1))
    const next = isInside ? end - 1 : end
    pieces.push(text.slice(at, next))
    at = next
  }
  return pieces
}
