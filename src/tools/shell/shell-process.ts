// One shell command as a process group of its own, that can be listened to, handed over and ended whole.

import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { accessSync, constants } from 'node:fs'
import { constants as system } from 'node:os'
import { findFamily } from '../../sys/processes.ts'

/** Between the polite signal and the other one. */
export const KILL_GRACE_MS = 2000
const GROUP_POLL_MS = 20
/** After the shell has exited: what is still in the pipe comes at once, if it comes. */
const DRAIN_QUIET_MS = 50
const DRAIN_LIMIT_MS = 500

const SHELLS = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash']
const FALLBACK_SHELL = '/bin/sh'

/** Names that make a shell run code nobody sees, and keys of ours: a tool's child gets neither. */
const REMOVED =
  /^(?:BASH_ENV|ENV|BASH_FUNC_.*|PROMPT_COMMAND|ZDOTDIR|(?:KIMI|MOONSHOT)_.*(?:KEY|TOKEN|SECRET|PASSWORD|AUTH|CREDENTIAL|HEADER).*)$/i

export interface Exit {
  /** As a shell would say it: 128 + the signal's number for a process that was killed. */
  code: number
  signal: NodeJS.Signals | null
  /** Somebody else still holds the output open: a child that was left behind. */
  hasOrphans: boolean
}

export interface ShellProcess {
  readonly pid: number
  /** The value of FAMILY_VARIABLE in its environment. */
  readonly family: string
  readonly exited: Promise<Exit>
  /** Replaces the listener: what comes from now on goes there. */
  hear(onOutput: (bytes: Buffer) => void): void
  /** Ends the whole family: TERM, then KILL after a grace. Resolves when it has gone. */
  end(): Promise<void>
  /** Stops listening, for somebody else who goes on reading from this descriptor; call `done` when they have it. */
  handOver(): { fd: number; done(): void }
}

export interface ShellOptions {
  command: string
  shell: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** Of the user, not of the daemon, whose own files are private. */
  umask?: number | undefined
  /** If this file exists when the command ends, its exit status is written into it: for who is not its parent. */
  statusFile?: string | undefined
  onOutput(bytes: Buffer): void
}

/** Every command's environment has it, with a value of its own: what detaches itself is found again by it. */
export const FAMILY_VARIABLE = 'KIMI_TASK_ID'

export function findShell(): string {
  return SHELLS.find(isExecutable) ?? FALLBACK_SHELL
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The environment of a tool's child: no questions, no colours, no keys of ours. */
export function cleanEnvironment(env: NodeJS.ProcessEnv, shell: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !REMOVED.test(name))
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    TERM: 'dumb',
    GIT_TERMINAL_PROMPT: '0',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    SHELL: shell,
  }
}

/** Starts the command, or says why it cannot be started. */
export async function startShell(
  options: ShellOptions,
): Promise<{ ok: true; process: ShellProcess } | { ok: false; message: string }> {
  // The first shell joins the two outputs, so that they come in the order of writing, and becomes the second.
  const mask = (options.umask ?? process.umask()).toString(8)
  const { statusFile = '' } = options
  const join =
    statusFile === ''
      ? 'umask "$1"; shift 2; exec "$@" 2>&1'
      : 'umask "$1"; file=$2; shift 2; "$@" 2>&1; status=$?; [ ! -e "$file" ] || echo $status >"$file"; exit $status'
  const family = options.env[FAMILY_VARIABLE] ?? randomUUID()
  const child = spawn('/bin/sh', ['-c', join, 'sh', mask, statusFile, options.shell, '-c', options.command], {
    cwd: options.cwd,
    env: { ...options.env, [FAMILY_VARIABLE]: family },
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const started = await new Promise<Error | null>((resolve) => {
    child.once('spawn', () => {
      resolve(null)
    })
    child.once('error', resolve)
  })
  const { pid, stdout } = child
  if (started !== null || pid === undefined) {
    return {
      ok: false,
      message: `The shell could not be started in ${options.cwd}: ${started?.message ?? 'no process'}`,
    }
  }
  let onOutput = options.onOutput
  let lastOutput = 0
  stdout.on('data', (bytes: Buffer) => {
    lastOutput = performance.now()
    onOutput(bytes)
  })
  const closed = new Promise<void>((resolve) => {
    stdout.once('close', () => {
      resolve()
    })
    stdout.on('error', () => {})
  })
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (status, signal) => {
      const code = status ?? 128 + (signal === null ? 0 : (system.signals[signal] ?? 0))
      void drain().then(() => {
        resolve({ code, signal: signal ?? signalOf(code), hasOrphans: !stdout.closed })
      })
    })
  })

  /** Waits for the rest of the output, but not for a left-behind child that keeps the pipe open. */
  async function drain(): Promise<void> {
    const from = performance.now()
    lastOutput = from
    let now = from
    while (!stdout.closed && now - lastOutput < DRAIN_QUIET_MS && now - from < DRAIN_LIMIT_MS) {
      await Promise.race([closed, wait(DRAIN_QUIET_MS)])
      // After a busy moment timers come before the input that has waited as long.
      await new Promise(setImmediate)
      now = performance.now()
    }
    if (stdout.closed) return
    // Read on and drop: closing the pipe would end a server that was started on purpose at its next line.
    onOutput = () => {}
    if ('unref' in stdout && typeof stdout.unref === 'function') stdout.unref()
  }

  let ending: Promise<void> | null = null
  return {
    ok: true,
    process: {
      pid,
      family,
      exited,
      hear(listener) {
        onOutput = listener
      },
      end() {
        ending ??= endFamily(pid, family)
        return ending
      },
      handOver() {
        // The descriptor that libuv reads from; Node has no public name for it.
        const { _handle: handle } = stdout as unknown as { _handle: { fd: number; readStop(): void } }
        handle.readStop()
        return { fd: handle.fd, done: () => void stdout.destroy() }
      },
    },
  }
}

/** A shell says 128 + n for a command that was killed by signal n. */
function signalOf(code: number): NodeJS.Signals | null {
  const found = Object.entries(system.signals).find(([, number]) => number === code - 128)
  return (found?.[0] as NodeJS.Signals | undefined) ?? null
}

/**
 * Ends the group of `leader`, its session, and whatever else carries `family` in its environment: TERM, and KILL for what
 * is left after `graceMs`. Resolves when nothing is left.
 */
export async function endFamily(leader: number, family: string, graceMs = KILL_GRACE_MS): Promise<void> {
  const others = () => findFamily(leader, FAMILY_VARIABLE, family)
  const signal = (name: NodeJS.Signals) => {
    const isGroup = signalGroup(leader, name)
    const found = others()
    for (const pid of found) signalProcess(pid, name)
    return isGroup || found.length > 0
  }
  if (!signal('SIGTERM')) return
  // Stopped processes get the signal only when they go on.
  signal('SIGCONT')
  const until = performance.now() + graceMs
  while (performance.now() < until) {
    await wait(GROUP_POLL_MS)
    if (!signalGroup(leader, 0) && others().length === 0) return
  }
  signal('SIGKILL')
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // ESRCH: it has just ended
  }
}

/** False when the group has no process left. */
export function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
