// Background tasks: begun, queued, listed, answered, ended. Commands run in runners of their own, turns of the agent and
// subagents in this process; all of them have the same files and the same life.

import { join } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import { isTerminal, type TaskView, type TaskWish } from '../protocol/task.ts'
import type { OpenSession } from '../protocol/methods.ts'
import { openNotificationStore } from '../session/store/notification-store.ts'
import type { Session } from '../session/session.ts'
import { dedupeKeyOf, describeTaskEnd } from '../session/task-notice.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'
import { findShell } from '../tools/shell/shell-process.ts'
import { openAgentTasks, type AgentTasks } from './agent-tasks.ts'
import { planCleanUp } from './clean-up.ts'
import { createQueue } from './task-queue.ts'
import { createRegister, isRunnerAlive, type Register, type Task } from './task-register.ts'
import { startRunner, type RunnerExtras } from './start-runner.ts'
import {
  createTaskId,
  dropEnvironment,
  keepEnvironment,
  readEnvironment,
  readRuntime,
  requestStop,
  shortOf,
  type TaskSpec,
} from './task-files.ts'
import { infoOf, viewTask } from './task-view.ts'
import { specOfWish, wishOfSpec } from './task-wish.ts'

export interface TaskSettings {
  maxRunning: number
  /** Between TERM and KILL. */
  graceMs: number
  keepDays: number
  keepBytes: number
}

export interface TasksDeps {
  paths: Paths
  /** The program that runs command tasks. */
  runner: string
  log: Log
  settings(): TaskSettings
  openSession(open: OpenSession): Promise<{ session: Session; release(): void }>
  /** Hosted in a client's own process: nothing of others is looked after, and what was begun ends with it. */
  isHosted: boolean
  onTaskChanged(change: TaskChange): void
}

/** A change of a task that others may want to hear of. */
export interface TaskChange {
  /** `status`: the task has begun, waits for its user, goes on or has ended. `run`: a watch or schedule has run once more. */
  type: 'status' | 'run'
  task: Task
  view: TaskView
}

/** A stop is over by then: the runner has looked, and the grace is over. */
const STOP_LIMIT_MS = 3_000

export interface Tasks {
  readonly register: Register
  readonly agents: AgentTasks
  run(wish: TaskWish): Task
  /** Starts the runner of a command as soon as there is a place. */
  enqueue(task: Task, env: Record<string, string>, extras?: RunnerExtras): void
  /** Takes a place for work in this process. */
  enqueueWork(task: Task, start: () => void): void
  view(task: Task): TaskView
  /** By id, session or the beginning of either. Throws `task.not_found`, `task.ambiguous`. */
  find(text: string): Task
  stop(task: Task, reason: string): Promise<void>
  retry(task: Task, by: Pick<TaskWish, 'env' | 'shellEnv' | 'umask' | 'shellPid'>): Task
  /** Resolves when it has ended, or when the limit is over. */
  wait(task: Task, limitMs: number, signal?: AbortSignal): Promise<void>
  remove(task: Task): void
  /** Tells a live session of its tasks' ends; without one they are written down for the next. Returns how to end that. */
  onEnd(sessionId: string, listener: (task: Task) => void): () => void
  newSpec(spec: Pick<TaskSpec, 'kind' | 'description' | 'cwd'> & Partial<TaskSpec>): TaskSpec
  readonly queued: number
  /** Goes on with what earlier daemons have begun. */
  load(): void
  /** Whether something runs that an exit of this process would hurt. */
  readonly isBusy: boolean
  close(): Promise<void>
}

export function createTasks(deps: TasksDeps): Tasks {
  const { paths } = deps
  const waiters = new Map<string, Set<() => void>>()
  const listeners = new Map<string, (task: Task) => void>()
  const queue = createQueue(() => deps.settings().maxRunning)
  const register = createRegister({
    root: join(paths.share, 'tasks'),
    changed(task, before) {
      const { status, kimi } = task.runtime
      if ((kimi.ended ?? 0) > (before.kimi.ended ?? 0)) deps.onTaskChanged({ type: 'run', task, view: view(task) })
      if (status === before.status && status === 'running') return
      if (isTerminal(status)) {
        queue.free(task.id)
        dropEnvironment(task.dir)
        tellSession(task)
      }
      deps.onTaskChanged({ type: 'status', task, view: view(task) })
      if (!isTerminal(status)) return
      for (const wake of waiters.get(task.id) ?? []) wake()
      waiters.delete(task.id)
    },
  })
  const agents = openAgentTasks({
    share: paths.share,
    register,
    log: deps.log,
    openSession: deps.openSession,
  })
  const view = (task: Task) => viewTask(task, agents.progressOf(task))

  function tellSession(task: Task): void {
    const { session_id: id, kimi } = task.spec
    if (id === '' || kimi.turn) return
    const listener = listeners.get(id)
    if (listener) return listener(task)
    const notice = describeTaskEnd(infoOf(task))
    openNotificationStore(join(task.dir, '..', '..')).publish(notice, dedupeKeyOf(notice))
  }

  function newSpec(spec: Parameters<Tasks['newSpec']>[0]): TaskSpec {
    const shell = findShell()
    return {
      version: 1,
      id: createTaskId(spec.kind, register.isTaken),
      session_id: '',
      tool_call_id: '',
      owner_role: 'root',
      created_at: Date.now() / 1000,
      command: null,
      shell_name: spec.kind === 'agent' ? null : shell.slice(shell.lastIndexOf('/') + 1),
      shell_path: spec.kind === 'agent' ? null : shell,
      timeout_s: null,
      kind_payload: {},
      ...spec,
      kimi: { ...spec.kimi, grace: deps.settings().graceMs, socket: deps.isHosted ? '' : paths.socket },
    }
  }

  /** The runner could not begin. One that has, and has died since, is found to be lost. */
  function fail(task: Task, reason: string): void {
    if (isTerminal(task.runtime.status) || readRuntime(task.dir)?.worker_pid) return
    register.update(task, { status: 'failed', failure_reason: reason, finished_at: Date.now() / 1000 })
  }

  function enqueue(task: Task, env: Record<string, string>, extras: RunnerExtras = {}): void {
    keepEnvironment(task.dir, env)
    const start = () => {
      register.update(task, { status: 'starting' })
      startRunner(deps.runner, task, (reason) => fail(task, reason), extras)
      register.follow(task)
    }
    // What watches and schedules run again and again, and what runs already, waits for nobody.
    if (task.spec.kimi.watch || task.spec.kimi.every || extras.pipe !== undefined) start()
    else queue.add(task.id, ownerOf(task), start)
  }

  function enqueueWork(task: Task, start: () => void): void {
    queue.add(task.id, ownerOf(task), start)
  }

  function run(wish: TaskWish): Task {
    const { kimi, ...rest } = specOfWish(wish)
    const spec = newSpec({ ...rest, kimi: { ...kimi, grace: 0, socket: '' } })
    if (spec.kimi.turn) return agents.begin(spec, wish, enqueueWork)
    if (wish.terminal) {
      // Beside the daemon's own socket: its path is short enough for one.
      const socket = `${paths.socket.slice(0, -'sock'.length)}t.${shortOf(spec.id)}`
      spec.kimi.terminal = { ...wish.terminal, socket }
    }
    const task = register.add(spec)
    enqueue(task, wish.shellEnv, wish.prompt === undefined ? {} : { keys: wish.env })
    return task
  }

  function find(text: string): Task {
    const found = register.find(text)
    if (found.length === 1) return found[0]!
    if (found.length === 0)
      throw new KimiError('task.not_found', `there is no task ${JSON.stringify(text.slice(0, 60))}`)
    throw new KimiError('task.ambiguous', `${text} may be ${found.map(({ id }) => id).join(', ')}`)
  }

  async function wait(task: Task, limitMs: number, signal?: AbortSignal): Promise<void> {
    if (isTerminal(task.runtime.status)) return
    await new Promise<void>((resolve) => {
      const known = waiters.get(task.id) ?? new Set()
      waiters.set(task.id, known)
      const done = () => {
        known.delete(done)
        clearTimeout(timer)
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const timer = limitMs === Infinity ? undefined : setTimeout(done, limitMs)
      known.add(done)
      signal?.addEventListener('abort', done)
      if (signal?.aborted) done()
    })
  }

  async function stop(task: Task, reason: string): Promise<void> {
    if (isTerminal(task.runtime.status)) return
    requestStop(task.dir, reason)
    if (task.runtime.status === 'created') {
      queue.free(task.id)
      register.update(task, { status: 'killed', failure_reason: reason, finished_at: Date.now() / 1000 })
    } else agents.stop(task, reason)
    await wait(task, STOP_LIMIT_MS + task.spec.kimi.grace)
  }

  return {
    register,
    agents,
    run,
    enqueue,
    enqueueWork,
    view,
    find,
    stop,
    wait,
    newSpec,
    onEnd(id, listener) {
      listeners.set(id, listener)
      return () => {
        if (listeners.get(id) === listener) listeners.delete(id)
      }
    },
    retry: (task, by) => run(wishOfSpec(task.spec, by)),
    remove(task) {
      if (!isTerminal(task.runtime.status)) {
        throw new KimiError('task.running', `${shortOf(task.id)} has not ended`, {
          hint: `kimi task stop ${shortOf(task.id)}`,
        })
      }
      register.remove(task)
    },
    get queued() {
      return queue.waiting
    },
    get isBusy() {
      return register.all().some(({ runtime }) => !isTerminal(runtime.status))
    },
    load() {
      register.load()
      const { keepDays, keepBytes } = deps.settings()
      for (const task of planCleanUp(register.all(), keepDays, keepBytes, Date.now())) register.remove(task)
      for (const task of register.all()) {
        if (isTerminal(task.runtime.status)) dropEnvironment(task.dir)
        else if (task.spec.kind === 'agent' && !isElsewhere(task)) agents.resume(task, enqueueWork)
        else if (task.runtime.status === 'created') enqueue(task, readEnvironment(task.dir) ?? {})
        else {
          if (!task.spec.kimi.watch && !task.spec.kimi.every) queue.occupy(task.id, ownerOf(task))
          register.follow(task)
        }
      }
    },
    async close() {
      const running = register.all().filter(({ runtime }) => !isTerminal(runtime.status))
      if (deps.isHosted) await Promise.all(running.map((task) => stop(task, 'kimi has ended')))
      await agents.close()
      register.close()
    },
  }
}

/** Whether a process that is not a daemon works on it: a command with --no-daemon. */
function isElsewhere(task: Task): boolean {
  return task.runtime.worker_pid !== null && isRunnerAlive(task)
}

/** Whose places it takes. */
function ownerOf({ spec }: Task): string {
  return spec.session_id || `shell ${spec.kimi.shell?.pid ?? ''}`
}
