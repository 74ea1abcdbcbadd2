// `kimi mcp` on servers that are known: how they are shown, switched off and on, trusted and removed, and where they are seen besides.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { programOf } from '../support/program.ts'
import { script, useScripts } from '../support/wire-client.ts'

const ODD = programOf(join(import.meta.dirname, '../support/odd-mcp-server.ts'))
const EVERYTHING = join(import.meta.dirname, '../../node_modules/.bin/mcp-server-everything')

let home: Home
let file = ''
beforeAll(async () => {
  home = await makeHome()
  file = join(home.paths.share, 'mcp.json')
  useScripts(home, [script('fine')])
  await lendDaemonTo(home)
  await home.kimi(['mcp', 'add', 'odd', '--', process.execPath, ODD, 'readonly'])
})
afterAll(() => home[Symbol.asyncDispose]())

const mcp = (...words: string[]) => home.kimi(['mcp', ...words])
const entryOf = (name: string) =>
  (JSON.parse(readFileSync(file, 'utf8')) as { mcpServers: Record<string, Record<string, unknown>> }).mcpServers[name]

test('show tells what a server runs, its state and, once they are known, its tools', async () => {
  expect((await mcp('show', 'odd')).stdout).toBe(
    [
      'server      odd (stdio)',
      `target      ${process.execPath} ${ODD} readonly`,
      'status      starts when it is used',
      `from        ${file}`,
      'exposure    auto',
      'trusted     no',
      'tools       not known yet: kimi mcp test odd\n',
    ].join('\n'),
  )
  expect((await mcp('test', 'odd')).status).toBe(0)
  const { stdout } = await mcp('show', 'odd')
  expect(stdout).toMatch(/^status +connected$/m)
  expect(stdout).toMatch(/^says it is +odd 1$/m)
  expect(stdout).toMatch(/^protocol +2025-06-18$/m)
  expect(stdout).toMatch(/^process +\d+$/m)
  expect(stdout).toMatch(/^tools +9, about \d+ tokens$/m)
  expect(stdout).toContain('  - echo (reads): Says the text again\n  - die: Ends the server\n')
  const view = JSON.parse((await mcp('show', 'odd', '--json')).stdout) as { tools: object[] }
  expect(view).toMatchObject({ name: 'odd', status: 'connected', isTrusted: false, exposure: 'auto' })
  expect(view.tools[0]).toMatchObject({ name: 'echo', called: 'mcp__odd__echo', isReadOnly: true })
  expect(await mcp('show', 'absent')).toMatchObject({
    status: 1,
    stderr: "MCP server 'absent' not found.\n",
  })
})

test('a server that is switched off stays in the file, and no session has it until it is switched on', async () => {
  expect((await mcp('disable', 'odd')).stdout).toBe(`Disabled MCP server 'odd' in ${file}.\n`)
  expect(entryOf('odd')).toMatchObject({ command: process.execPath, enabled: false })
  expect((await mcp('list')).stdout).toContain(`  odd (stdio): ${process.execPath} ${ODD} readonly [disabled]\n`)
  expect(await mcp('test', 'odd')).toMatchObject({ status: 1, stderr: expect.stringContaining('it is disabled') })
  expect((await home.kimi(['-p', '/mcp'])).stdout).toContain('– odd: disabled')
  const enabled = await mcp('enable', 'odd', '--exposure', 'deferred')
  expect(enabled.stdout).toBe(`Enabled MCP server 'odd' in ${file}.\n`)
  expect(entryOf('odd')).toEqual({ command: process.execPath, args: [ODD, 'readonly'], exposure: 'deferred' })
  expect((await mcp('list')).stdout).toMatch(/ \[deferred\]$/m)
  await mcp('enable', 'odd', '--exposure', 'auto')
  expect(entryOf('odd')).not.toHaveProperty('exposure')
})

test('a server that a package runner may be fetching says so wherever it is waited for or listed', async () => {
  const [npx, go] = [join(home.dir, 'npx'), join(home.dir, 'go')]
  writeFileSync(npx, `#!/bin/sh\nuntil [ -e ${go} ]; do sleep 0.05; done\nexec ${process.execPath} ${ODD} slow\n`, {
    mode: 0o755,
  })
  await mcp('add', 'slow', '--', npx, '-y', 'package@1.0.0')
  const tested = mcp('test', 'slow')
  const why = 'npx may be fetching it first'
  await expect.poll(async () => (await mcp('list')).stdout, { timeout: 20_000 }).toContain(`[connecting: ${why}]`)
  expect((await mcp('show', 'slow')).stdout).toContain(`connecting: ${why}\n`)
  expect((await home.kimi(['-p', '/mcp'])).stdout).toContain(`◐ slow: connecting: ${why}`)
  // The server answers two seconds after it could start, and the test says after one that it waits.
  writeFileSync(go, '')
  expect((await tested).stderr).toContain(`Waiting for the MCP server slow… (${why})`)
  expect((await mcp('list')).stdout).not.toContain('connecting')
  await mcp('remove', 'slow')
})

test('trust is noted and taken back, and shown', async () => {
  expect((await mcp('trust', 'odd')).stdout).toBe(`Trusted MCP server 'odd' in ${file}.\n`)
  expect((await mcp('list')).stdout).toMatch(/ \[trusted\]$/m)
  expect((await mcp('show', 'odd')).stdout).toMatch(/^trusted +yes: its tools that only read are not asked about$/m)
  expect((await mcp('untrust', 'odd')).stdout).toBe(`No longer trusted: MCP server 'odd' in ${file}.\n`)
  expect(entryOf('odd')).not.toHaveProperty('trusted')
})

test('the doctor counts the servers, and names an entry that cannot be read', async () => {
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, before.replace('"mcpServers": {', '"mcpServers": { "wrong": { "command": 7 },'))
  try {
    const { stdout } = await home.kimi(['doctor'])
    expect(stdout).toContain(`1 of 1 MCP servers enabled, ${file}`)
    expect(stdout).toMatch(/server wrong: .*command/)
  } finally {
    writeFileSync(file, before)
  }
})

test('of a hidden server resources and prompts alone are used', async () => {
  await mcp('add', 'docs', '--exposure', 'hidden', '--', EVERYTHING, 'stdio')
  const { stdout } = await home.kimi(['--print', '--output-format', 'stream-json', '-p', '/mcp:docs:simple-prompt'])
  expect(stdout).not.toContain('The MCP server docs failed')
  expect(stdout).toContain('fine')
  expect((await mcp('list')).stdout).toMatch(/^ {2}docs .*\[hidden\]$/m)
})

test('a server that is removed is gone from the file', async () => {
  expect((await mcp('remove', 'docs')).stdout).toBe(`Removed MCP server 'docs' from ${file}.\n`)
  expect(entryOf('docs')).toBeUndefined()
  expect(await mcp('remove', 'docs')).toMatchObject({
    status: 1,
    stderr: "MCP server 'docs' not found.\n",
  })
})
