// Logins to MCP servers by the built kimi: a server that wants OAuth, a daemon, a browser that agrees, and no browser at all.

import { spawn } from 'node:child_process'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openGuardedServer, type GuardedServer } from '../support/guarded-mcp-server.ts'
import { KIMI, makeServedHome, type Home } from '../support/kimi.ts'

let home: Home
let server: GuardedServer
let browser = ''
beforeAll(async () => {
  server = await openGuardedServer()
  home = await makeServedHome()
  browser = join(home.dir, 'agreeing-browser')
  // A page that is opened agrees at once, and leads to kimi's own address.
  writeFileSync(browser, `#!${process.execPath}\nfetch(process.argv[2]).then((reply) => reply.text())\n`)
  chmodSync(browser, 0o755)
  await home.command(['mcp', 'add', '-t', 'http', '-a', 'oauth', 'guarded', server.url])
  await home.command(['mcp', 'add', '-t', 'http', 'plain', `${server.issuer}/nothing`])
  await home.command(['mcp', 'add', 'command', '--', 'true'])
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const list = async () => (await home.command(['mcp', 'list'])).stdout

test('a server without a login says how to get one; a browser that agrees gives it, and reset-auth takes it away', async () => {
  expect(await list()).toContain(
    `  guarded (http): ${server.url} [authorization required - run: kimi mcp auth guarded]\n`,
  )
  const failed = await home.command(['mcp', 'test', 'guarded'])
  expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining('kimi mcp auth guarded') })
  const run = await home.command(['mcp', 'auth', 'guarded'], { env: { BROWSER: browser } })
  expect(run).toMatchObject({
    status: 0,
    stdout:
      "Authorizing with 'guarded'...\nA browser window will open for authorization.\n" +
      "Successfully authorized with 'guarded'.\nAvailable tools: 2\n",
  })
  expect(await list()).toContain(`  guarded (http): ${server.url}\n`)
  expect((await home.command(['mcp', 'test', 'guarded'])).stdout).toContain("✓ Connected to 'guarded'")
  expect(await home.command(['mcp', 'reset-auth', 'guarded'])).toEqual({
    status: 0,
    stdout: "OAuth tokens cleared for 'guarded'.\n",
    stderr: '',
  })
  expect(await list()).toContain('[authorization required')
  expect(server.problems).toEqual([])
})

test('without a browser the address of the redirect is pasted; another address is refused, and the login goes on', async () => {
  const child = spawn(KIMI, ['mcp', 'auth', 'guarded', '--no-browser'], { env: home.env })
  const output = { text: '' }
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  child.stdout.on('data', (chunk: Buffer) => (output.text += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output.text += chunk.toString()))
  await expect.poll(() => output.text).toMatch(/paste the address/)
  const page = /^ {2}(http:\S+)$/m.exec(output.text)![1]!
  child.stdin.write('http://127.0.0.1:1/callback?code=x&state=y\n')
  await expect.poll(() => output.text).toMatch(/that is not the address/)
  child.stdin.write(`${await server.visit(page)}\n`)
  expect(await ended).toBe(0)
  expect(output.text).toContain("Successfully authorized with 'guarded'.")
  expect(output.text).not.toContain('A browser window')
})

test('a server that registers nobody: the user is asked for a client, which is noted, its secret in the keyring', async () => {
  await using strict = await openGuardedServer({ registers: false, client: { id: 'mine', secret: 's3cret' } })
  await home.command(['mcp', 'add', '-t', 'http', '-a', 'oauth', 'strict', strict.url])
  expect(await home.command(['mcp', 'auth', 'strict'])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('kimi mcp auth strict --client-id ID'),
  })
  await using shell = await home.shell('bash', { cols: 160, env: { BROWSER: browser } })
  shell.type('"$KIMI_BIN" mcp auth strict\r')
  await shell.until((screen) => screen.includes('client id (Enter gives up):'), 'the question for the client')
  const redirect = /http:\/\/127\.0\.0\.1:(\d+)\/callback/.exec(shell.screen())!
  shell.type('mine\r')
  await shell.until((screen) => screen.includes('client secret (it does not show; Enter for none):'))
  await shell.nextPrompt(() => shell.type('s3cret\r'))
  await shell.until((screen) => expect(screen).toContain("Successfully authorized with 'strict'."))
  expect(shell.output()).not.toContain('s3cret')
  expect(strict.pages[0]!.get('redirect_uri')).toBe(redirect[0])
  const { mcpServers } = JSON.parse(readFileSync(join(home.paths.share, 'mcp.json'), 'utf8'))
  expect(mcpServers.strict.oauth).toEqual({
    clientId: 'mine',
    clientSecret: '${secret:strict.OAUTH_CLIENT_SECRET}',
    callbackPort: Number(redirect[1]),
  })
  expect(strict.problems).toEqual([])
})

describe('what cannot be is said in one line, which is Kimi CLI’s away from a terminal', () => {
  test.each([
    [['auth', 'absent'], "MCP server 'absent' not found.\n"],
    [['auth', 'command'], "MCP server 'command' is not a remote server.\n"],
    [['reset-auth', 'command'], "MCP server 'command' is not a remote server.\n"],
    [['auth', 'plain'], "MCP server 'plain' does not use OAuth. Add with --auth oauth.\n"],
  ])('%j', async (words, line) => {
    const run = await home.command(['mcp', ...words])
    expect(run).toMatchObject({ status: 1, stderr: line })
  })

  test('at a terminal the command that helps stands below it', async () => {
    await using shell = await home.shell('bash')
    expect(await shell.run('"$KIMI_BIN" mcp remove absent')).toContain(
      "kimi: MCP server 'absent' not found.\n  kimi mcp list\n",
    )
  })

  test('a user who refuses', async () => {
    const refusing = join(home.dir, 'refusing-browser')
    writeFileSync(
      refusing,
      `#!${process.execPath}\nfetch(process.argv[2] + '&refused=1').then((reply) => reply.text())\n`,
    )
    chmodSync(refusing, 0o755)
    const run = await home.command(['mcp', 'auth', 'guarded'], { env: { BROWSER: refusing } })
    expect(run).toMatchObject({ status: 1, stderr: expect.stringContaining('access_denied: the user said no') })
  })
})
