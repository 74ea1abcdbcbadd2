import { expect, test } from 'vitest'
import { loadConfig, type Config } from '../../../src/config/configuration.ts'
import { createModelPool, type PoolOutside } from '../../../src/daemon/model-pool.ts'

const NO_ACCOUNTS: PoolOutside = { tokenSource: () => null, login: () => null, headers: () => ({}) }
const WITHOUT_KEY = readConfig('default_model = "work"')

function readConfig(head: string): Config {
  const text = `${head}
[models.work]
provider = "kimi"
model = "kimi-for-coding"
max_context_size = 1000
capabilities = ["image_in"]
[providers.kimi]
type = "kimi"
base_url = "https://api.kimi.com/coding/v1"
api_key = ""
`
  return loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text })
}

test('the lack of a model is a value, for proposals and for agents alike', () => {
  const pool = createModelPool(() => WITHOUT_KEY, NO_ACCOUNTS)
  const lack = { ok: false, missing: 'key', reason: 'providers.kimi has no api_key' }
  expect(pool.chat({})).toMatchObject(lack)
  expect(pool.agent(WITHOUT_KEY, {}, undefined, 'a')).toMatchObject(lack)
  expect(pool.agent(WITHOUT_KEY, {}, 'no such model', 'a')).toMatchObject({ ok: false, missing: 'model' })
  pool.close()
})

test('clients with the same key share a model, and another key has its own', () => {
  const pool = createModelPool(() => WITHOUT_KEY, NO_ACCOUNTS)
  const choose = (key: string) => {
    const reply = pool.agent(WITHOUT_KEY, { KIMI_API_KEY: key }, undefined, 'a')
    return reply.ok ? reply.model : null
  }
  expect(choose('k')).toMatchObject({ name: 'work', windowTokens: 1000, limitsAnswers: true, takes: { image: true } })
  expect(choose('k')).toBe(choose('k'))
  expect(choose('k')).not.toBe(choose('other'))
  pool.close()
})

test('Kimi CLI’s variables say what a model of the type kimi can do, and limit its requests', async () => {
  const pool = createModelPool(() => WITHOUT_KEY, NO_ACCOUNTS)
  const env = {
    KIMI_API_KEY: 'k',
    KIMI_MODEL_CAPABILITIES: 'video_in, always_thinking',
    KIMI_MODEL_TEMPERATURE: '0.3',
    KIMI_MODEL_TOP_P: '0.9',
    KIMI_MODEL_MAX_TOKENS: '500',
  }
  expect(pool.agent(WITHOUT_KEY, env, undefined, 'a')).toMatchObject({
    model: { id: 'kimi-for-coding', takes: { image: false, video: true } },
  })
  const bodyOf = async (more: Record<string, string>, maxTokens?: number) => {
    const chat = pool.chat({ ...env, KIMI_MODEL_NAME: 'kimi-of-tomorrow', ...more })
    return chat.ok && chat.describe({ messages: [], temperature: 0, ...(maxTokens ? { maxTokens } : {}) })
  }
  expect(await bodyOf({}, 900)).toMatchObject({ temperature: 0.3, top_p: 0.9, max_completion_tokens: 500 })
  // A model that always thinks needs more than its answer; the user's limit holds all the same.
  expect(await bodyOf({}, 90)).toMatchObject({ max_completion_tokens: 500 })
  expect(await bodyOf({ KIMI_MODEL_CAPABILITIES: 'image_in' }, 90)).toMatchObject({ max_completion_tokens: 90 })
  expect(await bodyOf({ KIMI_MODEL_MAX_COMPLETION_TOKENS: '0' }, 90)).not.toHaveProperty('max_completion_tokens')
  expect(await bodyOf({ KIMI_MODEL_TEMPERATURE: 'hot' })).toMatchObject({ temperature: 0 })
  expect(await bodyOf({ KIMI_MODEL_THINKING_EFFORT: 'high', KIMI_MODEL_THINKING_KEEP: 'all' })).toMatchObject({
    thinking: { type: 'enabled', keep: 'all' },
  })
  // This model takes no temperature but its own.
  expect(await bodyOf({ KIMI_MODEL_NAME: 'kimi-for-coding' }, 90)).not.toHaveProperty('temperature')
  pool.close()
})
