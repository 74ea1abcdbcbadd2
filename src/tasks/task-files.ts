// The files of one task, as Kimi CLI lays them out: what it is, how it goes, who asked to end it, who looked. What only
// we need stands under `kimi`, which Kimi CLI skips.

import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { customAlphabet } from 'nanoid'
import type { TaskKind, TaskStatus, TaskWish } from '../protocol/task.ts'
import { readText, writeAtomic } from '../sys/files.ts'

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
    /** The shell that hears of it; its start tells it from a later process with its number. */
    shell?: { pid: number; started: string | null } | undefined
    terminal?: { columns: number; rows: number; socket: string } | undefined
    watch?: TaskWish['watch']
    every?: string | undefined
    /** A turn in a session of its own, rather than a command. */
    turn?: { words: string; mode?: string | undefined; model?: string | undefined } | undefined
    /** A command that ran before it became a task: its output is on descriptor 3, its status will be in the file. */
    adopted?: { pid: number; family: string; statusFile: string } | undefined
    /** Milliseconds between TERM and KILL. */
    grace: number
    /** How to start the daemon when the end must be told and nobody listens; '' = do not. */
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
    /** Of `worker_pid` and `child_pid`: a process id is used again some day. */
    workerStarted?: string | null
    childStarted?: string | null
    outputBytes?: number
    /** The last line it printed, once it has ended. */
    lastLine?: string
    /** Of a watch or schedule: runs begun, and runs ended. */
    runs?: number
    ended?: number
    nextRunAt?: number | null
    steps?: number
    /** The code of the error that ended a turn. */
    errorCode?: string
    /** Started again after a crash, so often. */
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

const makeId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 8)
const SHORT_CHARS = 4

/** A new id whose short form none of `taken` has. */
export function createTaskId(kind: TaskKind, taken: (short: string) => boolean): string {
  for (;;) {
    const id = `${kind}-${makeId()}`
    if (!taken(shortOf(id))) return id
  }
}

/** What the user types for it. */
export function shortOf(id: string): string {
  return id.slice(id.indexOf('-') + 1).slice(0, SHORT_CHARS)
}

export function outputOf(dir: string): string {
  return join(dir, 'output.log')
}

export function writeSpec(dir: string, spec: TaskSpec): void {
  writeAtomic(join(dir, 'spec.json'), JSON.stringify(spec))
}

/** Null when it is not there or not whole. A spec of Kimi CLI has no `kimi`. */
export function readSpec(dir: string): TaskSpec | null {
  const spec = readJson<TaskSpec>(join(dir, 'spec.json'))
  return spec && typeof spec.id === 'string' && spec.id === basename(dir)
    ? { ...spec, kimi: spec.kimi ?? { grace: 2000, socket: '' } }
    : null
}

export function writeRuntime(dir: string, runtime: TaskRuntime): void {
  writeAtomic(join(dir, 'runtime.json'), JSON.stringify({ ...runtime, updated_at: Date.now() / 1000 }))
}

export function readRuntime(dir: string): TaskRuntime | null {
  const runtime = readJson<TaskRuntime>(join(dir, 'runtime.json'))
  return runtime && { ...FIRST_RUNTIME, ...runtime, kimi: runtime.kimi ?? {} }
}

/** Its runner ends it when it sees this. */
export function requestStop(dir: string, reason: string): void {
  const request = { kill_requested_at: Date.now() / 1000, kill_reason: reason, force: false }
  writeAtomic(join(dir, 'control.json'), JSON.stringify(request))
}

/** Why it is to be ended, or null. */
export function readStop(dir: string): string | null {
  const control = readJson<{ kill_requested_at?: number | null; kill_reason?: string }>(join(dir, 'control.json'))
  return control?.kill_requested_at ? control.kill_reason || 'Stopped' : null
}

export function noteSeen(dir: string, size: number): void {
  writeAtomic(
    join(dir, 'consumer.json'),
    JSON.stringify({ last_seen_output_size: size, last_viewed_at: Date.now() / 1000 }),
  )
}

/** The environment a task is to run in, kept only until it has what it needs of it: as at(1) does, for our user alone. */
export function keepEnvironment(dir: string, env: Record<string, string>): void {
  writeAtomic(join(dir, 'environment.json'), JSON.stringify(env))
}

export function readEnvironment(dir: string): Record<string, string> | null {
  return readJson<Record<string, string>>(join(dir, 'environment.json'))
}

export function dropEnvironment(dir: string): void {
  rmSync(join(dir, 'environment.json'), { force: true })
}

function readJson<T>(path: string): T | null {
  try {
    const value = JSON.parse(readText(path) ?? 'null') as T | null
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}
