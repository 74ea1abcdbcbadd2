// The built kimi with a private home: runs its commands, its daemon and shells with its plugin.

import { execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findDaemon } from '../../src/client/connect.ts'
import type { Client } from '../../src/client/peer.ts'
import type { DaemonStatus } from '../../src/protocol/methods.ts'
import { findPaths, type Paths } from '../../src/sys/paths.ts'
import { isAlive, isZombie } from '../../src/sys/processes.ts'
import { runCommand } from './commands.ts'
import { lendDaemon, returnDaemon } from './daemon-pool.ts'
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
export const KIMI = join(ROOT, 'dist', 'kimi')
/** The tree's own Node, which `kimi` runs with. */
const NODE = join(ROOT, 'node_modules', 'node', 'bin', 'node')

/** Compiled code of the daemon, shared by all homes: compiling it takes a sixth of the processor time of a start. */
const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'kimi-tests')

export interface Run {
  status: number
  stdout: string
  stderr: string
}

export interface Home extends AsyncDisposable {
  readonly dir: string
  readonly env: Record<string, string>
  readonly paths: Paths
  /** Runs `kimi …` to its end. */
  kimi(args: readonly string[], options?: { input?: string; env?: Record<string, string>; cwd?: string }): Promise<Run>
  /**
   * As `kimi`, but in a process that runs one command after the other, for a third of the processor time: for claims that are not about the
   * process, its signals, its stdin or a daemon within it.
   */
  command(args: readonly string[], options?: { env?: Record<string, string>; cwd?: string }): Promise<Run>
  /** Calls a method of the running daemon, without a process of `kimi`. Throws when no daemon listens. */
  call: Client['call']
  status(): Promise<DaemonStatus>
  /** The daemon's process id, or null. */
  daemonPid(): Promise<number | null>
  log(): string
  /** A shell with the plugin loaded, sharing this home. `rc` comes after the plugin, `before` before it. */
  shell(name: 'zsh' | 'bash' | 'fish', options?: ShellOptions): Promise<Terminal>
}

export interface ShellOptions extends Omit<TerminalOptions, 'shell'> {
  before?: string
}

/** A private home; its daemon, if one was started, is stopped with it. `env` reaches every command and shell. */
export async function makeHome(env: Record<string, string> = {}): Promise<Home> {
  const dir = mkdtempSync('/tmp/kh-')
  const share = join(dir, '.kimi')
  mkdirSync(join(share, 'cache'), { recursive: true, mode: 0o700 })
  mkdirSync(COMPILE_CACHE, { recursive: true })
  symlinkSync(COMPILE_CACHE, join(share, 'cache', 'compile'))
  // The home of a user who knows the keys of a proposal, and has heard how to get a model.
  writeFileSync(join(share, 'cache', 'keys-seen'), '3\n')
  writeFileSync(join(share, 'cache', 'model-offered'), '1\n', { mode: 0o600 })
  const own: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: dir,
    KIMI_SHARE_DIR: share,
    KIMI_BIN: KIMI,
    SHELL: '/bin/zsh',
    // A guess of the next message would take the answer that a test's model has for the next turn.
    KIMI_GHOST_MESSAGE: 'false',
    // On a crowded machine the offline engine would otherwise answer before a test's model.
    ...(env['MOONSHOT_BASE_URL'] === undefined ? {} : { KIMI_SUGGEST_OFFLINE_AFTER_MS: '60000' }),
    ...env,
  }
  const paths = findPaths(own)
  const stopAll = async () => {
    const pid = await home.daemonPid()
    if (pid === null) return
    process.kill(pid, 'SIGCONT')
    process.kill(pid, 'SIGKILL')
  }
  const home: Home = {
    dir,
    env: own,
    paths,
    kimi: (args, { input = '', env: more = {}, cwd = dir } = {}) =>
      new Promise((resolve) => {
        const child = execFile(
          KIMI,
          [...args],
          { env: { ...own, ...more }, cwd, maxBuffer: 64 * 1024 * 1024 },
          (error, stdout, stderr) => resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
        )
        child.stdin?.on('error', () => {}) // it may end without reading
        child.stdin?.end(input)
      }),
    command(args, { env: more = {}, cwd = dir } = {}) {
      if (isAnsweredAtTheDoor(args) || readsStdin(args)) return home.kimi(args, { env: more, cwd })
      return runCommand({ args, env: { ...own, ...more }, cwd }, join(ROOT, 'dist'), COMPILE_CACHE)
    },
    async call(method, params) {
      const client = await findDaemon(paths)
      if (!client) throw new Error('no daemon')
      try {
        return await client.call(method, params)
      } finally {
        client.close()
      }
    },
    status: () => home.call('daemon/status', {}),
    async daemonPid() {
      return readPid(paths)
    },
    log: () => {
      try {
        return readFileSync(paths.log, 'utf8')
      } catch {
        return ''
      }
    },
    shell(name, { before = '', rc = '', env: more = {}, ...options } = {}) {
      const plugin = `source '${ROOT}/shell/kimi.${name}'`
      const { HOME: _, ...shared } = own
      return openTerminal({ ...options, shell: name, rc: [before, plugin, rc].join('\n'), env: { ...shared, ...more } })
    },
    async [Symbol.asyncDispose]() {
      endRunners(share) // first: one that ends in peace would start the daemon again
      if (returnDaemon(dir)) return
      await stopAll()
      rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
  return home
}

/** True for the command lines that src/cli.ts answers without the table of commands. */
function isAnsweredAtTheDoor([first, second, ...rest]: readonly string[]): boolean {
  if (first === 'task') return (second === 'list' || second === 'status') && rest.length < 2
  return first === undefined || first === 'acp' || first === '--version'
}

/** True for the command lines that read all of stdin: a process of many commands has one stdin, and the first of them reads its end. */
function readsStdin(args: readonly string[]): boolean {
  return args.includes('--wire') || args.includes('--input-format')
}

/** Kills the task runners of a share directory: they outlive their daemon, and so would outlive a test. */
function endRunners(share: string): void {
  const tasks = join(share, 'tasks')
  for (const id of existsSync(tasks) ? readdirSync(tasks) : []) {
    try {
      const runtime = JSON.parse(readFileSync(join(tasks, id, 'runtime.json'), 'utf8'))
      if (runtime.finished_at !== null) continue
      if (runtime.kimi.workerStarted && runtime.worker_pid !== null && id.match(/^(bash|watch|schedule)/))
        process.kill(runtime.worker_pid, 'SIGKILL')
      if (runtime.child_pgid !== null) process.kill(-runtime.child_pgid, 'SIGKILL')
    } catch {
      // The directory holds no task, or its process is gone.
    }
  }
}

/** The process id in the daemon's log, or null: it is found even when the daemon does not answer. */
function readPid(paths: Paths): number | null {
  let text: string
  try {
    text = readFileSync(paths.log, 'utf8')
  } catch {
    return null
  }
  const pid = text
    .split('\n')
    .flatMap((line) => /"event":"start","pid":(\d+)/.exec(line)?.slice(1).map(Number) ?? [])
    .at(-1)
  if (pid === undefined) return null
  return isAlive(pid) && !isZombie(pid) ? pid : null
}

/**
 * Kills a daemon with SIGKILL and returns when its last thread is gone. While one is left, after the first has become a zombie, its fifos
 * are open and its socket takes connections: a shell that sends its question then finds out at the next Ctrl-X.
 */
export async function killDaemon(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  while (isAlive(pid) && !(isZombie(pid) && countThreads(pid) <= 1)) await sleep(5)
}

/** Waits until the daemon of a home has told the process that outlives it of the shell that waits (`daemon/shells/death-watch.ts`). */
export async function deathWatchOf(home: Home): Promise<void> {
  const { pid } = await home.status()
  const isWatch = (child: string) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('kimi-death-watch')
  const children = () => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  while (!children().some(isWatch)) await sleep(20)
  await home.status() // the daemon wrote to it in the turn of its loop that started it
}

function countThreads(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length
  } catch {
    return 0 // its parent has read its status
  }
}

/** The variables of a home that reach its daemon, as KEPT in src/client/start.ts lets them through. */
const DAEMON_VARIABLES =
  /^(HOME|PATH|LANG|KIMI_SHARE_DIR|KIMI_RUNTIME_DIR|KIMI_(DAEMON|LOG|GHOST|SHELL|TASKS|NOTIFICATIONS|TURNS|THINKING|LOCAL|PRICING|FILES|MAX)_\w+|KIMI_(CODE_)?OAUTH_HOST|KIMI_CODE_(BASE_URL|HOME))$/

/**
 * Starts a daemon and returns its process id when it listens. The daemon is started as `kimi daemon start` does it, without the
 * process of that command, which takes a third of the processor time of a start; its own tests are test/daemon/start.test.ts.
 */
export async function startDaemonIn(home: Home): Promise<number> {
  const env = daemonEnv(home)
  const child = spawn(NODE, ['--max-semi-space-size=4', '--no-maglev', join(ROOT, 'dist', 'daemon.js')], {
    detached: true,
    cwd: '/',
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('close', () => reject(new Error(said)))
  })
  child.removeAllListeners()
  child.on('error', () => {})
  child.stderr!.destroy()
  if (child.connected) child.disconnect()
  child.unref()
  return child.pid!
}

/**
 * As `startDaemonIn`, but in a process that runs one daemon after the other, for a fifth of the processor time: for claims that are not about
 * the process, such as its memory or its end, and for homes whose daemon is not killed: the process is lost with it.
 */
export function lendDaemonTo(home: Home): Promise<number> {
  return lendDaemon(home.dir, daemonEnv(home), join(ROOT, 'dist'), COMPILE_CACHE)
}

/** A private home whose daemon runs, as `lendDaemonTo` starts it: no command has to start one. */
export async function makeServedHome(env: Record<string, string> = {}): Promise<Home> {
  const home = await makeHome(env)
  await lendDaemonTo(home)
  return home
}

function daemonEnv(home: Home): Record<string, string> {
  return Object.fromEntries(Object.entries(home.env).filter(([name]) => DAEMON_VARIABLES.test(name)))
}
