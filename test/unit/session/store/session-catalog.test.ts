import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  archiveSession,
  createSession,
  deleteSession,
  findSession,
  renameSession,
  unarchiveSession,
} from '../../../../src/session/store/session-catalog.ts'
import { claimSession } from '../../../../src/session/session-claim.ts'
import { hashWorkDir, isSessionId, placeSession } from '../../../../src/session/store/session-layout.ts'
import { createSessionIndex, type ListOptions } from '../../../../src/session/store/session-index.ts'
import { lockSession } from '../../../../src/session/store/session-lock.ts'
import { readState } from '../../../../src/session/store/state-file.ts'
import {
  addWorkDir,
  findLastSession,
  listWorkDirs,
  recordLastSession,
} from '../../../../src/session/store/work-dirs.ts'
import { makeSession, useScratch } from '../session-fixture.ts'
import { programOf } from '../../../support/program.ts'

const scratch = useScratch()
const list = async (options?: ListOptions) => (await createSessionIndex(scratch.share).list(options)).sessions

test('a directory is named by the md5 of its path, as Kimi CLI names it', () => {
  // python3 -c 'import hashlib; print(hashlib.md5(b"/home/me/project").hexdigest())'
  expect(hashWorkDir('/home/me/project')).toBe('7eb7c5d1a12f148d4bfd9673187a838f')
  expect(hashWorkDir('/home/me/project/')).toBe(hashWorkDir('/home/me/project'))
})

test('an id is any file name and nothing that leaves its directory', () => {
  for (const id of ['e2e-session', 'a', '会话', 'a b', '...x']) expect(isSessionId(id), id).toBe(true)
  for (const id of ['', '.', '..', '...', 'a/b', '../x', 'a\0b', 'a\nb', 'x'.repeat(129), '话'.repeat(100)])
    expect(isSessionId(id), id).toBe(false)
  expect(() => placeSession('/s', '/w', '../x')).toThrow('not a session id')
})

test('sessions in which something was said are listed newest first, with the first words or the given name as title', async () => {
  const old = makeSession([['  explain\nthis   code  ', 'ok']], 'old')
  const named = makeSession([['x', 'y']], 'named')
  const empty = createSession(scratch.share, scratch.work, 'empty')
  renameSession(named, ' My\nwork ')
  for (const [at, place] of [old, named, empty].entries()) utimesSync(place.context, 1000 + at, 1000 + at)
  expect((await list()).map(({ id, title }) => [id, title])).toEqual([
    ['named', 'My work'],
    ['old', 'explain this code'],
  ])
  expect(await list({ workDir: '/elsewhere' })).toEqual([])
  expect((await list())[0]!.workDir).toBe(scratch.work)
})

test('a title is one line: 200 characters when given, 50 when made', async () => {
  const place = makeSession([[`${'word '.repeat(30)}`, 'y']], 'a')
  const [made] = await list()
  expect(made!.title.length).toBeLessThanOrEqual(50)
  expect(made!.title).toMatch(/word…$/)
  renameSession(place, 'x'.repeat(500))
  expect(readState(place.state).custom_title).toHaveLength(200)
  expect(renameSession(place, ' \n ')).toBe(false)
})

test('a session is found by its id, or by a beginning that no other has; those of this directory first', () => {
  makeSession([], 'abc-1')
  makeSession([], 'abd-2')
  const elsewhere = createSession(scratch.share, join(scratch.dir, 'other'), 'abc-9')
  const id = (name: string, workDir?: string) => {
    const found = findSession(scratch.share, name, workDir)
    return found.ok ? found.session.id : found.reason
  }
  expect(id('abd')).toBe('abd-2')
  expect(id('abc')).toBe('many')
  expect(id('abc', scratch.work)).toBe('abc-1')
  expect(id('abc', elsewhere.workDir!)).toBe('abc-9')
  expect(id('abc-1')).toBe('abc-1')
  expect(id('zzz')).toBe('none')
  expect(id('')).toBe('none')
})

test('a session whose files cannot be read hides no other one from the list, and is refused when it is opened', async () => {
  makeSession([['one', 'first']], 'whole')
  const broken = makeSession([['two', 'second']], 'broken')
  rmSync(broken.state, { force: true })
  mkdirSync(broken.state)
  expect((await list()).map(({ id, title }) => `${id}: ${title}`).sort()).toEqual(['broken: two', 'whole: one'])
  expect(() => claimSession(broken, { workDir: scratch.work })).toThrow(`${broken.state} is no file`)
  const piped = makeSession([['three', 'third']], 'piped')
  rmSync(piped.context)
  execFileSync('mkfifo', [piped.context])
  expect(() => claimSession(piped, { workDir: scratch.work })).toThrow(`${piped.context} is no file`)
})

test('archiving is remembered with its time; taking it back exempts from it', async () => {
  const place = makeSession([['hi', 'ho']])
  archiveSession(place, 5_000)
  expect(readState(place.state)).toMatchObject({ archived: true, archived_at: 5 })
  expect((await list())[0]!.archived).toBe(true)
  unarchiveSession(place)
  expect(readState(place.state)).toMatchObject({ archived: false, archived_at: null, auto_archive_exempt: true })
})

test('deleting removes a session, and nothing that is none or is being written', () => {
  const place = makeSession([['hi', 'ho']])
  const lock = lockSession(place)
  expect(deleteSession(place)).toEqual({ ok: false, reason: 'locked' })
  lock!.close()
  expect(deleteSession(place)).toEqual({ ok: true })
  expect(existsSync(place.dir)).toBe(false)
  expect(readdirSync(join(scratch.share, 'cache', 'deleted'))).toEqual([])
  const other = placeSession(scratch.share, scratch.work, 'other')
  mkdirSync(other.dir)
  writeFileSync(join(other.dir, 'notes.txt'), 'mine')
  expect(deleteSession(other)).toEqual({ ok: false, reason: 'not a session' })
})

test('sessions of earlier versions are brought into today’s layout', async () => {
  const dir = join(scratch.share, 'sessions', hashWorkDir(scratch.work))
  mkdirSync(join(dir, 'webbed'), { recursive: true })
  writeFileSync(join(dir, 'flat.jsonl'), '{"role":"user","content":"hi"}\n')
  writeFileSync(join(dir, 'webbed', 'context.jsonl'), '')
  writeFileSync(join(dir, 'webbed', 'metadata.json'), JSON.stringify({ title: 'From the web', archived: true }))
  expect((await list({ workDir: scratch.work })).map(({ id, title, archived }) => [id, title, archived])).toEqual(
    expect.arrayContaining([
      ['flat', 'Untitled', false],
      ['webbed', 'From the web', true],
    ]),
  )
  expect(readdirSync(dir).sort()).toEqual(['flat', 'webbed'])
  expect(readdirSync(join(dir, 'webbed')).sort()).toEqual(['context.jsonl', 'state.json'])
})

test('only one process writes a session, also when this one asks twice', async () => {
  const place = makeSession([])
  const lock = lockSession(place)!
  expect(lockSession(place)).toBeNull()
  expect(await lockElsewhere()).toBe('held')
  lock.close()
  expect(await lockElsewhere()).toBe('free')
  const again = lockSession(place)
  expect(again).not.toBeNull()
  again!.close()
  expect(readdirSync(place.dir)).toEqual(['context.jsonl'])

  function lockElsewhere(): Promise<string> {
    return run(`
      const { lockSession } = await import(${JSON.stringify(module('session-lock'))})
      process.stdout.write(lockSession(${JSON.stringify(place)}) ? 'free' : 'held')`)
  }
})

test('directories noted by many processes at once are all kept, with what others wrote in kimi.json', async () => {
  mkdirSync(scratch.share)
  writeFileSync(
    join(scratch.share, 'kimi.json'),
    JSON.stringify({ thinking: true, work_dirs: [{ path: '/w', kaos: 'local', extra: 1 }] }),
  )
  await Promise.all(
    [1, 2, 3, 4].map((writer) =>
      run(`
        const { recordLastSession } = await import(${JSON.stringify(module('work-dirs'))})
        for (let n = 0; n < 10; n++) recordLastSession(${JSON.stringify(scratch.share)}, '/${writer}/' + n, 'id-' + n)`),
    ),
  )
  expect(listWorkDirs(scratch.share)).toHaveLength(41)
  expect(findLastSession(scratch.share, '/3/7')).toBe('id-7')
  addWorkDir(scratch.share, '/3/7')
  expect(findLastSession(scratch.share, '/3/7')).toBe('id-7')
  expect(JSON.parse(readFileSync(join(scratch.share, 'kimi.json'), 'utf8'))).toMatchObject({ thinking: true })
  expect(listWorkDirs(scratch.share)[0]).toMatchObject({ extra: 1 })
  expect(statSync(join(scratch.share, 'kimi.json')).mode & 0o777).toBe(0o600)
})

test('a kimi.json that cannot be read is kept beside the new one', () => {
  mkdirSync(scratch.share)
  writeFileSync(join(scratch.share, 'kimi.json'), '{"work_dirs": [')
  recordLastSession(scratch.share, '/w', 'x')
  expect(findLastSession(scratch.share, '/w')).toBe('x')
  expect(readFileSync(join(scratch.share, 'kimi.json.unreadable'), 'utf8')).toBe('{"work_dirs": [')
})

const module = (name: string) => programOf(join(import.meta.dirname, `../../../../src/session/store/${name}.ts`))

/** What a process of its own prints. */
function run(source: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(text)))
}
