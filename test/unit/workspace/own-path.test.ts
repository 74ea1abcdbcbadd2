import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownPath } from '../../../src/workspace/own-path.ts'

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-own-path-')))
const at = (name: string) => join(root, name)
beforeAll(() => {
  for (const name of [
    'tools/bin',
    'project/bin',
    'project/node_modules/.bin',
    'plain/bin',
    'repository/.git',
    'repository/x/bin',
  ])
    mkdirSync(at(name), { recursive: true })
  writeFileSync(at('project/package.json'), '{}')
  symlinkSync(at('project/bin'), at('link'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['a folder of programs', 'tools/bin', true],
  ['a folder of a package', 'project/bin', false],
  ['programs of packages', 'project/node_modules/.bin', false],
  ['a folder of a repository', 'repository/x/bin', false],
  ['a link into a project', 'link', false],
  ['a folder that is not there', 'none', false],
])('%s: %s', (_, name, isOwn) => {
  expect(ownPath(at(name))).toBe(isOwn ? at(name) : '')
})

test('relative folders and those of the workspace are left out, the others keep their order', () => {
  const path = ['.', 'bin', '', at('tools/bin'), at('plain/bin'), '/usr/bin'].join(':')
  expect(ownPath(path, [at('plain')])).toBe(`${at('tools/bin')}:/usr/bin`)
})
