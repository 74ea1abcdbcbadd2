import { describe, expect, test } from 'vitest'
import type { ChatEvent, ChatStream, Failure } from '../../../src/models/chat-stream.ts'
import { cancelled, fail } from '../../../src/models/model-failure.ts'
import { withRetry, type RetryNotice } from '../../../src/models/retry.ts'
import { answer, refuse, startModelServer } from '../../support/model-server.ts'
import { ask, collect, connect, getFailure, joinText } from './asking.ts'

const BUSY = fail('model.overloaded', 'host is busy')
const GOOD: ChatEvent[] = [
  { type: 'text', text: 'ls' },
  { type: 'end', reason: 'stop' },
]

/** A stream that plays one list of events a call, and a clock that only sleeping moves. */
function play(...plays: ChatEvent[][]): { stream: ChatStream; calls: number[]; clock: Clock } {
  const clock = createClock()
  const calls: number[] = []
  const stream: ChatStream = async function* ({ signal }) {
    const events = plays[calls.push(clock.now()) - 1] ?? GOOD
    if (signal.aborted) yield cancelled()
    else yield* events
  }
  return { stream, calls, clock }
}

interface Clock {
  now: () => number
  sleep: (ms: number) => Promise<void>
  random: () => number
}

function createClock(): Clock {
  let time = 0
  return {
    now: () => time,
    sleep: async (ms) => {
      time += ms
    },
    random: () => 0,
  }
}

describe('a request is tried again', () => {
  test('after a failure that may pass, with growing pauses', async () => {
    const { stream, calls, clock } = play([BUSY], [BUSY], [BUSY], GOOD)
    const notices: RetryNotice[] = []
    const retried = withRetry(stream, { ...clock, onRetry: (notice) => notices.push(notice) })
    expect(await collect(retried)).toEqual(GOOD)
    expect(calls).toEqual([0, 500, 1_500, 3_500])
    expect(notices.map(({ attempt, waitMs }) => [attempt, waitMs])).toEqual([
      [1, 500],
      [2, 1_000],
      [3, 2_000],
    ])
  })

  test('until the tries are used up', async () => {
    const { stream, calls, clock } = play([BUSY], [BUSY], [BUSY], [BUSY], GOOD)
    expect(await collect(withRetry(stream, clock))).toEqual([BUSY])
    expect(calls).toHaveLength(4)
  })

  test('as often as the failure is worth it', async () => {
    const empty = fail('model.truncated', 'host gave an empty answer', { attempts: 3 })
    const { stream, calls, clock } = play([empty], [empty], [empty], GOOD)
    expect(await collect(withRetry(stream, { ...clock, attempts: 10 }))).toEqual([empty])
    expect(calls).toHaveLength(3)
  })

  test('five times for a script whose server has an error; as often as for anybody where it is overloaded or names a time', async () => {
    const broken = (status: number, more: { retryAfterMs?: number } = {}) =>
      fail('model.overloaded', 'host cannot answer now', { status, ...more })
    const count = async (failure: Failure, isForScript: boolean) => {
      const { stream, calls, clock } = play(...Array.from({ length: 12 }, () => [failure]))
      await collect(withRetry(stream, { ...clock, attempts: 10, totalMs: 600_000 }), ask({ isForScript }))
      return { attempts: calls.length, ms: calls.at(-1)! }
    }
    for (const status of [500, 502, 503, 504])
      expect(await count(broken(status), true)).toEqual({ attempts: 5, ms: 7_500 })
    expect((await count(broken(500), false)).attempts).toBe(10)
    expect((await count(broken(529), true)).attempts).toBe(10)
    expect((await count(broken(503, { retryAfterMs: 1_000 }), true)).attempts).toBe(10)
    expect((await count(fail('model.rate_limited', 'host asks for fewer requests'), true)).attempts).toBe(10)
  })

  test('even when thoughts had come, but never once text was shown', async () => {
    const thought = play([{ type: 'think', text: 'hm' }, BUSY], GOOD)
    expect(await collect(withRetry(thought.stream, thought.clock))).toEqual([{ type: 'think', text: 'hm' }, ...GOOD])
    const shown = play([{ type: 'text', text: 'rm -' }, BUSY], GOOD)
    expect(await collect(withRetry(shown.stream, shown.clock))).toEqual([{ type: 'text', text: 'rm -' }, BUSY])
  })
})

describe('a request is not tried again', () => {
  test('after a failure that stays', async () => {
    const refused = fail('model.auth', 'host does not accept the API key')
    const { stream, calls, clock } = play([refused], GOOD)
    expect(await collect(withRetry(stream, clock))).toEqual([refused])
    expect(calls).toHaveLength(1)
  })

  test('when the pause would pass the limit', async () => {
    const slow = { ...BUSY, retryAfterMs: 90_000 }
    const { stream, calls, clock } = play([slow], GOOD)
    expect(await collect(withRetry(stream, clock))).toEqual([slow])
    expect(calls).toEqual([0])
  })

  test('when it was cancelled during the pause', async () => {
    const caller = new AbortController()
    const { stream, calls } = play([BUSY], GOOD)
    const retried = withRetry(stream, { onRetry: () => setTimeout(() => caller.abort(), 10) })
    expect(await collect(retried, ask({ signal: caller.signal }))).toEqual([cancelled()])
    expect(calls).toHaveLength(1)
  })
})

describe("the provider's pause", () => {
  const limited: Failure = { ...fail('model.rate_limited', 'host asks for fewer requests'), retryAfterMs: 3_000 }

  test('is kept by every caller, who then come back spread', async () => {
    const clock = createClock()
    let turn = 0
    const starts: number[] = []
    const stream: ChatStream = async function* () {
      starts.push(clock.now())
      yield* starts.length === 1 ? [limited] : GOOD
    }
    const random = (): number => (turn++ % 10) / 10
    const waits: number[] = []
    const retried = withRetry(stream, { ...clock, random, sleep: async (ms) => void waits.push(ms) })
    await collect(retried)
    await Promise.all(Array.from({ length: 9 }, () => collect(retried)))
    expect(waits).toHaveLength(10)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(3_000)
    expect(Math.max(...waits)).toBeLessThanOrEqual(4_500)
    expect(Math.max(...waits) - Math.min(...waits)).toBeGreaterThanOrEqual(1_000)
  })

  test('that outlasts the limit is told to the next caller without asking', async () => {
    const closed = { ...limited, retryAfterMs: 100_000 }
    const { stream, calls, clock } = play([closed], GOOD)
    const retried = withRetry(stream, clock)
    await collect(retried)
    expect(await collect(retried)).toEqual([closed])
    expect(calls).toHaveLength(1)
    await clock.sleep(100_001)
    expect(await collect(retried)).toEqual(GOOD)
  })
})

describe('over a real connection', () => {
  test('three bad answers and a good one are one answer', async () => {
    const busy = refuse(503, 'busy')
    await using server = await startModelServer([busy, { reset: true }, busy, answer('ls')])
    using client = connect(server.url)
    const events = await collect(withRetry(client.stream, { sleep: async () => undefined }))
    expect(joinText(events)).toBe('ls')
    expect(server.requests).toHaveLength(4)
  })

  test('a broken JSON answer and a good one are one answer', async () => {
    const broken = { body: '{"choices":[{"mess', headers: { 'content-type': 'application/json' } }
    await using server = await startModelServer([broken, answer('ls')])
    using client = connect(server.url)
    expect(joinText(await collect(withRetry(client.stream, { sleep: async () => undefined })))).toBe('ls')
  })

  test('a model that only thinks is given up after the limit', async () => {
    await import('openai') // loading the client takes longer than the limit on a busy machine
    await using server = await startModelServer([answer({ think: 'hm' }, { stall: true })])
    using client = connect(server.url)
    const failure = getFailure(await collect(withRetry(client.stream, { totalMs: 2_000 })))
    expect(failure).toMatchObject({ code: 'model.stalled' })
    await server.requests[0]!.closed
  })

  test('the limit ends with the first text', async () => {
    await import('openai') // loading the client takes longer than the limit on a busy machine
    await using server = await startModelServer([answer('a', { pauseMs: 2_500 }, 'b')])
    using client = connect(server.url)
    expect(joinText(await collect(withRetry(client.stream, { totalMs: 2_000 })))).toBe('ab')
  })
})
