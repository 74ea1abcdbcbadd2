// A rule that denies `git push` never fails open, however the command is written. No line is run.

import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { readRules } from '../../../../src/safety/rules/permission-rule.ts'
import { judgeByRules } from '../../../../src/safety/rules/rule-book.ts'

const work = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-denied-')))
const fixture = join(import.meta.dirname, '../../../fixtures/denied-rewritings.txt')
const lines = readFileSync(fixture, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('# '))
  .map((line) => line.replaceAll('⏎', '\n'))

beforeAll(async () => {
  await ensureGrammar()
  symlinkSync('/usr/bin/git', join(work, 'g'))
})
afterAll(() => rmSync(work, { recursive: true, force: true }))

const place = {
  cwd: work,
  folders: [work],
  own: [],
  home: '/home/u',
  path: '/usr/local/bin:/usr/bin:/bin',
  isTrusted: true,
  now: 0,
}
const judge = (value: string, ...matches: string[]) => {
  const entries = matches.map((match) => ({ decision: 'deny', tool: 'Shell', match }))
  const { rules } = readRules(entries, { home: place.home, source: '' })
  return judgeByRules({ tool: 'Shell', subject: { kind: 'command', value } }, rules, place)?.decision ?? 'passes'
}

test('each of 300 ways to write it is denied, or asked about', () => {
  expect(lines.length).toBeGreaterThan(300)
  expect(lines.filter((line) => judge(line, 'git push') === 'passes')).toEqual([])
})

test('a random rewriting of it is, too', () => {
  let seed = 7
  const pick = <T>(list: readonly T[]): T => list[(seed = (seed * 48_271) % 2_147_483_647) % list.length]!
  const quoteSome = (word: string) =>
    [...word].map((char) => pick([char, char, `'${char}'`, `"${char}"`, `\\${char}`, `$'${char}'`])).join('')
  const wraps: ((line: string) => string)[] = [
    (line) => `env ${line}`,
    (line) => `env -i A=b ${line}`,
    (line) => `nice -n 3 ${line}`,
    (line) => `timeout 9 ${line}`,
    (line) => `command ${line}`,
    (line) => `( ${line} )`,
    (line) => `{ ${line}; }`,
    (line) => `true && ${line}`,
    (line) => `ls | ${line}`,
    (line) => `ls\n${line}`,
    (line) => `if true; then ${line}; fi`,
    (line) => `echo "$(${line})"`,
    (line) => `cat <(${line})`,
    (line) => `eval '${line.replaceAll("'", `'\\''`)}'`,
    (line) => `sh -c '${line.replaceAll("'", `'\\''`)}'`,
    (line) => `busybox sh -c '${line.replaceAll("'", `'\\''`)}'`,
    (line) => `x='${line.replaceAll("'", `'\\''`)}'; eval "$x"`,
    (line) => `for i in 1 2; do ${line}; done`,
    (line) => `f() { ${line}; }; f`,
    (line) => `nohup ${line} &`,
  ]
  const passing: string[] = []
  for (let round = 0; round < 400; round++) {
    const program = pick(['git', quoteSome('git'), '/usr/bin/git', './g', '"git"', 'git -C .', 'git --no-pager'])
    let line = `${program} ${pick(['push', quoteSome('push'), '"push"'])}${pick(['', ' origin', ' -f', ' >/dev/null'])}`
    for (let depth = pick([0, 1, 2, 3]); depth > 0; depth--) line = pick(wraps)(line)
    if (judge(line, 'git push') === 'passes') passing.push(line)
  }
  expect(passing).toEqual([])
})

test.each([
  'ls -la',
  'git status',
  'git log --oneline | head',
  'echo "git push"',
  'grep -rn "git push" .',
  'git commit -m fix',
  'git add -A && git commit -m x',
  'git pull',
  'git stash push',
  'cat x && touch y',
  'for f in *.ts; do wc -l "$f"; done',
  'FOO=1 ls',
  'find . -name "*.ts" | xargs grep foo',
])('what is another command passes: %s', (line) => {
  expect(judge(line, 'git push')).toBe('passes')
})

test.each([
  ['git push --force', 'git push -u origin main --force', 'deny'],
  ['git push --force', 'git push --forc', 'deny'],
  ['git push --force', 'git push origin', 'passes'],
  ['git push -f', 'git push -uf', 'deny'],
  ['git push -f', 'git push $X', 'ask'],
  ['git * main', 'git push origin main', 'deny'],
  ['git * main', 'git push origin dev', 'passes'],
  ['* --hard', 'git reset --hard', 'deny'],
  ['rm -r', 'rm -fr x', 'deny'],
  ['rm -rf', 'rm -fr x', 'deny'],
  ['rm -rf', 'rm -r -f x', 'deny'],
  ['rm -rf', 'rm x -f -r', 'deny'],
  ['rm -rf', 'rm -Rf x', 'ask'],
  ['rm -rf', 'rm --recursive --force x', 'ask'],
  ['rm -rf', 'rm -r --force x', 'ask'],
  ['rm -rf', 'rm -r x', 'passes'],
  ['rm -rf', 'rm x', 'passes'],
  ['git push --force', 'git push -f', 'ask'],
  ['git push --force', 'git push --force-with-lease', 'ask'],
  ['git push --force', 'git push -u origin main', 'passes'],
  ['find -delete', 'find . -delete', 'deny'],
  ['find -delete', 'find . -name x', 'passes'],
  ['npm publish:*', 'npm publish --tag x', 'deny'],
  ['kubectl delete', 'kubectl -n prod delete pod x', 'deny'],
  ['kubectl delete', 'kubectl get pods', 'passes'],
  ['/usr/bin/git push', 'git push', 'deny'],
  ['./deploy.sh', 'sh -c ./deploy.sh', 'deny'],
  ['**', 'ls', 'deny'],
])('the rule %s means %s: %s', (match, line, decision) => {
  expect(judge(line, match)).toBe(decision)
})

test('options that no other command has are looked at in a line of any length', () => {
  const long = `${'true && '.repeat(3_000)}git push`
  expect(judge(long, 'git push')).not.toBe('passes')
  expect(judge(`${'$('.repeat(400)}git push${')'.repeat(400)}`, 'git push')).not.toBe('passes')
})
