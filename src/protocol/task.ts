// Background tasks as they cross the socket: their views, and the wishes that begin them.

import type { Mode } from './wire.ts'

/** `bash` and `agent` are Kimi CLI's; `watch` and `schedule`, which run something again and again, are ours. */
export type TaskKind = 'bash' | 'agent' | 'watch' | 'schedule'

/** Kimi CLI's states. A `created` task waits for a place in the queue. */
export type TaskStatus =
  | 'created'
  | 'starting'
  | 'running'
  | 'awaiting_approval'
  | 'completed'
  | 'failed'
  | 'killed'
  | 'lost'

/** True when a task in this state has ended. */
export function isTerminal(status: TaskStatus): boolean {
  return ['completed', 'failed', 'killed', 'lost'].includes(status)
}

/**
 * True for a task that runs at this moment: not for one that waits for a place or for its user, nor for a watch or a schedule, which
 * goes on for days and waits most of the time.
 */
export function isRunningNow({ kind, status }: Pick<TaskView, 'kind' | 'status'>): boolean {
  return (kind === 'bash' || kind === 'agent') && (status === 'starting' || status === 'running')
}

/** The approval or question that blocks a task. */
export interface TaskWait {
  /** The request's id. An answer names it, so that it never answers another request. */
  request: string
  kind: 'approval' | 'question'
  /** Exactly what would be done, or the question; may have many lines. */
  text: string
  options: string[]
  /** The pattern of commands that an approval for this session would cover. */
  rule?: string
}

export interface TaskView {
  /** `bash-b3k9x2m1` */
  id: string
  /** The form that users type: `b3k9`. */
  short: string
  kind: TaskKind
  status: TaskStatus
  title: string
  /** The command line, or the prompt of an agent. */
  command: string
  cwd: string
  /** The session that it works in or was begun by; '' without a session. */
  sessionId: string
  /** Seconds since the epoch. */
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  exitCode: number | null
  timedOut: boolean
  /** The reason why it failed, was ended or waits; '' without one. */
  reason: string
  /** Only of an agent: model calls so far, the tool at work, tokens of its context. */
  steps: number
  tool: string
  tokens: number
  /** The last line it printed. */
  lastLine: string
  outputPath: string
  /** Everything that was printed, also the part that the log no longer keeps. */
  outputBytes: number
  waiting: TaskWait | null
  /** Only of a watch or schedule: the number of its runs, and the time of the next (seconds since the epoch). */
  runs: number
  nextRunAt: number | null
  /** The path of its terminal's socket, while it has one; else ''. */
  terminal: string
  /** True for a turn that is no task and whose last client has gone: nobody watches it. Missing for everything else. */
  isDeserted?: true
}

/** A task to begin. Exactly one of `command` and `prompt` is given. */
export interface TaskWish {
  /** A shell command line. */
  command?: string
  /** A prompt for the agent, in a session of its own. */
  prompt?: string
  title?: string
  cwd: string
  /** The client's CLIENT_VARIABLES, which choose the model. */
  env: Record<string, string>
  /** The whole environment of the client. */
  shellEnv: Record<string, string>
  umask?: number
  /** The process id of the shell that is told of its end. */
  shellPid?: number
  /** Seconds. */
  timeoutS?: number
  /** Runs the command in a terminal of this size, which users can attach to. */
  terminal?: { columns: number; rows: number }
  notify?: 'always' | 'quiet'
  mode?: Mode
  model?: string
  /** Runs again whenever matching files change. */
  watch?: { patterns: string[]; restarts: boolean; debounceMs: number }
  /** Runs again at these times: `15m`, or five cron fields. */
  every?: string
}

/** A part of what a task has printed. */
export interface TaskOutput {
  /** Base64. Empty at the end. */
  bytes: string
  /** The position of the first byte, counted over all that was ever printed; later than asked where the log was cut. */
  from: number
  /** The task just before its log was read: when it had ended, an empty part is the end. */
  task: TaskView
}
