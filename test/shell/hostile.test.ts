// Hostile text through the daemon's socket and in its log; hostile text at a prompt is tested in hostile-zsh,
// hostile-bash and hostile-fish.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sanitiseText } from '../../src/safety/text/sanitiser.ts'
import { createLog } from '../../src/sys/log.ts'
import { makeHome, startDaemonIn } from '../support/kimi.ts'
import { HOSTILE_TEXTS, listTexts } from './hostile-text.ts'

test('through the socket, each closes its own connection only', async () => {
  await using home = await makeHome()
  const pid = await startDaemonIn(home)
  for (const { id, input, encoding } of listTexts('daemon-socket')) {
    if (encoding === 'script') continue // test/daemon/socket.test.ts does what it says
    const socket = connect(home.paths.socket)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {}) // reset by the daemon
    socket.resume()
    socket.write(encoding === 'base64' ? Buffer.from(input, 'base64') : input)
    await closed
    expect((await home.status()).pid, id).toBe(pid)
  }
})

test('in the log it stays one record', () => {
  const dir = mkdtempSync('/tmp/kx-')
  const log = createLog(join(dir, 'log'), sanitiseText)
  const cases = listTexts('log')
  for (const { input } of cases) log('info', 'said', { input })
  expect(readFileSync(join(dir, 'log'), 'utf8').trim().split('\n')).toHaveLength(cases.length)
  rmSync(dir, { recursive: true })
})

test('every line of the fixture has a surface that is driven here', () => {
  const driven = [
    'suggestion',
    'model-text',
    'tool-output',
    'commit-message',
    'notification',
    'file-name',
    'model-text-chunks',
    'api-error-body',
    'user-buffer',
    'cwd-name',
    'git-branch',
    'status-text',
    'daemon-socket',
    'log',
  ]
  // Names of MCP tools: there is no such surface yet.
  expect(
    [...new Set(HOSTILE_TEXTS.map(({ surface }) => surface))].filter((surface) => !driven.includes(surface)),
  ).toEqual(['mcp-tool-name'])
})
