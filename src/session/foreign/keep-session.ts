// Writes a session of another agent among ours, so that it is listed, shown and resumed like one that was begun here.

import { randomUUID } from 'node:crypto'
import { renameSync, statSync, utimesSync } from 'node:fs'
import type { ContextRecord } from '../../agent/conversation.ts'
import { systemReminder, textOf, type Message } from '../../protocol/message.ts'
import type { WireEvent } from '../../protocol/wire.ts'
import { discard } from '../../sys/files.ts'
import { handleInSlices } from '../../sys/time-slices.ts'
import { createJournal } from '../store/context-file.ts'
import { createSession } from '../store/session-catalog.ts'
import { cleanTitle } from '../store/session-titles.ts'
import { changeState } from '../store/state-file.ts'
import { openWireLog } from '../store/wire-log.ts'
import type { ForeignSession } from './foreign-transcript.ts'

/** Why a session is not taken over. */
export type Kept = { ok: true } | { ok: false; reason: 'there' | 'empty' | 'homeless' }

/**
 * The conversation gets its name last: a session without one is no session, and is written anew. Until then all is written under names
 * of this call alone, in slices of time. Throws when the disk fails.
 */
export async function keepSession(
  share: string,
  { id, at, agent }: { id: string; at: number; agent: string },
  { workDir, title, messages }: ForeignSession,
): Promise<Kept> {
  if (!messages.some(({ role }) => role === 'user')) return { ok: false, reason: 'empty' }
  if (!workDir.startsWith('/')) return { ok: false, reason: 'homeless' }
  const place = createSession(share, workDir, id)
  if (statSync(place.context).size > 0) return { ok: false, reason: 'there' }
  const mark = `.import-${randomUUID()}`
  const [wire, context] = [place.wire + mark, place.context + mark]
  try {
    await writeEvents(wire, messages, at)
    const journal = createJournal(context)
    await handleInSlices(withCheckpoints(messages), (record) => journal.append([record]))
    journal.append([noteOrigin(agent)])
    for (const file of [context, wire]) utimesSync(file, at / 1000, at / 1000)
    // Another import may have been faster, or the user.
    if (statSync(place.context).size > 0) return { ok: false, reason: 'there' }
    const custom = cleanTitle(title)
    if (custom !== null) changeState(place.state, { custom_title: custom, title_generated: true })
    renameSync(wire, place.wire)
    renameSync(context, place.context)
    return { ok: true }
  } finally {
    discard(wire)
    discard(context)
  }
}

async function writeEvents(file: string, messages: readonly Message[], at: number): Promise<void> {
  const log = openWireLog(file, () => at / 1000)
  try {
    await handleInSlices(describeTurns(messages), (event) => log.append(event))
  } finally {
    log.flush()
  }
}

/** Each turn begins with a checkpoint, to which a rewind and a fork go back. */
function* withCheckpoints(messages: readonly Message[]): Generator<ContextRecord> {
  let id = 0
  for (const message of messages) {
    if (message.role === 'user') yield { role: '_checkpoint', id: id++ }
    yield message
  }
}

function noteOrigin(agent: string): Message {
  const text = `The conversation above was held in ${agent}, whose tools had other names and arguments. Use the tools that you have now, and read files again before you rely on them.`
  return { role: 'user', content: systemReminder(text) }
}

/** The events of the turns, as clients show them. */
function* describeTurns(messages: readonly Message[]): Generator<WireEvent> {
  let isOpen = false
  let step = 0
  for (const { role, content, tool_calls: calls = [], tool_call_id: callId = '' } of messages) {
    if (role === 'user') {
      if (isOpen) yield { type: 'TurnEnd', payload: {} }
      yield { type: 'TurnBegin', payload: { user_input: content } }
      ;[isOpen, step] = [true, 0]
    } else if (role === 'assistant') {
      yield { type: 'StepBegin', payload: { n: ++step } }
      const text = textOf(content)
      if (text !== '') yield { type: 'ContentPart', payload: { type: 'text', text } }
      for (const call of calls) yield { type: 'ToolCall', payload: call }
    } else {
      const value = { is_error: false, output: textOf(content), message: '', display: [], extras: null }
      yield { type: 'ToolResult', payload: { tool_call_id: callId, return_value: value } }
    }
  }
  if (isOpen) yield { type: 'TurnEnd', payload: {} }
}
