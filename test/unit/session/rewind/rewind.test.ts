import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { readContext } from '../../../../src/session/store/context-file.ts'
import type { SessionPlace } from '../../../../src/session/store/session-layout.ts'
import { createBlobStore } from '../../../../src/session/rewind/blob-store.ts'
import { captureContent } from '../../../../src/session/rewind/file-content.ts'
import { restoreContent } from '../../../../src/session/rewind/path-restore.ts'
import { planRewind, type RewindOptions } from '../../../../src/session/rewind/rewind-plan.ts'
import { describePlan } from '../../../../src/session/rewind/rewind-text.ts'
import { applyRewind, undoRewind, type RewindDeps } from '../../../../src/session/rewind/rewind.ts'
import { createSnapshots, type Snapshots } from '../../../../src/session/rewind/snapshots.ts'
import { countTurns } from '../../../../src/session/store/turn-borders.ts'
import { makeSession, sayTurn, transcript, useScratch } from '../session-fixture.ts'
import { programOf } from '../../../support/program.ts'

const scratch = useScratch()
const env = { PATH: process.env['PATH'], HOME: '/nowhere' }

const at = (name: string) => join(scratch.work, name)
const plan = async (place: SessionPlace, options: RewindOptions) => {
  const planned = await planRewind(place, options)
  if (!planned.ok) throw new Error(planned.reason)
  return planned.plan
}
const rewind = async (place: SessionPlace, options: RewindOptions, deps?: RewindDeps) =>
  applyRewind(await plan(place, options), deps)

/** Each path with its mode and its bytes, as one text. */
function picture(): string {
  return readdirSync(scratch.work, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.git/') && name !== '.git')
    .toSorted()
    .map((name) => {
      const stat = lstatSync(at(name))
      const held = stat.isSymbolicLink() ? readlinkSync(at(name)) : stat.isFile() ? readFileSync(at(name), 'hex') : ''
      return `${name} ${stat.isSymbolicLink() ? 'link' : stat.mode.toString(8)} ${held}`
    })
    .join('\n')
}

/** A workspace with one of everything. */
function fill(): void {
  writeFileSync(at('bytes'), randomBytes(5000))
  writeFileSync(at('run.sh'), '#!/bin/sh\n')
  chmodSync(at('run.sh'), 0o755)
  writeFileSync(at('secret'), 'x', { mode: 0o600 })
  mkdirSync(at('src/deep'), { recursive: true })
  writeFileSync(at('src/deep/a.ts'), 'one\r\ntwo')
  writeFileSync(at('src/b.ts'), '')
  symlinkSync('src/b.ts', at('link'))
  symlinkSync('/nowhere', at('dangling'))
  mkdirSync(at('empty'))
  writeFileSync(at('名字 with\nnewline'), 'odd')
}

const COMMAND = `
  printf changed >> bytes; chmod 600 run.sh; rm secret; mv src/deep/a.ts src/moved.ts; rmdir src/deep empty
  echo grown > src/b.ts; ln -sfn bytes link; rm dangling; mkdir -p new/deep; echo n > new/deep/file; rm 名字*
  mkdir dangling; echo x > dangling/y; touch run.sh`

async function runCommand(snapshots: Snapshots, turn: number, command: string): Promise<void> {
  const watch = await snapshots.beforeCommand(turn, scratch.work)
  execFileSync('/bin/sh', ['-c', command], { cwd: scratch.work })
  await snapshots.afterCommand(watch)
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: scratch.work, env })

test('what tools wrote is put back byte for byte, and comes again when the rewind is taken back', async () => {
  fill()
  const place = makeSession([['one', 'a']])
  const snapshots = createSnapshots(place.dir, { env })
  const before = picture()
  sayTurn(place, 'two', 'b', 2)
  const write = (name: string, text: string) => {
    snapshots.keep(2, at(name))
    mkdirSync(join(at(name), '..'), { recursive: true })
    writeFileSync(at(name), text)
  }
  write('bytes', 'new')
  write('bytes', 'newer')
  write('src/deep/a.ts', 'x')
  write('made/by/tool.txt', 'y')
  snapshots.settle(2)
  const after = picture()

  const { files, turns, messages } = await plan(place, { what: 'both' })
  expect(
    files.map(({ path, action, isChangedSince }) => [relative(scratch.work, path), action, isChangedSince]),
  ).toEqual([
    ['bytes', 'restore', false],
    ['src/deep/a.ts', 'restore', false],
    ['made', 'delete', false],
    ['made/by', 'delete', false],
    ['made/by/tool.txt', 'delete', false],
  ])
  expect([turns, messages]).toEqual([1, 2])
  expect((await rewind(place, { what: 'both' })).skipped).toEqual([])
  expect(picture()).toBe(before)
  expect(transcript(readContext(place.context))).toEqual(['user: one', 'assistant: a'])
  expect(await countTurns(place)).toBe(1)

  expect((await undoRewind(place))!.skipped).toEqual([])
  expect(picture()).toBe(after)
  expect(transcript(readContext(place.context))).toHaveLength(4)
  expect(await countTurns(place)).toBe(2)
  expect(await undoRewind(place)).toBeNull()
  await rewind(place, { what: 'files' })
  expect(picture()).toBe(before)
})

for (const kind of ['a plain directory', 'a git repository', 'a git repository with changes']) {
  test(`what a command did to ${kind} is put back: contents, modes, links, names, directories`, async () => {
    fill()
    if (kind !== 'a plain directory') {
      git('init', '-q')
      git('add', '.')
      git('commit', '-qm', 'x')
    }
    if (kind.endsWith('changes')) {
      writeFileSync(at('bytes'), 'dirty')
      writeFileSync(at('staged'), 'staged')
      git('add', 'staged')
      writeFileSync(at('untracked'), 'u')
    }
    const before = picture()
    const place = makeSession([['go', 'done']])
    const snapshots = createSnapshots(place.dir, { env })
    await runCommand(snapshots, 1, `${COMMAND}; rm -f staged untracked`)
    const after = picture()
    expect(after).not.toBe(before)
    expect((await rewind(place, { what: 'files' })).skipped).toEqual([])
    expect(picture()).toBe(before)
    expect((await undoRewind(place))!.skipped).toEqual([])
    expect(picture()).toBe(after)
  })
}

test('in a git repository untouched files need no copies: git has them, filters and hooks are not run', async () => {
  fill()
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'x')
  // Older than the index, beyond doubt.
  execFileSync(
    'find',
    ['.', '-name', '.git', '-prune', '-o', '-type', 'f', '-exec', 'touch', '-d', '2020-01-01', '{}', '+'],
    {
      cwd: scratch.work,
    },
  )
  git('update-index', '-q', '--refresh')
  for (const key of ['core.fsmonitor', 'filter.x.clean', 'filter.x.smudge', 'core.sshCommand'])
    git('config', key, `touch ${at('ran')}; cat`)
  writeFileSync(at('.git/info/attributes'), 'src/b.ts filter=x\n')
  const place = makeSession([['go', 'done']])
  const watch = await createSnapshots(place.dir, { env }).beforeCommand(1, scratch.work)
  expect(readdirSync(join(place.dir, 'rewind', 'before'))).toEqual([])
  writeFileSync(at('bytes'), 'changed')
  writeFileSync(at('src/b.ts'), 'changed')
  await createSnapshots(place.dir, { env }).afterCommand(watch)
  const files = (await plan(place, { what: 'files' })).files.map(({ path, uncovered }) => [
    relative(scratch.work, path),
    uncovered,
  ])
  expect(files).toEqual([
    ['bytes', ''],
    ['src/b.ts', 'git no longer has its content as it was'],
  ])
  expect(existsSync(at('ran'))).toBe(false)
})

test('a file that is put back keeps its other hard links and its owner', async () => {
  const isRoot = process.getuid?.() === 0
  for (const name of ['linked', 'owned']) writeFileSync(at(name), 'old')
  linkSync(at('linked'), at('other'))
  if (isRoot) chownSync(at('owned'), 1234, 4321)
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  for (const name of ['linked', 'owned']) {
    snapshots.keep(1, at(name))
    writeFileSync(at(name), 'new and longer')
  }
  snapshots.settle(1)
  expect((await rewind(place, { what: 'files' })).skipped).toEqual([])
  expect(['linked', 'other', 'owned'].map((name) => readFileSync(at(name), 'utf8'))).toEqual(['old', 'old', 'old'])
  if (isRoot) expect(lstatSync(at('owned'))).toMatchObject({ uid: 1234, gid: 4321 })
})

test('a file that somebody else changed since is left alone unless asked for', async () => {
  writeFileSync(at('a'), 'old')
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  snapshots.keep(1, at('a'))
  writeFileSync(at('a'), 'new')
  snapshots.settle(1)
  writeFileSync(at('a'), 'mine')
  expect(describePlan(await plan(place, { what: 'files' })).join('\n')).toContain('changed since')
  expect(await rewind(place, { what: 'files' })).toEqual({
    restored: [],
    skipped: [{ path: at('a'), reason: 'changed since' }],
  })
  expect(readFileSync(at('a'), 'utf8')).toBe('mine')
  await rewind(place, { what: 'files' }, { overwrite: true })
  expect(readFileSync(at('a'), 'utf8')).toBe('old')
  await undoRewind(place)
  expect(readFileSync(at('a'), 'utf8')).toBe('mine')
})

test('what is too large, or more than the session may keep, is named with its reason', async () => {
  const place = makeSession([['go', 'done']])
  const limits = { fileBytes: 1024 * 1024, storeBytes: 2 * 1024 * 1024 }
  const snapshots = createSnapshots(place.dir, { env, limits })
  for (const [name, size] of [
    ['huge', 2],
    ['a', 0.9],
    ['b', 0.9],
    ['c', 0.9],
  ] as const) {
    writeFileSync(at(name), randomBytes(size * 1024 * 1024))
    snapshots.keep(1, at(name))
    truncateSync(at(name))
  }
  expect(
    (await plan(place, { what: 'files' })).files.map(({ path, uncovered }) => [
      relative(scratch.work, path),
      uncovered,
    ]),
  ).toEqual([
    ['huge', 'it is larger than 1 MB'],
    ['a', ''],
    ['b', ''],
    ['c', 'more than 2 MB are kept already'],
  ])
})

test('each turn has its own state to go back to, and the earliest of several changes counts', async () => {
  const place = makeSession([])
  const snapshots = createSnapshots(place.dir, { env })
  for (const turn of [1, 2, 3]) {
    sayTurn(place, `turn ${turn}`, 'ok', turn * 2)
    snapshots.keep(turn, at('a'))
    writeFileSync(at('a'), `after ${turn}`)
    snapshots.settle(turn)
  }
  await rewind(place, { to: 3, what: 'both' })
  expect(readFileSync(at('a'), 'utf8')).toBe('after 2')
  await rewind(place, { to: 2, what: 'both' })
  expect(readFileSync(at('a'), 'utf8')).toBe('after 1')
  await undoRewind(place)
  await undoRewind(place)
  expect(readFileSync(at('a'), 'utf8')).toBe('after 3')
  expect(await countTurns(place)).toBe(3)
  await rewind(place, { to: 1, what: 'both' })
  expect(existsSync(at('a'))).toBe(false)
  expect(await countTurns(place)).toBe(0)
})

test('when only the conversation went back, its files count as done before', async () => {
  const place = makeSession([['one', 'a']])
  const snapshots = createSnapshots(place.dir, { env })
  sayTurn(place, 'two', 'b', 2)
  snapshots.keep(2, at('a'))
  writeFileSync(at('a'), 'kept')
  snapshots.settle(2)
  await rewind(place, { what: 'chat' })
  expect(readFileSync(at('a'), 'utf8')).toBe('kept')
  sayTurn(place, 'two again', 'c', 2)
  expect((await plan(place, { to: 2, what: 'files' })).files).toEqual([])
  expect((await plan(place, { to: 1, what: 'files' })).files.map(({ path }) => path)).toEqual([at('a')])
})

test('nothing is written through a directory that has become a link', async () => {
  mkdirSync(at('d'))
  mkdirSync(at('elsewhere'))
  writeFileSync(at('d/a'), 'old')
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  snapshots.keep(1, at('d/a'))
  writeFileSync(at('d/a'), 'new')
  snapshots.settle(1)
  renameSync(at('d'), at('moved'))
  symlinkSync('elsewhere', at('d'))
  expect((await rewind(place, { what: 'files' }, { overwrite: true })).skipped).toEqual([
    { path: at('d/a'), reason: 'its directory is a link now' },
  ])
  expect(readdirSync(at('elsewhere'))).toEqual([])
})

test('nothing is deleted, made or kept through a directory that has become a link, also with --force', async () => {
  for (const name of ['d', 'elsewhere', 'elsewhere/deep']) mkdirSync(at(name))
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  writeFileSync(at('d/gone'), 'old')
  for (const name of ['d/made', 'd/gone']) snapshots.keep(1, at(name))
  writeFileSync(at('d/made'), 'by the agent')
  unlinkSync(at('d/gone'))
  snapshots.settle(1)
  renameSync(at('d'), at('moved'))
  symlinkSync('elsewhere', at('d'))
  writeFileSync(at('elsewhere/made'), 'the only copy')
  const { skipped } = await rewind(place, { what: 'files' }, { overwrite: true })
  expect(skipped.map(({ reason }) => reason)).toEqual(Array(2).fill('its directory is a link now'))
  expect(readdirSync(at('elsewhere'))).toEqual(['deep', 'made'])
  expect(readFileSync(at('elsewhere/made'), 'utf8')).toBe('the only copy')

  snapshots.keep(2, at('d/deep/new'))
  writeFileSync(at('elsewhere/private'), 'a secret')
  snapshots.keep(2, at('d/private'))
  const kept = readdirSync(join(place.dir, 'rewind', 'blobs')).map((name) =>
    readFileSync(join(place.dir, 'rewind', 'blobs', name), 'utf8'),
  )
  expect(kept).not.toContain('a secret')
  expect(kept).not.toContain('the only copy')
})

/** Puts a link in the place of a folder, and the folder back, until it is killed. The rewind may make the folder meanwhile. */
const SWAPPER = `
const { renameSync, rmSync, symlinkSync } = require('node:fs')
const [folder, target] = process.argv.slice(1)
process.stdout.write('x')
for (;;) try {
  renameSync(folder, folder + '-aside')
  try { symlinkSync(target, folder) } catch {}
  rmSync(folder, { recursive: true, force: true })
  renameSync(folder + '-aside', folder)
} catch {}`

test('a folder that is swapped for a link again and again lets no rewind out and no other file in', async () => {
  mkdirSync(at('d'))
  mkdirSync(at('elsewhere'))
  writeFileSync(at('elsewhere/a'), 'a secret')
  const store = createBlobStore(join(scratch.work, 'blobs'))
  const { hash } = store.keepBytes(Buffer.from('restored')) as { hash: string }
  const swapper = spawn(process.execPath, ['-e', SWAPPER, at('d'), at('elsewhere')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(swapper.stdout!, 'data')
    for (let round = 0; round < 1_000; round++) {
      const content =
        round % 2 === 0 ? { kind: 'absent' as const } : { kind: 'file' as const, hash, mode: 0o644, size: 8 }
      restoreContent(at('d/a'), content, store)
      captureContent(at('d/a'), store)
    }
  } finally {
    swapper.kill('SIGKILL')
    await once(swapper, 'close')
  }
  expect(readFileSync(at('elsewhere/a'), 'utf8')).toBe('a secret')
  expect(readdirSync(at('elsewhere'))).toEqual(['a'])
  expect(readdirSync(at('blobs'))).toEqual([hash])
})

test('a copy that was damaged is not put back', async () => {
  writeFileSync(at('a'), 'old')
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  snapshots.keep(1, at('a'))
  writeFileSync(at('a'), 'new')
  snapshots.settle(1)
  const blobs = join(place.dir, 'rewind', 'blobs')
  for (const name of readdirSync(blobs)) writeFileSync(join(blobs, name), 'OLD')
  expect((await rewind(place, { what: 'files' })).skipped[0]!.reason).toBe('its kept copy is damaged')
  expect(readFileSync(at('a'), 'utf8')).toBe('new')
})

test('a command that a crash cut off is named; commits are said to stay', async () => {
  git('init', '-q')
  git('commit', '-qm', 'x', '--allow-empty')
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  await runCommand(snapshots, 1, 'echo a > a; git add a; git -c user.name=a -c user.email=b commit -qm y')
  await snapshots.beforeCommand(1, scratch.work)
  const reasons = (await plan(place, { what: 'files' })).lost.map(({ reason }) => reason)
  expect(reasons).toEqual([
    'commits, branches and the index stay as the command left them',
    'what a command changed that was interrupted, or still runs',
  ])
})

test('sweeping keeps what turns and undo points need, and nothing else', async () => {
  writeFileSync(at('a'), 'old')
  const place = makeSession([['go', 'done']])
  const snapshots = createSnapshots(place.dir, { env })
  snapshots.keep(1, at('a'))
  writeFileSync(at('a'), 'new')
  snapshots.settle(1)
  writeFileSync(join(place.dir, 'rewind', 'blobs', 'f'.repeat(64)), 'nobody needs this')
  await rewind(place, { what: 'both' })
  snapshots.sweep()
  await undoRewind(place)
  expect(readFileSync(at('a'), 'utf8')).toBe('new')
  expect((await rewind(place, { what: 'files' })).skipped).toEqual([])
  expect(readdirSync(join(place.dir, 'rewind', 'blobs'))).not.toContain('f'.repeat(64))
})

test('killed at any instant, a rewind can be taken back', async () => {
  const names = Array.from({ length: 40 }, (_, n) => `f${n}`)
  for (const name of names) writeFileSync(at(name), `old ${name}`)
  const place = makeSession([['one', 'a']])
  sayTurn(place, 'two', 'b', 2)
  const snapshots = createSnapshots(place.dir, { env })
  for (const name of names) {
    snapshots.keep(2, at(name))
    if (name.endsWith('7')) unlinkSync(at(name))
    else writeFileSync(at(name), `new ${name}`)
  }
  snapshots.settle(2)
  const after = picture()
  const source = `
    const { planRewind } = await import(${JSON.stringify(module('rewind-plan'))})
    const { applyRewind } = await import(${JSON.stringify(module('rewind'))})
    const { plan } = await planRewind(${JSON.stringify(place)}, { what: 'both' })
    process.stdout.write('go')
    await applyRewind(plan)
    process.stdout.write('done')`
  for (const delay of [0, 4, 15, 40]) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), delay))
    await new Promise((resolve) => child.once('close', resolve))
    await undoRewind(place)
    expect(picture(), `killed after ${delay} ms`).toBe(after)
    expect(await countTurns(place)).toBe(2)
    expect(transcript(readContext(place.context))).toHaveLength(4)
  }
})

const module = (name: string) => programOf(join(import.meta.dirname, `../../../../src/session/rewind/${name}.ts`))
