// The servers of a daemon: shared by sessions, started when they are needed, started again when they are lost, and known afterwards.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { NamedServer } from '../../../src/mcp/server-files.ts'
import type { Lease } from '../../../src/mcp/server-lease.ts'
import type { ServerPool } from '../../../src/mcp/server-pool.ts'
import type { McpServerEntry } from '../../../src/protocol/mcp.ts'
import { findFamily } from '../../../src/sys/processes.ts'
import { makePool } from '../../support/server-pool.ts'
import { programOf } from '../../support/program.ts'

const ODD = programOf(join(import.meta.dirname, '../../support/odd-mcp-server.ts'))
const shares: string[] = []
afterAll(() => shares.forEach((share) => rmSync(share, { recursive: true, force: true })))

interface Ground extends AsyncDisposable {
  pool: ServerPool
  share: string
  said: string[]
  /** Gives a session the odd server with these habits. */
  lease(name: string, habits?: string[], more?: McpServerEntry, onChanged?: () => void): Lease
  /** The processes of servers that were started. */
  starts(): number
}

function makeGround(share = mkdtempSync(join(tmpdir(), 'kimi-pool-')), more: { idleStopMs?: number } = {}): Ground {
  shares.push(share)
  const said: string[] = []
  const pool = makePool(share, said, more)
  const log = join(share, 'odd.log')
  writeFileSync(log, '')
  return {
    pool,
    share,
    said,
    lease(name, habits = [], more = {}, onChanged = () => {}) {
      const entry = { command: process.execPath, args: [ODD, ...habits], env: { ODD_LOG: log }, ...more }
      const server: NamedServer = { name, entry, origin: 'user', file: 'mcp.json', root: '' }
      return pool.lease(server, { workDir: share, env: process.env, isTrusted: true }, onChanged)
    },
    starts: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('start')).length,
    [Symbol.asyncDispose]: () => pool.close(),
  }
}

const calling = {
  signal: new AbortController().signal,
  timeoutMs: 20_000,
  onProgress: () => {},
  elicit: async () => ({ action: 'decline' as const }),
}
const call = (lease: Lease, name: string, args = {}) =>
  lease.callTool(lease.list().tools.find((tool) => tool.name === name)!.raw, args, calling)

test('ten servers of twenty sessions are ten processes', async () => {
  await using ground = makeGround()
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`)
  const sessions = Array.from({ length: 20 }, () => names.map((name) => ground.lease(name)))
  const connected = await Promise.all(sessions.flat().map((lease) => lease.ensure()))
  expect(connected.every(({ ok }) => ok)).toBe(true)
  expect(ground.starts()).toBe(10)
  const answers = await Promise.all(sessions.flat().map((lease, index) => call(lease, 'echo', { text: String(index) })))
  expect(answers.map((answer) => answer.ok && JSON.stringify(answer.value.content))).toEqual(
    answers.map((_, index) => `[{"type":"text","text":"${index}"}]`),
  )
})

test('nothing starts until it is needed, and a server that is known is not needed for its tools', async () => {
  const first = makeGround()
  const lease = first.lease('a')
  expect(lease.view()).toMatchObject({ status: 'pending', tools: [] })
  expect(lease.isKnown()).toBe(false)
  await lease.ensure()
  expect(lease.view()).toMatchObject({ status: 'connected', protocol: '2025-06-18', serverInfo: 'odd 1' })
  await first[Symbol.asyncDispose]()
  await using second = makeGround(first.share)
  const known = second.lease('a')
  expect(known.list().tools.map(({ called }) => called)).toContain('mcp__a__echo')
  expect(second.starts()).toBe(0)
  expect(await call(known, 'echo', { text: 'x' })).toMatchObject({ ok: true })
})

test('a lost server is started again, three times; then it has failed, and says why', async () => {
  await using ground = makeGround()
  const changed: string[] = []
  const lease: Lease = ground.lease('a', [], {}, () => changed.push(lease.view().status))
  await lease.ensure()
  for (let loss = 1; loss <= 4; loss++) {
    expect(await call(lease, 'die')).toMatchObject({
      ok: false,
      failure: { reason: 'it exited with status 9: out of memory' },
    })
    await expect.poll(() => lease.view().status).not.toBe('connected')
    if (loss < 4) await lease.ensure()
  }
  expect(lease.view()).toMatchObject({
    status: 'failed',
    reason: 'it exited with status 9: out of memory (it has ended 4 times)',
  })
  // A call right after that is refused at once, with the reason.
  expect(await call(lease, 'echo')).toMatchObject({
    ok: false,
    failure: { reason: expect.stringContaining('4 times') },
  })
  expect(changed).toContain('connecting')
})

test('a server comes back by itself when a session has it', async () => {
  await using ground = makeGround()
  const back = Promise.withResolvers<void>()
  let hasDied = false
  const lease: Lease = ground.lease('a', [], {}, () => {
    if (hasDied && lease.view().status === 'connected') back.resolve()
  })
  await lease.ensure()
  hasDied = true
  await call(lease, 'die')
  await back.promise
  expect(ground.starts()).toBe(2)
})

test('a server that nobody uses is stopped, and comes back in a call with its tools known meanwhile', async () => {
  await using ground = makeGround(undefined, { idleStopMs: 100 })
  const lease = ground.lease('a')
  await lease.ensure()
  await expect.poll(() => lease.view().status).toBe('pending')
  expect(lease.list().tools).toHaveLength(9)
  expect(await call(lease, 'echo', { text: 'back' })).toMatchObject({ ok: true })
  expect(ground.starts()).toBe(2)
})

test('a server whose files have changed does not start before they are approved, also after the daemon’s end', async () => {
  await using ground = makeGround()
  mkdirSync(join(ground.share, 'tools'))
  const file = join(realpathSync(ground.share), 'tools', 'server.mjs')
  copyFileSync(ODD, file)
  // Inside a line for a shell the file is named all the same.
  const words = { command: 'sh', args: ['-c', `exec ${process.execPath} 'tools/server.mjs'`], cwd: ground.share }
  const lease = ground.lease('local', [], words)
  expect(lease.files.list()).toContain(file)
  expect((await lease.ensure()).ok).toBe(true)
  appendFileSync(file, '// changed')
  expect(lease.files.changed()).toEqual([])
  await ground.pool.reset('local')
  const refused = await lease.ensure()
  expect(refused).toMatchObject({ ok: false, failure: { reason: `${file} has changed since it was approved` } })
  expect(await lease.callTool(lease.list().tools[0]!.raw, {}, calling)).toEqual(refused)
  await using again = makeGround(ground.share)
  const other = again.lease('local', [], words)
  expect(other.files.changed()).toEqual([file])
  expect((await other.ensure()).ok).toBe(false)
  expect(again.starts()).toBe(0)
  other.files.approve()
  expect((await other.ensure()).ok).toBe(true)
})

test('a server that answers nothing does not hold up the end', async () => {
  const ground = makeGround()
  const connecting = ground.lease('a', ['silent']).ensure()
  await expect.poll(ground.starts).toBe(1)
  await ground.pool.close()
  expect(await connecting).toMatchObject({ ok: false, failure: { reason: 'it is being stopped' } })
})

test('a malformed tool is left out and named in one line; the server has its other tools', async () => {
  await using ground = makeGround()
  const lease = ground.lease('a', ['malformed'])
  expect(await lease.ensure()).toMatchObject({ ok: true })
  const { tools, problems } = lease.list()
  expect(tools.map(({ name }) => name)).toEqual(['echo'])
  expect(problems).toEqual([
    'a: tool list is left out: the schema of its arguments is of no object',
    expect.stringMatching(/^a: tool odd[^\u001b]* is left out: the schema of its arguments is malformed$/),
    'a: tool 4 is left out: it has no name',
    'a: tool 5 is left out: it has no name',
    'a: tool bare is left out: it has no schema of its arguments',
    'a: tool titled is left out: its description is malformed',
    'a: tool 8 is left out: it is no object',
  ])
  expect(await call(lease, 'echo', { text: 'here' })).toMatchObject({ ok: true })
})

test('modules that a script imports belong to its files: one that has changed, or that now comes first, holds the server', async () => {
  await using ground = makeGround()
  const share = realpathSync(ground.share)
  const at = (name: string) => join(share, name)
  mkdirSync(at('lib'))
  mkdirSync(at('lib/pack'))
  copyFileSync(ODD, at('odd.ts'))
  writeFileSync(
    at('server.mts'),
    "import { a } from './lib/a.mts'\nexport * from './lib/b.mts'\nawait import('./odd.ts')\nvoid a\n",
  )
  writeFileSync(at('lib/a.mts'), "import './c.mts'\nexport const a = 1\n")
  writeFileSync(at('lib/b.mts'), 'export const b = 1\n')
  writeFileSync(at('lib/c.mts'), 'export {}\n')
  const lease = ground.lease('node', [], { args: ['server.mts'], cwd: share })
  expect(lease.files.list()).toEqual(
    expect.arrayContaining(['server.mts', 'lib/a.mts', 'lib/b.mts', 'lib/c.mts', 'odd.ts'].map(at)),
  )
  expect((await lease.ensure()).ok).toBe(true)
  await ground.pool.reset('node')
  appendFileSync(at('lib/c.mts'), '// changed')
  expect(await lease.ensure()).toMatchObject({
    failure: { reason: `${at('lib/c.mts')} has changed since it was approved` },
  })

  writeFileSync(at('main.py'), 'import json, helper as h\nfrom lib import pack\nfrom lib.pack import deep\n')
  writeFileSync(at('helper.py'), 'from .lib import other\n')
  writeFileSync(at('lib/pack/deep.py'), '')
  const python = ground.lease('python', [], { command: 'python3', args: ['main.py'], cwd: share })
  expect(python.files.list()).toEqual(expect.arrayContaining(['main.py', 'helper.py', 'lib/pack/deep.py'].map(at)))
  python.files.approve()
  expect(python.files.changed()).toEqual([])
  // A module of the standard library's name in the script's own directory comes first.
  writeFileSync(at('json.py'), '')
  writeFileSync(at('lib/other.py'), '')
  expect(python.files.changed().toSorted()).toEqual([at('json.py'), at('lib/other.py')])
})

test('a tool that was renamed without a word is known by its new name once a call of the old one has failed', async () => {
  await using ground = makeGround()
  const lease = ground.lease('odd', ['renaming'])
  await lease.ensure()
  const names = () => lease.list().tools.map(({ name }) => name)
  const { raw } = lease.list().tools.find(({ name }) => name === 'echo')!
  await call(lease, 'change')
  expect(names()).toContain('echo')
  expect(await lease.callTool(raw, { text: 'x' }, calling)).toMatchObject({ ok: true, value: { isError: true } })
  expect(names()).not.toContain('echo')
  expect(await call(lease, 'echo2', { text: 'again' })).toMatchObject({ value: { content: [{ text: 'again' }] } })
})

test('10,000 tools are cut to 1,000, and that is said', async () => {
  await using ground = makeGround()
  const lease = ground.lease('a', ['many'])
  expect(await lease.ensure()).toMatchObject({ ok: true })
  const { tools, problems } = lease.list()
  expect(tools).toHaveLength(1_000)
  expect(problems).toEqual(['a has 10000 tools; only the first 1000 are offered'])
})

test('texts of a server lose their escapes, hidden letters and tags like ours', async () => {
  await using ground = makeGround()
  const lease = ground.lease('a', ['poisoned'])
  await lease.ensure()
  const [echo] = lease.list().tools
  const texts = JSON.stringify([echo!.description, echo!.parameters, lease.view()])
  expect(texts).not.toMatch(/\\u001b|[\u{e0000}-\u{e007f}]|<system-reminder>/u)
  expect(echo!.description).toContain('Says the text again')
})

test('an entry leaves tools out, and a missing variable is named', async () => {
  await using ground = makeGround()
  const lease = ground.lease('a', [], { enabledTools: ['e*', 'hang'], disabledTools: ['environment'] })
  await lease.ensure()
  expect(lease.list().tools.map(({ name }) => name)).toEqual(['echo', 'hang'])
  const missing = ground.lease('b', [], { env: { TOKEN: '${NO_SUCH_VARIABLE}' } })
  expect(missing.view()).toMatchObject({ status: 'failed', reason: 'not set: NO_SUCH_VARIABLE' })
  expect(await missing.ensure()).toMatchObject({ ok: false })
  const off = ground.lease('c', [], { enabled: false })
  expect(off.view()).toMatchObject({ status: 'disabled', reason: '' })
  expect(await off.ensure()).toMatchObject({ ok: false, failure: { reason: 'it is disabled' } })
})

test('the same server under another command has another pin for each tool', async () => {
  await using ground = makeGround()
  const [a, b] = [ground.lease('a'), ground.lease('a', ['noise'])]
  await Promise.all([a.ensure(), b.ensure()])
  const pinsOf = (lease: Lease) => lease.list().tools.map(({ pin }) => pin)
  expect(new Set([...pinsOf(a), ...pinsOf(b)]).size).toBe(18)
})

test('a renewed token and another folder leave the pins as they are; a program that the folder chooses has its own', async () => {
  await using ground = makeGround()
  const pinIn = async (workDir: string, token: string, args: string[]) => {
    const entry = { command: process.execPath, args, env: { TOKEN: '${TOKEN}' } }
    const server: NamedServer = { name: 'one', entry, origin: 'client', file: '', root: '' }
    const lease = ground.pool.lease(
      server,
      { workDir, env: { ...process.env, TOKEN: token }, isTrusted: true },
      () => {},
    )
    await lease.ensure()
    return lease.list().tools[0]!.pin
  }
  const here = await pinIn(ground.share, 'old', [ODD])
  expect(await pinIn(ground.share, 'new', [ODD])).toBe(here)
  expect(await pinIn(tmpdir(), 'new', [ODD])).toBe(here)
  for (const folder of ['a', 'b']) {
    mkdirSync(join(ground.share, folder))
    symlinkSync(ODD, join(ground.share, folder, 'odd.mjs'))
  }
  const placed = await pinIn(join(ground.share, 'a'), 'old', ['./odd.mjs'])
  expect(await pinIn(join(ground.share, 'b'), 'old', ['./odd.mjs'])).not.toBe(placed)
})

test('no two servers have a tool of one name', async () => {
  const { readTools } = await import('../../../src/mcp/server-tools.ts')
  const calledOf = (server: string, tool: string) =>
    readTools([{ name: tool, inputSchema: { type: 'object' as const } }], server, {}, 'k').tools[0]!.called
  const pairs = [
    ['a', 'b__c'],
    ['a__b', 'c'],
    ['a_', 'b'],
    ['a', '_b'],
    ['git.hub', 'x'],
    ['git_hub', 'x'],
    [calledOf('git.hub', 'x').slice('mcp__'.length, -'__x'.length), 'x'],
  ]
  expect(calledOf('git_hub', 'x')).toBe('mcp__git_hub__x')
  expect(new Set(pairs.map(([server, tool]) => calledOf(server!, tool!))).size).toBe(pairs.length)
})

test('a tool’s name is made of letters that providers take, and stays the only one of its kind', async () => {
  const { readTools } = await import('../../../src/mcp/server-tools.ts')
  const raw = ['a.b', 'a/b', 'x'.repeat(100), 'ü'].map((name) => ({ name, inputSchema: { type: 'object' as const } }))
  const names = readTools(raw, 'my.server', {}, 'k').tools.map(({ called }) => called)
  expect(names[0]).toMatch(/^mcp__my_server-[0-9a-f]{12}__a_b$/)
  expect(names.every((name) => /^[\w-]{1,64}$/.test(name))).toBe(true)
  expect(new Set(names).size).toBe(4)
})

test('a host that is killed while its servers start, or later, leaves no process behind', async () => {
  const share = mkdtempSync(join(tmpdir(), 'kimi-killed-'))
  shares.push(share)
  const mark = randomUUID()
  const program = programOf(join(import.meta.dirname, '../../support/mcp-host.ts'))
  // Killed at instants around the start of the servers, which is when they are known to nobody yet.
  const hosts = Array.from({ length: 10 }, (_, index) => {
    const host = spawn(process.execPath, [program, share, mark])
    host.stdout.once('data', () => setTimeout(() => host.kill('SIGKILL'), index * 2))
    return new Promise((resolve) => host.once('exit', resolve))
  })
  await Promise.all(hosts)
  await expect.poll(() => findFamily(-1, 'KIMI_TEST_MARK', mark)).toEqual([])
})
