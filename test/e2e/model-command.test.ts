// `kimi model`: the models that can be used, and the choice of one.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'

test('a price of our own table is called an estimate, with its month, and a price of the user’s is not', async () => {
  await using home = await makeHome({ CI: '1', MOONSHOT_API_KEY: 'm' })
  expect((await home.command(['model', 'show', 'moonshot/kimi-k3.1-pro'])).stdout).toMatch(
    /^price +\$2 in, \$0\.2 cached, \$10 out for a million \(an estimate of November 2026\)$/m,
  )
  for (const [part, price] of [
    ['input', '7'],
    ['cached', '1'],
    ['output', '9'],
  ])
    expect((await home.command(['config', 'set', `pricing.${part}`, price!])).status).toBe(0)
  expect((await home.command(['model', 'show', 'moonshot/kimi-k3.1-pro'])).stdout).toMatch(
    /^price +\$7 in, \$1 cached, \$9 out for a million$/m,
  )
})

test('models are listed, shown and chosen, and the chosen one answers', async () => {
  await using server = await startModelServer([answer('echo hi')])
  server.answerOthers({
    data: [
      { id: 'kimi-k2.6', context_length: 262_144 },
      { id: 'kimi-k3.1-pro', context_length: 1_048_576, supports_image_in: true },
    ],
  })
  await using home = await makeHome({
    CI: '1',
    MOONSHOT_API_KEY: 'm',
    MOONSHOT_BASE_URL: server.url,
    KIMI_LOCAL_SERVER: 'off',
  })
  const list = await home.command(['model', 'list'])
  expect(list.stdout.split('\n')).toEqual([
    `127.0.0.1:${server.port} (MOONSHOT_API_KEY)`,
    '  kimi-k2.6      262k tokens · images',
    '* kimi-k3.1-pro  1M tokens · images · low/high/max',
    '',
  ])
  const shown = JSON.parse((await home.command(['model', 'show', '--json'])).stdout) as Record<string, unknown>
  expect(shown).toMatchObject({
    name: 'kimi-k3.1-pro',
    window: 1_048_576,
    reason: 'MOONSHOT_API_KEY is set',
    price: null,
  })

  expect(await home.command(['model', 'use', 'kimi-k9'])).toMatchObject({
    status: 1,
    stderr: 'kimi: there is no model "kimi-k9"\n  kimi model list\n',
  })
  const chosen = await home.command(['model', 'use', 'kimi-k2.6'])
  expect(chosen).toMatchObject({
    status: 0,
    stdout: `default_model = "moonshot/kimi-k2.6": kimi-k2.6 at 127.0.0.1:${server.port}\n`,
  })
  expect(readFileSync(home.paths.config, 'utf8')).toContain('default_model = "moonshot/kimi-k2.6"')
  expect((await home.command(['suggest', 'say', 'hi'])).stdout).toContain('echo hi')
  expect(server.requests[0]?.body).toMatchObject({ model: 'kimi-k2.6', thinking: { type: 'disabled' } })
})
