import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { describeAct } from '../../../../src/safety/notes/approval-notes.ts'

const cwd = mkdtempSync(join(tmpdir(), 'notes-'))
const notesOf = (command: string) => describeAct({ kind: 'command', value: command }, { cwd, home: '/nobody' })

beforeAll(async () => {
  await ensureGrammar()
  mkdirSync(join(cwd, 'build', 'a', 'b'), { recursive: true })
  for (const name of ['x', 'a/y', 'a/b/z', '.hidden']) writeFileSync(join(cwd, 'build', name), 'x'.repeat(400_000))
  symlinkSync('/', join(cwd, 'build', 'a', 'root'))
  writeFileSync(join(cwd, '-rf'), '')
})
afterAll(() => rmSync(cwd, { recursive: true }))

test.each([
  ['rm -r build/*', 'deletes 4 files, 2 directories, 1.1 MB: build/a, build/x'],
  ['rm -rf build', 'deletes 5 files, 3 directories, 1.5 MB: build'],
  ['rm build/x && ls', 'deletes 1 file, 391 KB: build/x'],
  ["rm 'build/*'", 'deletes nothing: build/* is not there'],
  ['rm build', 'deletes nothing: without -r a directory stays'],
  ['rm -- -rf', 'deletes 1 file, 0 B: -rf'],
])('a deletion says what it expands to: %s', async (command, note) => {
  expect(await notesOf(command)).toEqual([note])
})

test.each([
  'cd build && rm -rf *',
  'find . -name "*.o" -delete',
  'git clean -fdx',
  'ls | xargs rm',
  'rm -rf $(cat list)',
  'rm -rf {a,b}',
  'sudo rm -rf build',
])('and what it expands to is not known before it runs: %s', async (command) => {
  expect(await notesOf(command)).toEqual(['how many files it deletes is not known before it runs'])
})

test('a variable that may be empty is named with what would then go', async () => {
  expect(await notesOf('rm -rf $BUILD/')).toEqual([
    'how many files it deletes is not known before it runs; if $BUILD is empty it deletes /',
  ])
})

test('a link that leads out of the folder is named with its end, for commands that may write there', async () => {
  const bashrc = join(cwd, '..', `${cwd.split('/').at(-1)!}-bashrc`)
  symlinkSync(bashrc, join(cwd, 'readme.md'))
  symlinkSync('/usr/bin/env', join(cwd, 'python'))
  const note = `a link leads from readme.md to ${bashrc}`
  for (const command of ['echo x >> readme.md', "sed -i 's/a/b/' readme.md", 'cp x ./readme.md'])
    expect((await notesOf(command)).map((line) => line.replace('./readme', 'readme'))).toEqual([note])
  expect(await notesOf('cat readme.md')).toEqual([])
  expect(await notesOf('./python x.py > out')).toEqual([])
})

test('a folder of many files is counted for a moment only', async () => {
  expect((await notesOf('rm -rf /usr'))[0]).toMatch(/^deletes more than [\d,]+ files, .* and more: \/usr$/)
})

test.each([
  ['curl https://аpple.com/x', 'letters of several alphabets (Latin, Cyrillic)'],
  ['git clone git@xn--80ak6aa92e.com:a/b', 'аррӏе.com is xn--80ak6aa92e.com, written in Cyrillic letters'],
  ['ssh gіthub.com', 'gіthub.com is xn--gthub-n2e.com'],
  ['curl https://evil。com', 'evil。com means evil.com'],
])('a host in other letters is flagged: %s', async (command, note) => {
  expect((await notesOf(command)).join('\n')).toContain(note)
})

test('an ordinary command has no notes', async () => {
  expect(await notesOf('git commit -m "Füße, 日本, файл.txt"')).toEqual([])
  expect(await notesOf('curl https://example.com/файл')).toEqual([])
})

test('a long command says how long it is, and hidden characters are told', async () => {
  expect(await notesOf(`echo ${'x'.repeat(2_000)}\nls`)).toEqual(['2,008 characters in 2 lines'])
  expect(await notesOf('echo a\u200bb')).toEqual(['holds characters that are not seen: they are named as <U+…>'])
})
