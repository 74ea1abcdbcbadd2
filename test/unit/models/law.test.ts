// The contract of ChatStream holds, whatever a connection carries.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChatEvent } from '../../../src/models/chat-stream.ts'
import { withRetry } from '../../../src/models/retry.ts'
import { answer, type Reply, startModelServer, type Step } from '../../support/model-server.ts'
import { ask, collect, connect, joinText } from './asking.ts'

/** Fails unless the last event, and no other, is an end. */
function expectLawful(events: readonly ChatEvent[]): void {
  const ends = events.map(({ type }) => type === 'end' || type === 'failed')
  expect(ends.filter(Boolean), JSON.stringify(events)).toHaveLength(1)
  expect(ends.at(-1)).toBe(true)
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'data: ',
    'data: {"choices":[{"delta":{"content":"x"}}]}\n\n',
    '\n\n',
    'data: [DONE]\n\n',
    'event: error\n',
  ),
)

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.string().map((text): Step => text),
  fc.json().map((json): Step => ({ event: JSON.parse(json) as unknown })),
  anyText.map((raw): Step => ({ raw })),
  fc.uint8Array({ maxLength: 40 }).map((bytes): Step => ({ bytes })),
  fc.constantFrom<Step>({ cut: 'end' }, { cut: 'reset' }, { finish: 'stop' }, { think: 'hm' }),
)

const anyReply: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 4, arbitrary: fc.array(anyStep, { maxLength: 6 }).map((steps): Reply => ({ steps })) },
  fc.record({
    status: fc.integer({ min: 200, max: 599 }).filter((status) => status !== 204 && status !== 304),
    body: fc.oneof(anyText, fc.json()),
    headers: fc.record({
      'content-type': fc.constantFrom('text/event-stream', 'text/html', 'application/json', 'text/plain', 'x'),
      'retry-after': fc.constantFrom('1', '-1', 'NaN', '1e9', 'Fri, 01 Jan 2100 00:00:00 GMT'),
    }),
  }),
)

describe('whatever a provider sends', () => {
  test('iterating never throws and ends in exactly one end, on one clean line', async () => {
    let reply: Reply = {}
    await using server = await startModelServer(() => reply)
    using client = connect(server.url, { stallMs: { firstByte: 1_000, between: 1_000 } })
    const check = fc.asyncProperty(anyReply, async (each) => {
      reply = each
      const events = await collect(client.stream)
      expectLawful(events)
      const last = events.at(-1)
      if (last?.type === 'failed') expect(last.message).toMatch(/^127\.0\.0\.1:\d+ |127\.0\.0\.1:\d+/)
      if (last?.type === 'failed') expect(last.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/)
    })
    await fc.assert(check, { numRuns: 120 })
  })

  test('an answer cut after any byte is never taken for a whole one', async () => {
    const whole = [
      'data: {"choices":[{"delta":{"content":"rm -rf "}}]}\n\n',
      'data: {"choices":[{"delta":{"content":"/tmp/x"}}]}\n\n',
      'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
    ].join('')
    const finishesAt = whole.lastIndexOf('}')
    let at = 0
    await using server = await startModelServer(() => answer({ raw: whole.slice(0, at) }, { cut: 'end' }))
    using client = connect(server.url)
    for (; at <= whole.length; at++) {
      const events = await collect(client.stream)
      expectLawful(events)
      expect('rm -rf /tmp/x'.startsWith(joinText(events))).toBe(true)
      if (at <= finishesAt) expect(events.at(-1)?.type, `cut after ${at} bytes`).toBe('failed')
    }
  })

  test('cancelling at any moment ends with that and nothing after it', async () => {
    const steps = Array.from({ length: 6 }, (_, index): Step[] => [`word${index} `, { pauseMs: 2 }]).flat()
    await using server = await startModelServer(() => answer(...steps))
    using client = connect(server.url)
    const stream = withRetry(client.stream)
    for (let afterMs = 0; afterMs < 14; afterMs++) {
      const caller = new AbortController()
      const timer = setTimeout(() => caller.abort(), afterMs)
      const events: ChatEvent[] = []
      for await (const event of stream(ask({ signal: caller.signal }))) {
        if (caller.signal.aborted) expect(event).toMatchObject({ type: 'failed', code: 'turn.cancelled' })
        events.push(event)
      }
      clearTimeout(timer)
      expectLawful(events)
    }
  })
})
