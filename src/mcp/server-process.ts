// The process of a local server: a group of its own, with an environment of a few variables, whose errors are kept at their end. It is
// ended with everything that it has started.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { isProgram } from '../sys/files.ts'
import { networkVariables } from '../sys/network/network-variables.ts'
import { markingScript } from '../sys/process-mark.ts'
import { unwatchOrphans, watchOrphans } from '../sys/orphan-watch.ts'
import { findFamily, isAlive, isZombie } from '../sys/processes.ts'

/** The time that a server has after each of: the end of its input, SIGTERM. */
const END_GRACE_MS = 2_000
const POLL_MS = 20
const STDERR_TAIL_BYTES = 8 * 1024
/** A server that floods its stderr is read no faster than this: the pipe then holds it up. */
const STDERR_BYTES_PER_PAUSE = 256 * 1024
const STDERR_PAUSE_MS = 100

/** Variables of the user's shell that a server gets besides its own. */
const GIVEN = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TMPDIR', 'USER', 'LOGNAME', 'SHELL']
/** A variable in the environment of each server and of all that it starts: its value is the server's own. */
const SERVER_MARK = 'KIMI_MCP_OWNER'

export interface ServerCommand {
  command: string
  args: readonly string[]
  cwd: string
  env: Record<string, string>
}

export interface ProcessDeps {
  /** Variables by which the daemon knows what it has started. */
  ownVariables: Record<string, string>
  /** Called when a process has been started: from now on a peer may come from one. */
  onStarted(): void
}

export interface ServerProcess {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** The end of what it has written to stderr, at most 8 KB. */
  stderrTail(): string
  /** Resolves with words such as `exited with status 1`. What it has left behind is then being ended. */
  readonly exited: Promise<string>
  /** Ends it: the end of its input, after 2 s SIGTERM to the group, after 2 s more SIGKILL. Resolves when all are gone. */
  end(): Promise<void>
}

/**
 * The environment of a server: a few variables of `base`, then its own. Among the few is the way to the network, without which `npx` waits
 * in vain for a package; a proxy's address with a password in it is left to the server's own.
 */
export function serverEnvironment(
  base: Readonly<Record<string, string | undefined>>,
  own: Record<string, string> = {},
): Record<string, string> {
  const given = GIVEN.flatMap((name) => (base[name] === undefined ? [] : [[name, base[name]] as const]))
  const way = Object.entries(networkVariables(base, {})).filter(([, value = '']) => !URL.parse(value)?.password)
  return { ...Object.fromEntries(given), ...Object.fromEntries(way), ...own } as Record<string, string>
}

/** Starts the process. `reason` says in one line why it could not be started. */
export async function startServer(
  { command, args, cwd, env }: ServerCommand,
  deps: ProcessDeps,
): Promise<{ ok: true; process: ServerProcess } | { ok: false; reason: string }> {
  const fail = (reason: string) => ({ ok: false as const, reason })
  if (!isDirectory(cwd)) return fail(`there is no directory ${cwd}`)
  const program = findProgram(command, env['PATH'] ?? '', cwd)
  if (program === null) return fail(`there is no program ${command}${command.includes('/') ? '' : ' on the PATH'}`)
  const mark = randomUUID()
  watchOrphans(mark)
  // The shell marks the process and all that it starts, and becomes it.
  const child = spawn('/bin/sh', ['-c', `${markingScript()}exec "$0" "$@"`, program, ...args], {
    cwd,
    env: { ...env, ...deps.ownVariables, [SERVER_MARK]: mark },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  if (child.pid !== undefined) watchOrphans(child.pid)
  const error = await new Promise<Error | null>((resolve) => {
    child.once('spawn', () => resolve(null))
    child.once('error', resolve)
  })
  if (error !== null || child.pid === undefined) {
    unwatchOrphans(mark)
    return fail(`it cannot be started: ${error?.message ?? 'no process'}`)
  }
  deps.onStarted()
  return { ok: true, process: describeProcess(child, child.pid, mark) }
}

function describeProcess(child: ChildProcess, pid: number, mark: string): ServerProcess {
  const tail = readTail(child.stderr!)
  child.stdin!.on('error', () => {}) // a server that has gone: its exit says so
  child.stdout!.on('error', () => {})
  let ending: Promise<void> | null = null
  const isGone = () => child.exitCode !== null || child.signalCode !== null
  const endAll = async () => {
    child.stdin!.end()
    await until(isGone, END_GRACE_MS)
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const left = listFamily(pid, mark)
      if (left.length === 0) break
      for (const each of left) send(each, signal)
      await until(() => !left.some(isRunning), END_GRACE_MS)
    }
    for (const word of [pid, mark]) unwatchOrphans(word)
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  }
  const exited = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => {
      ending ??= endAll() // what it has started does not outlive it
      resolve(signal === null ? `exited with status ${code}` : `was ended by ${signal}`)
    }),
  )
  return {
    pid,
    stdin: child.stdin!,
    stdout: child.stdout!,
    stderrTail: tail,
    exited,
    end: () => (ending ??= endAll()),
  }
}

/** Reads without end, and keeps the last bytes. */
function readTail(stderr: Readable): () => string {
  let kept = Buffer.alloc(0)
  let sincePause = 0
  stderr.on('error', () => {})
  stderr.on('data', (bytes: Buffer) => {
    kept = Buffer.concat([kept, bytes]).subarray(-STDERR_TAIL_BYTES)
    sincePause += bytes.length
    if (sincePause < STDERR_BYTES_PER_PAUSE) return
    sincePause = 0
    stderr.pause()
    setTimeout(() => stderr.resume(), STDERR_PAUSE_MS).unref()
  })
  return () => kept.toString('utf8')
}

/** The group, and the processes that have left it and bear its mark. Where there is no /proc, the group alone. */
function listFamily(group: number, mark: string): number[] {
  if (process.platform !== 'linux') return isRunning(-group) ? [-group] : []
  const family = findFamily(group, SERVER_MARK, mark)
  return family.length === 0 ? [] : [-group, ...family]
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch {
    // it has ended meanwhile
  }
}

/** False for a zombie, too: in a container without an init nobody takes them away. */
function isRunning(target: number): boolean {
  if (target < 0 && process.platform === 'linux') return false
  return isAlive(target) && !isZombie(target)
}

async function until(isTrue: () => boolean, limitMs: number): Promise<void> {
  for (let waited = 0; !isTrue() && waited < limitMs; waited += POLL_MS) await sleep(POLL_MS)
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** The program's path; null when the program is not found. A name with a slash is resolved against `cwd`. */
function findProgram(command: string, path: string, cwd: string): string | null {
  const places = command.includes('/')
    ? [command.startsWith('/') ? command : join(cwd, command)]
    : path
        .split(delimiter)
        .filter((folder) => folder.startsWith('/'))
        .map((folder) => join(folder, command))
  return places.find(isProgram) ?? null
}
