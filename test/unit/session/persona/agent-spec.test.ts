import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadAgentSpec, renderAgentPrompt, toToolName } from '../../../../src/session/persona/agent-spec.ts'
import { SUBAGENT_TYPES } from '../../../../src/session/persona/builtin-agents.ts'

const VARIABLES = {
  ROLE_ADDITIONAL: '',
  KIMI_NOW: 'now',
  KIMI_WORK_DIR: '/work',
  KIMI_WORK_DIR_LS: '',
  KIMI_AGENTS_MD: '',
  KIMI_SKILLS: '',
  KIMI_ADDITIONAL_DIRS_INFO: '',
  KIMI_OS: 'Linux',
  KIMI_SHELL: 'bash',
}

let dir: string
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'agents-'))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function put(path: string, text: string): string {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
  return join(dir, path)
}

async function load(source: string) {
  const result = await loadAgentSpec(source)
  if (!result.ok) throw new Error(result.reason)
  return result.agent
}

async function failure(source: string): Promise<string> {
  const result = await loadAgentSpec(source)
  return result.ok ? 'ok' : result.reason.replaceAll(dir, '')
}

describe('the agents that come with the program', () => {
  test('are named where another is asked for', async () => {
    expect(await failure('nosuch')).toBe(
      'there is no agent nosuch: expected default or okabe; --agent-file takes one of yours',
    )
  })

  test('are default, and okabe with SendDMail besides', async () => {
    const agent = await load('default')
    expect(agent.tools).toHaveLength(19)
    expect((await load('okabe')).tools).toEqual([...agent.tools, 'SendDMail'])
    expect(Object.keys(agent.subagents)).toEqual(['coder', 'explore', 'plan'])
  })

  test('launch subagents that launch none and do no more than their part', () => {
    const tools = Object.fromEntries(SUBAGENT_TYPES.map((type) => [type.name, type.tools]))
    expect(tools['coder']).toContain('WriteFile')
    expect(tools['explore']).toContain('Shell')
    for (const name of ['explore', 'plan']) expect(tools[name]).not.toContain('WriteFile')
    expect(tools['plan']).not.toContain('Shell')
    for (const list of Object.values(tools)) expect(list).not.toContain('Agent')
    const rendered = renderAgentPrompt(SUBAGENT_TYPES[1]!, VARIABLES)
    expect(rendered.ok && rendered.text).toMatch(/^You are Kimi[^]*# Your part\nYou are a subagent/)
  })
})

describe('an agent file', () => {
  test('says all of an agent, in Kimi CLI’s spelling', async () => {
    put('prompt.md', 'In ${KIMI_WORK_DIR}: ${MY_VAR}, {% include "part.md" %}.')
    put('part.md', 'and ${COUNT}')
    const file = put(
      'agent.yaml',
      `version: 1
agent:
  name: mine
  system_prompt_path: ./prompt.md
  system_prompt_args:
    MY_VAR: "custom"
    COUNT: 3
  model: k2
  when_to_use: often
  tools:
    - "kimi_cli.tools.shell:Shell"
    - ReadFile
    - kimi_cli.tools.file:WriteFile
  exclude_tools: ["WriteFile"]
  subagents:
    coder:
      path: ./coder.yaml
      description: "Handle coding"
`,
    )
    const agent = await load(file)
    expect(agent).toMatchObject({
      name: 'mine',
      model: 'k2',
      whenToUse: 'often',
      tools: ['Shell', 'ReadFile'],
      subagents: { coder: { path: join(dir, 'coder.yaml'), description: 'Handle coding' } },
    })
    expect(renderAgentPrompt(agent, VARIABLES)).toEqual({ ok: true, text: 'In /work: custom, and 3.' })
  })

  test('extends another: arguments are merged, everything else is replaced', async () => {
    put('base.yaml', 'agent:\n  extend: default\n  name: base\n  system_prompt_args: {A: base, B: base}\n')
    const file = put(
      'sub/leaf.yaml',
      'agent:\n  extend: ../base.yaml\n  system_prompt_args: {B: leaf, ROLE_ADDITIONAL: "Be a leaf."}\n  allowed_tools: [Shell, Grep, Agent]\n  exclude_tools: [kimi_cli.tools.agent:Agent]\n',
    )
    const agent = await load(file)
    expect(agent).toMatchObject({ name: 'base', template: null, tools: ['Shell', 'Grep'] })
    expect(agent.args).toEqual({ A: 'base', B: 'leaf', ROLE_ADDITIONAL: 'Be a leaf.' })
    const rendered = renderAgentPrompt(agent, VARIABLES)
    expect(rendered.ok && rendered.text).toContain('# Your part\nBe a leaf.')
  })

  test('with a mistake is refused with file, line or key', async () => {
    expect(await failure(join(dir, 'none.yaml'))).toBe('/none.yaml: no such file')
    expect(await failure(put('a.yaml', 'agent:\n  name: !x a'))).toBe('/a.yaml:2: Unresolved tag: !x')
    expect(await failure(put('b.yaml', 'agent:\n  tools: Shell'))).toMatch(/^\/b\.yaml: agent\.tools: /)
    expect(await failure(put('c.yaml', 'agent:\n  name: x'))).toBe('/c.yaml: agent.system_prompt_path is missing')
    expect(await failure(put('d.yaml', 'version: 2\nagent: {name: x}'))).toMatch(/^\/d\.yaml: version: /)
    expect(await failure(put('e.yaml', 'agent: {extend: ./e.yaml}'))).toBe(
      '/e.yaml: agents extend each other in a circle',
    )
    const open = put('f.yaml', 'agent: {extend: default, name: f, system_prompt_path: f.md}')
    expect(await failure(open)).toBe('/f.md: no such file')
    put('f.md', 'x\n${TYPO}')
    expect(renderAgentPrompt(await load(open), VARIABLES)).toEqual({
      ok: false,
      reason: 'system prompt of f: line 2: unknown variable ${TYPO}',
    })
  })
})

test('no file of secrets is a part of an agent, by any name, and keys in its prompt are replaced', async () => {
  const secret = put('.ssh/id_ed25519', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n')
  symlinkSync(secret, join(dir, 'p.md'))
  linkSync(secret, join(dir, 'hard.md'))
  put('includes.md', 'You are kind. {% include ".ssh/id_ed25519" %}')
  for (const path of ['.ssh/id_ed25519', 'p.md', 'hard.md', 'includes.md']) {
    const file = put('a.yaml', `agent: {extend: default, name: a, system_prompt_path: ${path}}`)
    expect([path, await failure(file)]).toEqual([
      path,
      expect.stringContaining('a file of secrets is no part of an agent'),
    ])
  }
  put('plain.md', 'Send it with sk-abcdefgh12345678ABCD.')
  const agent = await load(put('a.yaml', 'agent: {extend: default, name: a, system_prompt_path: plain.md}'))
  expect(agent.template).toBe('Send it with <redacted>.')
})

test('a tool’s name is the same, however a file spells it', () => {
  expect(['kimi_cli.tools.shell:Shell', 'Shell', 'Bash'].map(toToolName)).toEqual(['Shell', 'Shell', 'Shell'])
  expect(['Read', 'mcp__x__y', 'kimi_cli.tools.plan.enter:EnterPlanMode'].map(toToolName)).toEqual([
    'ReadFile',
    'mcp__x__y',
    'EnterPlanMode',
  ])
})
