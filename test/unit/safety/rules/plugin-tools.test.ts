// Decisions on calls of plugins' tools: by mode, rule and approval, and after foreign text.

import { expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { findForbiddenFiles } from '../../../../src/safety/rules/forbidden-files.ts'
import { describeLasting, makeLastingRule } from '../../../../src/safety/rules/lasting-rule.ts'
import {
  approvedAction,
  decide,
  describeRule,
  patternOf,
  ruledAct,
  type PermissionState,
  type PermissionSubject,
} from '../../../../src/safety/rules/permission.ts'
import { readRules } from '../../../../src/safety/rules/permission-rule.ts'
import { distrust } from '../../../../src/safety/sources/distrust.ts'
import { createTurnSources } from '../../../../src/safety/sources/turn-sources.ts'

await ensureGrammar()

const act = (more: Partial<PermissionSubject> = {}): PermissionSubject => ({
  action: 'plugin:greet',
  tool: 'greet',
  subject: { kind: 'other', value: '{"who":"Ann"}' },
  pluginTool: { plugin: 'greeter', pin: 'abcd1234' },
  ...more,
})

function state(more: Partial<PermissionState> = {}): PermissionState {
  const place = { workDirs: ['/work'], isTrusted: true, shareDir: '/share', home: '/home', planFile: '', path: '/bin' }
  return { mode: 'ask', rules: [], ...place, sandbox: { closesAllSecrets: true }, ...more }
}

const rules = (...entries: object[]) => readRules(entries, { home: '/home', source: 'config.toml' }).rules
const kindOf = (ask: PermissionSubject, more: Partial<PermissionState>) => decide(ask, state(more)).kind

test('each mode has its answer, and what is always asked about is refused where nobody is', () => {
  const table = { ask: 'ask', 'accept-edits': 'ask', plan: 'deny', auto: 'allow', bypass: 'allow' } as const
  for (const [mode, kind] of Object.entries(table) as [PermissionState['mode'], string][])
    expect({ mode, kind: kindOf(act(), { mode }) }).toEqual({ mode, kind })
  const changed = act({ isAlwaysAsked: true })
  for (const [mode, kind] of [
    ['ask', 'ask'],
    ['bypass', 'ask'],
    ['auto', 'deny'],
  ] as const)
    expect({ mode, kind: kindOf(changed, { mode }) }).toEqual({ mode, kind })
})

test('in auto it runs nowhere but behind a wall that hides all secrets', () => {
  expect(kindOf(act(), { mode: 'auto', sandbox: { closesAllSecrets: false } })).toBe('deny')
  expect(kindOf(act(), { mode: 'auto', sandbox: { closesAllSecrets: true, isClosedPlace: true } })).toBe('deny')
  expect(kindOf(act(), { mode: 'auto', sandbox: null })).toBe('deny')
  expect(kindOf(act(), { mode: 'auto', sandbox: { closesAllSecrets: true } })).toBe('allow')
})

test('no setting for MCP servers and no approval of commands lets it run', () => {
  expect(kindOf(act(), { serverApprovals: 'all' })).toBe('ask')
  expect(kindOf(act(), { rules: ['Shell(python3 *)', 'mcp:greet#abcd1234'] })).toBe('ask')
})

test('an approval covers the tool with every argument, as long as no file of the plugin changes', () => {
  const pattern = patternOf(act(), ['/work'])
  expect(describeRule(pattern)).toBe('plugin:greet')
  const other = act({ subject: { kind: 'other', value: '{"who":"Bob"}' } })
  const later = act({ pluginTool: { plugin: 'greeter', pin: 'beef0000' } })
  expect(kindOf(other, { rules: [pattern] })).toBe('allow')
  expect(kindOf(later, { rules: [pattern] })).toBe('ask')
  expect(kindOf(later, { approvedActions: [approvedAction(act())] })).toBe('ask')
  expect(kindOf(other, { approvedActions: [approvedAction(act())] })).toBe('allow')
})

test('rules name it by its tool or as plugin:TOOL; "always" holds for its files as they are', () => {
  expect(kindOf(act(), { mode: 'bypass', permissions: rules({ decision: 'deny', tool: 'greet' }) })).toBe('deny')
  expect(kindOf(act(), { mode: 'bypass', permissions: rules({ decision: 'deny', tool: 'plugin:*' }) })).toBe('deny')
  expect(kindOf(act(), { permissions: rules({ decision: 'allow', tool: 'plugin:greet' }) })).toBe('allow')
  const place = {
    cwd: '/work',
    folders: ['/work'],
    own: ['/share'],
    home: '/home',
    path: '/bin',
    isTrusted: true,
    now: 0,
  }
  const lasting = makeLastingRule(ruledAct(act()), place)!
  expect(describeLasting(lasting)).toContain('plugin:greet')
  const kept = { ...lasting, expires: null, scope: '' }
  expect(kindOf(act(), { permissions: [kept] })).toBe('allow')
  expect(kindOf(act({ pluginTool: { plugin: 'greeter', pin: 'beef0000' } }), { permissions: [kept] })).toBe('ask')
})

test('outside the sandbox, where it has failed, it runs after a question of its own', () => {
  const outside = act({ action: 'run plugin tool outside the sandbox', failedIn: 'workspace' })
  const approved = { rules: [patternOf(act(), ['/work'])] }
  expect(kindOf(outside, { mode: 'bypass', ...approved })).toBe('ask')
  expect(kindOf(outside, { mode: 'auto', ...approved })).toBe('deny')
  const exact = patternOf(outside, ['/work'])
  expect(kindOf(outside, { mode: 'bypass', rules: [exact] })).toBe('allow')
  const other = { ...outside, subject: { kind: 'other' as const, value: '{}' } }
  expect(kindOf(other, { mode: 'bypass', rules: [exact] })).toBe('ask')
})

test('the files of plugins are read unasked, but not the one in which a key stands', () => {
  const read = (name: string): PermissionSubject => ({
    action: 'read file',
    tool: 'ReadFile',
    isFree: true,
    subject: { kind: 'read', value: `/share/plugins/greeter/${name}` },
  })
  const keyFiles = ['/share/plugins/greeter/config.json']
  expect(kindOf(read('SKILL.md'), { keyFiles })).toBe('allow')
  expect(kindOf(read('config.json'), { keyFiles })).toBe('ask')
  expect(kindOf(read('config.json'), { keyFiles, mode: 'auto' })).toBe('deny')
  expect(kindOf(read('config.json'), {})).toBe('allow')
  // A plugin lies there with its key while it is installed.
  const staged = {
    ...read(''),
    subject: { kind: 'read' as const, value: '/share/plugins/.new-1-abc/plugin/config.json' },
  }
  expect(kindOf(staged, {})).toBe('ask')
  const place = {
    cwd: '/work',
    folders: ['/work'],
    own: ['/share'],
    home: '/home',
    path: '/bin',
    isTrusted: true,
    now: 0,
  }
  const isForbidden = findForbiddenFiles([], { ...place, share: '/share', sessionDir: '/share/sessions/a', keyFiles })
  expect([keyFiles[0]!, '/share/plugins/greeter/SKILL.md'].map((path) => isForbidden(path))).toEqual([true, false])
})

test('after foreign text it is asked about again, but not for what the plugin itself has said', () => {
  const approved = state({ rules: [patternOf(act(), ['/work'])] })
  const after = (source: string) => {
    const sources = createTurnSources('greet them')
    sources.note(source, 'words')
    return distrust(decide(act(), approved), act(), approved, sources).kind
  }
  expect(after('https://example.org')).toBe('ask')
  expect(after('the plugin other')).toBe('ask')
  expect(after('the plugin greeter')).toBe('allow')
})
