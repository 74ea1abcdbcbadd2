// The removal of ended tasks: by the user's wish, and by the sweep, which removes those that ended long ago, and the oldest
// when all of them keep too much output. It runs after the start and after tasks have ended, at most once a second.

import { statSync } from 'node:fs'
import { KimiError } from '../protocol/errors.ts'
import { isTerminal } from '../protocol/task.ts'
import type { Log } from '../sys/log.ts'
import { handleInSlices } from '../sys/time-slices.ts'
import type { Task } from './task-directory.ts'
import { dropEnvironment, outputOf, shortOf } from './task-files.ts'
import type { Register } from './task-register.ts'

export interface KeepLimits {
  keepDays: number
  /** The limit for the output of all ended tasks together. */
  keepBytes: number
}

export interface TaskRemoval {
  /** Throws `task.running`. */
  remove(task: Task): void
  /** Removes tasks that have ended, but only some hundreds at once. Resolves with the number removed and the number left. */
  removeEnded(): Promise<{ removed: number; left: number }>
  /** Sweeps soon; does nothing when a sweep is due already. */
  sweepSoon(): void
  close(): void
}

export interface TaskRemovalDeps {
  register: Register
  settings(): KeepLimits
  log: Log
  onTaskRemoved(id: string): void
}

/** Removing so many tasks takes 0.1 s, and some seconds on a crowded machine: no client takes the daemon for dead. */
const REMOVED_AT_ONCE = 250
const PAUSE_MS = 1_000
const DAY_MS = 86_400_000

export function createTaskRemoval({ register, settings, log, onTaskRemoved }: TaskRemovalDeps): TaskRemoval {
  /** Bytes of the logs of ended tasks, which do not change any more. */
  const sizes = new WeakMap<Task, number>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const listEnded = () => register.all().filter(({ runtime }) => isTerminal(runtime.status))

  function drop(task: Task): void {
    register.remove(task)
    onTaskRemoved(task.id)
  }

  async function sweep(): Promise<void> {
    const ended = listEnded()
    await handleInSlices(ended, (task) => {
      if (sizes.has(task)) return
      sizes.set(task, statSync(outputOf(task.dir), { throwIfNoEntry: false })?.size ?? 0)
      dropEnvironment(task.dir) // of a daemon that was killed as the task ended
    })
    await handleInSlices(findOld(ended, sizes, settings(), Date.now()), (task) => {
      if (!isClosed && register.get(task.id) === task) drop(task)
    })
  }

  return {
    remove(task) {
      refuseRunning(task)
      drop(task)
    },
    async removeEnded() {
      const ended = listEnded()
      const removed = ended.slice(0, REMOVED_AT_ONCE)
      await handleInSlices(removed, drop)
      return { removed: removed.length, left: ended.length - removed.length }
    },
    sweepSoon() {
      if (isClosed || timer) return
      timer = setTimeout(() => {
        timer = undefined
        sweep().catch((error: unknown) => log('error', 'sweep', { error: String(error) }))
      }, PAUSE_MS).unref()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/** The newest are kept first, and the last one always. */
function findOld(
  ended: readonly Task[],
  sizes: WeakMap<Task, number>,
  { keepDays, keepBytes }: KeepLimits,
  nowMs: number,
): Task[] {
  const endOf = ({ runtime, spec }: Task) => (runtime.finished_at ?? spec.created_at) * 1000
  let kept = 0
  return ended
    .toSorted((a, b) => endOf(b) - endOf(a))
    .filter((task, at) => {
      if (endOf(task) < nowMs - keepDays * DAY_MS) return true
      kept += sizes.get(task) ?? 0
      return kept > keepBytes && at > 0
    })
}

function refuseRunning({ id, runtime }: Task): void {
  const short = shortOf(id)
  if (isTerminal(runtime.status)) return
  throw new KimiError('task.running', `${short} has not ended`, { hint: `kimi task stop ${short}` })
}
