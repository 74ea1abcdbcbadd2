// Tests of a connection: to real servers in each protocol, and to servers of our own that misbehave.

import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { MCPMock } from '@copilotkit/aimock/mcp'
import { afterAll, describe, expect, test } from 'vitest'
import { openEraCache } from '../../../src/mcp/era-cache.ts'
import { runnerOf, startLimits } from '../../../src/mcp/programs/package-runner.ts'
import type { CallOptions } from '../../../src/mcp/running-calls.ts'
import {
  openConnection,
  type Connection,
  type ConnectionDeps,
  type ConnectionOptions,
} from '../../../src/mcp/server-connection.ts'
import type { McpServerEntry } from '../../../src/protocol/mcp.ts'
import { isAlive, isZombie } from '../../../src/sys/processes.ts'
import { startModernServer } from '../../support/modern-mcp-server.ts'
import { programOf } from '../../support/program.ts'

const share = mkdtempSync(join(tmpdir(), 'kimi-mcp-'))
const BIN = join(import.meta.dirname, '../../../node_modules/.bin')
const SUPPORT = join(import.meta.dirname, '../../support')
const unauthorized: string[] = []
const deps: ConnectionDeps = {
  eras: openEraCache(share),
  process: { ownVariables: {}, onStarted: () => {} },
  createAuth: () => undefined,
  onUnauthorized: ({ name }) => void unauthorized.push(name),
  log: () => {},
}
afterAll(() => {
  rmSync(share, { recursive: true, force: true })
})

function tryToConnect(entry: McpServerEntry, given: Partial<ConnectionOptions> = {}) {
  const own = { name: 'x', key: JSON.stringify(entry), entry, cwd: share, env: process.env, signal: calling.signal }
  return openConnection({ ...own, onLost: () => {}, onListChanged: () => {}, ...given }, deps)
}

async function connect(
  entry: McpServerEntry,
  given?: Partial<ConnectionOptions>,
): Promise<Connection & AsyncDisposable> {
  const connected = await tryToConnect(entry, given)
  if (!connected.ok) throw new Error(connected.failure.reason)
  return { ...connected.connection, [Symbol.asyncDispose]: connected.connection.close }
}

const calling: CallOptions = {
  signal: new AbortController().signal,
  timeoutMs: 20_000,
  onProgress: () => {},
  elicit: async () => ({ action: 'decline' }),
}

async function call(connection: Connection, name: string, args: object = {}, options: Partial<CallOptions> = {}) {
  const tool = (await connection.listTools(calling.signal)).find((each) => each.name === name)!
  return connection.callTool(tool, args as Record<string, unknown>, { ...calling, ...options })
}

const node = (file: string, ...args: string[]) => ({
  command: process.execPath,
  args: [programOf(join(SUPPORT, file)), ...args],
})
const runs = (pid: number) => isAlive(pid) && !isZombie(pid)

describe('the reference servers', () => {
  test('server-everything answers a call, reports progress, and is gone when the connection is closed', async () => {
    const connection = await connect({ command: join(BIN, 'mcp-server-everything'), args: ['stdio'] })
    expect(connection.protocol).toBe('2025-11-25')
    expect((await call(connection, 'echo', { message: 'hello' })).content).toEqual([
      { type: 'text', text: 'Echo: hello' },
    ])
    const progress: number[] = []
    await call(
      connection,
      'trigger-long-running-operation',
      { duration: 0.2, steps: 2 },
      { onProgress: ({ done }) => progress.push(done) },
    )
    expect(progress[0]).toBe(1)
    await connection.close()
    expect(runs(connection.pid!)).toBe(false)
  })

  test('a tool that only runs as a task is followed to its end, and asks the user on its way', async () => {
    await using connection = await connect({ command: join(BIN, 'mcp-server-everything'), args: ['stdio'] })
    const steps: string[] = []
    const { content } = await call(
      connection,
      'simulate-research-query',
      { topic: 'python', ambiguous: true },
      {
        onProgress: ({ message }) => steps.push(message),
        elicit: async ({ message }) => {
          steps.push(message)
          return { action: 'accept', content: { interpretation: 'programming' } }
        },
      },
    )
    expect(JSON.stringify(content)).toContain('python')
    expect(steps.length).toBeGreaterThan(1)
  })

  test('server-filesystem serves the folder that it is given, and server-memory remembers', async () => {
    await using files = await connect({ command: join(BIN, 'mcp-server-filesystem'), args: [share] })
    await call(files, 'write_file', { path: join(share, 'a.txt'), content: 'from a tool' })
    expect(readFileSync(join(share, 'a.txt'), 'utf8')).toBe('from a tool')
    expect((await call(files, 'read_text_file', { path: '/etc/passwd' })).isError).toBe(true)
    await using memory = await connect({
      command: join(BIN, 'mcp-server-memory'),
      env: { MEMORY_FILE_PATH: join(share, 'memory.json') },
    })
    await call(memory, 'create_entities', {
      entities: [{ name: 'kimi', entityType: 'program', observations: ['green'] }],
    })
    expect(JSON.stringify(await call(memory, 'search_nodes', { query: 'kimi' }))).toContain('green')
  })
})

test('a mock of servers that nobody here wrote (aimock) is spoken to in its old protocol over HTTP', async () => {
  const mock = new MCPMock({ serverInfo: { name: 'mock', version: '3' } })
  mock.addTool({ name: 'weather', inputSchema: { type: 'object', properties: { city: { type: 'string' } } } })
  mock.onToolCall('weather', (args) => `rain in ${(args as { city: string }).city}`)
  mock.addResource({ uri: 'mock://a', name: 'a' }, { text: 'the text of a' })
  mock.addPrompt({ name: 'greet' }, () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }] }))
  const url = await mock.start()
  try {
    await using connection = await connect({ url, transport: 'http' })
    expect(connection).toMatchObject({ protocol: '2025-03-26', serverInfo: 'mock 3' })
    expect(await call(connection, 'weather', { city: 'Rome' })).toMatchObject({ content: [{ text: 'rain in Rome' }] })
    const [resource] = await connection.listResources(calling.signal)
    expect(await connection.readResource(resource!.uri, calling)).toMatchObject({
      contents: [{ text: 'the text of a' }],
    })
    const [prompt] = await connection.listPrompts(calling.signal)
    expect(await connection.getPrompt(prompt!.name, {}, calling)).toMatchObject({
      messages: [{ content: { text: 'hello' } }],
    })
  } finally {
    await mock.stop()
  }
})

describe('the newest protocol', () => {
  test('is spoken over HTTP, with the headers that a server wants, and is known the next time', async () => {
    await using server = await startModernServer()
    const entry: McpServerEntry = { url: server.url, transport: 'http', headers: { 'X-Own': 'value' } }
    await using connection = await connect(entry)
    expect(connection).toMatchObject({ protocol: '2026-07-28', serverInfo: 'modern 2.0.0' })
    expect((await call(connection, 'add', { a: 1, b: 2 })).content).toEqual([{ type: 'text', text: '3' }])
    expect(server.requests.at(-1)!.headers).toMatchObject({
      'mcp-method': 'tools/call',
      'mcp-name': 'add',
      'x-own': 'value',
    })
    const asked = server.requests.length
    await using again = await connect(entry)
    expect(again.protocol).toBe('2026-07-28')
    expect(server.requests.length).toBe(asked) // the verdict of the first connection is enough
  })

  test('lets the server make a task of a call, which is followed to its end and may ask the user', async () => {
    await using server = await startModernServer()
    await using connection = await connect({ url: server.url })
    const said: string[] = []
    const { content } = await call(
      connection,
      'research',
      {},
      {
        onProgress: ({ message }) => said.push(message),
        async elicit({ message }) {
          said.push(message)
          return { action: 'accept', content: { topic: 'bees' } }
        },
      },
    )
    expect(said).toEqual(['reading', 'Which topic?'])
    expect(JSON.stringify(content)).toContain('bees')
  })

  test('is spoken over stdio with one process, and its questions come in the course of the call', async () => {
    await using connection = await connect(node('modern-mcp-server.ts'))
    expect(connection.protocol).toBe('2026-07-28')
    const asked: string[] = []
    const greet = (name: string) =>
      call(
        connection,
        'greet',
        {},
        {
          async elicit({ message }) {
            asked.push(`${name}: ${message}`)
            return { action: 'accept', content: { name } }
          },
        },
      )
    const answers = await Promise.all([greet('Ada'), greet('Bob')])
    expect(answers.map(({ content }) => content)).toEqual([
      [{ type: 'text', text: 'Hello Ada' }],
      [{ type: 'text', text: 'Hello Bob' }],
    ])
    expect(asked.toSorted()).toEqual(['Ada: Who are you?', 'Bob: Who are you?'])
  })
})

test('an old server over SSE is spoken to', async () => {
  await using server = await startEverythingOverSse()
  await using connection = await connect({ url: server.url, transport: 'sse' })
  expect((await call(connection, 'echo', { message: 'old' })).content).toEqual([{ type: 'text', text: 'Echo: old' }])
})

/**
 * Starts server-everything as a server over SSE. It takes no port 0, and it says that it runs even where
 * its port is taken. So a port is looked for where nobody listens, below those that the system gives away.
 * @throws when it answers on none of five ports.
 */
async function startEverythingOverSse(): Promise<{ url: string } & AsyncDisposable> {
  for (let tries = 0; tries < 5; tries++) {
    const port = randomInt(10_000, 30_000)
    if (await listens(port)) continue
    const program = join(BIN, 'mcp-server-everything')
    const server = spawn(program, ['sse'], { env: { ...process.env, PORT: String(port) }, stdio: 'ignore' })
    const exited = once(server, 'exit')
    const started = Date.now()
    while (server.exitCode === null && Date.now() - started < 10_000) {
      if (await listens(port)) {
        const stop = async () => void (server.kill('SIGKILL'), await exited)
        return { url: `http://127.0.0.1:${port}/sse`, [Symbol.asyncDispose]: stop }
      }
      await setTimeout(50)
    }
    server.kill('SIGKILL')
    await exited
  }
  throw new Error('server-everything listens on none of five ports')
}

/** Whether somebody listens on a port of this machine. */
async function listens(port: number): Promise<boolean> {
  const socket = connectTcp({ port, host: '127.0.0.1' })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** A program of this name that never gets to its server. */
function slowRunner(name: string): McpServerEntry {
  const runner = join(share, name)
  writeFileSync(runner, '#!/bin/sh\nsleep 60\n', { mode: 0o755 })
  return { command: runner, args: ['-y', 'package@1.0.0'] }
}

test.each<[name: string, entry: McpServerEntry]>([
  ['npx', { command: '/usr/bin/npx', args: ['-y', 'a@1'] }],
  ['uvx', { command: 'uvx', args: ['a==1'] }],
  ['npm', { command: 'npm', args: ['--yes', 'exec', 'a@1'] }],
  ['docker', { command: 'docker', args: ['run', '-i', '--rm', 'a:1'] }],
])('a server that %s fetches has five minutes, and a minute for its version', (name, entry) => {
  expect(runnerOf(entry)).toBe(name)
  expect(startLimits(entry)).toEqual({ startMs: 300_000, probeMs: 60_000 })
  expect(startLimits({ ...entry, startupTimeoutMs: 5_000 }).startMs).toBe(5_000)
})

test.each<McpServerEntry>([
  { command: 'node', args: ['npx'] },
  { command: 'npm', args: ['start'] },
  { command: 'docker' },
  { command: 'constructor' },
  { url: 'https://x.example/npx' },
])('a server that is there has half a minute: %j', (entry) => {
  expect(startLimits(entry)).toEqual({ startMs: 30_000, probeMs: 10_000 })
})

describe('what goes wrong is one line', () => {
  const failures: [what: string, entry: McpServerEntry, said: string][] = [
    ['a program that is not there', { command: 'no-such-program' }, 'there is no program no-such-program on the PATH'],
    ['a directory that is not there', { command: 'true', cwd: '/nowhere' }, 'there is no directory /nowhere'],
    [
      'a server that ends at once',
      node('odd-mcp-server.ts', 'broken'),
      'it exited with status 3: cannot read the settings',
    ],
    [
      'a server that answers nothing',
      { ...node('odd-mcp-server.ts', 'silent'), startupTimeoutMs: 400 },
      'it has not answered for 0.4 s',
    ],
    [
      'a server that says why it does not answer',
      { command: 'sh', args: ['-c', 'echo no network >&2; sleep 60'], startupTimeoutMs: 400 },
      'it has not answered for 0.4 s: no network',
    ],
    [
      'a server that a package runner may be fetching still',
      { ...slowRunner('npx'), startupTimeoutMs: 400 },
      'it has not answered for 0.4 s, and npx may not have fetched it yet; another try goes on from there',
    ],
    ['an address where nobody listens', { url: 'http://127.0.0.1:9/mcp' }, 'nobody listens at its address'],
    ['an address that is none', { url: 'ftp://x' }, 'expected an address that begins with https://, got ftp://x'],
  ]
  for (const [what, entry, said] of failures)
    test(what, async () => {
      const cwd = entry.cwd ?? share
      expect(await tryToConnect(entry, { cwd })).toMatchObject({ ok: false, failure: { kind: 'failed', reason: said } })
    })

  test('a server that wants a login', async () => {
    await using server = await startModernServer()
    server.refuseWith(401)
    expect(await tryToConnect({ url: server.url })).toMatchObject({ ok: false, failure: { kind: 'unauthorized' } })
    expect(unauthorized).toEqual(['x'])
  })

  test('a server that is lost tells how it ended', async () => {
    const lost = Promise.withResolvers<string>()
    await using connection = await connect(node('odd-mcp-server.ts'), { onLost: ({ reason }) => lost.resolve(reason) })
    process.kill(connection.pid!, 'SIGKILL')
    expect(await lost.promise).toBe('it was ended by SIGKILL')
  })

  test('the last line of a server that was killed is not told as the reason of its end', async () => {
    const lost = Promise.withResolvers<string>()
    const onLost: ConnectionOptions['onLost'] = ({ reason }) => lost.resolve(reason)
    await using connection = await connect(node('odd-mcp-server.ts', 'talk'), { onLost })
    process.kill(connection.pid!, 'SIGKILL')
    expect(await lost.promise).toBe('it was ended by SIGKILL; the last line that it wrote before: listening')
  })
})

describe('the end of a connection', () => {
  test('ends a server that ignores the end of its input and SIGTERM, and what it has started', async () => {
    const log = join(share, 'stubborn.log')
    const connection = await connect({ ...node('odd-mcp-server.ts', 'stubborn', 'fork'), env: { ODD_LOG: log } })
    const [, child] = /^child (\d+)$/m.exec(readFileSync(log, 'utf8'))!
    await connection.close()
    expect([connection.pid!, Number(child)].filter(runs)).toEqual([])
  })

  test('a server that ends by itself leaves nothing behind', async () => {
    const log = join(share, 'forked.log')
    await using connection = await connect({ ...node('odd-mcp-server.ts', 'fork'), env: { ODD_LOG: log } })
    const [, child] = /^child (\d+)$/m.exec(readFileSync(log, 'utf8'))!
    await expect(call(connection, 'die')).rejects.toThrow()
    await expect.poll(() => runs(Number(child))).toBe(false)
  })
})
