import { expect, test } from 'vitest'
import { parseArguments, readableArguments } from '../../../src/protocol/call-arguments.ts'

test.each([
  ['{"a": [1]}', { ok: true, value: { a: [1] } }],
  ['', { ok: true, value: {} }],
  [null, { ok: true, value: {} }],
  ['  \n', { ok: true, value: {} }],
  ['{"a":', { ok: false, reason: expect.stringContaining('JSON') }],
  [`{"a":"${'['.repeat(5_000)}"}`, { ok: true, value: { a: '['.repeat(5_000) } }],
  [`{"a":"\\"${'{'.repeat(5_000)}"}`, { ok: true, value: { a: `"${'{'.repeat(5_000)}` } }],
  ['['.repeat(101), { ok: false, reason: 'they are nested more than 100 levels deep' }],
  ['['.repeat(4_000_000), { ok: false, reason: 'they are longer than 1,000,000 characters' }],
  [`{"a":"${'x'.repeat(1_000_000)}"}`, { ok: false, reason: 'they are longer than 1,000,000 characters' }],
])('arguments %.20j', (text, expected) => {
  expect(parseArguments(text)).toEqual(expected)
})

test('of arguments that cannot be read a provider gets an object with their beginning', () => {
  expect(readableArguments('[1]')).toBe('{"unreadable_arguments":"[1]"}')
  expect(readableArguments('{"a":1}')).toBe('{"a":1}')
  expect(readableArguments('['.repeat(4_000_000)).length).toBeLessThan(10_100)
})
