// The beginning of an answer that was streaming when its process was killed. The conversation gets an answer when it is whole; its text is
// among the events that clients received, and the user has read it.

import { PROCESS_ENDED } from '../../agent/abort-reason.ts'
import type { ContextRecord } from '../../agent/conversation.ts'
import { textOf } from '../../protocol/message.ts'
import type { WireEvent } from '../../protocol/wire.ts'
import { readWireTail } from './wire-tail.ts'

/** The records to append to the conversation: the text and a note; none where the last turn has ended or has said nothing. */
export function findCutAnswer(wirePath: string, records: readonly ContextRecord[]): ContextRecord[] {
  const last = records.findLast(({ role }) => !role.startsWith('_'))
  if (last === undefined || last.role === 'assistant') return []
  const text = readCutText(dropNewTurn(readWireTail(wirePath, 2).events))
  const isKept = records.some((record) => record.role === 'assistant' && textOf(record.content) === text)
  if (isKept || text.trim() === '') return []
  return [
    { role: 'assistant', content: [{ type: 'text', text }] },
    { role: 'user', content: PROCESS_ENDED },
  ]
}

/** Leaves out the turn for which the conversation is read: it has no step yet. */
function dropNewTurn(events: readonly WireEvent[]): readonly WireEvent[] {
  const begin = events.findLastIndex(({ type }) => type === 'TurnBegin')
  const hasStep = events.slice(begin).some(({ type }) => type === 'StepBegin')
  return hasStep ? events : events.slice(0, Math.max(0, begin))
}

const BEGINS: readonly WireEvent['type'][] = ['StepBegin', 'StepRetry', 'ToolCall']
const ENDS: readonly WireEvent['type'][] = ['TurnEnd', 'StepInterrupted']

/** The text of the last step; '' when that has ended, or has called a tool: then the conversation has both. */
function readCutText(events: readonly WireEvent[]): string {
  let text = ''
  for (const event of events) {
    if (BEGINS.includes(event.type) || ENDS.includes(event.type)) text = ''
    else if (event.type === 'ContentPart' && event.payload.type === 'text') text += event.payload.text
  }
  return text
}
