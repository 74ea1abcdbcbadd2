// What a crash left half done, made into a conversation that a provider accepts and a model can go on from: every call
// has a result directly behind it, and no result is without its call.

import type { ContextRecord } from '../../agent/conversation.ts'
import { systemNote, type Message, type ToolCall } from '../../protocol/message.ts'

export interface Repaired {
  records: ContextRecord[]
  /** What was done, for the log; empty when nothing was. */
  notes: string[]
}

const UNKNOWN = systemNote(
  'ERROR: interrupted. Nobody knows whether this ran or how far it came: look before you do it again.',
)
const STARTED = systemNote(
  'ERROR: interrupted while it ran. Nobody knows whether this ran to its end: look what it did before you do it again.',
)

/** Whether this is the result of a call that had begun when its process died. */
export function isStarted({ role, content }: Message): boolean {
  return role === 'tool' && content === STARTED
}

/** The call that a `_call` record announced. */
type Noted = Extract<ContextRecord, { role: '_call' }>

/**
 * Records that needed nothing come back as the same objects in the same order, so that the caller can tell an addition
 * at the end from a change in the middle. Equal ids in different messages are left: each result follows its own call.
 */
export function repairRecords(loaded: readonly ContextRecord[]): Repaired {
  const records: ContextRecord[] = []
  const notes: string[] = []
  /** Results that have been put behind their call already, from further down. */
  const moved = new Set<number>()
  /** Calls of the last answer that have no result yet: the id a result would carry → the call. */
  let open: { sentId: string; call: ToolCall }[] = []
  /** Announced, and in no answer so far. */
  let noted: Noted[] = []
  /** Ids that were announced since the last answer began. */
  let started = new Set<string>()

  const closeAnswer = (at: number) => {
    for (const { sentId, call } of open) {
      const late = findResult(loaded, at, sentId, moved)
      if (late >= 0) {
        moved.add(late)
        records.push(withId(loaded[late] as Message, call.id))
        notes.push(`moved the result of ${call.function.name} behind its call`)
      } else {
        records.push(resultOf(call, started.has(sentId) ? STARTED : UNKNOWN))
        notes.push(`${call.function.name} had no result`)
      }
    }
    open = []
    started = new Set()
  }
  const answerNoted = () => {
    if (noted.length === 0) return
    const calls = giveIds(noted.map(({ id, name, arguments: text }) => callOf(id, name, text))).calls
    records.push({ role: 'assistant', content: '', tool_calls: calls })
    for (const call of calls) records.push(resultOf(call, STARTED))
    notes.push(`kept that ${noted.map(({ name }) => name).join(', ')} may have run`)
    noted = []
  }

  for (const [at, record] of loaded.entries()) {
    if (moved.has(at)) continue
    switch (record.role) {
      case '_system_prompt':
      case '_usage':
        records.push(record)
        break
      case '_call':
        records.push(record)
        if (open.some(({ sentId }) => sentId === record.id)) started.add(record.id)
        else noted.push(record)
        break
      case 'tool': {
        const index = open.findIndex(({ sentId }) => sentId === record.tool_call_id)
        if (index < 0) {
          notes.push('left out a result without a call')
          break
        }
        const [{ call }] = open.splice(index, 1) as [{ sentId: string; call: ToolCall }]
        records.push(withId(record, call.id))
        break
      }
      case 'assistant': {
        closeAnswer(at)
        const sent = record.tool_calls ?? []
        const ids = new Set(sent.map(({ id }) => id))
        started = new Set(noted.filter(({ id }) => ids.has(id)).map(({ id }) => id))
        noted = noted.filter(({ id }) => !ids.has(id))
        answerNoted()
        const { calls, isChanged } = giveIds(sent)
        if (isChanged) notes.push('gave calls of one answer ids of their own')
        records.push(isChanged ? { ...record, tool_calls: calls } : record)
        open = calls.map((call, index) => ({ sentId: sent[index]!.id, call }))
        break
      }
      default: // a user's words, or a checkpoint: what came before is over
        closeAnswer(at)
        answerNoted()
        records.push(record)
    }
  }
  closeAnswer(loaded.length)
  answerNoted()
  return { records, notes }
}

/** A result that stands too late, after something that two writers put between; not beyond the next answer. */
function findResult(loaded: readonly ContextRecord[], from: number, id: string, taken: ReadonlySet<number>): number {
  for (let at = from; at < loaded.length; at++) {
    const record = loaded[at]!
    if (record.role === 'assistant') return -1
    if (record.role === 'tool' && record.tool_call_id === id && !taken.has(at)) return at
  }
  return -1
}

/** Within one answer ids must differ, and not be empty. */
function giveIds(sent: readonly ToolCall[]): { calls: ToolCall[]; isChanged: boolean } {
  const taken = new Set<string>()
  let isChanged = false
  const calls = sent.map((call) => {
    let { id } = call
    for (let number = 2; id === '' || taken.has(id); number++) id = `${call.id || 'call'}_${number}`
    taken.add(id)
    if (id === call.id) return call
    isChanged = true
    return { ...call, id }
  })
  return { calls, isChanged }
}

function callOf(id: string, name: string, text: string): ToolCall {
  return { type: 'function', id, function: { name, arguments: text } }
}

function resultOf(call: ToolCall, content: string): Message {
  return { role: 'tool', content, tool_call_id: call.id }
}

function withId(message: Message, id: string): Message {
  return message.tool_call_id === id ? message : { ...message, tool_call_id: id }
}
