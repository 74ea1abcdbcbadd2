// `kimi acp` against the requirements of the protocol. Titles begin with the ids of the protocol's own compatibility kit (acp-tck) where
// the kit has one for the claim; every frame of both sides is checked against the schema by test/support/acp-editor.ts.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openEditor, textsOf, type EditorOptions } from '../support/acp-editor.ts'
import { makeServedHome } from '../support/kimi.ts'
import { answer, startModelServer } from '../support/model-server.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { script } from '../support/wire-client.ts'

const makeScripted = shareScripts()

/** An editor on a session whose model speaks these scripts. */
async function open(scripts: string[], options: EditorOptions = {}) {
  const home = makeScripted(scripts)
  const editor = await openEditor(home, options)
  const session = await editor.newSession(home.dir)
  return { home, editor, session, [Symbol.asyncDispose]: () => editor[Symbol.asyncDispose]() }
}

const touch = (name: string): [string, object] => ['Shell', { command: `touch ${name}` }]

describe('initialize', () => {
  test('ACP-INIT-001 to -004, ACP-AUTH-001: answers version 1, its name, capabilities and a way to log in; asked for another version, it still says 1', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home, { clientInfo: { name: 'x', version: '1' } })
    expect(editor.greeting).toMatchObject({
      protocolVersion: 1,
      agentInfo: { name: 'kimi-companion' },
      agentCapabilities: {
        loadSession: true,
        promptCapabilities: { image: true, audio: false, embeddedContext: true },
        sessionCapabilities: { list: {}, resume: {}, close: {}, delete: {}, additionalDirectories: {} },
        auth: { logout: {} },
      },
    })
    expect(editor.greeting.authMethods?.map(({ id }) => id)).toEqual(['kimi-login'])
    for (const protocolVersion of [2, 0, 65_535])
      expect((await editor.agent.request('initialize', { protocolVersion })).protocolVersion).toBe(1)
    editor.send(
      JSON.stringify({ jsonrpc: '2.0', id: 'wrong', method: 'initialize', params: { protocolVersion: 'one' } }),
    )
    await editor.see(({ id, error }) => id === 'wrong' && error?.code === -32602, 'a refused version')
  })

  test('ACP-AUTH-002: a terminal login is offered by the standard’s field and by Zed’s older one, and to nobody else', async () => {
    const home = makeScripted([])
    await using standard = await openEditor(home, { capabilities: { auth: { terminal: true } } })
    expect(standard.greeting.authMethods?.at(-1)).toMatchObject({ type: 'terminal', args: ['--login'] })
    await using zed = await openEditor(home, { capabilities: { _meta: { 'terminal-auth': true } } })
    expect(zed.greeting.authMethods).toMatchObject([
      { id: 'kimi-login', _meta: { 'terminal-auth': { args: ['acp', '--login'] } } },
    ])
  })
})

describe('framing', () => {
  test('ACP-JSONRPC-002, -004, -005, ACP-INFO-PARSE-001, ACP-INFO-INVALIDREQ-001, ACP-ERROR-001: a line that is no JSON, a batch and an unknown method get their codes, and the connection goes on', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home)
    editor.send('garbage')
    await editor.see(({ error, id }) => error?.code === -32700 && id === null, 'a parse error')
    editor.send('[]')
    await editor.see(({ error, id }) => error?.code === -32600 && id === null, 'a refused batch')
    await expect(editor.agent.request('session/nope', {})).rejects.toMatchObject({ code: -32601 })
    editor.send(JSON.stringify({ jsonrpc: '2.0', id: 'wrong', method: 'session/new', params: {} }))
    await editor.see(({ id, error }) => id === 'wrong' && error?.code === -32602, 'refused parameters')
    expect((await editor.agent.request('session/list', { cwd: home.dir })).sessions).toEqual([])
    for (const { error } of editor.frames) if (error) expect(error.message).toMatch(/^[^\n]+$/)
  })

  test('ACP-JSONRPC-001, -003: an answer has the id of its request, a number or a text; a notification gets none', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home)
    const notify = (method: string, params: object) => editor.send(JSON.stringify({ jsonrpc: '2.0', method, params }))
    notify('session/cancel', { sessionId: 'never made' })
    notify('session/cancel', {})
    notify('no/such/method', {})
    editor.send(JSON.stringify({ jsonrpc: '2.0', id: 'text', method: 'session/list', params: {} }))
    await editor.see(({ id, result }) => id === 'text' && result !== undefined, 'the answer to a text')
    expect((await editor.agent.request('session/list', {})).sessions).toBeInstanceOf(Array)
    const answers = editor.frames.filter(({ from, method }) => from === 'agent' && method === undefined)
    expect(answers.map(({ id }) => id)).toEqual([0, 'text', 1])
  })

  test('ACP-EXT-001: a method and a notification that begin with an underscore are answered or ignored', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home)
    await expect(editor.agent.request('_zed/nothing', {})).rejects.toMatchObject({ code: -32601 })
    await editor.agent.notify('_zed/nothing', {})
    expect((await editor.agent.request('session/list', {})).sessions).toBeInstanceOf(Array)
  })

  test('ACP-SHUTDOWN-001, ACP-TRANSPORT-001: the end of stdin ends the process with status 0, and nothing but frames was on stdout', async () => {
    const { editor } = await open([])
    editor.process.stdin!.end()
    expect(await editor.exited).toBe(0)
    await editor[Symbol.asyncDispose]()
  })
})

describe('sessions', () => {
  test('ACP-SESSION-001, ACP-MODES-001, ACP-CONFIG-001, -003: a new session has an id, modes and options, and tells its commands after the answer', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home)
    const made = await editor.agent.request('session/new', { cwd: home.dir, mcpServers: [] })
    expect(made.modes).toMatchObject({ currentModeId: 'ask' })
    expect(made.modes?.availableModes.map(({ id }) => id)).toEqual(['ask', 'accept-edits', 'plan', 'auto', 'bypass'])
    expect(made.configOptions?.map(({ id, category }) => [id, category])).toEqual([
      ['mode', 'mode'],
      ['model', 'model'],
    ])
    // No option is a boolean, and the current value of each is one of its values.
    for (const option of made.configOptions ?? [])
      expect(JSON.stringify('options' in option && option.options)).toContain(
        `"value":"${String(option.currentValue)}"`,
      )
    await editor.seeUpdate(({ sessionUpdate }) => sessionUpdate === 'available_commands_update', 'the commands')
    const at = (check: (frame: (typeof editor.frames)[number]) => boolean) => editor.frames.findIndex(check)
    expect(at(({ result }) => result?.['sessionId'] === made.sessionId)).toBeLessThan(
      at(
        ({ params }) =>
          (params?.['update'] as { sessionUpdate?: string })?.sessionUpdate === 'available_commands_update',
      ),
    )
    await expect(editor.agent.request('session/new', { cwd: 'src', mcpServers: [] })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('not an absolute path: src'),
    })
  })

  test('ACP-SESSION-002: two new sessions of a connection have ids of their own', async () => {
    const home = makeScripted([])
    await using editor = await openEditor(home)
    expect(await editor.newSession(home.dir)).not.toBe(await editor.newSession(home.dir))
  })

  test('ACP-LOAD-001 to -003, ACP-RESUME-001, -002: loading tells the conversation again, all of it before the answer; resuming does not; an unknown id is -32002', async () => {
    await using on = await open([script('Looking.', touch('a')), 'think: so\ntext: done'])
    await on.editor.prompt(on.session, 'make a')
    const before = on.editor.frames.length
    await on.editor.agent.request('session/load', { sessionId: on.session, cwd: on.home.dir, mcpServers: [] })
    // A question that only the daemon can answer: what it has sent before is there, too.
    await on.editor.agent.request('session/set_config_option', {
      sessionId: on.session,
      configId: 'mode',
      value: 'ask',
    })
    const after = on.editor.frames.slice(before)
    const answered = after.findIndex(({ from, result }) => from === 'agent' && result !== undefined)
    expect(after[answered]!.result).toMatchObject({ modes: { currentModeId: 'ask' } })
    expect(after.slice(answered).filter(({ method }) => method === 'session/update')).toEqual([])
    const told = after.flatMap(({ from, params }) => (from === 'agent' && params ? [params['update'] as never] : []))
    expect(textsOf(told, 'user_message_chunk')).toBe('make a')
    expect(textsOf(told, 'agent_message_chunk')).toBe('Looking.done')
    expect(textsOf(told, 'agent_thought_chunk')).toBe('so')
    expect(told).toContainEqual(
      expect.objectContaining({ sessionUpdate: 'tool_call', kind: 'execute', title: 'touch a' }),
    )
    expect(told).toContainEqual(expect.objectContaining({ sessionUpdate: 'tool_call_update', status: 'completed' }))

    await using other = await openEditor(on.home)
    await other.agent.request('session/resume', { sessionId: on.session, cwd: on.home.dir })
    expect(textsOf(other.updates(), 'user_message_chunk')).toBe('')
    const missing = { sessionId: 'b6a2f3f0-0000-4000-8000-000000000000', cwd: on.home.dir, mcpServers: [] }
    await expect(other.agent.request('session/load', missing)).rejects.toMatchObject({ code: -32002 })
  })

  test('ACP-LOAD-001: a session in which nothing was said is loaded by another editor, and lists leave it out', async () => {
    const home = makeScripted([script('hi')])
    const first = await openEditor(home)
    const session = await first.newSession(home.dir)
    await first[Symbol.asyncDispose]()
    await using later = await openEditor(home)
    expect((await later.agent.request('session/list', { cwd: home.dir })).sessions).toEqual([])
    await later.agent.request('session/load', { sessionId: session, cwd: home.dir, mcpServers: [] })
    expect(await later.prompt(session, 'hello')).toBe('end_turn')
  })

  test('ACP-LIST-001, -002, ACP-DELETE-001, -002, ACP-CLOSE-001: sessions are listed by directory, closed, deleted and then gone', async () => {
    await using on = await open([script('hi')])
    await on.editor.prompt(on.session, 'hello there')
    const { agent } = on.editor
    const list = async () => (await agent.request('session/list', { cwd: on.home.dir })).sessions
    expect(await list()).toMatchObject([{ sessionId: on.session, cwd: on.home.dir, title: 'hello there' }])
    await agent.request('session/close', { sessionId: on.session })
    await expect(on.editor.prompt(on.session, 'x')).rejects.toMatchObject({ code: -32002 })
    await agent.request('session/resume', { sessionId: on.session, cwd: on.home.dir })
    await agent.request('session/delete', { sessionId: on.session })
    expect(await list()).toEqual([])
    // To delete a session that is gone, or was never there, is no error.
    expect(await agent.request('session/delete', { sessionId: on.session })).toEqual({})
    expect(await agent.request('session/delete', { sessionId: 'never made' })).toEqual({})
    await expect(agent.request('session/list', { cursor: 'x' })).rejects.toMatchObject({ code: -32602 })
  })

  test('ACP-CLOSE-002: a session that is closed in a turn has its prompts answered "cancelled", and the turn ends', async () => {
    await using on = await open([script(touch('x')), script('never said')], { permit: () => new Promise(() => {}) })
    const turn = on.editor.prompt(on.session, 'go')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    const steered = on.editor.prompt(on.session, 'and this')
    await on.editor.agent.request('session/set_mode', { sessionId: on.session, modeId: 'ask' })
    expect(await on.editor.agent.request('session/close', { sessionId: on.session })).toEqual({})
    expect(await Promise.all([turn, steered])).toEqual(['cancelled', 'cancelled'])
    expect(existsSync(join(on.home.dir, 'x'))).toBe(false)
    expect(on.editor.said(on.session)).toBe('')
  })

  test('a fork is a session of its own with the same conversation', async () => {
    await using on = await open([script('one'), script('two')])
    await on.editor.prompt(on.session, 'first')
    const params = { sessionId: on.session, cwd: on.home.dir }
    const forked = await on.editor.agent.request<{ sessionId: string }>('session/fork', params)
    expect(forked.sessionId).not.toBe(on.session)
    expect(await on.editor.prompt(forked.sessionId, 'second')).toBe('end_turn')
    await on.editor.agent.request('session/load', { ...params, sessionId: forked.sessionId, mcpServers: [] })
    expect(textsOf(on.editor.updates(forked.sessionId), 'user_message_chunk')).toBe('firstsecond')
  })

  test('ACP-ADDDIRS-001: additional directories are those of the session', async () => {
    const home = makeScripted([script(['ReadFile', { path: 'OTHER/a.txt' }]), script('ok')])
    const other = join(home.dir, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'a.txt'), 'text of a\n')
    await using editor = await openEditor(home)
    const place = { cwd: home.dir, additionalDirectories: [other], mcpServers: [] }
    const { sessionId } = await editor.agent.request<{ sessionId: string }>('session/new', place)
    expect(await editor.prompt(sessionId, '/add-dir')).toBe('end_turn')
    expect(editor.said(sessionId)).toBe(other)
  })
})

describe('prompts', () => {
  test('ACP-PROMPT-001, -002: text, thoughts, calls, the plan, usage and the title come as updates before the answer', async () => {
    const todos = [
      'SetTodoList',
      {
        todos: [
          { title: 'look', status: 'done' },
          { title: 'write', status: 'pending' },
        ],
      },
    ] as [string, object]
    await using on = await open([
      `think: hmm\n${script('I look.', todos)}\nusage: {"input_other": 10, "output": 2}`,
      script('Done.'),
    ])
    expect(await on.editor.prompt(on.session, 'do it')).toBe('end_turn')
    const updates = on.editor.updates(on.session)
    expect(textsOf(updates, 'agent_thought_chunk')).toBe('hmm')
    expect(on.editor.said(on.session)).toBe('I look.Done.')
    expect(textsOf(updates, 'user_message_chunk'), 'the editor shows its own words').toBe('')
    expect(updates).toContainEqual({
      sessionUpdate: 'plan',
      entries: [
        { content: 'look', status: 'completed', priority: 'medium' },
        { content: 'write', status: 'pending', priority: 'medium' },
      ],
    })
    expect(updates).toContainEqual(expect.objectContaining({ sessionUpdate: 'usage_update', used: 10, size: 100_000 }))
    expect(updates).toContainEqual(expect.objectContaining({ sessionUpdate: 'session_info_update', title: 'do it' }))
    expect(on.editor.frames.at(-1)).toMatchObject({ from: 'agent', result: { stopReason: 'end_turn' } })
  })

  test('ACP-PROMPT-003, ACP-PROMPTCAP-003: links, embedded files and images reach the model; audio and an empty prompt are refused', async () => {
    await using on = await open([script('seen')])
    const { agent } = on.editor
    const send = (prompt: object[]) =>
      agent.request('session/prompt', { sessionId: on.session, prompt: prompt as never })
    await expect(send([{ type: 'audio', mimeType: 'audio/wav', data: 'AAAA' }])).rejects.toMatchObject({ code: -32602 })
    await expect(send([])).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('the prompt is empty'),
    })
    const image = send([{ type: 'image', mimeType: 'image/png', data: 'AAAA' }])
    // initialize offers pictures for all models: the session's model is chosen later.
    await expect(image).rejects.toMatchObject({
      message:
        "LLM model 'scripted_echo' does not support required capability: image_in. (choose another model for this session, or leave it out)",
    })
    await send([
      { type: 'text', text: 'Compare ' },
      { type: 'resource_link', uri: 'file:///work/a%20b.ts#L3:7', name: 'a b.ts' },
      { type: 'resource', resource: { uri: 'file:///work/c.ts', text: 'const c = 1\n' } },
    ])
    await agent.request('session/load', { sessionId: on.session, cwd: on.home.dir, mcpServers: [] })
    const told = textsOf(on.editor.updates(on.session), 'user_message_chunk')
    expect(told).toContain('Compare @/work/a b.ts:3-7@/work/c.ts\n\n<file path="/work/c.ts">\nconst c = 1\n</file>')
  })

  test('ACP-PERM: an approval shows the exact command with our four answers; a refusal runs nothing', async () => {
    const answers = ['reject', 'cancelled', 'approve']
    // A refusal ends the turn, so that only the last one goes on.
    const scripts = [...answers.map((answer) => script(touch(answer))), script('ok')]
    await using on = await open(scripts, { permit: () => answers[on.editor.asked.length - 1]! })
    for (const answer of answers) await on.editor.prompt(on.session, answer)
    const [first] = on.editor.asked
    expect(first!.toolCall).toMatchObject({ kind: 'execute', status: 'pending', title: 'Run `touch reject`' })
    expect(JSON.stringify(first!.toolCall.content)).toContain('touch reject')
    expect(first!.options.map(({ optionId, kind }) => [optionId, kind])).toEqual([
      ['approve', 'allow_once'],
      ['approve_for_session', 'allow_always'],
      ...(first!.options.length === 4 ? [['approve_always', 'allow_always']] : []),
      ['reject', 'reject_once'],
    ])
    expect(first!.options[1]!.name).toMatch(/^Allow for this session: /)
    const made = answers.filter((answer) => existsSync(join(on.home.dir, answer)))
    expect(made).toEqual(['approve'])
  })

  test('an edit is asked about with its difference, and its result tells the changed place', async () => {
    const edit: [string, object] = ['StrReplaceFile', { path: 'a.txt', edit: { old: 'two', new: 'zwei' } }]
    await using on = await open([script(['ReadFile', { path: 'a.txt' }]), script(edit), script('ok')])
    const path = join(on.home.dir, 'a.txt')
    writeFileSync(path, 'one\ntwo\nthree\n')
    await on.editor.prompt(on.session, 'translate')
    const diff = { type: 'diff', path, oldText: 'one\ntwo\nthree\n', newText: 'one\nzwei\nthree\n' }
    expect(on.editor.asked[0]!.toolCall).toMatchObject({ kind: 'edit', content: [diff] })
    expect(on.editor.updates(on.session)).toContainEqual(
      expect.objectContaining({ status: 'completed', content: [diff], locations: [{ path, line: 1 }] }),
    )
    expect(readFileSync(path, 'utf8')).toBe('one\nzwei\nthree\n')
  })

  test('ACP-CANCEL-001, -002: a cancelled turn answers "cancelled", whether it waits for an approval or has hardly begun', async () => {
    const held = Promise.withResolvers<string>()
    await using on = await open([script(touch('x')), script('later')], { permit: () => held.promise })
    const { agent } = on.editor
    const turn = on.editor.prompt(on.session, 'go')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    await agent.notify('session/cancel', { sessionId: on.session })
    expect(await turn).toBe('cancelled')
    await on.editor.see(({ method }) => method === '$/cancel_request', 'the approval being taken back')
    held.resolve('approve')
    expect(existsSync(join(on.home.dir, 'x'))).toBe(false)
    expect(on.editor.updates(on.session)).toContainEqual(
      expect.objectContaining({ toolCallId: 'c0', status: 'failed' }),
    )

    // The two frames are sent in one write, so that the cancellation arrives before the turn can have ended.
    const prompt = [{ type: 'text', text: 'again' }]
    const frames = [
      { jsonrpc: '2.0', id: 'early', method: 'session/prompt', params: { sessionId: on.session, prompt } },
      { jsonrpc: '2.0', method: 'session/cancel', params: { sessionId: on.session } },
    ]
    on.editor.send(frames.map((frame) => JSON.stringify(frame)).join('\n'))
    const { result } = await on.editor.see(({ id }) => id === 'early', 'the answer')
    expect(result).toEqual({ stopReason: 'cancelled' })
    await agent.notify('session/cancel', { sessionId: on.session })
    await agent.notify('session/cancel', { sessionId: 'unknown' })
    // After its answer no update of the turn comes.
    await agent.request('session/set_config_option', { sessionId: on.session, configId: 'mode', value: 'ask' })
    const at = on.editor.frames.findIndex(({ id }) => id === 'early')
    expect(on.editor.frames.slice(at).filter(({ method }) => method === 'session/update')).toEqual([])
  })

  test('ACP-CANCELREQ: $/cancel_request of a prompt cancels its turn', async () => {
    const held = Promise.withResolvers<string>()
    await using on = await open([script(touch('x'))], { permit: () => held.promise })
    const abort = new AbortController()
    const prompt = [{ type: 'text' as const, text: 'go' }]
    const turn = on.editor.agent.request(
      'session/prompt',
      { sessionId: on.session, prompt },
      { cancellationSignal: abort.signal },
    )
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    abort.abort()
    expect(await turn).toEqual({ stopReason: 'cancelled' })
    held.resolve('reject')
  })

  test('words that come while a turn runs steer it, and both prompts end with it', async () => {
    const held = Promise.withResolvers<string>()
    await using on = await open([script(touch('x')), script('with your hint')], { permit: () => held.promise })
    const first = on.editor.prompt(on.session, 'go')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    const second = on.editor.prompt(on.session, 'and this')
    // The second prompt is sent by then: the daemon answers requests of one connection in their order.
    await on.editor.agent.request('session/set_mode', { sessionId: on.session, modeId: 'ask' })
    held.resolve('approve')
    expect(await Promise.all([first, second])).toEqual(['end_turn', 'end_turn'])
    expect(textsOf(on.editor.updates(on.session), 'user_message_chunk')).toBe('')
    await on.editor.agent.request('session/load', { sessionId: on.session, cwd: on.home.dir, mcpServers: [] })
    expect(textsOf(on.editor.updates(on.session), 'user_message_chunk')).toBe('goand this')
  })

  test('a picture that steers the turn of a model that does not see is left out, and the user is told so', async () => {
    const held = Promise.withResolvers<string>()
    await using on = await open([script(touch('x')), script('with your hint')], { permit: () => held.promise })
    const first = on.editor.prompt(on.session, 'go')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    const picture = { type: 'image' as const, mimeType: 'image/png', data: 'AAAA' }
    const prompt = [{ type: 'text' as const, text: 'as here' }, picture]
    const second = on.editor.agent.request('session/prompt', { sessionId: on.session, prompt })
    // The second prompt is sent by then: the daemon answers requests of one connection in their order.
    await on.editor.agent.request('session/set_mode', { sessionId: on.session, modeId: 'ask' })
    held.resolve('approve')
    expect(await Promise.all([first, second])).toEqual(['end_turn', { stopReason: 'end_turn' }])
    expect(textsOf(on.editor.updates(on.session), 'agent_thought_chunk')).toContain(
      'scripted_echo takes no pictures: yours is left out',
    )
  })

  test('ACP-META-001, ACP-INFO-UNKNOWNSESSION-001: fields of the editor’s own are accepted; a session that was never made is -32002', async () => {
    await using on = await open([script('hi')])
    const prompt = [{ type: 'text' as const, text: 'hello' }]
    const send = (sessionId: string) =>
      on.editor.agent.request('session/prompt', { sessionId, prompt, _meta: { traceparent: '00-1-2-01' } })
    expect(await send(on.session)).toEqual({ stopReason: 'end_turn' })
    await expect(send('never made')).rejects.toMatchObject({ code: -32002 })
  })

  test('a model that fails is an error of the prompt, in one line with the command that helps', async () => {
    await using on = await open(['error: 400 bad things'])
    await expect(on.editor.prompt(on.session, 'go')).rejects.toMatchObject({
      code: -32603,
      message: expect.stringContaining('bad things'),
    })
  })
})

test('ACP-PROMPTCAP-001: a picture reaches a model that sees; of one that has only an address it gets the address, as words', async () => {
  await using model = await startModelServer(() => answer('a green square'))
  await using home = await makeServedHome()
  const [picture] = ['iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==']
  writeFileSync(
    home.paths.config,
    `default_model = "a"\n[models.a]\nprovider = "k"\nmodel = "kimi-k3"\nmax_context_size = 100000\ncapabilities = ["image_in"]\n[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x"\n`,
  )
  await using editor = await openEditor(home)
  const sessionId = await editor.newSession(home.dir)
  const prompt = [
    { type: 'text' as const, text: 'look' },
    { type: 'image' as const, mimeType: 'image/png', data: picture! },
  ]
  expect(await editor.agent.request('session/prompt', { sessionId, prompt })).toEqual({ stopReason: 'end_turn' })
  expect(JSON.stringify(model.requests.at(-1)!.body!['messages'])).toContain(`data:image/png;base64,${picture}`)
  const remote = { type: 'image' as const, mimeType: 'image/png', data: '', uri: `${model.url}/remote.png` }
  const asked = { sessionId, prompt: [{ type: 'text' as const, text: 'and this?' }, remote] }
  expect(await editor.agent.request('session/prompt', asked)).toEqual({ stopReason: 'end_turn' })
  const bodies = model.requests.map(({ body }) => JSON.stringify(body))
  expect(bodies.find((body) => body.includes('and this?'))).toContain(`and this?<link>${remote.uri}</link>`)
  expect(bodies.join('')).not.toContain(`"url":"${remote.uri}"`)
  expect(model.requests.filter(({ path }) => path.endsWith('.png'))).toEqual([])
})

describe('choices', () => {
  test('ACP-MODES-002, ACP-CONFIG-002: a mode is set either way, and told as a mode and as an option', async () => {
    await using on = await open([])
    const { agent } = on.editor
    const answer = await agent.request('session/set_config_option', {
      sessionId: on.session,
      configId: 'mode',
      value: 'plan',
    })
    expect(answer.configOptions).toMatchObject([{ id: 'mode', currentValue: 'plan' }, { id: 'model' }])
    await agent.request('session/set_mode', { sessionId: on.session, modeId: 'bypass' })
    await on.editor.seeUpdate(
      (update) => update.sessionUpdate === 'current_mode_update' && update.currentModeId === 'bypass',
      'the mode',
    )
    await expect(agent.request('session/set_mode', { sessionId: on.session, modeId: 'x' })).rejects.toMatchObject({
      code: -32602,
    })
    const wrong = { sessionId: on.session, configId: 'model', value: 'no such model' }
    await expect(agent.request('session/set_config_option', wrong)).rejects.toMatchObject({
      message: expect.stringContaining('no such model'),
    })
  })
})

test('ACP-CONFIG-002: a model is chosen, and how much it thinks; the next request says so', async () => {
  await using model = await startModelServer(() => answer('thought through'))
  await using home = await makeServedHome()
  const provider = `[providers.k]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x"\n`
  const models = ['a', 'b'].map(
    (name) => `[models.${name}]\nprovider = "k"\nmodel = "kimi-k3"\nmax_context_size = 100000\n`,
  )
  writeFileSync(home.paths.config, `default_model = "a"\n${provider}${models.join('')}`)
  await using editor = await openEditor(home)
  const session = await editor.newSession(home.dir)
  const set = async (configId: string, value: string) => {
    const { configOptions } = await editor.agent.request<{ configOptions: { id: string; currentValue: string }[] }>(
      'session/set_config_option',
      { sessionId: session, configId, value },
    )
    return configOptions.find(({ id }) => id === configId)?.currentValue
  }
  await editor.seeUpdate(({ sessionUpdate }) => sessionUpdate === 'available_commands_update', 'the session')
  expect(await set('model', 'b')).toBe('b')
  expect(await set('thinking', 'low')).toBe('low')
  expect(await editor.prompt(session, 'think')).toBe('end_turn')
  expect(model.requests.at(-1)?.body).toMatchObject({ model: 'kimi-k3', reasoning_effort: 'low' })
  expect(await set('thinking', 'default')).toBe('default')
  await editor.prompt(session, 'think more')
  expect(model.requests.at(-1)?.body?.['reasoning_effort']).not.toBe('low')
})

describe('without a model', () => {
  test('ACP-AUTH-003, -004: a session needs a login (-32000), while lists work; authenticate takes only what was offered', async () => {
    await using home = await makeServedHome()
    await using editor = await openEditor(home)
    await expect(editor.newSession(home.dir)).rejects.toMatchObject({ code: -32000 })
    expect((await editor.agent.request('session/list', {})).sessions).toEqual([])
    await expect(editor.agent.request('authenticate', { methodId: 'x' })).rejects.toMatchObject({ code: -32602 })
    expect(await editor.agent.request('logout', {})).toEqual({})
  })
})
