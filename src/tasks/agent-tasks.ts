// Tasks that are work of the agent in this process: turns in sessions of their own, which go on after a crash, and
// subagents of somebody else's session.

import type { OpenSession } from '../protocol/methods.ts'
import { KimiError } from '../protocol/errors.ts'
import type { TaskWish } from '../protocol/task.ts'
import { createSessionId, placeSession } from '../session/store/session-layout.ts'
import type { Requests } from '../session/requests.ts'
import type { Session } from '../session/session.ts'
import { changeState } from '../session/store/state-file.ts'
import type { Log } from '../sys/log.ts'
import { startTime } from '../sys/processes.ts'
import { createAgentTurn, type AgentTurn, type AgentTurnEnd } from './agent-turn.ts'
import { answerWait, findWait, type Answer, type Owns } from './live-work.ts'
import { openOutputLog } from '../tools/tasks/output-log.ts'
import type { Register, Task } from './task-register.ts'
import { keepEnvironment, outputOf, readEnvironment, type TaskRuntime, type TaskSpec } from './task-files.ts'
import type { LiveProgress } from './task-view.ts'

export interface AgentTasksDeps {
  share: string
  register: Register
  log: Log
  openSession(open: OpenSession): Promise<{ session: Session; release(): void }>
}

/** Work that runs in this process. */
export interface LiveWork {
  requests: Requests
  owns: Owns
  progress: Pick<LiveProgress, 'steps' | 'tool' | 'tokens'>
  cancel(): void
  /** Null when it takes no words. */
  steer: ((words: string) => boolean) | null
}

export interface AgentTasks {
  begin(spec: TaskSpec, wish: TaskWish, enqueue: (task: Task, start: () => void) => void): Task
  /** A turn of ours in a session that is open: what has ended there is told to its agent. */
  goOn(spec: TaskSpec, session: Session, enqueue: (task: Task, start: () => void) => void): void
  /** Goes on with what another process has begun, once that is gone. */
  resume(task: Task, enqueue: (task: Task, start: () => void) => void): void
  /** A subagent: `work` settles with what it has to say. */
  follow(task: Task, live: LiveWork, work: () => Promise<{ ok: boolean; text: string }>): Promise<void>
  progressOf(task: Task): LiveProgress | undefined
  /** Throws `task.not_waiting`. */
  answer(task: Task, answer: Answer): string
  /** Throws `task.not_running`. */
  steer(task: Task, words: string): void
  stop(task: Task, reason: string): void
  /** A shell has said who may answer: what waits for a key tries again. */
  onKeyAvailable(env: OpenSession['env']): void
  /** This process ends, the work does not: another one goes on. */
  close(): Promise<void>
}

interface Run {
  live: LiveWork | null
  stopReason: string | null
  hasTimedOut: boolean
  ended: Promise<void>
}

/** Kimi CLI's words for a subagent whose process has gone. */
const LOST = 'In-process background agent is no longer running'
const NO_KEY = 'waits for a shell with a key'
/** A crash in the same place over and over is not gone on with for ever. */
const RESUME_LIMIT = 5
const SECRET = /KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH/i
/** A turn waits for what it has begun as long as any task may take. */
const SETTLE_S = 86_400
const LIMIT_MS = SETTLE_S * 1000

export function openAgentTasks(deps: AgentTasksDeps): AgentTasks {
  const { register } = deps
  const runs = new Map<string, Run>()
  /** They have a conversation to go on with, and nobody who answers. */
  const keyless = new Map<string, (env: OpenSession['env']) => void>()
  let isClosing = false

  function track(task: Task, work: (run: Run) => Promise<Partial<TaskRuntime> | null>): Promise<void> {
    const run: Run = { live: null, stopReason: null, hasTimedOut: false, ended: Promise.resolve() }
    runs.set(task.id, run)
    const { timeout_s: limit } = task.spec
    const timer = setTimeout(
      () => {
        run.hasTimedOut = true
        run.live?.cancel()
      },
      Math.min((limit ?? 0) * 1000 || LIMIT_MS, LIMIT_MS),
    )
    timer.unref()
    register.update(task, {
      status: 'running',
      worker_pid: process.pid,
      started_at: task.runtime.started_at ?? Date.now() / 1000,
      failure_reason: null,
      kimi: { workerStarted: startTime(process.pid) },
    })
    run.ended = work(run)
      .catch((error: unknown): Partial<TaskRuntime> => {
        deps.log('error', 'task', { id: task.id, error: error instanceof Error ? error.stack : String(error) })
        return describeFailure(error)
      })
      .then((end) => {
        clearTimeout(timer)
        const steps = run.live?.progress.steps ?? 0
        runs.delete(task.id)
        if (isClosing || end === null) return
        const overruled: Partial<TaskRuntime> =
          run.stopReason !== null
            ? { status: 'killed', interrupted: true, failure_reason: run.stopReason }
            : run.hasTimedOut
              ? { status: 'failed', timed_out: true, interrupted: true, failure_reason: `Timed out after ${limit}s` }
              : end
        register.update(task, { ...overruled, finished_at: Date.now() / 1000, kimi: { ...overruled.kimi, steps } })
      })
    return run.ended
  }

  async function performTurn(task: Task, open: OpenSession, isResumed: boolean): Promise<void> {
    await track(task, async (run) => {
      const { session, release } = await deps.openSession(open)
      const log = openOutputLog(outputOf(task.dir))
      const progressed = () => {
        if (task.runtime.status === 'awaiting_approval' && !waitOf(run)) register.update(task, { status: 'running' })
      }
      const turn: AgentTurn = createAgentTurn({
        session,
        log,
        progressed,
        waits: () => register.update(task, { status: 'awaiting_approval' }),
        goesOn: progressed,
      })
      run.live = {
        requests: session.requests,
        owns: ({ type, payload }) =>
          type === 'QuestionRequest' || (type === 'ApprovalRequest' && payload.source_kind === 'foreground_turn'),
        progress: turn.progress,
        cancel: turn.cancel,
        steer: (words) => session.steer(words),
      }
      if (run.stopReason !== null) return { status: 'killed' }
      try {
        const end = await turn.run(task.spec.kimi.turn?.words ?? '', isResumed)
        if (isResumed && end.type === 'failed' && end.error.code === 'model.not_configured') {
          keyless.set(task.id, (env) => void performTurn(task, { ...open, env }, true))
          register.update(task, { status: 'starting', failure_reason: NO_KEY })
          return null
        }
        return describeTurnEnd(end)
      } finally {
        log.close()
        release()
      }
    })
  }

  const waitOf = (run: Run | undefined) => (run?.live ? findWait(run.live.requests, run.live.owns) : null)

  return {
    begin(spec, wish, enqueue) {
      const { cwd, env, shellEnv, umask, mode, model } = wish
      const id = createSessionId()
      const place = placeSession(deps.share, cwd, id)
      spec.session_id = id
      const payload = { agent_id: '', subagent_type: '', model_override: model ?? null, launch_mode: 'turn' }
      spec.kind_payload = { ...payload, ...spec.kind_payload }
      const task = register.add(spec, `${place.dir}/tasks`)
      changeState(place.state, { custom_title: spec.description })
      keepEnvironment(task.dir, Object.fromEntries(Object.entries(shellEnv).filter(([name]) => !SECRET.test(name))))
      enqueue(task, () => {
        const open: OpenSession = { workDir: cwd, env, shellEnv, id, settlesWithinS: SETTLE_S }
        if (umask !== undefined) open.umask = umask
        if (mode !== undefined) open.mode = mode
        if (model !== undefined) open.model = model
        void performTurn(task, open, false)
      })
      return task
    },
    goOn(spec, { id, dir, workDir }, enqueue) {
      spec.session_id = id
      const task = register.add(spec, `${dir}/tasks`)
      enqueue(task, () => void performTurn(task, { workDir, env: {}, shellEnv: {}, id }, false))
    },
    resume(task, enqueue) {
      const { spec, runtime } = task
      const { turn, umask } = spec.kimi
      const resumed = (runtime.kimi.resumed ?? 0) + 1
      if (!turn || resumed > RESUME_LIMIT) {
        const failure_reason = turn ? `It was interrupted ${resumed - 1} times` : LOST
        register.update(task, { status: 'lost', failure_reason, finished_at: Date.now() / 1000 })
        return
      }
      const open: OpenSession = {
        workDir: spec.cwd,
        env: {},
        shellEnv: readEnvironment(task.dir) ?? {},
        id: spec.session_id,
        settlesWithinS: SETTLE_S,
        ...(umask === undefined ? {} : { umask }),
        ...(turn.mode ? { mode: turn.mode as NonNullable<OpenSession['mode']> } : {}),
        ...(turn.model ? { model: turn.model } : {}),
      }
      const hasBegun = runtime.status !== 'created'
      enqueue(task, () => {
        if (hasBegun) register.update(task, { kimi: { resumed } })
        void performTurn(task, open, true)
      })
    },
    follow(task, live, work) {
      return track(task, async (run) => {
        run.live = live
        const log = openOutputLog(outputOf(task.dir))
        try {
          const { ok, text } = await work()
          log.write(Buffer.from(`[summary]\n${text}\n`))
          return ok ? { status: 'completed' } : { status: 'failed', failure_reason: text }
        } finally {
          log.close()
        }
      })
    },
    progressOf(task) {
      const run = runs.get(task.id)
      return run?.live ? { ...run.live.progress, waiting: waitOf(run) } : undefined
    },
    answer(task, answer) {
      const run = runs.get(task.id)
      if (!run?.live) throw new KimiError('task.not_waiting', 'it waits for nothing')
      const said = answerWait(run.live.requests, run.live.owns, answer)
      if (!waitOf(run)) register.update(task, { status: 'running' })
      return said
    },
    steer(task, words) {
      if (!runs.get(task.id)?.live?.steer?.(words))
        throw new KimiError('task.not_running', 'no turn of an agent runs in it')
    },
    stop(task, reason) {
      const run = runs.get(task.id)
      if (keyless.delete(task.id)) {
        register.update(task, { status: 'killed', failure_reason: reason, finished_at: Date.now() / 1000 })
      }
      if (!run) return
      run.stopReason ??= reason
      run.live?.cancel()
    },
    onKeyAvailable(env) {
      if (!Object.keys(env).some((name) => SECRET.test(name))) return
      const waiting = [...keyless.values()]
      keyless.clear()
      for (const goOn of waiting) goOn(env)
    },
    async close() {
      isClosing = true
      const open = [...runs.values()]
      for (const { live } of open) live?.cancel()
      await Promise.all(open.map(({ ended }) => ended))
    },
  }
}

function describeFailure(error: unknown): Partial<TaskRuntime> {
  const failure_reason = error instanceof Error ? error.message : String(error)
  const kimi = error instanceof KimiError ? { errorCode: error.code } : {}
  return { status: 'failed', failure_reason, kimi }
}

function describeTurnEnd(end: AgentTurnEnd): Partial<TaskRuntime> {
  switch (end.type) {
    case 'done':
      return { status: 'completed' }
    case 'refused':
      return { status: 'killed', failure_reason: 'Stopped after an interruption' }
    case 'cancelled':
      return { status: 'killed', failure_reason: 'Cancelled', interrupted: true }
    case 'failed':
      return { status: 'failed', failure_reason: end.error.message, kimi: { errorCode: end.error.code } }
  }
}
