// Claims about every text, tried with random ones made of the pieces that hurt.

import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { createSanitiser, sanitiseLine, sanitiseStyled, sanitiseText } from '../../../../src/safety/text/sanitiser.ts'
import { showCommand, showExact } from '../../../../src/safety/text/exact-text.ts'
import { describeHosts, spellHosts } from '../../../../src/safety/text/host-names.ts'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { classifyCommand } from '../../../../src/safety/lines/line-risk.ts'
import { readPlainLine } from '../../../../src/safety/certain/plain-line.ts'
import type { ReaderSight } from '../../../../src/safety/sandbox/wall.ts'
import { openSandbox } from '../../../../src/safety/sandbox/sandbox.ts'
import { findForeign } from '../../../support/hostile-pieces.ts'

const hostile = array(
  oneof(
    constantFrom(
      '\u001b',
      '[31m',
      '[2J',
      ']0;',
      '\u0007',
      '\u009b',
      '\u0090',
      '\u001b\\',
      '\r',
      '\n',
      '\t',
      '\b',
      '\0',
    ),
    constantFrom('\u202e', '\u200b', '\ufe0f', '\ud800', '\udc00', '\u{e0041}', '\u0301', '❤️', '界', '    ', '\u00a0'),
    constantFrom(
      'ls',
      'rm -rf ~',
      ';',
      '&&',
      '|',
      "'",
      '"',
      '`',
      '$(',
      ')',
      '{',
      '}',
      '\\',
      '<<',
      '#',
      'https://аpple.com/x',
      '*',
      '$X',
    ),
    string({ maxLength: 3, unit: 'binary' }),
  ),
  { maxLength: 20 },
).map((parts) => parts.join(''))

beforeAll(() => ensureGrammar())

test('whatever passes a sanitiser holds no foreign byte, and passes it again unchanged', () => {
  assert(
    property(hostile, (text) => {
      for (const clean of [sanitiseText, showExact, showCommand, (each: string) => sanitiseLine(each, 50)]) {
        expect(findForeign(clean(text), /❤️|(?!)/g)).toBe(null)
        expect(clean(clean(text))).toBe(clean(text))
      }
      expect(findForeign(sanitiseStyled(text).replaceAll('❤️', ''))).toBe(null)
      const stream = createSanitiser()
      const pieces = [...text].map((character) => stream.push(character)).join('') + stream.end()
      expect(findForeign(pieces.replaceAll('❤️', ''), /(?!)/g)).toBe(null)
    }),
    { numRuns: 500 },
  )
})

test('what is approved is shown in full: two commands that look the same are the same', () => {
  const unmark = (text: string) => text.replaceAll(/<U\+[0-9A-F]{4,6}>/g, '').replaceAll(/ <\d+ blanks> /g, '')
  assert(
    property(hostile, (text) => {
      // Every character that is not named stands there as itself, in its place.
      const plain = [...text.replaceAll(/[^ -~\n]/g, '')].filter((character) => character !== ' ').join('')
      const shown = [...unmark(showCommand(text)).replaceAll(/[^ -~\n]/g, '')]
        .filter((character) => character !== ' ')
        .join('')
      expect(shown).toBe(plain)
    }),
    { numRuns: 500 },
  )
})

test('hosts are described and spelled for any text', () => {
  assert(
    property(hostile, (text) => {
      expect(describeHosts(text, true).every((line) => findForeign(line) === null)).toBe(true)
      expect(spellHosts(spellHosts(text))).toBe(spellHosts(text))
    }),
    { numRuns: 300 },
  )
})

test('no text before a deletion makes the line a reader, and the parser never throws', () => {
  assert(
    property(hostile, (text) => {
      const line = `${text}\nrm -rf ~/x`
      const { labels, parses } = classifyCommand(line, 'bash')
      // A here-document or an open quote may turn the deletion into data. Lines with `<<` are left out; an open quote does not parse.
      if (!text.includes('<<')) expect(parses && labels.includes('safe-readonly'), JSON.stringify(line)).toBe(false)
      const plain = readPlainLine(line, { HOME: '/home', PWD: '/home/work' })
      expect(plain === null || text.trim() === '', JSON.stringify(line)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('the sandbox gets a command as one argument, and nothing else of its arguments depends on it', async (context) => {
  const run = mkdtempSync(join(tmpdir(), 'kimi-args-'))
  onTestFinished(() => rmSync(run, { recursive: true, force: true }))
  const sandbox = await openSandbox(run)
  if (sandbox.kind !== 'ready') return context.skip(sandbox.reason)
  const prepared = (await sandbox.prepare({ home: run, own: [], folders: [run] }))!
  const argumentsOf = (command: string, view: 'closed' | 'system', sight: ReaderSight) =>
    prepared.wall(view, sight).wrap({ file: '/bin/bash', args: ['-c', command], cwd: run, env: { PATH: '/bin' } })
  assert(
    property(
      hostile,
      constantFrom('closed' as const, 'system' as const),
      constantFrom('names' as const, 'certain' as const, 'tried' as const),
      (text, view, sight) => {
        const wrapped = argumentsOf(text, view, sight)
        const other = argumentsOf('ls', view, sight)
        expect(wrapped.file).toBe(other.file)
        expect(wrapped.env).toEqual(other.env)
        expect(wrapped.args.slice(0, -1)).toEqual(other.args.slice(0, -1))
        expect(wrapped.args.at(-1)).toBe(text)
      },
    ),
    { numRuns: 100 },
  )
})
