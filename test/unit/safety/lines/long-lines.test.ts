// Long lines of one repeated sign, as a model or a page may send them, are judged at once. The bound is generous: the faults that it is for
// took from 20 seconds to many minutes.

import { beforeAll, describe, expect, test } from 'vitest'
import { takeOffFrames } from '../../../../src/safety/certain/line-frames.ts'
import { ensureGrammar, parseCommand } from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../../../src/safety/lines/line-risk.ts'
import { fitDenied, readPattern } from '../../../../src/safety/rules/word-pattern.ts'
import { readUnaskedLine } from '../../../../src/safety/rules/unasked-line.ts'
import { isSecretPath } from '../../../../src/safety/secrets/secret-names.ts'
import { cutLine } from '../../../../src/shell-syntax/line-cutter.ts'
import { splitPieces } from '../../../../src/shell-syntax/operator-split.ts'

const BOUND_MS = 5_000
const UNITS = [
  ...[
    ' ',
    '\n',
    '\t',
    '(',
    ')',
    '{',
    '}',
    '$(',
    '"',
    "'",
    '`',
    '\\',
    '#',
    ';',
    '|',
    '&',
    '=',
    '<',
    '>',
    '~',
    '*',
    '[',
    '!',
    'a',
  ],
  ...[
    '<<x',
    '<<x\n',
    'if ',
    'for ',
    '[[ ',
    '{a,b}',
    '{a,',
    'a ',
    '-a ',
    'x; ',
    '$((',
    '<(',
    '\\\n',
    ' #',
    'x) ',
    'do ',
  ],
]
const WRAPS = [
  ['', ''],
  ['echo ', 'x'],
  ['{ ', ''],
  ['for a in b; do ', ''],
] as const

const lines = (characters: number) =>
  UNITS.flatMap((unit) => WRAPS.map(([start, end]) => start + unit.repeat(characters / unit.length) + end))

function expectQuick(act: (line: string) => unknown, characters: number) {
  for (const line of lines(characters)) {
    const begun = performance.now()
    act(line)
    expect(performance.now() - begun, JSON.stringify(line.slice(0, 30))).toBeLessThan(BOUND_MS)
  }
}

beforeAll(ensureGrammar)

describe('a line of 200,000 characters', { timeout: 120_000 }, () => {
  test('loses its frames', () => expectQuick(takeOffFrames, 200_000))
  test('is cut', () => expectQuick((line) => [cutLine(line), splitPieces(line, true)], 25_000))
  test('is looked at for names of secrets', () => expectQuick(isSecretPath, 200_000))
})

test('a line that is short enough for the grammar is judged', { timeout: 120_000 }, () => {
  expectQuick((line) => classifyCommand(line, 'any'), 8_000)
})

test('a whole decision on a long line is quick', { timeout: 120_000 }, () => {
  const place = { workDirs: ['/w'], shareDir: '/s', home: '/h', path: '/usr/bin', sandbox: null }
  for (const unit of [' ', '\n', ')', '>', '{a,b}']) {
    for (const characters of [16_000, 200_000]) {
      const begun = performance.now()
      const line = readUnaskedLine(`echo ${unit.repeat(characters / unit.length - 2)}x`, place)
      line.readerView()
      line.whyRefused()
      expect(performance.now() - begun, unit).toBeLessThan(BOUND_MS)
    }
  }
})

test('a line that names more files than can be looked at is refused where nobody is asked', () => {
  const place = { workDirs: ['/w'], shareDir: '/s', home: '/h', path: '/usr/bin', sandbox: { closesAllSecrets: true } }
  const line = (count: number) => readUnaskedLine(`touch ${'a b c d e '.repeat(500)}${names(count)}`, place)
  const names = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`).join(' ')
  expect(line(900).whyRefused()).toBeNull()
  expect(line(1_100).whyRefused()).toBe('It names more than 1000 files, and nobody is here to ask')
})

test('a text full of errors is not parsed, one with an error in it is', () => {
  expect(parseCommand(')'.repeat(16_000), () => true)).toBeNull()
  expect(parseCommand('echo a )', ({ hasError }) => hasError)).toBe(true)
  expect(parseCommand('ls -la | wc; '.repeat(1_000), ({ hasError }) => hasError)).toBe(false)
})

test('a rule with three stars is compared with thousands of options', () => {
  const pattern = readPattern('git * a * b * c')!
  const options = Array.from({ length: 20_000 }, () => ({ value: '-x', isKnown: true }))
  const begun = performance.now()
  expect(fitDenied(pattern, ['git'], options)).toBe('no')
  expect(performance.now() - begun).toBeLessThan(BOUND_MS)
})
