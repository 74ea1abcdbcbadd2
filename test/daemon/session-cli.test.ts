import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { archiveSession, createSession, renameSession } from '../../src/session/store/session-catalog.ts'
import type { SessionPlace } from '../../src/session/store/session-layout.ts'
import { lockSession } from '../../src/session/store/session-lock.ts'
import { createSnapshots } from '../../src/session/rewind/snapshots.ts'
import { recordLastSession } from '../../src/session/store/work-dirs.ts'
import { findDaemon } from '../../src/client/connect.ts'
import { lendDaemonTo, makeHome, type Home, type Run } from '../support/kimi.ts'
import { script, useScripts } from '../support/wire-client.ts'
import { sayTurn } from '../unit/session/session-fixture.ts'

let home: Home
let dir: string
let share: string
let work: string
beforeAll(async () => {
  home = await makeHome()
  dir = home.dir
  share = home.paths.share
  work = join(dir, 'work')
  await lendDaemonTo(home)
})
afterAll(() => home[Symbol.asyncDispose]())
beforeEach(() => {
  rmSync(work, { recursive: true, force: true })
  rmSync(join(share, 'sessions'), { recursive: true, force: true })
  mkdirSync(work)
})

/** Runs a command as a user types it: `{ limit: 1 }` is `--limit 1`, `{ json: true }` is `--json`. */
function run(words: string[], options: object = {}, cwd = work, env: Record<string, string> = {}): Promise<Run> {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  )
  return home.command([...words, ...flags], { cwd, env })
}
const session = (name: string, words: string[] = [], options: object = {}, cwd?: string) =>
  run(['session', name, ...words], options, cwd)
const rewind = (flags: object) => run(['rewind'], flags)

function makeSession(id: string, turns: [string, string][], minutesAgo = 0, workDir = work): SessionPlace {
  const place = createSession(share, workDir, id)
  for (const [question, answer] of turns) sayTurn(place, question, answer)
  const at = Date.now() / 1000 - minutesAgo * 60
  utimesSync(place.context, at, at)
  return place
}

test('sessions are listed in aligned columns, newest first; those of other directories and the archive on request', async () => {
  makeSession(
    'older',
    [
      ['压缩图片', 'ok'],
      ['more', 'ok'],
    ],
    90,
  )
  makeSession('3f2a9c1e-0000-4000-8000-000000000000', [['explain \u001b[31mred\u001b[0m', 'ok']])
  archiveSession(makeSession('put-away', [['old', 'ok']]))
  makeSession('elsewhere', [['there', 'ok']], 0, join(dir, 'other'))
  expect(await session('list')).toEqual({
    status: 0,
    stderr: '',
    stdout: '3f2a9c1e  now  1 turn   explain red\nolder     1 h  2 turns  压缩图片\n',
  })
  expect((await session('list', [], { all: true })).stdout).toMatch(/^elsewhere +now +1 turn +~\/other +there$/m)
  expect((await session('list', [], { archived: true })).stdout).toBe('put-away  now  1 turn  old\n')
  const rows = JSON.parse((await session('list', [], { json: true })).stdout) as Record<string, unknown>[]
  expect(rows[1]).toMatchObject({ id: 'older', title: '压缩图片', work_dir: work, turns: 2, archived: false })
  expect(await session('list', [], { limit: 1 })).toMatchObject({
    stderr: 'kimi: 1 more\n  kimi session list --limit 2\n',
  })
})

test('a directory without sessions says so and where to look', async () => {
  expect(await session('list')).toEqual({
    status: 0,
    stdout: '',
    stderr: 'kimi: no sessions of this directory\n  kimi session list --all\n',
  })
  expect(await session('list', [], { json: true })).toMatchObject({ stdout: '[]\n' })
})

test('a session is shown, named, put away and deleted by the beginning of its id', async () => {
  const place = makeSession('abc-1', [
    ['first question', 'a'],
    ['second', 'b'],
  ])
  const shown = await session('show', ['abc'])
  expect(shown.stdout).toContain('id         abc-1\ntitle      first question\n')
  expect(shown.stdout).toMatch(/1 {2}first question\n.*2 {2}second\n$/)
  expect((await session('rename', ['abc', 'A', 'new name'])).stdout).toBe('abc-1 renamed\n')
  expect((await session('list')).stdout).toContain('A new name')
  expect(await session('rename', ['abc', ' '])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('the title is empty') as string,
  })
  await session('archive', ['abc'])
  expect((await session('list')).stdout).toBe('')
  await session('unarchive', ['abc'])
  expect((await session('list')).stdout).toContain('abc-1')
  expect(await session('delete', ['abc'])).toMatchObject({
    status: 2,
    stderr:
      'kimi: delete session abc-1 (A new name) for good: nothing is done, since there is no terminal to ask on\n  kimi session delete abc --yes\n',
  })
  expect(existsSync(place.dir)).toBe(true)
  expect((await session('delete', ['abc'], { yes: true })).stdout).toBe('abc-1 deleted\n')
  expect(existsSync(place.dir)).toBe(false)
})

test('no session, or more than one, is one line with a hint', async () => {
  makeSession('abc-1', [])
  makeSession('abc-2', [])
  expect(await session('show', ['nope'])).toMatchObject({
    status: 2,
    stderr: 'kimi: no session "nope"\n  kimi session list --all\n',
  })
  expect(await session('show', ['abc'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^kimi: more than one session begins with abc\n {2}abc-\d, abc-\d\n$/) as string,
  })
  expect((await session('show', [], {}, dir)).stderr).toContain('No previous session found for the working directory')
})

test('without an id, the last session of the directory is meant', async () => {
  makeSession('one', [['first', 'ok']], 10)
  makeSession('two', [['second', 'ok']], 0)
  expect((await session('resume')).stdout).toBe('kimi -S two\n')
  recordLastSession(share, work, 'one')
  expect((await session('resume')).stdout).toBe('kimi -S one\n')
  expect((await session('resume', ['one'], {}, dir)).stdout).toBe(`cd ${work} && kimi -S one\n`)
})

test('a session that no model has answered is marked as one, not counted as a conversation', async () => {
  const env = { MOONSHOT_API_KEY: 'sk-x', MOONSHOT_BASE_URL: 'http://127.0.0.1:1/v1' }
  expect((await run(['-p', 'into the void'], {}, work, env)).status).not.toBe(0)
  makeSession('talked', [['one', 'ok']], 5)
  expect((await session('list')).stdout).toMatch(/^\w{8} +now +no answer +into the void\ntalked +5 min +1 turn +one\n$/)
})

test('a fork is made after as many turns as are asked for', async () => {
  makeSession('from', [
    ['one', 'a'],
    ['two', 'b'],
  ])
  const { id } = JSON.parse((await session('fork', ['from'], { turns: 1, json: true })).stdout) as { id: string }
  expect(JSON.parse((await session('show', [id], { json: true })).stdout)).toMatchObject({
    title: 'Fork: one',
    turns: 1,
  })
  expect(await session('fork', ['from'], { turns: 9 })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('it has 2 turns') as string,
  })
})

test('search prints sessions with the words around the hit', async () => {
  makeSession('pics', [['如何压缩图片?', '用 mogrify']])
  const found = await session('search', ['压缩'])
  expect(found).toMatchObject({ status: 0, stdout: 'pics  now  ~/work  如何压缩图片?\n  如何压缩图片?\n' })
  expect(await session('search', ['nothing-like-it'])).toMatchObject({ status: 1, stdout: '' })
  expect(await session('search', [' '])).toMatchObject({ status: 2 })
})

test('an export is an archive of the session and the logs, without secrets and without copies of files', async () => {
  const place = makeSession('abc', [['my key is sk-proj-abcdefghijklmnop1234567890', 'ok']])
  renameSession(place, '名字')
  mkdirSync(join(place.dir, 'tasks/t1'), { recursive: true })
  writeFileSync(join(place.dir, 'tasks/t1/output.log'), 'GITHUB_TOKEN=ghp_abcdefghijklmnopqrstuvwx1234\n')
  writeFileSync(join(work, 'file'), 'x')
  createSnapshots(place.dir, { env: {} }).keep(1, join(work, 'file'))
  mkdirSync(join(share, 'logs'), { recursive: true })
  writeFileSync(join(share, 'logs', 'daemon.log'), 'fresh\n')
  writeFileSync(join(share, 'logs', 'old.log'), 'old\n')
  utimesSync(join(share, 'logs', 'old.log'), 1000, 1000)

  const out = join(dir, 'new', 'out.zip')
  expect(await run(['export', 'abc'], { output: out })).toEqual({
    status: 0,
    stdout: `${out}\n`,
    stderr: '',
  })
  expect(statSync(out).mode & 0o777).toBe(0o600)
  const entries = readZip(out)
  expect([...entries.keys()]).toEqual([
    'abc/context.jsonl',
    'abc/state.json',
    'abc/tasks/t1/output.log',
    'abc/wire.jsonl',
    'logs/daemon.log',
  ])
  expect([...entries.values()].join('')).not.toMatch(/abcdefghijklmnop/)
  for (const line of entries.get('abc/context.jsonl')!.trim().split('\n'))
    expect(() => JSON.parse(line) as unknown).not.toThrow()
  expect(JSON.parse(entries.get('abc/state.json')!)).toMatchObject({ custom_title: '名字' })

  expect(await run(['export', 'abc'], { output: out })).toMatchObject({
    status: 2,
  })
  expect(await run(['export'])).toMatchObject({ status: 2 })
  expect((await run(['export'], { yes: true })).stdout).toBe(`${join(work, 'session-abc.zip')}\n`)
})

test('a rewind shows what it would change, does it only when told to, and is taken back', async () => {
  const file = join(work, 'a.txt')
  writeFileSync(file, 'before')
  const place = makeSession('abc', [
    ['one', 'a'],
    ['two', 'b'],
  ])
  const snapshots = createSnapshots(place.dir, { env: {} })
  snapshots.keep(2, file)
  writeFileSync(file, 'after')
  snapshots.settle(2)
  expect(await rewind({})).toEqual({
    status: 2,
    stdout: 'a rewind would change this:\nback to before turn 2: 1 turn, 2 messages dropped\n  restore a.txt\n',
    stderr: expect.stringMatching(
      /^kimi: rewind: nothing is done, since there is no terminal to ask on\n {2}kimi rewind .*--yes\n$/,
    ) as string,
  })
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(await rewind({ yes: true })).toMatchObject({ status: 0, stderr: '  kimi rewind --undo takes it back\n' })
  expect(readFileSync(file, 'utf8')).toBe('before')
  expect((await session('show', ['abc'], { json: true })).stdout).toContain('"turns":1')
  const undone = JSON.parse((await rewind({ undo: true, yes: true, json: true })).stdout) as object
  expect(undone).toMatchObject({ id: 'abc', applied: true, restored: [file] })
  expect(readFileSync(file, 'utf8')).toBe('after')
  expect(await rewind({ undo: true, yes: true })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no rewind to take back') as string,
  })
  expect(await rewind({ to: 7, yes: true })).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('no turn 7: it has 2') as string,
  })
  expect(await rewind({ files: true, chat: true })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Cannot combine --files, --chat.') as string,
  })
})

test('a session that another process writes is not rewound behind its back', async () => {
  const place = makeSession('abc', [['one', 'a']])
  const lock = lockSession(place)!
  expect(await rewind({ yes: true })).toMatchObject({
    status: 75,
    stderr: expect.stringContaining('session abc is in use by another process') as string,
  })
  expect(await session('delete', ['abc'], { yes: true })).toMatchObject({ status: 75 })
  lock.close()
  expect(await rewind({ yes: true })).toMatchObject({ status: 0 })
})

test('without a daemon the same is done in the command’s own process', async () => {
  makeSession('abc', [['one', 'a']])
  const alone = { CI: '1' }
  expect((await run(['session', 'list'], {}, work, alone)).stdout).toBe('abc  now  1 turn  one\n')
  expect((await run(['rewind'], { yes: true }, work, alone)).status).toBe(0)
  expect((await run(['session', 'delete', 'abc'], { yes: true }, work, alone)).stdout).toBe('abc deleted\n')
})

test('a session that the daemon still has open, and nobody uses, is deleted; one in use is not', async () => {
  useScripts(home, [script('hello')])
  await expect.poll(() => run(['-S', 'abc', '-p', 'hi'])).toMatchObject({ status: 0 })
  const client = (await findDaemon(home.paths))!
  await client.call('session/open', { workDir: work, id: 'abc', env: {}, shellEnv: {} })
  expect(await session('delete', ['abc'], { yes: true })).toMatchObject({
    status: 75,
    stderr: 'kimi: session abc is in use\n  kimi daemon stop\n',
  })
  client.close()
  await expect.poll(() => session('delete', ['abc'], { yes: true })).toMatchObject({ stdout: 'abc deleted\n' })
})

test('info tells the versions, as text and as JSON in Kimi CLI’s names', async () => {
  expect(JSON.parse((await run(['info'], { json: true })).stdout)).toEqual({
    kimi_cli_version: '1.49.0',
    kimi_version: expect.any(String) as string,
    agent_spec_versions: ['1'],
    wire_protocol_version: '1.10',
    node_version: process.versions.node,
  })
  expect((await run(['info'])).stdout).toMatch(
    /^kimi-cli version: 1\.49\.0\nkimi version: .+\nagent spec versions: 1\nwire protocol: 1\.10\n/,
  )
})

/** Name → text, found as readers find them: from the directory at the end. */
function readZip(path: string): Map<string, string> {
  const zip = readFileSync(path)
  const end = zip.length - 22
  expect(zip.readUInt32LE(end)).toBe(0x0605_4b50)
  const entries = new Map<string, string>()
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    expect(zip.readUInt32LE(at)).toBe(0x0201_4b50)
    const [crc, packed, size, name] = [16, 20, 24, 28].map((field) => zip.readUIntLE(at + field, field === 28 ? 2 : 4))
    const local = zip.readUInt32LE(at + 42)
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = inflateRawSync(zip.subarray(start, start + packed!))
    expect([crc32(bytes), bytes.length]).toEqual([crc, size])
    entries.set(zip.toString('utf8', at + 46, at + 46 + name!), bytes.toString())
    at += 46 + name!
  }
  return entries
}
