// The directories of tasks: `<share>/tasks/<id>` is a task's directory, or a link to it where it belongs to a session.

import { existsSync, lstatSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import {
  FIRST_RUNTIME,
  readRuntime,
  readSpec,
  writeRuntime,
  writeSpec,
  type TaskRuntime,
  type TaskSpec,
} from './task-files.ts'
import { makeDirectory } from '../sys/files.ts'

export interface Task {
  readonly id: string
  readonly dir: string
  readonly spec: TaskSpec
  runtime: TaskRuntime
}

/** Reads all tasks under `root`. Entries that are no tasks are skipped, links that lead nowhere are removed. */
export function readTasks(root: string): Task[] {
  const ids = existsSync(root) ? readdirSync(root) : []
  return ids.flatMap((id) => {
    const dir = resolveDirectory(join(root, id))
    const spec = dir && readSpec(dir)
    return spec ? [{ id, dir, spec, runtime: readRuntime(dir) ?? FIRST_RUNTIME }] : []
  })
}

/** Makes a task's files. `home` is the directory of its session's tasks; without one it lies under `root` itself. */
export function makeTask(root: string, spec: TaskSpec, home?: string): Task {
  makeDirectory(root)
  const dir = join(home ?? root, spec.id)
  makeDirectory(dir)
  writeSpec(dir, spec)
  writeRuntime(dir, FIRST_RUNTIME)
  if (home !== undefined) symlinkSync(dir, join(root, spec.id))
  return { id: spec.id, dir, spec, runtime: FIRST_RUNTIME }
}

export function removeTaskFiles(root: string, { id, dir }: Task): void {
  rmSync(dir, { recursive: true, force: true })
  rmSync(join(root, id), { recursive: true, force: true })
}

/** The session of a link that leads nowhere was deleted: the link is removed, and null returned. */
function resolveDirectory(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path, { force: true })
    return null
  }
}
