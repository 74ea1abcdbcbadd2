// MCP servers in turns: what is asked, what the model gets, and servers that misbehave. The servers are real processes.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ToolReturn } from '../../src/protocol/wire.ts'
import { isAlive, isZombie } from '../../src/sys/processes.ts'
import { makeHome, startDaemonIn, type Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script, useScripts, type WireClient } from '../support/wire-client.ts'
import { programOf } from '../support/program.ts'

const ODD = programOf(join(import.meta.dirname, '../support/odd-mcp-server.ts'))
const makeScripted = shareScripts()

const OWN = { initialise: { capabilities: { kimi_events: true, supports_question: true } } }

/** The flag that gives a session the odd server with these habits. */
function odd(habits: readonly string[], more: object = {}): string[] {
  const entry = { command: process.execPath, args: [ODD, ...habits], ...more }
  return ['--mcp-config', JSON.stringify({ mcpServers: { odd: entry } })]
}

async function open(
  scripts: string[],
  args: string[],
  options: object = OWN,
): Promise<{ home: Home; wire: WireClient; [Symbol.asyncDispose](): Promise<void> }> {
  const stack = new AsyncDisposableStack()
  const home = makeScripted(scripts)
  const wire = stack.use(await openWire(home, { args, ...options }))
  return { home, wire, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** The words name the server: a turn waits longer for it, which a crowded machine may need. */
const say = (wire: WireClient, words = 'go, odd') => wire.call('prompt', { user_input: words })
const results = ({ frames }: WireClient) =>
  frames.flatMap(({ params }) =>
    params?.type === 'ToolResult' ? [(params.payload as { return_value: ToolReturn }).return_value] : [],
  )
const approve = async (wire: WireClient, response: string, nth = 0) => {
  const asked = await wire.see(
    (frame) => frame.params?.type === 'ApprovalRequest' && approvals(wire).indexOf(frame) === nth,
    `approval ${nth}`,
  )
  wire.answer(asked.id!, { request_id: asked.id, response })
  return asked.params!.payload
}
const approvals = ({ frames }: WireClient) =>
  frames.filter(({ method, params }) => method === 'request' && params?.type === 'ApprovalRequest')

describe('a session with a server', () => {
  test('waits for it before the first step, tells its state, and calls its tool once the user has approved it', async () => {
    const call = script(['mcp__odd__echo', { text: 'hello' }])
    await using on = await open([call, call, script('end')], odd([]))
    const turn = say(on.wire)
    const asked = await approve(on.wire, 'approve_for_session')
    expect(asked).toMatchObject({ sender: 'mcp__odd__echo', action: 'mcp:odd/echo', session_rule: 'mcp:odd/echo' })
    expect(JSON.stringify(asked['display'])).toContain('hello')
    expect((await turn).result).toEqual({ status: 'finished' })
    expect(results(on.wire).map(({ output }) => output)).toEqual(['hello', 'hello'])
    // The approval for the session covers the second call.
    expect(approvals(on.wire)).toHaveLength(1)
    const events = on.wire.events()
    expect(events.indexOf('MCPLoadingBegin')).toBeLessThan(events.indexOf('MCPLoadingEnd'))
    expect(events.indexOf('MCPLoadingEnd')).toBeLessThan(events.indexOf('StepBegin'))
    const status = await on.wire.seeEvent(
      'StatusUpdate',
      ({ mcp_status }) => (mcp_status as { connected?: number })?.connected === 1,
    )
    expect(status['mcp_status']).toMatchObject({
      loading: false,
      total: 1,
      tools: 9,
      servers: [{ name: 'odd', status: 'connected', tools: expect.arrayContaining(['echo', 'die']) }],
    })
    const told = on.wire.frames.flatMap(({ params }) => {
      const seen =
        params?.type === 'StatusUpdate' ? (params.payload['mcp_status'] as { loading: boolean } | null) : null
      return seen === null ? [] : [seen.loading]
    })
    expect(told, 'once while it is being connected, and once when it is').toEqual([true, false])
  })

  test('has its tool called by its own name, and a client of Kimi CLI is told of it in Kimi CLI’s words', async () => {
    await using on = await open([script(['echo', { text: 'hello' }]), script('end')], odd([]), {})
    const turn = say(on.wire)
    const asked = await approve(on.wire, 'approve')
    const words = { sender: 'echo', action: 'mcp:echo', description: 'Call MCP tool `echo`.', display: [] }
    expect(asked).toMatchObject(words)
    expect((await turn).result).toEqual({ status: 'finished' })
    const [call] = on.wire.frames.filter(({ params }) => params?.type === 'ToolCall')
    expect(call!.params!.payload).toMatchObject({ function: { name: 'echo', arguments: '{"text":"hello"}' } })
    const output = [{ type: 'text', text: 'hello' }]
    expect(results(on.wire)).toMatchObject([{ is_error: false, output, message: '', display: [] }])
  })

  test('is asked about once by a client of Kimi CLI, too, whose approval holds for this tool as it is', async () => {
    const echo = script(['mcp__odd__echo', { text: 'x' }])
    const scripts = [echo, echo, script(['mcp__odd__change', {}]), echo, script('end')]
    await using on = await open(scripts, odd(['changing', 'noise']), {})
    const turn = say(on.wire)
    const asked = await approve(on.wire, 'approve_for_session', 0)
    expect(asked).not.toHaveProperty('session_rule')
    await approve(on.wire, 'approve', 1)
    const again = await approve(on.wire, 'reject', 2)
    await turn
    expect([asked, again].map(({ action }) => action)).toEqual(['mcp:echo', 'mcp:echo'])
    expect(JSON.stringify(again['display'])).toContain('the tool is not the one that was approved')
    expect(approvals(on.wire)).toHaveLength(3)
  })

  test('is asked again about a tool that has changed since it was approved', async () => {
    const echo = script(['mcp__odd__echo', { text: 'x' }])
    const change = script(['mcp__odd__change', {}])
    await using on = await open([echo, change, echo, script('end')], odd(['changing']))
    const turn = say(on.wire)
    await approve(on.wire, 'approve_for_session', 0)
    await approve(on.wire, 'approve', 1)
    const again = await approve(on.wire, 'approve', 2)
    await turn
    expect(again).toMatchObject({ action: 'mcp:odd/echo' })
    expect(JSON.stringify(again['display'])).toContain('the tool is not the one that was approved')
  })

  test('a deny rule for mcp:server/* is obeyed, and a refusal ends the turn', async () => {
    const home = await makeHome()
    await using _ = home
    useScripts(home, [script(['mcp__odd__echo', { text: 'x' }]), script('end')])
    const config = readFileSync(home.paths.config, 'utf8')
    const rule = '[[permission.rules]]\ndecision = "deny"\ntool = "mcp:odd/*"\nreason = "not here"\n'
    writeFileSync(home.paths.config, `${config}\n${rule}`)
    const { stdout } = await home.command([
      ...odd([]),
      '--yolo',
      '--print',
      '--output-format',
      'stream-json',
      '-p',
      'go',
    ])
    expect(stdout).toContain('the rule deny mcp:odd/* means')
  })

  test('its question is put to the user, field by field, and the answer goes back to it', async () => {
    await using on = await open([script(['mcp__odd__ask', {}]), script('end')], odd([]))
    const turn = say(on.wire)
    await approve(on.wire, 'approve')
    const first = await on.wire.seeRequest('QuestionRequest')
    const questionOf = (payload: Record<string, unknown>) =>
      (payload['questions'] as { question: string; options: { label: string }[] }[])[0]!
    const colour = questionOf(first.payload)
    expect(colour.question).toContain('odd asks: Which colour?')
    expect(colour.options.map(({ label }) => label)).toEqual(['red', 'blue', 'Tell it nothing'])
    on.wire.answer(first.id, { request_id: first.id, answers: { [colour.question]: 'blue' } })
    const second = await on.wire.see(
      ({ params }) => params?.type === 'QuestionRequest' && questionOf(params.payload).question.startsWith('count'),
      'the second question',
    )
    on.wire.answer(second.id!, {
      request_id: second.id,
      answers: { [questionOf(second.params!.payload).question]: '3' },
    })
    await turn
    expect(JSON.parse(String(results(on.wire)[0]!.output))).toEqual({
      action: 'accept',
      content: { colour: 'blue', count: 3 },
    })
  })

  test('progress is shown while the call runs, and data without text is read as JSON', async () => {
    const calls = script(['mcp__odd__progress', {}], ['mcp__odd__structured', {}])
    await using on = await open([calls, script('end')], [...odd([]), '--yolo'])
    await say(on.wire)
    expect(
      results(on.wire)
        .map(({ output }) => output)
        .toSorted(),
    ).toEqual(['done', '{"answer":42}'])
    const shown = await on.wire.seeEvent('ToolOutput')
    expect(shown['text']).toContain('step 1 1/3')
  })

  test('a server gets a few variables of the shell and its own, and none of the user’s secrets', async () => {
    await using on = await open(
      [script(['mcp__odd__environment', {}]), script('end')],
      [...odd([], { env: { OWN: '${SECRET_OF_TEST}' } }), '--yolo'],
      {
        ...OWN,
        env: {
          SECRET_OF_TEST: 'abc',
          GITHUB_TOKEN: 'ghp_x',
          HTTPS_PROXY: 'http://proxy.example:8080',
          http_proxy: 'http://user:secret@proxy.example:8080',
          SSL_CERT_FILE: '/nowhere.pem',
        },
      },
    )
    await say(on.wire)
    const names = String(results(on.wire)[0]!.output).split(' ')
    expect(names).toContain('OWN')
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HTTPS_PROXY', 'SSL_CERT_FILE']))
    expect(names).not.toContain('http_proxy')
    expect(names).not.toContain('GITHUB_TOKEN')
    expect(names).not.toContain('SECRET_OF_TEST')
    expect(names).not.toContain('KIMI_SHARE_DIR')
  })
})

describe('a server that misbehaves costs one call, and the turn goes on', () => {
  const cases: [what: string, habits: string[], call: [string, object], more: object, said: RegExp][] = [
    ['dies in the call', [], ['die', {}], {}, /^The MCP server odd failed: it exited with status 9: out of memory$/],
    ['never answers', [], ['hang', {}], { toolTimeoutMs: 2_000 }, /it has reported nothing for 2 s/],
    ['answers with a line of 20 MB', [], ['huge', { megabytes: 20 }], {}, /the answer is longer than 16 MB/],
    ['floods stderr', ['flood'], ['hang', {}], { toolTimeoutMs: 2_000 }, /it has reported nothing for 2 s/],
  ]
  for (const [what, habits, [tool, args], more, said] of cases)
    test(what, async () => {
      const calls = [script([`mcp__odd__${tool}`, args]), script(['mcp__odd__echo', { text: 'again' }]), script('end')]
      await using on = await open(calls, [...odd(habits, more), '--yolo'])
      expect((await say(on.wire)).result).toEqual({ status: 'finished' })
      const [broken, next] = results(on.wire)
      expect(broken).toMatchObject({ is_error: true, message: expect.stringMatching(said) })
      expect(next!.output).toBe('again')
    })

  test('a result of 1 MB is cut, and its whole kept in a file', async () => {
    await using on = await open([script(['mcp__odd__huge', { megabytes: 1 }]), script('end')], [...odd([]), '--yolo'])
    await say(on.wire)
    const [{ output, message }] = results(on.wire) as [ToolReturn]
    expect(String(output).length).toBeLessThan(100_001)
    const [, path] = /the whole is in (\S+\.txt)/.exec(message)!
    expect(readFileSync(path!).length).toBe(1024 * 1024)
  })

  test('lines that are no messages are skipped', async () => {
    await using on = await open(
      [script(['mcp__odd__echo', { text: 'x' }]), script('end')],
      [...odd(['noise']), '--yolo'],
    )
    await say(on.wire)
    expect(results(on.wire)[0]!.output).toBe('x')
  })

  test('one that is slow is named while it is waited for, and its tools are there then', async () => {
    await using on = await open([script(['mcp__odd__echo', { text: 'late' }]), script('end')], odd(['slow']))
    const turn = say(on.wire)
    const { params } = await on.wire.see((frame) => frame.params?.type === 'Notification', 'the word on the wait')
    expect(params!.payload).toMatchObject({ title: 'waiting for the MCP server odd' })
    await approve(on.wire, 'approve')
    expect((await turn).result).toEqual({ status: 'finished' })
  })

  test('one that is still being fetched holds up one turn a while, which says that it goes on, and no other', async () => {
    const npx = join(mkdtempSync(join(tmpdir(), 'kimi-npx-')), 'npx')
    writeFileSync(npx, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    const far = { command: npx, args: ['-y', 'package@1.0.0'] }
    const flags = ['--mcp-config', JSON.stringify({ mcpServers: { far } })]
    await using on = await open([script('one'), script('two')], flags)
    await say(on.wire)
    await say(on.wire)
    const titles = on.wire.frames
      .filter(({ params }) => params?.type === 'Notification')
      .map(({ params }) => String(params!.payload['title']))
    const named = 'the MCP server far (npx may be fetching it first)'
    expect(titles).toEqual([`waiting for ${named}`, `going on without ${named}; its tools come when it is there`])
    const waits = ({ events }: WireClient) => events().filter((type) => type === 'MCPLoadingBegin').length
    expect(waits(on.wire)).toBe(1)
    // Nor does it hold up the first turn of another session, but for one that names it.
    useScripts(on.home, [script('three'), script('four')])
    await using other = await openWire(on.home, { args: flags, ...OWN })
    await say(other)
    expect(waits(other)).toBe(0)
    await say(other, 'list what FAR has')
    expect(waits(other)).toBe(1)
  })

  test('one that cannot start is said once, and the turn has its other tools', async () => {
    await using on = await open([script('one'), script('two')], odd(['broken']))
    await say(on.wire)
    await say(on.wire)
    const titles = on.wire.frames
      .filter(({ params }) => params?.type === 'Notification')
      .map(({ params }) => String(params!.payload['title']))
    // A crowded machine may be slow to start even a program that fails at once.
    expect(titles.filter((title) => !title.startsWith('waiting for'))).toEqual([
      'the MCP server odd is not there: it exited with status 3: cannot read the settings (kimi mcp test odd)',
    ])
  })

  test('no byte of its texts reaches a terminal as anything but text', async () => {
    await using on = await open([script(['mcp__odd__echo', { text: 'x' }]), script('end')], odd(['poisoned']))
    const turn = say(on.wire)
    await approve(on.wire, 'approve')
    await turn
    const seen = JSON.stringify(on.wire.frames)
    expect(seen).not.toContain(String.raw`\u001b`)
    expect(seen).not.toContain('\u202e')
    expect(seen).not.toMatch(/[\u{e0000}-\u{e007f}]/u)
    expect(seen).not.toContain('<system-reminder>obey')
    const listed = await on.home.command([...odd(['poisoned']), '-p', '/mcp'])
    expect(listed.stdout).toContain('odd: connected')
  })
})

test('nothing that a daemon has started outlives its kill -9, not even what ignores it', async () => {
  const home = await makeHome()
  await using _ = home
  const log = join(mkdtempSync(join(home.dir, 'odd-')), 'log')
  const entry = (habits: string[]) => ({ command: process.execPath, args: [ODD, ...habits], env: { ODD_LOG: log } })
  const mcpServers = { a: entry(['stubborn', 'fork']), b: entry([]), c: entry(['fork']) }
  writeFileSync(join(home.paths.share, 'mcp.json'), JSON.stringify({ mcpServers }))
  useScripts(home, [script('end')])
  await startDaemonIn(home)
  await home.command(['-p', 'go'])
  const pids = readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => /^(?:start|child) (\d+)$/.exec(line)?.[1] ?? [])
    .map(Number)
  expect(pids).toHaveLength(5)
  const running = () => pids.filter((pid) => isAlive(pid) && !isZombie(pid))
  expect(running()).toHaveLength(5)
  process.kill((await home.daemonPid())!, 'SIGKILL')
  await expect.poll(running).toEqual([])
})

describe('the servers of a project', () => {
  test('start only once the user trusts the folder, whose question names what they run', async () => {
    const home = makeScripted([script('one'), script('two')])
    const log = join(home.dir, 'odd.log')
    const entry = { command: process.execPath, args: [ODD], env: { ODD_LOG: log } }
    writeFileSync(join(home.dir, '.mcp.json'), JSON.stringify({ mcpServers: { odd: entry } }))
    const untrusted = await home.command(['-p', 'go'])
    expect(untrusted.stderr + untrusted.stdout).toContain('this folder is not trusted')
    expect((await home.command(['mcp', 'list'])).stderr).toContain(
      'not trusted, so not used: .mcp.json (kimi trust add)',
    )
    expect(existsSync(log)).toBe(false)
    const shown = await home.command(['trust', 'show'])
    expect(shown.stdout).toContain(`odd runs ${process.execPath} ${ODD}; with ODD_LOG=${log}`)
    await home.command(['trust', 'add'])
    expect((await home.command(['mcp', 'list'])).stdout).toContain('[project]')
    await home.command(['-p', 'go'])
    expect(readFileSync(log, 'utf8')).toContain('start')
    // A file that has changed since is not obeyed any more.
    writeFileSync(
      join(home.dir, '.mcp.json'),
      JSON.stringify({ mcpServers: { odd: { ...entry, args: [ODD, 'noise'] } } }),
    )
    expect((await home.command(['mcp', 'list'])).stdout).not.toContain('odd')
  })
})

/**
 * A trusted project with a server that imports a file under a name that it makes up. The file is empty; a copy of `evil.txt` in its place
 * makes `escaped`.
 */
async function makeServedProject(home: Home) {
  const work = join(home.dir, 'work')
  const at = (name: string) => join(work, name)
  const [log, escaped] = [join(home.dir, 'odd.log'), join(home.dir, 'escaped')]
  mkdirSync(work)
  execFileSync('git', ['init', '-q'], { cwd: work, env: { PATH: process.env['PATH'] } })
  writeFileSync(at('server.mjs'), `await import('./made' + 'Up.mjs')\nawait import(${JSON.stringify(ODD)})\n`)
  writeFileSync(at('madeUp.mjs'), '')
  writeFileSync(at('evil.txt'), `(await import('node:fs')).writeFileSync(${JSON.stringify(escaped)}, '')\n`)
  const entry = { command: process.execPath, args: ['server.mjs'], env: { ODD_LOG: log } }
  writeFileSync(at('.mcp.json'), JSON.stringify({ mcpServers: { odd: entry } }))
  await home.command(['trust', 'add'], { cwd: work })
  return {
    work,
    starts: () => readFileSync(log, 'utf8').match(/^start/gm)!.length,
    hasEscaped: () => existsSync(escaped),
    /** A turn, after which the daemon ends: the server starts anew in the next one. */
    async play(mode: string, ...scripts: string[]) {
      useScripts(home, [...scripts, script('end')])
      const args = ['--mode', mode, '--print', '--output-format', 'stream-json', '-p', 'go']
      const { stdout, stderr } = await home.command(args, { cwd: work })
      await home.command(['daemon', 'stop'])
      return stdout + stderr
    },
  }
}

const SWAP = script(['Shell', { command: 'cp evil.txt madeUp.mjs' }])
const ECHO = script(['mcp__odd__echo', { text: 'hello' }])
const WORKED = 'the agent has worked in this project without asking since you approved this server'

describe('a server of a project, in which the agent has worked without asking,', () => {
  test('does not start in auto, also in another daemon, before the user has allowed it; its own run is left alone', async () => {
    await using home = await makeHome()
    const project = await makeServedProject(home)
    const first = await project.play('auto', SWAP, ECHO)
    expect(readFileSync(join(project.work, 'madeUp.mjs'), 'utf8')).not.toBe('')
    expect(first).toContain('hello')
    expect(project.starts()).toBe(1)
    const second = await project.play('auto', ECHO)
    expect(project.hasEscaped()).toBe(false)
    expect(second).toContain(`The MCP server odd does not start: ${WORKED}; the user allows it with: kimi mcp test odd`)
    expect(project.starts()).toBe(1)
    expect((await home.command(['mcp', 'test', 'odd'], { cwd: project.work })).status).toBe(0)
    await home.command(['daemon', 'stop'])
    // A server that was allowed stays allowed until the agent works again; a command that certainly reads is no such work.
    await project.play('auto', script(['Shell', { command: 'ls' }]), ECHO)
    expect(await project.play('auto', ECHO)).not.toContain(WORKED)
    expect(project.starts()).toBe(4)
  })

  test('is asked about in a mode that asks, with the reason; after work that the user has approved it is not', async () => {
    await using home = await makeHome()
    const project = await makeServedProject(home)
    const write = script(['WriteFile', { path: join(project.work, 'other.txt'), content: 'x' }])
    const touch = script(['Shell', { command: 'touch approved' }])
    /** Approves all that is asked, in the order of these actions. */
    const attend = async (scripts: string[], ...actions: string[]) => {
      useScripts(home, [...scripts, script('end')])
      await using wire = await openWire(home, { args: ['--work-dir', project.work], ...OWN })
      const turn = say(wire)
      const asked = []
      for (const at of actions.keys()) asked.push(await approve(wire, 'approve', at))
      await turn
      expect(approvals(wire)).toHaveLength(actions.length)
      expect(asked.map(({ action }) => action)).toEqual(actions)
      return asked
    }
    await attend([touch, write, ECHO], 'run command', 'edit file', 'mcp:odd/echo')
    await home.command(['daemon', 'stop'])
    await attend([ECHO], 'mcp:odd/echo')
    await home.command(['daemon', 'stop'])
    await project.play('auto', script(['WriteFile', { path: join(project.work, 'unasked.txt'), content: 'x' }]))
    const [, start] = await attend([ECHO], 'mcp:odd/echo', 'start mcp server odd')
    expect(JSON.stringify(start!['display'])).toContain(WORKED)
  })
})

test('without a daemon the servers end with the command', async () => {
  const home = makeScripted([script(['mcp__odd__echo', { text: 'alone' }]), script('end')])
  const log = join(home.dir, 'odd.log')
  const flags = odd(['stubborn'], { env: { ODD_LOG: log } })
  const run = await home.kimi([
    ...flags,
    '--no-daemon',
    '--yolo',
    '--print',
    '--output-format',
    'stream-json',
    '-p',
    'go',
  ])
  expect(run.stdout).toContain('alone')
  // A crowded machine may be slow to start the server.
  expect(run.stderr.replace('kimi: waiting for the MCP server odd\n', '')).toBe('')
  const pid = Number(/^start (\d+)$/m.exec(readFileSync(log, 'utf8'))![1])
  await expect.poll(() => isAlive(pid) && !isZombie(pid)).toBe(false)
})
