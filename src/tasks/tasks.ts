// Background tasks: begun, queued, listed, answered, ended. Commands run in processes of their own (runners), turns of the
// agent and subagents in this process. All of them have the same files and the same states.

import { join } from 'node:path'
import { KimiError } from '../protocol/errors.ts'
import { isTerminal, type TaskView, type TaskWish } from '../protocol/task.ts'
import type { OpenSession } from '../protocol/methods.ts'
import type { Session } from '../session/session.ts'
import { hasCode } from '../sys/files.ts'
import type { Log } from '../sys/log.ts'
import type { Paths } from '../sys/paths.ts'
import { openAgentTasks, type AgentTasks } from './turns/agent-tasks.ts'
import { createTaskRemoval, type KeepLimits, type TaskRemoval } from './task-removal.ts'
import { createTaskEnds, type TaskEnds } from './task-ends.ts'
import { dropEnvironment, requestStop, type TaskRuntime, type TaskSpec } from './task-files.ts'
import { createQueue, type Queue } from './task-queue.ts'
import type { Task } from './task-directory.ts'
import { createRegister, isRunnerAlive, type Register } from './task-register.ts'
import { createTaskStarter, type TaskStarter } from './task-start.ts'
import { viewTask } from './task-view.ts'
import { createTaskWaiters, type TaskWaiters } from './task-waiters.ts'
import { completeSpec, wishOfSpec } from './task-wish.ts'

export interface TaskSettings extends KeepLimits {
  maxRunning: number
  /** Milliseconds between TERM and KILL. */
  graceMs: number
}

export interface TasksDeps {
  paths: Paths
  /** The path of the runner's program. */
  runner: string
  log: Log
  settings(): TaskSettings
  openSession(open: OpenSession): Promise<{ session: Session; release(): void }>
  /** True when `model` (undefined: the default one) has all it needs to answer a client with this environment. */
  canAnswer(env: OpenSession['env'], model: string | undefined): boolean
  /** True in a client's own process: tasks of earlier daemons are left alone, and those begun here end with the process. */
  isHosted: boolean
  onTaskChanged(change: TaskChange): void
  /** The task's files are gone: by the user's wish, or because too much was kept. */
  onTaskRemoved(id: string): void
}

/** A change of a task that others may want to hear of. */
export interface TaskChange {
  /** `status`: the task has begun, waits for its user, goes on or has ended. `run`: a watch or schedule has run once more. */
  type: 'status' | 'run'
  task: Task
  view: TaskView
}

/** Upper limit for a stop, beside the grace: the runner has noticed the request by then. */
const STOP_LIMIT_MS = 3_000

export interface Tasks
  extends
    Pick<TaskStarter, 'run' | 'enqueue' | 'enqueueWork'>,
    Pick<TaskRemoval, 'remove' | 'removeEnded'>,
    Pick<TaskEnds, 'onEnd'> {
  readonly register: Register
  readonly agents: AgentTasks
  view(task: Task): TaskView
  /** Finds a task by its id, or by the beginning of the id or of its random part. Throws `task.not_found`, `task.ambiguous`. */
  find(text: string): Task
  /** Resolves when the task has ended. */
  stop(task: Task, reason: string): Promise<void>
  /** Runs the same again. Throws `task.invalid` for a subagent. */
  retry(task: Task, by: Pick<TaskWish, 'env' | 'shellEnv' | 'umask' | 'shellPid'>): Task
  wait: TaskWaiters['wait']
  newSpec(spec: Pick<TaskSpec, 'kind' | 'description' | 'cwd'> & Partial<TaskSpec>): TaskSpec
  /** The number of tasks that wait for a place. */
  readonly queued: number
  /** Goes on with what earlier daemons have begun, once: resolves when all tasks are known. */
  load(): Promise<void>
  /** True while a task has not ended. */
  readonly isBusy: boolean
  close(): Promise<void>
}

export function createTasks(deps: TasksDeps): Tasks {
  const { paths, settings } = deps
  const queue = createQueue(() => settings().maxRunning)
  const { wait, wake } = createTaskWaiters()
  const { onEnd, report } = createTaskEnds()
  const register = createRegister({ root: join(paths.share, 'tasks'), onChanged })
  const agents = openAgentTasks({ ...deps, register })
  const view = (task: Task) => viewTask(task, () => settings().maxRunning, agents.progressOf(task))
  const newSpec: Tasks['newSpec'] = (spec) =>
    completeSpec(spec, register.isTaken, settings().graceMs, deps.isHosted ? '' : paths.socket)
  const { goOn, run, close, ...starter } = createTaskStarter({ ...deps, register, queue, agents, newSpec })
  const { remove, removeEnded, ...removal } = createTaskRemoval({ ...deps, register })
  const load = doOnce(() => register.load().then(goOn).then(removal.sweepSoon))
  const stop: Tasks['stop'] = (task, reason) => stopTask({ register, queue, agents, wait }, task, reason)

  function onChanged(task: Task, before: TaskRuntime): void {
    const { status, kimi } = task.runtime
    if ((kimi.ended ?? 0) > (before.kimi.ended ?? 0)) deps.onTaskChanged({ type: 'run', task, view: view(task) })
    if (status === before.status && status === 'running') return
    const hasEnded = isTerminal(status)
    if (hasEnded) {
      queue.free(task.id)
      dropEnvironment(task.dir)
      report(task)
      removal.sweepSoon()
    }
    deps.onTaskChanged({ type: 'status', task, view: view(task) })
    if (hasEnded) wake(task)
  }

  return {
    ...starter,
    register,
    agents,
    run,
    view,
    stop,
    wait,
    newSpec,
    onEnd,
    find: (text) => findTask(register, text),
    retry: (task, by) => run(wishOfSpec(task.spec, by)),
    remove,
    removeEnded,
    get queued() {
      return queue.waiting
    },
    get isBusy() {
      return register.active().length > 0
    },
    load,
    async close() {
      if (deps.isHosted) await Promise.all(register.active().map((task) => stop(task, 'kimi has ended')))
      removal.close()
      close()
      await agents.close()
      register.close()
    },
  }
}

/** Calls `work` once, and again only after it has failed: too many files may have been open for a moment. */
function doOnce(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () =>
    (done ??= work().catch((error: unknown) => {
      done = undefined
      throw error
    }))
}

interface StopDeps {
  register: Register
  queue: Queue
  agents: AgentTasks
  wait: TaskWaiters['wait']
}

async function stopTask({ register, queue, agents, wait }: StopDeps, task: Task, reason: string): Promise<void> {
  if (isTerminal(task.runtime.status)) return
  askToStop(task, reason)
  if (task.runtime.status === 'created') {
    queue.free(task.id)
    register.update(task, { status: 'killed', failure_reason: reason, finished_at: Date.now() / 1000 })
  } else agents.stop(task, reason)
  await wait(task, STOP_LIMIT_MS + task.spec.kimi.grace)
}

/** On a full disk, and where the files were removed, no request is written: the runner gets a signal, which it takes for the same. */
function askToStop(task: Task, reason: string): void {
  try {
    requestStop(task.dir, reason)
  } catch (error) {
    const { worker_pid: pid } = task.runtime
    if (pid !== null && pid !== process.pid && isRunnerAlive(task)) process.kill(pid, 'SIGTERM')
    else if (task.runtime.status !== 'created' && pid !== process.pid && !hasCode(error, 'ENOENT')) throw error
  }
}

function findTask(register: Register, text: string): Task {
  const found = register.find(text)
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw new KimiError('task.not_found', `there is no task ${JSON.stringify(text.slice(0, 60))}`)
  throw new KimiError('task.ambiguous', `${text} may be ${found.map(({ id }) => id).join(', ')}`)
}
