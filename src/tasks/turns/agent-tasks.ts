// Tasks that are work of the agent in this process: turns in sessions of their own, which go on after a crash, and
// subagents of another session.

import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import type { TaskWish } from '../../protocol/task.ts'
import type { Session } from '../../session/session.ts'
import { createSessionId, placeSession } from '../../session/store/session-layout.ts'
import { changeState } from '../../session/store/state-file.ts'
import type { Log } from '../../sys/log.ts'
import type { Paths } from '../../sys/paths.ts'
import { openOutputLog } from '../../tools/tasks/output-log.ts'
import { answerWait, type Answer, type LiveWork } from './live-work.ts'
import type { Task } from '../task-directory.ts'
import { outputOf, type TaskSpec } from '../task-files.ts'
import type { Register } from '../task-register.ts'
import type { LiveProgress } from '../task-view.ts'
import { createWorkTracker, type TrackedRun } from './tracked-work.ts'
import { createTurnTasks, waitOf, type TurnTasksDeps } from './turn-task.ts'
import { dropSecrets, openAgain, openForWish } from './turn-session.ts'

export interface AgentTasksDeps extends TurnTasksDeps {
  paths: Paths
  log: Log
}

/** Calls `start` as soon as there is a place for the task. */
type Enqueue = (task: Task, start: () => void) => void

export interface AgentTasks {
  /** Begins a turn in a new session. */
  begin(spec: TaskSpec, wish: TaskWish, enqueue: Enqueue): Task
  /** Begins a turn in a session that is open: its agent goes on with what has ended there. */
  goOn(spec: TaskSpec, session: Session, enqueue: Enqueue): void
  /** Goes on with a task of a process that is gone. A subagent cannot go on: it is lost. */
  resume(task: Task, enqueue: Enqueue): void
  /** Tracks a subagent; `work` resolves with its final text. */
  follow(task: Task, live: LiveWork, work: () => Promise<{ ok: boolean; text: string }>): Promise<void>
  /** Undefined when the task does not run in this process. */
  progressOf(task: Task): LiveProgress | undefined
  /** Answers a request of the task and returns its text. Throws `task.not_waiting`. */
  answer(task: Task, answer: Answer): string
  /** Throws `task.not_running`. */
  steer(task: Task, words: string): void
  stop(task: Task, reason: string): void
  /** A shell has sent an environment: resumes the turns that are suspended for want of a key and can be answered now. */
  onKeyAvailable(env?: OpenSession['env']): void
  /** Leaves the turns to another process, which goes on with them: this process ends. */
  close(): Promise<void>
}

/** Kimi CLI's words for a subagent whose process is gone. */
const LOST = 'In-process background agent is no longer running'
/** A turn that crashes the daemon in the same place over and over is given up after this many resumptions. */
const RESUME_LIMIT = 5

export function openAgentTasks(deps: AgentTasksDeps): AgentTasks {
  const { register, paths } = deps
  const tracker = createWorkTracker(register, deps.log)
  const turns = createTurnTasks(deps, tracker)
  return {
    begin(spec, wish, enqueue) {
      const task = addTurn(register, paths.share, spec, wish)
      const open = openForWish(wish, spec.session_id)
      enqueue(task, () => void turns.perform(task, open, null))
      return task
    },
    goOn(spec, { id, dir, workDir }, enqueue) {
      spec.session_id = id
      const task = register.add(spec, {}, `${dir}/tasks`)
      enqueue(task, () => void turns.perform(task, { workDir, env: {}, shellEnv: {}, id }, null))
    },
    resume(task, enqueue) {
      const resumed = (task.runtime.kimi.resumed ?? 0) + 1
      if (!task.spec.kimi.turn || resumed > RESUME_LIMIT) return giveUp(register, task, resumed - 1)
      const open = openAgain(task)
      const hasBegun = task.runtime.status !== 'created'
      const hasWaited = task.runtime.status === 'awaiting_approval'
      enqueue(task, () => {
        if (hasBegun) register.update(task, { kimi: { resumed } })
        void turns.perform(task, open, { hasWaited })
      })
    },
    follow: (task, live, work) => tracker.track(task, (run) => performSubagent(task, run, live, work)),
    progressOf(task) {
      const run = tracker.find(task)
      return run?.live ? { ...run.live.progress, waiting: waitOf(run) } : undefined
    },
    answer(task, answer) {
      const run = tracker.find(task)
      if (!run?.live) throw new KimiError('task.not_waiting', 'it waits for nothing')
      const request = answerWait(run.live.requests, run.live.owns, answer)
      if (!waitOf(run)) register.update(task, { status: 'running' })
      return request
    },
    steer(task, words) {
      const isSteered = tracker.find(task)?.live?.steer?.(words) ?? false
      if (!isSteered) throw new KimiError('task.not_running', 'no turn of the agent runs in this task')
    },
    stop(task, reason) {
      turns.stopSuspended(task, reason)
      tracker.stop(task, reason)
    },
    onKeyAvailable: turns.onKeyAvailable,
    close: tracker.close,
  }
}

/** The task of a turn in a new session of its own. */
function addTurn(register: Register, share: string, spec: TaskSpec, { cwd, shellEnv, model }: TaskWish): Task {
  const place = placeSession(share, cwd, createSessionId())
  spec.session_id = place.id
  const payload = { agent_id: '', subagent_type: '', model_override: model ?? null, launch_mode: 'turn' }
  spec.kind_payload = { ...payload, ...spec.kind_payload }
  const task = register.add(spec, dropSecrets(shellEnv), `${place.dir}/tasks`)
  changeState(place.state, { custom_title: spec.description })
  return task
}

async function performSubagent(
  task: Task,
  run: TrackedRun,
  live: LiveWork,
  work: () => Promise<{ ok: boolean; text: string }>,
) {
  run.live = live
  const log = openOutputLog(outputOf(task.dir))
  try {
    const { ok, text } = await work()
    log.write(Buffer.from(`[summary]\n${text}\n`))
    return ok ? { status: 'completed' as const } : { status: 'failed' as const, failure_reason: text }
  } finally {
    log.close()
  }
}

function giveUp(register: Register, task: Task, interruptions: number): void {
  const failure_reason = task.spec.kimi.turn ? `It was interrupted ${interruptions} times` : LOST
  register.update(task, { status: 'lost', failure_reason, finished_at: Date.now() / 1000 })
}
