import fc from 'fast-check'
import { matchesGlob } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TaskWish } from '../../../src/protocol/task.ts'
import { findMistake } from '../../../src/tasks/wish-check.ts'

const wishOf = (wish: Partial<TaskWish>): TaskWish => ({ cwd: import.meta.dirname, env: {}, shellEnv: {}, ...wish })
const watch = (...patterns: string[]) =>
  wishOf({ command: 'make', watch: { patterns, restarts: false, debounceMs: 1 } })

describe('a wish is refused in one line', () => {
  test.each<[Partial<TaskWish>, string]>([
    [{ command: '' }, 'the command is empty'],
    [{ command: ' \t\n' }, 'the command is empty'],
    [{ prompt: '  ' }, 'there are no words for the agent'],
    [{ command: 'x'.repeat(131_073) }, 'the command is too long: 129 KB, at most 128 KB'],
    [{ prompt: 'é'.repeat(1024 * 1024) }, 'the prompt is too long: 2048 KB, at most 1024 KB'],
    [{ command: 'a\0b' }, 'a NUL byte cannot be passed to a command'],
    [{ command: 'a', timeoutS: 0 }, 'timeout 0s: expected more than 0 and at most 24h'],
    [{ command: 'a', timeoutS: Infinity }, 'timeout Infinitys: expected more than 0 and at most 24h'],
    [
      { command: 'a', every: '0 9 * * *', shellEnv: { TZ: 'Mars/Olympus' } },
      'the time zone TZ="Mars/Olympus" is not known here: expected a name such as Europe/Berlin',
    ],
    [
      { command: 'a', every: '0 9 * * *', shellEnv: { TZ: 'CET-1CEST' } },
      'the time zone TZ="CET-1CEST" is not known here: expected a name such as Europe/Berlin',
    ],
    [
      { command: 'a', watch: { patterns: ['x'], restarts: false, debounceMs: 99_999 } },
      'debounce 99999: expected milliseconds, at most 60000',
    ],
  ])('%#: %j', (wish, reason) => {
    expect(findMistake(wishOf(wish))).toBe(reason)
  })

  test.each([
    ['[', 'the pattern "[" has a [ without its ]'],
    ['src/[ab', 'the pattern "src/[ab" has a [ without its ]'],
    ['src/{a,b', 'the pattern "src/{a,b" has a { without its }'],
    ['+(a|b', 'the pattern "+(a|b" has a ( without its )'],
    ['', 'the pattern "" is empty'],
    ['[z-a]', 'the pattern "[z-a]" matches nothing: [z-a] runs backwards'],
    ['x\\', 'the pattern "x\\\\" ends with a backslash'],
    ['{1..100000}', 'the pattern "{1..100000}" stands for more than 1000 names'],
    ['{a,b,c,d}'.repeat(6), `the pattern "${'{a,b,c,d}'.repeat(6)}" stands for more than 1000 names`],
    ['x'.repeat(1001), `the pattern "${'x'.repeat(60)}" is longer than 1000 characters`],
    ['!x', 'no files are named: patterns with ! only exclude'],
  ])('the pattern %j', (pattern, reason) => {
    expect(findMistake(watch(pattern))).toBe(reason)
  })
})

test.each([
  'src/**',
  '*.{ts,tsx}',
  '[a-z]*.c',
  '[!a]',
  '[]]x',
  'a\\[b',
  '+(a|b).ts',
  '@(x)',
  'wish-check.test.ts',
  'ä/日本*',
])('the pattern %s is taken', (pattern) => expect(findMistake(watch(pattern, '!**/*.log'))).toBe(null))

test.each([undefined, '', 'UTC', 'Europe/Berlin', ':Europe/Berlin', 'EST5EDT', 'UTC+3', ':/etc/localtime'])(
  'the time zone %s is taken, and an interval needs none',
  (zone) => {
    const shellEnv: Record<string, string> = zone === undefined ? {} : { TZ: zone }
    expect(findMistake(wishOf({ command: 'a', every: '0 9 * * *', shellEnv }))).toBe(null)
    expect(findMistake(wishOf({ command: 'a', every: '15m', shellEnv: { TZ: 'Mars/Olympus' } }))).toBe(null)
  },
)

test('any pattern that is taken is compared with a path in no time', () => {
  const part = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '*',
    '**',
    '?',
    '!',
    '+',
    '@',
    '|',
    ',',
    '..',
    '/',
    '\\',
    '-',
    '1',
    '9999999',
    'a',
    '\0',
  )
  const pattern = fc.array(part, { maxLength: 14 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(pattern, (text) => {
      const mistake = findMistake(watch(text))
      if (mistake !== null) return void expect(mistake).not.toMatch(/[\n\0]/)
      matchesGlob('src/aaaaaaaaaaaaaaaaaaaaaaaa/b.ts', text)
    }),
    { numRuns: 3_000, interruptAfterTimeLimit: 5_000, markInterruptAsFailure: true },
  )
})
