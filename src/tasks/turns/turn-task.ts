// Turns of the agent as tasks: each runs in its session until its end is written down. A turn that goes on after a crash and
// finds no API key is suspended until a shell brings one.

import type { OpenSession } from '../../protocol/methods.ts'
import type { TaskWait } from '../../protocol/task.ts'
import type { Session } from '../../session/session.ts'
import { openOutputLog, type OutputLog } from '../../tools/tasks/output-log.ts'
import { createAgentTurn, describeTurnEnd, type AgentTurn, type AgentTurnEnd, type Resumed } from './agent-turn.ts'
import { findWait } from './live-work.ts'
import type { Task } from '../task-directory.ts'
import { outputOf } from '../task-files.ts'
import type { Register } from '../task-register.ts'
import type { TrackedRun, WorkTracker } from './tracked-work.ts'

export interface TurnTasksDeps {
  register: Register
  openSession(open: OpenSession): Promise<{ session: Session; release(): void }>
  /** True when `model` (undefined: the default one) has all it needs to answer a client with this environment. */
  canAnswer(env: OpenSession['env'], model: string | undefined): boolean
}

export interface TurnTasks {
  /** Runs the task's turn, or goes on with it after the end of a daemon. Never rejects. */
  perform(task: Task, open: OpenSession, resumed: Resumed | null): Promise<void>
  /** Ends a suspended turn; does nothing for others. */
  stopSuspended(task: Task, reason: string): void
  /**
   * A shell has sent an environment: resumes the suspended turns that can be answered with it. Without one, an account has appeared,
   * and each turn keeps its own environment.
   */
  onKeyAvailable(env?: OpenSession['env']): void
}

const NO_KEY = 'waits for a shell with a key'

export function createTurnTasks({ register, openSession, canAnswer }: TurnTasksDeps, tracker: WorkTracker): TurnTasks {
  /** Tasks suspended for want of an API key, by id, with the session to open once there is one. */
  const suspended = new Map<string, { task: Task; open: OpenSession; resumed: Resumed }>()

  async function perform(task: Task, open: OpenSession, resumed: Resumed | null): Promise<void> {
    await tracker.track(task, async (run) => {
      const { session, release } = await openSession({ ...open, isBackground: true })
      const log = openOutputLog(outputOf(task.dir))
      const turn = beginTurn(register, task, run, session, log)
      try {
        if (run.stopReason !== null) return { status: 'killed' }
        const end = await turn.run(task.spec.kimi.turn?.words ?? '', resumed)
        if (!resumed || !lacksModel(end)) return describeTurnEnd(end)
        suspended.set(task.id, { task, open, resumed })
        register.update(task, { status: 'starting', failure_reason: NO_KEY })
        return null
      } finally {
        log.close()
        release()
      }
    })
  }

  return {
    perform,
    stopSuspended(task, reason) {
      if (!suspended.delete(task.id)) return
      register.update(task, { status: 'killed', failure_reason: reason, finished_at: Date.now() / 1000 })
    },
    onKeyAvailable(env) {
      for (const { task, open, resumed } of suspended.values()) {
        const own = env ?? open.env
        if (!canAnswer(own, open.model)) continue
        suspended.delete(task.id)
        void perform(task, { ...open, env: own }, resumed)
      }
    },
  }
}

/** The turn as the live work of a run. The task waits for its user while a request of the turn is open. */
function beginTurn(register: Register, task: Task, run: TrackedRun, session: Session, log: OutputLog): AgentTurn {
  const onProgress = () => {
    if (task.runtime.status === 'awaiting_approval' && !waitOf(run) && !run.isLeft)
      register.update(task, { status: 'running' })
  }
  const onRequest = () => register.update(task, { status: 'awaiting_approval' })
  const turn = createAgentTurn({ session, log, onProgress, onRequest })
  run.live = {
    requests: session.requests,
    owns: ({ type, payload }) =>
      type === 'QuestionRequest' || (type === 'ApprovalRequest' && payload.source_kind === 'foreground_turn'),
    progress: turn.progress,
    cancel: turn.cancel,
    steer: (words) => session.steer(words),
  }
  return turn
}

/** The request that blocks a task; null when it runs on. */
export function waitOf({ live }: TrackedRun): TaskWait | null {
  return live ? findWait(live.requests, live.owns) : null
}

function lacksModel(end: AgentTurnEnd): boolean {
  return end.type === 'failed' && end.error.code === 'model.not_configured'
}
