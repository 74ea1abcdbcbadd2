import { expect, test } from 'vitest'
import type { RemoteModel } from '../../../src/models/configured-model.ts'
import { resolveModel } from '../../../src/models/model-catalog.ts'
import { createProviderStream } from '../../../src/models/provider-stream.ts'
import { findSuccessor, withSuccessor } from '../../../src/models/retired-model.ts'
import { refuse, startModelServer } from '../../support/model-server.ts'
import { collect, getFailure } from './asking.ts'

test.each([
  ['kimi-k2.6', ['kimi-k2.7-code', 'kimi-k3', 'kimi-k3.1-pro'], 'kimi-k3.1-pro'],
  ['k3', ['k3.2-pro', 'kimi-for-coding'], 'kimi-for-coding'],
  ['claude-sonnet-4-5', ['claude-haiku-6', 'claude-sonnet-5-5', 'claude-sonnet-6'], 'claude-sonnet-6'],
  ['gpt-5', ['gpt-6.2-sol', 'whisper-2'], 'gpt-6.2-sol'],
  ['llama4', ['qwen3'], undefined],
])('the successor of %s among %s is %s', (model, ids, successor) => {
  expect(findSuccessor(model, ids)).toBe(successor)
})

test('a model that is gone names its successor, and the command that takes it', async () => {
  await using server = await startModelServer([refuse(404, 'no such model'), refuse(404, 'no such model')])
  const env = { MOONSHOT_API_KEY: 'm', MOONSHOT_BASE_URL: server.url, KIMI_MODEL_NAME: 'kimi-k2.6' }
  const found = resolveModel({}, env)
  const model = (found.ok ? found.model : null) as RemoteModel
  const opened = createProviderStream({ baseUrl: server.url, model: model.model, apiKey: 'm' })
  const failureWith = async (ids: string[] | null) => {
    const list = async () => ids?.map((id) => ({ id, rules: {} })) ?? null
    return getFailure(await collect(withSuccessor(opened.stream, model, list)))
  }
  expect(await failureWith(['kimi-k3', 'kimi-k3.1-pro'])).toMatchObject({
    code: 'model.not_found',
    message: `127.0.0.1:${server.port} has no model kimi-k2.6, or has it no more; the one to take is kimi-k3.1-pro`,
    hint: 'kimi model use kimi-k3.1-pro',
  })
  expect((await failureWith(null)).message).toContain('does not know the model kimi-k2.6')
  opened.close()
})
