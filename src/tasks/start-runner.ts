// Starting the runner of a command task: a process with a session of its own that outlives the daemon, the terminal and,
// where the system allows it, the user's login. A slow start is no loss: a task is lost only when its runner is.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { KimiError, MOVED } from '../protocol/errors.ts'
import { isTerminal } from '../protocol/task.ts'
import { findScope } from './login-end.ts'
import type { Task } from './task-directory.ts'
import { dropEnvironment, readRuntime } from './task-files.ts'
import type { Register } from './task-register.ts'
import { noteCommand } from '../tools/shell/begun-commands.ts'

export interface RunnerExtras {
  /** The descriptor of the pipe that an adopted command goes on printing into. */
  pipe?: number
  /** API keys for a runner that begins turns of the agent: passed in its environment, never on disk. */
  keys?: Record<string, string>
}

export interface RunnerStarter {
  /** Throws `install.moved` when the program of the runners is no longer there. */
  check(): void
  /** Starts the task's runner, which reads the command's environment from the task's directory. */
  start(task: Task, extras: RunnerExtras): void
  /** Gives a runner that is no child of this process a moment to write down that it has begun. */
  expect(task: Task): void
  close(): void
}

/** Options that keep a runner's heap small: about 8 MB. A runner that watches files also holds their names. */
const SMALL_HEAP = ['--max-semi-space-size=1', '--optimize-for-size']
/** Time from when a runner takes its task, which no other runner can take then, until it must have written that down. */
const WRITE_LIMIT_MS = 15_000
/** Kimi CLI's words. */
const NEVER_BEGAN = 'Background worker never heartbeat after startup'

/** `program` is the path of the runner. */
export function createRunnerStarter(program: string, register: Register): RunnerStarter {
  const closed = new AbortController()

  function expect(task: Task): void {
    const timer = setTimeout(() => {
      if (hasBegun(task)) return
      dropEnvironment(task.dir) // a runner that comes after this finds no task
      register.update(task, { status: 'lost', failure_reason: NEVER_BEGAN, finished_at: Date.now() / 1000 })
    }, WRITE_LIMIT_MS).unref()
    closed.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  }

  function onEnded(task: Task, reason: string | null): void {
    if (hasBegun(task)) return
    if (reason === null) return expect(task) // another runner, of an earlier daemon, has taken the task
    register.update(task, { status: 'failed', failure_reason: reason, finished_at: Date.now() / 1000 })
  }

  return {
    check() {
      if (!existsSync(program)) throw new KimiError('install.moved', MOVED)
    },
    start(task, extras) {
      if (task.runtime.status === 'created') register.update(task, { status: 'starting' })
      startRunner(program, task, (reason) => onEnded(task, reason), extras)
      register.follow(task)
    },
    expect,
    close: () => closed.abort(),
  }
}

/** True when the task's runner has written that it runs, or how the task has ended. */
export function hasBegun({ dir, runtime }: Task): boolean {
  const { status, worker_pid: pid } = readRuntime(dir) ?? runtime
  return isTerminal(runtime.status) || isTerminal(status) || pid !== null
}

/** Calls `onEnded` when the runner has ended, with the reason if it could not be started or has failed. */
function startRunner(
  program: string,
  task: Task,
  onEnded: (reason: string | null) => void,
  { pipe, keys = {} }: RunnerExtras,
): void {
  const [first, ...args] = [...findScope(task.id), process.execPath, ...SMALL_HEAP, program, task.dir]
  noteCommand()
  const child = spawn(first!, args, {
    detached: true,
    cwd: '/',
    env: { ...process.env, ...keys },
    stdio: pipe === undefined ? 'ignore' : ['ignore', 'ignore', 'ignore', pipe],
  })
  child.once('error', (error) => onEnded(error.message))
  child.once('exit', (code, signal) => {
    if (code === 0) onEnded(null)
    else if (!existsSync(program)) onEnded(MOVED)
    else onEnded(signal ? `its runner was ended by ${signal}` : `its runner ended with status ${code}`)
  })
  child.unref()
}
