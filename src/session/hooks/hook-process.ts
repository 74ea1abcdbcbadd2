// The process of a hook: a shell in its own process group, with JSON on its input and its output kept up to a limit.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { unwatchOrphans, watchOrphans } from '../../sys/orphan-watch.ts'

export interface HookProcess {
  command: string
  cwd: string
  input: string
  timeoutMs: number
  signal: AbortSignal
  env?: NodeJS.ProcessEnv
}

export type HookProcessResult =
  | { ended: 'exited'; code: number | null; stdout: string; stderr: string }
  | { ended: 'timeout' | 'cancelled' }
  | { ended: 'not started'; reason: string }

/** Limit for each stream; further output is read and dropped, so that the hook never blocks on a full pipe. */
const KEPT_CHARS = 100_000
/** Time from SIGTERM to SIGKILL (Kimi Code's figure). */
const KILL_GRACE_MS = 100
/** Time to wait for output after the hook's exit: background processes of the hook may keep its pipes open. */
const PIPE_GRACE_MS = 200

/** Runs the hook to its end, its timeout or the signal's abort; then its process group is killed. Never rejects. */
export async function runHookProcess(hook: HookProcess): Promise<HookProcessResult> {
  try {
    return await runToEnd(hook)
  } catch (error) {
    return { ended: 'not started', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function runToEnd(hook: HookProcess): Promise<HookProcessResult> {
  const { command, cwd, input, timeoutMs, signal, env = process.env } = hook
  if (signal.aborted) return { ended: 'cancelled' }
  const child = spawn('/bin/sh', ['-c', command], { cwd, env, detached: true, stdio: 'pipe' })
  if (child.pid !== undefined) watchOrphans(child.pid)
  // A hook that does not read its input closes the pipe, which is not an error.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const stdout = keep(child.stdout)
  const stderr = keep(child.stderr)

  const settled = new AbortController()
  try {
    const ended = await Promise.race([
      once(child, 'exit', { signal: settled.signal }).then(() => 'exited' as const),
      wait(timeoutMs, 'timeout' as const, { signal: settled.signal }),
      once(signal, 'abort', { signal: settled.signal }).then(() => 'cancelled' as const),
    ])
    if (ended !== 'exited') {
      await killGroup(child.pid)
      return { ended }
    }
    if (!child.stdout.closed || !child.stderr.closed) {
      await Promise.race([once(child, 'close', { signal: settled.signal }), wait(PIPE_GRACE_MS, null, settled)])
    }
    return { ended, code: child.exitCode, stdout: stdout(), stderr: stderr() }
  } finally {
    settled.abort()
    if (child.pid !== undefined) unwatchOrphans(child.pid)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

function keep(stream: Readable): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    if (text.length < KEPT_CHARS) text += chunk.slice(0, KEPT_CHARS - text.length)
  })
  return () => text
}

async function killGroup(pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  signalGroup(pid, 'SIGTERM')
  await wait(KILL_GRACE_MS)
  signalGroup(pid, 'SIGKILL')
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch {
    // The process group has exited already.
  }
}
