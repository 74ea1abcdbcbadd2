// The calls of a session as the editor knows them: each has an id that occurs once in the session, and is told as it begins, when its
// arguments are complete, while it prints, and when it has ended.

import type { SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk'
import type { TodoItem, ToolReturn } from '../protocol/wire.ts'
import { findCall, type CallItem, type TurnChange, type TurnState } from '../view/turns/turn-state.ts'
import {
  changedPlaces,
  fence,
  kindOf,
  locationsOf,
  readArguments,
  resultContent,
  outputContent,
  titleOf,
} from './tool-call-view.ts'

/** The agent that makes a call: `prefix` stands before the ids of its calls; `name` is the subagent's type, or ''. */
export interface CallOwner {
  prefix: string
  name: string
}

export interface CallBook {
  /** The updates for a change of the call. */
  show(change: TurnChange, item: CallItem, owner: CallOwner): SessionUpdate[]
  /** Tells of the calls whose arguments are complete by now. */
  settle(): SessionUpdate[]
  /** The calls of a failed attempt end. */
  discard(state: TurnState): SessionUpdate[]
  /** Calls of the turn without a result end: it was cancelled, or the daemon died. */
  finish(state: TurnState): SessionUpdate[]
  idOf(callId: string): string
  noteTerminal(callId: string, terminalId: string): SessionUpdate
}

interface Entry {
  id: string
  hasEnded: boolean
  terminalId: string | null
}

/** The entries of calls. Some models use an id again in a later step: the editor gets another one then. */
function createEntries() {
  const entries = new WeakMap<CallItem, Entry>()
  /** The newest call with each id, and with each id behind the prefix of its agent. */
  const newest = new Map<string, Entry>()
  const uses = new Map<string, number>()
  return {
    of: (item: CallItem) => entries.get(item),
    newest: (callId: string) => newest.get(callId),
    /** A call of an agent in the background may have begun in an earlier turn: then the editor knows it, and `item` stands for it. */
    adopt(item: CallItem, { prefix }: CallOwner): void {
      const known = newest.get(prefix + item.id)
      if (item.name === '' && known !== undefined && !known.hasEnded) entries.set(item, known)
    },
    add(item: CallItem, { prefix }: CallOwner): Entry {
      const plain = prefix + item.id
      const count = (uses.get(plain) ?? 0) + 1
      uses.set(plain, count)
      const entry: Entry = { id: count === 1 ? plain : `${plain}#${count}`, hasEnded: false, terminalId: null }
      entries.set(item, entry)
      newest.set(item.id, entry)
      newest.set(plain, entry)
      return entry
    },
  }
}

export function createCallBook(workDir: () => string): CallBook {
  const entries = createEntries()
  /** The calls whose arguments have grown since the editor was told. */
  const open = new Map<CallItem, CallOwner>()

  function begin(item: CallItem, owner: CallOwner): SessionUpdate {
    open.set(item, owner)
    return describeBegin(entries.add(item, owner), item, owner)
  }

  function complete(item: CallItem, owner: CallOwner): SessionUpdate[] {
    if (!entries.of(item)) entries.adopt(item, owner)
    // The call of a client that came in the middle of the turn is told with its result.
    const first = entries.of(item) ? [] : [begin(item, owner)]
    const entry = entries.of(item)!
    open.delete(item)
    if (entry.hasEnded || item.result === null) return first
    entry.hasEnded = true
    return [...first, ...describeEnd(entry, item.result, workDir())]
  }

  function fail(item: CallItem): SessionUpdate[] {
    const entry = entries.of(item)
    open.delete(item)
    if (entry === undefined || entry.hasEnded) return []
    entry.hasEnded = true
    return [update(entry.id, { status: 'failed' })]
  }

  return {
    settle() {
      const due = [...open]
      open.clear()
      return due.map(([item, owner]) => describeArguments(entries.of(item)!, item, owner, workDir()))
    },
    show(change, item, owner) {
      if (change.type === 'added') return [begin(item, owner)]
      if (change.type === 'completed') return complete(item, owner)
      const entry = entries.of(item)
      // A change that arrives after the call has ended, for example after it was given up, is ignored.
      if (entry === undefined || entry.hasEnded) return []
      if (change.type === 'grown') open.set(item, owner)
      if (change.type !== 'output' || entry.terminalId !== null) return []
      return [update(entry.id, contentOf(outputContent(fence(item.tail.trimEnd()))))]
    },
    discard: (state) => callsOf(state).flatMap((item) => (item.isDiscarded ? fail(item) : [])),
    finish: (state) => openCallsOf(state).flatMap(fail),
    idOf: (callId) => entries.newest(callId)?.id ?? callId,
    noteTerminal(callId, terminalId) {
      const entry = entries.newest(callId)
      if (entry) entry.terminalId = terminalId
      return update(entry?.id ?? callId, { content: [{ type: 'terminal', terminalId }] })
    },
  }
}

function describeBegin({ id }: Entry, { name, arguments: args }: CallItem, owner: CallOwner): SessionUpdate {
  const title = titleOf(name, args, owner.name) || 'Tool'
  return { sessionUpdate: 'tool_call', toolCallId: id, name, title, kind: kindOf(name), status: 'pending' }
}

function describeArguments(
  { id }: Entry,
  { name, arguments: args }: CallItem,
  owner: CallOwner,
  workDir: string,
): SessionUpdate {
  const rawInput = readArguments(args)
  const locations = locationsOf(name, args, workDir)
  return update(id, {
    status: 'in_progress',
    title: titleOf(name, args, owner.name) || 'Tool',
    ...(rawInput === undefined ? {} : { rawInput }),
    ...(locations.length === 0 ? {} : { locations }),
  })
}

function describeEnd({ id, terminalId }: Entry, result: ToolReturn, workDir: string): SessionUpdate[] {
  const changed = changedPlaces(result.display, workDir)
  return [
    update(id, {
      status: result.is_error ? 'failed' : 'completed',
      ...contentOf(resultContent(result, workDir, terminalId !== null)),
      ...(changed.length === 0 ? {} : { locations: changed }),
      rawOutput: { output: result.output, message: result.message },
    }),
    ...planOf(result),
  ]
}

function update(toolCallId: string, fields: Omit<ToolCallUpdate, 'toolCallId'>): SessionUpdate {
  return { sessionUpdate: 'tool_call_update', toolCallId, ...fields }
}

function contentOf(content: NonNullable<ToolCallUpdate['content']>): Pick<ToolCallUpdate, 'content'> {
  return content.length === 0 ? {} : { content }
}

function callsOf(state: TurnState): (CallItem & { isDiscarded?: true })[] {
  return state.items.filter((item) => item.kind === 'call')
}

/** The calls without a result, with those of subagents. Agents in the background go on after the turn: their own call has its result. */
function openCallsOf(state: TurnState): CallItem[] {
  return state.items.flatMap((item) => {
    if (item.kind === 'call') return item.result === null ? [item] : []
    if (item.kind !== 'subagent') return []
    const { call } = findCall(state, item.callId ?? '')
    return call?.result ? [] : openCallsOf(item.turn)
  })
}

const STATUS = { pending: 'pending', in_progress: 'in_progress', done: 'completed' } as const

/** The agent's list of things to do is ACP's plan. */
function planOf({ display }: ToolReturn): SessionUpdate[] {
  return display.flatMap((block): SessionUpdate[] => {
    if (block.type !== 'todo') return []
    const entries = block.items.map(({ title, status }: TodoItem) => ({
      content: title,
      status: STATUS[status],
      priority: 'medium' as const,
    }))
    return [{ sessionUpdate: 'plan', entries }]
  })
}
