// The client of openai in dist/, from which the build leaves out what nobody calls: it still speaks both of its protocols.

import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startPeerServer } from '../bench/peer-server.ts'
import { makeHome } from '../support/kimi.ts'

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
