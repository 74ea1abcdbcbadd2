// Tests that kimi uses the abilities that an editor offers, and no others; and that a session is the same in an editor and in other doors.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openEditor, textsOf, type EditorOptions } from '../support/acp-editor.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script } from '../support/wire-client.ts'

const makeScripted = shareScripts()

/** An editor on a session whose model speaks these scripts; `prepare` gets the directory before the session begins. */
async function open(scripts: string[], options: EditorOptions = {}, prepare: (dir: string) => void = () => {}) {
  const home = makeScripted(scripts)
  prepare(home.dir)
  const editor = await openEditor(home, options)
  const session = await editor.newSession(home.dir)
  return { home, dir: home.dir, editor, session, [Symbol.asyncDispose]: () => editor[Symbol.asyncDispose]() }
}

const FILES = { fs: { readTextFile: true, writeTextFile: true } }
const read = (path: string): [string, object] => ['ReadFile', { path }]
const edit = (path: string, old: string, fresh: string): [string, object] => [
  'StrReplaceFile',
  { path, edit: { old, new: fresh } },
]
/** The output of the call that ended last. */
const lastOutput = (editor: Awaited<ReturnType<typeof openEditor>>) => {
  const ended = editor.updates().findLast((update) => 'rawOutput' in update) as {
    rawOutput: { output: string; message: string }
  }
  return ended.rawOutput
}

describe('files of the editor', () => {
  test('unsaved changes are read, edited and written through the editor; what the buffer says is kept', async () => {
    const buffers = new Map<string, string>()
    const scripts = [script(read('a.txt')), script(edit('a.txt', 'two', 'zwei')), script('ok')]
    await using on = await open(scripts, { capabilities: FILES, buffers }, (dir) => {
      writeFileSync(join(dir, 'a.txt'), 'one\ntwo\n')
      buffers.set(join(dir, 'a.txt'), 'one\ntwo\nthree, not saved\n')
    })
    await on.editor.prompt(on.session, 'translate')
    expect(readFileSync(join(on.dir, 'a.txt'), 'utf8')).toBe('one\nzwei\nthree, not saved\n')
    const asked = on.editor.frames.filter(({ method }) => method?.startsWith('fs/')).map(({ method }) => method)
    expect(asked).toContain('fs/write_text_file')
    expect(asked[0]).toBe('fs/read_text_file')
    const shown = on.editor.updates().find((update) => 'rawOutput' in update) as {
      rawOutput: { output: string; message: string }
    }
    expect(shown.rawOutput.output).toContain('three, not saved')
    expect(shown.rawOutput.message).toContain('changes that are not saved')
  })

  test('ACP-CLIENTCAP-001: an editor without files is not asked for any, and the disk is read and written', async () => {
    await using on = await open(
      [script(read('a.txt')), script(edit('a.txt', 'two', 'zwei')), script('ok')],
      {},
      (dir) => writeFileSync(join(dir, 'a.txt'), 'one\ntwo\n'),
    )
    await on.editor.prompt(on.session, 'translate')
    expect(readFileSync(join(on.dir, 'a.txt'), 'utf8')).toBe('one\nzwei\n')
    expect(on.editor.frames.filter(({ method }) => method?.startsWith('fs/'))).toEqual([])
  })

  test('line ends, bytes that are no UTF-8 and files outside of the workspace stay with the disk', async () => {
    const home = makeScripted([])
    const outside = join(home.dir, '..', 'outside.txt')
    const scripts = [
      script(read('crlf.txt'), read('latin.txt'), read(outside)),
      script(edit('crlf.txt', 'two', 'zwei'), edit('latin.txt', 'b', 'c'), edit(outside, 'x', 'y')),
      script('ok'),
    ]
    const buffers = new Map<string, string>()
    await using on = await open(scripts, { capabilities: FILES, buffers }, (dir) => {
      writeFileSync(join(dir, 'crlf.txt'), 'one\r\ntwo\r\n')
      // An editor that keeps lines without their ends.
      buffers.set(join(dir, 'crlf.txt'), 'one\ntwo\nmore\n')
      writeFileSync(join(dir, 'latin.txt'), Buffer.from([0xe9, 0x62, 0x0a]))
      writeFileSync(outside, 'x\n')
    })
    await on.editor.prompt(on.session, 'go')
    expect(readFileSync(join(on.dir, 'crlf.txt'), 'utf8')).toBe('one\r\nzwei\r\nmore\r\n')
    expect(readFileSync(join(on.dir, 'latin.txt'))).toEqual(Buffer.from([0xe9, 0x63, 0x0a]))
    expect(readFileSync(outside, 'utf8')).toBe('y\n')
    const paths = on.editor.frames.flatMap(({ method, params }) => (method?.startsWith('fs/') ? [params!['path']] : []))
    expect([...new Set(paths)]).toEqual([join(on.dir, 'crlf.txt')])
  })

  test('an editor that refuses a write, or reshapes the text, is told to the model; a secret file is never asked for', async () => {
    const write = (path: string, content: string): [string, object] => ['WriteFile', { path, content }]
    const scripts = [
      script(write('no.txt', 'text\n')),
      script(write('tidy.txt', 'text\n')),
      script(read('.env')),
      script('ok'),
    ]
    const messages: string[] = []
    const onWrite = (path: string, text: string) => {
      if (path.endsWith('no.txt')) throw new Error('the buffer is read-only')
      return text.toUpperCase()
    }
    await using on = await open(scripts, { capabilities: FILES, onWrite }, (dir) =>
      writeFileSync(join(dir, '.env'), 'A=1\n'),
    )
    await on.editor.prompt(on.session, 'go')
    for (const update of on.editor.updates()) {
      if ('rawOutput' in update && update.rawOutput) messages.push((update.rawOutput as { message: string }).message)
    }
    expect(messages[0]).toContain('The editor did not write')
    expect(messages[0]).toContain('read-only')
    expect(existsSync(join(on.dir, 'no.txt'))).toBe(false)
    expect(messages[1]).toContain('The editor has changed the text while saving it')
    expect(messages[2]).toContain('secrets')
    const paths = on.editor.frames.flatMap(({ method, params }) =>
      method === 'fs/read_text_file' ? [params!['path']] : [],
    )
    expect(paths).not.toContain(join(on.dir, '.env'))
  })
})

describe('terminals of the editor', () => {
  const shell = (command: string, timeout = 60): [string, object] => ['Shell', { command, timeout }]

  test('an approved command runs in a terminal of the editor, which the call shows', async () => {
    await using on = await open([script(shell('echo out; echo err >&2; touch made; exit 3')), script('ok')], {
      capabilities: { terminal: true },
    })
    await on.editor.prompt(on.session, 'go')
    const created = on.editor.frames.find(({ method }) => method === 'terminal/create')
    expect(created?.params).toMatchObject({ args: ['-c', 'echo out; echo err >&2; touch made; exit 3'], cwd: on.dir })
    const content = on.editor
      .updates()
      .flatMap((update) => ('content' in update && Array.isArray(update.content) ? update.content : []))
    expect(content).toContainEqual({ type: 'terminal', terminalId: expect.any(String) })
    expect(lastOutput(on.editor)).toMatchObject({
      output: 'out\nerr\n',
      message: expect.stringContaining('exit code: 3'),
    })
    expect(existsSync(join(on.dir, 'made'))).toBe(true)
    await on.editor.see(({ method }) => method === 'terminal/release', 'the release')
  })

  test('a command that takes too long is ended in its terminal, and so is that of a cancelled turn', async () => {
    const scripts = [script(shell('touch a; echo begun; exec sleep 60', 1)), script(shell('touch b; exec sleep 61'))]
    await using on = await open(scripts, { capabilities: { terminal: true } })
    const turn = on.editor.prompt(on.session, 'go')
    const isSecond = ({ method, params }: { method?: string; params?: object }) =>
      method === 'terminal/create' && JSON.stringify(params).includes('sleep 61')
    await on.editor.see(isSecond, 'the second command')
    expect(lastOutput(on.editor)).toMatchObject({ output: 'begun\n', message: expect.stringContaining('timeout (1s)') })
    await on.editor.agent.notify('session/cancel', { sessionId: on.session })
    expect(await turn).toBe('cancelled')
    expect(on.editor.frames.filter(({ method }) => method === 'terminal/kill')).toHaveLength(2)
  })

  test('ACP-CLIENTCAP-002: without terminals the command runs in the daemon, and its output is told while it runs', async () => {
    await using on = await open([
      script(shell('echo first; until [ -e go ]; do sleep 0.05; done; echo second')),
      script('ok'),
    ])
    const turn = on.editor.prompt(on.session, 'go')
    await on.editor.seeUpdate((update) => JSON.stringify(update).includes('```\\nfirst\\n```'), 'the output so far')
    writeFileSync(join(on.dir, 'go'), '')
    await turn
    expect(lastOutput(on.editor).output).toBe('first\nsecond\n')
    expect(on.editor.frames.filter(({ method }) => method?.startsWith('terminal/'))).toEqual([])
  })
})

describe('questions', () => {
  const ask: [string, object] = [
    'AskUserQuestion',
    {
      questions: [
        { question: 'Which one?', header: 'One', options: [{ label: 'A', description: 'the first' }, { label: 'B' }] },
        { question: 'Which ones?', header: 'Some', options: [{ label: 'C' }, { label: 'D' }], multi_select: true },
      ],
    },
  ]

  test('are a form where the editor shows forms; a form that is cancelled dismisses them', async () => {
    const answers = [{ q1: '1', q2: ['0', '1'], q2_other: 'E' }, null]
    await using on = await open([script(ask), script('ok'), script(ask), script('ok')], {
      capabilities: { elicitation: { form: {} } },
      fill: () => {
        const content = answers.shift()
        return content ? { action: 'accept', content } : { action: 'cancel' }
      },
    })
    await on.editor.prompt(on.session, 'ask')
    expect(JSON.parse(lastOutput(on.editor).output)).toMatchObject({
      answers: { 'Which one?': 'B', 'Which ones?': 'C, D, E' },
    })
    await on.editor.prompt(on.session, 'ask again')
    expect(lastOutput(on.editor).output).toContain('dismissed')
    expect(on.editor.forms[0]).toMatchObject({ mode: 'form', sessionId: on.session, toolCallId: 'c0' })
    expect(on.editor.asked).toEqual([])
  })

  test('ACP-CLIENTCAP-003: are asked one by one with the answers as options where it shows none', async () => {
    await using on = await open([script(ask), script('ok')], {
      permit: ({ toolCall, options }) => (toolCall.title === 'Which one?' ? options[0]!.optionId : 'dismiss'),
    })
    await on.editor.prompt(on.session, 'ask')
    expect(on.editor.asked.map(({ toolCall, options }) => [toolCall.title, options.map(({ name }) => name)])).toEqual([
      ['Which one?', ['A: the first', 'B', 'Do not answer']],
      ['Which ones?', ['C', 'D', 'Do not answer']],
    ])
    expect(JSON.parse(lastOutput(on.editor).output)).toMatchObject({ answers: { 'Which one?': 'A' } })
  })
})

describe('one session in two doors', () => {
  test('a turn of another client is shown in the editor, with its words; its questions are left to that client', async () => {
    await using on = await open([
      script('hello'),
      script('from the terminal', ['Shell', { command: 'touch x' }]),
      script('made'),
    ])
    await on.editor.prompt(on.session, 'hi')
    await using wire = await openWire(on.home, {
      args: ['-S', on.session],
      initialise: { capabilities: { kimi_events: true } },
    })
    const turn = wire.call('prompt', { user_input: 'words of the terminal' })
    const { id } = await wire.seeRequest('ApprovalRequest')
    wire.answer(id, { request_id: id, response: 'approve' })
    await turn
    await on.editor.seeUpdate((update) => JSON.stringify(update).includes('"made"'), 'the end of the turn')
    expect(textsOf(on.editor.updates(on.session), 'user_message_chunk')).toBe('words of the terminal')
    expect(on.editor.said(on.session)).toBe('hellofrom the terminalmade')
    expect(on.editor.asked).toEqual([])
  })

  test('an approval that is answered in the terminal is taken back in the editor', async () => {
    const held = Promise.withResolvers<string>()
    await using on = await open([script(['Shell', { command: 'touch x' }]), script('done')], {
      permit: () => held.promise,
    })
    await using wire = await openWire(on.home, {
      args: ['-S', on.session],
      initialise: { capabilities: { kimi_events: true } },
    })
    const turn = on.editor.prompt(on.session, 'go')
    const { id } = await wire.seeRequest('ApprovalRequest')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    wire.answer(id, { request_id: id, response: 'approve' })
    expect(await turn).toBe('end_turn')
    await on.editor.see(({ method }) => method === '$/cancel_request', 'the approval being taken back')
    expect(existsSync(join(on.dir, 'x'))).toBe(true)
    held.resolve('reject')
  })

  test('two editors and another client: each sees the turn, and the words of an editor steer the turn of the terminal', async () => {
    await using on = await open([script('hello'), script(['Shell', { command: 'touch x' }]), script('as you say')])
    await on.editor.prompt(on.session, 'hi')
    await using second = await openEditor(on.home)
    await second.agent.request('session/load', { sessionId: on.session, cwd: on.dir, mcpServers: [] })
    const wish = { args: ['-S', on.session], initialise: { capabilities: { kimi_events: true } } }
    await using wire = await openWire(on.home, wish)
    const turn = wire.call('prompt', { user_input: 'words of the terminal' })
    const { id } = await wire.seeRequest('ApprovalRequest')
    const isShown = (update: { sessionUpdate: string }) => JSON.stringify(update).includes('words of the terminal')
    await Promise.all([on.editor, second].map((editor) => editor.seeUpdate(isShown, 'the words')))
    await using late = await openEditor(on.home)
    await late.agent.request('session/load', { sessionId: on.session, cwd: on.dir, mcpServers: [] })
    expect(textsOf(late.updates(on.session), 'agent_thought_chunk')).toContain('a turn is running in this session')
    const steered = second.prompt(on.session, 'and so')
    await second.agent.request('session/set_mode', { sessionId: on.session, modeId: 'ask' })
    wire.answer(id, { request_id: id, response: 'approve' })
    expect(await steered).toBe('end_turn')
    await turn
    await on.editor.seeUpdate((update) => JSON.stringify(update).includes('"as you say"'), 'the end of the turn')
    expect(textsOf(on.editor.updates(on.session), 'user_message_chunk')).toBe('words of the terminaland so')
    expect(textsOf(second.updates(on.session), 'user_message_chunk')).toBe('hiwords of the terminal')
    expect([...on.editor.asked, ...second.asked]).toEqual([])
  })

  test('an editor that lets go of a session while it steers another’s turn gets "cancelled", and the turn goes on', async () => {
    await using on = await open([script('hello'), script(['Shell', { command: 'touch x' }]), script('as you say')])
    await on.editor.prompt(on.session, 'hi')
    const wish = { args: ['-S', on.session], initialise: { capabilities: { kimi_events: true } } }
    await using wire = await openWire(on.home, wish)
    const turn = wire.call('prompt', { user_input: 'words of the terminal' })
    const { id } = await wire.seeRequest('ApprovalRequest')
    await on.editor.seeUpdate((update) => JSON.stringify(update).includes('words of the terminal'), 'the words')
    const steered = on.editor.prompt(on.session, 'and so')
    await on.editor.agent.request('session/set_mode', { sessionId: on.session, modeId: 'ask' })
    await on.editor.agent.request('session/close', { sessionId: on.session })
    expect(await steered).toBe('cancelled')
    wire.answer(id, { request_id: id, response: 'approve' })
    expect((await turn).result).toEqual({ status: 'finished' })
    expect(existsSync(join(on.dir, 'x'))).toBe(true)
  })

  test('an editor stops the turn that another one has begun', async () => {
    await using on = await open([script('hello'), script(['Shell', { command: 'touch x' }])], {
      permit: () => new Promise(() => {}),
    })
    await on.editor.prompt(on.session, 'hi')
    await using second = await openEditor(on.home)
    await second.agent.request('session/load', { sessionId: on.session, cwd: on.dir, mcpServers: [] })
    const turn = on.editor.prompt(on.session, 'go')
    await on.editor.see(({ method }) => method === 'session/request_permission', 'the approval')
    await second.agent.notify('session/cancel', { sessionId: on.session })
    expect(await turn).toBe('cancelled')
    expect(existsSync(join(on.dir, 'x'))).toBe(false)
  })

  test('a mode and a title that are changed elsewhere are told', async () => {
    await using on = await open([script('hi')])
    await on.editor.prompt(on.session, 'hello')
    await on.home.call('session/rename', { id: on.session, workDir: on.dir, title: 'New name' })
    await on.editor.seeUpdate(
      (update) => update.sessionUpdate === 'session_info_update' && update.title === 'New name',
      'the title',
    )
    await using wire = await openWire(on.home, {
      args: ['-S', on.session],
      initialise: { capabilities: { kimi_events: true } },
    })
    await wire.call('set_plan_mode', { enabled: true })
    await on.editor.seeUpdate(
      (update) => update.sessionUpdate === 'current_mode_update' && update.currentModeId === 'plan',
      'the mode',
    )
  })
})

describe('servers of the editor', () => {
  test('an MCP server that the editor passes serves this session, and its call is shown', async () => {
    const server = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js')
    const home = makeScripted([script(['mcp__My-server__echo', { message: 'through the editor' }]), script('ok')])
    await using editor = await openEditor(home)
    const { sessionId } = await editor.agent.request<{ sessionId: string }>('session/new', {
      cwd: home.dir,
      mcpServers: [{ name: 'My server', command: process.execPath, args: [server], env: [{ name: 'A', value: '1' }] }],
    })
    await editor.prompt(sessionId, 'echo')
    expect(editor.asked[0]!.toolCall).toMatchObject({ kind: 'other', name: 'mcp__My-server__echo' })
    expect(JSON.stringify(lastOutput(editor).output)).toContain('through the editor')
  })
})
