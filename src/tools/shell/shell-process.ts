// Runs a shell command as a process group of its own, whose output can be redirected or handed over, and which can be
// ended with all its descendants.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { accessSync, closeSync, constants, statSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants as system } from 'node:os'
import type { Writable } from 'node:stream'
import { feedFilter } from '../../safety/sandbox/sandbox.ts'
import { type Command, type Wall, WALL_FD } from '../../safety/sandbox/wall.ts'
import { findPaths } from '../../sys/paths.ts'
import { FAMILY_VARIABLE, markingScript, ORIGIN_VARIABLE } from '../../sys/process-mark.ts'
import { isPlainPath, unwatchOrphans, watchOrphans } from '../../sys/orphan-watch.ts'
import { findFamily } from '../../sys/processes.ts'
import { noteCommand } from './begun-commands.ts'
import { openOutputPipe } from './output-pipe.ts'

/** The time between SIGTERM and SIGKILL. */
const KILL_GRACE_MS = 2000
const GROUP_POLL_MS = 20
/** After the shell's exit the rest of the output is complete when the pipe has been silent for so long. */
const DRAIN_QUIET_MS = 50
const DRAIN_LIMIT_MS = 500

/** 4 GB of memory a process and 8,192 processes of this user: a reader needs less, and a fork bomb ends before the machine does. */
const UNASKED_LIMITS = 'ulimit -d 4194304 2>/dev/null; ulimit -u 8192 2>/dev/null; '

const SHELLS = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash']
const FALLBACK_SHELL = '/bin/sh'

/** Variables that make a shell run hidden code, and our own keys: a tool's child gets neither. */
const REMOVED =
  /^(?:BASH_ENV|ENV|BASH_FUNC_.*|PROMPT_COMMAND|ZDOTDIR|(?:KIMI|MOONSHOT)_.*(?:KEY|TOKEN|SECRET|PASSWORD|AUTH|CREDENTIAL|HEADER).*)$/i

export interface Exit {
  /** The exit status in a shell's terms: 128 + the signal's number for a process that was killed. */
  code: number
  signal: NodeJS.Signals | null
  /** True when a child that was left behind still holds the output open. */
  hasOrphans: boolean
  /** The changes of the command that the wall has undone, a line for each. */
  undone: string[]
}

export interface ShellProcess {
  readonly pid: number
  /** The value of FAMILY_VARIABLE in its environment. */
  readonly family: string
  /** The file by which another process can settle what it leaves behind (safety/sandbox/walled-commands.ts); null for a command without one. */
  readonly note: string | null
  readonly exited: Promise<Exit>
  /** Ends the command and its descendants: SIGTERM, then SIGKILL after 2 s. Resolves when all are gone. */
  end(): Promise<void>
  /**
   * Stops reading and returns the descriptor, for another process to read from. `done` is called once that process has
   * it.
   */
  handOver(): { fd: number; done(): void }
}

export interface ShellOptions {
  command: string
  shell: string
  cwd: string
  env: NodeJS.ProcessEnv
  /** The user's umask; the daemon's own keeps its files private. */
  umask?: number | undefined
  /**
   * If this file exists when the command ends, it gets the exit status, for a process that is not the command's parent.
   */
  statusFile?: string | undefined
  /** The value of FAMILY_VARIABLE, for a command that outlives this process: a task's. One without is ended with this process. */
  family?: string
  /** The wall behind which the command is started; without one it is started as it is. */
  wall?: Wall | undefined
  onOutput(bytes: Buffer): void
}

/** The shell that runs commands: bash where there is one, else /bin/sh. */
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

/** The environment of a tool's child: without questions, colours, pagers and our keys. */
export function cleanEnvironment(env: NodeJS.ProcessEnv, shell: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !REMOVED.test(name))
  return { ...Object.fromEntries(kept), TERM: 'dumb', ...quietVariables(shell) }
}

/** The same for a terminal that has an environment already: variables to set there, those that are to be missing as ''. */
export function describeEnvironment(env: NodeJS.ProcessEnv, shell: string): Record<string, string> {
  const removed = Object.keys(env).filter((name) => REMOVED.test(name))
  return { ...Object.fromEntries(removed.map((name) => [name, ''])), ...quietVariables(shell) }
}

function quietVariables(shell: string): Record<string, string> {
  return {
    NO_COLOR: '1',
    GIT_TERMINAL_PROMPT: '0',
    PAGER: 'cat',
    GIT_PAGER: 'cat',
    SHELL: shell,
    [ORIGIN_VARIABLE]: findPaths(process.env).run,
  }
}

/** Starts the command. `message` says why it could not be started. */
export async function startShell(
  options: ShellOptions,
): Promise<{ ok: true; process: ShellProcess } | { ok: false; message: string }> {
  if (isMissing(options.cwd)) return { ok: false, message: describeMissing(options.cwd) }
  const family = options.family ?? randomUUID()
  const noted = noteBehindWall(options.wall, family)
  if (!noted.ok) return noted
  const { note } = noted
  const pipe = await openOutputPipe(options.cwd)
  if (options.wall === undefined || options.wall.kind === 'bare') noteCommand()
  const watch = watchFor(options.family === undefined ? family : null, note)
  const child = spawnShell(options, family, pipe?.writer ?? 'pipe')
  if (pipe !== null) closeSync(pipe.writer)
  const error = await waitForSpawn(child)
  const stdout = pipe === null ? (child.stdout as Socket) : new Socket({ fd: pipe.reader, writable: false })
  const { pid } = child
  watch.begin(pid)
  if (error !== null || pid === undefined) {
    stdout.destroy()
    watch.end()
    settleBehindWall(options.wall)
    const reason = error?.message ?? 'no process'
    return { ok: false, message: `The shell could not be started in ${options.cwd}: ${reason}` }
  }
  const output = readOutput(stdout, options.onOutput)
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (status, signal) => {
      const code = status ?? 128 + (signal === null ? 0 : (system.signals[signal] ?? 0))
      const undone = settleBehindWall(options.wall)
      watch.end()
      void output
        .drain()
        .then(() => resolve({ code, signal: signal ?? signalOf(code), hasOrphans: !stdout.closed, undone }))
    })
  })
  let ending: Promise<void> | null = null
  return {
    ok: true,
    process: {
      pid,
      family,
      note,
      exited,
      end() {
        ending ??= endFamily(pid, family)
        return ending
      },
      handOver() {
        // The descriptor from which libuv reads. Node has no public name for it.
        const { _handle: handle } = stdout as unknown as { _handle: { fd: number; readStop(): void } }
        handle.readStop()
        const done = () => {
          watch.end()
          stdout.destroy()
        }
        return { fd: handle.fd, done }
      },
    },
  }
}

/** The failure, or null once the process is there. */
function waitForSpawn(child: ChildProcess): Promise<Error | null> {
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(null))
    child.once('error', resolve)
  })
}

/** Writes down what the command may leave behind, before it begins: this process may be killed before the command ends. */
export function noteBehindWall(
  wall: Wall | undefined,
  family: string,
): { ok: true; note: string | null } | { ok: false; message: string } {
  try {
    return { ok: true, note: wall?.begin?.(family) ?? null }
  } catch (error) {
    return {
      ok: false,
      message: `The command was not begun: its sandbox could not be noted: ${(error as Error).message}`,
    }
  }
}

/**
 * Has a command ended when this process is killed, from now until `end`, and the time of its end noted. Nothing is done for a family of null.
 */
export function watchFor(family: string | null, note: string | null) {
  const words: (string | number)[] = []
  const add = (word: string | number) => {
    words.push(word)
    watchOrphans(word)
  }
  if (family !== null) add(family)
  if (family !== null && note !== null && isPlainPath(note)) add(note)
  return {
    /** `pid`: the leader of the command's process group; undefined where no process was started. */
    begin: (pid: number | undefined) => family !== null && pid !== undefined && add(pid),
    end: () => words.splice(0).forEach(unwatchOrphans),
  }
}

/** True when the directory does not exist: the system's own message for this names the shell instead. */
export function isMissing(directory: string): boolean {
  try {
    return statSync(directory, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}

/** Undoes what the wall could not prevent, a line for each. A failure is one of these lines, since the command has ended all the same. */
export function settleBehindWall(wall: Wall | undefined): string[] {
  try {
    return wall?.settle?.() ?? []
  } catch (error) {
    return [`kimi could not look at what the command left behind: ${(error as Error).message}`]
  }
}

export function describeMissing(directory: string): string {
  return `The working directory ${directory} no longer exists.`
}

/**
 * Spawns /bin/sh, which sets the umask and joins the two outputs in the order of writing, and then becomes the user's
 * shell. With a status file it stays the parent of that shell and writes its exit status.
 */
function spawnShell(options: ShellOptions, family: string, output: number | 'pipe'): ChildProcess {
  const mask = (options.umask ?? process.umask()).toString(8)
  const { statusFile = '', wall } = options
  const script =
    statusFile === ''
      ? 'umask "$1"; shift 2; exec "$@" 2>&1'
      : 'umask "$1"; file=$2; shift 2; "$@" 2>&1; status=$?; [ ! -e "$file" ] || echo $status >"$file"; exit $status'
  const limited = `${wall === undefined || wall.kind === 'workspace' ? '' : UNASKED_LIMITS}${markingScript()}${script}`
  const env = { ...options.env, [FAMILY_VARIABLE]: family }
  const plain: Command = { file: options.shell, args: ['-c', options.command], cwd: options.cwd, env }
  // The wall stands around the user's shell alone: from inside, the status could not be written.
  const inner = wall?.wrap(plain) ?? { ...plain, filter: null }
  const { filter } = inner
  const child = spawn('/bin/sh', ['-c', limited, 'sh', mask, statusFile, inner.file, ...inner.args], {
    cwd: options.cwd,
    env: inner.env,
    detached: true,
    stdio: ['ignore', output, 'ignore', ...(filter === null ? [] : ['pipe' as const])],
  })
  if (filter !== null) feedFilter(child.stdio[WALL_FD] as Writable, filter)
  return child
}

/** Reads a command's output and passes it on until it ends or is left to an orphan. */
function readOutput(stdout: Socket, onOutput: ShellOptions['onOutput']) {
  let isLeft = false
  let lastOutput = 0
  stdout.on('data', (bytes: Buffer) => {
    lastOutput = performance.now()
    if (!isLeft) onOutput(bytes)
  })
  const closed = new Promise<void>((resolve) => {
    stdout.once('close', resolve)
    stdout.on('error', () => {})
  })
  return {
    /** Waits for the rest of the output after the shell's exit, but not for an orphan that keeps the pipe open. */
    async drain(): Promise<void> {
      const from = performance.now()
      lastOutput = from
      let now = from
      while (!stdout.closed && now - lastOutput < DRAIN_QUIET_MS && now - from < DRAIN_LIMIT_MS) {
        await Promise.race([closed, wait(DRAIN_QUIET_MS)])
        // After a busy moment a timer may fire before output that has waited as long.
        await new Promise(setImmediate)
        now = performance.now()
      }
      if (stdout.closed) return
      // The orphan may be a server that was started on purpose: closing the pipe would end it at its next line.
      isLeft = true
      stdout.unref()
    },
  }
}

/** The signal behind an exit status: a shell returns 128 + n for a command that was killed by signal n. */
function signalOf(code: number): NodeJS.Signals | null {
  const found = Object.entries(system.signals).find(([, number]) => number === code - 128)
  return (found?.[0] as NodeJS.Signals | undefined) ?? null
}

/**
 * Ends the process group of `leader`, its session, and every process with `family` in its environment: SIGTERM, and
 * SIGKILL for the processes that are left after `graceMs`. Resolves when no process is left.
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
  // A stopped process gets the signal only when it is continued.
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
    // ESRCH: the process has just ended
  }
}

/** Signals a process group; 0 only asks whether it exists. False when no process of the group is left. */
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
