import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIgnoreRules } from '../../../src/workspace/ignore-rules.ts'

let dir: string
beforeEach(() => (dir = realpathSync(mkdtempSync(join(tmpdir(), 'ignored-')))))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('a pipe called .gitignore is not waited for', () => {
  execFileSync('mkfifo', [join(dir, '.gitignore')])
  expect(createIgnoreRules(dir).isIgnored(join(dir, 'x'), false)).toBe(false)
})

test('a worktree excludes what its repository excludes', () => {
  const main = join(dir, 'main')
  mkdirSync(main)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: main, stdio: 'pipe' })
  git('init', '-q')
  git('commit', '-qm', 'one', '--allow-empty')
  git('worktree', 'add', '-q', '../tree')
  mkdirSync(join(main, '.git', 'info'), { recursive: true })
  appendFileSync(join(main, '.git', 'info', 'exclude'), '*.log\n')
  for (const root of [main, join(dir, 'tree')]) {
    const rules = createIgnoreRules(root)
    expect(rules.isIgnored(join(root, 'a', 'x.log'), false)).toBe(true)
    expect(rules.isIgnored(join(root, 'a', 'x.ts'), false)).toBe(false)
  }
})

const PATTERNS = [
  [
    '*.log',
    'a',
    '/a',
    'a/',
    'a/**',
    '**/b',
    'a/**/b',
    'a*b*c*d',
    '*a*b*c',
    'a?c',
    '[a-c]x',
    '[!a]x',
    '[^a]x',
    '[a/b]x',
    '\\*a',
    'x[',
  ],
  [
    '*/b',
    '*/*/c',
    'a/*/**',
    '**/*a*b*',
    '**/a/**/b*c*',
    '*😀*a*',
    'a**b**c',
    '!keep',
    'a.b',
    'a+b',
    '***',
    '*?*?*?x',
    '**',
  ],
].flat()
const NAMES = [
  'a',
  'b',
  'abcd',
  'a1b2c3d',
  'xaybzc',
  'abc',
  'a/c',
  'bx',
  'ax',
  '*a',
  'x.log',
  'keep',
  'a.b',
  'a+b',
  'axb',
  'x😀ya',
  'aab',
  'xyzx',
]

test('each pattern ignores what git ignores', () => {
  execFileSync('git', ['init', '-q', dir])
  const paths = NAMES.flatMap((name) => [name, `a/${name}`, `q/a/z/${name}`, `a/b/${name}`])
  for (const pattern of PATTERNS) {
    writeFileSync(join(dir, '.gitignore'), `${pattern}\n`)
    // Each path without its folders: those are asked about by themselves.
    const rules = createIgnoreRules(dir)
    const parts = (path: string) => path.split('/').map((_, at, all) => all.slice(0, at + 1).join('/'))
    const ours = paths.filter((path) => parts(path).some((part) => rules.isIgnored(join(dir, part), part !== path)))
    const { stdout } = spawnSync(
      'git',
      ['-C', dir, '-c', 'core.quotePath=false', 'check-ignore', '--no-index', '-z', '--stdin'],
      {
        input: paths.join('\0'),
        encoding: 'utf8',
      },
    )
    expect(ours, pattern).toEqual(stdout.split('\0').filter((path) => path !== ''))
  }
})

test('a pattern of many stars is compared with a long name in linear time', () => {
  const hostile = ['*a'.repeat(8) + 'b', '*a'.repeat(120) + 'b', '**/'.repeat(60) + '*a*a*b', 'a?*'.repeat(50) + 'b']
  for (const pattern of hostile) {
    writeFileSync(join(dir, '.gitignore'), `${pattern}\n`)
    const rules = createIgnoreRules(dir)
    const begin = performance.now()
    expect(rules.isIgnored(join(dir, 'x/'.repeat(100), 'a'.repeat(250)), false)).toBe(false)
    expect(performance.now() - begin, pattern).toBeLessThan(500)
  }
})
