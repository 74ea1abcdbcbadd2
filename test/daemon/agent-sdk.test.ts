// Moonshot's VS Code extension drives Kimi CLI through the package @moonshot-ai/kimi-agent-sdk: the extension's calls, made through that
// package, with `executable` (the extension's setting kimi.executablePath) on ours.

import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Session, StreamEvent, Turn } from '@moonshot-ai/kimi-agent-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { KIMI, lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { openCloud, type Cloud } from '../support/kimi-cloud.ts'
import { script, useScripts } from '../support/wire-client.ts'

let home: Home
let cloud: Cloud
let sdk: typeof import('@moonshot-ai/kimi-agent-sdk')
beforeAll(async () => {
  cloud = await openCloud()
  home = await makeHome(cloud.env)
  useScripts(home, [])
  await lendDaemonTo(home)
  // The package reads the place of the sessions once, from the environment of the process that loads it.
  const before = process.env['KIMI_SHARE_DIR']
  process.env['KIMI_SHARE_DIR'] = home.paths.share
  sdk = await import('@moonshot-ai/kimi-agent-sdk')
  if (before === undefined) delete process.env['KIMI_SHARE_DIR']
  else process.env['KIMI_SHARE_DIR'] = before
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await cloud[Symbol.asyncDispose]()
})

/** The commands use our daemon: a variable that names a host, or CI, would make each of them host one of its own. */
const daemonEnv = () => ({ ...home.env, KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '', CI: '' })
const options = () => ({ executable: KIMI, env: daemonEnv() })

function open(scripts: string[], more: object = {}): Session {
  useScripts(home, scripts)
  return sdk.createSession({ workDir: home.dir, ...options(), ...more })
}

/** All events of the turn; approvals are given as they come. */
async function play(turn: Turn, onEvent: (event: StreamEvent) => void = () => {}): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of turn) {
    events.push(event)
    onEvent(event)
    if (event.type === 'ApprovalRequest') await turn.approve((event.payload as { id: string }).id, 'approve')
  }
  return events
}

test('kimi info says a version that the extension takes', async () => {
  const { stdout, status } = await home.kimi(['info', '--json'])
  expect(status).toBe(0)
  const [major = 0, minor = 0] = String((JSON.parse(stdout) as { kimi_cli_version: string }).kimi_cli_version)
    .split('.')
    .map(Number)
  expect(major > 0 || minor >= 82).toBe(true)
})

test('a session: handshake, a turn with an approval, plan mode, an external tool, an interruption', async () => {
  const greet = sdk.createExternalTool({
    name: 'greet',
    description: 'greets',
    parameters: z.object({ name: z.string() }) as never,
    handler: async (params) => ({ output: `hello ${(params as { name: string }).name}`, message: '' }),
  })
  await using session = open(
    [
      script('I make it.', ['Shell', { command: 'touch made' }]),
      script(['greet', { name: 'you' }]),
      script('done'),
      script('waiting', ['Shell', { command: 'touch begun; until [ -e never ]; do sleep 0.1; done' }]),
    ],
    { externalTools: [greet] },
  )
  const events = await play(session.prompt('make it'))
  expect(sdk.collectText(events)).toBe('I make it.done')
  expect(existsSync(join(home.dir, 'made'))).toBe(true)
  expect(events.filter(({ type }) => String(type) === 'error')).toEqual([])
  expect(JSON.stringify(events)).toContain('hello you')
  expect(session.slashCommands.map(({ name }) => name)).toContain('compact')
  expect(await session.setPlanMode(true)).toBe(true)
  expect(await session.setPlanMode(false)).toBe(false)

  const turn = session.prompt('wait')
  const isRunning = Promise.withResolvers<void>()
  const played = play(turn, ({ type }) => type === 'ApprovalResponse' && isRunning.resolve())
  await isRunning.promise
  await turn.interrupt()
  await played
  expect((await turn.result).status).toBe('cancelled')
})

test('stored sessions are listed, read, forked, continued and deleted by the package’s own code', async () => {
  const session = open([script('first answer')])
  await play(session.prompt('words to find'))
  const { sessionId } = session
  await session.close()
  const listed = await sdk.listSessions(home.dir)
  expect(listed.map(({ id }) => id)).toContain(sessionId)
  const events = await sdk.parseSessionEvents(home.dir, sessionId)
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['TurnBegin', 'ContentPart', 'TurnEnd']))

  const forked = await sdk.forkSession({ workDir: home.dir, sourceSessionId: sessionId, turnIndex: 0 })
  await using next = open([script('second answer')], { sessionId: forked.sessionId })
  expect(sdk.collectText(await play(next.prompt('go on')))).toBe('second answer')
  expect(await sdk.deleteSession(home.dir, sessionId)).toBe(true)
  expect((await sdk.listSessions(home.dir)).map(({ id }) => id)).not.toContain(sessionId)
})

test('login tells the page and ends, logout ends it; a server is tested', async () => {
  const pages: string[] = []
  expect(await sdk.login({ ...options(), onUrl: (url) => pages.push(url) })).toEqual({ success: true })
  expect(pages[0]).toMatch(/^http/)
  expect(sdk.isLoggedIn(home.paths.share)).toBe(true)
  expect(await sdk.logout(options())).toEqual({ success: true })

  const server = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js')
  const servers = { mcpServers: { everything: { command: process.execPath, args: [server] } } }
  writeFileSync(join(home.paths.share, 'mcp.json'), JSON.stringify(servers))
  expect(await sdk.testMCP('everything', options())).toMatchObject({
    success: true,
    output: expect.stringContaining('echo'),
  })
  expect(await sdk.testMCP('nothing', options())).toMatchObject({ success: false })
})
