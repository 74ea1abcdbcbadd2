// The register of all tasks that this daemon knows. Their files are the truth: runners change them on their own, and the
// register follows.

import { isTerminal } from '../protocol/task.ts'
import { isAlive, isZombie, startTime } from '../sys/processes.ts'
import { endFamily } from '../tools/shell/shell-process.ts'
import { createRunnerWatch } from './runner-watch.ts'
import { createTaskIndex, type TaskIndex } from './task-index.ts'
import { makeTask, readTasks, removeTaskFiles, type Task } from './task-directory.ts'
import { readRuntime, readStop, writeRuntime, type TaskRuntime, type TaskSpec } from './task-files.ts'

export interface RegisterDeps {
  /** `<share>/tasks` */
  root: string
  /** Called after each change of a task's runtime. A task that has ended does not change any more. */
  onChanged(task: Task, before: TaskRuntime): void
}

export interface Register extends TaskIndex {
  /** Reads the tasks that earlier daemons and sessions have left, and returns them in the order in which they were begun. */
  load(): Promise<Task[]>
  /** Makes a task's files. `home` is the directory of its session's tasks. */
  add(spec: TaskSpec, environment: Record<string, string>, home?: string): Task
  /** Writes down a change that this process makes. */
  update(task: Task, change: Partial<TaskRuntime>): void
  /** Follows the files of a task whose runner writes them, and finds out when that runner is lost. */
  follow(task: Task): void
  remove(task: Task): void
  close(): void
}

/** Kimi CLI's words. */
const LOST = 'Background worker heartbeat expired'

export function createRegister({ root, onChanged }: RegisterDeps): Register {
  const { keep, drop, ...index } = createTaskIndex()
  const watch = createRunnerWatch({ onWritten: (id) => refresh(index.get(id)!), onPoll })

  function refresh(task: Task): void {
    const read = readRuntime(task.dir)
    if (read) accept(task, read)
  }

  /** An end is accepted once: whatever is written after it is ignored. */
  function accept(task: Task, next: TaskRuntime): void {
    const before = task.runtime
    if (isTerminal(before.status)) return
    task.runtime = next
    keep(task)
    if (isTerminal(next.status)) watch.unfollow(task.id)
    onChanged(task, before)
  }

  function update(task: Task, change: Partial<TaskRuntime>): void {
    const next = { ...task.runtime, ...change, kimi: { ...task.runtime.kimi, ...change.kimi } }
    save(task, next)
    accept(task, next)
  }

  function onPoll(id: string, isWatched: boolean): void {
    const task = index.get(id)!
    const isLost = !isRunnerAlive(task)
    if (isLost || !isWatched) refresh(task) // a lost runner may have written its end before
    if (isLost && !isTerminal(task.runtime.status)) {
      endLeftovers(task)
      update(task, describeLoss(task))
    }
  }

  return {
    ...index,
    async load() {
      const found = (await readTasks(root)).filter(({ id }) => !index.get(id))
      for (const task of found) keep(task)
      return found
    },
    add(spec, environment, home) {
      const task = makeTask(root, spec, environment, home)
      keep(task)
      // A shell whose command has begun the task is told of it before its next prompt: bash listens only while tasks run.
      onChanged(task, task.runtime)
      return task
    },
    update,
    follow: ({ id, dir }) => watch.follow(id, dir),
    remove(task) {
      watch.unfollow(task.id)
      drop(task)
      removeTaskFiles(root, task)
    },
    close: watch.close,
  }
}

function save({ dir }: Task, runtime: TaskRuntime): void {
  try {
    writeRuntime(dir, runtime)
  } catch {
    // The disk is full: this process knows the change all the same, while it lives.
  }
}

/** The end of a task whose runner is gone: stopped when somebody had asked for that, else lost. */
function describeLoss({ dir }: Task): Partial<TaskRuntime> {
  const stopReason = readStop(dir)
  return {
    status: stopReason === null ? 'lost' : 'killed',
    failure_reason: stopReason ?? LOST,
    interrupted: true,
    finished_at: Date.now() / 1000,
  }
}

/** True while the process that runs the task lives, and before it has begun: whoever started it knows how that went. */
export function isRunnerAlive({ runtime }: Task): boolean {
  const { worker_pid: pid, kimi } = runtime
  return pid === null || isSameProcess(pid, kimi.workerStarted)
}

/** Kimi CLI writes down no start time: of its processes the id alone is compared. */
function isSameProcess(pid: number, started: string | null | undefined): boolean {
  return isAlive(pid) && !isZombie(pid) && (started == null || startTime(pid) === started)
}

/** Ends the processes of a command whose runner is gone: nobody reads their output, and nobody else would end them. */
function endLeftovers({ id, spec, runtime }: Task): void {
  const { child_pid: pid, kimi } = runtime
  if (pid !== null && kimi.childStarted && isSameProcess(pid, kimi.childStarted))
    void endFamily(pid, spec.kimi.adopted?.family ?? id)
}
