// The words that name a plugin's source.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nameSource, readSource } from '../../../src/plugins/plugin-source.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'source-'))
  mkdirSync(join(dir, 'demo'))
  writeFileSync(join(dir, 'demo.ZIP'), '')
  writeFileSync(join(dir, 'notes.txt'), '')
  execFileSync('git', ['init', '-q', '--bare', join(dir, 'all.git')])
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const read = (words: string) => readSource(words, { workDir: dir, home: join(dir, 'home') })
const git = (address: string, path = '', branch = '') => ({ ok: true, source: { kind: 'git', address, branch, path } })

test('addresses of repositories are cut into repository, branch and folder as Kimi CLI does', () => {
  const forge = 'https://github.com/o/n'
  const table: [string, ReturnType<typeof git>][] = [
    ['https://example.org/o/n.git', git('https://example.org/o/n.git')],
    ['https://example.org/o/n.git/plugins/a/', git('https://example.org/o/n.git', 'plugins/a')],
    [forge, git(forge)],
    [`${forge}/plugins/a`, git(forge, 'plugins/a')],
    [`${forge}/tree/develop/plugins/a`, git(forge, 'plugins/a', 'develop')],
    ['https://gitlab.com/o/n/-/tree/main/a', git('https://gitlab.com/o/n', 'a', 'main')],
    ['git@example.org:o/n.git/a', git('git@example.org:o/n.git', 'a')],
    ['ssh://git@example.org/o/n.git', git('ssh://git@example.org/o/n.git')],
    [`file://${'/srv/n.git'}`, git('file:///srv/n.git')],
  ]
  for (const [words, source] of table) expect({ words, ...read(words) }).toEqual({ words, ...source })
})

test('archives of a forge are zip files, not repositories', () => {
  const url = 'https://github.com/o/n/archive/refs/heads/main.zip'
  expect(read(url)).toEqual({ ok: true, source: { kind: 'zip-address', url: new URL(url) } })
})

test('paths are folders, zip files and bare repositories', () => {
  expect(read('demo')).toEqual({ ok: true, source: { kind: 'folder', path: join(dir, 'demo') } })
  expect(read('./demo.ZIP')).toEqual({ ok: true, source: { kind: 'zip', path: join(dir, 'demo.ZIP') } })
  expect(read('all.git')).toEqual(git(`file://${dir}/all.git`))
  expect(read('all.git/a')).toEqual(git(`file://${dir}/all.git`, 'a'))
})

test.each([
  ['', 'empty'],
  ['nothing', 'there is no nothing'],
  ['notes.txt', 'is not a directory, zip file, zip URL, or git URL'],
  ['http://example.org/a.zip', 'write https:// for example.org'],
  ['http://example.org/n.git', 'write https:// for example.org'],
  ['https://example.org/page', 'is not a directory, zip file, zip URL, or git URL'],
  ['ext::sh -c touch% x', 'there is no ext::sh'],
  ['ext::sh -c touch% x://a.git', 'there is no ext::sh'],
  ['ext://sh.git', 'is not a directory, zip file, zip URL, or git URL'],
  ['fd::17/x.git', 'there is no fd::17'],
  ['--upload-pack=touch x', 'there is no --upload-pack'],
  ['-oProxyCommand=x@example.org:n.git', 'there is no -oProxyCommand'],
  ['-o@example.org:n.git', 'begins with a dash'],
  ['git@-oProxyCommand=x:n.git', 'there is no git@-oProxyCommand'],
  ['git@-example:n.git', 'begins with a dash'],
  ['git@example.org:-n.git', 'begins with a dash'],
  ['ssh://-oProxyCommand=x/n.git', 'begins with a dash'],
  ['ssh://-o@example.org/n.git', 'begins with a dash'],
  ['ssh://example.org/n.git\nx', 'holds a line break or another control character'],
  ['https://example.org/\tn.git', 'holds a line break or another control character'],
  ['git://example.org/n.git', 'is not a directory, zip file, zip URL, or git URL'],
  ['git@example.org:n.git/../../up', 'leads out of the repository'],
  ['https://example.org/n.git/.git/hooks', 'leads out of the repository'],
  ['https://github.com/o/n/tree/--upload-pack=x/a', 'is no name of a branch'],
  ['https://github.com/o', 'names no repository'],
])('%s is refused', (words, reason) => {
  expect(read(words)).toEqual({ ok: false, reason: expect.stringContaining(reason) })
})

test('a password in an address is not written down', () => {
  const reply = read('https://me:hunter2@example.org/n.git/a')
  expect(reply.ok && nameSource(reply.source)).toBe('https://example.org/n.git/a')
})

test('an address is fetched as it was judged: no spelling leads another program to another host', () => {
  // WHATWG takes the backslash for a slash, and curl takes all before the @ for a name.
  const reply = read('http://127.0.0.1\\@example.org/n.git')
  expect(reply).toEqual(git('http://127.0.0.1/@example.org/n.git'))
  const named = read('https://me:a@b@example.org/n.git')
  expect(named.ok && nameSource(named.source)).toBe('https://example.org/n.git')
  const ssh = read('ssh://me:a@b@example.org/n.git')
  expect(ssh.ok && nameSource(ssh.source)).toBe('ssh://example.org/n.git')
})
