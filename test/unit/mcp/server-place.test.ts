// A server of the user's own whose words name a relative path: what lies in the folder is not run before the user trusts the folder.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { NamedServer } from '../../../src/mcp/server-files.ts'
import { placeServer } from '../../../src/mcp/server-place.ts'
import type { McpServerEntry } from '../../../src/protocol/mcp.ts'
import { makePool } from '../../support/server-pool.ts'

const home = mkdtempSync(join(tmpdir(), 'kimi-place-'))
const workDir = join(home, 'work')
mkdirSync(join(workDir, 'docs'), { recursive: true })
afterAll(() => rmSync(home, { recursive: true, force: true }))

const named = (entry: McpServerEntry, origin: NamedServer['origin'] = 'user'): NamedServer => ({
  name: 'one',
  entry,
  origin,
  file: 'mcp.json',
  root: workDir,
})
const place = (words: string, isTrusted: boolean, origin?: NamedServer['origin']) => {
  const [command = '', ...args] = words.split(' ')
  const entry = { command, args }
  return placeServer(named(entry, origin), entry, { workDir, env: { HOME: home }, isTrusted })
}

test('a module of an untrusted folder does not run as the server, and does once the folder is trusted', async () => {
  const mark = join(home, 'mark')
  writeFileSync(join(workDir, 'served.py'), `open(${JSON.stringify(mark)}, 'w')\n`)
  const pool = makePool(join(home, 'share'))
  const server = named({ command: 'python3', args: ['-m', 'served', '--directory', '.'] })
  const start = async (isTrusted: boolean) => {
    const lease = pool.lease(server, { workDir, env: { ...process.env, HOME: home }, isTrusted }, () => {})
    await lease.ensure()
    lease.release()
    return existsSync(mark)
  }
  expect(await start(false)).toBe(false)
  expect(await start(true)).toBe(true)
  await pool.close()
})

test.each([
  ['npx -y @modelcontextprotocol/server-filesystem .', `-y @modelcontextprotocol/server-filesystem ${workDir}`],
  ['uv tool run srv ./docs', `tool run srv ${workDir}/docs`],
  ['python3 -m srv --directory ./docs', `-m srv --directory ${workDir}/docs`],
  ['mcp-server-git --repository .', `--repository ${workDir}`],
])('in an untrusted folder %s starts in the home, with the whole path', (words, args) => {
  for (const origin of ['user', 'client'] as const)
    expect(place(words, false, origin)).toEqual({ ok: true, cwd: home, args: args.split(' ') })
  expect(place(words, true)).toEqual({ ok: true, cwd: workDir, args: words.split(' ').slice(1) })
})

test.each([
  'node ./server.js',
  'node .',
  'npx .',
  'npx -y tsx ./served.py',
  'npx -y srv --config ./missing.js',
  'uv run --directory . srv',
  'uvx --from . srv',
  'python3 .',
  'python3 -m srv ./served.py',
  'npm run mcp --prefix .',
  'make mcp -C .',
  'mcp-server --plugin ./served.py',
  'sh -c x .',
])('in an untrusted folder %s does not start: the path could be what it runs', (words) => {
  writeFileSync(join(workDir, 'served.py'), '')
  expect(place(words, false)).toMatchObject({ ok: false, reason: expect.stringContaining('not trusted') })
  expect(place(words, true)).toMatchObject({ ok: true, cwd: workDir })
})

test('without a relative path, a server of a client starts in the home too until the folder is trusted', () => {
  expect(place('npx -y srv', false, 'client')).toMatchObject({ ok: true, cwd: home })
  expect(place('npx -y srv', true, 'client')).toMatchObject({ ok: true, cwd: workDir })
  expect(place('npx -y srv', true)).toMatchObject({ ok: true, cwd: home })
})
