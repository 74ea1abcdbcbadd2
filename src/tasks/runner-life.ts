// What every runner does beside its work: it beats, it looks whether it is to stop, and it writes down how it ended. It
// belongs to no terminal and to no daemon: both may go while it runs.

import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { isListening } from '../sys/listening.ts'
import { startTime } from '../sys/processes.ts'
import { openOutputLog, type OutputLog } from '../tools/tasks/output-log.ts'
import { readLastLine } from './task-view.ts'
import {
  FIRST_RUNTIME,
  outputOf,
  readSpec,
  readStop,
  writeRuntime,
  type TaskRuntime,
  type TaskSpec,
} from './task-files.ts'

/** Kimi CLI's figures. */
const HEARTBEAT_MS = 5_000
const CONTROL_POLL_MS = 500

export interface RunnerLife {
  readonly spec: TaskSpec
  readonly log: OutputLog
  /** Writes down how it goes. */
  update(change: Partial<TaskRuntime>): void
  /** Called once, with the reason, when somebody wants it to end. */
  onStop(stop: (reason: string) => void): void
  /** The last word; resolves when it is written and there is a daemon to hear it. */
  finish(change: Partial<TaskRuntime>): Promise<void>
}

/** Null when there is no task in `dir`. */
export function beginRunnerLife(dir: string): RunnerLife | null {
  const spec = readSpec(dir)
  if (!spec) return null
  const log = openOutputLog(outputOf(dir))
  const now = Date.now() / 1000
  let runtime: TaskRuntime = {
    ...FIRST_RUNTIME,
    status: 'running',
    worker_pid: process.pid,
    started_at: now,
    heartbeat_at: now,
    kimi: { workerStarted: startTime(process.pid) },
  }
  let stop: ((reason: string) => void) | null = null
  let isEnded = false
  // A terminal or daemon that goes takes nobody along.
  process.on('SIGHUP', () => {})
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => stopOnce('The system asked it to end'))

  function update(change: Partial<TaskRuntime>): void {
    const kimi = { ...runtime.kimi, ...change.kimi, outputBytes: log.total }
    runtime = { ...runtime, ...change, kimi }
    try {
      writeRuntime(dir, runtime)
    } catch {
      // A full disk: the next beat tries again.
    }
  }
  function stopOnce(reason: string): void {
    const ask = stop
    stop = null
    ask?.(reason)
  }
  const look = () => {
    const reason = stop && !isEnded ? readStop(dir) : null
    if (reason !== null) stopOnce(reason)
  }
  const beat = setInterval(() => update({ heartbeat_at: Date.now() / 1000 }), HEARTBEAT_MS)
  const poll = setInterval(look, CONTROL_POLL_MS)
  const watcher = watchQuietly(dir, look)
  update({})

  return {
    spec,
    log,
    update,
    onStop(listener) {
      stop = listener
      look()
    },
    async finish(change) {
      isEnded = true
      clearInterval(beat)
      clearInterval(poll)
      watcher?.close()
      const now = Date.now() / 1000
      const kimi = { ...change.kimi, lastLine: change.status === 'completed' ? '' : readLastLine(outputOf(dir)) }
      update({ ...change, heartbeat_at: now, finished_at: now, kimi })
      log.close()
      if (spec.kimi.socket !== '' && !(await isListening(spec.kimi.socket))) await startDaemon()
    },
  }
}

/** Faster than the poll, where there are watches left. */
function watchQuietly(dir: string, look: () => void) {
  try {
    const watcher = watch(dir, (_event, name) => {
      if (name === 'control.json') look()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}

/** The user is to hear of the end although the daemon has died meanwhile. */
function startDaemon(): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.js'), 'daemon', 'start'], {
    stdio: 'ignore',
    detached: true,
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}
