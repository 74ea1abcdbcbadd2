// The comparison with other agents, tried with stand-ins: programs that read the settings of the real ones and speak their protocols.

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { measurePeers } from '../bench/peer-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'kimi-stand-ins-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A program that finds the server as the agent of this name does, asks it, and ends well when the answer is right. */
function standIn(name: string, address: string, last: string): void {
  const code = `
    const { readFileSync } = require('node:fs')
    const read = (file) => readFileSync(process.env.HOME + '/' + file, 'utf8')
    const ask = async () => {
      const reply = await fetch(${address}, { method: 'POST', body: '{}' })
      if (!(await reply.text()).includes(${JSON.stringify(last)})) throw new Error('no answer')
    }
    ask().catch((error) => { console.error(error.message); process.exitCode = 1 })`
  writeFileSync(join(folder, name), `#!${process.execPath}\n${code}\n`)
  chmodSync(join(folder, name), 0o755)
}

beforeAll(() => {
  standIn('codex', `/base_url = "(.*)"/.exec(read('.codex/config.toml'))[1] + '/responses'`, 'response.completed')
  standIn('claude', `process.env.ANTHROPIC_BASE_URL + '/v1/messages?beta=true'`, 'message_stop')
  standIn('pi', `JSON.parse(read('.pi/agent/models.json')).providers.local.baseUrl + '/chat/completions'`, '[DONE]')
  standIn('kimi-code', `process.env.KIMI_MODEL_BASE_URL + '/nowhere'`, '[DONE]')
})

test('agents on the PATH are run beside kimi against one server; one that fails is named, and one that is missing is not', async () => {
  const leftOut: string[] = []
  const rows = await measurePeers(1, folder, (line) => leftOut.push(line), 0)
  const names = rows.map(({ name }) => name)
  for (const name of ['kimi', 'kimi --no-daemon', 'codex', 'pi', 'claude'])
    expect(names).toEqual(
      expect.arrayContaining([`${name}: hi, whole process`, `${name}: start → request at the model`]),
    )
  expect(names).toContain('codex ÷ kimi, until the request')
  expect(names.join()).not.toMatch(/kimi-code|opencode/)
  expect(leftOut).toEqual(['kimi-code is left out: no answer'])
  expect(rows.every(({ p50 }) => p50 > 0)).toBe(true)
})
