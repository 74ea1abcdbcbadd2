// Watching the directories of tasks whose runners write their files. A runner that was killed writes no last status, and
// where the system has no watches left nothing is reported: both are found by a poll.

import { watch, type FSWatcher } from 'node:fs'

export interface RunnerWatch {
  /** Watches a task's directory until `unfollow`. */
  follow(id: string, dir: string): void
  unfollow(id: string): void
  close(): void
}

export interface RunnerWatchDeps {
  /** The runner has written the task's runtime. */
  onWritten(id: string): void
  /** Called once a second for each task. `isWatched` is false when its changes are found only by this poll. */
  onPoll(id: string, isWatched: boolean): void
}

/** Poll interval for runners that may have been killed. */
const POLL_MS = 1_000

export function createRunnerWatch({ onWritten, onPoll }: RunnerWatchDeps): RunnerWatch {
  /** By task id; null where the system has no watches left. */
  const watchers = new Map<string, FSWatcher | null>()
  let timer: NodeJS.Timeout | undefined

  const poll = () => {
    for (const [id, watcher] of watchers) onPoll(id, watcher !== null)
  }
  const unfollow = (id: string) => {
    watchers.get(id)?.close()
    watchers.delete(id)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    follow(id, dir) {
      if (watchers.has(id)) return
      watchers.set(
        id,
        watchRuntime(dir, () => onWritten(id)),
      )
      timer ??= setInterval(poll, POLL_MS).unref()
      onWritten(id) // it may have been written before the watch began
    },
    unfollow,
    close() {
      for (const id of [...watchers.keys()]) unfollow(id)
    },
  }
}

function watchRuntime(dir: string, onWritten: () => void): FSWatcher | null {
  try {
    const watcher = watch(dir, (_event, name) => {
      if (name === 'runtime.json') onWritten()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
