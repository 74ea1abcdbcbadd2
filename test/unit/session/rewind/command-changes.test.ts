import { execFileSync, spawnSync } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ensureGrammar } from '../../../../src/safety/lines/bash-grammar.ts'
import { createFileKeeper } from '../../../../src/session/rewind/file-keeper.ts'
import { planRewind } from '../../../../src/session/rewind/rewind-plan.ts'
import { applyRewind } from '../../../../src/session/rewind/rewind.ts'
import { createSnapshots, type Snapshots } from '../../../../src/session/rewind/snapshots.ts'
import { scanWorkspace } from '../../../../src/session/rewind/workspace-scan.ts'
import type { SessionPlace } from '../../../../src/session/store/session-layout.ts'
import { makeSession, sayTurn, useScratch } from '../session-fixture.ts'
import { programOf } from '../../../support/program.ts'

const scratch = useScratch()
const env = { PATH: process.env['PATH'], HOME: '/nowhere' }
const at = (name: string) => join(scratch.work, name)
const read = (name: string) => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : null)
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: scratch.work, env })

async function runCommand(snapshots: Snapshots, command: string): Promise<void> {
  const watch = await snapshots.beforeCommand(1, scratch.work)
  execFileSync('/bin/sh', ['-c', command], { cwd: scratch.work })
  await snapshots.afterCommand(watch)
}

/** Longer than the clock of a file system may be behind. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 120))

async function plan(place: SessionPlace, to = 1) {
  const planned = await planRewind(place, { what: 'files', to })
  if (!planned.ok) throw new Error(planned.reason)
  return planned.plan
}

const listed = async (place: SessionPlace, to = 1) =>
  (await plan(place, to)).files
    .map(({ path, action, uncovered, isChangedSince }) =>
      [relative(scratch.work, path), uncovered || action, isChangedSince ? 'by others' : ''].join(' ').trim(),
    )
    .toSorted()

function start() {
  const place = makeSession([['go', 'done']])
  return { place, snapshots: createSnapshots(place.dir, { env }) }
}

describe('a command runs, whatever is wrong with', () => {
  const broken: [name: string, prepare: () => void][] = [
    ['a repository without commits', () => git('init', '-q')],
    ['a repository whose index is garbage', () => (git('init', '-q'), writeFileSync(at('.git/index'), 'garbage'))],
    ['a repository whose HEAD is garbage', () => (mkdirSync(at('.git')), writeFileSync(at('.git/HEAD'), '\0\0'))],
    ['a worktree whose repository is gone', () => writeFileSync(at('.git'), 'gitdir: /nowhere\n')],
    ['a .git that is a link to itself', () => symlinkSync('.git', at('.git'))],
  ]
  test.each(broken)('%s, and what it changed is put back', async (_, prepare) => {
    prepare()
    writeFileSync(at('a'), 'old')
    const { place, snapshots } = start()
    await runCommand(snapshots, 'echo new > a; echo b > b')
    expect(await listed(place)).toEqual(['a restore', 'b delete'])
    expect((await applyRewind(await plan(place))).skipped).toEqual([])
    expect([read('a'), read('b')]).toEqual(['old', null])
  })

  test('a directory that is gone: a rewind says so', async () => {
    const { place, snapshots } = start()
    rmSync(scratch.work, { recursive: true })
    const watch = await snapshots.beforeCommand(1, scratch.work)
    await snapshots.afterCommand(watch)
    expect((await plan(place)).lost).toEqual([
      { path: scratch.work, reason: expect.stringContaining('what a command changed: ENOENT') as string },
    ])
    mkdirSync(scratch.work)
    await runCommand(snapshots, 'echo b > b')
    expect(await listed(place)).toEqual(['b delete'])
  })

  test('the place for copies: a rewind names what has none', async () => {
    writeFileSync(at('a'), 'old')
    const { place, snapshots } = start()
    mkdirSync(join(place.dir, 'rewind'))
    writeFileSync(join(place.dir, 'rewind', 'before'), 'a file is in the way')
    await runCommand(snapshots, 'echo new > a')
    expect((await listed(place))[0]).toMatch(/^a EEXIST/)
  })

  test('the log: what was not written down is written with what comes next', async () => {
    writeFileSync(at('a'), 'old')
    const { place, snapshots } = start()
    writeFileSync(join(place.dir, 'rewind'), 'a file is in the way')
    snapshots.keep(1, at('a'))
    await runCommand(snapshots, 'echo new > a; echo b > b')
    rmSync(join(place.dir, 'rewind'))
    snapshots.settle(1)
    snapshots.keep(1, at('c'))
    expect((await listed(place)).map((line) => line.split(' ')[0])).toEqual(['a', 'b'])
    expect((await listed(place))[1]).toBe('b delete')
  })

  const isRoot = process.getuid?.() === 0
  test.runIf(isRoot)('a disk that is full: a rewind names what was not kept', async ({ skip }) => {
    writeFileSync(at('a'), 'x'.repeat(100_000))
    const { place, snapshots } = start()
    mkdirSync(join(place.dir, 'rewind'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(place.dir, 'rewind')], { stdio: 'ignore' })
    } catch {
      skip('no mounts here')
    }
    try {
      await runCommand(snapshots, 'echo new > a')
      expect((await listed(place))[0]).toMatch(/^a ENOSPC/)
      expect(readdirSync(join(place.dir, 'rewind', 'before'))).toEqual([])
    } finally {
      execFileSync('umount', [join(place.dir, 'rewind')])
    }
  })

  test.runIf(isRoot)('a directory that may not be read: what is in it is not deleted by a rewind', async ({ skip }) => {
    const { place } = start()
    mkdirSync(at('closed'))
    writeFileSync(at('closed/a'), 'old')
    for (const path of ['closed/a', 'closed', '.']) chownSync(at(path), 65534, 65534)
    execFileSync('chmod', ['0', at('closed')])
    for (const path of [scratch.work, place.dir]) execFileSync('chmod', ['-R', 'a+rwX', join(path, '..')])
    execFileSync('chmod', ['0', at('closed')])
    const source = `
      const { createSnapshots } = await import(${JSON.stringify(module('snapshots'))})
      const { execFileSync } = await import('node:child_process')
      const snapshots = createSnapshots(${JSON.stringify(place.dir)}, { env: process.env })
      const watch = await snapshots.beforeCommand(1, ${JSON.stringify(scratch.work)})
      execFileSync('sh', ['-c', 'chmod 755 closed; echo new > closed/a'], { cwd: ${JSON.stringify(scratch.work)} })
      await snapshots.afterCommand(watch)`
    const ran = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
      uid: 65534,
      gid: 65534,
      encoding: 'utf8',
    })
    if (/EACCES|ERR_MODULE/.test(ran.stderr)) skip('another user cannot read the sources')
    expect(ran.stderr).toBe('')
    expect(await listed(place)).toEqual(['closed restore', 'closed/a its directory could not be read'])
  })
})

describe('what others do while a turn runs', () => {
  test('stays: before, between and after its commands', async () => {
    for (const name of ['mine', 'both', 'theirs']) writeFileSync(at(name), 'old')
    const { place, snapshots } = start()
    snapshots.expectCommand(1, scratch.work)
    await pause()
    writeFileSync(at('mine'), 'mine 1')
    await pause()
    await runCommand(snapshots, 'echo new > theirs; echo new > both; echo new > made')
    await pause()
    writeFileSync(at('both'), 'mine 2')
    writeFileSync(at('own'), 'mine 3')
    await pause()
    await runCommand(snapshots, 'echo newer > theirs')
    expect(await listed(place)).toEqual([
      'both restore by others',
      'made delete',
      'own delete by others',
      'theirs restore',
    ])
    await applyRewind(await plan(place))
    const names = ['mine', 'both', 'own', 'theirs', 'made']
    expect(names.map(read)).toEqual(['mine 1', 'mine 2', 'mine 3', 'old', null])
  })

  test('also where a command changes it once more', async () => {
    writeFileSync(at('a'), 'old')
    const { place, snapshots } = start()
    await runCommand(snapshots, 'true')
    await pause()
    writeFileSync(at('a'), 'mine')
    writeFileSync(at('b'), 'mine')
    await pause()
    await runCommand(snapshots, 'true')
    await runCommand(snapshots, 'echo new >> a; echo new >> b')
    expect(await listed(place)).toEqual(['a restore by others', 'b delete by others'])
  })
})

test('edits of tools between commands are those of the turn', async () => {
  writeFileSync(at('a'), 'old')
  const { place, snapshots } = start()
  await runCommand(snapshots, 'echo b > b')
  snapshots.keep(1, at('a'))
  writeFileSync(at('a'), 'by a tool')
  await runCommand(snapshots, 'echo c > c')
  snapshots.settle(1)
  expect(await listed(place)).toEqual(['a restore', 'b delete', 'c delete'])
})

test('commands at the same time find what each has changed, and what one has changed twice counts once', async () => {
  for (const name of ['a', 'b']) writeFileSync(at(name), 'old')
  const { place, snapshots } = start()
  const watches = await Promise.all([1, 2, 3].map(() => snapshots.beforeCommand(1, scratch.work)))
  writeFileSync(at('a'), 'new')
  const first = snapshots.afterCommand(watches[0]!)
  writeFileSync(at('b'), 'new')
  writeFileSync(at('a'), 'newer')
  await Promise.all([first, ...watches.slice(1).map((watch) => snapshots.afterCommand(watch))])
  expect(await listed(place)).toEqual(['a restore', 'b restore'])
  expect((await applyRewind(await plan(place))).skipped).toEqual([])
  expect([read('a'), read('b')]).toEqual(['old', 'old'])
})

test('a turn does not wait for what its commands changed, a rewind does; the next turn goes on from there', async () => {
  await ensureGrammar()
  writeFileSync(at('a'), 'old')
  const { place } = start()
  const workspace = { workDir: scratch.work, additionalDirs: [] }
  const keeper = createFileKeeper(place, workspace, { ...env })
  for (const word of ['one', 'two']) {
    await keeper.beginTurn()
    await keeper.beforeCommand(word)
    writeFileSync(at('a'), word)
    keeper.afterCommand(word)
    keeper.endTurn()
    sayTurn(place, 'more', 'ok', 10)
  }
  await keeper.settled()
  expect(await listed(place, 1)).toEqual(['a restore'])
  expect((await applyRewind(await plan(place, 2))).skipped).toEqual([])
  expect(read('a')).toBe('one')
  expect((await applyRewind(await plan(place, 1))).skipped).toEqual([])
  expect(read('a')).toBe('old')
  await keeper.close()
  expect(existsSync(join(place.dir, 'rewind', 'before'))).toBe(false)
})

test('a modification time that was set back hides no change', async () => {
  writeFileSync(at('a'), 'old')
  utimesSync(at('a'), 1, 1)
  const { place, snapshots } = start()
  await runCommand(snapshots, 'echo new > a; touch -d @1 a')
  expect(await listed(place)).toEqual(['a restore'])
})

const module = (name: string) => programOf(join(import.meta.dirname, `../../../../src/session/rewind/${name}.ts`))

test('in a large tree a command does not wait for the whole scan: what is not known from before it is named, and left alone', async () => {
  for (let dir = 0; dir < 52; dir++) {
    mkdirSync(at(`d${dir}`))
    for (let file = 0; file < 100; file++) writeFileSync(at(`d${dir}/${file}`), '')
  }
  mkdirSync(at('x/y/z'), { recursive: true })
  for (const name of ['early', 'x/y/z/changed', 'x/y/z/removed']) writeFileSync(at(name), 'old')
  await pause()
  const { place, snapshots } = start()
  await runCommand(snapshots, 'echo new > early; cd x/y/z; echo new > changed; rm removed; echo new > made')
  const { files, lost } = await plan(place)
  await applyRewind(await plan(place))
  expect(read('early')).toBe('old')
  // The scan comes further in one run than in another.
  const isNamed = (path: string) =>
    files.some((file) => file.path === path && file.uncovered) || lost.some((each) => each.path === at('x/y/z'))
  const wanted = { 'x/y/z/changed': 'old', 'x/y/z/removed': 'old', 'x/y/z/made': null }
  for (const [name, text] of Object.entries(wanted))
    expect([name, read(name) === text || isNamed(at(name))]).toEqual([name, true])
})

test('a scan that goes on while a command runs tells what had changed before it came there', async () => {
  mkdirSync(at('a/b'), { recursive: true })
  mkdirSync(at('quiet'))
  for (const name of ['a/b/changed', 'a/b/removed', 'a/same', 'quiet/same']) writeFileSync(at(name), 'old')
  await pause()
  const began = Date.now() - 50
  execFileSync('/bin/sh', ['-c', 'echo new > changed; rm removed'], { cwd: at('a/b') })
  const { late } = await scanWorkspace(scratch.work, '', { since: () => began })
  expect([...late].map((path) => relative(scratch.work, path)).toSorted()).toEqual(['a/b', 'a/b/changed'])
})
