// Work that goes on while the turn does: what tools need to know of it, and how they print it.

import type { TaskStatus } from '../../protocol/task.ts'
import type { ShellProcess } from '../shell/shell-process.ts'

export interface TaskInfo {
  id: string
  kind: 'bash' | 'agent'
  status: TaskStatus
  description: string
  command: string
  exitCode: number | null
  /** Why it failed or was ended; '' when there is nothing to say. */
  reason: string
  timedOut: boolean
  /** Seconds since the epoch. */
  startedAt: number
  finishedAt: number | null
  outputPath: string
  agentId?: string
  subagentType?: string
}

export interface TaskOutput {
  task: TaskInfo
  /** The end of what it printed. */
  preview: string
  size: number
  /** `success`: it has ended. `timeout`: it has not, although we waited. */
  retrieval: 'success' | 'not_ready' | 'timeout'
}

export interface CommandTask {
  command: string
  description: string
  /** Of the task, from its start: also of a command that was adopted. */
  timeoutS: number
  callId: string
}

export type Started = { ok: true; task: TaskInfo } | { ok: false; reason: string }

export interface BackgroundTasks {
  start(spec: CommandTask): Promise<Started>
  /** Goes on with a command that outlived its foreground timeout; `printed` is what it said so far. */
  adopt(process: ShellProcess, spec: CommandTask, printed: Buffer): Started
  /** Calls `listener` when the user wants what runs in the foreground to go on in the background. Returns how to end that. */
  onSend(listener: () => void): () => void
  /** Where the exit status of a command is to be written that may be adopted. */
  statusFile(callId: string): string
  /** A subagent that runs on; its text is the task's output. It may have to wait for its place. */
  startAgent(
    agent: { agentId: string; type: string; description: string; prompt: string; callId: string },
    work: (signal: AbortSignal) => Promise<{ ok: boolean; text: string }>,
  ): { taskId: string }
  list(activeOnly: boolean, limit: number): TaskInfo[]
  /** Null when there is no such task. */
  output(id: string, wait: { block: boolean; timeoutS: number; signal: AbortSignal }): Promise<TaskOutput | null>
  /** Resolves when it has ended; null when there is no such task. */
  stop(id: string, reason: string): Promise<TaskInfo | null>
  /** Waits until one of those that run has ended; `none` at once when none does. */
  nextEnd(signal: AbortSignal): Promise<'ended' | 'none' | 'aborted'>
}

export const TASK_ID = /^[a-z0-9][a-z0-9-]{1,24}$/

/** `key: value` lines, as Kimi CLI prints tasks. */
export function describeTask(task: TaskInfo): string {
  const lines = [`task_id: ${task.id}`, `kind: ${task.kind}`, `status: ${task.status}`]
  lines.push(`description: ${task.description}`)
  if (task.agentId !== undefined) lines.push(`agent_id: ${task.agentId}`)
  if (task.subagentType !== undefined) lines.push(`subagent_type: ${task.subagentType}`)
  if (task.kind === 'bash') lines.push(`command: ${task.command}`)
  if (task.exitCode !== null) lines.push(`exit_code: ${task.exitCode}`)
  if (task.reason !== '') lines.push(`reason: ${task.reason}`)
  return lines.join('\n')
}

/** What the model is told when a task has been started. */
export function describeStart(task: TaskInfo): string {
  return [
    describeTask(task),
    ...(task.status === 'created' ? ['next_step: It waits for its place; other tasks run first.'] : []),
    'automatic_notification: true',
    'next_step: You will be notified when it ends. Go on with other work, or end your turn.',
    'next_step: TaskOutput shows its output before that; TaskStop ends it.',
    'human_shell_hint: The user sees it with `kimi task list`.',
  ].join('\n')
}
