// The configuration is edited while the daemon runs: the next question sees the edit, and the answers on their way are not disturbed.

import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { editConfig } from '../../src/config/config-edit.ts'
import { createGate } from '../support/asking-shell.ts'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'

const MODELS = ['one', 'two']
  .map((name) => `[models.${name}]\nprovider = "p"\nmodel = "${name}"\nmax_context_size = 100000\n`)
  .join('')

function configFor(url: string, model = 'one'): string {
  return `default_model = "${model}"\n${MODELS}[providers.p]\ntype = "openai_legacy"\nbase_url = "${url}"\napi_key = "k"\n`
}

const nameOf = async (home: Home) => (await home.call('model/show', { env: {} })).name

test('each of fifty edits, made in place or by a replacement, is seen by the question behind it', async () => {
  await using server = await startModelServer([])
  await using home = await makeHome({ KIMI_LOCAL_SERVER: 'off' })
  writeFileSync(home.paths.config, configFor(server.url))
  await lendDaemonTo(home)
  for (let edit = 0; edit < 50; edit++) {
    const name = edit % 2 === 0 ? 'two' : 'one'
    // The text keeps its size, and two edits in place may have the same time of change.
    if (edit < 25) writeFileSync(home.paths.config, configFor(server.url, name))
    else editConfig(home.paths.config, 'default_model', name)
    expect(await nameOf(home), `edit ${edit}`).toBe(name)
  }
  for (const model of MODELS.match(/(?<=models\.)\w+/g)!) {
    expect(await home.command(['model', 'use', model])).toMatchObject({ status: 0, stderr: '' })
    expect(await nameOf(home)).toBe(model)
  }
})

test('an edit does not break off the answer that is on its way', async () => {
  const gate = createGate()
  await using server = await startModelServer([answer('first ', { wait: gate.opened }, 'last')])
  await using home = await makeHome({ KIMI_LOCAL_SERVER: 'off' })
  writeFileSync(home.paths.config, configFor(server.url))
  await lendDaemonTo(home)
  const asked = home.command(['-p', 'hi'])
  await server.received(1)
  editConfig(home.paths.config, 'default_model', 'two')
  expect(await nameOf(home)).toBe('two')
  gate.open()
  expect(await asked).toMatchObject({ status: 0, stdout: expect.stringContaining('first last') })
  expect(server.requests).toHaveLength(1)
})
