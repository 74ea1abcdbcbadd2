import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolveModel, type ModelConfig, type ResolvedModel } from '../../../src/models/model-catalog.ts'
import { createChatStream } from '../../../src/models/opened-model.ts'
import { answer, startModelServer } from '../../support/model-server.ts'
import { collect, getFailure, joinText } from './asking.ts'

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
      model: { baseUrl: 'https://api.moonshot.ai/v1', model: 'kimi-k2.6', apiKey: 'm', keySource: 'MOONSHOT_API_KEY' },
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
    expect(resolveModel({}, { OPENAI_API_KEY: 'o', MOONSHOT_API_KEY: '' })).toEqual({
      ok: false,
      missing: 'key',
      reason: 'no model is configured',
      hint: 'export MOONSHOT_API_KEY=…, or kimi config edit',
    })
  })
})

describe('a configured model', () => {
  test('is taken as the file says', () => {
    expect(resolveModel(CONFIG, { MOONSHOT_API_KEY: 'm' })).toEqual({
      ok: true,
      model: {
        kind: 'openai',
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
    [
      'an unknown name',
      { ...CONFIG, default_model: 'toString' },
      'model',
      'default_model "toString" is not in [models]',
    ],
    [
      'an unknown provider',
      { ...CONFIG, providers: {} },
      'provider',
      'models.work: provider "kimi" is not in [providers]',
    ],
    [
      'an unknown type',
      withProvider({ type: 'vertexai' }),
      'provider',
      'providers.kimi: type "vertexai" is not supported yet; kimi and openai_legacy are',
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
  })

  test('without a key can answer the clients whose environment brings one', () => {
    const config = withProvider({ type: 'kimi', base_url: 'https://api.kimi.com/coding/v1' })
    expect(resolveModel(config, { MY_TOKEN: 'x', MOONSHOT_API_KEY: 'm' }).ok).toBe(false)
    expect(resolveModel(config, { KIMI_API_KEY: 'k' }).ok).toBe(true)
  })
})

describe('a resolved model', () => {
  test('answers over HTTP, with the key of the login', async () => {
    await using server = await startModelServer([answer('ls')])
    const oauth = { storage: 'file', key: 'oauth/kimi-code' }
    const resolution = resolveModel(withProvider({ type: 'kimi', base_url: server.url, oauth }), {})
    const model = createChatStream(getModel(resolution), () => 'login-token')
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
    return found.ok && found.model.kind === 'openai' && `${found.model.apiKey} ${new URL(found.model.baseUrl).host}`
  }
  expect(keyOf(at('https://api.openai.com/v1'), {})).toBe('env-key api.openai.com')
  expect(keyOf(at('https://other.example/v1'), {})).toBe('file-key other.example')
  expect(keyOf(at('https://other.example/v1', ''), {})).toBe('env-key other.example')
  const env = { OPENAI_BASE_URL: 'https://mine.example/v1' }
  expect(keyOf(at('https://other.example/v1'), env)).toBe('env-key mine.example')
})
