// The files of one task, as Kimi CLI lays them out: spec.json, runtime.json, control.json (a request to stop), consumer.json
// (how much of the output was read) and output.log. Fields of our own are under `kimi`, which Kimi CLI skips. A directory that the user
// has removed is made by no write here.

import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { customAlphabet } from 'nanoid'
import type { TaskKind, TaskStatus, TaskWish } from '../protocol/task.ts'
import type { SavedWall } from '../safety/sandbox/wall.ts'
import { hasCode, readText, replaceText } from '../sys/files.ts'

export interface TaskSpec {
  version: 1
  id: string
  kind: TaskKind
  session_id: string
  description: string
  tool_call_id: string
  owner_role: 'root'
  /** Seconds since the epoch, as all times here. */
  created_at: number
  command: string | null
  shell_name: string | null
  shell_path: string | null
  cwd: string
  timeout_s: number | null
  kind_payload: Record<string, unknown>
  kimi: {
    umask?: number | undefined
    notify?: TaskWish['notify']
    /** The shell that began the task; the start time tells it from a later process with the same id. */
    shell?: { pid: number; started: string | null } | undefined
    terminal?: { columns: number; rows: number; socket: string } | undefined
    watch?: TaskWish['watch']
    every?: string | undefined
    /** Words for the agent, for a task that is a turn rather than a command. */
    turn?: { words: string; mode?: string | undefined; model?: string | undefined } | undefined
    /**
     * A command that ran before it became a task: its runner gets the output on descriptor 3 and the status from the file. `note`: the file by
     * which what it leaves behind is settled.
     */
    adopted?: { pid: number; family: string; statusFile: string; note?: string | undefined } | undefined
    /** The wall behind which the command is started; undefined for one that runs as it is. */
    wall?: SavedWall | undefined
    /** Milliseconds between TERM and KILL. */
    grace: number
    /** The daemon's socket: the runner starts a daemon when none listens there at the end. '' = it does not. */
    socket: string
  }
}

export interface TaskRuntime {
  status: TaskStatus
  worker_pid: number | null
  child_pid: number | null
  child_pgid: number | null
  started_at: number | null
  heartbeat_at: number | null
  updated_at: number
  finished_at: number | null
  exit_code: number | null
  interrupted: boolean
  timed_out: boolean
  failure_reason: string | null
  kimi: {
    /** Start times of `worker_pid` and `child_pid`, which tell them from later processes with the same id. */
    workerStarted?: string | null
    childStarted?: string | null
    outputBytes?: number
    /** The last line it printed, once it has ended. */
    lastLine?: string
    /** Runs of a watch or schedule that have begun, and those that have ended. */
    runs?: number
    ended?: number
    nextRunAt?: number | null
    steps?: number
    /** The code of the error that ended a turn. */
    errorCode?: string
    /** The number of times that a turn was started again after a crash. */
    resumed?: number
  }
}

export const FIRST_RUNTIME: TaskRuntime = {
  status: 'created',
  worker_pid: null,
  child_pid: null,
  child_pgid: null,
  started_at: null,
  heartbeat_at: null,
  updated_at: 0,
  finished_at: null,
  exit_code: null,
  interrupted: false,
  timed_out: false,
  failure_reason: null,
  kimi: {},
}

const ENVIRONMENT = 'environment.json'
const TAKEN_ENVIRONMENT = 'environment.taken.json'

const makeId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 8)
const SHORT_CHARS = 4

/** Creates an id whose short form is not `taken`. */
export function createTaskId(kind: TaskKind, taken: (short: string) => boolean): string {
  for (;;) {
    const id = `${kind}-${makeId()}`
    if (!taken(shortOf(id))) return id
  }
}

/** The short form that the user types: the first characters of the random part. */
export function shortOf(id: string): string {
  return id.slice(id.indexOf('-') + 1).slice(0, SHORT_CHARS)
}

export function outputOf(dir: string): string {
  return join(dir, 'output.log')
}

export function specOf(dir: string): string {
  return join(dir, 'spec.json')
}

export function runtimeOf(dir: string): string {
  return join(dir, 'runtime.json')
}

export function writeSpec(dir: string, spec: TaskSpec): void {
  replaceText(specOf(dir), JSON.stringify(spec))
}

/** Null when the file is missing or damaged. A spec of Kimi CLI has no `kimi`. */
export function readSpec(dir: string): TaskSpec | null {
  const spec = readJson<TaskSpec>(specOf(dir))
  return spec && typeof spec.id === 'string' && spec.id === basename(dir)
    ? { ...spec, kimi: spec.kimi ?? { grace: 2000, socket: '' } }
    : null
}

export function writeRuntime(dir: string, runtime: TaskRuntime): void {
  replaceText(runtimeOf(dir), JSON.stringify({ ...runtime, updated_at: Date.now() / 1000 }))
}

export function readRuntime(dir: string): TaskRuntime | null {
  const runtime = readJson<TaskRuntime>(runtimeOf(dir))
  return runtime && { ...FIRST_RUNTIME, ...runtime, kimi: runtime.kimi ?? {} }
}

/** Asks the task's runner to end it. */
export function requestStop(dir: string, reason: string): void {
  const request = { kill_requested_at: Date.now() / 1000, kill_reason: reason, force: false }
  replaceText(join(dir, 'control.json'), JSON.stringify(request))
}

/** The reason of a request to stop; null when there is no such request. */
export function readStop(dir: string): string | null {
  const control = readJson<{ kill_requested_at?: number | null; kill_reason?: string }>(join(dir, 'control.json'))
  return control?.kill_requested_at ? control.kill_reason || 'Stopped' : null
}

/** Notes that a tool has read `size` bytes of the output, unless the task's files were removed. */
export function noteSeen(dir: string, size: number): void {
  const seen = { last_seen_output_size: size, last_viewed_at: Date.now() / 1000 }
  try {
    replaceText(join(dir, 'consumer.json'), JSON.stringify(seen))
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
}

/** Keeps the environment that a task is to run in until the task has read it; as with at(1), for our user alone. */
export function keepEnvironment(dir: string, env: Record<string, string>): void {
  replaceText(join(dir, ENVIRONMENT), JSON.stringify(env))
}

/** Null when no environment is kept: the task runs already. */
export function readEnvironment(dir: string): Record<string, string> | null {
  return readJson<Record<string, string>>(join(dir, ENVIRONMENT))
}

/**
 * Takes the environment, and with it the task: of several runners that daemons have started for one task, the first runs
 * it, and the others get null.
 */
export function takeEnvironment(dir: string): Record<string, string> | null {
  try {
    renameSync(join(dir, ENVIRONMENT), join(dir, TAKEN_ENVIRONMENT))
  } catch {
    return null
  }
  return readJson<Record<string, string>>(join(dir, TAKEN_ENVIRONMENT)) ?? {}
}

export function dropEnvironment(dir: string): void {
  for (const name of [ENVIRONMENT, TAKEN_ENVIRONMENT]) {
    const path = join(dir, name)
    // Of tens of thousands of ended tasks none has the file, and `rmSync` looks for it four times as long.
    if (existsSync(path)) rmSync(path, { force: true })
  }
}

function readJson<T>(path: string): T | null {
  try {
    const value = JSON.parse(readText(path) ?? 'null') as T | null
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
