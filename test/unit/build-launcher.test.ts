// The launcher script, with a stand-in for Node that prints the home directory it is given.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

/** A tree whose Node prints the home directory it is given. */
function makeTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'kimi-launcher-'))
  for (const folder of ['dist', 'node_modules/node/bin', 'work']) mkdirSync(join(tree, folder), { recursive: true })
  copyFileSync(join(import.meta.dirname, '../../src/build/launcher.sh'), join(tree, 'dist/kimi'))
  const node = join(tree, 'node_modules/node/bin/node')
  writeFileSync(node, '#!/bin/sh\necho "${HOME-none}"\n', { mode: 0o755 })
  return tree
}

test('an empty HOME is none: no directory of kimi is made where the command runs', () => {
  const tree = makeTree()
  try {
    const run = (HOME: string, args: string[]) =>
      execFileSync('sh', [join(tree, 'dist/kimi'), ...args], {
        cwd: join(tree, 'work'),
        env: { PATH: process.env['PATH'], HOME },
        encoding: 'utf8',
      })
    expect(run('', ['task', 'list'])).toBe('none\n')
    expect(run('', ['daemon', 'start'])).toBe('none\n')
    expect(readdirSync(join(tree, 'work'))).toEqual([])
    expect(run(join(tree, 'work'), ['task', 'list'])).toBe(`${join(tree, 'work')}\n`)
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
})

/** A folder with the programs that the launcher needs, without flock(1), as on macOS. */
function makeBareFolder(tree: string): string {
  const bin = join(tree, 'bin')
  mkdirSync(bin)
  for (const name of ['sh', 'sleep', 'rm', 'mkdir', 'readlink'])
    symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(), join(bin, name))
  return bin
}

describe.each(['with flock', 'without flock'] as const)('%s', (way) => {
  test.each([
    ['runs Node itself when the other start has left no daemon', 'no pid file', true],
    ['ends with success when a daemon runs', 'a live pid', false],
  ] as const)('a launcher that waits for another %s', async (_, pidFile, runsNode) => {
    const tree = makeTree()
    try {
      const run = join(tree, 'work', '.kimi', 'run')
      mkdirSync(run, { recursive: true })
      writeFileSync(join(run, 'starter'), `${process.pid}\n`)
      if (pidFile === 'a live pid') writeFileSync(join(run, 'pid'), String(process.pid))
      const other = way === 'with flock' ? await holdLock(run) : null
      const PATH = way === 'with flock' ? process.env['PATH'] : makeBareFolder(tree)
      const env = { PATH, HOME: join(tree, 'work') }
      const launcher = spawn('/bin/sh', [join(tree, 'dist/kimi'), 'daemon', 'start'], { env, cwd: tree })
      let said = ''
      launcher.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const closed = once(launcher, 'close')
      await expect.poll(() => runsProgram(launcher.pid!, /sleep|flock.*-s/), { interval: 5 }).toBe(true)
      rmSync(join(run, 'starter'))
      other?.kill('SIGKILL')
      expect([await closed, said]).toEqual([[0, null], runsNode ? `${join(tree, 'work')}\n` : ''])
    } finally {
      rmSync(tree, { recursive: true, force: true })
    }
  })
})

test('with flock, the reason of a failed start is said by all that waited for it', async () => {
  const tree = makeTree()
  try {
    const run = join(tree, 'work', '.kimi', 'run')
    mkdirSync(run, { recursive: true })
    const other = await holdLock(run)
    const env = { PATH: process.env['PATH'], HOME: join(tree, 'work') }
    const launchers = [1, 2, 3].map(() => spawn('/bin/sh', [join(tree, 'dist/kimi'), 'daemon', 'start'], { env }))
    const ended = launchers.map(async (launcher) => {
      let said = ''
      launcher.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
      const [status] = await once(launcher, 'close')
      return [status, said]
    })
    for (const { pid } of launchers) await expect.poll(() => runsProgram(pid!, /flock.*-s/), { interval: 5 }).toBe(true)
    writeFileSync(join(run, 'starter'), `${other.pid}\nthe disk is full\n`)
    other.kill('SIGKILL')
    expect(await Promise.all(ended)).toEqual(Array(3).fill([3, 'the disk is full\n']))
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
})

/** A process that holds the lock of the one that starts, until it is killed. */
async function holdLock(run: string): Promise<ChildProcess> {
  const held = spawn('flock', ['--no-fork', run, 'sh', '-c', 'echo held; exec sleep 60'])
  await once(held.stdout, 'data')
  return held
}

/** True when a child of the process has such a command line. */
function runsProgram(pid: number, command: RegExp): boolean {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.some((child) => {
    try {
      return command.test(readFileSync(`/proc/${child}/cmdline`, 'utf8').replaceAll('\0', ' '))
    } catch {
      return false // it has ended meanwhile
    }
  })
}
