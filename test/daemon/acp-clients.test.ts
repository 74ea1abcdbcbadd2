// Plays one story in each editor as that editor would: with the abilities that it offers, its way to choose, and the methods that it uses.
// Then tests events that can happen in any editor: a login, a daemon that dies, hostile text, long work.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClientCapabilities, RequestPermissionRequest } from '@agentclientprotocol/sdk'
import { describe, expect, test } from 'vitest'
import { openEditor, textsOf, type Editor } from '../support/acp-editor.ts'
import { openCloud } from '../support/kimi-cloud.ts'
import { killDaemon, lendDaemonTo, makeHome } from '../support/kimi.ts'
import { shareScripts } from '../support/shared-daemon.ts'
import { openWire, script, useScripts } from '../support/wire-client.ts'

const makeScripted = shareScripts()

const FILES = { readTextFile: true, writeTextFile: true }

interface Client {
  name: string
  clientInfo: { name: string; version: string }
  capabilities: ClientCapabilities
  /** The kind of the option that the user clicks. */
  kind: 'allow_once' | 'allow_always'
  /** Changes the mode as this editor does. */
  choose(editor: Editor, sessionId: string, mode: string): Promise<unknown>
  /** Comes back to the session after a restart. */
  comeBack: 'session/load' | 'session/resume'
}

const byOption: Client['choose'] = ({ agent }, sessionId, value) =>
  agent.request('session/set_config_option', { sessionId, configId: 'mode', value })
const byMode: Client['choose'] = ({ agent }, sessionId, modeId) =>
  agent.request('session/set_mode', { sessionId, modeId })

/** The editors, with the frames that each of them sends, as recorded or documented; see the page for editors. */
const CLIENTS: Client[] = [
  {
    name: 'Zed',
    clientInfo: { name: 'zed', version: '1.4.0' },
    capabilities: { fs: FILES, terminal: true, _meta: { terminal_output: true, 'terminal-auth': true } },
    kind: 'allow_always',
    choose: byOption,
    comeBack: 'session/load',
  },
  {
    name: 'JetBrains',
    clientInfo: { name: 'JetBrains.IntelliJ IDEA', version: '2026.3' },
    capabilities: { fs: FILES },
    kind: 'allow_once',
    choose: byMode,
    comeBack: 'session/load',
  },
  {
    name: 'VS Code with ACP Client',
    clientInfo: { name: 'vscode-acp', version: '0.3.0' },
    capabilities: { fs: FILES, terminal: true, session: { configOptions: { boolean: {} } } },
    kind: 'allow_once',
    choose: byOption,
    comeBack: 'session/load',
  },
  {
    name: 'Neovim with CodeCompanion',
    clientInfo: { name: 'CodeCompanion.nvim', version: '1.0.0' },
    capabilities: { fs: FILES },
    kind: 'allow_always',
    choose: byMode,
    comeBack: 'session/load',
  },
  {
    name: 'Emacs with agent-shell',
    clientInfo: { name: 'agent-shell', version: '0.40.1' },
    capabilities: { fs: FILES },
    kind: 'allow_once',
    choose: byMode,
    comeBack: 'session/resume',
  },
]

describe.each(CLIENTS)('$name', ({ clientInfo, capabilities, kind, choose, comeBack }) => {
  test('reads, edits, runs, plans and comes back', async () => {
    const home = makeScripted([
      script('I read it.', ['ReadFile', { path: 'a.txt' }]),
      script(
        ['StrReplaceFile', { path: 'a.txt', edit: { old: 'two', new: 'zwei' } }],
        ['Shell', { command: 'touch made && echo made' }],
      ),
      script('Done.'),
      script(['WriteFile', { path: 'b.txt', content: 'x' }]),
      script('I only plan.'),
    ])
    const path = join(home.dir, 'a.txt')
    writeFileSync(path, 'one\ntwo\n')
    const click = ({ options }: RequestPermissionRequest) => options.find((option) => option.kind === kind)!.optionId
    const buffers = new Map([[path, 'one\ntwo\nnot saved\n']])
    const settings = { capabilities, clientInfo, permit: click, buffers }
    await using editor = await openEditor(home, settings)
    const session = await editor.newSession(home.dir)
    expect(await editor.prompt(session, 'translate a.txt')).toBe('end_turn')
    expect(editor.said(session)).toBe('I read it.Done.')
    expect(readFileSync(path, 'utf8')).toBe('one\nzwei\nnot saved\n')
    expect(existsSync(join(home.dir, 'made'))).toBe(true)
    const calls = editor.updates(session).filter(({ sessionUpdate }) => sessionUpdate === 'tool_call')
    expect(calls).toMatchObject([{ kind: 'read' }, { kind: 'edit' }, { kind: 'execute' }])
    const used = new Set(editor.frames.flatMap(({ from, method }) => (from === 'agent' && method ? [method] : [])))
    expect(used.has('terminal/create')).toBe(capabilities.terminal === true)
    expect(used.has('fs/write_text_file')).toBe(true)
    expect(used.has('elicitation/create')).toBe(false)

    await choose(editor, session, 'plan')
    expect(await editor.prompt(session, 'write b.txt')).toBe('end_turn')
    expect(existsSync(join(home.dir, 'b.txt'))).toBe(false)

    await using later = await openEditor(home, settings)
    const place = { sessionId: session, cwd: home.dir, mcpServers: [] }
    const back = await later.agent.request<{ modes: { currentModeId: string } }>(comeBack, place)
    expect(back.modes.currentModeId).toBe('plan')
    const told = textsOf(later.updates(session), 'user_message_chunk')
    expect(told).toBe(comeBack === 'session/load' ? 'translate a.txtwrite b.txt' : '')
  })
})

test('a login: the page is opened in the editor, and the session begins after it', async () => {
  await using cloud = await openCloud()
  await using home = await makeHome(cloud.env)
  await lendDaemonTo(home)
  const env = { KIMI_CODE_OAUTH_HOST: '', KIMI_CODE_BASE_URL: '' }
  const fill = () => ({ action: 'accept' as const })
  await using editor = await openEditor(home, { capabilities: { elicitation: { url: {} } }, fill, env })
  await expect(editor.newSession(home.dir)).rejects.toMatchObject({ code: -32000 })
  expect(await editor.agent.request('authenticate', { methodId: 'kimi-login' })).toEqual({})
  expect(editor.forms).toMatchObject([
    { mode: 'url', url: expect.stringMatching(/^http/), message: expect.any(String) },
  ])
  await editor.see(({ method }) => method === 'elicitation/complete', 'the end of the page')
  const session = await editor.newSession(home.dir)
  expect(await editor.prompt(session, 'hello')).toBe('end_turn')
  expect(editor.said(session)).toContain('echo from the plan')
  await editor.agent.request('logout', {})
  await expect(editor.newSession(home.dir)).rejects.toMatchObject({ code: -32000 })
})

test('a daemon that is killed between prompts is started again, and the session goes on', async () => {
  await using home = await makeHome()
  useScripts(home, [script('before')])
  await using editor = await openEditor(home)
  const session = await editor.newSession(home.dir)
  expect(await editor.prompt(session, 'one')).toBe('end_turn')
  await killDaemon((await home.daemonPid())!)
  useScripts(home, [script('after')])
  expect(await editor.prompt(session, 'two')).toBe('end_turn')
  expect(editor.said(session)).toBe('beforeafter')
  await editor.agent.request('session/load', { sessionId: session, cwd: home.dir, mcpServers: [] })
  expect(textsOf(editor.updates(session), 'user_message_chunk')).toBe('onetwo')
})

test('a daemon that is killed in a turn is one error of that prompt; the next one works', async () => {
  await using home = await makeHome()
  useScripts(home, [script(['Shell', { command: 'touch x' }])])
  const held = Promise.withResolvers<string>()
  await using editor = await openEditor(home, { permit: () => held.promise })
  const session = await editor.newSession(home.dir)
  const turn = editor.prompt(session, 'one')
  const failure = expect(turn).rejects.toMatchObject({
    message: expect.stringContaining('the daemon closed the connection'),
  })
  await editor.see(({ method }) => method === 'session/request_permission', 'the approval')
  await killDaemon((await home.daemonPid())!)
  await failure
  held.resolve('approve')
  useScripts(home, [script('again')])
  expect(await editor.prompt(session, 'two')).toBe('end_turn')
  expect(existsSync(join(home.dir, 'x'))).toBe(false)
})

test('a daemon that is killed while an editor steers the turn of another client is an error of its prompt, too', async () => {
  await using home = await makeHome()
  useScripts(home, [script('hello'), script(['Shell', { command: 'touch x' }])])
  // The turn waits for an approval: with one from the editor it would end before the daemon does.
  await using editor = await openEditor(home, { permit: () => new Promise<string>(() => {}) })
  const session = await editor.newSession(home.dir)
  await editor.prompt(session, 'hi')
  await using wire = await openWire(home, {
    args: ['-S', session],
    initialise: { capabilities: { kimi_events: true } },
  })
  void wire.call('prompt', { user_input: 'words of the terminal' }).catch(() => {})
  await wire.seeRequest('ApprovalRequest')
  await editor.seeUpdate((update) => JSON.stringify(update).includes('words of the terminal'), 'the words')
  const steered = editor.prompt(session, 'and so')
  const failure = expect(steered).rejects.toMatchObject({
    message: expect.stringContaining('the daemon closed the connection'),
  })
  await editor.agent.request('session/set_mode', { sessionId: session, modeId: 'ask' })
  await killDaemon((await home.daemonPid())!)
  await failure
})

test('escape sequences, hidden letters and control bytes of a model reach no title, option or text of the editor', async () => {
  const evil = '\u001b]0;owned\u0007\u202eabc\u009b31m\u0000'
  const home = makeScripted([
    script(`${evil}words`, ['Shell', { command: `touch ${evil}` }], ['ReadFile', { path: `${evil}.txt` }]),
    script(['WriteFile', { path: `b${evil}.txt`.replaceAll('\u0000', ''), content: `text ${evil}` }]),
    script('done'),
  ])
  await using editor = await openEditor(home)
  const session = await editor.newSession(home.dir)
  await editor.prompt(session, 'go')
  for (const { from, method, params } of editor.frames) {
    if (from !== 'agent' || params === undefined) continue
    const { rawInput: _, rawOutput: _raw, ...update } = (params['update'] ?? {}) as Record<string, unknown>
    const shown = JSON.stringify(method === 'session/update' ? update : params)
    expect(shown).not.toMatch(/\\u001b|\\u0007|\\u0000|\u202e|\u009b/)
  }
  expect(JSON.stringify(editor.asked[0]!.toolCall.content)).toContain('<U+202E>')
})

test('the calls of a subagent are shown under its name, and its end is that of its call', async () => {
  const home = makeScripted([
    script(['Agent', { description: 'look', prompt: 'look around', subagent_type: 'explore' }]),
    script('Looking.', ['Glob', { pattern: '*.txt' }]),
    script(`There is nothing. ${'I have looked at each folder, and none holds a file of this kind. '.repeat(6)}`),
    script('It found nothing.'),
  ])
  await using editor = await openEditor(home)
  const session = await editor.newSession(home.dir)
  expect(await editor.prompt(session, 'explore')).toBe('end_turn')
  const updates = editor.updates(session)
  const calls = updates.flatMap((update) => (update.sessionUpdate === 'tool_call' ? [update] : []))
  expect(calls).toMatchObject([
    { name: 'Agent' },
    { name: 'Glob', kind: 'search', title: expect.stringMatching(/^explore: Find/) },
  ])
  for (const { toolCallId } of calls)
    expect(updates).toContainEqual(expect.objectContaining({ toolCallId, status: 'completed' }))
  expect(editor.said(session)).toBe('It found nothing.')
})

test('notices and compaction are told to an editor that shows them', async () => {
  const home = makeScripted([script('one'), script('two'), script('a summary'), 'error: 429 wait', script('three')])
  const capabilities = { session: { notices: {}, compaction: {} } } as ClientCapabilities
  await using editor = await openEditor(home, { capabilities })
  const session = await editor.newSession(home.dir)
  for (const words of ['first', 'second']) await editor.prompt(session, words)
  await editor.prompt(session, '/compact')
  const compactions = editor.updates(session).filter(({ sessionUpdate }) => sessionUpdate === 'compaction_update')
  expect(compactions).toMatchObject([{ status: 'in_progress' }, { status: 'completed' }])
  await editor.prompt(session, 'third')
  expect(editor.updates(session)).toContainEqual(
    expect.objectContaining({
      sessionUpdate: 'notice',
      severity: 'warning',
      title: expect.stringContaining('trying again'),
    }),
  )
})
