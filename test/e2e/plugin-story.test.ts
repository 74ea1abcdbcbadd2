// A newcomer's way with plugins: one is installed from a folder, one from a zip file, one from a repository; the agent calls their tools, and
// the user is asked. Meanwhile a file changes, and one plugin is put there by hand.

import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TYPED_AHEAD_MS } from '../../src/view/questions/question-keys.ts'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import {
  answer,
  startModelServer,
  type ModelServer,
  type RecordedRequest,
  type Reply,
} from '../support/model-server.ts'
import type { Terminal } from '../support/terminal.ts'
import { openUi, say } from '../support/terminal-ui.ts'

interface Message {
  role: string
  content: unknown
}

/** The text of a message, without the note on where it comes from. */
function textOf({ content }: Message): string {
  const parts = typeof content === 'string' ? [{ text: content }] : (content as { text?: string }[])
  return parts.map(({ text = '' }) => text.replaceAll(/<system>This comes from .*?<\/system>\s*/gs, '')).join('\n')
}

/** The model calls the tool that the user's last words name, `use TOOL ARGUMENTS`, and says what it has got. */
function play({ body }: RecordedRequest): Reply {
  const messages = body!['messages'] as Message[]
  const at = messages.findLastIndex((message) => message.role === 'user' && textOf(message).includes('use '))
  if (at < 0) return answer('fine')
  const [, name = '', args = ''] = /use (\S+) (\{.*\})/.exec(textOf(messages[at]!)) ?? []
  const results = messages.slice(at).filter(({ role }) => role === 'tool')
  if (name !== '' && results.length === 0) return answer({ toolCall: { id: `c${at}`, name, arguments: args } })
  return answer(`I got: ${textOf(results.at(-1) ?? messages.at(-1)!).replaceAll('\n', ' ')}`)
}

const GREET = `import json, os, sys
from words import hello
args = json.load(sys.stdin)
config = json.load(open("config.json"))
print(hello(args["who"]), "file", config["llm"]["api_key"][:4], "env", os.environ.get("LLM_KEY", "none")[:4], "work", os.getcwd())
`

let home: Home
let model: ModelServer
let sources = ''
let plugins = ''
const plugin = (...words: string[]) => home.kimi(['plugin', ...words])

beforeAll(async () => {
  model = await startModelServer(play)
  home = await makeHome()
  sources = join(home.dir, 'sources')
  plugins = join(home.paths.share, 'plugins')
  writePlugin('greeter', {
    'plugin.json': JSON.stringify({
      name: 'greeter',
      version: '1.0.0',
      config_file: 'config.json',
      inject: { 'llm.api_key': 'api_key', LLM_KEY: 'api_key' },
      tools: [
        {
          name: 'greet',
          description: 'Greets somebody',
          command: ['python3', 'scripts/greet.py'],
          parameters: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] },
        },
      ],
    }),
    'config.json': '{"llm":{"api_key":"","kept":1}}',
    'scripts/greet.py': GREET,
    'scripts/words.py': 'def hello(who):\n    return "Hello, " + who + "!"\n',
    'SKILL.md': '---\nname: greeting\ndescription: When somebody is to be greeted\n---\nUse greet.\n',
  })
  writePlugin('shouter', {
    'plugin.json': JSON.stringify({
      name: 'shouter',
      version: '0.1.0',
      tools: [{ name: 'shout', description: 'Says it loudly', command: ['sh', 'shout.sh'] }],
    }),
    'shout.sh': 'read -r line; printf "%s %s\\n" "$line" "${KIMI_API_KEY:-no key}" | tr a-z A-Z\n',
  })
  writeFileSync(
    home.paths.config,
    `default_model = "m"\n[models.m]\nprovider = "p"\nmodel = "m"\nmax_context_size = 200000\n[providers.p]\ntype = "kimi"\nbase_url = "${model.url}"\napi_key = "sk-x9"\n`,
  )
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

function writePlugin(name: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(sources, name, path)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
}

/** Says the words, waits for the question, and answers it with `key`. Returns the screen with the question. */
async function sayAndAnswer(term: Terminal, words: string, key: string): Promise<string> {
  const before = term.output().split('Allow?').length
  await say(term, words)
  await term.until(() => term.output().split('Allow?').length > before, `the question behind ${words}`)
  await sleep(TYPED_AHEAD_MS + 50)
  const screen = term.screen()
  term.type(key)
  return screen
}

test('plugins are installed from a folder and from a folder of a repository, with what they run said before', async () => {
  const shouter = await plugin('install', join(sources, 'shouter'))
  expect(shouter).toMatchObject({ status: 0, stdout: "Installed plugin 'shouter' v0.1.0\n" })
  expect(shouter.stderr).toBe('shouter 0.1.0: 2 files\n  the tool shout runs sh shout.sh\n')
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: sources, stdio: 'pipe' })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-qm', 'plugins')
  git('clone', '-q', '--bare', '.', join(home.dir, 'plugins.git'))
  expect(await plugin('install', join(home.dir, 'plugins.git'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no plugin.json; name one of the plugins in it behind a slash: greeter, shouter'),
  })
  const greeter = await plugin('install', join(home.dir, 'plugins.git', 'greeter'))
  expect(greeter).toMatchObject({ status: 0, stdout: "Installed plugin 'greeter' v1.0.0\n" })
  // Nobody was asked whether it may have the key, so it has none.
  expect(greeter.stderr).toContain('greeter asks for your API key for 127.0.0.1')
  expect(greeter.stderr).toContain('it is not given to greeter')
  expect(readFileSync(join(plugins, 'greeter', 'config.json'), 'utf8')).not.toContain('sk-x9')
  expect((await plugin('list')).stdout).toBe('  greeter v1.0.0 (installed)\n  shouter v0.1.0 (installed)\n')
})

test('a call is asked about with the command and the bytes that it is sent, and its output is the result', async () => {
  await using term = await openUi(home, { cols: 120, rows: 40, env: { HOME: home.dir, KIMI_API_KEY: 'sk-other' } })
  const screen = await sayAndAnswer(term, 'use shout {"text": "ahoy"}', 'y')
  expect(screen).toContain('Run the tool shout of the plugin shouter with')
  expect(screen).toContain('{"text":"ahoy"}')
  expect(screen).toContain('sh shout.sh')
  await term.until((shown) => shown.includes('I got: {"TEXT":"AHOY"} NO KEY'), 'the result')
})

test('a key is given after a yes to a question that names it, and stands in the file and in the variable', async () => {
  await using term = await home.shell('zsh', { cols: 120, rows: 40 })
  term.type(`$KIMI_BIN plugin install ${join(sources, 'greeter')}\r`)
  await term.until((screen) => screen.includes('give it to greeter? [y/N]'), 'the question')
  expect(term.screen()).toContain('Whoever wrote the plugin can then use your account')
  term.type('y\r')
  await term.until((screen) => screen.includes("Installed plugin 'greeter' v1.0.0"), 'the plugin')
  const config = readFileSync(join(plugins, 'greeter', 'config.json'), 'utf8')
  expect(JSON.parse(config)).toEqual({ llm: { api_key: 'sk-x9', kept: 1 }, LLM_KEY: 'sk-x9' })
  await using ui = await openUi(home, { cols: 120, rows: 40, env: { HOME: home.dir } })
  const asked = await sayAndAnswer(ui, 'use greet {"who": "Ann"}', 'y')
  expect(asked).toContain('you have given this plugin your key of 127.0.0.1')
  await ui.until((screen) => screen.includes('I got: Hello, Ann!'), 'the result')
  // The key itself is hidden from the model where a rule for secrets knows it; its first letters stand there.
  expect(ui.screen()).toContain('file sk-x env sk-x')
})

test('a key is not given when another model is in use by the time of the answer, and one line says so', async () => {
  const config = readFileSync(home.paths.config, 'utf8')
  const other = config.replaceAll('"sk-x9"', '"sk-second"').replaceAll('//127.0.0.1:', '//localhost:')
  await using term = await home.shell('zsh', { cols: 160, rows: 40 })
  term.type(`$KIMI_BIN plugin install ${join(sources, 'greeter')}\r`)
  await term.until((screen) => screen.includes('give it to greeter? [y/N]'), 'the question')
  try {
    writeFileSync(home.paths.config, other)
    await home.kimi(['config', 'get', 'default_model'])
    term.type('y\r')
    await term.until((screen) => screen.includes("Installed plugin 'greeter' v1.0.0"), 'the plugin')
    await term.until((screen) => screen.includes('it was given no key: you were asked about 127.0.0.1'), 'the reason')
    const given = readFileSync(join(plugins, 'greeter', 'config.json'), 'utf8')
    expect(JSON.parse(given)).toEqual({ llm: { api_key: '', kept: 1 } })
    expect((await plugin('info', 'greeter')).stdout).toContain('not given')
  } finally {
    writeFileSync(home.paths.config, config)
  }
  expect((await plugin('install', join(sources, 'greeter'), '--give-key')).status).toBe(0)
})

test('its skill is one of the session', async () => {
  const before = model.requests.length
  await home.kimi(['-p', 'hello'])
  expect(JSON.stringify(model.requests[before]!.body)).toContain('When somebody is to be greeted')
})

test('in auto it runs in the sandbox, in a copy without the key', async () => {
  const { stdout } = await home.kimi(['--print', '--output-format', 'text', '-p', 'use greet {"who": "Bob"}'])
  expect(stdout).toContain('I got: Hello, Bob! file  env none')
  expect(stdout).toMatch(/work \/(?:var\/)?tmp\/kimi-plugin-/)
  expect(existsSync(/work (\S+)/.exec(stdout)![1]!)).toBe(false)
})

test('in bypass what fails in the sandbox is asked about, and runs outside with a yes', async () => {
  const connect = `import socket; socket.create_connection(("127.0.0.1", ${model.port})); print("connected")`
  const call = { name: 'reach', description: 'Reaches a host', command: ['python3', '-c', connect] }
  writePlugin('reacher', { 'plugin.json': JSON.stringify({ name: 'reacher', version: '1.0.0', tools: [call] }) })
  expect((await plugin('install', join(sources, 'reacher'))).status).toBe(0)
  await using term = await openUi(home, { cols: 120, rows: 40, args: ['--yolo'], env: { HOME: home.dir } })
  const screen = await sayAndAnswer(term, 'use reach {}', 'y')
  expect(screen).toContain('it failed in the sandbox')
  expect(screen).toContain('s for this session: exactly this')
  expect(screen).not.toContain('a always')
  await term.until((shown) => shown.includes('I got: connected'), 'the result')
})

test('a file that has changed is named at the next call, and nothing runs where nobody is asked', async () => {
  appendFileSync(join(plugins, 'greeter', 'scripts', 'words.py'), '# more\n')
  expect((await plugin('list')).stdout).toContain('greeter v1.0.0 (changed since it was installed: scripts/words.py)')
  const { findings } = await home.call('daemon/checks', { areas: ['plugins'], env: {} })
  expect(findings).toEqual([
    { area: 'plugins', ok: true, text: `2 of 3 plugins run, ${plugins}` },
    {
      area: 'plugins',
      ok: false,
      text: 'greeter: changed since it was installed: scripts/words.py',
      hint: 'kimi plugin install ~/.kimi/plugins/greeter',
    },
  ])
  const refused = await home.kimi(['--print', '--output-format', 'text', '-p', 'use greet {"who": "Bob"}'])
  expect(refused.stdout).not.toContain('Hello')
  expect(refused.stdout).toContain('changed since it was installed: scripts/words.py')
  await using term = await openUi(home, { cols: 120, rows: 40, env: { HOME: home.dir } })
  const screen = await sayAndAnswer(term, 'use greet {"who": "Eve"}', 'y')
  expect(screen).toMatch(/Changed since it was last let run:\s+scripts\/words\.py/)
  await term.until((shown) => shown.includes('I got: Hello, Eve!'), 'the result')
  expect((await plugin('list')).stdout).toContain('greeter v1.0.0 (installed)')
})

test('a folder that was put there by hand does not run, and says so, until it is installed', async () => {
  cpSync(join(sources, 'shouter'), join(plugins, 'byhand'), { recursive: true })
  const file = join(plugins, 'byhand', 'plugin.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"shouter"', '"byhand"').replace('"shout"', '"whisper"'))
  expect((await plugin('list')).stdout).toContain('byhand v0.1.0 (not configured)')
  const { stderr } = await home.kimi(['-p', 'hello'])
  expect(stderr).toContain('the plugin byhand does not run: kimi has not installed it')
  const names = (model.requests.at(-1)!.body!['tools'] as { function: { name: string } }[]).map(
    (tool) => tool.function.name,
  )
  expect(names).toContain('shout')
  expect(names).not.toContain('whisper')
  expect(await plugin('remove', 'byhand')).toMatchObject({ status: 1, stderr: expect.stringContaining('rm -r ') })
  expect((await plugin('install', join(plugins, 'byhand'))).status).toBe(0)
  expect((await plugin('list')).stdout).toContain('byhand v0.1.0 (installed)')
})

test('remove takes what was installed, and leaves what was not', async () => {
  writeFileSync(join(plugins, 'byhand', 'notes.txt'), 'mine\n')
  const { stdout, stderr } = await plugin('remove', 'byhand')
  expect(stdout).toBe("Removed plugin 'byhand'\n")
  expect(stderr).toContain('notes.txt')
  expect(existsSync(join(plugins, 'byhand', 'plugin.json'))).toBe(false)
  expect(readFileSync(join(plugins, 'byhand', 'notes.txt'), 'utf8')).toBe('mine\n')
  expect((await plugin('remove', 'shouter')).status).toBe(0)
  expect(existsSync(join(plugins, 'shouter'))).toBe(false)
})
