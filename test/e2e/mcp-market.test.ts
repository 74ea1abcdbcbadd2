// Servers that are added by their name, in a real shell: what is shown, what is asked, and what is written.

import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { useScripts } from '../support/wire-client.ts'

/** A model's answer: a server that gets these variables, and asks to be trusted. */
function draft(env: Record<string, string>): string {
  const entry = { command: 'npx', args: ['-y', '@x/files@1.0.0'], env, cwd: '/', trusted: true, exposure: 'direct' }
  return `text: ${JSON.stringify({ name: 'files', about: 'Reads files', entry })}`
}

/** Longer than a column of a table. */
const DRAFTED = { FILES_MODE: 'strict mode', FILES_TOKEN: 'abcdef123456', FILES_LIST: `${'x'.repeat(400)}end` }

let home: Home
beforeAll(async () => {
  home = await makeHome()
  useScripts(home, [
    'text: {"known": "wikipedia"}',
    'text: I would rather not.',
    draft(DRAFTED),
    draft({ NODE_OPTIONS: '--import=data:text/javascript,x' }),
  ])
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())

function readServers(): Record<string, unknown> {
  const file = join(home.paths.share, 'mcp.json')
  if (!existsSync(file)) return {}
  return (JSON.parse(readFileSync(file, 'utf8')) as { mcpServers: Record<string, unknown> }).mcpServers
}

test('a server of the list is shown as it will run, its key is typed without showing, and it is added on a yes', async () => {
  await using shell = await home.shell('bash', { cols: 160 })
  shell.type('"$KIMI_BIN" mcp add brave-search\r')
  await shell.until((screen) => screen.includes('BRAVE_API_KEY (it does not show):'), 'the question for the key')
  await shell.until((screen) => expect(screen).toMatch(/runs +npx -y @brave\/brave-search-mcp-server@2\.1\.4/))
  await shell.until((screen) => expect(screen).toMatch(/costs +8 tools, 27\.7k tokens, 28 MB/))
  shell.type('top-secret-key\r')
  await shell.until((screen) => screen.includes("with 'BRAVE_API_KEY=${secret:brave-search.BRAVE_API_KEY}'? [y/N]"))
  await shell.nextPrompt(() => shell.type('y\r'))
  await shell.until((screen) => expect(screen).toContain("Added MCP server 'brave-search' to"))
  expect(shell.output()).not.toContain('top-secret-key')
  expect(readServers()['brave-search']).toEqual({
    command: 'npx',
    args: ['-y', '@brave/brave-search-mcp-server@2.1.4'],
    env: { BRAVE_API_KEY: '${secret:brave-search.BRAVE_API_KEY}' },
  })
  const secrets = join(home.paths.share, 'credentials', 'mcp-secrets.json')
  expect(statSync(secrets).mode & 0o777).toBe(0o600)
  expect(readFileSync(secrets, 'utf8')).toContain('top-secret-key')
  expect((await home.command(['mcp', 'remove', 'brave-search'])).status).toBe(0)
  expect(readFileSync(secrets, 'utf8')).not.toContain('top-secret-key')
})

test('a no adds nothing', async () => {
  await using shell = await home.shell('bash', { cols: 160 })
  shell.type('"$KIMI_BIN" mcp add wikipedia\r')
  await shell.until((screen) => screen.includes('? [y/N]'))
  await shell.nextPrompt(() => shell.type('\r'))
  expect(await shell.run('echo status=$?')).toContain('status=1')
  expect(readServers()['wikipedia']).toBeUndefined()
})

test('a description is drafted by the model, and added as any other', async () => {
  const run = await home.command(['mcp', 'add', '--describe', 'read wikipedia', '-y'])
  expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("Added MCP server 'wikipedia'") })
  expect(run.stderr).toMatch(/runs +npx -y wikipedia-mcp@1\.0\.3/)
  const failed = await home.command(['mcp', 'add', '--describe', 'something', '-y'])
  expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining('the model has drafted no server') })
})

test('all that a draft brings along is shown, without its secrets, and nothing else is written', async () => {
  const run = await home.command(['mcp', 'add', 'drafted', '--describe', 'read files', '-y'])
  expect(run.status).toBe(0)
  expect(run.stderr).toMatch(/runs +npx -y @x\/files@1\.0\.0; with 'FILES_MODE=strict mode' 'FILES_TOKEN=<redacted>'/)
  expect(run.stderr).toContain(`FILES_LIST=${DRAFTED.FILES_LIST}`)
  expect(run.stderr).not.toContain('abcdef123456')
  expect(readServers()['drafted']).toEqual({ command: 'npx', args: ['-y', '@x/files@1.0.0'], env: DRAFTED })
  const refused = await home.command(['mcp', 'add', 'other', '--describe', 'read files', '-y'])
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('sets NODE_OPTIONS, with which a program'),
  })
  expect(readServers()['other']).toBeUndefined()
})

describe('what cannot be added is said in one line', () => {
  test.each([
    [
      ['add', 'brave-search', '-y'],
      2,
      'kimi: brave-search needs a value for BRAVE_API_KEY\n  kimi mcp add brave-search -e BRAVE_API_KEY=…',
    ],
    [['add', 'wikipedia', '-e', 'X=1', '-y'], 2, 'kimi: --env: wikipedia has no variable X'],
    [['add', 'wikipedia'], 2, 'nothing is done, since there is no terminal to ask on'],
    [['add', 'filesytem', '-y'], 1, 'kimi: no server is known by the name filesytem\n  kimi mcp add filesystem'],
    [['add', 'youtube', '-y'], 1, 'kimi: youtube needs no server'],
    [['add', 'filesystem', '-e', 'DIRECTORY=/x/${HOME}', '-y'], 2, 'kimi: the value for DIRECTORY holds ${'],
    [['add', '--describe', '', '-y'], 2, 'kimi: --describe is empty'],
    [['secret', 'a b', 'X'], 2, 'kimi: a server and a variable have plain names'],
  ])('%j', async (words, status, line) => {
    const run = await home.command(['mcp', ...words])
    expect(run.status).toBe(status)
    expect(run.stderr).toContain(line)
  })
})

test('a search prints what is known, also where the registry cannot be reached', async () => {
  await home.command(['config', 'set', 'mcp.registry', 'http://127.0.0.1:1'])
  const run = await home.command(['mcp', 'search', 'sqlite'])
  expect(run.status).toBe(0)
  expect(run.stdout).toMatch(/^sqlite +npm +2 tools, 368 tokens, 134 MB +query a local SQLite file\n$/)
  expect(run.stderr).toContain('the registry gives nothing: 127.0.0.1:1: the connection is refused')
  const found = JSON.parse((await home.command(['mcp', 'search', '--offline', '--json'])).stdout) as {
    items: unknown[]
  }
  expect(found.items).toHaveLength(31)
  expect((await home.command(['mcp', 'search', '--offline', 'xylophone'])).status).toBe(1)
})

test('servers of another agent are imported, and a secret is kept by hand', async () => {
  mkdirSync(join(home.dir, '.claude'))
  writeFileSync(
    join(home.dir, '.claude.json'),
    JSON.stringify({ mcpServers: { gh: { command: 'gh-mcp', env: { GH_TOKEN: 'ghp_abc' } } } }),
  )
  expect((await home.command(['mcp', 'import', 'codex'])).stdout).toBe('no other agent was found\n')
  const run = await home.command(['mcp', 'import', 'claude', '--secrets', '-y'])
  expect(run.stdout).toMatch(/Claude Code +MCP server +gh +taken/)
  expect(run.stdout).toContain('runs gh-mcp')
  expect(readServers()['gh']).toEqual({ command: 'gh-mcp', args: [], env: { GH_TOKEN: '${secret:gh.GH_TOKEN}' } })
  const kept = await home.kimi(['mcp', 'secret', 'gh', 'GH_TOKEN'], { input: 'ghp_new\n' })
  expect(kept.stdout).toBe('kept in a file that only you can read; mcp.json names it ${secret:gh.GH_TOKEN}\n')
})

test('a server of the same name is replaced, as Kimi CLI does, and that is said; so is a program that is not there', async () => {
  await using home = await makeHome()
  const add = (...args: string[]) => home.kimi(['mcp', 'add', 'files', ...args])
  const file = join(home.paths.share, 'mcp.json')
  expect(await add('--', 'sh', '-c', 'true')).toEqual({
    status: 0,
    stdout: `Added MCP server 'files' to ${file}.\n`,
    stderr: '',
  })
  const again = await add('--', 'no-such-program-42')
  expect([again.status, again.stdout]).toEqual([0, `Added MCP server 'files' to ${file}.\n`])
  expect(again.stderr).toBe(
    'kimi: it replaces the server of that name: sh -c true\nkimi: no-such-program-42 is not on your PATH: the server starts once it is\n',
  )
  expect((await add('--', './nothing')).stderr).toContain('kimi: ./nothing is no program that can be run\n')
  // The program that a variable names is known only when the server starts.
  expect((await add('--', '${HOME}/server')).stderr).not.toContain('PATH')
})
