import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChatStream } from '../../../src/models/chat-stream.ts'
import { createSpending, withLimits, type SpendingLimits } from '../../../src/models/spending.ts'
import { ask, collect, getFailure } from './asking.ts'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'spending-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const PRICE = { input: 2, cached: 0.2, output: 10, written: 4 }
const NONE: SpendingLimits = { taskTokens: 0, sessionUsd: 0, dayUsd: 0 }

/** A model each of whose answers costs a dollar and ten cents. */
const stream: ChatStream = async function* () {
  yield { type: 'usage', input: 600_000, cached: 500_000, written: 50_000, output: 70_000 }
  yield { type: 'end', reason: 'stop' }
}

test('a call costs by the kinds of its tokens, and sums are kept by session and day, also for the next daemon', async () => {
  const file = join(folder, 'spending.json')
  let now = new Date(2026, 10, 29, 23, 50)
  const open = () => createSpending(file, () => now)
  const priced = withLimits(stream, PRICE, open(), () => NONE)
  await collect(priced, ask({ cacheKey: 'a' }))
  await collect(
    withLimits(stream, PRICE, open(), () => NONE),
    ask({ cacheKey: 'b' }),
  )
  const next = open()
  expect(next.session('a').tokens).toBe(670_000)
  // 50,000 fresh, 50,000 written, 500,000 cached, 70,000 out.
  expect(next.session('a').usd).toBeCloseTo(0.1 + 0.2 + 0.1 + 0.7)
  expect(next.today().usd).toBeCloseTo(2.2)
  now = new Date(2026, 10, 30, 0, 10)
  expect(next.today()).toEqual({ tokens: 0, usd: 0 })
  expect(next.session('a').tokens).toBe(670_000)
})

test.each<[Partial<SpendingLimits>, number, string, string]>([
  [
    { taskTokens: 1_000_000 },
    2,
    'max_task_tokens is reached: 1,340,000 of 1,000,000 tokens',
    'max_task_tokens 2000000',
  ],
  [{ sessionUsd: 1.5 }, 2, 'max_session_cost is reached: $2.20 of $1.50', 'max_session_cost 3'],
  [{ dayUsd: 3 }, 3, 'max_day_cost is reached: $3.30 of $3.00 today', 'max_day_cost 6'],
])('the limit %j stops after %i answers and says so', async (limit, answers, text, setting) => {
  const limited = withLimits(stream, PRICE, createSpending(null), () => ({ ...NONE, ...limit }))
  const request = ask({ cacheKey: 'a' })
  for (let count = 0; count < answers; count++) expect((await collect(limited, request)).at(-1)?.type).toBe('end')
  expect(getFailure(await collect(limited, request))).toMatchObject({
    code: 'model.quota',
    retryable: false,
    message: `your own limit ${text}`,
    hint: `kimi config set ${setting}`,
  })
  const isOfSession = limit.dayUsd === undefined
  const other = await collect(limited, ask({ cacheKey: 'b' }))
  expect(other.at(-1)?.type).toBe(isOfSession ? 'end' : 'failed')
})

test('a file that is broken or cannot be written ends no turn', async () => {
  const file = join(folder, 'spending.json')
  writeFileSync(file, '{"day": 7')
  const spending = createSpending(file)
  expect(spending.today()).toEqual({ tokens: 0, usd: 0 })
  const nowhere = createSpending(join(file, 'inside', 'a-file.json'))
  nowhere.record('a', { tokens: 5, usd: 1 })
  expect(nowhere.session('a')).toEqual({ tokens: 5, usd: 1 })
})
