// A key alone, or a model server of this machine, is enough for an answer; the doctor says which was chosen, and why.

import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { startStrictProvider } from '../support/strict-provider.ts'

const REPLY = 'ls -la\n# lists the files'

test('a key of Anthropic', async () => {
  await using provider = await startStrictProvider([{ text: REPLY }, { text: 'Hello.' }])
  const env = { CI: '1', ANTHROPIC_API_KEY: 'right-key-0123', ANTHROPIC_BASE_URL: provider.url('anthropic') }
  await using home = await makeHome(env)
  expect((await home.kimi(['suggest', 'list', 'files'])).stdout).toContain('ls -la')
  expect((await home.kimi(['-p', 'hi'])).stdout).toContain('Hello.')
  expect(provider.requests.map(({ body }) => body['model'])).toEqual(['claude-sonnet-5-5', 'claude-sonnet-5-5'])
})

test('a key of OpenAI, for an address of one’s own', async () => {
  await using server = await startModelServer([answer(REPLY), answer('Hello.')])
  server.answerOthers({ data: [{ id: 'their-model' }] })
  await using home = await makeHome({ CI: '1', OPENAI_API_KEY: 'o', OPENAI_BASE_URL: server.url })
  expect((await home.kimi(['-p', 'hi'])).status).toBe(0)
  expect(server.requests[0]?.body).toMatchObject({ model: 'their-model' })
  expect((await home.kimi(['suggest', 'list', 'files'])).stdout).toContain('Hello.')
})

test('a server of this machine, without any key', async () => {
  await using server = await startModelServer([answer(REPLY), answer('Hello.')])
  server.answerOthers({ data: [{ id: 'qwen3' }] })
  await using home = await makeHome({ CI: '1', KIMI_LOCAL_SERVER: server.url })
  expect((await home.kimi(['suggest', 'list', 'files'])).stdout).toContain('ls -la')
  expect((await home.kimi(['-p', 'hi'])).stdout).toContain('Hello.')
  expect(server.requests[0]?.headers.authorization).toBeUndefined()
  const { stdout } = await home.kimi(['doctor'])
  expect(stdout).toMatch(
    /model\s+qwen3 at 127\.0\.0\.1:\d+ answers in \d+ ms; chosen because the model server answers on this machine/,
  )
})
