import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createUsageRecord, type UsageRecord } from '../../../src/accounts/usage-record.ts'
import { loadConfig } from '../../../src/config/configuration.ts'
import { createModelPool, type ModelPool } from '../../../src/daemon/model-pool.ts'
import { countUsage } from '../../../src/daemon/usage-count.ts'
import type { ChatStream } from '../../../src/models/chat-stream.ts'
import { ask, collect, getFailure } from '../models/asking.ts'

let share = ''
beforeEach(() => void (share = mkdtempSync(join(tmpdir(), 'usage-'))))
afterEach(() => rmSync(share, { recursive: true }))

const PRICE = { input: 2, cached: 0.2, output: 10, written: 4 }
const CONFIG = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text: '' })
const NONE = { max_task_tokens: 0, max_session_cost: 0, max_day_cost: 0 }

/** A model each of whose answers costs a dollar and ten cents. */
const stream: ChatStream = async function* () {
  yield { type: 'usage', input: 600_000, cached: 500_000, written: 50_000, output: 70_000 }
  yield { type: 'end', reason: 'stop' }
}

/** The streams of proposals and of agents. */
function open(limits: Partial<typeof NONE>, record: UsageRecord = createUsageRecord(share)) {
  const base = createModelPool(() => CONFIG, { tokenSource: () => null, login: () => null, headers: () => ({}) })
  const facts = { name: 'm', price: PRICE, describe: async () => ({}) }
  const choice = {
    id: 'm',
    windowTokens: 1000,
    limitsAnswers: true,
    isScripted: false,
    isLocal: false,
    takes: { image: false, video: false },
  }
  const pool: ModelPool = {
    ...base,
    chat: () => ({ ok: true, ...facts, stream }),
    agent: () => ({ ok: true, model: { ...facts, ...choice, stream } }),
  }
  const counted = countUsage(pool, record, () => ({ ...NONE, ...limits }))
  const [chat, agent] = [counted.chat({}), counted.agent(CONFIG, {}, undefined, 'a')]
  if (!chat.ok || !agent.ok) throw new Error('no model')
  return { chat: chat.stream, agent: agent.model.stream }
}

test('a call costs by the kinds of its tokens, and counts for the day and its session, also for the next daemon', async () => {
  await collect(open({}).agent, ask({ cacheKey: 'a' }))
  await collect(open({}).agent, ask({ cacheKey: 'b' }))
  await collect(open({}).chat, ask({ cacheKey: 'kimi-suggest' }))
  const record = createUsageRecord(share)
  // 50,000 fresh, 50,000 written, 500,000 cached, 70,000 out.
  expect(record.session(Date.now(), 'a').usd).toBeCloseTo(0.1 + 0.2 + 0.1 + 0.7)
  expect(record.today(Date.now())).toMatchObject({ calls: 3, usd: expect.closeTo(3.3) })
  expect(record.session(Date.now(), 'kimi-suggest').calls).toBe(0)
})

test.each<[Partial<typeof NONE>, number, string, string]>([
  [
    { max_task_tokens: 1_000_000 },
    2,
    'max_task_tokens is reached: 1,340,000 of 1,000,000 tokens',
    'max_task_tokens 2000000',
  ],
  [{ max_session_cost: 1.5 }, 2, 'max_session_cost is reached: $2.20 of $1.50', 'max_session_cost 3'],
  [{ max_day_cost: 3 }, 3, 'max_day_cost is reached: $3.30 of $3.00 today', 'max_day_cost 6'],
])('the limit %j stops after %i answers and says so', async (limit, answers, text, setting) => {
  const { agent, chat } = open(limit)
  const request = ask({ cacheKey: 'a' })
  for (let count = 0; count < answers; count++) expect((await collect(agent, request)).at(-1)?.type).toBe('end')
  expect(getFailure(await collect(agent, request))).toMatchObject({
    code: 'model.quota',
    retryable: false,
    message: `your own limit ${text}`,
    hint: `kimi config set ${setting}`,
  })
  // Another session, and proposals, are stopped by the limit of the day alone.
  const isOfDay = limit.max_day_cost !== undefined
  for (const other of [await collect(agent, ask({ cacheKey: 'b' })), await collect(chat, ask())])
    expect(other.at(-1)?.type).toBe(isOfDay ? 'failed' : 'end')
})

test('proposals add up to no session: the limit of one never stops Ctrl-X', async () => {
  const { chat } = open({ max_task_tokens: 1_000_000, max_session_cost: 1 })
  for (let count = 0; count < 4; count++)
    expect((await collect(chat, ask({ cacheKey: 'kimi-suggest' }))).at(-1)?.type).toBe('end')
})

test('a record that cannot be written ends no turn, and its limit holds', async () => {
  const { agent } = open({ max_day_cost: 1 }, createUsageRecord('/proc/nowhere'))
  expect((await collect(agent, ask({ cacheKey: 'a' }))).at(-1)?.type).toBe('end')
  expect(getFailure(await collect(agent, ask({ cacheKey: 'b' }))).code).toBe('model.quota')
})
