import { expect, test } from 'vitest'
import { findToolName } from '../../../src/agent/tool-names.ts'

const NAMES = [
  'ReadFile',
  'Shell',
  'mcp__files__read_file',
  'mcp__files__list',
  'mcp__git__list',
  'mcp__a_b__stat__all',
]

test.each([
  ['ReadFile', 'ReadFile'],
  [' functions.read_file:0 ', 'ReadFile'],
  ['Shell()', 'Shell'],
  ['mcp__files__list', 'mcp__files__list'],
  ['mcp-files-list', 'mcp__files__list'],
  // The servers' own names, by which Kimi CLI calls their tools.
  ['stat__all', 'mcp__a_b__stat__all'],
  ['list', null],
  ['read_file', 'ReadFile'],
  ['nothing', null],
])('%s is %s', (called, name) => {
  expect(findToolName(NAMES, called)).toBe(name)
})
