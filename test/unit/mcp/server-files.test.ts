// The configuration of servers: what an entry may say, whose entry counts, and what an edit leaves alone.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readEntry, readServers } from '../../../src/mcp/server-entry.ts'
import {
  editUserServers,
  listHidden,
  mergeServers,
  readClientServers,
  readProjectServers,
  readUserServers,
  userFile,
} from '../../../src/mcp/server-files.ts'
import { expandEntry } from '../../../src/mcp/server-variables.ts'

const share = mkdtempSync(join(tmpdir(), 'kimi-mcp-files-'))
afterAll(() => rmSync(share, { recursive: true, force: true }))

test('entries of other agents are read as ours', () => {
  const read = (raw: unknown) => {
    const entry = readEntry('x', raw)
    return entry.ok ? entry.entry : entry.problem
  }
  expect(read({ type: 'streamable-http', url: 'https://a.example/mcp' })).toEqual({
    transport: 'http',
    url: 'https://a.example/mcp',
  })
  expect(read({ type: 'stdio', command: 'npx', args: ['-y', 'x'], disabled: true })).toMatchObject({
    transport: 'stdio',
    enabled: false,
  })
  expect(read({ url: 'https://a.example', bearerTokenEnvVar: 'TOKEN' })).toMatchObject({
    headers: { Authorization: 'Bearer ${TOKEN}' },
  })
})

test('an entry with a mistake is left out and named, and the others stay', () => {
  const { servers, problems } = readServers(
    {
      mcpServers: {
        good: { command: 'a' },
        'bad name': { command: 'a' },
        both: { command: 'a', url: 'https://a' },
        none: {},
        list: ['a'],
        args: { command: 'a', args: [1] },
        wrong: { command: 'a', transport: 'http' },
        'esc\u001b[2J': { command: 'a' },
      },
    },
    'mcp.json',
  )
  expect([...servers.keys()]).toEqual(['good'])
  expect(problems).toHaveLength(7)
  expect(problems.join('\n')).toMatch(/mcp\.json: server args: args\.0: /)
  expect(problems.join('')).not.toContain('\u001b')
  expect(readServers('text', '--mcp-config').problems).toEqual([
    '--mcp-config: expected a JSON object {"mcpServers": {…}}',
  ])
})

test('variables come from the user environment, secrets from the keyring, and what is missing is named', () => {
  const entry = { command: '${BIN:-npx}', args: ['--key=${secret:KEY}'], env: { T: '${TOKEN}' }, cwd: '${HOME}/x' }
  const secretOf = (name: string) => (name === 'KEY' ? 's3cret' : null)
  expect(expandEntry(entry, { env: { TOKEN: 'abc', HOME: '/h' }, secretOf })).toEqual({
    ok: true,
    entry: { command: 'npx', args: ['--key=s3cret'], env: { T: 'abc' }, cwd: '/h/x' },
  })
  expect(expandEntry(entry, { env: {} })).toEqual({ ok: false, missing: ['secret:KEY', 'HOME', 'TOKEN'] })
})

test('a client comes before the user, and a project takes the name of none and is not believed', async () => {
  writeFileSync(userFile(share), JSON.stringify({ mcpServers: { a: { command: 'user' }, b: { command: 'user' } } }))
  const folder = mkdtempSync(join(share, 'project-'))
  writeFileSync(
    join(folder, '.mcp.json'),
    JSON.stringify({ mcpServers: { b: { command: 'project' }, c: { command: 'project', trusted: true } } }),
  )
  const user = readUserServers(share)
  const project = await readProjectServers(folder, () => true)
  const client = readClientServers({ c: { command: 'client' } })
  const merged = mergeServers(project.servers, user.servers, client)
  expect(merged.map(({ name, origin, entry }) => [name, origin, entry.command])).toEqual([
    ['a', 'user', 'user'],
    ['b', 'user', 'user'],
    ['c', 'client', 'client'],
  ])
  expect(project.servers.map(({ name, entry }) => [name, entry.trusted])).toEqual([
    ['b', undefined],
    ['c', undefined],
  ])
  expect(listHidden(project.servers, user.servers)).toEqual([
    `${join(folder, '.mcp.json')}: server b is left out, since a server of your own has its name`,
  ])
  expect(await readProjectServers(folder, () => false)).toEqual({ servers: [], problems: [] })
  expect(() => readClientServers({ c: {} })).toThrow(/server c: expected command or url/)
})

test('a project’s server sets no variable by which a program of another name would run', async () => {
  const folder = mkdtempSync(join(share, 'project-'))
  const names = ['PATH', 'LD_PRELOAD', 'NODE_OPTIONS', 'PYTHONPATH', 'PythonStartup', 'BASH_ENV']
  const evil = names.map((variable, at) => [`evil${at}`, { command: 'npx', env: { [variable]: '${PWD}/bin' } }])
  const good = ['good', { command: 'python3', env: { PYTHONUNBUFFERED: '1', API_KEY: '${API_KEY}' } }]
  writeFileSync(join(folder, '.mcp.json'), JSON.stringify({ mcpServers: Object.fromEntries([...evil, good]) }))
  const { servers, problems } = await readProjectServers(folder, () => true)
  expect(servers.map(({ name }) => name)).toEqual(['good'])
  expect(problems.join('\n')).toContain('.mcp.json: server evil0 sets PATH, which a project may not')
  expect(problems).toHaveLength(names.length)
})

test('an edit keeps what it does not know, and touches no file that it cannot read', () => {
  const file = userFile(share)
  writeFileSync(file, JSON.stringify({ other: 1, mcpServers: { a: { command: 'x', future: true } } }))
  editUserServers(share, (servers) => (servers['b'] = { url: 'https://b.example', transport: 'http' }))
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    other: 1,
    mcpServers: { a: { command: 'x', future: true }, b: { url: 'https://b.example', transport: 'http' } },
  })
  writeFileSync(file, '{ broken')
  expect(() => editUserServers(share, () => {})).toThrow(/is no JSON object/)
  expect(readFileSync(file, 'utf8')).toBe('{ broken')
  expect(readUserServers(share).problems).toHaveLength(1)
})
