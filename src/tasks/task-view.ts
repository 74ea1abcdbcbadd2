// A task as it is shown: to clients over the socket, and to the tools of an agent.

import { isTerminal, type TaskView, type TaskWait } from '../protocol/task.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import type { TaskInfo } from '../tools/tasks/background.ts'
import { readLog, readLogTail } from '../tools/tasks/output-log.ts'
import type { Task } from './task-directory.ts'
import { outputOf, shortOf } from './task-files.ts'

/** Progress that only the process that runs a turn knows. */
export interface LiveProgress {
  steps: number
  /** The name of the tool at work, or ''. */
  tool: string
  /** Tokens of the context. */
  tokens: number
  waiting: TaskWait | null
}

const LAST_LINE_BYTES = 4096
const LAST_LINE_CELLS = 200

/** `countPlaces` gives the number of tasks that may run at once: a task that waits says it. */
export function viewTask(task: Task, countPlaces: () => number, live?: LiveProgress): TaskView {
  const { id, dir, spec, runtime } = task
  const { kimi } = runtime
  const path = outputOf(dir)
  return {
    id,
    short: shortOf(id),
    kind: spec.kind,
    status: runtime.status,
    title: spec.description,
    command: spec.kimi.turn?.words ?? spec.command ?? String(spec.kind_payload['prompt'] ?? ''),
    cwd: spec.cwd,
    sessionId: spec.session_id,
    createdAt: spec.created_at,
    startedAt: runtime.started_at,
    finishedAt: runtime.finished_at,
    exitCode: runtime.exit_code,
    timedOut: runtime.timed_out,
    reason: runtime.status === 'created' ? `${countPlaces()} may run at once` : (runtime.failure_reason ?? ''),
    steps: live?.steps ?? kimi.steps ?? 0,
    tool: live?.tool ?? '',
    tokens: live?.tokens ?? 0,
    // The last line of an ended task is in its runtime: a list of hundreds opens no logs.
    lastLine: isTerminal(runtime.status) ? (kimi.lastLine ?? '') : readLastLine(path),
    outputPath: path,
    outputBytes:
      isTerminal(runtime.status) && kimi.outputBytes !== undefined ? kimi.outputBytes : readLog(path, 0, 0).end,
    waiting: live?.waiting ?? null,
    runs: kimi.runs ?? 0,
    nextRunAt: kimi.nextRunAt ?? null,
    terminal: (!isTerminal(runtime.status) && spec.kimi.terminal?.socket) || '',
  }
}

/** Lines that a watch or schedule adds to the output. */
const OWN_LINE = /^\[kimi: .*\]$/

/** The last line of the output that is not blank and not our own, without control characters; '' for a blank output. */
export function readLastLine(path: string): string {
  const lines = readLogTail(path, LAST_LINE_BYTES).text.split(/[\r\n]+/)
  const last = lines.findLast((line) => line.trim() !== '' && !OWN_LINE.test(line)) ?? ''
  return sanitiseLine(last.replaceAll(/\x1b\[[0-9;:]*m/g, ''), LAST_LINE_CELLS)
}

/** The task as tools and the model's notifications show it. */
export function infoOf({ id, dir, spec, runtime }: Task): TaskInfo {
  const { agent_id: agentId, subagent_type: subagentType } = spec.kind_payload as Record<string, string | undefined>
  return {
    id,
    kind: spec.kind === 'agent' ? 'agent' : 'bash',
    status: runtime.status,
    description: spec.description,
    command: spec.command ?? String(spec.kind_payload['prompt'] ?? ''),
    exitCode: runtime.exit_code,
    reason: runtime.failure_reason ?? '',
    timedOut: runtime.timed_out,
    startedAt: runtime.started_at ?? spec.created_at,
    finishedAt: runtime.finished_at,
    outputPath: outputOf(dir),
    ...(agentId ? { agentId } : {}),
    ...(subagentType ? { subagentType } : {}),
  }
}
