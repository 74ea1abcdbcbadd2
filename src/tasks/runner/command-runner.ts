// The runner of one command task: a process that starts the command, keeps its output and writes down its end.

import { startTime } from '../../sys/processes.ts'
import { startWork } from './command-work.ts'
import { beginRunnerLife } from './runner-life.ts'
import type { TaskRuntime, TaskSpec } from '../task-files.ts'
import { openTerminalDoor, type TerminalDoor } from './terminal-door.ts'

/** Resolves when the command has ended and its end is written down. */
export async function runTask(dir: string): Promise<void> {
  const life = beginRunnerLife(dir)
  if (!life) return
  const { spec, log } = life
  let door: TerminalDoor | null = null
  const started = await startWork(spec, life.environment, (bytes) => {
    log.write(bytes)
    door?.print(bytes)
  })
  if (!started.ok) return life.finish({ status: 'failed', failure_reason: started.reason })
  const { work } = started
  life.update({ child_pid: work.pid, child_pgid: work.pid, kimi: { childStarted: startTime(work.pid) } })
  if (work.terminal && spec.kimi.terminal) door = openTerminalDoor(spec.kimi.terminal.socket, work.terminal)

  let stopReason: string | null = null
  let hasTimedOut = false
  life.onStop((reason) => {
    stopReason = reason
    void work.end(spec.kimi.grace)
  })
  const timer = spec.timeout_s
    ? setTimeout(() => {
        hasTimedOut = true
        void work.end(spec.kimi.grace)
      }, spec.timeout_s * 1000)
    : undefined
  const code = await work.ended
  clearTimeout(timer)
  // After a stop the processes that the command has left in its group are ended too.
  if (stopReason !== null || hasTimedOut) await work.end(spec.kimi.grace)
  door?.close()
  await life.finish(describeEnd(spec, code, stopReason, hasTimedOut))
}

function describeEnd(
  { timeout_s }: TaskSpec,
  code: number | null,
  stopReason: string | null,
  hasTimedOut: boolean,
): Partial<TaskRuntime> {
  if (stopReason !== null) {
    return { status: 'killed', exit_code: code, interrupted: true, failure_reason: stopReason }
  }
  if (hasTimedOut) {
    const failure_reason = `Timed out after ${timeout_s}s`
    return { status: 'failed', exit_code: code, interrupted: true, timed_out: true, failure_reason }
  }
  if (code === null) return { status: 'failed', failure_reason: 'Its exit status is unknown' }
  return { status: code === 0 ? 'completed' : 'failed', exit_code: code }
}
