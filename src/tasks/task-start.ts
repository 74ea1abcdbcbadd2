// The start of tasks: each waits for its place in the queue, then its runner or its work in this process begins.

import { isTerminal, type TaskWish } from '../protocol/task.ts'
import type { Paths } from '../sys/paths.ts'
import type { AgentTasks } from './turns/agent-tasks.ts'
import { createRunnerStarter, hasBegun, type RunnerExtras } from './start-runner.ts'
import type { Task } from './task-directory.ts'
import { readEnvironment, shortOf, type TaskSpec } from './task-files.ts'
import type { Queue } from './task-queue.ts'
import { isRunnerAlive, type Register } from './task-register.ts'
import { specOfWish } from './task-wish.ts'

export interface TaskStarter {
  /** Begins the task of a user's wish. Throws `task.invalid` when its schedule cannot be read or never comes. */
  run(wish: TaskWish): Task
  /** Starts the runner of a command as soon as there is a place. */
  enqueue(task: Task, extras?: RunnerExtras): void
  /** Calls `start`, which begins work in this process, as soon as there is a place. */
  enqueueWork(task: Task, start: () => void): void
  /** Goes on with the tasks that earlier daemons have left. They come in the order in which they were begun. */
  goOn(tasks: readonly Task[]): void
  close(): void
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
  const runners = createRunnerStarter(runner, register)

  function enqueue(task: Task, extras: RunnerExtras = {}): void {
    // A command that runs already, and the small process of a watch or schedule, do not wait for a place.
    if (repeats(task) || extras.pipe !== undefined) runners.start(task, extras)
    else enqueueWork(task, () => runners.start(task, extras))
  }

  function goOnWith(task: Task): void {
    const { spec, runtime, dir } = task
    if (spec.kind === 'agent' && !isElsewhere(task)) return agents.resume(task, enqueueWork)
    if (runtime.status === 'created') return enqueue(task)
    if (hasBegun(task)) return register.follow(task)
    // The daemon was killed while the runner started. If no runner has taken the task yet, another one is started: the
    // first of them runs it. The pipe of an adopted command is gone with the daemon that had it.
    if (readEnvironment(dir) !== null && !spec.kimi.adopted) return runners.start(task, {})
    register.follow(task)
    runners.expect(task)
  }

  return {
    run(wish) {
      const spec = newSpec(specOfWish(wish))
      if (spec.kimi.turn) return agents.begin(spec, wish, enqueueWork)
      runners.check() // before there is a task, which could only fail
      if (wish.terminal) spec.kimi.terminal = { ...wish.terminal, socket: terminalSocketOf(paths, spec.id) }
      const task = register.add(spec, wish.shellEnv)
      enqueue(task, wish.prompt === undefined ? {} : { keys: wish.env })
      return task
    },
    enqueue,
    enqueueWork,
    goOn(tasks) {
      const left = tasks.filter(({ runtime }) => !isTerminal(runtime.status))
      // A task that runs keeps its place before anything that waits gets one.
      const [waiting, begun] = [left.filter(isWaiting), left.filter((task) => !isWaiting(task))]
      for (const task of begun) if (!repeats(task) && !isOurs(task)) queue.occupy(task.id, ownerOf(task))
      for (const task of [...begun, ...waiting]) goOnWith(task)
    },
    close: runners.close,
  }
}

function isWaiting({ runtime }: Task): boolean {
  return runtime.status === 'created'
}

/** True when this process goes on with the task: then it takes its place as it begins. */
function isOurs(task: Task): boolean {
  return task.spec.kind === 'agent' && !isElsewhere(task)
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
