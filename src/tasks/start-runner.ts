// Starting the runner of a command task: a process of its own session that outlives us, our terminal and, where the
// system lets it, the user's login.

import { spawn } from 'node:child_process'
import { findScope } from './login-end.ts'
import type { Task } from './task-directory.ts'

/** A runner keeps nothing, and has about 8 MB of its own; one that watches keeps what files there are. */
const SMALL_HEAP = ['--max-semi-space-size=1', '--optimize-for-size']

export interface RunnerExtras {
  /** What an adopted command goes on printing into. */
  pipe?: number
  /** For a runner that begins turns of the agent: who answers. In its environment, never on disk. */
  keys?: Record<string, string>
}

/**
 * `program` is the runner's. The command's environment lies in the task's directory until the runner has read it. Calls
 * `failed` when it cannot be started.
 */
export function startRunner(
  program: string,
  task: Task,
  failed: (reason: string) => void,
  { pipe, keys = {} }: RunnerExtras,
): void {
  const [first, ...args] = [...findScope(task.id), process.execPath, ...SMALL_HEAP, program, task.dir]
  const child = spawn(first!, args, {
    detached: true,
    cwd: '/',
    env: { ...process.env, ...keys },
    stdio: pipe === undefined ? 'ignore' : ['ignore', 'ignore', 'ignore', pipe],
  })
  child.once('error', (error) => failed(error.message))
  child.once('exit', (code) => {
    if (code !== 0) failed(`its runner ended with status ${code}`)
  })
  child.unref()
}
