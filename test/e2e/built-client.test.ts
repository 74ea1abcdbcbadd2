// The files of dist/: from the client of openai the build leaves out what nobody calls, and it still speaks both of its protocols; the
// door for editors loads little before its first answer.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPeerServer } from '../bench/peer-server.ts'
import { KIMI, makeHome } from '../support/kimi.ts'

test.each(['openai', 'openai_responses'])(
  'the built kimi gets an answer from a provider of the type %s',
  async (type) => {
    await using server = await startPeerServer()
    await using home = await makeHome()
    writeFileSync(
      home.paths.config,
      [
        'default_model = "m"\n[providers.p]',
        `type = "${type}"\nbase_url = "${server.url}/v1"\napi_key = "sk-x"\n[models.m]`,
        'provider = "p"\nmodel = "local"\nmax_context_size = 100000\n',
      ].join('\n'),
    )
    expect(await home.kimi(['--no-daemon', '-p', 'hi'])).toEqual({ status: 0, stdout: 'Hello.\n', stderr: '' })
  },
)

test('kimi acp loads at most 12 files of 56 KB in all before it answers initialize: each file takes most of a millisecond', () => {
  const read = (file: string) => readFileSync(join(KIMI, '..', file), 'utf8')
  const loaded = new Set(['cli.js', /startAcp\}=await import\("\.\/(chunk-\w+\.js)"\)/.exec(read('cli.js'))![1]!])
  // Files that are added on the way are visited, too.
  for (const file of loaded)
    for (const [, found] of read(file).matchAll(/(?:from|import)"\.\/(chunk-\w+\.js)"/g)) loaded.add(found!)
  const bytes = [...loaded].reduce((sum, file) => sum + read(file).length, 0)
  expect(loaded.size).toBeLessThanOrEqual(12)
  expect(bytes).toBeLessThan(56 * 1024)
})
