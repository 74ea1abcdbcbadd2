// Commands that nobody is asked about run in the workspace's sandbox.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openSandbox } from '../../src/safety/sandbox/sandbox.ts'
import { findPaths } from '../../src/sys/paths.ts'
import { makeHome } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

test('with nobody there a command writes in the workspace alone, also in the background, and says why it failed', async (context) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  mkdirSync(work)
  writeFileSync(join(home.dir, 'notes.txt'), '')
  const background = {
    command: 'echo late > late; echo x >> ~/notes.txt',
    run_in_background: true,
    description: 'late',
  }
  useScripts(home, [
    script(['Shell', { command: 'echo made > made; echo x >> ~/notes.txt' }]),
    script(['Shell', background]),
    script('end'),
    script('heard'),
  ])
  const ran = await home.kimi(['--print', '--output-format', 'stream-json', '-p', 'go'], { cwd: work })
  expect(ran.status).toBe(0)
  expect(ran.stdout).toContain('Nobody is here to let it run outside the sandbox')
  for (const name of ['made', 'late']) expect(existsSync(join(work, name)), name).toBe(true)
  expect(readFileSync(join(home.dir, 'notes.txt'), 'utf8')).toBe('')
})

test('puts nothing into the folder of the daemon’s socket where that lies in a temporary folder', async (context) => {
  await using home = await makeHome()
  if ((await openSandbox(home.paths.run)).kind !== 'ready') return context.skip('no sandbox here')
  const work = join(home.dir, 'work')
  const share = join(home.dir, 'x'.repeat(110))
  for (const folder of [work, share]) mkdirSync(folder)
  const { socket } = findPaths({ HOME: home.dir, KIMI_SHARE_DIR: share })
  expect(socket).toMatch(/^\/tmp\//)
  useScripts(home, [
    script(['Shell', { command: `ls ${dirname(socket)}; echo > ${dirname(socket)}/x; echo end` }]),
    script('heard'),
  ])
  cpSync(home.paths.config, join(share, 'config.toml'))
  const ran = await home.kimi(['--print', '--no-daemon', '--output-format', 'stream-json', '-p', 'go'], {
    cwd: work,
    env: { KIMI_SHARE_DIR: share },
  })
  expect(ran.stdout).toContain('Permission denied')
  const isEntered = existsSync(join(dirname(socket), 'x'))
  rmSync(dirname(socket), { recursive: true, force: true })
  expect(isEntered).toBe(false)
})
