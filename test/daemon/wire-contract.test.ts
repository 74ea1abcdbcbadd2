// The contract that clients of Kimi CLI find: its policy of approvals, its words, its order and its files. They share one daemon.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placeSession } from '../../src/session/store/session-layout.ts'
import { makeServedHome, type Home } from '../support/kimi.ts'
import { openWire, script, type WireClient, type WireFrame } from '../support/wire-client.ts'

let home: Home
let count = 0
beforeAll(async () => {
  home = await makeServedHome()
})
afterAll(() => home[Symbol.asyncDispose]())

interface Options {
  args?: string[]
  initialise?: object | null
  capabilities?: string[]
}

/** A client with a session, a directory and a scripted model of its own. */
async function open(scripts: string[], { args = [], initialise = {}, capabilities = [] }: Options = {}) {
  const name = `s${++count}`
  const dir = join(home.dir, name)
  mkdirSync(dir)
  const file = join(home.dir, `${name}.json`)
  writeFileSync(file, JSON.stringify(scripts))
  const config = {
    default_model: 'mine',
    models: { mine: { provider: 'p', model: 'the-model', max_context_size: 1000, capabilities } },
    providers: { p: { type: '_scripted_echo', env: { KIMI_SCRIPTED_ECHO_SCRIPTS: file } } },
  }
  const wire = await openWire(home, {
    args: ['-w', dir, '-S', name, '--config', JSON.stringify(config), ...args],
    initialise,
  })
  const { dir: files } = placeSession(home.paths.share, dir, name)
  return { wire, dir, files, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() }
}

const prompt = (wire: WireClient, words: unknown = 'go') => wire.call('prompt', { user_input: words })
const shell = (command: string) => script(['Shell', { command }])
const payloads = (wire: WireClient, type: string) =>
  wire.frames.flatMap(({ params }) => (params?.type === type ? [params.payload] : []))
const returned = (wire: WireClient) => payloads(wire, 'ToolResult').map(({ return_value: value }) => value)
const roles = (files: string) =>
  readFileSync(join(files, 'context.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { role: string }).role)
const texts = (wire: WireClient) => payloads(wire, 'ContentPart').map(({ text }) => text)

describe('a client that did not ask for our rules', () => {
  test('is asked also about a command that only reads, in the words it knows, after the status of the step', async () => {
    await using on = await open([shell('echo hello'), script('end')])
    const turn = prompt(on.wire)
    const { id, payload } = await on.wire.seeRequest('ApprovalRequest')
    expect(payload).toMatchObject({ description: 'Run command `echo hello`', action: 'run command' })
    expect(payload).not.toHaveProperty('session_rule')
    expect(payload['source_id']).toMatch(/^[0-9a-f]{8}-/)
    expect(on.wire.events().at(-1)).toBe('StatusUpdate')
    on.wire.answer(id, { request_id: id, response: 'approve' })
    expect((await turn).result).toEqual({ status: 'finished' })
  })

  test('approves an action for the session, whatever the command; Kimi CLI finds it in the state file', async () => {
    const scripts = [
      shell('touch one'),
      shell('mkdir two; touch two/three'),
      script(['WriteFile', { path: 'f', content: 'x' }]),
    ]
    await using on = await open([...scripts, script('end')])
    const turn = prompt(on.wire)
    const first = await on.wire.seeRequest('ApprovalRequest')
    on.wire.answer(first.id, { request_id: first.id, response: 'approve_for_session' })
    const edit = await on.wire.see(({ method, id }) => method === 'request' && id !== first.id, 'the edit')
    expect(edit.params!.payload).toMatchObject({ action: 'edit file', description: `Write file \`${on.dir}/f\`` })
    on.wire.answer(edit.id!, { request_id: edit.id, response: 'reject' })
    await turn
    expect(existsSync(join(on.dir, 'two', 'three'))).toBe(true)
    const state = JSON.parse(readFileSync(join(on.files, 'state.json'), 'utf8')) as { approval: unknown }
    expect(state.approval).toMatchObject({ auto_approve_actions: ['run command'] })
  })

  test('edits a file that was not read, but not one that has changed since it was seen', async () => {
    const edit = (old: string, fresh: string) =>
      script(['StrReplaceFile', { path: 'a.txt', edit: { old, new: fresh } }])
    const change = shell('echo three > a.txt')
    await using on = await open([edit('one', 'two'), change, edit('three', 'four'), script('end')], {
      args: ['--yolo'],
    })
    writeFileSync(join(on.dir, 'a.txt'), 'one\n')
    await prompt(on.wire)
    expect(returned(on.wire)).toMatchObject([{ is_error: false }, { is_error: false }, { is_error: true }])
    expect(readFileSync(join(on.dir, 'a.txt'), 'utf8')).toBe('three\n')
  })

  test('reads the words that it knows for tools that are not there, and for those that it cannot show', async () => {
    const ask = { questions: [{ question: 'Red?', options: [{ label: 'Yes' }, { label: 'No' }] }] }
    const scripts = [script(['Missing', {}]), script(['AskUserQuestion', ask]), script(['EnterPlanMode', {}])]
    await using on = await open([...scripts, script(['SetTodoList', { todos: [] }]), script('end')], {
      args: ['--yolo'],
    })
    await prompt(on.wire)
    const missing = 'Tool `Missing` not found'
    expect(returned(on.wire)).toMatchObject([
      { is_error: true, message: missing, display: [{ type: 'brief', text: missing }] },
      { is_error: true, message: expect.stringContaining('does not support interactive questions') as string },
      { is_error: true, message: expect.stringContaining('does not support plan mode') as string },
      { is_error: false, output: 'Todo list updated', message: 'Todo list updated' },
    ])
    // The model is told more than the client.
    expect(readFileSync(join(on.files, 'context.jsonl'), 'utf8')).toContain('not found. There are: Agent')
  })

  test('gets errors without our data, with the provider’s name for the model', async () => {
    await using on = await open(['text: x'])
    const picture = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }]
    const { error } = await prompt(on.wire, picture)
    const message = "LLM model 'the-model' does not support required capability: image_in."
    expect(error).toEqual({ code: -32002, message })
    await using ours = await open(['text: x'], { initialise: { capabilities: { kimi_events: true } } })
    expect((await prompt(ours.wire, picture)).error).toMatchObject({ data: { code: 'model.unsupported' } })
  })
})

test('a client that asked for our rules is not asked about reading, in the same session', async () => {
  const initialise = { capabilities: { kimi_events: true } }
  await using on = await open([shell('echo hello'), script('end')], { initialise })
  expect((await prompt(on.wire)).result).toEqual({ status: 'finished' })
  expect(on.wire.frames.some(({ method }) => method === 'request')).toBe(false)
})

test('the actions that a session of Kimi CLI has approved are approved', async () => {
  const initialise = { capabilities: { kimi_events: true } }
  await using on = await open([shell('touch made'), script('end')], { initialise })
  const approval = { yolo: false, afk: false, auto_approve_actions: ['run command'] }
  writeFileSync(join(on.files, 'state.json'), JSON.stringify({ version: 1, approval }))
  await prompt(on.wire)
  expect(existsSync(join(on.dir, 'made'))).toBe(true)
})

describe('events', () => {
  test('tell in each status the context without the answer, its id, and whether plan mode is on', async () => {
    const usage = 'usage: {"input_other": 7, "input_cache_read": 3, "output": 90}'
    await using on = await open([`id: answer-7\n${usage}\ntext: hi`, 'text: again'])
    await prompt(on.wire)
    await on.wire.call('set_plan_mode', { enabled: true })
    await prompt(on.wire)
    expect(payloads(on.wire, 'StatusUpdate')).toMatchObject([
      { context_tokens: 10, context_usage: 0.01, message_id: 'answer-7', plan_mode: false },
      { context_tokens: null, message_id: null, plan_mode: true },
      { context_tokens: null, message_id: null, plan_mode: true },
    ])
    await prompt(on.wire, '/plan off')
    expect(payloads(on.wire, 'StatusUpdate').at(-1)).toMatchObject({ plan_mode: false })
  })

  test('hold null for arguments that have not come yet', async () => {
    const call = JSON.stringify({ id: 'c', name: 'SetTodoList', arguments: null })
    await using on = await open([
      `tool_call: ${call}\ntool_call_part: "{"\ntool_call_part:\ntool_call_part: "}"`,
      'text: end',
    ])
    await prompt(on.wire)
    expect(payloads(on.wire, 'ToolCall')).toMatchObject([{ function: { arguments: null } }])
    expect(payloads(on.wire, 'ToolCallPart')).toEqual(['{', null, '}'].map((part) => ({ arguments_part: part })))
    expect(returned(on.wire)).toMatchObject([{ is_error: false }])
  })

  test('carry an external tool’s arguments as the model wrote them', async () => {
    const tools = [{ name: 'count', description: 'd', parameters: { type: 'object' } }]
    const written = '{ "n": 12345678901234567890 }'
    const call = JSON.stringify({ id: 'c', name: 'count', arguments: written })
    await using on = await open([`tool_call: ${call}`, 'text: end'], { initialise: { external_tools: tools } })
    void prompt(on.wire)
    expect((await on.wire.seeRequest('ToolCallRequest')).payload['arguments']).toBe(written)
  })

  test('wrap each node of a flow into a turn of its own', async () => {
    const skills = join(home.dir, 'flows')
    mkdirSync(join(skills, 'two'), { recursive: true })
    const chart = 'flowchart TD\nA([BEGIN]) --> B[First] --> C[Second]\nC --> D([END])'
    writeFileSync(join(skills, 'two', 'SKILL.md'), `---\nname: two\ntype: flow\n---\n\`\`\`mermaid\n${chart}\n\`\`\`\n`)
    await using on = await open(['text: one', 'text: two'], { args: ['--skills-dir', skills] })
    await prompt(on.wire, '/flow:two')
    expect(payloads(on.wire, 'TurnBegin').map(({ user_input: said }) => said)).toEqual(['/flow:two', 'First', 'Second'])
    expect(payloads(on.wire, 'TurnEnd')).toHaveLength(3)
    const initialise = { capabilities: { kimi_events: true } }
    await using ours = await open(['text: one', 'text: two'], { args: ['--skills-dir', skills], initialise })
    await prompt(ours.wire, '/flow:two')
    expect(payloads(ours.wire, 'TurnEnd')).toHaveLength(1)
  })
})

test('a subagent’s file has the fields of Kimi CLI', async () => {
  const agent = { description: 'look around', prompt: 'look', subagent_type: 'explore' }
  await using on = await open([script(['Agent', agent]), `text: ${'found '.repeat(50)}`, 'text: end'], {
    args: ['--yolo'],
  })
  const begun = Date.now() / 1000
  await prompt(on.wire)
  const [id = ''] = readdirSync(join(on.files, 'subagents'))
  const meta = JSON.parse(readFileSync(join(on.files, 'subagents', id, 'meta.json'), 'utf8')) as Record<string, number>
  expect(meta).toMatchObject({
    agent_id: id,
    subagent_type: 'explore',
    status: 'completed',
    description: 'look around',
    last_task_id: null,
    launch_spec: { agent_id: id, subagent_type: 'explore', model_override: null, effective_model: 'mine' },
  })
  expect(meta['created_at']).toBeGreaterThan(begun - 1)
  expect(meta['updated_at']).toBeGreaterThanOrEqual(meta['created_at']!)
})

describe('the context', () => {
  test('is cleared to its system prompt, and the client learns that it is empty', async () => {
    await using on = await open(['text: hello'])
    await prompt(on.wire)
    await prompt(on.wire, '/clear')
    expect(roles(on.files)).toEqual(['_system_prompt'])
    expect(payloads(on.wire, 'StatusUpdate').at(-1)).toMatchObject({
      context_usage: 0,
      context_tokens: 0,
      max_context_tokens: 1000,
      plan_mode: null,
    })
    await prompt(on.wire, '/compact')
    expect(texts(on.wire).at(-1)).toBe('The context is empty.')
  })

  test('counts as compacted after one turn for Kimi CLI’s clients, as too short for ours', async () => {
    await using on = await open(['text: hello'])
    await prompt(on.wire)
    await prompt(on.wire, '/compact')
    expect(on.wire.events().slice(-5)).toEqual([
      'CompactionBegin',
      'CompactionEnd',
      'ContentPart',
      'StatusUpdate',
      'TurnEnd',
    ])
    expect(texts(on.wire).at(-1)).toBe('The context has been compacted.')
    await using ours = await open(['text: hello'], { initialise: { capabilities: { kimi_events: true } } })
    await prompt(ours.wire)
    await prompt(ours.wire, '/compact')
    expect(texts(ours.wire).at(-1)).toBe('There is nothing to compact yet.')
  })

  test('has only roles that Kimi CLI reads, also while a command runs', async () => {
    const look = shell(`cp -r "$KIMI_SHARE_DIR"/sessions/*/s${count + 1} seen`)
    await using on = await open([look, script('end')], { args: ['--yolo'] })
    await prompt(on.wire)
    const known = ['_system_prompt', '_checkpoint', 'user', 'assistant', 'tool']
    expect(roles(join(on.dir, 'seen'))).toEqual(known.slice(0, 2).concat('user', '_checkpoint'))
    expect(readFileSync(join(on.dir, 'seen', 'calls.jsonl'), 'utf8')).toContain('cp -r')
    expect(new Set(roles(on.files))).toEqual(new Set(known))
    expect(existsSync(join(on.files, 'calls.jsonl'))).toBe(false)
  })

  test('is a file also where no model could answer', async () => {
    const dir = join(home.dir, 'empty')
    mkdirSync(dir)
    await using wire = await openWire(home, { args: ['-w', dir, '-S', 'none', '--config', 'default_model = ""'] })
    expect((await wire.call('prompt', { user_input: 'hi' })).error).toEqual({ code: -32001, message: 'LLM is not set' })
    expect(readFileSync(placeSession(home.paths.share, dir, 'none').context, 'utf8')).toContain('"content":"hi"')
  })

  test('is replayed with the requests that an older Kimi CLI has stored', async () => {
    await using on = await open(['text: hello'])
    await prompt(on.wire)
    const payload = {
      id: 'r-1',
      tool_call_id: 'c',
      sender: 'Shell',
      action: 'run command',
      description: 'd',
      display: [],
    }
    const record = { timestamp: 1, message: { type: 'ApprovalRequest', payload } }
    writeFileSync(join(on.files, 'wire.jsonl'), `${JSON.stringify(record)}\n`, { flag: 'a' })
    expect((await on.wire.call('replay')).result).toEqual({ status: 'finished', events: 5, requests: 1 })
    expect((await on.wire.seeRequest('ApprovalRequest')).id).toBe('r-1')
  })
})

describe('stdin', () => {
  const initialise = (id: number) =>
    JSON.stringify({ jsonrpc: '2.0', id: `i${id}`, method: 'initialize', params: { protocol_version: '1.1' } })

  test('may end with answers pending: all of them come', async () => {
    await using on = await open([], { initialise: null })
    const ids = Array.from({ length: 10 }, (_, index) => index)
    on.wire.send(ids.map(initialise).join('\n'))
    on.wire.end()
    expect(await on.wire.exited).toBe(0)
    expect(on.wire.frames.map(({ id }) => id)).toEqual(ids.map((id) => `i${id}`))
  })

  test('may bring initialize and prompt at once: the handshake is answered first', async () => {
    await using on = await open(['text: hi'], { initialise: null })
    const ask = JSON.stringify({ jsonrpc: '2.0', id: 'p', method: 'prompt', params: { user_input: 'go' } })
    on.wire.send(`${initialise(0)}\n${ask}`)
    const answered = await on.wire.see(({ id }) => id === 'p', 'the end of the turn')
    expect(answered.result).toEqual({ status: 'finished' })
    const order = on.wire.frames.map((frame: WireFrame) => frame.id ?? frame.params?.type)
    expect(order).toEqual(['i0', 'TurnBegin', 'StepBegin', 'ContentPart', 'StatusUpdate', 'TurnEnd', 'p'])
  })
})

test('the handshake offers the built-in skills, the last ones', async () => {
  await using on = await open([], { initialise: null })
  const { result } = await on.wire.call('initialize', { protocol_version: '1.1' })
  const names = (result!['slash_commands'] as { name: string }[]).map(({ name }) => name)
  expect(names.slice(-2)).toEqual(['skill:kimi-cli-help', 'skill:skill-creator'])
})
