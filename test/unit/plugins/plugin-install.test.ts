// Installing and removing: all of a plugin or nothing, what was there before stays, and what was not installed is not removed.

import {
  cpSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installStaged, removePlugin, stagePlugin } from '../../../src/plugins/plugin-install.ts'
import { openPluginShelf, type PluginShelf } from '../../../src/plugins/plugin-shelf.ts'
import { discard } from '../../../src/sys/files.ts'
import { writeOddZip } from '../../support/odd-zip.ts'

let dir: string
let share: string
let shelf: PluginShelf
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'install-'))
  share = join(dir, 'share')
  shelf = openPluginShelf(share, dir)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const NONE = { keyHost: '', keyKind: 'none' as const, values: {} }
const never = new AbortController().signal
const tool = (name: string) => ({ name, description: 'Does', command: ['sh', 'run.sh'] })

/** Writes a plugin's sources. Returns their folder. */
function write(name: string, more: object = {}, files: Record<string, string> = {}, folder = name): string {
  const path = join(dir, folder)
  const manifest = JSON.stringify({ name, version: '1.0.0', tools: [tool(`${name}_run`)], ...more })
  for (const [file, text] of Object.entries({ 'plugin.json': manifest, 'run.sh': 'echo hi\n', ...files })) {
    mkdirSync(dirname(join(path, file)), { recursive: true })
    writeFileSync(join(path, file), text)
  }
  return path
}

const stage = (path: string, kind: 'folder' | 'zip' = 'folder') =>
  stagePlugin({ kind, path }, shelf, { env: process.env, signal: never })

async function install(path: string, given: Parameters<typeof installStaged>[2] = NONE) {
  const reply = await stage(path)
  if (!reply.ok) throw new Error(reply.reason)
  return installStaged(reply.staged, shelf, given)
}

async function reasonOf(path: string, kind: 'folder' | 'zip' = 'folder'): Promise<string> {
  const reply = await stage(path, kind)
  return reply.ok ? '' : reply.reason
}

const remove = async (name: string) => removePlugin((await shelf.find(name))!, shelf)
const names = () => readdirSync(shelf.folder).sort()

test('a plugin has Kimi CLI’s place and form, for its user alone', async () => {
  const path = write('demo', {}, { 'scripts/a.sh': 'x' })
  chmodSync(join(path, 'run.sh'), 0o755)
  mkdirSync(join(path, '.git'))
  writeFileSync(join(path, '.git', 'config'), '')
  await install(path)
  const folder = join(share, 'plugins', 'demo')
  expect(readdirSync(folder).sort()).toEqual(['plugin.json', 'run.sh', 'scripts'])
  expect(JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8'))).toMatchObject({
    name: 'demo',
    runtime: { host: 'kimi-companion' },
  })
  expect(statSync(join(folder, 'run.sh')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'scripts', 'a.sh')).mode & 0o777).toBe(0o600)
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', entry: { source: path } })
})

test('a plugin that is refused leaves nothing behind, and what was there stays as it was', async () => {
  await install(write('demo'))
  const before = readFileSync(join(share, 'plugins', 'demo', 'plugin.json'), 'utf8')
  const link = write('linked', {}, {}, 'link-source')
  symlinkSync('/etc/passwd', join(link, 'passwd'))
  expect(await reasonOf(link)).toBe('the plugin is not taken: the link passwd leads out of it, to /etc/passwd')
  const pipe = write('piped', {}, {}, 'pipe-source')
  execFileSync('mkfifo', [join(pipe, 'pipe')])
  expect(await reasonOf(pipe)).toContain('pipe is neither a file nor a folder')
  expect(await reasonOf(write('demo', { tools: [tool('Shell')] }, {}, 'demo2'))).toContain('one of kimi')
  expect(await reasonOf(write('other', { tools: [tool('Demo-Run')] }))).toContain(
    'its tool Demo-Run has the name of a tool of the plugin demo',
  )
  expect(await reasonOf(write('keyed', { config_file: 'c.json', inject: { k: 'api_key' } }))).toContain(
    'c.json is not there',
  )
  writeFileSync(join(dir, 'no.zip'), 'no zip')
  expect(await reasonOf(join(dir, 'no.zip'), 'zip')).toContain('no zip file')
  writeOddZip(join(dir, 'bad.zip'), [{ name: 'plugin.json', bytes: '{' }])
  expect(await reasonOf(join(dir, 'bad.zip'), 'zip')).toContain('line 1, column 2')
  writeOddZip(join(dir, 'none.zip'), [{ name: 'a/readme', bytes: '{' }])
  expect(await reasonOf(join(dir, 'none.zip'), 'zip')).toBe('the zip file has no plugin.json')
  mkdirSync(join(dir, 'many'))
  expect(await reasonOf(join(dir, 'many'))).toContain('has no plugin.json')
  expect(names()).toEqual(['demo'])
  expect(readFileSync(join(share, 'plugins', 'demo', 'plugin.json'), 'utf8')).toBe(before)
})

test('a file in the place of the folder of plugins is told, and stays', async () => {
  mkdirSync(share)
  writeFileSync(join(share, 'plugins'), 'mine')
  expect(await reasonOf(write('demo'))).toBe(`${join(share, 'plugins')} is no folder`)
  expect(await shelf.list()).toEqual([])
  expect(readFileSync(join(share, 'plugins'), 'utf8')).toBe('mine')
})

test('a link within the plugin is taken as a link', async () => {
  const path = write('demo')
  symlinkSync('run.sh', join(path, 'again.sh'))
  await install(path)
  expect(readFileSync(join(share, 'plugins', 'demo', 'again.sh'), 'utf8')).toBe('echo hi\n')
  expect((await shelf.find('demo'))!.status).toBe('ready')
})

test.each([
  // The words alone stay in the plugin: `up` is a link to its own folder, and leads the rest of the way out.
  [{ 'p/q/r/s/up': '../../../..', 'x.sh': 'p/q/r/s/up/../outside.sh' }, /the link x\.sh leads out of it/],
  // The way goes by a folder beside it, whose real place is less deep than its words.
  [{ 'a/b/c/d': '../../../lib', 'x.sh': 'a/b/c/d/../../outside.sh' }, /the link x\.sh leads out of it/],
  // Out of the plugin and back in, by the name that the folder has while it is fetched.
  [{ 'a/b/c/d': '../../../lib', 'x.sh': 'a/b/c/d/../../plugin/run.sh' }, /the link x\.sh leads out of it/],
  [{ 'x.sh': '../plugin/run.sh' }, /the link x\.sh leads out of it/],
  [{ 'x.sh': '/etc/passwd' }, /the link x\.sh leads out of it/],
  [{ self: '.' }, /the link self leads to a folder in which it lies/],
  [{ 'lib/up': '../lib' }, /the link lib\/up leads to a folder in which it lies/],
  [{ 'x.sh': 'nothing.sh' }, /the link x\.sh leads to no file of it/],
  [{ one: 'two', two: 'one' }, /the link one leads to no file of it/],
  // The folder of git is not copied.
  [{ 'x.sh': '.git/x.sh' }, /the link x\.sh leads to no file of it/],
] as [Record<string, string>, RegExp][])(
  'the links %j are refused, and nothing stays of them',
  async (links, reason) => {
    writeFileSync(join(dir, 'outside.sh'), 'echo outside\n')
    const path = write('demo', {}, { 'lib/a.sh': 'x', '.git/x.sh': 'x' })
    for (const [name, words] of Object.entries(links)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      symlinkSync(words, join(path, name))
    }
    expect(await reasonOf(path)).toMatch(reason)
    expect(names()).toEqual([])
  },
)

test('links by way of another link are taken while each step stays in the plugin, and change with the bytes that they reach', async () => {
  const path = write('demo', {}, { 'lib/a.sh': 'first\n', 'lib/b.sh': 'other\n' })
  symlinkSync('lib', join(path, 'short'))
  symlinkSync('short/a.sh', join(path, 'a.sh'))
  await install(path)
  const folder = join(share, 'plugins', 'demo')
  expect(readFileSync(join(folder, 'a.sh'), 'utf8')).toBe('first\n')
  const plugin = async () => (await shelf.find('demo'))!
  expect((await plugin()).status).toBe('ready')
  writeFileSync(join(folder, 'lib', 'a.sh'), 'second\n')
  expect((await plugin()).changed).toEqual(['a.sh', 'lib/a.sh'])
  // A later link out of it, also one by way of another, keeps the plugin from running.
  rmSync(join(folder, 'short'))
  symlinkSync(join(dir, 'demo', 'lib'), join(folder, 'short'))
  expect(await plugin()).toMatchObject({ status: 'broken', reason: expect.stringContaining('leads out of it') })
})

test('a folder of git that is put into an installed plugin is a change of it', async () => {
  await install(write('demo'))
  mkdirSync(join(share, 'plugins', 'demo', '.git'))
  writeFileSync(join(share, 'plugins', 'demo', '.git', 'x.sh'), 'x')
  expect((await shelf.find('demo'))!.changed).toEqual(['.git/x.sh'])
})

test('a plugin.json that has become a link is not read', async () => {
  await install(write('demo'))
  const file = join(share, 'plugins', 'demo', 'plugin.json')
  renameSync(file, join(dir, 'elsewhere.json'))
  symlinkSync(join(dir, 'elsewhere.json'), file)
  expect(await shelf.find('demo')).toMatchObject({ status: 'broken', reason: 'plugin.json is no file', manifest: null })
})

test('a plugin that cannot take its place leaves the one that was there', async () => {
  await install(write('demo'))
  const reply = await stage(write('demo', { version: '2.0.0' }, {}, 'newer'))
  if (!reply.ok) throw new Error(reply.reason)
  const { folder } = reply.staged
  const place = join(shelf.folder, 'demo')
  // The staged plugin goes away after the last look, before the old one has left its place.
  const late: PluginShelf = {
    ...shelf,
    digests: {
      async read(path) {
        const read = await shelf.digests.read(path)
        if (path === place) renameSync(folder, `${folder}-gone`)
        return read
      },
    },
  }
  await expect(installStaged(reply.staged, late, NONE)).rejects.toThrow('ENOENT')
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', manifest: { version: '1.0.0' } })
  expect(names()).toEqual(['demo'])
})

test('what is installed is what was fetched and shown, or nothing', async () => {
  const path = write('demo')
  const first = await stage(path)
  if (!first.ok) throw new Error(first.reason)
  // The source changes after the question: that is of no effect.
  writeFileSync(join(path, 'run.sh'), 'echo other\n')
  await installStaged(first.staged, shelf, NONE)
  expect(readFileSync(join(share, 'plugins', 'demo', 'run.sh'), 'utf8')).toBe('echo hi\n')
  const second = await stage(path)
  if (!second.ok) throw new Error(second.reason)
  writeFileSync(join(second.staged.folder, 'run.sh'), 'echo third\n')
  await expect(installStaged(second.staged, shelf, NONE)).rejects.toThrow('run.sh has changed since it was fetched')
  expect(readFileSync(join(share, 'plugins', 'demo', 'run.sh'), 'utf8')).toBe('echo hi\n')
  expect(names()).toEqual(['demo'])
})

test('a plugin that another one was put in the place of meanwhile does not replace it unseen', async () => {
  const reply = await stage(write('demo'))
  if (!reply.ok) throw new Error(reply.reason)
  await install(write('demo', { version: '3.0.0' }, {}, 'newer'))
  await expect(installStaged(reply.staged, shelf, NONE)).rejects.toThrow('another plugin demo was installed meanwhile')
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', manifest: { version: '3.0.0' } })
  const other = await stage(write('other', { tools: [tool('shared')] }))
  if (!other.ok) throw new Error(other.reason)
  await install(write('third', { tools: [tool('shared')] }))
  await expect(installStaged(other.staged, shelf, NONE)).rejects.toThrow('has the name of a tool of the plugin third')
  expect(names()).toEqual(['demo', 'third'])
})

test('remove follows no link that takes the place of a folder meanwhile', async () => {
  await install(write('demo', {}, { 'lib/a.sh': 'x' }))
  const folder = join(share, 'plugins', 'demo')
  mkdirSync(join(dir, 'elsewhere'))
  writeFileSync(join(dir, 'elsewhere', 'a.sh'), 'x')
  const plugin = (await shelf.find('demo'))!
  const late: PluginShelf = {
    ...shelf,
    digests: {
      async read(path) {
        const read = await shelf.digests.read(path)
        act()
        return read
      },
    },
  }
  let act = () => {
    rmSync(join(folder, 'lib'), { recursive: true })
    symlinkSync(join(dir, 'elsewhere'), join(folder, 'lib'))
    writeFileSync(join(folder, 'run.sh'), 'mine')
  }
  expect(await removePlugin(plugin, late)).toMatchObject({ ok: false, reason: expect.stringContaining('leads out') })
  expect(readFileSync(join(dir, 'elsewhere', 'a.sh'), 'utf8')).toBe('x')
  expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe('mine')
  rmSync(join(folder, 'lib'))
  writeFileSync(join(folder, 'run.sh'), 'echo hi\n')
  act = () => writeFileSync(join(folder, 'run.sh'), 'mine')
  expect(await removePlugin(plugin, late)).toEqual({ ok: true, kept: ['run.sh'] })
  expect(readdirSync(folder)).toEqual(['run.sh'])
})

test('what a daemon that was killed has moved out of the way comes back', async () => {
  await install(write('demo'))
  const left = join(shelf.folder, '.new-left')
  mkdirSync(left)
  renameSync(join(shelf.folder, 'demo'), join(left, 'old'))
  const reply = await stage(write('other'))
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready' })
  expect(existsSync(left)).toBe(false)
  if (reply.ok) discard(reply.staged.stage)
})

test('two plugins that are fetched at the same time do not take each other’s files away', async () => {
  const [first, second] = await Promise.all([stage(write('demo')), stage(write('other'))])
  if (!first.ok || !second.ok) throw new Error('refused')
  await Promise.all([installStaged(first.staged, shelf, NONE), installStaged(second.staged, shelf, NONE)])
  expect((await shelf.list()).map(({ name, status }) => `${name} ${status}`)).toEqual(['demo ready', 'other ready'])
  expect(names()).toEqual(['demo', 'other'])
})

test('an upgrade takes the place of the old one; what kimi had not installed in it is kept elsewhere', async () => {
  await install(write('demo', {}, { 'old.sh': 'x' }))
  const newer = write('demo', { version: '2.0.0' }, {}, 'newer')
  expect(await install(newer)).toMatchObject({ keptIn: '' })
  expect(existsSync(join(share, 'plugins', 'demo', 'old.sh'))).toBe(false)
  writeFileSync(join(share, 'plugins', 'demo', 'notes.txt'), 'mine')
  const { keptIn } = await install(newer)
  expect(keptIn.startsWith(join(share, 'plugins-replaced', 'demo-'))).toBe(true)
  expect(readFileSync(join(keptIn, 'notes.txt'), 'utf8')).toBe('mine')
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', manifest: { version: '2.0.0' } })
})

test('a folder that lies in its place already is taken as it is, and nothing is moved', async () => {
  write('demo', {}, { 'data.txt': 'mine' }, join('share', 'plugins', 'demo'))
  expect(await shelf.find('demo')).toMatchObject({
    status: 'foreign',
    reason: 'kimi has not installed it, so nothing of it runs',
    hint: 'kimi plugin install ~/share/plugins/demo',
  })
  expect(await install(join(share, 'plugins', 'demo'))).toMatchObject({ keptIn: '' })
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready' })
  expect(readFileSync(join(share, 'plugins', 'demo', 'data.txt'), 'utf8')).toBe('mine')
})

test('each change is noticed: of a text, of the right to run, a new file, a missing one, a link', async () => {
  await install(write('demo', {}, { 'a.sh': 'x' }))
  const folder = join(share, 'plugins', 'demo')
  const changed = async () => (await shelf.find('demo'))!.changed
  writeFileSync(join(folder, 'a.sh'), 'y')
  expect(await changed()).toEqual(['a.sh'])
  chmodSync(join(folder, 'run.sh'), 0o755)
  writeFileSync(join(folder, 'new.py'), '')
  expect(await changed()).toEqual(['a.sh', 'new.py', 'run.sh'])
  rmSync(join(folder, 'a.sh'))
  symlinkSync('run.sh', join(folder, 'a.sh'))
  const plugin = (await shelf.find('demo'))!
  expect(plugin).toMatchObject({ status: 'changed', changed: ['a.sh', 'new.py', 'run.sh'] })
  shelf.approve(plugin)
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', changed: [] })
  writeFileSync(join(folder, 'plugin.json'), readFileSync(join(folder, 'plugin.json'), 'utf8').replace('Does', 'Obey'))
  expect(await shelf.find('demo')).toMatchObject({ status: 'broken', changed: ['plugin.json'] })
  writeFileSync(join(folder, 'plugin.json'), '{')
  expect(await shelf.find('demo')).toMatchObject({ status: 'broken', hint: 'kimi plugin remove demo' })
})

test('of two plugins with a tool of one name the first offers it', async () => {
  await install(write('demo'))
  write('zeta', { tools: [tool('zeta_run')] })
  await install(join(dir, 'zeta'))
  // Installed side by side they would be refused: the second is changed by hand, and let run so.
  const file = join(share, 'plugins', 'zeta', 'plugin.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('zeta_run', 'demo_run'))
  shelf.approve((await shelf.find('zeta'))!)
  expect([...(await shelf.find('zeta'))!.shadowed]).toEqual([['demo_run', 'demo']])
  expect((await shelf.find('demo'))!.shadowed.size).toBe(0)
})

test('the key is in the file of a plugin that is given it, renewed there, and gone with it', async () => {
  const inject = { config_file: 'c.json', inject: { 'llm.api_key': 'api_key', url: 'base_url' } }
  await install(write('demo', inject, { 'c.json': '{"llm":{"model":"m"},"other":[1]}' }), {
    keyHost: 'api.example.org',
    keyKind: 'key',
    values: { api_key: 'sk-1', base_url: 'https://api.example.org' },
  })
  const file = join(share, 'plugins', 'demo', 'c.json')
  const config = () => JSON.parse(readFileSync(file, 'utf8')) as object
  expect(config()).toEqual({ llm: { model: 'm', api_key: 'sk-1' }, other: [1], url: 'https://api.example.org' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const { pin } = (await shelf.find('demo'))!
  await shelf.renewKeys((await shelf.find('demo'))!, { api_key: 'sk-2' })
  expect(config()).toMatchObject({ llm: { api_key: 'sk-2' } })
  // The renewed key is no change of the plugin: what was approved of it still is.
  expect(await shelf.find('demo')).toMatchObject({ status: 'ready', pin })
  writeFileSync(file, JSON.stringify({ ...config(), mine: true }))
  expect(await shelf.find('demo')).toMatchObject({ status: 'changed', changed: ['c.json'] })
  expect(await remove('demo')).toEqual({ ok: true, kept: ['c.json'] })
  expect(config()).toEqual({ llm: { model: 'm', api_key: '' }, other: [1], url: '', mine: true })
})

const WISH = { config_file: 'c.json', inject: { 'llm.api_key': 'api_key' } }
const KEYED = { keyHost: 'api.example.org', keyKind: 'key' as const, values: { api_key: 'sk-1' } }

test.each([
  ['#!/bin/sh\n{}', 'is a program'],
  ['[]', 'is no JSON object'],
  ['{"llm":{"api_key":{"a":1}}}', 'has no place for a value at llm.api_key'],
  ['{"llm":["x"]}', 'has no place for a value at llm.api_key'],
  ['{"llm":"x"}', 'has no place for a value at llm.api_key'],
])('%j is no file for a key', async (text, reason) => {
  expect(await reasonOf(write('demo', WISH, { 'c.json': text }))).toContain(`c.json ${reason}`)
})

test('a file with a key is no link, and has one name', async () => {
  const linked = write('linked', WISH, { 'real.json': '{}' })
  symlinkSync('real.json', join(linked, 'c.json'))
  expect(await reasonOf(linked)).toContain('c.json is no file in it')
  const within = write('within', { ...WISH, config_file: 'short/c.json' }, { 'lib/c.json': '{}' })
  symlinkSync('lib', join(within, 'short'))
  expect(await reasonOf(within)).toContain('c.json is no file in it')
  const named = write('named', WISH, { 'c.json': '{}' })
  symlinkSync('c.json', join(named, 'SKILL.md'))
  expect(await reasonOf(named)).toContain('the link SKILL.md leads to its configuration file')
  await install(write('demo', WISH, { 'c.json': '{}' }), KEYED)
  const file = join(share, 'plugins', 'demo', 'c.json')
  linkSync(file, join(dir, 'second.json'))
  await shelf.renewKeys((await shelf.find('demo'))!, { api_key: 'sk-2' })
  expect(readFileSync(join(dir, 'second.json'), 'utf8')).not.toContain('sk-2')
})

test('a key goes to its file alone, whatever name the plugin gives to a link beside it', async () => {
  const path = write('demo', WISH, { 'c.json': '{}', 'SKILL.md': 'Use it' })
  symlinkSync('SKILL.md', join(path, `c.json.${process.pid}.tmp`))
  await install(path, KEYED)
  const folder = join(share, 'plugins', 'demo')
  expect(readFileSync(join(folder, 'SKILL.md'), 'utf8')).toBe('Use it')
  expect(statSync(join(folder, 'c.json')).isFile()).toBe(true)
  expect(readFileSync(join(folder, 'c.json'), 'utf8')).toContain('sk-1')
  expect(readdirSync(folder).sort()).toEqual(
    ['SKILL.md', `c.json.${process.pid}.tmp`, 'c.json', 'plugin.json', 'run.sh'].sort(),
  )
  // The remains of a killed write are known as a file with a key, too.
  writeFileSync(join(folder, 'c.json.left.tmp'), '')
  expect(shelf.keyFiles()).toContain(join(folder, 'c.json'))
  expect(shelf.keyFiles()).toContain(join(folder, 'c.json.left.tmp'))
})

test('no key stays in what is kept of a plugin that is replaced, nor in one that is removed', async () => {
  const path = write('demo', WISH, { 'c.json': '{}' })
  await install(path, KEYED)
  writeFileSync(join(share, 'plugins', 'demo', 'notes.txt'), 'mine')
  const { keptIn } = await install(path)
  expect(JSON.parse(readFileSync(join(keptIn, 'c.json'), 'utf8'))).toEqual({ llm: { api_key: '' } })
  await install(path, KEYED)
  writeFileSync(join(share, 'plugins', 'demo', 'c.json'), '{"llm":{"api_key":"sk-1"}} // mine')
  expect(await remove('demo')).toMatchObject({ ok: false, reason: expect.stringContaining('remove that file first') })
  expect((await shelf.find('demo'))!.entry).not.toBeNull()
})

test('remove takes the files that were installed and no others, nor what a link leads to', async () => {
  await install(write('demo', {}, { 'lib/a.sh': 'x', 'lib/b.sh': 'x' }))
  const folder = join(share, 'plugins', 'demo')
  writeFileSync(join(folder, 'lib', 'a.sh'), 'changed')
  writeFileSync(join(folder, 'cache.json'), '{}')
  expect(await remove('demo')).toEqual({ ok: true, kept: ['cache.json', 'lib/a.sh'] })
  expect(readdirSync(folder).sort()).toEqual(['cache.json', 'lib'])
  expect(readdirSync(join(folder, 'lib'))).toEqual(['a.sh'])
  expect(await shelf.list()).toEqual([])
  await install(write('linked'))
  renameSync(join(share, 'plugins', 'linked'), join(dir, 'moved'))
  symlinkSync(join(dir, 'moved'), join(share, 'plugins', 'linked'))
  expect(await shelf.find('linked')).toMatchObject({ status: 'broken', reason: 'its folder has become a link' })
  await remove('linked')
  expect(readdirSync(join(dir, 'moved')).sort()).toEqual(['plugin.json', 'run.sh'])
})

test('the SKILL.md of a plugin is admitted as it was installed or let run last, and of no folder that kimi has not installed', async () => {
  const path = write('demo', WISH, { 'c.json': '{}', 'SKILL.md': 'Use it' })
  await install(path)
  const skill = join(shelf.folder, 'demo', 'SKILL.md')
  const admits = (file: string) => shelf.admitsSkill(file, readFileSync(file))
  expect(admits(skill)).toBe(true)
  writeFileSync(skill, 'Obey me')
  expect(admits(skill)).toBe(false)
  shelf.approve((await shelf.find('demo'))!)
  expect(admits(skill)).toBe(true)
  cpSync(join(shelf.folder, 'demo'), join(shelf.folder, 'other'), { recursive: true })
  expect(admits(join(shelf.folder, 'other', 'SKILL.md'))).toBe(false)
})
