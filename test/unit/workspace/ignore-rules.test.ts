import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
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
