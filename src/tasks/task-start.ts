// The start of tasks: each waits for its place in the queue, then its runner or its work in this process begins.

import { isTerminal, type TaskWish } from '../protocol/task.ts'
import type { Paths } from '../sys/paths.ts'
import type { AgentTasks } from './turns/agent-tasks.ts'
import { startRunner, type RunnerExtras } from './start-runner.ts'
import type { Task } from './task-directory.ts'
import { dropEnvironment, keepEnvironment, readEnvironment, readRuntime, shortOf, type TaskSpec } from './task-files.ts'
import type { Queue } from './task-queue.ts'
import { isRunnerAlive, type Register } from './task-register.ts'
import { specOfWish } from './task-wish.ts'

export interface TaskStarter {
  /** Begins the task of a user's wish. Throws `task.invalid` when its schedule cannot be read or never comes. */
  run(wish: TaskWish): Task
  /** Starts the runner of a command as soon as there is a place. `env` is the command's environment. */
  enqueue(task: Task, env: Record<string, string>, extras?: RunnerExtras): void
  /** Calls `start`, which begins work in this process, as soon as there is a place. */
  enqueueWork(task: Task, start: () => void): void
  /** Goes on with a task that an earlier daemon has left. */
  goOn(task: Task): void
}

export interface TaskStarterDeps {
  paths: Paths
  register: Register
  queue: Queue
  agents: AgentTasks
  /** The path of the runner's program. */
  runner: string
  newSpec(spec: ReturnType<typeof specOfWish>): TaskSpec
}

export function createTaskStarter({ paths, register, queue, agents, runner, newSpec }: TaskStarterDeps): TaskStarter {
  const enqueueWork = (task: Task, start: () => void) => queue.add(task.id, ownerOf(task), start)

  function enqueue(task: Task, env: Record<string, string>, extras: RunnerExtras = {}): void {
    keepEnvironment(task.dir, env)
    const start = () => {
      register.update(task, { status: 'starting' })
      startRunner(runner, task, (reason) => fail(register, task, reason), extras)
      register.follow(task)
    }
    // A command that runs already, and the small process of a watch or schedule, do not wait for a place.
    if (repeats(task) || extras.pipe !== undefined) start()
    else enqueueWork(task, start)
  }

  return {
    run(wish) {
      const spec = newSpec(specOfWish(wish))
      if (spec.kimi.turn) return agents.begin(spec, wish, enqueueWork)
      if (wish.terminal) spec.kimi.terminal = { ...wish.terminal, socket: terminalSocketOf(paths, spec.id) }
      const task = register.add(spec)
      enqueue(task, wish.shellEnv, wish.prompt === undefined ? {} : { keys: wish.env })
      return task
    },
    enqueue,
    enqueueWork,
    goOn(task) {
      const { spec, runtime, dir } = task
      if (isTerminal(runtime.status)) return dropEnvironment(dir)
      if (spec.kind === 'agent' && !isElsewhere(task)) return agents.resume(task, enqueueWork)
      if (runtime.status === 'created') return enqueue(task, readEnvironment(dir) ?? {})
      if (!repeats(task)) queue.occupy(task.id, ownerOf(task))
      register.follow(task)
    },
  }
}

/** The runner could not begin. One that has begun and died since is found to be lost, and not failed here. */
function fail(register: Register, task: Task, reason: string): void {
  if (isTerminal(task.runtime.status) || readRuntime(task.dir)?.worker_pid) return
  register.update(task, { status: 'failed', failure_reason: reason, finished_at: Date.now() / 1000 })
}

/** True when a process that is no daemon works on the task: a command with --no-daemon. */
function isElsewhere(task: Task): boolean {
  return task.runtime.worker_pid !== null && isRunnerAlive(task)
}

/** The socket of a task's terminal lies beside the daemon's own: a path that is short enough for one. */
function terminalSocketOf({ socket }: Paths, taskId: string): string {
  return `${socket.slice(0, -'sock'.length)}t.${shortOf(taskId)}`
}

function repeats({ spec }: Task): boolean {
  return spec.kimi.watch !== undefined || spec.kimi.every !== undefined
}

/** The session or shell whose share of the places the task takes. */
function ownerOf({ spec }: Task): string {
  return spec.session_id || `shell ${spec.kimi.shell?.pid ?? ''}`
}
