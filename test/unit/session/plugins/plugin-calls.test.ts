// Calls of plugins' tools: what the user is asked, what the program gets, and what becomes of its output.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installStaged, stagePlugin } from '../../../../src/plugins/plugin-install.ts'
import { openPluginShelf, type PluginShelf } from '../../../../src/plugins/plugin-shelf.ts'
import { makePluginTool, type PluginCallDeps, type ValuesReply } from '../../../../src/session/plugins/plugin-calls.ts'
import { runPluginProcess } from '../../../../src/session/plugins/plugin-process.ts'
import { isAlive } from '../../../../src/sys/processes.ts'
import type { PermissionAsk, ToolResult, Verdict } from '../../../../src/tools/tool.ts'

let dir: string
let shelf: PluginShelf
let asked: PermissionAsk[]
let values: ValuesReply
let onValues: () => Promise<void>
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'calls-'))
  shelf = openPluginShelf(join(dir, 'share'), dir)
  asked = []
  values = { ok: false, reason: 'no model is set up' }
  onValues = async () => {}
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Installs a plugin with one tool, `act`, that runs this script of sh. */
async function install(script: string, more: object = {}, keyHost = '', keyKind: 'key' | 'login' | 'none' = 'key') {
  const source = join(dir, 'source')
  const tool = { name: 'act', description: 'Acts', command: ['sh', 'act.sh'] }
  const manifest = { name: 'demo', version: '1', tools: [{ ...tool, ...more }], config_file: 'c.json' }
  const inject = keyHost === '' ? {} : { inject: { DEMO_KEY: 'api_key' } }
  const files = { 'plugin.json': JSON.stringify({ ...manifest, ...inject }), 'act.sh': script, 'c.json': '{}' }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(source, path)), { recursive: true })
    writeFileSync(join(source, path), text)
  }
  const reply = await stagePlugin({ kind: 'folder', path: source }, shelf, { env: process.env, signal: never })
  if (!reply.ok) throw new Error(reply.reason)
  await installStaged(reply.staged, shelf, {
    keyHost,
    keyKind,
    values: keyHost === '' || keyKind === 'none' ? {} : { api_key: 'key-first' },
  })
}

const never = new AbortController().signal

interface Ways {
  args?: unknown
  verdict?: Verdict | (() => Verdict | Promise<Verdict>)
  signal?: AbortSignal
  env?: NodeJS.ProcessEnv
  onOutput?(text: string): void
}

async function call(ways: Ways = {}): Promise<ToolResult> {
  const { args = {}, verdict = { ok: true }, signal = never, env = process.env, onOutput = () => {} } = ways
  const plugin = (await shelf.find('demo'))!
  const deps: PluginCallDeps = {
    shelf,
    async values() {
      await onValues()
      return values
    },
    env: () => env,
    umask: 0o022,
    outputDir: join(dir, 'results'),
    beforeRun: async () => {},
    afterRun() {},
  }
  return makePluginTool(plugin, plugin.manifest!.tools[0]!, deps).run(args, {
    callId: 'c1',
    argumentsText: '',
    signal,
    async permit(ask) {
      asked.push(ask)
      return typeof verdict === 'function' ? verdict() : verdict
    },
    onOutput: (bytes) => onOutput(bytes.toString()),
  })
}

const folder = () => join(dir, 'share', 'plugins', 'demo')

test('the program gets exactly the bytes that were shown, and its stdout is the result', async () => {
  await install('printf "<"; cat; printf "> "; pwd; echo aside >&2\n')
  const args = { text: 'a "b"\n\u202e', count: 1e21 }
  const result = await call({ args })
  const sent = JSON.stringify(args)
  expect(result).toMatchObject({ is_error: false, output: `<${sent}> ${folder()}` })
  const [ask] = asked
  expect(ask).toMatchObject({ action: 'plugin:act', description: 'Run plugin tool `act`.', subject: { value: sent } })
  const [shown] = ask!.display
  expect(shown).toMatchObject({ type: 'brief' })
  const text = (shown as { text: string }).text
  expect(text).toContain(sent.replace('\u202e', '<U+202E>'))
  expect(text).toContain(`in ${folder()}: sh act.sh`)
})

test('a failure is its stderr, else its stdout, else its status; what cannot start says so', async () => {
  await install('echo out; echo wrong >&2; exit 3\n')
  expect(await call()).toMatchObject({ is_error: true, message: "Plugin tool 'act' failed: wrong" })
  await install('echo out; exit 3\n')
  expect(await call()).toMatchObject({ is_error: true, message: "Plugin tool 'act' failed: out" })
  await install('kill -9 $$\n')
  expect(await call()).toMatchObject({ is_error: true, message: "Plugin tool 'act' failed: Exit code 137" })
  await install('', { command: ['no-such-program'] })
  expect((await call()).message).toContain('not found')
})

test('a call without what the tool needs asks nobody and runs nothing', async () => {
  await install('touch ran\n', { parameters: { type: 'object', required: ['who', 'why'] } })
  expect((await call({ args: { who: 1 } })).message).toBe('act needs these arguments, too: why.')
  expect((await call({ args: [] })).message).toContain('takes an object')
  expect(asked).toEqual([])
  expect(existsSync(join(folder(), 'ran'))).toBe(false)
})

test('what is refused does not run', async () => {
  await install('touch ran\n')
  const result = await call({ verdict: { ok: false, by: 'user', feedback: 'no', reason: '' } })
  expect(result).toMatchObject({ is_error: true, rejected: { feedback: 'no' } })
  expect(existsSync(join(folder(), 'ran'))).toBe(false)
})

test('it gets no key of kimi, and no variable by which a shell runs hidden code', async () => {
  await install('env\n')
  const env = { PATH: process.env['PATH'], KIMI_API_KEY: 'sk-1', MOONSHOT_API_KEY: 'sk-2', BASH_ENV: '/x', MINE: 'yes' }
  const { output } = await call({ env })
  expect(output).toContain('MINE=yes')
  expect(output).not.toMatch(/sk-1|sk-2|BASH_ENV/)
})

test('a file that changes while the user is asked is not run', async () => {
  await install('echo first\n')
  const result = await call({
    verdict() {
      writeFileSync(join(folder(), 'act.sh'), 'echo second\n')
      return { ok: true }
    },
  })
  expect(result).toMatchObject({
    is_error: true,
    message: expect.stringContaining('act.sh of the plugin has changed meanwhile'),
  })
})

test('a changed file is named, asked about each time, and known once it was let run', async () => {
  await install('echo first\n')
  writeFileSync(join(folder(), 'act.sh'), 'echo second\n')
  const refused = await call({ verdict: { ok: false, by: 'mode', feedback: '', reason: 'Nobody is here' } })
  expect(refused.message).toContain('the user allows it with: kimi plugin install ~/share/plugins/demo')
  expect(asked[0]).toMatchObject({ isAlwaysAsked: true })
  expect((asked[0]!.display[0] as { text: string }).text).toContain('Changed since it was last let run:\n  act.sh')
  expect((await call()).output).toBe('second')
  await call()
  expect(asked[2]).not.toHaveProperty('isAlwaysAsked')
})

test('a plugin that has gone, or has another plugin.json, answers in one line and is not asked about', async () => {
  await install('echo hi\n')
  const plugin = (await shelf.find('demo'))!
  const deps = { shelf, values: async () => values } as unknown as PluginCallDeps
  const run = () => makePluginTool(plugin, plugin.manifest!.tools[0]!, deps).run({}, {} as never)
  writeFileSync(
    join(folder(), 'plugin.json'),
    readFileSync(join(folder(), 'plugin.json'), 'utf8').replace('Acts', 'Obeys'),
  )
  expect((await run()).message).toContain('does not run: changed since it was installed: plugin.json')
  rmSync(folder(), { recursive: true })
  expect((await run()).message).toContain('does not run: there is no')
})

test('the key is in its file and its variable while the model is at the host that the user has agreed to, and hidden from the model', async () => {
  await install('printf "%s " "$DEMO_KEY"; cat c.json\n', {}, 'api.example.org')
  values = { ok: true, host: 'api.example.org', kind: 'key', values: { api_key: 'any-form-of-key' } }
  const given = await call()
  expect(readFileSync(join(folder(), 'c.json'), 'utf8')).toContain('any-form-of-key')
  expect(given.is_error).toBe(false)
  expect(String(given.output)).not.toContain('any-form-of-key')
  expect(asked[0]!.notes).toEqual(['you have given this plugin your key of api.example.org'])
  values = { ok: true, host: 'other.example.org', kind: 'key', values: { api_key: 'key-other' } }
  const other = await call()
  expect(other.message).toContain('It ran without a key: the user has given it the key of api.example.org')
  expect(readFileSync(join(folder(), 'c.json'), 'utf8')).not.toContain('key-other')
  expect(String(other.output)).not.toContain('key-other')
  // The key of the earlier call stands in the file still, and the program has printed it.
  expect(String(other.output)).not.toContain('any-form-of-key')
})

test('who has agreed to give an address, or a key, gives no other secret of that host', async () => {
  await install('printf "%s" "$DEMO_KEY"; cat c.json\n', {}, 'api.example.org', 'none')
  values = { ok: true, host: 'api.example.org', kind: 'key', values: { api_key: 'new-form-of-key' } }
  const result = await call()
  expect(asked[0]!.notes).toEqual(['you have given this plugin the address of your model at api.example.org'])
  expect(result.message).toContain('It ran without a key: the user has given it the address of api.example.org')
  expect(readFileSync(join(folder(), 'c.json'), 'utf8')).toBe('{}')
  await install('printf "%s" "$DEMO_KEY"\n', {}, 'api.example.org')
  values = { ...values, kind: 'login' }
  expect((await call()).message).toContain('It ran without a key: the user has given it an API key')
})

test('a plugin that is installed anew for another host while the user is asked, or while the key is renewed, does not run', async () => {
  const again = () => install('echo $DEMO_KEY\n', {}, 'other.example.org')
  await install('echo $DEMO_KEY\n', {}, 'api.example.org')
  values = { ok: true, host: 'other.example.org', kind: 'key', values: { api_key: 'key-other' } }
  const first = await call({ verdict: async () => (await again(), { ok: true }) })
  expect(first.message).toContain('has been installed anew meanwhile')
  await install('echo $DEMO_KEY\n', {}, 'api.example.org')
  values = { ok: true, host: 'api.example.org', kind: 'key', values: { api_key: 'key-any' } }
  onValues = again
  const second = await call()
  expect(second.message).toContain('has been installed anew meanwhile')
  expect(readFileSync(join(folder(), 'c.json'), 'utf8')).not.toContain('key-any')
  expect((await shelf.find('demo'))!.entry!.keyHost).toBe('other.example.org')
})

test('a key is hidden in all that is kept and shown of an output, wherever its pieces are cut', async () => {
  await install(
    'i=0; while [ $i -lt 6000 ]; do printf "%s-%s" $i any-; printf "form-of-key\\n"; i=$((i+1)); done; printf end\n',
    {},
    'api.example.org',
  )
  values = { ok: true, host: 'api.example.org', kind: 'key', values: { api_key: 'any-form-of-key' } }
  let watched = ''
  const result = await call({ onOutput: (text) => (watched += text) })
  const file = /Full output: (\S+)/.exec(result.message)![1]!
  const kept = readFileSync(file, 'utf8')
  expect(kept).toContain('5999-<key>\nend')
  expect(watched).toBe(kept)
  expect(kept + String(result.output)).not.toContain('any-form')
})

test('a call that is cancelled ends its program and all that it has started', async () => {
  await install('sleep 1000 & echo $!; wait\n')
  const cancel = new AbortController()
  let pid = 0
  const result = await call({
    signal: cancel.signal,
    onOutput(text) {
      pid = Number(text)
      cancel.abort()
    },
  })
  expect(result).toMatchObject({ is_error: true, message: 'The call was cancelled.' })
  expect(pid).toBeGreaterThan(0)
  expect(isAlive(pid)).toBe(false)
})

test('a program that does not end in time is ended with all that it has started', async () => {
  let pid = 0
  const run = {
    command: ['sh', '-c', 'sleep 1000 & echo $!; wait'],
    cwd: dir,
    env: process.env,
    umask: 0o022,
    input: '{}',
    wall: undefined,
    timeoutMs: 1_000,
    signal: never,
    spillPath: join(dir, 'spill'),
    keys: [],
  }
  const end = await runPluginProcess({ ...run, onOutput: (bytes) => (pid = Number(bytes.toString())) })
  expect(end).toEqual({ ended: 'timeout' })
  expect(pid === 0 || !isAlive(pid)).toBe(true)
})

test('a long output is cut, and whole in a file', async () => {
  await install('i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done\n')
  const result = await call()
  expect(String(result.output).length).toBeLessThan(51_000)
  const file = /Full output: (\S+)/.exec(result.message)![1]!
  expect(readFileSync(file, 'utf8')).toContain('line 19999\n')
})
