// Background tasks as tools see them: the functions to start, read and stop them, and their text for the model.

import type { TaskStatus } from '../../protocol/task.ts'
import type { SavedWall } from '../../safety/sandbox/wall.ts'
import type { ShellProcess } from '../shell/shell-process.ts'

export interface TaskInfo {
  id: string
  kind: 'bash' | 'agent'
  status: TaskStatus
  description: string
  command: string
  exitCode: number | null
  /** The reason for its failure or end; '' when no reason is known. */
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
  /** The end of its output. */
  preview: string
  /** Bytes of its whole output. */
  size: number
  /** `success` when the task has ended, `timeout` when the wait for its end was in vain. */
  retrieval: 'success' | 'not_ready' | 'timeout'
}

export interface CommandTask {
  command: string
  description: string
  /** The limit of the task from its start, also for an adopted command. */
  timeoutS: number
  callId: string
  /** The wall behind which the command is started. */
  wall?: SavedWall | undefined
}

export type Started = { ok: true; task: TaskInfo } | { ok: false; reason: string }

export interface BackgroundTasks {
  start(spec: CommandTask): Promise<Started>
  /** Makes a running foreground command a task. `printed` is its output so far. */
  adopt(process: ShellProcess, spec: CommandTask, printed: Buffer): Started
  /** Calls `listener` when the user sends foreground commands to the background. Returns a function that ends this. */
  onSend(listener: () => void): () => void
  /** The path for the exit status of a foreground command, which is needed if the command becomes a task. */
  statusFile(callId: string): string
  /** Runs a subagent as a task, whose output is the subagent's text. It may have to wait for other tasks. */
  startAgent(
    agent: { agentId: string; type: string; description: string; prompt: string; callId: string },
    work: (signal: AbortSignal) => Promise<{ ok: boolean; text: string }>,
  ): { taskId: string }
  list(activeOnly: boolean, limit: number): TaskInfo[]
  /** Null when there is no such task. */
  output(id: string, wait: { block: boolean; timeoutS: number; signal: AbortSignal }): Promise<TaskOutput | null>
  /** Stops a task and resolves when it has ended; null when there is no such task. */
  stop(id: string, reason: string): Promise<TaskInfo | null>
  /** Waits until a running task ends. `none` at once when no task runs. */
  nextEnd(signal: AbortSignal): Promise<'ended' | 'none' | 'aborted'>
}

export const TASK_ID = /^[a-z0-9][a-z0-9-]{1,24}$/

/** A task as lines of `key: value`, in Kimi CLI's form. */
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

/** The text for the model when a task has been started. */
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
