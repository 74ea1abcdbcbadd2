// All tasks this daemon knows, from their files: `<share>/tasks/<id>` is a task's directory, or a link to it where it
// belongs to a session. The files are the truth; a runner changes them without asking us.

import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { join } from 'node:path'
import { isTerminal } from '../protocol/task.ts'
import { isAlive, isZombie, startTime } from '../sys/processes.ts'
import { endFamily } from '../tools/shell/shell-process.ts'
import {
  FIRST_RUNTIME,
  readRuntime,
  readSpec,
  readStop,
  shortOf,
  writeRuntime,
  writeSpec,
  type TaskRuntime,
  type TaskSpec,
} from './task-files.ts'

export interface Task {
  readonly id: string
  readonly dir: string
  readonly spec: TaskSpec
  runtime: TaskRuntime
}

export interface RegisterDeps {
  /** `<share>/tasks` */
  root: string
  /** Called after each change of `runtime`. */
  changed(task: Task, before: TaskRuntime): void
}

export interface Register {
  /** Reads what earlier daemons and sessions have left. */
  load(): void
  /** Makes the task's files; `home` is the directory of its session's tasks. */
  add(spec: TaskSpec, home?: string): Task
  get(id: string): Task | undefined
  /** By id, by the beginning of it or of its random part. */
  find(text: string): Task[]
  all(): Task[]
  newestFirst(): Task[]
  isTaken(short: string): boolean
  /** Writes down what this process knows of a task. */
  update(task: Task, change: Partial<TaskRuntime>): void
  /** Looks after a task whose runner writes its files. */
  follow(task: Task): void
  remove(task: Task): void
  close(): void
}

/** How often runners are looked at that cannot say that they have died. */
const ALIVE_POLL_MS = 1_000
/** Kimi CLI's figure: a runner that has not said a word by then never will. */
const STALE_S = 15
const LOST_BEFORE = 'Background worker never heartbeat after startup'
const LOST_AFTER = 'Background worker heartbeat expired'

export function createRegister({ root, changed }: RegisterDeps): Register {
  const tasks = new Map<string, Task>()
  const watchers = new Map<string, FSWatcher | null>()
  let timer: NodeJS.Timeout | undefined

  function refresh(task: Task): void {
    const read = readRuntime(task.dir)
    if (read) accept(task, read)
  }

  function accept(task: Task, next: TaskRuntime): void {
    const before = task.runtime
    if (isTerminal(before.status)) return // its end is told once
    task.runtime = next
    if (isTerminal(next.status)) unfollow(task.id)
    changed(task, before)
  }

  function unfollow(id: string): void {
    watchers.get(id)?.close()
    watchers.delete(id)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  function follow(task: Task): void {
    if (watchers.has(task.id)) return
    watchers.set(task.id, watchFiles(task))
    timer ??= setInterval(lookForLost, ALIVE_POLL_MS).unref()
    refresh(task)
  }

  /** Null where there are no watches left: the poll reads the files then. */
  function watchFiles(task: Task): FSWatcher | null {
    try {
      const watcher = watch(task.dir, (_event, name) => {
        if (name === 'runtime.json') refresh(task)
      })
      watcher.on('error', () => watcher.close())
      return watcher
    } catch {
      return null
    }
  }

  function lookForLost(): void {
    for (const id of watchers.keys()) {
      const task = tasks.get(id)!
      if (isRunnerAlive(task)) {
        if (watchers.get(id) === null) refresh(task)
        continue
      }
      refresh(task) // its last word
      if (isTerminal(task.runtime.status)) continue
      const stopReason = readStop(task.dir)
      const reason = task.runtime.worker_pid === null ? LOST_BEFORE : LOST_AFTER
      endLeftovers(task)
      update(task, {
        status: stopReason === null ? 'lost' : 'killed',
        failure_reason: stopReason ?? reason,
        interrupted: true,
        finished_at: Date.now() / 1000,
      })
    }
  }

  function update(task: Task, change: Partial<TaskRuntime>): void {
    const next = { ...task.runtime, ...change, kimi: { ...task.runtime.kimi, ...change.kimi } }
    try {
      writeRuntime(task.dir, next)
    } catch {
      // A full disk: we know it all the same, while we live.
    }
    accept(task, next)
  }

  return {
    load() {
      if (!existsSync(root)) return
      for (const id of readdirSync(root)) {
        if (tasks.has(id)) continue
        const dir = resolveDir(join(root, id))
        const spec = dir && readSpec(dir)
        if (spec) tasks.set(id, { id, dir, spec, runtime: readRuntime(dir) ?? FIRST_RUNTIME })
      }
    },
    add(spec, home) {
      const { id } = spec
      mkdirSync(root, { recursive: true, mode: 0o700 })
      const dir = join(home ?? root, id)
      mkdirSync(dir, { recursive: true, mode: 0o700 })
      writeSpec(dir, spec)
      writeRuntime(dir, FIRST_RUNTIME)
      if (home !== undefined) symlinkSync(dir, join(root, id))
      const task: Task = { id, dir, spec, runtime: FIRST_RUNTIME }
      tasks.set(id, task)
      return task
    },
    get: (id) => tasks.get(id),
    find(text) {
      if (text === '') return []
      const whole = tasks.get(text)
      if (whole) return [whole]
      return [...tasks.values()].filter(
        ({ id }) => id.startsWith(text) || id.slice(id.indexOf('-') + 1).startsWith(text),
      )
    },
    all: () => [...tasks.values()],
    newestFirst: () => [...tasks.values()].toSorted((a, b) => b.spec.created_at - a.spec.created_at),
    isTaken: (short) => [...tasks.keys()].some((id) => shortOf(id) === short),
    update,
    follow,
    remove(task) {
      unfollow(task.id)
      tasks.delete(task.id)
      rmSync(task.dir, { recursive: true, force: true })
      rmSync(join(root, task.id), { recursive: true, force: true })
    },
    close() {
      for (const id of [...watchers.keys()]) unfollow(id)
    },
  }
}

/** A link whose session was deleted leads nowhere, and goes. */
function resolveDir(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path, { force: true })
    return null
  }
}

/** Whether the process is still there that runs it, or there is time left for it to come. */
export function isRunnerAlive({ spec, runtime }: Task): boolean {
  const { worker_pid: pid, kimi } = runtime
  if (pid === null) return Date.now() / 1000 - spec.created_at < STALE_S
  return isSame(pid, kimi.workerStarted)
}

/** A process of Kimi CLI's has no start written down: its number has to do. */
function isSame(pid: number, started: string | null | undefined): boolean {
  return isAlive(pid) && !isZombie(pid) && (started == null || startTime(pid) === started)
}

/** Nobody listens to them any more, and nobody would end them. */
function endLeftovers({ id, spec, runtime }: Task): void {
  const { child_pid: pid, kimi } = runtime
  if (pid !== null && kimi.childStarted && isSame(pid, kimi.childStarted))
    void endFamily(pid, spec.kimi.adopted?.family ?? id)
}
