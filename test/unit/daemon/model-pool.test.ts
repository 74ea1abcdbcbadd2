import { expect, test } from 'vitest'
import { loadConfig, type Config } from '../../../src/config/configuration.ts'
import { createModelPool } from '../../../src/daemon/model-pool.ts'

const WITHOUT_KEY = readConfig('default_model = "work"')

const NOBODY = { tokenSource: () => null, login: () => null, headers: () => ({}) }

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
  const pool = createModelPool(() => WITHOUT_KEY, NOBODY)
  const lack = { ok: false, missing: 'key', reason: 'providers.kimi has no api_key' }
  expect(pool.chat({})).toMatchObject(lack)
  expect(pool.agent(WITHOUT_KEY, {}, undefined, 'a')).toMatchObject(lack)
  expect(pool.agent(WITHOUT_KEY, {}, 'no such model', 'a')).toMatchObject({ ok: false, missing: 'model' })
  pool.close()
})

test('clients with the same key share a model, and another key has its own', () => {
  const pool = createModelPool(() => WITHOUT_KEY, NOBODY)
  const choose = (key: string) => {
    const reply = pool.agent(WITHOUT_KEY, { KIMI_API_KEY: key }, undefined, 'a')
    return reply.ok ? reply.model : null
  }
  expect(choose('k')).toMatchObject({ name: 'work', windowTokens: 1000, isKimi: true, takes: { image: true } })
  expect(choose('k')).toBe(choose('k'))
  expect(choose('k')).not.toBe(choose('other'))
  pool.close()
})

test('Kimi CLI’s variables say what a model of the type kimi can do, and limit its requests', async () => {
  const pool = createModelPool(() => WITHOUT_KEY, NOBODY)
  const env = {
    KIMI_API_KEY: 'k',
    KIMI_MODEL_CAPABILITIES: 'video_in, always_thinking',
    KIMI_MODEL_TEMPERATURE: '0.3',
    KIMI_MODEL_TOP_P: '0.9',
    KIMI_MODEL_MAX_TOKENS: '500',
  }
  expect(pool.agent(WITHOUT_KEY, env, undefined, 'a')).toMatchObject({
    model: { id: 'kimi-for-coding', takes: { image: false, video: true }, thinksAlways: true },
  })
  const bodyOf = async (more: Record<string, string>, maxTokens?: number) => {
    const chat = pool.chat({ ...env, ...more })
    return chat.ok && chat.describe({ messages: [], temperature: 0, ...(maxTokens ? { maxTokens } : {}) })
  }
  expect(await bodyOf({}, 900)).toMatchObject({ temperature: 0.3, top_p: 0.9, max_completion_tokens: 500 })
  expect(await bodyOf({}, 90)).toMatchObject({ max_completion_tokens: 90 })
  expect(await bodyOf({ KIMI_MODEL_MAX_COMPLETION_TOKENS: '0' }, 90)).not.toHaveProperty('max_completion_tokens')
  expect(await bodyOf({ KIMI_MODEL_TEMPERATURE: 'hot' })).toMatchObject({ temperature: 0 })
  pool.close()
})

test('a login answers where no model is named, before keys in the environment, and after an address that is named', () => {
  const baseUrl = 'https://api.kimi.com/coding/v1'
  const outside = {
    tokenSource: () => null,
    login: () => ({ baseUrl, model: 'kimi-for-coding' }),
    headers: (url: string): Record<string, string> => (url === baseUrl ? { 'X-Msh-Platform': 'kimi_cli' } : {}),
  }
  const none = readConfig('')
  const pool = createModelPool(() => none, outside)
  const choose = (config: Config, env: Record<string, string>) => {
    const { ok, ...found } = pool.resolve(config, env, undefined)
    return ok ? found : null
  }
  const own = { model: 'kimi-for-coding', apiKey: '', oauth: 'login', headers: { 'X-Msh-Platform': 'kimi_cli' } }
  expect(choose(none, {})).toMatchObject({ model: { ...own, baseUrl } })
  expect(choose(none, { MOONSHOT_API_KEY: 'm', KIMI_API_KEY: 'k' })).toMatchObject({ model: own })
  const named = { KIMI_API_KEY: 'k', KIMI_BASE_URL: 'http://127.0.0.1:1/v1' }
  expect(choose(none, named)).toMatchObject({ model: { apiKey: 'k', baseUrl: 'http://127.0.0.1:1/v1', headers: {} } })
  expect(choose(WITHOUT_KEY, { KIMI_API_KEY: 'k' })).toMatchObject({ model: { name: 'work', apiKey: 'k' } })
  expect(choose(WITHOUT_KEY, {})).toBeNull()
  pool.close()
})
