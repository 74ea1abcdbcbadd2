// The lines of the moment, which others replace as the turn goes on: calls at work with the last lines of their output,
// thoughts, and the wait for a model.

import { sanitiseText } from '../../safety/text/sanitiser.ts'
import { describeCall, nameCall } from '../call-line.ts'
import { cutLine } from '../cell-text.ts'
import { paint, type PrintStyle } from '../print-style.ts'
import { describeRetryNow } from './retry-line.ts'
import { hasBrokenOff, type CallItem, type SubagentItem, type TurnState } from './turn-state.ts'

const TAIL_LINES = 3
/** So long nothing is said about a wait, or about the time that a call takes. */
const PATIENCE_MS = 1_000

/** `calls`: indexes of the calls at work. `now`: of the clock of the state. */
export function describeWork(turn: TurnState, calls: readonly number[], style: PrintStyle, now: number): string[] {
  const shown = calls.flatMap((index) => describeRunning(turn, index, style, now))
  return shown.length > 0 ? shown : describeWait(turn, style, now)
}

function describeRunning(turn: TurnState, index: number, style: PrintStyle, now: number): string[] {
  const call = turn.items[index] as CallItem
  const ms = now - call.beganAt
  const note = ms < PATIENCE_MS ? '' : `${Math.floor(ms / 1000)} s`
  const tail = call.tail === '' ? describeSubagents(turn, index, style) : readTail(call.tail)
  return [
    describeCall(call, style, note),
    ...tail.slice(-TAIL_LINES).map((text) => paint(style, 'dim', `  ${cutLine(style, text, style.width - 2)}`)),
  ]
}

/** The last lines of an output. Of a line that was written over with carriage returns the last state counts. */
function readTail(output: string): string[] {
  return output
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => sanitiseText(line.split('\r').findLast((part) => part.trim() !== '') ?? ''))
    .filter((line) => line.trim() !== '')
    .slice(-TAIL_LINES)
}

/** The calls that the subagents of this call have made last. */
function describeSubagents(turn: TurnState, index: number, style: PrintStyle): string[] {
  const { id } = turn.items[index] as CallItem
  const own = turn.items
    .slice(index + 1)
    .filter((item): item is SubagentItem => item.kind === 'subagent' && item.callId === id)
  return own.flatMap(({ type, turn: inner }) => {
    const last = inner.items.findLast((item) => item.kind === 'call')
    return last?.kind === 'call' ? [`${sanitiseText(type ?? 'agent')}: ${nameCall(last, style)}`] : []
  })
}

function describeWait(turn: TurnState, style: PrintStyle, now: number): string[] {
  if (!turn.isRunning) return []
  const last = turn.items.at(-1)
  const line = (text: string) => [paint(style, 'dim', cutLine(style, text, style.width))]
  const { more } = style.marks
  if (last?.kind === 'retry') {
    const ms = now - last.beganAt
    const leftMs = last.waitS * 1000 - ms
    if (!hasBrokenOff(turn, turn.items.length - 1)) return line(describeRetryNow(last, ms, style))
    if (leftMs > 0) return line(`trying again in ${Math.ceil(leftMs / 1000)} s${more}`)
  }
  if (last?.kind === 'thinking' && turn.items.length > turn.attemptStart) {
    return line(`thinking${more} ${Math.floor((now - last.beganAt) / 1000)} s`)
  }
  const ms = now - turn.heardAt
  return ms < PATIENCE_MS || last?.kind === 'text' ? [] : line(`waiting${more} ${Math.floor(ms / 1000)} s`)
}
