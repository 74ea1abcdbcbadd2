// The directories of tasks: `<share>/tasks/<id>` is a task's directory, or a link to it where it belongs to a session.

import { existsSync, readdirSync, realpathSync, rmSync, symlinkSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { handleInSlices } from '../sys/time-slices.ts'
import {
  FIRST_RUNTIME,
  keepEnvironment,
  readRuntime,
  readSpec,
  runtimeOf,
  specOf,
  writeRuntime,
  writeSpec,
  type TaskRuntime,
  type TaskSpec,
} from './task-files.ts'
import { discard, hasCode, makeDirectory, readText } from '../sys/files.ts'

export interface Task {
  readonly id: string
  readonly dir: string
  readonly spec: TaskSpec
  runtime: TaskRuntime
}

/**
 * Reads all tasks under `root`, in the order in which they were begun. Entries that are no tasks are skipped, links that
 * lead nowhere are removed. 20,000 tasks take half a second, in slices. Rejects with EMFILE or ENFILE while too many files are open: a
 * task of which nothing can be read would be forgotten, or started once more.
 */
export async function readTasks(root: string): Promise<Task[]> {
  const entries = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : []
  const tasks: Task[] = []
  await handleInSlices(entries, (entry) => {
    const dir = resolveDirectory(root, entry)
    const task = dir && readTask(entry.name, dir)
    if (task) tasks.push(task)
  })
  return tasks.toSorted((a, b) => a.spec.created_at - b.spec.created_at)
}

/** Null for a directory that holds no task, and for a task whose files cannot be read. */
function readTask(id: string, dir: string): Task | null {
  const [spec, runtime] = [readSpec(dir), readRuntime(dir)]
  if (spec && runtime) return { id, dir, spec, runtime }
  if (![specOf(dir), runtimeOf(dir)].every(isReadable)) return null
  return spec && { id, dir, spec, runtime: FIRST_RUNTIME }
}

/** True also for a file that is missing. Throws while too many files are open. */
function isReadable(path: string): boolean {
  try {
    readText(path)
    return true
  } catch (error) {
    if (hasCode(error, 'EMFILE', 'ENFILE')) throw error
    return false
  }
}

/**
 * Makes a task's files. `home` is the directory of its session's tasks; without one it lies under `root` itself. The spec
 * comes last: of a daemon that is killed meanwhile, the next one finds all of the task or nothing.
 */
export function makeTask(root: string, spec: TaskSpec, environment: Record<string, string>, home?: string): Task {
  makeDirectory(root)
  const dir = join(home ?? root, spec.id)
  const task = { id: spec.id, dir, spec, runtime: FIRST_RUNTIME }
  try {
    makeDirectory(dir)
    keepEnvironment(dir, environment)
    writeRuntime(dir, FIRST_RUNTIME)
    if (home !== undefined) symlinkSync(dir, join(root, spec.id))
    writeSpec(dir, spec)
    return task
  } catch (error) {
    removeTaskFiles(root, task)
    throw error
  }
}

export function removeTaskFiles(root: string, { id, dir }: Task): void {
  rmSync(dir, { recursive: true, force: true })
  if (dir !== join(root, id)) rmSync(join(root, id), { force: true })
}

/** The session of a link that leads nowhere was deleted: the link is removed, and null returned. */
function resolveDirectory(root: string, entry: Dirent): string | null {
  const path = join(root, entry.name)
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? path : null
  try {
    return realpathSync.native(path)
  } catch {
    discard(path)
    return null
  }
}
