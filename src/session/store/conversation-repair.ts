// Repairs a conversation that a crash left half done, so that a provider accepts it and a model can continue: every call
// has its result directly behind it, and no result is without its call.

import type { ContextRecord } from '../../agent/conversation.ts'
import { readableArguments } from '../../protocol/call-arguments.ts'
import { systemNote, type Message, type ToolCall } from '../../protocol/message.ts'
import { handleInSlices } from '../../sys/time-slices.ts'

export interface RepairResult {
  records: ContextRecord[]
  /** The repairs, one line each; empty when nothing was repaired. */
  notes: string[]
}

const UNKNOWN = systemNote(
  'ERROR: interrupted. Nobody knows whether this ran or how far it came: look before you do it again.',
)
const STARTED = systemNote(
  'ERROR: interrupted while it ran. Nobody knows whether this ran to its end: look what it did before you do it again.',
)

const WAITED = systemNote(
  'ERROR: interrupted while it waited for the user to allow it. It did NOT run. If it is still needed, make the same call again: the user is asked again.',
)

/** True for the result that a repair gave to a call which was running when its process died. */
export function isStarted({ role, content }: Message): boolean {
  return role === 'tool' && content === STARTED
}

/** The record that is written before a call runs. */
type Announcement = Extract<ContextRecord, { role: '_call' }>

interface Repair extends RepairResult {
  loaded: readonly ContextRecord[]
  /** Indices of results that were moved forward to their call. */
  moved: Set<number>
  /** Calls of the last answer that have no result yet, with the id that their result carries. */
  open: { sentId: string; call: ToolCall }[]
  /** Announced calls that no answer contains so far. */
  announced: Announcement[]
  /** Ids of the last answer's calls that were announced. */
  started: Set<string>
}

/**
 * Records that need no repair come back as the same objects in the same order, so that the caller can tell an addition at
 * the end from a change in the middle. Equal ids in different messages are left: each result follows its own call.
 */
export function repairRecords(loaded: readonly ContextRecord[]): RepairResult {
  const repair = beginRepair(loaded)
  for (const entry of loaded.entries()) addEntry(repair, entry)
  return endRepair(repair)
}

/** The same in slices of time. */
export async function repairInSlices(loaded: readonly ContextRecord[]): Promise<RepairResult> {
  const repair = beginRepair(loaded)
  await handleInSlices(loaded.entries(), (entry) => addEntry(repair, entry))
  return endRepair(repair)
}

function beginRepair(loaded: readonly ContextRecord[]): Repair {
  return { loaded, records: [], notes: [], moved: new Set(), open: [], announced: [], started: new Set() }
}

function addEntry(repair: Repair, [at, record]: [number, ContextRecord]): void {
  if (!repair.moved.has(at)) addRecord(repair, record, at)
}

function endRepair(repair: Repair): RepairResult {
  closeAnswer(repair, repair.loaded.length)
  answerAnnounced(repair)
  return { records: repair.records, notes: repair.notes }
}

function addRecord(repair: Repair, record: ContextRecord, at: number): void {
  switch (record.role) {
    case '_system_prompt':
    case '_usage':
      repair.records.push(record)
      break
    case '_call':
      repair.records.push(record)
      if (repair.open.some(({ sentId }) => sentId === record.id)) repair.started.add(record.id)
      else announce(repair, record)
      break
    case 'tool':
      addResult(repair, record)
      break
    case 'assistant':
      addAnswer(repair, record, at)
      break
    default: // the user's words or a checkpoint end the answer before
      closeAnswer(repair, at)
      answerAnnounced(repair)
      repair.records.push(record)
  }
}

/** A call that was allowed after it had waited is one call, which may have begun. */
function announce(repair: Repair, record: Announcement): void {
  repair.announced = [...repair.announced.filter(({ id, waits }) => !(waits && id === record.id)), record]
}

function addResult(repair: Repair, record: Message): void {
  const index = repair.open.findIndex(({ sentId }) => sentId === record.tool_call_id)
  const [answered] = index < 0 ? [] : repair.open.splice(index, 1)
  if (answered) repair.records.push(withId(record, answered.call.id))
  else repair.notes.push('left out a result without a call')
}

function addAnswer(repair: Repair, record: Message, at: number): void {
  closeAnswer(repair, at)
  const sent = record.tool_calls ?? []
  const ids = new Set(sent.map(({ id }) => id))
  repair.started = new Set(repair.announced.filter(({ id, waits }) => !waits && ids.has(id)).map(({ id }) => id))
  repair.announced = repair.announced.filter(({ id }) => !ids.has(id))
  answerAnnounced(repair)
  const { calls, isChanged } = makeIdsUnique(sent)
  if (isChanged) repair.notes.push('gave calls of one answer ids of their own')
  repair.records.push(isChanged ? { ...record, tool_calls: calls } : record)
  repair.open = calls.map((call, index) => ({ sentId: sent[index]!.id, call }))
}

/** Gives each open call its result: a late one from after index `at`, or else a message that it was interrupted. */
function closeAnswer(repair: Repair, at: number): void {
  const { loaded, moved, records, notes } = repair
  for (const { sentId, call } of repair.open) {
    const late = findLateResult(loaded, at, sentId, moved)
    if (late >= 0) {
      moved.add(late)
      records.push(withId(loaded[late] as Message, call.id))
      notes.push(`moved the result of ${call.function.name} behind its call`)
    } else {
      records.push(resultOf(call, repair.started.has(sentId) ? STARTED : UNKNOWN))
      notes.push(`${call.function.name} had no result`)
    }
  }
  repair.open = []
  repair.started = new Set()
}

/** Writes the answer that was lost with a crash: its announced calls, which may have run, with results that say so. */
function answerAnnounced(repair: Repair): void {
  const { announced, records, notes } = repair
  if (announced.length === 0) return
  const { calls } = makeIdsUnique(announced.map(({ id, name, arguments: text }) => callOf(id, name, text)))
  const content = announced.at(-1)?.said ?? ''
  records.push({ role: 'assistant', content, tool_calls: calls.map(withReadableArguments) })
  for (const [at, call] of calls.entries()) records.push(resultOf(call, announced[at]!.waits ? WAITED : STARTED))
  for (const { name, waits } of announced)
    notes.push(`kept that ${name} ${waits ? 'waited for the user' : 'may have run'}`)
  repair.announced = []
}

/** Index of a result that two writers' records have separated from its call, or -1. Stops at the next answer. */
function findLateResult(
  loaded: readonly ContextRecord[],
  from: number,
  id: string,
  moved: ReadonlySet<number>,
): number {
  for (let at = from; at < loaded.length; at++) {
    const record = loaded[at]!
    if (record.role === 'assistant') return -1
    if (record.role === 'tool' && record.tool_call_id === id && !moved.has(at)) return at
  }
  return -1
}

/** Providers refuse empty ids, and equal ids within one answer. */
function makeIdsUnique(sent: readonly ToolCall[]): { calls: ToolCall[]; isChanged: boolean } {
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

function withReadableArguments(call: ToolCall): ToolCall {
  const { name, arguments: text } = call.function
  return { ...call, function: { name, arguments: readableArguments(text) } }
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
