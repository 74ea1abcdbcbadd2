// Requests that the project of the directory answers.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKnowledge, type Knowledge } from '../../../src/knowledge/engine.ts'
import { findIndexFile, makeFolder, makeRepository } from './baked-index.ts'

let knowledge: Knowledge
beforeAll(async () => {
  knowledge = createKnowledge({ indexFile: await findIndexFile(), home: '/home/none' })
})
afterAll(() => knowledge.close())

async function ask(line: string, files: Record<string, string>): Promise<string[]> {
  const found = await knowledge.suggest({ line, cwd: makeFolder(files), shell: 'bash' })
  return found.map(({ command }) => command)
}
const scripts = (names: string[]) => ({
  'package.json': JSON.stringify({ scripts: Object.fromEntries(names.map((name) => [name, 'true'])) }),
})

test('“run the tests” is what the project calls its tests', async () => {
  expect(await ask('run the tests', scripts(['build', 'test']))).toEqual(['npm test'])
  expect(await ask('run all tests', { ...scripts(['test']), 'pnpm-lock.yaml': '' })).toEqual(['pnpm test'])
  expect(await ask('please run the unit tests', { Makefile: 'check:\n\ttrue\n' })).toEqual(['make check'])
  expect(await ask('run the tests of this project', { 'Cargo.toml': '' })).toEqual(['cargo test'])
  expect(await ask('run the tests', { 'go.mod': 'module x\n' })).toEqual(['go test ./...'])
})

test('so are its build, its linter and its server', async () => {
  expect(await ask('build the project', scripts(['build']))).toEqual(['npm run build'])
  expect(await ask('run the linter', scripts(['lint']))).toEqual(['npm run lint'])
  expect(await ask('start the dev server', scripts(['dev', 'start']))).toEqual(['npm run dev'])
})

test('where the project has no such command, and for words that say more, other sources answer', async () => {
  expect(await ask('run the tests', {})).not.toEqual([])
  expect(await ask('run the tests in src/a.test.js', scripts(['test']))).not.toEqual(['npm test'])
})

test('“for this repo” is said without --global', async () => {
  const cwd = makeRepository(['main'])
  const [first] = await knowledge.suggest({ line: 'set my git name to Anna for this repo', cwd, shell: 'bash' })
  expect(first?.command).toBe('git config user.name Anna')
  const [mail] = await knowledge.suggest({ line: 'set the git email to a@b.c for this repository', cwd, shell: 'bash' })
  expect(mail?.command).toBe('git config user.email a@b.c')
})
