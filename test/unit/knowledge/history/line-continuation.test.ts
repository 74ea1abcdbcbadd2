import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKnowledge, type Knowledge } from '../../../../src/knowledge/engine.ts'
import { findIndexFile } from '../baked-index.ts'

let knowledge: Knowledge
let cwd: string

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'kimi-'))
  mkdirSync(join(cwd, 'sources'))
  writeFileSync(join(cwd, 'package-lock.json'), '{}')
  writeFileSync(join(cwd, 'package.json'), '{"scripts":{"lint":"x"}}')
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => {
  knowledge.close()
  rmSync(cwd, { recursive: true })
})

const go = (line: string, previous?: string) =>
  knowledge.continueLine({ line, cwd, shell: 'zsh', recent: previous ? [{ command: previous, cwd }] : [] })

test.each([
  ['git chec', 'git checkout'],
  ['npm run li', 'npm run lint'],
  ['cd sou', 'cd sources'],
  ['rsync --delete-aft', 'rsync --delete-after'],
])('%s goes on as %s', (line, whole) => {
  expect(go(line)).toBe(whole)
})

test.each(['', ' git chec', 'git', 'zzz qqq', 'kubectl get pac', 'echo\ngit chec', `git ${'x'.repeat(600)}`])(
  '%j is left alone',
  (line) => {
    expect(go(line)).toBe('')
  },
)

test('the own history comes first, and what came after the last command before what is newer', () => {
  const { history } = knowledge
  for (const command of ['make build', 'git push origin main', 'make test', 'git pull', 'ls']) {
    history.record({ command, cwd, status: 0, at: Date.now() })
  }
  expect(go('git p', 'make build')).toBe('git push origin main')
  expect(go('git p', 'make test')).toBe('git pull')
  history.record({ command: 'cd elsewhere', cwd: '/other', status: 0, at: Date.now() })
  expect(go('cd else')).toBe('') // there is none here
  history.record({ command: 'cd sources/', cwd, status: 0, at: Date.now() })
  expect(go('cd s')).toBe('cd sources/')
})

test('the next command of an empty prompt is one that nearly always follows here', () => {
  const own = createKnowledge({ indexFile: '/none', home: '/home/none' })
  const next = (command: string) =>
    own.nextCommand({ line: '', cwd, shell: 'zsh', recent: [{ command, cwd, status: 0 }] })
  expect(next('git add -A')).toBe('')
  for (let at = 0; at < 8; at++) {
    for (const command of ['git add -A', `git commit -m "${at}"`, 'git push', 'make test', at % 2 ? 'vim a.c' : 'make'])
      own.history.record({ command, cwd, status: 0 })
  }
  expect(next('git push')).toBe('make test')
  expect(next('git commit -m "other"')).toBe('git push')
  expect(next('git add -A')).toBe('') // each message is another
  expect(next('make test')).toBe('') // one or the other
  own.close()
})
