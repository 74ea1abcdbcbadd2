// A key alone, or a model server of this machine, is enough for an answer; the doctor says which was chosen, and why.

import { expect, test } from 'vitest'
import { PROXY_CERTIFICATE, startHttpProxy } from '../support/http-proxy.ts'
import { makeHome } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { startStrictProvider } from '../support/strict-provider.ts'

const REPLY = 'ls -la\n# lists the files'

test('a key of Anthropic', async () => {
  await using provider = await startStrictProvider([{ text: REPLY }, { text: 'Hello.' }])
  const env = { CI: '1', ANTHROPIC_API_KEY: 'right-key-0123', ANTHROPIC_BASE_URL: provider.url('anthropic') }
  await using home = await makeHome(env)
  expect((await home.command(['suggest', 'list', 'files'])).stdout).toContain('ls -la')
  expect((await home.command(['-p', 'hi'])).stdout).toContain('Hello.')
  expect(provider.requests.map(({ body }) => body['model'])).toEqual(['claude-sonnet-5-5', 'claude-sonnet-5-5'])
  // The double has no list of models, like many proxies.
  expect((await home.command(['doctor'])).stdout).toMatch(
    /ok {2}model\s+claude-sonnet-5-5: \S+ answers in \d+ ms, but tells no list of models \(400\); chosen because ANTHROPIC_API_KEY is set\n\s+kimi -p hello\n/,
  )
})

// The hosts are the real ones: a proxy plays them, with a certificate that is trusted by a variable.
test.each([
  ['OPENAI_API_KEY', 'api.openai.com', '/v1/responses', 'gpt-6.2-sol'],
  ['ANTHROPIC_API_KEY', 'api.anthropic.com', '/v1/messages', 'claude-sonnet-5-5'],
  ['OPENROUTER_API_KEY', 'openrouter.ai', '/api/v1/chat/completions', 'moonshotai/kimi-k3.1-pro'],
  ['MOONSHOT_API_KEY', 'api.moonshot.ai', '/v1/chat/completions', 'kimi-k3.1-pro'],
  ['KIMI_API_KEY', 'api.kimi.com', '/coding/v1/chat/completions', 'kimi-for-coding'],
])('nothing but %s, at %s, behind a proxy', async (variable, host, path, model) => {
  await using provider = await startStrictProvider([{ text: 'Hello.' }])
  await using proxy = await startHttpProxy(Number(new URL(provider.url('chat')).port), 'pass')
  const env = { CI: '1', HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: PROXY_CERTIFICATE, [variable]: 'right-key-0123' }
  await using home = await makeHome(env)
  expect(await home.command(['-p', 'hi'])).toMatchObject({ status: 0, stdout: expect.stringContaining('Hello.') })
  expect(provider.requests.map(({ path: asked, body }) => [asked, body['model']])).toEqual([[path, model]])
  expect(new Set(proxy.asked)).toEqual(new Set([`${host}:443`]))
})

test('a key of OpenAI, for an address of one’s own', async () => {
  await using server = await startModelServer([answer(REPLY), answer('ls -la\n')])
  server.answerOthers({ data: [{ id: 'their-model' }] })
  await using home = await makeHome({ CI: '1', OPENAI_API_KEY: 'o', OPENAI_BASE_URL: server.url })
  expect((await home.command(['-p', 'hi'])).status).toBe(0)
  expect(server.requests[0]?.body).toMatchObject({ model: 'their-model' })
  expect((await home.command(['suggest', 'list', 'files'])).stdout).toContain('ls -la')
})

test('a server of this machine, without any key', async () => {
  await using server = await startModelServer([answer(REPLY), answer('Hello.')])
  server.answerOthers({ data: [{ id: 'qwen3' }] })
  await using home = await makeHome({ CI: '1', KIMI_LOCAL_SERVER: server.url })
  expect((await home.command(['suggest', 'list', 'files'])).stdout).toContain('ls -la')
  expect((await home.command(['-p', 'hi'])).stdout).toContain('Hello.')
  expect(server.requests[0]?.headers.authorization).toBeUndefined()
  const { stdout } = await home.command(['doctor'])
  expect(stdout).toMatch(
    /model\s+qwen3 at 127\.0\.0\.1:\d+ answers in \d+ ms; chosen because the model server answers on this machine/,
  )
})
