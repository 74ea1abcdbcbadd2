import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPlan } from '../../../src/accounts/plan-usage.ts'
import { createUsageRecord } from '../../../src/accounts/usage-record.ts'
import { formatColumns } from '../../../src/view/columns.ts'
import { describeUsage } from '../../../src/view/usage-lines.ts'

let share: string
beforeEach(() => (share = mkdtempSync('/tmp/ka-')))
afterEach(() => rmSync(share, { recursive: true, force: true }))

const NOON = new Date(2026, 10, 29, 12).getTime()
const HOUR = 3_600_000

test('calls are summed up by day, session and model, and torn lines are left out', () => {
  const record = createUsageRecord(share)
  const call = { at: NOON, session: 's', model: 'a', input: 100, cached: 40, output: 10, usd: 0.5 }
  record.add(call)
  record.add({ ...call, session: '', model: 'b', usd: null })
  record.add({ ...call, at: NOON - 13 * HOUR })
  appendFileSync(join(share, 'usage', '2026-11.jsonl'), '{"at": 12, "mod')
  const report = createUsageRecord(share).report(NOON, 's')
  expect(report.today).toEqual({ calls: 2, input: 200, cached: 80, output: 20, usd: 0.5 })
  expect(report.session).toEqual({ calls: 2, input: 200, cached: 80, output: 20, usd: 1 })
  expect(report.models.map(({ model }) => model)).toEqual(['a', 'b'])
})

test('a session goes on in the next month, and a day ends at midnight', () => {
  const record = createUsageRecord(share)
  const call = { at: NOON, session: 's', model: 'a', input: 100, cached: 40, output: 10, usd: 0.5 }
  record.add(call)
  const december = NOON + 3 * 24 * HOUR
  record.add({ ...call, at: december })
  expect(record.session(december, 's')).toMatchObject({ calls: 2, usd: 1 })
  expect(record.today(december)).toMatchObject({ calls: 1 })
  expect(record.report(NOON + 80 * 24 * HOUR, 's')).toMatchObject({ today: { calls: 0, usd: null }, session: null })
})

test('calls of other processes count as soon as they are written', () => {
  const [one, two] = [createUsageRecord(share), createUsageRecord(share)]
  const call = { at: NOON, session: 's', model: 'a', input: 100, cached: 40, output: 10, usd: 0.5 }
  one.add(call)
  expect(two.today(NOON).calls).toBe(1)
  two.add(call)
  one.add(call)
  expect([one.today(NOON).calls, two.session(NOON, 's').calls]).toEqual([3, 3])
})

test('a record that cannot be written costs nobody an answer, and still counts here', () => {
  const record = createUsageRecord('/proc/nowhere')
  record.add({ at: NOON, session: 's', model: 'a', input: 1, cached: 0, output: 1, usd: 2 })
  expect(record.today(NOON)).toEqual({ calls: 1, input: 1, cached: 0, output: 1, usd: 2 })
  expect(record.session(NOON, 's').usd).toBe(2)
})

test('the limits of a plan are read in all spellings of their fields', () => {
  const plan = readPlan('api.kimi.com', {
    usage: { remaining: 10, limit: '40', reset_at: '2026-12-04T08:00:00Z' },
    limits: [
      { window: { duration: 300, timeUnit: 'TIME_UNIT_MINUTE' }, detail: { used: '1', limit: '100' } },
      { window: { duration: 14, timeUnit: 'TIME_UNIT_DAY' }, detail: { used: '1', limit: '100' } },
      { name: 'burst', used: 2, limit: 3 },
      { detail: { used: 'many' } },
    ],
  })
  expect(plan).toMatchObject({
    limits: [
      { label: 'this week', used: 30, limit: 40, resetsAt: '2026-12-04T08:00:00.000Z' },
      { label: '5 hours', used: 1, limit: 100, resetsAt: null },
      { label: '2 weeks' },
      { label: 'burst', used: 2, limit: 3 },
    ],
    extra: null,
  })
  for (const odd of [null, [], 'x', { usage: 7, limits: {} }]) expect(readPlan('h', odd)).toMatchObject({ limits: [] })
})

test('usage is shown in aligned lines', () => {
  const sum = { calls: 2, input: 12_345, cached: 6_000, output: 800, usd: 0.0214 }
  const rows = describeUsage(
    {
      left: [
        readPlan('api.kimi.com', { usage: { used: 420, limit: 1000, resetTime: '2026-12-02T12:00:00Z' } }),
        { kind: 'balance', host: 'api.moonshot.cn', available: 49.5, cash: 3, voucher: 46.5, currency: 'CNY' },
        { kind: 'failed', host: 'api.kimi.com', failure: 'the Kimi Code login has ended', hint: 'kimi login' },
      ],
      today: sum,
      session: { ...sum, calls: 1, usd: null },
      models: [
        { model: 'kimi-for-coding', sum },
        { model: 'kimi-k3', sum },
      ],
    },
    Date.parse('2026-11-29T12:00:00Z'),
  )
  expect(formatColumns(rows)).toBe(`\
api.kimi.com        Kimi Code plan
this week           42 % used (420 of 1,000), begins anew in 3d0h
api.moonshot.cn     ¥49.50 left (¥3.00 paid in, ¥46.50 vouchers)
api.kimi.com        the Kimi Code login has ended: kimi login
today               12k in (49 % cached), 800 out, ~$0.021, 2 calls
by kimi-for-coding  12k in (49 % cached), 800 out, ~$0.021, 2 calls
by kimi-k3          12k in (49 % cached), 800 out, ~$0.021, 2 calls
last session here   12k in (49 % cached), 800 out, 1 call
`)
})
