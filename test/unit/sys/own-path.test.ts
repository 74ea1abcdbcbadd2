import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeToPrograms, findOwnProgram, ownPath, pathWithout } from '../../../src/sys/own-path.ts'

const SYSTEM = '/usr/local/bin:/usr/bin:/bin'
const root = realpathSync(mkdtempSync(join(tmpdir(), 'kimi-own-path-')))
const home = join(root, 'home')
const at = (name: string) => join(home, name)
/** A home in a temporary folder is closed to commands, as any other home is. */
const env = (...folders: string[]) => ({ HOME: home, PATH: folders.join(':') })

beforeAll(() => {
  for (const name of [
    'tools/bin',
    'open/bin',
    'wide',
    'foreign/bin',
    'known/bin',
    'project/bin',
    'project/node_modules/.bin',
    'plain/bin',
    'repository/.git',
    'repository/x/bin',
  ])
    mkdirSync(at(name), { recursive: true })
  mkdirSync(join(root, 'temporary/bin'), { recursive: true })
  writeFileSync(at('project/package.json'), '{}')
  symlinkSync(at('project/bin'), at('link'))
  symlinkSync(join(root, 'temporary/bin'), at('away'))
  chmodSync(at('open'), 0o777)
  chmodSync(at('wide'), 0o777)
  for (const folder of [at('tools/bin'), join(root, 'temporary/bin'), at('project/bin')])
    writeFileSync(join(folder, 'prog'), '#!/bin/sh\n', { mode: 0o755 })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

test.each([
  ['a folder of programs', 'tools/bin', true],
  ['a folder of a package', 'project/bin', false],
  ['programs of packages', 'project/node_modules/.bin', false],
  ['a folder of a repository', 'repository/x/bin', false],
  ['a link into a project', 'link', false],
  ['a link into a temporary folder', 'away', false],
  ['a temporary folder', '../temporary/bin', false],
  ['a folder that everybody may write', 'wide', false],
  ['a folder below one that everybody may write', 'open/bin', false],
  ['a folder that is not there', 'none', false],
])('%s: %s', (_, name, isOwn) => {
  expect(ownPath(env(at(name)))).toBe(isOwn ? at(name) : SYSTEM)
})

test('a folder of another user is left out', (context) => {
  if (process.getuid?.() !== 0) return context.skip('only root gives folders away')
  chownSync(at('foreign'), 1, 1)
  expect(ownPath(env(at('foreign/bin'), at('tools/bin')))).toBe(at('tools/bin'))
})

test('a folder in which commands may write is left out from when that is known', () => {
  expect(ownPath(env(at('known/bin')))).toBe(at('known/bin'))
  expect(closeToPrograms([at('known')])).toBe(true)
  expect(closeToPrograms([at('known')])).toBe(false)
  expect(ownPath(env(at('known/bin')))).toBe(SYSTEM)
})

test('the system’s own folders stay when somebody works around them', () => {
  expect(ownPath(env(at('tools/bin'), '/usr/bin'), ['/usr'])).toBe(`${at('tools/bin')}:/usr/bin`)
  for (const folder of ['/', '/usr', '/usr/bin'])
    expect(pathWithout('/usr/bin:/usr/local/none', [folder]), folder).toBe('/usr/bin')
})

test('relative folders and those of the workspace are left out, the others keep their order', () => {
  const path = env('.', 'bin', '', at('tools/bin'), at('plain/bin'), '/usr/bin')
  expect(ownPath(path, [at('plain')])).toBe(`${at('tools/bin')}:/usr/bin`)
})

test('a program comes from a folder of ours, and is no link to where commands write', () => {
  const temporary = join(root, 'temporary/bin')
  expect(findOwnProgram('prog', env(temporary, at('link'), at('tools/bin')))).toBe(join(at('tools/bin'), 'prog'))
  expect(findOwnProgram('prog', env(temporary))).toBeNull()
  for (const target of [join(temporary, 'prog'), join(at('project/bin'), 'prog')]) {
    rmSync(join(at('tools/bin'), 'linked'), { force: true })
    symlinkSync(target, join(at('tools/bin'), 'linked'))
    expect(findOwnProgram('linked', env(at('tools/bin'))), target).toBeNull()
  }
  writeFileSync(join(at('tools/bin'), 'wide'), '', { mode: 0o755 })
  chmodSync(join(at('tools/bin'), 'wide'), 0o777)
  expect(findOwnProgram('wide', env(at('tools/bin')))).toBeNull()
})

test('where no folder is left a program of the system is found', () => {
  expect(findOwnProgram('mkfifo', env(join(root, 'temporary/bin')))).toMatch(/^\/(usr\/)?bin\/mkfifo$/)
})

test('the PATH of commands loses the folders of the workspace alone', () => {
  const path = ['.', at('plain/bin'), at('project/bin'), at('link'), '/usr/bin'].join(':')
  expect(pathWithout(path, [at('plain')])).toBe([at('project/bin'), at('link'), '/usr/bin'].join(':'))
})
