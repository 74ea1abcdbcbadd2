import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'smol-toml'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ImportTarget } from '../../../../src/accounts/import/import-items.ts'
import { importItems } from '../../../../src/accounts/import/take-items.ts'

let home: string
let target: { home: string; share: string; config: string }
beforeEach(() => {
  home = mkdtempSync('/tmp/ka-')
  const share = join(home, '.kimi')
  target = { home, share, config: join(share, 'config.toml') }
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(path: string, content: string | object): void {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
}
const read = (path: string) => readFileSync(join(home, path), 'utf8')
const look = async (apply = false, secrets = false) =>
  (await importItems(target, apply, secrets)).map(({ agent, kind, name, state, secrets: left }) =>
    [agent, kind, name, state, ...left].join(' '),
  )

/** A home in which every agent has something. */
function fill(): void {
  write(
    '.kimi-code/config.toml',
    `
[providers.work]
type = "openai"
base_url = "https://llm.example/v1"
api_key = "sk-work"
[providers."managed:kimi-code"]
type = "kimi"
base_url = "https://api.kimi.com/coding/v1"
oauth = { storage = "file", key = "oauth/kimi-code" }
[models.big]
provider = "work"
model = "big-1"
max_context_size = 1000
[models."kimi-code/k3.1-pro"]
provider = "managed:kimi-code"
model = "k3.1-pro"
max_context_size = 1000
`,
  )
  write('.claude.json', {
    mcpServers: {
      github: {
        command: 'npx',
        args: ['gh-mcp'],
        env: { GITHUB_TOKEN: 'ghp_1', MODE: 'ro', OTHER_KEY: '${OTHER_KEY}' },
      },
      db: { command: 'db', args: ['--password=x'] },
    },
  })
  write('.claude/CLAUDE.md', 'Be brief.\n')
  write(
    '.codex/config.toml',
    '[mcp_servers.docs]\nurl = "https://docs.example/mcp"\n[mcp_servers.docs.http_headers]\nAuthorization = "Bearer x"\n',
  )
  write('.config/opencode/opencode.json', {
    mcp: {
      local: { type: 'local', command: ['bun', 'x', 'srv'], environment: { A: '1' } },
      off: { command: ['x'], enabled: false },
    },
  })
  write('.gemini/settings.json', {
    mcpServers: { docs: { httpUrl: 'https://other.example' }, maps: { httpUrl: 'https://maps.example/mcp' } },
  })
  write('.pi/agent/skills/plan/SKILL.md', '# plan')
  write('.pi/agent/skills/plan/extra/notes.md', 'notes')
  symlinkSync('/etc/passwd', join(home, '.pi/agent/skills/plan/link'))
}

test('what other agents have is listed, without their secrets, and nothing is written', async () => {
  fill()
  expect(await look()).toEqual([
    'Kimi Code model big new api_key',
    'Claude Code mcp github new GITHUB_TOKEN',
    'Claude Code mcp db held',
    'Claude Code instructions ~/.claude/CLAUDE.md new',
    'Codex mcp docs new Authorization',
    'pi skill plan new',
    'opencode mcp local new',
    'Gemini CLI mcp maps new',
  ])
  expect(existsSync(target.share)).toBe(false)
})

test('it is taken beside what we have, and a second time there is nothing to take', async () => {
  fill()
  write('.kimi/mcp.json', { mcpServers: { maps: { command: 'mine' } }, more: 1 })
  write('.kimi/AGENTS.md', 'My own.\n')
  write('.kimi/config.toml', '# mine\ndefault_model = "x"\n')
  const before = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.kimi/'))
  const taken = await look(true)
  expect(taken.filter((line) => / taken/.test(line))).toHaveLength(6)
  expect(taken).toContain('Gemini CLI mcp maps there')
  expect(JSON.parse(read('.kimi/mcp.json'))).toEqual({
    mcpServers: {
      maps: { command: 'mine' },
      github: { command: 'npx', args: ['gh-mcp'], env: { MODE: 'ro', OTHER_KEY: '${OTHER_KEY}' } },
      docs: { url: 'https://docs.example/mcp', transport: 'http' },
      local: { command: 'bun', args: ['x', 'srv'], env: { A: '1' } },
    },
    more: 1,
  })
  expect(read('.kimi/AGENTS.md')).toBe(
    'My own.\n\n<!-- kimi import: ~/.claude/CLAUDE.md -->\n\nBe brief.\n\n<!-- kimi import: end -->\n',
  )
  expect(read('.kimi/config.toml')).toMatch(/^# mine\n/)
  expect(parse(read('.kimi/config.toml'))).toEqual({
    default_model: 'x',
    models: { big: { provider: 'work', model: 'big-1', max_context_size: 1000 } },
    providers: { work: { type: 'openai_legacy', base_url: 'https://llm.example/v1', api_key: '' } },
  })
  expect(readdirSync(join(home, '.kimi/skills/plan'), { recursive: true }).sort()).toEqual([
    'SKILL.md',
    'extra',
    'extra/notes.md',
  ])
  expect(await look(true)).toEqual(
    taken.map((line) => line.replace(/ taken.*/, (end) => end.replace('taken', 'there'))),
  )
  expect(readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('.kimi/'))).toEqual(
    before,
  )
})

test('instructions that have changed since take the place of the older ones', async () => {
  write('.claude/CLAUDE.md', 'Be brief.\n')
  await look(true)
  write('.claude/CLAUDE.md', 'Be $1 long.\n')
  expect(await look(true)).toEqual(['Claude Code instructions ~/.claude/CLAUDE.md taken'])
  expect(read('.kimi/AGENTS.md')).toContain('Be $1 long.')
  expect(read('.kimi/AGENTS.md')).not.toContain('brief')
})

test('secrets come only when they are asked for', async () => {
  fill()
  await look(true, true)
  expect(JSON.parse(read('.kimi/mcp.json')).mcpServers).toMatchObject({
    github: { env: { GITHUB_TOKEN: 'ghp_1' } },
    db: { args: ['--password=x'] },
    docs: { headers: { Authorization: 'Bearer x' } },
  })
  expect(parse(read('.kimi/config.toml'))).toMatchObject({ providers: { work: { api_key: 'sk-work' } } })
})

test('a file of ours that is broken costs its own items alone, and is left as it is', async () => {
  fill()
  write('.kimi/mcp.json', '{ broken')
  const items = await importItems(target, true, false)
  expect(items.find(({ name }) => name === 'github')).toMatchObject({
    state: 'failed',
    failure: expect.stringContaining('mcp.json is not changed'),
  })
  expect(items.find(({ name }) => name === 'big')).toMatchObject({ state: 'taken' })
  expect(read('.kimi/mcp.json')).toBe('{ broken')
})

test('files of others in any form are no reason to fail', async () => {
  write('.claude.json', '[1,')
  write('.claude/CLAUDE.md', '')
  write('.codex/config.toml', 'a = = 1')
  write('.gemini/settings.json', { mcpServers: { a: null, b: 7, c: {}, d: { command: '' }, e: { url: 'no address' } } })
  expect(await look(true)).toEqual([])
})

/** The servers that are taken from the user's file of an agent. */
async function takeServers(more: Partial<ImportTarget> = {}, secrets = false) {
  const items = await importItems({ ...target, ...more }, true, secrets, new Set(['mcp']))
  const text = existsSync(join(home, '.kimi/mcp.json')) ? read('.kimi/mcp.json') : '{"mcpServers":{}}'
  return { items, servers: (JSON.parse(text) as { mcpServers: Record<string, unknown> }).mcpServers }
}

test('what other agents say about their servers is kept in our words: limits, filters, logins, variables', async () => {
  write(
    '.codex/config.toml',
    `[mcp_servers.docs]
url = "https://docs.example/mcp"
bearer_token_env_var = "DOCS_TOKEN"
env_http_headers = { X-Team = "TEAM" }
startup_timeout_sec = 2.5
tool_timeout_sec = 90
enabled_tools = ["read"]
[mcp_servers.local]
command = "srv"
env_vars = ["LOCAL"]
cwd = "/srv"
`,
  )
  write('.pi/agent/mcp.json', {
    mcpServers: {
      deep: {
        type: 'sse',
        url: 'https://deep.example/sse',
        exposure: 'deferred',
        timeout: 5000,
        oauth: { clientId: 'c', clientName: 'pi' },
      },
      code: { command: 'code', exposure: 'codemode' },
    },
  })
  expect((await takeServers()).servers).toEqual({
    docs: {
      url: 'https://docs.example/mcp',
      transport: 'http',
      headers: { 'X-Team': '${TEAM}', Authorization: 'Bearer ${DOCS_TOKEN}' },
      startupTimeoutMs: 2500,
      toolTimeoutMs: 90_000,
      enabledTools: ['read'],
    },
    local: { command: 'srv', args: [], env: { LOCAL: '${LOCAL}' }, cwd: '/srv' },
    deep: {
      url: 'https://deep.example/sse',
      transport: 'sse',
      toolTimeoutMs: 5000,
      exposure: 'deferred',
      oauth: { clientId: 'c' },
    },
    code: { command: 'code', args: [] },
  })
})

test('servers of VS Code are taken, and what it asks its user for is named', async () => {
  write('.config/Code/User/mcp.json', {
    inputs: [{ id: 'token', type: 'promptString', password: true }],
    servers: {
      gh: { type: 'http', url: 'https://gh.example/', headers: { Authorization: 'Bearer ${input:token}' } },
      sh: { type: 'stdio', command: 'sh-mcp', env: { HOME_DIR: '${env:HOME}' } },
    },
  })
  const { items, servers } = await takeServers({ from: 'vscode' })
  expect(servers).toEqual({
    gh: { url: 'https://gh.example/', transport: 'http', headers: { Authorization: 'Bearer ${secret:gh.token}' } },
    sh: { command: 'sh-mcp', args: [], env: { HOME_DIR: '${HOME}' } },
  })
  expect(items[0]!.notes).toEqual([
    "https://gh.example/; sends 'Authorization=Bearer ${secret:gh.token}'",
    'it needs a value: kimi mcp secret gh token',
  ])
  expect(items[1]!.notes).toEqual(["runs sh-mcp; with 'HOME_DIR=${HOME}'"])
})

test('a server that a file of the project brings says so', async () => {
  const workDir = join(home, 'project')
  write('.claude.json', { projects: { [workDir]: { mcpServers: { noted: { command: 'a' } } } } })
  write('project/.mcp.json', { mcpServers: { shared: { command: 'b' } } })
  const { items } = await takeServers({ workDir })
  expect(items.map(({ name, notes }) => [name, notes])).toEqual([
    ['noted', ['runs a']],
    ['shared', ['runs b', 'from .mcp.json of this folder, whoever wrote that; taken over, it runs in all folders']],
  ])
})

test('servers of a project are found where that is asked for, in the files of all agents', async () => {
  const workDir = join(home, 'project')
  write('.claude.json', { projects: { [workDir]: { mcpServers: { noted: { command: 'a' } } } } })
  write('project/.mcp.json', { mcpServers: { shared: { command: 'b' } } })
  write('project/.vscode/mcp.json', { servers: { code: { command: '${workspaceFolder}/run' } } })
  expect((await takeServers()).servers).toEqual({})
  expect((await takeServers({ workDir })).servers).toEqual({
    noted: { command: 'a', args: [] },
    shared: { command: 'b', args: [] },
    code: { command: `${workDir}/run`, args: [] },
  })
})

test('with a keyring secrets go there, and mcp.json holds their names', async () => {
  fill()
  const kept: string[] = []
  const keepSecret = async (...words: string[]) => kept.push(words.join(' '))
  const { servers } = await takeServers({ keepSecret, from: 'claude' }, true)
  expect(servers['github']).toEqual({
    command: 'npx',
    args: ['gh-mcp'],
    env: { GITHUB_TOKEN: '${secret:github.GITHUB_TOKEN}', MODE: 'ro', OTHER_KEY: '${OTHER_KEY}' },
  })
  expect(kept).toEqual(['github GITHUB_TOKEN ghp_1'])
  expect(read('.kimi/mcp.json')).not.toContain('ghp_1')
})

test('a line that holds a secret is not shown', async () => {
  fill()
  const { items } = await takeServers({ from: 'claude' }, true)
  expect(JSON.stringify(items)).not.toContain('password=x')
})
