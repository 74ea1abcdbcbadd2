// Decisions on calls of MCP servers' tools: by mode, setting, rule and approval, and for tools that have changed since.

import { describe, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { makeLastingRule } from '../../../../src/safety/rules/lasting-rule.ts'
import {
  decide,
  describeRule,
  patternOf,
  ruledAct,
  type PermissionState,
  type PermissionSubject,
  type ServerToolFacts,
} from '../../../../src/safety/rules/permission.ts'
import { readRules } from '../../../../src/safety/rules/permission-rule.ts'
import { distrust } from '../../../../src/safety/sources/distrust.ts'
import { createTurnSources } from '../../../../src/safety/sources/turn-sources.ts'

await ensureGrammar()

const FACTS: ServerToolFacts = {
  server: 'hub',
  isTrusted: false,
  isReadOnly: false,
  pin: 'abcd1234',
  hasChanged: false,
}

function act(facts: Partial<ServerToolFacts> = {}, tool = 'create_issue'): PermissionSubject {
  return {
    action: `mcp:hub/${tool}`,
    tool: `mcp__hub__${tool}`,
    subject: { kind: 'other', value: '{}' },
    serverTool: { ...FACTS, ...facts },
  }
}

function state(more: Partial<PermissionState> = {}): PermissionState {
  const place = { workDirs: ['/work'], isTrusted: true, shareDir: '/share', home: '/home', planFile: '', path: '/bin' }
  return { mode: 'ask', rules: [], ...place, sandbox: { closesAllSecrets: true }, ...more }
}

const rules = (...entries: object[]) => readRules(entries, { home: '/home', source: 'config.toml' }).rules

test('each mode has its answer; a tool that only reads passes where the user trusts its server', () => {
  const reads = { isReadOnly: true, isTrusted: true }
  const table = [
    ['ask', {}, 'ask'],
    ['ask', { isReadOnly: true }, 'ask'],
    ['ask', reads, 'allow'],
    ['accept-edits', {}, 'ask'],
    ['plan', {}, 'deny'],
    ['plan', { isReadOnly: true }, 'deny'],
    ['plan', reads, 'allow'],
    ['auto', {}, 'allow'],
    ['bypass', {}, 'allow'],
  ] as const
  for (const [mode, facts, kind] of table)
    expect({ mode, facts, kind: decide(act(facts), state({ mode })).kind }).toEqual({ mode, facts, kind })
})

test('the setting lets trusted servers through, or all', () => {
  const kindOf = (isTrusted: boolean, serverApprovals: 'ask' | 'per_server' | 'all') =>
    decide(act({ isTrusted }), state({ serverApprovals })).kind
  expect([kindOf(false, 'per_server'), kindOf(true, 'per_server'), kindOf(false, 'all')]).toEqual([
    'ask',
    'allow',
    'allow',
  ])
  expect(decide(act(), state({ serverApprovals: 'all', mode: 'plan' })).kind).toBe('deny')
})

describe('a tool that has changed since it was approved', () => {
  const changed = act({ hasChanged: true, isTrusted: true, isReadOnly: true })
  test('is asked about whatever let it pass before, and refused where nobody is there', () => {
    const permissions = rules({ decision: 'allow', tool: 'mcp:hub/*' })
    for (const serverApprovals of ['ask', 'per_server', 'all'] as const)
      expect(decide(changed, state({ serverApprovals, permissions }))).toMatchObject({
        kind: 'ask',
        reason: expect.stringContaining('is not the one that was approved'),
      })
    expect(decide(changed, state({ mode: 'auto' })).kind).toBe('deny')
  })

  test('is not covered by the approval for the session that it had', () => {
    const approved = [patternOf(act(), ['/work'])]
    expect(decide(act(), state({ rules: approved })).kind).toBe('allow')
    expect(decide(act({ pin: 'ffff0000' }), state({ rules: approved })).kind).toBe('ask')
    expect(describeRule(approved[0]!)).toBe('mcp:hub/create_issue')
  })
})

describe('rules', () => {
  test('name a server, a tool or several, also by the model’s name', () => {
    const kindFor = (tool: string, decision: string) =>
      decide(act(), state({ permissions: rules({ decision, tool }) })).kind
    for (const tool of ['mcp:hub/create_issue', 'mcp:hub/*', 'mcp:*/create_*', 'mcp__hub__*', 'mcp:*'])
      expect([tool, kindFor(tool, 'allow'), kindFor(tool, 'deny')]).toEqual([tool, 'allow', 'deny'])
    for (const tool of ['mcp:other/*', 'mcp:hub/create', 'mcp__other__*'])
      expect([tool, kindFor(tool, 'allow'), kindFor(tool, 'deny')]).toEqual([tool, 'ask', 'ask'])
  })

  test('of an answer "always" hold for the tool as it was', () => {
    const place = {
      cwd: '/work',
      folders: ['/work'],
      own: ['/share'],
      home: '/home',
      path: '',
      isTrusted: true,
      now: Date.now(),
    }
    const rule = makeLastingRule(ruledAct(act()), place)!
    expect(rule).toMatchObject({ tool: 'mcp:hub/create_issue', match: '#abcd1234', scope: '/work' })
    const { rules: read, problems } = readRules([{ ...rule, expires: new Date(rule.expires!) }], {
      home: '/home',
      source: 'config.toml',
    })
    expect(problems).toEqual([])
    expect(decide(act(), state({ permissions: read })).kind).toBe('allow')
    expect(decide(act({ pin: 'ffff0000' }), state({ permissions: read })).kind).toBe('ask')
  })
})

test('what a turn has read of the server itself takes no approval from it; what it has read elsewhere does', () => {
  const allow = { kind: 'allow' as const, reason: '' }
  const own = createTurnSources('', undefined, ['the tool mcp__hub__list_issues'])
  expect(distrust(allow, act(), state(), own).kind).toBe('allow')
  // The server's words may be an order to send it a file that the turn has read here.
  own.beginInner().noteOwn()
  expect(distrust(allow, act(), state(), own).kind).toBe('ask')
  expect(distrust(allow, act(), state({ mode: 'auto' }), own).kind).toBe('deny')
  const other = createTurnSources('', undefined, ['the tool mcp__mail__read'])
  expect(distrust(allow, act(), state(), other).kind).toBe('ask')
  // A server whose name only begins in the same way is another one.
  expect(distrust(allow, act(), state(), createTurnSources('', undefined, ['the tool mcp__hub2__x'])).kind).toBe('ask')
})
