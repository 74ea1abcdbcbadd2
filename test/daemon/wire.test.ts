import { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placeSession } from '../../src/session/store/session-layout.ts'
import { makeServedHome, type Home } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script, useScripts, type WireClient } from '../support/wire-client.ts'

const makeScripted = shareScripts()

async function open(
  scripts: string[],
  options: Parameters<typeof openWire>[1] = {},
): Promise<{ home: Home; wire: WireClient; [Symbol.asyncDispose](): Promise<void> }> {
  const stack = new AsyncDisposableStack()
  const home = makeScripted(scripts)
  const wire = stack.use(await openWire(home, options))
  return { home, wire, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

/** A client that asks for our own rules and events. */
const OURS = { initialise: { capabilities: { kimi_events: true } } }

/** The directory of the only session of a home's directory. */
const filesOf = (home: Home) => {
  const sessions = dirname(placeSession(home.paths.share, home.dir, 'any').dir)
  return join(sessions, readdirSync(sessions)[0]!)
}

describe('the handshake', () => {
  test('says the protocol, the commands in their order, the hooks and what it can', async () => {
    await using on = await open([], { initialise: null })
    const { result } = await on.wire.call('initialize', { protocol_version: '1.1', client: { name: 'x' } })
    expect(result).toMatchObject({
      protocol_version: '1.10',
      server: { name: 'Kimi Code CLI' },
      capabilities: { supports_question: true },
    })
    const commands = (result!['slash_commands'] as { name: string; aliases: string[] }[]).map(({ name }) => name)
    expect(commands.slice(0, 9)).toEqual([
      'init',
      'compact',
      'clear',
      'yolo',
      'afk',
      'plan',
      'add-dir',
      'export',
      'import',
    ])
    expect((result!['hooks'] as { supported_events: string[] }).supported_events).toHaveLength(13)
  })

  test('an unreadable line is answered with Kimi CLI’s codes and texts, and the connection goes on', async () => {
    await using on = await open([])
    on.wire.send('garbage')
    expect(await on.wire.see(({ error }) => error?.code === -32700, 'a parse error')).toMatchObject({
      error: { message: 'Invalid JSON format' },
    })
    expect((await on.wire.call('nope')).error).toEqual({ code: -32601, message: 'Unexpected method received: nope' })
    expect((await on.wire.call('steer', {})).error).toMatchObject({
      code: -32602,
      message: 'Invalid parameters for method `steer`',
    })
    expect((await on.wire.call('steer', { user_input: 'x' })).error).toMatchObject({
      code: -32000,
      message: 'No agent turn is in progress',
    })
    expect((await on.wire.call('cancel')).error).toMatchObject({ code: -32000 })
  })
})

describe('a turn', () => {
  test('is told as events in their order, kept merged, and told again by replay', async () => {
    await using on = await open([`${script('Hel')}\ntext: lo\nusage: {"input_other": 10, "output": 2}`])
    expect((await on.wire.call('prompt', { user_input: 'hi' })).result).toEqual({ status: 'finished' })
    const once = on.wire.events()
    expect(once).toEqual(['TurnBegin', 'StepBegin', 'ContentPart', 'ContentPart', 'StatusUpdate', 'TurnEnd'])
    expect(await on.wire.seeEvent('StatusUpdate')).toMatchObject({
      context_tokens: 10,
      max_context_tokens: 100000,
      token_usage: { input_other: 10, output: 2, input_cache_read: 0, input_cache_creation: 0 },
      message_id: null,
      mcp_status: null,
    })
    const lines = readFileSync(join(filesOf(on.home), 'wire.jsonl'), 'utf8')
      .trim()
      .split('\n')
    expect(lines).toHaveLength(6)
    expect((await on.wire.call('replay')).result).toEqual({ status: 'finished', events: 5, requests: 0 })
    expect(on.wire.events().slice(once.length)).toEqual([
      'TurnBegin',
      'StepBegin',
      'ContentPart',
      'StatusUpdate',
      'TurnEnd',
    ])
  })

  test('without a model is error -32001; with one that fails, -32003 and its own words', async () => {
    await using home = await makeServedHome()
    await using wire = await openWire(home)
    expect((await wire.call('prompt', { user_input: 'hi' })).error).toMatchObject({
      code: -32001,
      message: 'LLM is not set',
    })
    await using on = await open(['error: 401 who are you'])
    expect((await on.wire.call('prompt', { user_input: 'precious' })).error).toMatchObject({ code: -32003 })
    expect(readFileSync(join(filesOf(on.home), 'context.jsonl'), 'utf8')).toContain('precious')
  })

  test('a failed attempt is told with StepRetry', async () => {
    await using on = await open(['error: 503 busy', script('fine')])
    expect((await on.wire.call('prompt', { user_input: 'hi' })).result).toEqual({ status: 'finished' })
    expect(await on.wire.seeEvent('StepRetry')).toMatchObject({
      n: 1,
      next_attempt: 2,
      max_attempts: 10,
      error_type: 'APIStatusError',
    })
  })

  test('ends at the step limit with its number', async () => {
    const look = script(['SetTodoList', { todos: [] }])
    await using on = await open([look, look, look], { args: ['--max-steps-per-turn', '2'] })
    expect((await on.wire.call('prompt', { user_input: 'hi' })).result).toEqual({
      status: 'max_steps_reached',
      steps: 2,
    })
  })

  test('a cancel ends it and what it runs, children and all; another prompt is refused meanwhile', async () => {
    await using on = await open([script(['Shell', { command: 'sleep 300 & echo $! > child; wait' }])], {
      args: ['--yolo'],
    })
    const turn = on.wire.call('prompt', { user_input: 'go' })
    while (!existsSync(join(on.home.dir, 'child')) || readFileSync(join(on.home.dir, 'child'), 'utf8') === '')
      await new Promise((resolve) => setTimeout(resolve, 10))
    expect((await on.wire.call('prompt', { user_input: 'me too' })).error).toMatchObject({ code: -32000 })
    expect((await on.wire.call('cancel')).result).toEqual({})
    expect((await turn).result).toEqual({ status: 'cancelled' })
    const pid = readFileSync(join(on.home.dir, 'child'), 'utf8').trim()
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  })

  test('a steer sent during a turn is taken', async () => {
    const command = 'until [ -e go ]; do sleep 0.05; done'
    await using on = await open([script(['Shell', { command }]), script('ok')], { args: ['--yolo'] })
    const turn = on.wire.call('prompt', { user_input: 'go' })
    await on.wire.seeEvent('ToolCall')
    expect((await on.wire.call('steer', { user_input: 'and wash it' })).result).toEqual({ status: 'steered' })
    writeFileSync(join(on.home.dir, 'go'), '')
    await turn
    expect(await on.wire.seeEvent('SteerInput')).toEqual({ user_input: 'and wash it' })
  })

  test('the end of stdin ends the process and the turn', async () => {
    await using on = await open([script(['Shell', { command: 'echo $$ > pid; sleep 300' }])], { args: ['--yolo'] })
    void on.wire.call('prompt', { user_input: 'go' }).catch(() => {})
    const pidFile = join(on.home.dir, 'pid')
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/\d/)
    const pid = readFileSync(pidFile, 'utf8').trim()
    on.wire.end()
    expect(await on.wire.exited).toBe(0)
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  })
})

describe('approvals', () => {
  const commands = (...each: string[]) => each.map((command) => script(['Shell', { command }]))

  test('are asked with all their fields, used once, and not written down', async () => {
    await using on = await open([...commands('touch one', 'touch two'), script('end')])
    const turn = on.wire.call('prompt', { user_input: 'go' })
    const first = await on.wire.seeRequest('ApprovalRequest')
    expect(first.payload).toMatchObject({
      id: first.id,
      sender: 'Shell',
      action: 'run command',
      source_kind: 'foreground_turn',
      agent_id: null,
      subagent_type: null,
      source_description: null,
      display: [{ type: 'shell', language: 'bash', command: 'touch one' }],
    })
    on.wire.answer(first.id, { request_id: first.id, response: 'approve' })
    const second = await on.wire.see(({ method, id }) => method === 'request' && id !== first.id, 'the second request')
    on.wire.answer(first.id, { request_id: first.id, response: 'approve' }) // an old answer opens nothing
    expect(existsSync(join(on.home.dir, 'two'))).toBe(false)
    on.wire.answer(second.id!, { request_id: second.id, response: 'reject' })
    expect((await turn).result).toEqual({ status: 'finished' })
    expect(existsSync(join(on.home.dir, 'one'))).toBe(true)
    expect(existsSync(join(on.home.dir, 'two'))).toBe(false)
    expect(readFileSync(join(filesOf(on.home), 'wire.jsonl'), 'utf8')).not.toContain('ApprovalRe')
  })

  test('for the session cover the pattern of that command and no other', async () => {
    await using on = await open([...commands('touch a', 'touch b', 'touch c; mkdir d', 'mkdir e'), script('end')], OURS)
    const turn = on.wire.call('prompt', { user_input: 'go' })
    const first = await on.wire.seeRequest('ApprovalRequest')
    on.wire.answer(first.id, { request_id: first.id, response: 'approve_for_session' })
    const second = await on.wire.see(({ method, id }) => method === 'request' && id !== first.id, 'the next request')
    expect(JSON.stringify(second.params)).toContain('touch c; mkdir d')
    on.wire.answer(second.id!, { request_id: second.id, response: 'reject', feedback: 'no folders' })
    const third = await on.wire.see(
      ({ method, id }) => method === 'request' && id !== first.id && id !== second.id,
      'the one after feedback',
    )
    on.wire.answer(third.id!, { garbage: true }) // no valid answer is a no
    await turn
    expect(['a', 'b', 'd', 'e'].map((name) => existsSync(join(on.home.dir, name)))).toEqual([true, true, false, false])
  })

  test('plan mode refuses changes in code; what only reads runs', async () => {
    await using on = await open(
      [
        script(['Shell', { command: 'touch x' }]),
        script(['WriteFile', { path: 'y', content: 'y' }]),
        script(['Shell', { command: 'ls' }]),
        script('end'),
      ],
      OURS,
    )
    expect((await on.wire.call('set_plan_mode', { enabled: true })).result).toEqual({ status: 'ok', plan_mode: true })
    await on.wire.call('prompt', { user_input: 'go' })
    const results = on.wire.frames.flatMap(({ params }) => (params?.type === 'ToolResult' ? [params.payload] : []))
    expect(results.map(({ return_value: value }) => (value as { is_error: boolean }).is_error)).toEqual([
      true,
      true,
      false,
    ])
    expect(existsSync(join(on.home.dir, 'x')) || existsSync(join(on.home.dir, 'y'))).toBe(false)
    expect(on.wire.frames.some(({ method }) => method === 'request')).toBe(false)
  })
})

describe('what clients bring', () => {
  test('their tools are called and answered; a name of ours is refused', async () => {
    const tools = ['open_file', 'Shell'].map((name) => ({ name, description: 'd', parameters: { type: 'object' } }))
    await using on = await open([script(['open_file', { line: 3 }]), script('end')], { initialise: null })
    const { result } = await on.wire.call('initialize', { protocol_version: '1.10', external_tools: tools })
    expect(result!['external_tools']).toMatchObject({ accepted: ['open_file'], rejected: [{ name: 'Shell' }] })
    const turn = on.wire.call('prompt', { user_input: 'go' })
    const { id, payload } = await on.wire.seeRequest('ToolCallRequest')
    expect(payload).toMatchObject({ name: 'open_file', arguments: '{"line":3}' })
    on.wire.answer(id, {
      tool_call_id: id,
      return_value: { is_error: false, output: 'opened', message: '', display: [], extras: null },
    })
    await turn
    expect(readFileSync(join(filesOf(on.home), 'context.jsonl'), 'utf8')).toContain('"opened"')
  })

  test('their hooks can block a tool', async () => {
    const hooks = [{ id: 'h', event: 'PreToolUse', matcher: 'Shell' }]
    await using on = await open([script(['Shell', { command: 'touch x' }]), script('end')], {
      initialise: { hooks },
      args: ['--yolo'],
    })
    const turn = on.wire.call('prompt', { user_input: 'go' })
    const { id } = await on.wire.seeRequest('HookRequest')
    on.wire.answer(id, { request_id: id, action: 'block', reason: 'not today' })
    await turn
    expect(existsSync(join(on.home.dir, 'x'))).toBe(false)
    expect(JSON.stringify(await on.wire.seeEvent('ToolResult'))).toContain('not today')
  })

  test('questions reach those who can show them, and are not offered to others', async () => {
    const ask = script([
      'AskUserQuestion',
      { questions: [{ question: 'Red?', options: [{ label: 'Yes' }, { label: 'No' }] }] },
    ])
    await using on = await open([ask, script('end')], { initialise: { capabilities: { supports_question: true } } })
    const turn = on.wire.call('prompt', { user_input: 'go' })
    const { id, payload } = await on.wire.seeRequest('QuestionRequest')
    expect(payload).toMatchObject({ questions: [{ question: 'Red?', multi_select: false }] })
    on.wire.answer(id, { request_id: id, answers: { 'Red?': 'Yes' } })
    await turn
    expect(JSON.stringify(await on.wire.seeEvent('ToolResult'))).toContain('Yes')
    await using other = await open([ask, script('end')])
    await other.wire.call('prompt', { user_input: 'go' })
    expect(JSON.stringify(await other.wire.seeEvent('ToolResult'))).toMatch(/not found|does not support/)
  })
})

test('a session of 12 MB of events is replayed whole, also to a client that reads more slowly than the daemon writes', async () => {
  await using home = await makeServedHome()
  useScripts(home, [script('hello')])
  expect((await home.kimi(['-S', 'long', '-p', 'hi'])).status).toBe(0)
  const [hash = ''] = readdirSync(join(home.paths.share, 'sessions'))
  const message = { type: 'ContentPart', payload: { type: 'text', text: 'x'.repeat(12_000) } }
  const line = `${JSON.stringify({ timestamp: 1, message })}\n`
  const file = join(home.paths.share, 'sessions', hash, 'long', 'wire.jsonl')
  const before = readFileSync(file, 'utf8').split('\n').length - 2 // without the head and the last newline
  appendFileSync(file, line.repeat(1_000))
  await using wire = await openWire(home, { args: ['-S', 'long'] })
  const { result } = await wire.call('replay')
  expect(result).toMatchObject({ status: 'finished', events: before + 1_000 })
  expect(wire.events().filter((type) => type === 'ContentPart').length).toBeGreaterThanOrEqual(1_000)
})
