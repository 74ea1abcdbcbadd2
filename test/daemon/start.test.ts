// Starting the daemon where it is crowded, full, read-only or damaged: one daemon, or its reason in one line.

import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KIMI, makeHome, ROOT, type Home } from '../support/kimi.ts'

const CROWD = 20

/** A launcher whose Node counts its runs in the file `runs` beside it. */
function makeCountingLauncher(home: Home): { launcher: string; runs: () => number } {
  const dist = join(home.dir, 'counted', 'dist')
  mkdirSync(dist, { recursive: true })
  copyFileSync(KIMI, join(dist, 'kimi'))
  const runs = join(home.dir, 'runs')
  writeFileSync(runs, '')
  const node = join(home.dir, 'counted', 'node')
  writeFileSync(node, `#!/bin/sh\necho run >>${runs}\nexec ${process.execPath} ${ROOT}/dist/start.cjs daemon start\n`)
  chmodSync(node, 0o755)
  return { launcher: join(dist, 'kimi'), runs: () => readFileSync(runs, 'utf8').split('run').length - 1 }
}

function startAtOnce(launcher: string, home: Home): Promise<{ status: number; stderr: string }[]> {
  const env = { ...home.env, PATH: `${join(home.dir, 'counted')}:${home.env['PATH']}` }
  const run = () =>
    new Promise<{ status: number; stderr: string }>((resolve) => {
      execFile(launcher, ['daemon', 'start'], { env }, (error, _, stderr) =>
        resolve({ status: error ? Number(error.code) : 0, stderr }),
      )
    })
  return Promise.all(Array.from({ length: CROWD }, run))
}

test('of many shells that start the daemon at the same moment one runs Node, and the others wait', async () => {
  await using home = await makeHome()
  const { launcher, runs } = makeCountingLauncher(home)
  const results = await startAtOnce(launcher, home)
  expect(results).toEqual(Array(CROWD).fill({ status: 0, stderr: '' }))
  expect((await home.status()).pid).toBeGreaterThan(1)
  expect(runs()).toBeLessThanOrEqual(2) // a launcher that comes when the first is done starts anew
})

test('who waits for a start that fails is told its reason', async () => {
  await using home = await makeHome()
  const { launcher, runs } = makeCountingLauncher(home)
  mkdirSync(home.paths.lock, { recursive: true, mode: 0o700 }) // a directory where the lock file should be
  for (const { status, stderr } of await startAtOnce(launcher, home)) {
    expect(status).toBe(3)
    expect(stderr).toContain('run/lock')
  }
  expect(runs()).toBeLessThan(CROWD)
})

test('daemon run serves in the process that a service manager has started, until a signal or kimi daemon stop ends it', async () => {
  await using home = await makeHome()
  for (const end of ['signal', 'stop'] as const) {
    const served = spawn(KIMI, ['daemon', 'run'], { env: home.env, stdio: 'ignore' })
    const ended = once(served, 'exit')
    await expect
      .poll(
        () =>
          home
            .status()
            .then(({ pid }) => pid)
            .catch(() => null),
        { timeout: 20_000 },
      )
      .not.toBeNull()
    const { pid } = await home.status()
    // The launcher is a script that becomes Node.
    expect([served.pid, end]).toEqual([pid, end])
    if (end === 'signal') served.kill('SIGTERM')
    else expect((await home.kimi(['daemon', 'stop'])).stdout).toBe('stopped\n')
    expect(await ended).toEqual([0, null])
  }
})

/** Runs a script in a mount namespace of its own, where it may mount a file system on `mount`. */
function runWithMount(home: Home, options: string, script: string): { status: number | null; said: string } {
  const mount = mkdtempSync(join(home.dir, 'mount-'))
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    ['-Urm', 'sh', '-c', `mount -t tmpfs -o ${options} tmpfs "$1" && cd "$1" && mkdir home && ${script}`, 'sh', mount],
    { env: { ...home.env, HOME: join(mount, 'home'), KIMI_SHARE_DIR: '' }, encoding: 'utf8', timeout: 50_000 },
  )
  return { status, said: stdout + stderr }
}

const mayMount = spawnSync('unshare', ['-Urm', 'true']).status === 0

test.skipIf(!mayMount)('on a full disk each command says so at once, and doctor does too', async () => {
  await using home = await makeHome()
  const fill = 'dd if=/dev/zero of=fill bs=1k 2>/dev/null'
  const { status, said } = runWithMount(home, 'size=64k', `${fill}; "$KIMI_BIN" suggest list files`)
  expect(said).toMatch(/^kimi: the daemon cannot start: the disk is full: \S+\/home\/\.kimi\/run\n {2}kimi doctor\n$/)
  expect(status).toBe(3)
  const doctor = runWithMount(home, 'size=64k', `${fill}; "$KIMI_BIN" doctor`)
  expect(doctor.said).toMatch(/^!! {2}daemon +the disk is full: /m)
  expect(doctor.status).toBe(1)
})

test.skipIf(!mayMount)(
  'a daemon whose disk fills up says which directory, and takes tasks again when there is room',
  async () => {
    await using home = await makeHome()
    const script = [
      '"$KIMI_BIN" daemon start',
      'dd if=/dev/zero of=fill bs=4k 2>/dev/null',
      '"$KIMI_BIN" bg -- true',
      '"$KIMI_BIN" every 1h -- true',
      '"$KIMI_BIN" -p hello',
      '"$KIMI_BIN" task list',
      'rm fill',
      `"$KIMI_BIN" bg --wait -- 'exit 5'`,
      'echo "exit $?"; "$KIMI_BIN" daemon stop',
    ]
    const { said } = runWithMount(home, 'size=4m', script.join('; '))
    const lines = said.split('\n').filter((line) => !line.startsWith('  '))
    const full = (directory: string) =>
      expect.stringMatching(new RegExp(`^kimi: the disk is full: \\S+/home/\\.kimi${directory}`))
    // The standard outputs of the commands come first in a pipe.
    expect(lines.filter((line) => line.startsWith('kimi:'))).toEqual([
      full('/tasks/bash-'),
      full('/tasks/schedule-'),
      full(''),
    ])
    expect(lines.filter((line) => line !== '' && !line.startsWith('kimi:'))).toEqual(['no tasks', 'exit 5', 'stopped'])
  },
)

test.skipIf(!mayMount)('in a read-only home each command says so at once', async () => {
  await using home = await makeHome()
  const { status, said } = runWithMount(home, 'size=64k', 'mount -o remount,ro "$1" && "$KIMI_BIN" suggest list files')
  expect(said).toMatch(/^kimi: the file system is read-only: \S+\/home\n {2}kimi doctor\n$/)
  expect(status).toBe(3)
})

test.skipIf(!mayMount)('in a read-only home init says why it takes nothing out', async () => {
  await using home = await makeHome()
  const script =
    '"$KIMI_BIN" init zsh --install >/dev/null && mount -o remount,ro "$1" && "$KIMI_BIN" init zsh --uninstall'
  const { status, said } = runWithMount(home, 'size=64k', script)
  expect(said).toMatch(/^kimi: the file system is read-only: \S+\/home\n {2}kimi doctor\n$/)
  expect(status).toBe(1)
})

test.skipIf(!mayMount)('in a read-only home doctor names a folder that exists, and the sandbox as broken', async () => {
  await using home = await makeHome()
  const { status, said } = runWithMount(home, 'size=64k', 'mount -o remount,ro "$1" && "$KIMI_BIN" doctor')
  const reason = String.raw`the file system is read-only: \S+\/home`
  const hint = String.raw`\n +df -h \S+\/home$`
  expect(said).toMatch(new RegExp(`^!! {2}daemon +${reason}${hint}`, 'm'))
  expect(said).toMatch(new RegExp(`^!! {2}sandbox +${reason}: only certain readers run unasked.*${hint}`, 'm'))
  expect(status).toBe(1)
})

test('a damaged lock file is mended', async () => {
  await using home = await makeHome()
  mkdirSync(home.paths.run, { recursive: true, mode: 0o700 })
  writeFileSync(home.paths.lock, '{"a":')
  writeFileSync(`${home.paths.lock}.start`, 'x'.repeat(5000))
  expect(await home.kimi(['check', 'ls'])).toMatchObject({ status: 0 })
})
