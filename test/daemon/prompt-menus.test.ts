// The menu behind `@`, filled by a real daemon with its sessions, tasks and MCP servers.

import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDaemonSources } from '../../src/tui/composer/daemon-sources.ts'
import type { CallDaemon } from '../../src/tui/composer/mention-items.ts'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'

const EVERYTHING = join(import.meta.dirname, '../../node_modules/.bin/mcp-server-everything')

let home: Home
let find: (query: string) => Promise<string[]>

beforeAll(async () => {
  home = await makeHome()
  useScripts(home, [script('done')])
  mkdirSync(join(home.dir, 'some folder'))
  writeFileSync(join(home.dir, 'some folder', 'build.sh'), '')
  writeFileSync(join(home.dir, 'main.ts'), '')
  await lendDaemonTo(home)
  find = openMenu((method, params) => home.call(method, params))
})
afterAll(() => home[Symbol.asyncDispose]())

/** The texts that the items of a menu put in, for the letters behind `@`. Lists that are not there yet come with a later call. */
function openMenu(call: CallDaemon): (query: string) => Promise<string[]> {
  const sources = createDaemonSources({
    call,
    workDir: () => home.dir,
    clientEnv: {},
    env: home.env,
    commands: () => [],
  })
  return async (query) => {
    const items = await sources.findItems({ kind: 'mention', from: 0, to: 0, query }, () => {})
    return items.map(({ text }) => text)
  }
}

test('files come first, then the sessions and tasks whose titles fit', async () => {
  expect((await home.command(['--print', '-p', 'fix the build'])).status).toBe(0)
  expect((await home.command(['bg', '--', 'echo build'])).status).toBe(0)
  await expect
    .poll(() => find('build'))
    .toEqual([
      '@"some folder/build.sh"',
      expect.stringMatching(/^@task:\w+$/),
      expect.stringMatching(/^@session:\w{8}$/),
    ])
  expect(await find('')).toEqual(['@"some folder/', '@main.ts', '@scripts.json'])
  expect((await find('session'))[0]).toMatch(/^@session:/)
})

test('@shell comes before a folder of that name, which a slash behind it asks for', async () => {
  mkdirSync(join(home.dir, 'shell'))
  expect((await find('she'))[0]).toBe('@shell')
  expect((await find('shell'))[0]).toBe('@shell')
  expect(await find('shell/')).not.toContain('@shell')
  expect((await find('s')).at(-1)).toBe('@shell')
  rmdirSync(join(home.dir, 'shell'))
})

test('a connected server is listed with its resources, and one that is not is left asleep', async () => {
  const entry = { command: EVERYTHING, args: ['stdio'] }
  writeFileSync(join(home.paths.share, 'mcp.json'), JSON.stringify({ mcpServers: { docs: entry, asleep: entry } }))
  expect(await find('docs')).toEqual([])
  expect((await home.command(['mcp', 'test', 'docs'])).status).toBe(0)
  await expect.poll(() => find('docs')).toEqual(['@docs:'])
  await expect.poll(() => find('docs:')).toContainEqual(expect.stringMatching(/^@docs:[a-z]+:\/\//))
  expect(await find('asleep:')).toEqual([])
  const { servers } = await home.call('mcp/list', { workDir: home.dir, shellEnv: home.env })
  expect(servers.map(({ name, status }) => `${name} ${status}`)).toEqual(['docs connected', 'asleep pending'])
})

test('without a connection there are no items, and nothing fails', async () => {
  const cut = openMenu(() => Promise.reject(new Error('no connection')))
  expect(await cut('main')).toEqual([])
  expect(await cut('docs:')).toEqual([])
})
