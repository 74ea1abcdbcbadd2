import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NO_SURROUNDINGS } from '../../../src/models/configured-model.ts'
import {
  resolveModel,
  type ModelConfig,
  type ModelSurroundings,
  type ResolvedModel,
} from '../../../src/models/model-catalog.ts'
import { createChatStream } from '../../../src/models/opened-model.ts'
import { answer, startModelServer } from '../../support/model-server.ts'
import { collect, getFailure, joinText, tokensOf } from './asking.ts'

const CONFIG: ModelConfig = {
  default_model: 'work',
  models: { work: { provider: 'kimi', model: 'kimi-for-coding', max_context_size: 1_000 } },
  providers: { kimi: { type: 'kimi', base_url: 'https://api.kimi.com/coding/v1', api_key: 'file-key' } },
}

function withProvider(provider: NonNullable<ModelConfig['providers']>[string]): ModelConfig {
  return { ...CONFIG, providers: { kimi: provider } }
}

describe('without a configured model', () => {
  test('a Moonshot key is enough', () => {
    expect(resolveModel({}, { MOONSHOT_API_KEY: 'm', KIMI_API_KEY: 'k' })).toMatchObject({
      ok: true,
      model: {
        baseUrl: 'https://api.moonshot.ai/v1',
        model: 'kimi-k3.1-pro',
        apiKey: 'm',
        keySource: 'MOONSHOT_API_KEY',
      },
    })
  })

  test('a Kimi key is enough', () => {
    expect(resolveModel({ default_model: '' }, { KIMI_API_KEY: 'k' })).toMatchObject({
      ok: true,
      model: { baseUrl: 'https://api.kimi.com/coding/v1', model: 'kimi-for-coding', apiKey: 'k', dialect: 'kimi' },
    })
  })

  test('address and model may come from the environment', () => {
    const env = { MOONSHOT_API_KEY: 'm', MOONSHOT_BASE_URL: 'http://127.0.0.1:9/v1', KIMI_MODEL_NAME: 'kimi-x' }
    expect(resolveModel({}, env)).toMatchObject({ model: { baseUrl: 'http://127.0.0.1:9/v1', model: 'kimi-x' } })
    expect(resolveModel({}, { ...env, MOONSHOT_BASE_URL: 'nowhere' })).toMatchObject({
      ok: false,
      reason: 'MOONSHOT_BASE_URL: expected an http(s) address, got "nowhere"',
    })
  })

  test('nothing else helps, and the hint says what would', () => {
    expect(resolveModel({}, { MOONSHOT_API_KEY: '', AWS_SECRET_ACCESS_KEY: 'x' })).toEqual({
      ok: false,
      missing: 'key',
      reason: 'no model is configured',
      hint: 'kimi login, or export MOONSHOT_API_KEY=…',
    })
  })
})

describe('a configured model', () => {
  test('is taken as the file says', () => {
    expect(resolveModel(CONFIG, { MOONSHOT_API_KEY: 'm' })).toMatchObject({
      ok: true,
      model: {
        kind: 'remote',
        protocol: 'chat',
        dialect: 'kimi',
        name: 'work',
        model: 'kimi-for-coding',
        baseUrl: 'https://api.kimi.com/coding/v1',
        apiKey: 'file-key',
        headers: {},
        contextSize: 1_000,
        oauth: undefined,
        sampling: {},
        keySource: 'providers.kimi.api_key',
        reason: 'config.toml: models.work',
      },
    })
  })

  test('of a kimi provider gives way to the environment', () => {
    const env = { KIMI_API_KEY: 'env-key', KIMI_BASE_URL: 'https://example.com/v1', KIMI_MODEL_NAME: 'k3' }
    expect(resolveModel(CONFIG, { ...env, KIMI_MODEL_MAX_CONTEXT_SIZE: '77' })).toMatchObject({
      model: {
        apiKey: 'env-key',
        baseUrl: 'https://example.com/v1',
        model: 'k3',
        contextSize: 77,
        keySource: 'KIMI_API_KEY',
      },
    })
  })

  test('of another provider is left alone by KIMI variables', () => {
    const config = withProvider({ type: 'openai_legacy', base_url: 'https://example.com/v1', api_key: 'o' })
    expect(resolveModel(config, { KIMI_API_KEY: 'k', KIMI_MODEL_NAME: 'k3' })).toMatchObject({
      model: { apiKey: 'o', model: 'kimi-for-coding', dialect: 'openai' },
    })
  })

  test('at Moonshot may find its key in MOONSHOT_API_KEY', () => {
    const config = withProvider({ type: 'kimi', base_url: 'https://api.moonshot.cn/v1', api_key: '' })
    expect(resolveModel(config, { MOONSHOT_API_KEY: 'm' })).toMatchObject({ model: { apiKey: 'm' } })
    expect(
      resolveModel(withProvider({ type: 'kimi', base_url: 'https://api.kimi.com/coding/v1' }), {
        MOONSHOT_API_KEY: 'm',
      }),
    ).toEqual({
      ok: false,
      missing: 'key',
      reason: 'providers.kimi has no api_key',
      hint: 'export KIMI_API_KEY=…, or kimi config edit',
    })
  })

  test('may get its key from a login, or need none on this machine', () => {
    const oauth = { storage: 'file', key: 'oauth/kimi-code' }
    const login = withProvider({ type: 'kimi', base_url: 'https://api.kimi.com/coding/v1', api_key: '', oauth })
    expect(resolveModel(login, {})).toMatchObject({ model: { apiKey: '', oauth } })
    const local = withProvider({ type: 'openai_legacy', base_url: 'http://localhost:11434/v1' })
    expect(resolveModel(local, {})).toMatchObject({ ok: true, model: { apiKey: '' } })
  })

  test.each<[string, ModelConfig, string, string]>([
    ['an unknown name', { ...CONFIG, default_model: 'toString' }, 'model', 'there is no model "toString"'],
    [
      'an unknown provider',
      { ...CONFIG, providers: {} },
      'provider',
      'models.work: provider "kimi" is not in [providers]',
    ],
    [
      'an unknown type',
      withProvider({ type: 'telepathy' }),
      'provider',
      'providers.kimi: type "telepathy" is not known; kimi, openai_legacy, openai, openai_responses, anthropic, gemini, google_genai, google-genai, vertexai are',
    ],
    [
      'a bad address',
      withProvider({ type: 'kimi', base_url: 'ftp://x' }),
      'address',
      'providers.kimi.base_url: expected an http(s) address, got "ftp://x"',
    ],
    [
      'a script without a file',
      withProvider({ type: '_scripted_echo' }),
      'script',
      'providers.kimi: KIMI_SCRIPTED_ECHO_SCRIPTS names no file',
    ],
  ])('with %s is refused with the place', (_, config, missing, reason) => {
    expect(resolveModel(config, {})).toMatchObject({ ok: false, missing, reason })
    expect(resolveModel(config, {}).ok).toBe(false)
  })

  test('without a key can answer the clients whose environment brings one', () => {
    const config = withProvider({ type: 'kimi', base_url: 'https://api.kimi.com/coding/v1' })
    expect(resolveModel(config, { MY_TOKEN: 'x', MOONSHOT_API_KEY: 'm' }).ok).toBe(false)
    expect(resolveModel(config, { KIMI_API_KEY: 'k' }).ok).toBe(true)
  })
})

describe('words of both CLIs that are obeyed', () => {
  const modelOf = (config: ModelConfig, env: Record<string, string> = {}) => {
    const found = resolveModel(config, env)
    if (!found.ok || found.model.kind !== 'remote') throw new Error('no model')
    return found.model
  }

  test('reasoning_key names the field for thoughts, also none', () => {
    const provider = CONFIG.providers!['kimi']!
    expect(modelOf(CONFIG).thoughtsField).toBe('reasoning_content')
    expect(modelOf(withProvider({ ...provider, reasoning_key: 'reasoning' })).thoughtsField).toBe('reasoning')
    expect(modelOf(withProvider({ ...provider, reasoning_key: '' })).thoughtsField).toBe('')
  })

  test('KIMI_CODE_CUSTOM_HEADERS are headers of Kimi’s endpoint, below those of the provider, and of no other', () => {
    const env = { KIMI_CODE_CUSTOM_HEADERS: 'X-One: 1\nX-Two: a: b\nno header' }
    expect(modelOf(CONFIG, env).headers).toMatchObject({ 'X-One': '1', 'X-Two': 'a: b' })
    const provider = { ...CONFIG.providers!['kimi']!, custom_headers: { 'X-One': 'own' } }
    expect(modelOf(withProvider(provider), env).headers).toMatchObject({ 'X-One': 'own' })
    expect(modelOf({}, { OPENAI_API_KEY: 'o', ...env }).headers).not.toHaveProperty('X-One')
  })

  test('KIMI_MODEL_MAX_OUTPUT_SIZE is the largest answer', () => {
    const usual = modelOf(CONFIG).rules
    expect(modelOf(CONFIG, { KIMI_MODEL_MAX_OUTPUT_SIZE: '1234' }).rules).toEqual({ ...usual, output: 1234 })
    expect(modelOf(CONFIG, { KIMI_MODEL_MAX_OUTPUT_SIZE: 'many' }).rules).toEqual(usual)
  })
})

describe('the chain of sources', () => {
  const around = (more: Partial<ModelSurroundings> = {}): ModelSurroundings => ({ ...NO_SURROUNDINGS, ...more })
  const login = () => ({ baseUrl: 'https://api.kimi.com/coding/v1', model: 'kimi-for-coding' })
  const local = () => ({ name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen3' })
  const keys = {
    MOONSHOT_API_KEY: 'm',
    KIMI_API_KEY: 'k',
    KIMI_CODER_API_KEY: 'c',
    ANTHROPIC_API_KEY: 'a',
    OPENAI_API_KEY: 'o',
    OPENROUTER_API_KEY: 'r',
  }

  test('takes a login first, then the keys in their order, and a server of this machine last', () => {
    const left: Record<string, string> = { ...keys }
    const order = [chosen({}, left, around({ login, local }))]
    for (const name of Object.keys(keys)) {
      order.push(chosen({}, left, around({ local })))
      delete left[name]
    }
    order.push(chosen({}, left, around({ local })), chosen({}, left, around()))
    expect(order).toEqual([
      'api.kimi.com chat kimi-for-coding: you are logged in with a Kimi Code plan',
      'api.moonshot.ai chat kimi-k3.1-pro: MOONSHOT_API_KEY is set',
      'api.kimi.com chat kimi-for-coding: KIMI_API_KEY is set',
      'api.kimi.com chat kimi-for-coding: KIMI_CODER_API_KEY is set',
      'api.anthropic.com anthropic claude-sonnet-5-5: ANTHROPIC_API_KEY is set',
      'api.openai.com responses gpt-6.2-sol: OPENAI_API_KEY is set',
      'openrouter.ai chat moonshotai/kimi-k3.1-pro: OPENROUTER_API_KEY is set',
      '127.0.0.1:11434 chat qwen3: Ollama answers on this machine',
      'no model is configured',
    ])
  })

  test('takes a stored key of the open platform in the place of a login, and calls it so', () => {
    const stored = { baseUrl: 'https://api.moonshot.ai/v1', model: 'kimi-k3.1-pro', isKey: true as const }
    expect(chosen({}, keys, around({ login: () => stored }))).toBe(
      'api.moonshot.ai chat kimi-k3.1-pro: an API key of the open platform is stored',
    )
    // The variable names the endpoint of a plan, which does not take the key.
    expect(
      resolveModel({}, { KIMI_CODE_BASE_URL: 'http://127.0.0.1:9/v1' }, around({ login: () => stored })),
    ).toMatchObject({
      model: { baseUrl: 'https://api.moonshot.ai/v1' },
    })
    expect(resolveModel({}, {}, around({ login: () => stored }))).toMatchObject({
      model: { keySource: 'kimi login --api-key' },
    })
  })

  test('gives way to what the configuration names', () => {
    expect(chosen(CONFIG, keys, around({ login, local }))).toBe(
      'api.kimi.com chat kimi-for-coding: config.toml: models.work',
    )
  })

  test('never takes a model of the K2 series, whatever the list of the provider says', () => {
    const ids = ['kimi-k2.6', 'kimi-k2.7-code', 'kimi-k3', 'kimi-k3.1-pro', 'kimi-k3.2-pro', 'kimi-k3.2-pro-highspeed']
    const listed = () => ids.map((id) => ({ id, rules: {} }))
    expect(chosen({}, { MOONSHOT_API_KEY: 'm' }, around({ listed }))).toContain('kimi-k3.2-pro:')
    const old = () => [{ id: 'kimi-k2.6', rules: {} }]
    expect(chosen({}, { MOONSHOT_API_KEY: 'm' }, around({ listed: old }))).toContain('kimi-k3.1-pro:')
  })

  test('is left for a source and a model that are named', () => {
    const named = (name: string, more: Partial<ModelSurroundings> = {}) =>
      chosen({ ...CONFIG, default_model: name }, keys, around(more))
    expect(named('openai/gpt-6')).toBe('api.openai.com responses gpt-6: OPENAI_API_KEY is set')
    expect(named('openrouter/moonshotai/kimi-k3')).toContain('openrouter.ai chat moonshotai/kimi-k3:')
    expect(named('anthropic')).toContain('claude-sonnet-5-5:')
    expect(named('ollama/llama4', { local })).toBe('127.0.0.1:11434 chat llama4: Ollama answers on this machine')
    expect(named('qwen3', { local })).toBe('127.0.0.1:11434 chat qwen3: Ollama answers on this machine')
    expect(named('ollama')).toBe('no model server answers on this machine')
    const listed = (url: string) => (url.includes('anthropic') ? [{ id: 'claude-opus-9', rules: {} }] : null)
    expect(named('claude-opus-9', { listed })).toContain('api.anthropic.com anthropic claude-opus-9:')
    expect(named('no-such')).toBe('there is no model "no-such"')
  })

  test('follows an alias of the configuration', () => {
    const models = { work: { ...CONFIG.models!['work']!, aliases: ['fast'] } }
    expect(chosen({ ...CONFIG, models, default_model: 'fast' }, {}, around())).toContain('models.work')
  })

  test('sends a key of OpenAI to another address over chat completions, with a model of that address', () => {
    const listed = () => [{ id: 'glm-9', rules: {} }]
    const env = { OPENAI_API_KEY: 'o', OPENAI_BASE_URL: 'https://other.example/v1' }
    expect(chosen({}, env, around({ listed }))).toBe('other.example chat glm-9: OPENAI_API_KEY is set')
  })

  test('takes a model that Kimi Code’s variables name', () => {
    const env = {
      KIMI_MODEL_NAME: 'gemini-3.8-flash',
      KIMI_MODEL_API_KEY: 'g',
      KIMI_MODEL_PROVIDER_TYPE: 'google_genai',
    }
    expect(chosen(CONFIG, env, around())).toContain('generativelanguage.googleapis.com gemini gemini-3.8-flash:')
  })

  test('speaks Anthropic’s protocol with Kimi’s endpoint when asked', () => {
    const env = { KIMI_API_KEY: 'k', KIMI_CODE_PROTOCOL: 'anthropic' }
    expect(chosen({}, env, around())).toContain('api.kimi.com anthropic kimi-for-coding:')
    expect(chosen({}, { ...env, KIMI_BASE_URL: 'https://else.example/v1' }, around())).toContain('else.example chat')
    const proxied = { ...env, KIMI_CODE_BASE_URL: 'https://proxy.example/coding/v1' }
    expect(chosen({}, proxied, around())).toContain('proxy.example anthropic')
    const login = () => ({ baseUrl: 'https://own.example/coding/v1', model: 'kimi-for-coding' })
    expect(chosen({}, { KIMI_CODE_PROTOCOL: 'anthropic' }, around({ login }))).toContain('own.example anthropic')
  })

  test('refuses a provider whose key has to come from a login that is not there', () => {
    const config = withProvider({ type: 'kimi', base_url: 'https://api.kimi.com/coding/v1', api_key: '', oauth: {} })
    expect(resolveModel(config, {}, around({ canLogIn: () => false }))).toMatchObject({
      ok: false,
      missing: 'key',
      hint: 'kimi login',
    })
  })

  function chosen(config: ModelConfig, env: Record<string, string>, surroundings: ModelSurroundings): string {
    const found = resolveModel(config, env, surroundings)
    if (!found.ok) return found.reason
    const { model } = found
    if (model.kind === 'scripted') return 'scripted'
    return `${new URL(model.baseUrl).host} ${model.protocol} ${model.model}: ${model.reason}`
  }
})

test('the table is overruled by the list of the provider, and that by the user', () => {
  const listed = () => [{ id: 'kimi-for-coding', rules: { window: 2_000_000, image: false, efforts: ['low', 'high'] } }]
  const rulesOf = (entry: Record<string, unknown>) => {
    const models = { work: { provider: 'kimi', model: 'kimi-for-coding', ...entry } }
    const found = resolveModel({ ...CONFIG, models }, {}, { ...NO_SURROUNDINGS, listed })
    return found.ok && found.model.kind === 'remote' ? found.model.rules : null
  }
  expect(rulesOf({})).toMatchObject({ window: 2_000_000, image: false, efforts: ['low', 'high'], thinking: 'always' })
  expect(rulesOf({ max_context_size: 500, capabilities: ['video_in'], default_effort: 'low' })).toMatchObject({
    window: 500,
    image: false,
    video: true,
    defaultEffort: 'low',
  })
})

describe('a resolved model', () => {
  test('answers over HTTP, with the key of the login', async () => {
    await using server = await startModelServer([answer('ls')])
    const oauth = { storage: 'file', key: 'oauth/kimi-code' }
    const resolution = resolveModel(withProvider({ type: 'kimi', base_url: server.url, oauth }), {})
    const model = createChatStream(getModel(resolution), {
      tokens: tokensOf(async () => ({ ok: true, token: 'login-token' })),
    })
    model.preconnect()
    expect(joinText(await collect(model.stream))).toBe('ls')
    model.close()
    expect(server.requests[0]?.headers.authorization).toBe('Bearer login-token')
  })

  test('answers from a script', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalog-'))
    try {
      const scripts = join(folder, 'scripts.json')
      writeFileSync(scripts, '["text: ls"]')
      const config = withProvider({ type: '_scripted_echo', env: { KIMI_SCRIPTED_ECHO_SCRIPTS: scripts } })
      const model = createChatStream(getModel(resolveModel(config, {})))
      expect(joinText(await collect(model.stream))).toBe('ls')
      expect(getFailure(await collect(model.stream)).message).toContain('exhausted at turn 2')
      model.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

function getModel(resolution: ReturnType<typeof resolveModel>): ResolvedModel {
  if (!resolution.ok) throw new Error(resolution.reason)
  return resolution.model
}

test('a key of OpenAI in the environment goes to OpenAI, or to the address beside it, and not to another provider', () => {
  const at = (base_url: string, api_key = 'file-key') => withProvider({ type: 'openai_legacy', base_url, api_key })
  const keyOf = (config: ModelConfig, env: Record<string, string>) => {
    const found = resolveModel(config, { OPENAI_API_KEY: 'env-key', ...env })
    return found.ok && found.model.kind === 'remote' && `${found.model.apiKey} ${new URL(found.model.baseUrl).host}`
  }
  expect(keyOf(at('https://api.openai.com/v1'), {})).toBe('env-key api.openai.com')
  expect(keyOf(at('https://other.example/v1'), {})).toBe('file-key other.example')
  expect(keyOf(at('https://other.example/v1', ''), {})).toBe('env-key other.example')
  const env = { OPENAI_BASE_URL: 'https://mine.example/v1' }
  expect(keyOf(at('https://other.example/v1'), env)).toBe('env-key mine.example')
})
