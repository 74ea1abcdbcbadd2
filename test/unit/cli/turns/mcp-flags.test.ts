// The flags that name MCP servers: a value that is not a list of servers is refused in words, and no file is read without end.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readMcpFlags } from '../../../../src/cli/turns/mcp-flags.ts'
import { findJsonFault } from '../../../../src/sys/json-fault.ts'

const dir = mkdtempSync(join(tmpdir(), 'kimi-flags-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const at = (name: string) => join(dir, name)

test('text without mcpServers is refused with the place of the mistake, and an empty object names no servers', () => {
  expect(readMcpFlags({ mcpConfig: ['{}'] })).toEqual({ mcpServers: {} })
  expect(() => readMcpFlags({ mcpConfig: ['{"servers": {}}'] })).toThrow(
    '--mcp-config: expected a JSON object {"mcpServers"',
  )
  expect(() => readMcpFlags({ mcpConfig: ['{"mcpServers": {,}}'] })).toThrow(
    '(line 1, column 17: expected a name in double quotes)',
  )
})

test('a device, a folder, a file that is too large and a pipe without a writer are refused at once', () => {
  writeFileSync(at('large'), '')
  truncateSync(at('large'), 2 * 1024 ** 3)
  execFileSync('mkfifo', [at('pipe')])
  const read = (path: string) => () => readMcpFlags({ mcpConfigFile: [path] })
  expect(read('/dev/zero')).toThrow('cannot read /dev/zero (it is no file)')
  expect(read(dir)).toThrow(`cannot read ${dir} (it is no file)`)
  expect(read(at('large'))).toThrow('it holds more than 1024 KB')
  expect(read(at('pipe'))).toThrow('--mcp-config-file')
  expect(read(at('none'))).toThrow('ENOENT')
})

test('a pipe is read to its end', async () => {
  rmSync(at('written'), { force: true }) // left by a try that failed
  execFileSync('mkfifo', [at('written')])
  const writer = spawn(
    'sh',
    [
      '-c',
      `exec 3<>written; echo ready; sleep 0.2; echo '{"mcpServers": {"a": {"command": "x"}}}' >written; sleep 1; exec 3>&-`,
    ],
    {
      cwd: dir,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  await new Promise((resolve) => writer.stdout.once('data', resolve))
  expect(readMcpFlags({ mcpConfigFile: [at('written')] }).mcpServers).toEqual({ a: { command: 'x' } })
})

test.each([
  ['', 'line 1, column 1: expected a value'],
  ['nope', 'line 1, column 1: expected a value'],
  ['{\n  "a": 1,\n  }', 'line 3, column 3: expected a name in double quotes'],
  ['{"a": tru}', 'line 1, column 7: expected a value'],
  ['{"a" 1}', 'line 1, column 6: expected a colon'],
  ['[1 2]', 'line 1, column 4: expected a comma or ]'],
  ["{'a': 1}", 'line 1, column 2: expected a name in double quotes'],
  ['{"a": 1}\n// end', 'line 2, column 1: expected nothing more'],
  ['{"a": "b', 'line 1, column 7: expected a value'],
])('the mistake in %j is at %s', (text, fault) => {
  expect(findJsonFault(text)).toBe(fault)
})

test('text that is nested without end is a mistake like any other', () => {
  for (const open of ['[', '{"a":'])
    expect(findJsonFault(open.repeat(100_000))).toMatch(/^line 1, column \d+: expected less nesting$/)
})

test('JSON has no mistake', () => {
  for (const text of ['{}', ' [1, -2.5e3, "\\u00e9", null] ', '"a"']) expect(findJsonFault(text)).toBeNull()
})
