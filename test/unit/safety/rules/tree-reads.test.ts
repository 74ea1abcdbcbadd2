// A rule that forbids a file, and commands that read it without naming it.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { readRule } from '../../../../src/safety/rules/permission-rule.ts'
import { judgeByRules } from '../../../../src/safety/rules/rule-book.ts'

const home = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-tree-')))
const work = join(home, 'work')
beforeAll(async () => {
  await ensureGrammar()
  for (const folder of ['src', 'secret/deep', 'keys', 'node_modules/x'])
    mkdirSync(join(work, folder), { recursive: true })
  for (const file of ['src/a.ts', 'README.md', 'secret/deep/plan.txt', 'keys/a.pem', 'node_modules/x/test.pem', '.env'])
    writeFileSync(join(work, file), 'x\n')
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

function judge(match: string, line: string): string {
  const rule = readRule({ decision: 'deny', tool: 'Read', match }, { home, source: 'config.toml' }).rule!
  const place = { cwd: work, folders: [work], own: [], home, path: '/usr/bin:/bin', isTrusted: true, now: Date.now() }
  return judgeByRules({ tool: 'Shell', subject: { kind: 'command', value: line } }, [rule], place)?.decision ?? 'none'
}

test.each([
  ['./secret/**', 'grep -r x .', 'ask'],
  ['./secret/**', 'grep -rn x', 'ask'],
  ['./secret/**', 'egrep --recursive x secret', 'ask'],
  ['./secret/**', 'grep -r x src', 'none'],
  ['./secret/**', 'grep x README.md', 'none'],
  ['./secret/**', 'rg x', 'ask'],
  ['./secret/**', 'rg x src', 'none'],
  ['./secret/**', 'find . -name "*.txt" -exec cat {} +', 'ask'],
  ['./secret/**', 'find . -name "*.txt"', 'none'],
  ['./secret/**', 'find . -type f | xargs cat', 'ask'],
  ['./secret/**', 'tar cf - .', 'ask'],
  ['./secret/**', 'cp -r . /tmp/copy', 'ask'],
  ['./secret/**', 'cp README.md /tmp/copy', 'none'],
  ['./secret/**', 'diff -r . /tmp/copy', 'ask'],
  ['./secret/**', 'git grep x', 'ask'],
  ['./secret/**', 'cat sec*/deep/plan.txt', 'deny'],
  ['./secret/**', 'cat */deep/*', 'deny'],
  ['./secret/**', 'cat src/*.ts *.md', 'none'],
  ['./secret/**', 'f=secret; cat $f/deep/plan.txt', 'deny'],
  ['./secret/**', 'for f in deep; do cat secret/$f/plan.txt; done', 'deny'],
  ['./secret/**', 'cat "$(ls)"', 'ask'],
  ['./secret/**', 'echo "$HOME" $x', 'none'],
  ['*.pem', 'grep -r x src', 'none'],
  ['*.pem', 'grep -r x .', 'ask'],
  ['*.pem', 'grep -r x node_modules', 'ask'],
  ['./.env', 'rg x', 'none'],
  ['./.env', 'rg --hidden x', 'ask'],
  ['./.env', 'rg -uu x', 'ask'],
  ['./.env', 'grep -r x .', 'ask'],
  ['./missing', 'grep -r x .', 'none'],
])('deny %s: %s is %s', (match, line, decision) => expect(judge(match, line)).toBe(decision))
