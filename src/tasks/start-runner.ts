// Starting the runner of a command task: a process with a session of its own that outlives the daemon, the terminal and,
// where the system allows it, the user's login.

import { spawn } from 'node:child_process'
import { findScope } from './login-end.ts'
import type { Task } from './task-directory.ts'

/** Options that keep a runner's heap small: about 8 MB. A runner that watches files also holds their names. */
const SMALL_HEAP = ['--max-semi-space-size=1', '--optimize-for-size']

export interface RunnerExtras {
  /** The descriptor of the pipe that an adopted command goes on printing into. */
  pipe?: number
  /** API keys for a runner that begins turns of the agent: passed in its environment, never on disk. */
  keys?: Record<string, string>
}

/**
 * `program` is the path of the runner. It reads the command's environment from the task's directory. Calls `onFailed` with
 * the reason when the runner cannot be started.
 */
export function startRunner(
  program: string,
  task: Task,
  onFailed: (reason: string) => void,
  { pipe, keys = {} }: RunnerExtras,
): void {
  const [first, ...args] = [...findScope(task.id), process.execPath, ...SMALL_HEAP, program, task.dir]
  const child = spawn(first!, args, {
    detached: true,
    cwd: '/',
    env: { ...process.env, ...keys },
    stdio: pipe === undefined ? 'ignore' : ['ignore', 'ignore', 'ignore', pipe],
  })
  child.once('error', (error) => onFailed(error.message))
  child.once('exit', (code) => {
    if (code !== 0) onFailed(`its runner ended with status ${code}`)
  })
  child.unref()
}
