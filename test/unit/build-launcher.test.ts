// The launcher script, with a stand-in for Node that prints the home directory it is given.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

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
    const env = { PATH: process.env['PATH'], HOME: join(tree, 'work') }
    const launcher = spawn('sh', [join(tree, 'dist/kimi'), 'daemon', 'start'], { env, cwd: tree })
    let said = ''
    launcher.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const closed = once(launcher, 'close')
    const isAsleep = () => readFileSync(`/proc/${launcher.pid}/task/${launcher.pid}/children`, 'utf8') !== ''
    await expect.poll(isAsleep, { interval: 5 }).toBe(true) // it sleeps behind its first look
    rmSync(join(run, 'starter'))
    expect([await closed, said]).toEqual([[0, null], runsNode ? `${join(tree, 'work')}\n` : ''])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
})
