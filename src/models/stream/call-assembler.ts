// Puts the pieces of tool calls together, whatever a server leaves out or repeats: indexes, ids, names, arguments.
//
// Calls are passed on one after the other: the pieces of a call go out as they come, and the next call begins when the one
// before it is whole. So its reader may start a call as soon as another one begins.

import { isObject } from '../../sys/json-reading.ts'
import type { ChatEvent } from '../chat-stream.ts'
import { createObjectScan, isEmptyObject, scanPiece, takeFresh, type ObjectScan } from './object-scan.ts'

interface AssembledCall {
  /** The server's index; null when it sends none. */
  index: number | null
  id: string
  name: string
  args: ObjectScan
  extras: Record<string, unknown> | null
  isSent: boolean
}

export interface CallAssembly {
  calls: AssembledCall[]
  /** Index in `calls` of the one whose pieces are passed on. */
  current: number
  /** Names of the tools that the model was offered. */
  names: ReadonlySet<string>
}

export function createCallAssembly(names: ReadonlySet<string>): CallAssembly {
  return { calls: [], current: 0, names }
}

/** Takes an entry of `tool_calls`, or the older `function_call` in the same form. */
export function takeCallPiece(assembly: CallAssembly, entry: unknown): ChatEvent[] {
  if (!isObject(entry)) return []
  const inner = isObject(entry['function']) ? entry['function'] : entry
  const piece = {
    index: Number.isInteger(entry['index']) ? Number(entry['index']) : null,
    id: toText(entry['id']),
    name: toText(inner['name']),
    args: toArguments(inner['arguments']),
  }
  if (piece.id === '' && piece.name === '' && piece.args === '') return []
  let call = findCall(assembly.calls, piece)
  if (!call || beginsAnother(call, piece, assembly.names)) {
    call = { index: piece.index, id: '', name: '', args: createObjectScan(), extras: null, isSent: false }
    assembly.calls.push(call)
  }
  if (call.id === '') call.id = piece.id
  if (isObject(entry['extras'])) call.extras = entry['extras']
  takeName(call, piece.name)
  // A server that sends all arguments so far instead of the next piece sends what we have, and more.
  const { text, isWhole } = call.args
  const repeats = text.length > 1 && !isWhole && piece.args.length > text.length && piece.args.startsWith(text)
  scanPiece(call.args, repeats ? piece.args.slice(text.length) : piece.args)
  return passOn(assembly, false)
}

/** Passes on what was held back: the answer has ended. */
export function endCalls(assembly: CallAssembly): ChatEvent[] {
  return passOn(assembly, true)
}

interface CallPiece {
  index: number | null
  id: string
  name: string
  args: string
}

/** The call that the piece may belong to: of its index the one with its id, else the last one. */
function findCall(calls: readonly AssembledCall[], { index, id }: CallPiece): AssembledCall | undefined {
  const own = index === null ? calls : calls.filter((call) => call.index === index)
  return (id === '' ? undefined : own.findLast((call) => call.id === id)) ?? own.at(-1)
}

/** True when the piece begins a call of its own, although the server gave it the place of an earlier one. */
function beginsAnother(call: AssembledCall, piece: CallPiece, names: ReadonlySet<string>): boolean {
  const hasOtherId = piece.id !== '' && call.id !== '' && piece.id !== call.id
  const hasOtherName = piece.name !== '' && piece.name !== call.name
  const { isWhole, text } = call.args
  // Some servers give each piece of one call another id: then it has no name, or the arguments have not ended.
  if (hasOtherId) return isWhole || (piece.name !== '' && (hasOtherName || text === ''))
  if (piece.name === '' || call.name === '') return false
  if (isWhole) return hasOtherName || (piece.id === '' && piece.args !== '' && piece.args !== text)
  if (text !== '') return hasOtherName
  return hasOtherName && names.has(call.name) && names.has(piece.name)
}

/** A name comes whole, in pieces, or whole again with each piece of the arguments. */
function takeName(call: AssembledCall, name: string): void {
  if (name === '' || name === call.name || call.isSent) return
  call.name = name.startsWith(call.name) ? name : call.name + name
}

function passOn(assembly: CallAssembly, isEnd: boolean): ChatEvent[] {
  const events: ChatEvent[] = []
  for (;;) {
    const { calls, current } = assembly
    const call = calls[current]
    if (!call) return events
    const hasNext = current < calls.length - 1
    const { text, isWhole } = call.args
    const isDone = isEnd || (isWhole && hasNext)
    if (!isDone && (call.name === '' || isEmptyObject(text))) return events
    events.push(...sendArguments(call, current))
    if (!isDone) return events
    assembly.current++
  }
}

function sendArguments(call: AssembledCall, index: number): ChatEvent[] {
  const text = takeFresh(call.args)
  if (call.isSent) return text === '' ? [] : [{ type: 'tool_call_part', index, arguments: text }]
  call.isSent = true
  const extras = call.extras === null ? {} : { extras: call.extras }
  return [{ type: 'tool_call', index, id: call.id, name: call.name, arguments: text, ...extras }]
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

function toArguments(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : ''
}
