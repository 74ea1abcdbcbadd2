// Tasks that run in this process, from their start to the end that is written down: time limit, stop and failure included.

import { PROCESS_ENDS } from '../../agent/abort-reason.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { Log } from '../../sys/log.ts'
import { startTime } from '../../sys/processes.ts'
import type { LiveWork } from './live-work.ts'
import type { Task } from '../task-directory.ts'
import type { TaskRuntime } from '../task-files.ts'
import type { Register } from '../task-register.ts'

/** A task of this process while it runs. */
export interface TrackedRun {
  /** Null until the work has begun. */
  live: LiveWork | null
  /** The reason of a stop; null while nobody has asked for one. */
  stopReason: string | null
  /** True once the process leaves it to another one, which has to find it as it is. */
  isLeft: boolean
}

interface Run extends TrackedRun {
  hasTimedOut: boolean
  /** Resolves when the end is written down. */
  ended: Promise<void>
}

export interface WorkTracker {
  /**
   * Runs `work` as this task. It resolves with the end to write down, or with null when the task has not ended and goes on
   * later; a rejection is a failure. The returned promise never rejects.
   */
  track(task: Task, work: (run: TrackedRun) => Promise<Partial<TaskRuntime> | null>): Promise<void>
  find(task: Task): TrackedRun | undefined
  stop(task: Task, reason: string): void
  /** Cancels all work and writes down no end: another process goes on with it. */
  close(): Promise<void>
}

/** Upper limit for any task in this process. */
export const LIMIT_S = 86_400

export function createWorkTracker(register: Register, log: Log): WorkTracker {
  const runs = new Map<string, Run>()
  let isClosing = false
  return {
    track(task, work) {
      const run: Run = { live: null, stopReason: null, isLeft: false, hasTimedOut: false, ended: Promise.resolve() }
      runs.set(task.id, run)
      const timer = setTimeout(() => {
        run.hasTimedOut = true
        run.live?.cancel()
      }, limitMsOf(task)).unref()
      register.update(task, describeStart(task))
      run.ended = work(run)
        .catch((error: unknown) => {
          log('error', 'task', { id: task.id, error: error instanceof Error ? error.stack : String(error) })
          return describeFailure(error)
        })
        .then((end) => {
          clearTimeout(timer)
          runs.delete(task.id)
          if (isClosing || end === null) return
          const { kimi, ...change } = overrule(end, run, task)
          const steps = run.live?.progress.steps ?? 0
          register.update(task, { ...change, finished_at: Date.now() / 1000, kimi: { ...kimi, steps } })
        })
      return run.ended
    },
    find: ({ id }) => runs.get(id),
    stop({ id }, reason) {
      const run = runs.get(id)
      if (!run) return
      run.stopReason ??= reason
      run.live?.cancel()
    },
    async close() {
      isClosing = true
      const open = [...runs.values()]
      for (const run of open) {
        run.isLeft = true
        run.live?.cancel(PROCESS_ENDS)
      }
      await Promise.all(open.map(({ ended }) => ended))
    },
  }
}

function limitMsOf({ spec }: Task): number {
  return Math.min(spec.timeout_s || LIMIT_S, LIMIT_S) * 1000
}

function describeStart({ runtime }: Task): Partial<TaskRuntime> {
  return {
    status: 'running',
    worker_pid: process.pid,
    started_at: runtime.started_at ?? Date.now() / 1000,
    failure_reason: null,
    kimi: { workerStarted: startTime(process.pid) },
  }
}

/** A stop and a time-out cancel the work: the end that it reports then is not the reason. */
function overrule(end: Partial<TaskRuntime>, { stopReason, hasTimedOut }: Run, { spec }: Task): Partial<TaskRuntime> {
  if (stopReason !== null) return { status: 'killed', interrupted: true, failure_reason: stopReason }
  if (!hasTimedOut) return end
  const failure_reason = `Timed out after ${spec.timeout_s}s`
  return { status: 'failed', timed_out: true, interrupted: true, failure_reason }
}

function describeFailure(error: unknown): Partial<TaskRuntime> {
  const failure_reason = error instanceof Error ? error.message : String(error)
  const kimi = error instanceof KimiError ? { errorCode: error.code } : {}
  return { status: 'failed', failure_reason, kimi }
}
