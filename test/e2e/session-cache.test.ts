// `kimi session show --cache`: what came from the provider's cache, from the counts of the real calls.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeHome } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'

test('each turn tells its share, and a pause that outlived the cache is named', async () => {
  const use = (prompt_tokens: number, cached_tokens: number) => ({
    usage: { prompt_tokens, completion_tokens: 5, cached_tokens },
  })
  await using server = await startModelServer([
    answer('one', use(1_000, 0)),
    answer('two', use(1_200, 1_024)),
    answer('three', use(1_400, 0)),
  ])
  await using home = await makeHome({
    CI: '1',
    MOONSHOT_API_KEY: 'm',
    MOONSHOT_BASE_URL: server.url,
    KIMI_LOCAL_SERVER: 'off',
  })
  for (const words of ['a', 'b', 'c']) expect((await home.command(['-p', words, '-S', 'cached'])).status).toBe(0)
  const { dir } = JSON.parse((await home.command(['session', 'show', 'cached', '--json'])).stdout) as { dir: string }
  // Twelve minutes pass before the third turn.
  const file = join(dir, 'wire.jsonl')
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const third = lines.findLastIndex((line) => line.includes('"TurnBegin"'))
  const later = lines.map((line, index) => {
    const record = JSON.parse(line) as { timestamp?: number }
    return JSON.stringify(
      index < third || record.timestamp === undefined ? record : { ...record, timestamp: record.timestamp + 720 },
    )
  })
  writeFileSync(file, '')
  appendFileSync(file, later.join('\n') + '\n')
  const { stdout } = await home.command(['session', 'show', 'cached', '--cache'])
  expect(stdout.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' '))).toEqual([
    '1 1 call 1,000 in 0 % cached',
    '2 1 call 1,200 in 85 % cached',
    '3 1 call 1,400 in 0 % cached the pause of 12 min before it outlived the provider’s cache',
    '28 % of all input came from the provider’s cache',
    '',
  ])
})
