// The recipes of A2: faults that the system itself makes, round a real daemon. Each says what was seen, or why it cannot be tried here.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeHome, ROOT, type Home } from '../support/kimi.ts'
import { startFaultyDaemon } from './faulty-daemon.ts'
import { scriptTurns, workOnce } from './round-of-work.ts'

export interface Outcome {
  name: string
  /** Null where it could not be tried. */
  isKept: boolean | null
  seen: string
}

const READY_MS = 60_000
/** The time in which a reason has to be told, on a machine that does much else. */
const REASON_MS = 15_000
const BURST = 4_000
const KILLS = [1, 2, 3, 4, 6, 8, 12, 16]

/** A daemon below these words, such as `prlimit --nofile=64`. Null when it does not get ready. */
async function startBelow(home: Home, words: readonly string[]): Promise<ChildProcess | null> {
  const [program, ...args] = [...words, process.execPath, join(ROOT, 'dist', 'daemon.js')]
  const child = spawn(program!, args, { env: home.env, cwd: '/', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const limit = new AbortController()
  const isReady = await Promise.race([
    new Promise<boolean>((resolve) => child.once('message', () => resolve(true))),
    new Promise<boolean>((resolve) => child.once('close', () => resolve(false))),
    new Promise<boolean>((resolve) => child.once('error', () => resolve(false))),
    sleep(READY_MS, false, { signal: limit.signal }).catch(() => false),
  ])
  limit.abort()
  if (isReady) return child
  child.kill('SIGKILL')
  return null
}

async function makeScripted(): Promise<Home> {
  const home = await makeHome({ KIMI_DAEMON_AUTOSTART: 'off' })
  mkdirSync(join(home.dir, 'work'))
  scriptTurns(home)
  return home
}

/** Rounds of work below these words: kept when each failure has words of its own. */
async function workBelow(name: string, words: readonly string[]): Promise<Outcome> {
  if (spawnSync(words[0]!, [...words.slice(1), 'true']).status !== 0)
    return { name, isKept: null, seen: `\`${words.join(' ')}\` is not possible here` }
  await using home = await makeScripted()
  const daemon = await startBelow(home, words)
  if (daemon === null) return { name, isKept: false, seen: 'the daemon did not start' }
  const { failures } = await workOnce(home, 'below')
  const isAlive = daemon.exitCode === null && daemon.signalCode === null
  daemon.kill('SIGKILL')
  const unnamed = failures.filter(({ isNamed }) => !isNamed)
  const seen = `${failures.length} failures, ${unnamed.length} without words${isAlive ? '' : '; it has died'}`
  return { name, isKept: isAlive && unnamed.length === 0, seen: unnamed[0] ? `${seen}: ${unnamed[0].text}` : seen }
}

/** Kept when the daemon that comes after one that was killed at its Nth rename does its work. */
async function killAtRenames(): Promise<Outcome> {
  const name = 'killed at a rename'
  if (spawnSync('strace', ['-f', '-qq', '-o', '/dev/null', 'true']).status !== 0)
    return { name, isKept: null, seen: 'strace is not possible here' }
  await using home = await makeScripted()
  let kept = 0
  let failed = ''
  for (const n of KILLS) {
    const calls = 'rename,renameat,renameat2'
    const inject = `inject=${calls}:signal=KILL:when=${n}`
    const words = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', inject]
    const first = await startBelow(home, words)
    if (first !== null) await workOnce(home, `kill-${n}`)
    // A daemon that made fewer renames lives on; strace, when it is killed, only lets go of it.
    const left = await home.daemonPid().catch(() => null)
    if (left !== null) process.kill(left, 'SIGKILL')
    first?.kill('SIGKILL')
    await sleep(200)
    const second = await startBelow(home, [])
    const { failures } =
      second === null ? { failures: [{ text: 'it did not start' }] } : await workOnce(home, `after-${n}`)
    second?.kill('SIGKILL')
    if (failures.length === 0) kept++
    else failed ||= `; at ${n}: ${failures[0]!.text}`
  }
  return { name, isKept: kept === KILLS.length, seen: `${kept} of ${KILLS.length} start and work${failed}` }
}

/** Kept when a request is answered after a burst of connections, and during it. */
async function burst(): Promise<Outcome> {
  const name = '4,000 connections'
  await using home = await makeScripted()
  const daemon = await startBelow(home, [])
  if (daemon === null) return { name, isKept: false, seen: 'the daemon did not start' }
  const errors = new Map<string, number>()
  const sockets = Array.from({ length: BURST }, () =>
    connect(home.paths.socket).on('error', (error: NodeJS.ErrnoException) =>
      errors.set(error.code ?? '', (errors.get(error.code ?? '') ?? 0) + 1),
    ),
  )
  const during = await home.status().catch(() => null)
  for (const socket of sockets) socket.destroy()
  const after = await home.status().catch(() => null)
  daemon.kill('SIGKILL')
  const seen = [...errors].map(([code, count]) => `${count} ${code}`).join(', ') || 'all were taken'
  return { name, isKept: during !== null && after?.pid === daemon.pid, seen }
}

/** Kept when a daemon that was stopped for ten seconds answers as before. */
async function stopAndContinue(): Promise<Outcome> {
  const name = 'stopped and continued'
  await using home = await makeScripted()
  const daemon = await startBelow(home, [])
  if (daemon === null) return { name, isKept: false, seen: 'the daemon did not start' }
  const work = workOnce(home, 'stopped')
  await sleep(300)
  daemon.kill('SIGSTOP')
  await sleep(10_000)
  daemon.kill('SIGCONT')
  const { failures } = await work
  daemon.kill('SIGKILL')
  return { name, isKept: failures.length === 0, seen: failures[0]?.text ?? 'the turn and all else went on' }
}

/** Kept when a daemon on a disk of 400 KB that is full says so, and works again when there is room. */
async function fillDisk(): Promise<Outcome> {
  const name = 'full disk'
  await using home = await makeScripted()
  const place = join(home.paths.share, 'sessions')
  mkdirSync(place, { recursive: true })
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', place]).status !== 0)
    return { name, isKept: null, seen: 'no file system can be mounted here' }
  try {
    const daemon = await startBelow(home, [])
    if (daemon === null) return { name, isKept: false, seen: 'the daemon did not start' }
    spawnSync('dd', ['if=/dev/zero', `of=${join(place, 'filler')}`, 'bs=1k', 'count=500'])
    const full = await workOnce(home, 'full')
    execFileSync('rm', [join(place, 'filler')])
    const { failures } = await workOnce(home, 'free')
    daemon.kill('SIGKILL')
    await new Promise((resolve) => daemon.once('close', resolve))
    const unnamed = full.failures.filter(({ isNamed }) => !isNamed)
    const seen = `${full.failures.length} failures with words, ${unnamed.length} without; ${failures.length} when there is room`
    return {
      name,
      isKept: unnamed.length + failures.length === 0,
      seen: `${seen} ${unnamed[0]?.text ?? failures[0]?.text ?? ''}`.trim(),
    }
  } finally {
    spawnSync('umount', ['-l', place])
  }
}

/** Kept when a daemon whose share directory becomes read-only after its start says so, and works again when it is writable. */
async function closeShare(): Promise<Outcome> {
  const name = 'a share directory that becomes read-only'
  await using home = await makeScripted()
  const { share } = home.paths
  const aside = join(home.dir, 'aside')
  spawnSync('cp', ['-a', share, aside])
  if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', share]).status !== 0)
    return { name, isKept: null, seen: 'no file system can be mounted here' }
  try {
    spawnSync('sh', ['-c', 'chmod 700 "$1" && cp -a "$2"/. "$1"', 'sh', share, aside])
    const daemon = await startBelow(home, [])
    if (daemon === null) return { name, isKept: false, seen: 'the daemon did not start' }
    const before = await workOnce(home, 'before')
    // `-o remount` alone is refused while the log is open for writing; a bound mount can always become read-only.
    spawnSync('mount', ['--bind', share, share])
    spawnSync('mount', ['-o', 'remount,bind,ro', share])
    const closed = await workOnce(home, 'closed')
    spawnSync('umount', ['-l', share])
    const { failures } = await workOnce(home, 'open')
    const isAlive = daemon.exitCode === null && daemon.signalCode === null
    daemon.kill('SIGKILL')
    const unnamed = closed.failures.filter(({ isNamed }) => !isNamed)
    const seen = `${closed.failures.length} failures with words, ${unnamed.length} without; ${failures.length} when it is writable${isAlive ? '' : '; it has died'}`
    const isKept = isAlive && before.failures.length + unnamed.length + failures.length === 0
    return { name, isKept, seen: `${seen} ${unnamed[0]?.text ?? failures[0]?.text ?? ''}`.trim() }
  } finally {
    spawnSync('umount', ['-l', share])
  }
}

/** Kept when rounds of work go on as before while the wall clock jumps: two days ahead, back, and two days behind. */
async function moveClock(): Promise<Outcome> {
  const name = 'wall clock two days ahead, and behind'
  await using home = await makeScripted()
  const daemon = await startFaultyDaemon(home)
  if (!('arm' in daemon)) return { name, isKept: false, seen: daemon.said }
  const failures: string[] = []
  for (const [index, days] of [0, 2, 0, -2, 0].entries()) {
    await daemon.moveClock(days * 86_400_000)
    failures.push(...(await workOnce(home, `clock-${index}`)).failures.map(({ text }) => `${days} days: ${text}`))
  }
  const isAlive = daemon.isAlive()
  process.kill(daemon.pid, 'SIGKILL')
  const seen = failures[0] ?? 'five rounds of work went on'
  return { name, isKept: isAlive && failures.length === 0, seen: isAlive ? seen : `it has died: ${seen}` }
}

/** Kept when a question without a network tells its reason within seconds, also when it then waits and tries again. */
async function withoutNetwork(): Promise<Outcome> {
  const name = 'no network'
  if (spawnSync('unshare', ['-n', 'true']).status !== 0)
    return untried(name, 'a network of its own is not possible here')
  await using home = await makeHome({ MOONSHOT_API_KEY: 'sk-none' })
  const begin = Date.now()
  const words = ['-n', join(ROOT, 'dist', 'kimi'), 'ask', '--no-daemon', 'hello']
  const { status, stderr } = spawnSync('unshare', words, { env: home.env, encoding: 'utf8', timeout: REASON_MS })
  const seen = `status ${status} after ${Math.round((Date.now() - begin) / 1000)} s: ${stderr.trim().split('\n').at(-1) ?? ''}`
  return { name, isKept: status !== 0 && /cannot reach/.test(stderr), seen }
}

const untried = (name: string, seen: string): Outcome => ({ name, isKept: null, seen })

/** All recipes, one after the other. `onDone` is told of each. */
export async function tryRecipes(onDone: (outcome: Outcome) => void): Promise<Outcome[]> {
  const recipes = [
    killAtRenames,
    fillDisk,
    () => workBelow('64 descriptors', ['prlimit', '--nofile=64']),
    () => workBelow('files of 1 MB at most', ['prlimit', '--fsize=1048576']),
    () => workBelow('monotonic clock a day ahead', ['unshare', '-T', '--monotonic', '86400']),
    withoutNetwork,
    stopAndContinue,
    burst,
    moveClock,
    closeShare,
    async () =>
      untried(
        'slow and lossy network',
        'tc needs a network of its own; `npm run chaos` has a server that fails at random',
      ),
  ]
  const outcomes: Outcome[] = []
  for (const recipe of recipes) {
    const outcome = await recipe().catch((error: unknown) => ({ name: 'a recipe', isKept: false, seen: String(error) }))
    outcomes.push(outcome)
    onDone(outcome)
  }
  return outcomes
}
