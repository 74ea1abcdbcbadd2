// The life of every runner beside its work: a heartbeat, a look for stop requests, and the end that is written down. A
// runner belongs to no terminal and to no daemon: both may go while it runs.

import { spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isListening } from '../../sys/listening.ts'
import { startTime } from '../../sys/processes.ts'
import { openOutputLog, type OutputLog } from '../../tools/tasks/output-log.ts'
import {
  dropEnvironment,
  FIRST_RUNTIME,
  outputOf,
  readSpec,
  readStop,
  takeEnvironment,
  writeRuntime,
  type TaskRuntime,
  type TaskSpec,
} from '../task-files.ts'
import { readLastLine } from '../task-view.ts'

/** Kimi CLI's figures. */
const HEARTBEAT_MS = 5_000
const CONTROL_POLL_MS = 500
/** On a full disk the end is written down within an hour of there being room again. */
const END_TRIES = 3_600_000 / HEARTBEAT_MS

export interface RunnerLife {
  readonly spec: TaskSpec
  readonly log: OutputLog
  /** The environment that the task is to run in. */
  readonly environment: Record<string, string>
  /** Writes down a change of the task. */
  update(change: Partial<TaskRuntime>): void
  /** Calls `stop` once, with the reason, when somebody wants the task to end. */
  onStop(stop: (reason: string) => void): void
  /** Writes down the end. Resolves when it is on disk and a daemon listens that can report it. */
  finish(change: Partial<TaskRuntime>): Promise<void>
}

/** Returns null when there is no task in `dir`, or when another runner has it. */
export function beginRunnerLife(dir: string): RunnerLife | null {
  const spec = readSpec(dir)
  const environment = spec && takeEnvironment(dir)
  if (!spec || !environment) return null
  const log = openOutputLog(outputOf(dir))
  let runtime = describeStart()

  /** False when it could not be written. */
  function update(change: Partial<TaskRuntime>): boolean {
    const kimi = { ...runtime.kimi, ...change.kimi, outputBytes: log.total }
    runtime = { ...runtime, ...change, kimi }
    try {
      writeRuntime(dir, runtime)
      return true
    } catch {
      // Removed by the user, it does not come back; where the disk is full, the next heartbeat tries again.
      return !existsSync(dir)
    }
  }
  // A watch or schedule has no end of its own: it ends when its files are removed, since nobody could find it any more.
  const isEndless = spec.kimi.watch !== undefined || spec.kimi.every !== undefined
  const stops = listenForStop(dir, isEndless)
  const heartbeat = setInterval(() => update({ heartbeat_at: Date.now() / 1000 }), HEARTBEAT_MS)
  update({})
  dropEnvironment(dir)

  return {
    spec,
    log,
    environment,
    update: (change) => void update(change),
    onStop: stops.listen,
    async finish(change) {
      clearInterval(heartbeat)
      stops.close()
      const now = Date.now() / 1000
      const kimi = { ...change.kimi, lastLine: change.status === 'completed' ? '' : readLastLine(outputOf(dir)) }
      const end = { ...change, heartbeat_at: now, finished_at: now, kimi }
      for (let tries = 0; !update(end) && tries < END_TRIES; tries++) await sleep(HEARTBEAT_MS)
      log.close()
      const isKnown = readSpec(dir) !== null
      if (isKnown && spec.kimi.socket !== '' && !(await isListening(spec.kimi.socket))) await startDaemon(dir)
    },
  }
}

function describeStart(): TaskRuntime {
  const now = Date.now() / 1000
  return {
    ...FIRST_RUNTIME,
    status: 'running',
    worker_pid: process.pid,
    started_at: now,
    heartbeat_at: now,
    kimi: { workerStarted: startTime(process.pid) },
  }
}

/** Listens for stop requests: those in the task's control file, and TERM. HUP and INT of a terminal are ignored. */
function listenForStop(dir: string, isEndless: boolean) {
  let stop: ((reason: string) => void) | null = null
  const stopOnce = (reason: string) => {
    const listener = stop
    stop = null
    listener?.(reason)
  }
  const look = () => {
    const reason = stop ? readStop(dir) : null
    if (reason !== null) stopOnce(reason)
    else if (isEndless && readSpec(dir) === null) stopOnce('Its files were removed')
  }
  process.on('SIGHUP', () => {})
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => stopOnce('The system asked it to end'))
  const poll = setInterval(look, CONTROL_POLL_MS)
  const watcher = watchControl(dir, look)
  return {
    listen(listener: (reason: string) => void) {
      stop = listener
      look()
    },
    close() {
      stop = null
      clearInterval(poll)
      watcher?.close()
    },
  }
}

/** A watch is faster than the poll; null where the system has no watches left. */
function watchControl(dir: string, onWritten: () => void) {
  try {
    const watcher = watch(dir, (_event, name) => {
      if (name === 'control.json') onWritten()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}

/** Starts a daemon for the share directory that the task lies in, so that the user hears of the end although the last one has died. */
function startDaemon(dir: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.js'), 'daemon', 'start'], {
    env: { ...process.env, KIMI_SHARE_DIR: dirname(dirname(dir)) },
    stdio: 'ignore',
    detached: true,
  })
  return new Promise((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
}
