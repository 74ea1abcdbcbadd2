// `kimi import` of permission rules and sessions: listed first, taken once, and the sessions go on here.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lendDaemonTo, makeHome, type Home } from '../support/kimi.ts'
import { answer, startModelServer, type ModelServer } from '../support/model-server.ts'

const ID = '0f6c2a52-5d5e-4b8e-9a39-3f6f0c1d2e4b'
let home: Home
let model: ModelServer
let work: string

function write(path: string, text: string): void {
  const file = join(home.dir, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

beforeAll(async () => {
  model = await startModelServer(() => answer('It was a.txt.'))
  home = await makeHome({ KIMI_LOCAL_SERVER: 'off', MOONSHOT_API_KEY: 'sk-test', MOONSHOT_BASE_URL: model.url })
  work = join(home.dir, 'site')
  mkdirSync(work)
  const claude = [
    { type: 'summary', summary: 'Files \u001b[31mof the site' },
    { uuid: '1', parentUuid: null, type: 'user', cwd: work, message: { role: 'user', content: 'list the files' } },
    {
      uuid: '2',
      parentUuid: '1',
      type: 'assistant',
      message: { content: [{ type: 'tool_use', id: 'c1', name: 'Bash', input: { command: 'ls' } }] },
    },
    {
      uuid: '3',
      parentUuid: '2',
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'a.txt' }] },
    },
    { uuid: '4', parentUuid: '3', type: 'assistant', message: { content: [{ type: 'text', text: 'One file.' }] } },
  ]
  write(`.claude/projects/-site/${ID}.jsonl`, claude.map((line) => JSON.stringify(line)).join('\n') + '\n')
  write('.claude/projects/-site/empty.jsonl', '{"type":"summary","summary":"nothing"}\n')
  const permissions = { allow: ['Bash(npm run test:*)', 'mcp__x__y(z)'], deny: ['Read(./.env)'] }
  write('.claude/settings.json', JSON.stringify({ permissions }))
  write('.codex/rules/default.rules', 'prefix_rule(pattern=["git", "push"], decision="prompt")\n')
  await lendDaemonTo(home)
})
afterAll(async () => {
  await home[Symbol.asyncDispose]()
  await model[Symbol.asyncDispose]()
})

const only = ['--only', 'rules,sessions']

test('it is listed what there is, each rule and what is left, and nothing is taken unasked', async () => {
  const { status, stdout } = await home.command(['import', ...only])
  expect(status).toBe(2) // there is no terminal to ask on
  expect(stdout).toMatch(/^Claude Code +permission rules +1 allow, 1 deny +new$/m)
  expect(stdout).toContain('    allow Shell(npm run test **)\n')
  expect(stdout).toContain('    deny Read(./.env)\n')
  expect(stdout).toMatch(/^ {4}left: .*mcp__x__y/m)
  expect(stdout).toMatch(/^Codex +permission rules +1 ask +new$/m)
  expect(stdout).toMatch(/^Claude Code +sessions +2 sessions +new$/m)
  expect((await home.command(['session', 'list', '--all', '--json'])).stdout).not.toContain('claude-')
})

test('taken over they are rules and sessions of ours, and a second time nothing is new', async () => {
  const { status, stdout } = await home.command(['import', ...only, '--apply'])
  expect(status).toBe(0)
  expect(stdout).toContain('    1 taken: kimi session list --all\n')
  expect(stdout).toContain('    1 in which nothing was said\n')
  const rules = (await home.command(['permission', 'list'])).stdout
  for (const rule of ['Shell(npm run test **)', 'Read(./.env)', 'Shell(git push **)']) expect(rules).toContain(rule)
  const listed = (await home.command(['session', 'list', '--all'])).stdout
  expect(listed).toMatch(/claude-0f6c.*Files of the site/)
  const again = (await home.command(['import', '--only', 'rules', '--apply'])).stdout
  expect(again).toMatch(/nothing is new/)
  expect((await home.command(['import', '--only', 'tools'])).stderr).toMatch(/--only takes model, mcp, /)
})

test('a session that was taken over goes on: the model reads what was said, and the next list shows it as ours', async () => {
  const { status, stdout } = await home.command(['-S', `claude-${ID}`, '-p', 'which file was it?'], { cwd: work })
  expect([status, stdout]).toEqual([0, expect.stringContaining('It was a.txt.')])
  const sent = model.requests[0]!.body as { messages: { role: string; content: unknown; tool_calls?: unknown[] }[] }
  const roles = sent.messages.map(({ role }) => role)
  expect(roles[0]).toBe('system')
  expect(roles.slice(1, 5)).toEqual(['user', 'assistant', 'tool', 'assistant'])
  expect(JSON.stringify(sent.messages)).toContain('was held in Claude Code')
  expect(JSON.stringify(sent.messages.at(-1))).toContain('which file was it?')
  const shown = (await home.command(['session', 'show', `claude-${ID}`], { cwd: work })).stdout
  expect(shown).toContain('list the files')
  expect(readFileSync(join(home.dir, `.claude/projects/-site/${ID}.jsonl`), 'utf8')).not.toContain('which file')
})
