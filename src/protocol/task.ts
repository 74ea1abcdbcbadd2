// Tasks as they cross the socket: work in the background, whoever began it and wherever it runs.

import type { Mode } from './wire.ts'

/** Kimi CLI's two kinds, and ours that run something again and again. */
export type TaskKind = 'bash' | 'agent' | 'watch' | 'schedule'

/** Kimi CLI's states; `created` waits for a place in the queue. */
export const TASK_STATUSES = [
  'created',
  'starting',
  'running',
  'awaiting_approval',
  'completed',
  'failed',
  'killed',
  'lost',
] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

export function isTerminal(status: TaskStatus): boolean {
  return ['completed', 'failed', 'killed', 'lost'].includes(status)
}

/** What a task waits for its user with. */
export interface TaskWait {
  /** Names this very request: an answer to it never answers another. */
  request: string
  kind: 'approval' | 'question'
  /** Exactly what would be done, or what is asked; may have many lines. */
  text: string
  options: string[]
}

export interface TaskView {
  /** `bash-b3k9x2m1` */
  id: string
  /** What the user types: `b3k9`. */
  short: string
  kind: TaskKind
  status: TaskStatus
  title: string
  /** The command line, or the words for the agent. */
  command: string
  cwd: string
  /** The session it works in or was begun by; '' when none. */
  sessionId: string
  /** Seconds since the epoch. */
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  exitCode: number | null
  timedOut: boolean
  /** Why it failed, was ended or waits; '' when there is nothing to say. */
  reason: string
  /** Of an agent: model calls so far, the tool at work, tokens of its context. */
  steps: number
  tool: string
  tokens: number
  /** The last line it printed. */
  lastLine: string
  outputPath: string
  /** All it has printed, also what is no longer kept. */
  outputBytes: number
  waiting: TaskWait | null
  /** Of a watch or schedule: how often it has run, and when it runs next (seconds since the epoch). */
  runs: number
  nextRunAt: number | null
  /** The socket of its terminal, while it has one. */
  terminal: string
}

/** What to run. Exactly one of `command` and `prompt`. */
export interface TaskWish {
  /** A line for the shell. */
  command?: string
  /** Words for the agent, in a session of its own. */
  prompt?: string
  title?: string
  cwd: string
  /** Of CLIENT_VARIABLES: who answers. */
  env: Record<string, string>
  /** The whole environment of the client. */
  shellEnv: Record<string, string>
  umask?: number
  /** Who hears of it: the shell with this process id. */
  shellPid?: number
  /** Seconds. */
  timeoutS?: number
  /** Give the command a terminal, of this size, that can be attached to. */
  terminal?: { columns: number; rows: number }
  notify?: 'always' | 'quiet'
  mode?: Mode
  model?: string
  /** Run again whenever files change that match. */
  watch?: { patterns: string[]; restarts: boolean; debounceMs: number }
  /** Run again at these times: `15m`, or five cron fields. */
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
