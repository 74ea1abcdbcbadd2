// The corpus of odd streams in test/fixtures/streams: shapes that servers are known for, each with its source and with what
// an answer of this shape means.

import { readFileSync } from 'node:fs'
import type { ChatEvent } from '../../src/models/chat-stream.ts'
import { createAnswer, endAnswer, takeChunk } from '../../src/models/stream/answer-assembler.ts'
import { createEventDecoder } from '../../src/models/stream/event-decoder.ts'

export interface Assembled {
  text: string
  think: string
  calls: { id: string; name: string; arguments: string }[]
  /** The reason for the end; null when the model gave none. */
  end: string | null
  usage?: number[]
  /** The message of an error inside the answer. */
  error?: string
  broken?: string
  /** True when the stream had its end mark. */
  done?: boolean
}

export interface StreamFixture {
  name: string
  /** The report that shows this shape, as owner/repository#number; `own` for one of ours. */
  source: string
  /** The form of the stream: deltas of the first choice, whole chunks, or the body as it is sent. */
  deltas?: object[]
  chunks?: object[]
  body?: string
  /** The reason for the end of deltas and chunks. */
  finish?: string
  expect: Partial<Assembled>
}

export const OFFERED = ['ReadFile', 'WriteFile', 'Shell', 'Look']

export function readStreamFixtures(): StreamFixture[] {
  return ['calls', 'texts', 'frames', 'raw-calls'].flatMap((file) => {
    const url = new URL(`../fixtures/streams/${file}.json`, import.meta.url)
    return JSON.parse(readFileSync(url, 'utf8')) as StreamFixture[]
  })
}

/** The bytes that a server sends for this shape. */
export function bytesOf({ deltas, chunks, body, finish }: Omit<StreamFixture, 'name' | 'source' | 'expect'>): Buffer {
  if (body !== undefined) return Buffer.from(body)
  const all = chunks ?? (deltas ?? []).map((delta) => ({ choices: [{ index: 0, delta, finish_reason: null }] }))
  const end = { choices: [{ index: 0, delta: {}, finish_reason: finish }] }
  const events = [...all, end].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`)
  return Buffer.from(`${events.join('')}data: [DONE]\n\n`)
}

/** Puts an answer together from the pieces of its body. */
export function assemble(pieces: readonly Uint8Array[], takesRawCalls = true): Assembled {
  const decoder = createEventDecoder()
  const answer = createAnswer(OFFERED, takesRawCalls)
  const events: ChatEvent[] = []
  const found: Pick<Assembled, 'error' | 'broken' | 'done'> = {}
  for (const item of [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.end()]) {
    if (item.type === 'chunk') events.push(...takeChunk(answer, item.value))
    else if (item.type === 'error') found.error ??= String((item.value as { message?: unknown }).message)
    else if (item.type === 'broken') found.broken = item.reason
    else found.done = true
  }
  events.push(...endAnswer(answer, found.broken === undefined && found.error === undefined))
  const { usage, finish } = answer
  return {
    text: join(events, 'text'),
    think: join(events, 'think'),
    calls: joinCalls(events),
    end: finish,
    ...(usage ? { usage: [usage.input, usage.output, usage.cached] } : {}),
    ...found,
  }
}

function join(events: readonly ChatEvent[], type: 'text' | 'think'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('')
}

/** Throws when a part does not belong to the call that came last: readers rely on it. */
function joinCalls(events: readonly ChatEvent[]): Assembled['calls'] {
  const calls: Assembled['calls'] = []
  for (const event of events) {
    if (event.type === 'tool_call') {
      const { id, name, arguments: args, index } = event
      if (calls.push({ id, name, arguments: args }) !== index + 1) throw new Error(`call ${index} is out of order`)
    } else if (event.type === 'tool_call_part') {
      if (event.index !== calls.length - 1) throw new Error(`a part of call ${event.index} came too late`)
      calls.at(-1)!.arguments += event.arguments
    }
  }
  return calls
}
