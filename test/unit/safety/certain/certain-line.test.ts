import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CertainPlace, findCertainty } from '../../../../src/safety/certain/certain-line.ts'
import { readBlocks } from '../lines/risk-lines.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-certain-')))
const home = join(root, 'home')
const work = join(home, 'work')
const bin = join(root, 'bin')
const place: CertainPlace = { cwd: work, folders: [work], own: [join(home, '.kimi')], home, path: process.env['PATH']! }
const sees = (line: string, more: Partial<CertainPlace> = {}) => findCertainty(line, { ...place, ...more })

beforeAll(() => {
  for (const folder of ['src', 'dash', 'secret', 'linked']) mkdirSync(join(work, folder), { recursive: true })
  for (const file of ['README.md', 'a.txt', 'src/a.ts', 'src/b.ts', 'dash/-o', 'secret/.env', 'secret/x'])
    writeFileSync(join(work, file), 'x\n')
  linkSync(join(work, 'secret/.env'), join(work, 'linked/name'))
  symlinkSync('/etc/shadow', join(work, 'linked/soft'))
  execFileSync('git', ['init', '-q', work])
  mkdirSync(bin)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('certain only to show', () => {
  test.each([
    'ls',
    'ls -la src',
    'ls *.md | wc -l',
    'cat README.md a.txt',
    'cat src/*.ts | head -20 | sort -rn',
    'cat /etc/hostname',
    "grep -rn 'rm -rf /' src --include='*.ts'",
    'grep -E "a|b" README.md && echo found || echo none',
    'rg -n TODO src',
    'find . -name "*.ts" -not -path "./node_modules/*" -type f',
    'find . \\( -name a -o -name b \\) -print',
    "sed -n '1,20p' README.md",
    "sed 's/a/b/g; s|x|y|' README.md",
    "awk '$3 > 100 {print $1, $NF}' a.txt",
    "awk -F: '{ if ($1 > 2) n += $2 } END { print n }' a.txt",
    'jq -r ".a | keys" a.txt',
    'git status --short',
    'git diff --stat HEAD~3 -- src',
    "git log --oneline -20 --grep='push --force'",
    'git --no-pager show HEAD:README.md',
    'cd src && ls && cat a.ts',
    'wc -l < /dev/null',
    'cat README.md 2>/dev/null',
    'ls nothing 2>&1 | head',
    'echo "it costs 5\\$" done',
    'which awk; bash --version',
    'du -sh ~/Downloads "$HOME/x"',
    'test -f README.md && echo yes',
    'date +%F',
  ])('%s', (line) => expect(sees(line)).toBe('closed'))

  test.each(['ps aux', 'ps -ef | grep node', 'ss -ltn', 'ip addr show'])('%s, which has to see the system', (line) =>
    expect(sees(line)).toBe('system'),
  )
})

describe('not certain', () => {
  test.each([
    ['a word that is expanded', 'ls $(pwd)'],
    ['a variable', 'cat $X'],
    ['an assignment', 'X=1 ls'],
    ['a brace list', 'cat {a,b}.txt'],
    ['a redirection to a file', 'ls > out'],
    ['a redirection from a file', 'sort < README.md'],
    ['a second line', 'ls\nls'],
    ['a comment', 'ls # all'],
    ['a task in the background', 'ls &'],
    ['an option that is not listed', 'ls --unknown'],
    ['an abbreviated option', 'sort --outp=x README.md'],
    ['an option hidden among letters', 'sort -nuo x README.md'],
    ['an operand that is written to', 'uniq a.txt b.txt'],
    ['a pattern that yields a secret', 'cat secret/.e*'],
    ['a folder with a secret', 'grep -r x secret'],
    ['another name of a secret', 'cat linked/name'],
    ['a link to a secret', 'cat linked/soft'],
    ['a file elsewhere', 'cat ~/notes.txt'],
    ['a file of ours', 'cat ~/.kimi/config.toml'],
    ['another process', 'cat /proc/1/cmdline'],
    ['the environment of processes', 'ps auxe'],
    ['a program by its path', '/bin/ls'],
    ['a program that is not listed', 'frobnicate'],
    ['an interpreter', 'python3 -c "print(1)"'],
    ['xargs', 'ls | xargs cat'],
    ['a folder that may not be entered', 'cd src; ls'],
    ['a folder outside', 'cd .. && ls'],
    ['a script of sed that writes', "sed -n 'w out' README.md"],
    ['a program of awk that writes', `awk '{print > "out"}' a.txt`],
    ['a filter of jq that reads the environment', 'jq -n env'],
    ['a date that would be set', 'date 01010000'],
    ['a branch that would be made', 'git branch new'],
    ['a diff written to a file', 'git diff --output=x'],
    ['a home put in behind =', 'ls --hide=~/x'],
  ])('%s: %s', (_, line) => expect(sees(line)).toBeNull())

  test('a pattern that yields an option', () => {
    expect(sees('wc -l ./*', { cwd: join(work, 'dash') })).toBe('closed')
    expect(sees('wc -l *', { cwd: join(work, 'dash') })).toBeNull()
  })

  test('a pattern that finds a name which is no text', () => {
    const odd = join(work, 'odd')
    mkdirSync(odd)
    symlinkSync('/etc/shadow', Buffer.concat([Buffer.from(`${odd}/`), Buffer.of(0xff, 0x61)]))
    expect(sees('cat *', { cwd: odd })).toBeNull()
  })

  test('a program that the workspace brings along', () => {
    writeFileSync(join(work, 'src/ls'), '#!/bin/sh\n', { mode: 0o755 })
    expect(sees('ls', { path: `${join(work, 'src')}:${place.path}` })).toBeNull()
    expect(sees('ls', { path: `.:${place.path}` })).toBeNull()
    // A program in a home may obey a file of the workspace that names a version.
    expect(sees('ls', { path: `${bin}:${place.path}` })).toBe('closed')
    writeFileSync(join(bin, 'ls'), '#!/bin/sh\n', { mode: 0o755 })
    expect(sees('ls', { path: `${bin}:${place.path}` })).toBeNull()
  })

  test('git where the repository names a program, or could be one without a working tree', () => {
    const repository = join(root, 'repository')
    execFileSync('git', ['init', '-q', repository])
    const there = { cwd: repository, folders: [repository] }
    expect(sees('git status', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`])
    expect(sees('git status', there)).toBeNull()
    execFileSync('git', ['-C', repository, 'rm', '-q', '--cached', 'sub'])
    expect(sees('git status', there)).toBe('closed')
    execFileSync('git', ['-C', repository, 'config', 'core.fsmonitor', './x'])
    expect(sees('git status', there)).toBeNull()
    execFileSync('git', ['init', '-q', '--bare', join(root, 'bare')])
    expect(sees('git log', { cwd: join(root, 'bare'), folders: [root] })).toBeNull()
  })
})

test('no line of another label is certain', () => {
  const wrong = readBlocks()
    .filter(({ heading }) => !heading.startsWith('safe-readonly'))
    .flatMap(({ commands }) => commands.filter((line) => sees(line) !== null))
  expect(wrong).toEqual([])
})

test('whatever is put behind a certain line, no program runs unseen', () => {
  const poison = fc.constantFrom(
    '$(touch m)',
    '`touch m`',
    '>m',
    '<(touch m)',
    '\ntouch m',
    ';touch m',
    '&touch m',
    '|sh',
    '${x}',
    '{a,b}',
    '(touch m)',
  )
  const before = fc.constantFrom('ls', 'ls ', 'cat README.md', 'echo "a" ', "grep 'x' a.txt ", 'git status ')
  fc.assert(
    fc.property(before, poison, fc.constantFrom('', ' ', ' x'), (line, bad, after) => {
      expect(sees(line + bad + after)).toBeNull()
    }),
  )
})

test('any text is judged without an error, and quickly', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60, unit: 'binary' }), (line) => void sees(line)))
  expect(sees('ls '.repeat(100_000))).toBeNull()
  expect(sees(`awk '${'('.repeat(4_000)}' x`)).toBeNull()
})
