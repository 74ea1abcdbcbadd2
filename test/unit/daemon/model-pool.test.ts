import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig, type Config } from '../../../src/config/configuration.ts'
import { createModelPool, type PoolOutside } from '../../../src/daemon/model-pool.ts'
import type { TokenSource } from '../../../src/protocol/token-source.ts'
import {
  answer,
  refuse,
  startModelServer,
  type ModelServer,
  type RecordedRequest,
  type Reply,
} from '../../support/model-server.ts'

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

test('the lack of a model names the mistake in config.toml that may be its cause', () => {
  const config = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text: 'default_model = 5' })
  const pool = createModelPool(() => config, NO_ACCOUNTS)
  const lack = { ok: false, reason: expect.stringContaining('default_model is 5, expected'), hint: 'kimi config edit' }
  expect(pool.chat({})).toMatchObject(lack)
  expect(pool.agent({ ...config, problems: [] }, {}, undefined, 'a')).toMatchObject(lack)
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
  expect(await bodyOf({ KIMI_MODEL_NAME: 'kimi-k3.1-pro', KIMI_MODEL_THINKING_KEEP: 'all' })).toMatchObject({
    reasoning_effort: 'high',
    thinking: { type: 'enabled', keep: 'all' },
  })
  // The model kimi-for-coding takes no temperature but its own.
  expect(await bodyOf({ KIMI_MODEL_NAME: 'kimi-for-coding' }, 90)).not.toHaveProperty('temperature')
  pool.close()
})

const EMPTY = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text: '' })
const LISTS = { data: [{ id: 'kimi-k2.6' }, { id: 'kimi-k3.4-pro', context_length: 77_000, supports_video_in: true }] }

/** A server that has a list of models, and answers with the given replies. */
async function startListing(list: object, replies: Reply[] = []): Promise<ModelServer> {
  const server = await startModelServer(replies)
  server.answerOthers(list)
  return server
}

test('a model that nobody has named comes from the list of its provider, which is asked before the first session', async () => {
  await using server = await startListing(LISTS)
  const env = { MOONSHOT_API_KEY: 'm', MOONSHOT_BASE_URL: server.url }
  const pool = createModelPool(() => EMPTY, NO_ACCOUNTS)
  expect(pool.agent(EMPTY, env, undefined, 'a')).toMatchObject({ model: { id: 'kimi-k3.1-pro' } })
  await pool.prepare(EMPTY, env)
  // The wait is limited, and this machine may be busy.
  await expect.poll(() => pool.listed().length).toBe(2)
  expect(pool.agent(EMPTY, env, undefined, 'a')).toMatchObject({
    model: { id: 'kimi-k3.4-pro', windowTokens: 77_000, takes: { video: true } },
  })
  expect(await pool.catalog(EMPTY, env, false)).toMatchObject([
    { models: [{ id: 'kimi-k2.6' }, { id: 'kimi-k3.4-pro' }], failure: null },
  ])
  expect(server.others.length, 'a list of today is not asked for again').toBe(1)
  pool.close()
})

test('a server of this machine is found when nothing else is there, and only then', async () => {
  await using server = await startListing({ data: [{ id: 'nomic-embed' }, { id: 'qwen3' }] }, [answer('ls')])
  const text = `[local]\nserver = "${server.url}"\n`
  const config = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text })
  expect(config.problems).toEqual([])
  const pool = createModelPool(() => config, NO_ACCOUNTS)
  await pool.prepare(config, { OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })
  expect(server.others).toHaveLength(0)
  expect(pool.chat({})).toMatchObject({ ok: false })
  const look = async () => {
    await pool.look(config, {})
    return pool.chat({})
  }
  await expect.poll(look).toMatchObject({ ok: true, name: 'qwen3' })
  expect(pool.resolve(config, {})).toMatchObject({
    model: { reason: 'the model server answers on this machine', apiKey: '' },
  })
  pool.close()
})

test('a server of this machine that has just been started is found at once by whoever asks for models', async () => {
  const text = (url: string) => `[local]\nserver = "${url}"\n`
  for (const ask of ['prepare', 'look', 'catalog'] as const) {
    await using server = await startListing({ data: [] }, [])
    const config = loadConfig({ file: '/nowhere', systemFile: '/nowhere', env: {}, text: text(server.url) })
    const pool = createModelPool(() => config, NO_ACCOUNTS)
    const askNow = () =>
      ask === 'catalog'
        ? pool.catalog(config, {}, false)
        : ask === 'prepare'
          ? pool.prepare(config, {})
          : pool.look(config, {}, undefined, true)
    await askNow()
    expect(pool.resolve(config, {})).toMatchObject({ ok: false })
    server.answerOthers({ data: [{ id: 'qwen3' }] })
    await pool.look(config, {}) // a key asks no more often than every 3 s
    expect(pool.resolve(config, {})).toMatchObject({ ok: false })
    await askNow()
    await expect
      .poll(() => pool.resolve(config, {}), { message: ask })
      .toMatchObject({ ok: true, model: { name: 'qwen3' } })
    pool.close()
  }
})

test('a login comes before all keys, with its own tokens and headers', async () => {
  await using server = await startListing({ data: [] }, [answer('ls')])
  const outside: PoolOutside = {
    tokenSource: () => ({
      current: async () => ({ ok: true, token: 'login-token' }),
      renew: async () => ({ ok: false, reason: 'no', hint: '' }),
    }),
    login: () => ({ baseUrl: server.url, model: 'kimi-for-coding' }),
    headers: () => ({ 'X-Msh-Platform': 'kimi_companion', 'User-Agent': 'kimi/1' }),
  }
  const pool = createModelPool(() => EMPTY, outside)
  const chat = pool.chat({ MOONSHOT_API_KEY: 'm' })
  if (!chat.ok) throw new Error(chat.reason)
  const signal = new AbortController().signal
  for await (const _ of chat.stream({ messages: [{ role: 'user', content: 'x' }], signal })) void _
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer login-token',
    'x-msh-platform': 'kimi_companion',
    'user-agent': 'kimi/1',
  })
  pool.close()
})

test('a pause that a proposal has met holds for an agent with the same key, which says so', async () => {
  const limit = refuse(429, 'slow down', { headers: { 'retry-after': '1' } })
  await using server = await startListing({ data: [] }, [limit, limit, limit, limit, limit, answer('late')])
  const config = loadConfig({
    file: '/nowhere',
    systemFile: '/nowhere',
    env: {},
    text: `default_model = "m"\n[models.m]\nprovider = "p"\nmodel = "x"\nmax_context_size = 1000\n[providers.p]\ntype = "kimi"\nbase_url = "${server.url}"\napi_key = "k"\n`,
  })
  const pool = createModelPool(() => config, NO_ACCOUNTS)
  const chat = pool.chat({})
  const agent = pool.agent(config, {}, undefined, 'a')
  if (!chat.ok || !agent.ok) throw new Error('no model')
  const request = { messages: [{ role: 'user' as const, content: 'x' }], signal: new AbortController().signal }
  const asked = chat.stream(request)[Symbol.asyncIterator]()
  const proposal = asked.next()
  await server.received(1)
  await expect
    .poll(async () => {
      for await (const event of agent.model.stream(request))
        return event.type === 'retry' ? event.failure.code : event.type
      return ''
    })
    .toBe('model.rate_limited')
  await asked.return?.()
  void proposal.catch(() => undefined)
  pool.close()
})

test('a login that was replaced is renewed once for twenty sessions, and each request is sent again once', async () => {
  const reply = ({ headers }: RecordedRequest) =>
    headers.authorization === 'Bearer new' ? answer('ls') : refuse(401, 'expired')
  await using server = await startModelServer(reply)
  let renewals = 0
  const source: TokenSource = {
    current: async () => ({ ok: true, token: 'old' }),
    async renew() {
      renewals++
      await server.received(20)
      return { ok: true, token: 'new' }
    },
  }
  const outside: PoolOutside = {
    tokenSource: () => source,
    login: () => ({ baseUrl: server.url, model: 'kimi-for-coding' }),
    headers: () => ({}),
  }
  const pool = createModelPool(() => EMPTY, outside)
  const ends = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const reply = pool.agent(EMPTY, {}, undefined, `session-${index}`)
      if (!reply.ok) throw new Error(reply.reason)
      const signal = new AbortController().signal
      let last = ''
      for await (const { type } of reply.model.stream({ messages: [{ role: 'user', content: 'x' }], signal }))
        last = type
      return last
    }),
  )
  expect(ends).toEqual(Array(20).fill('end'))
  expect(renewals).toBe(1)
  expect(server.requests).toHaveLength(40)
  pool.close()
})

test('a model that is open takes the tokens of a new login, of whichever program, and says when there is none left', async () => {
  await using server = await startListing({ data: [] }, [answer('ls'), answer('pwd')])
  const sourceOf = (token: string): TokenSource => {
    const current = async () => ({ ok: true as const, token })
    return { current, renew: current }
  }
  let source: TokenSource | null = sourceOf('of-kimi-code')
  const outside: PoolOutside = {
    tokenSource: () => source,
    login: () => ({ baseUrl: server.url, model: 'kimi-for-coding' }),
    headers: () => ({}),
  }
  const pool = createModelPool(() => EMPTY, outside)
  const ask = async () => {
    const reply = pool.agent(EMPTY, {}, undefined, 'a')
    if (!reply.ok) throw new Error(reply.reason)
    const signal = new AbortController().signal
    for await (const event of reply.model.stream({ messages: [{ role: 'user', content: 'x' }], signal }))
      if (event.type === 'failed') return event.message
    return server.requests.at(-1)?.headers.authorization
  }
  expect(await ask()).toBe('Bearer of-kimi-code')
  source = sourceOf('of-kimi-login')
  expect(await ask()).toBe('Bearer of-kimi-login')
  source = null
  expect(await ask()).toContain('there is no login any more')
  pool.close()
})

test('a name that only the provider knows is looked for in its list', async () => {
  await using server = await startListing({ data: [{ id: 'brand-new', context_length: 5_000 }] }, [])
  const outside: PoolOutside = {
    tokenSource: () => ({
      current: async () => ({ ok: true, token: 't' }),
      renew: async () => ({ ok: false, reason: 'no', hint: '' }),
    }),
    login: () => ({ baseUrl: server.url, model: 'kimi-for-coding' }),
    headers: () => ({}),
  }
  const pool = createModelPool(() => EMPTY, outside)
  await pool.prepare(EMPTY, { KIMI_LOCAL_SERVER: 'off' }, 'brand-new')
  expect(pool.resolve(EMPTY, {}, 'brand-new')).toMatchObject({ ok: true, model: { contextSize: 5_000 } })
  pool.close()
})

test('each client may say by KIMI_CODE_UPLOAD_THRESHOLD_BYTES from which size on its pictures are uploaded', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.method === 'POST') asked.push(request.url ?? '')
      if (request.url === '/v1/files') return void response.end('{"id":"file-1"}')
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices":[{"delta":{"content":"seen"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    })
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const pool = createModelPool(() => WITHOUT_KEY, NO_ACCOUNTS)
  onTestFinished(() => pool.close())
  const base = { KIMI_API_KEY: 'k', KIMI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` }
  const url = `data:image/png;base64,${Buffer.alloc(300, 7).toString('base64')}`
  const content = [{ type: 'image_url' as const, image_url: { url, id: null } }]
  for (const bytes of ['1000', '100', 'many']) {
    const found = pool.agent(WITHOUT_KEY, { ...base, KIMI_CODE_UPLOAD_THRESHOLD_BYTES: bytes }, undefined, 'a')
    if (!found.ok) throw new Error(found.reason)
    const { signal } = new AbortController()
    for await (const _ of found.model.stream({ messages: [{ role: 'user', content }], signal })) void _
  }
  const chat = '/v1/chat/completions'
  expect(asked).toEqual([chat, '/v1/files', chat, chat])
})

test('a login is not sent to the address that one shell names, and the reason says so', async () => {
  const outside: PoolOutside = {
    tokenSource: () => null,
    login: () => ({ baseUrl: 'https://api.kimi.com/coding/v1', model: 'kimi-for-coding' }),
    headers: () => ({}),
  }
  const pool = createModelPool(() => EMPTY, outside)
  const reply = pool.agent(EMPTY, { KIMI_CODE_BASE_URL: 'http://127.0.0.1:9/v1' }, undefined, 'a')
  if (!reply.ok) throw new Error(reply.reason)
  const { signal } = new AbortController()
  const events = []
  for await (const event of reply.model.stream({ messages: [{ role: 'user', content: 'x' }], signal }))
    events.push(event)
  expect(events).toMatchObject([
    {
      message: '127.0.0.1:9 was not asked: the login is one of api.kimi.com, and KIMI_CODE_BASE_URL names 127.0.0.1:9',
      hint: 'unset KIMI_CODE_BASE_URL',
    },
  ])
  pool.close()
})
