// The number of tasks that run and of those that wait for the user, as shells show them beside the prompt.

import type { Task } from '../tasks/task-directory.ts'

export interface TaskCounter {
  /**
   * Counts at once, or at the end of a burst when it has just counted. An urgent count never waits: the user's next Ctrl-X
   * offers the answers to a waiting task only after it.
   */
  count(isUrgent: boolean): void
  close(): void
}

/** The first change of a burst is counted at once: a bash whose command has begun a task then knows at its next prompt. */
const BURST_MS = 100

/** `countPlaces` gives the number of tasks that may run at once, `countDeserted` that of the turns without a client that wait for the user. */
export function createTaskCounter(
  activeTasks: () => readonly Task[],
  countDeserted: () => number,
  countPlaces: () => number,
  onCounted: (running: number, waiting: number) => void,
): TaskCounter {
  let timer: NodeJS.Timeout | undefined
  let isDue = false

  function count(isUrgent: boolean): void {
    if (timer && !isUrgent) return void (isDue = true)
    clearTimeout(timer)
    const active = activeTasks().filter(isCounted)
    const waiting = active.filter(({ runtime }) => runtime.status === 'awaiting_approval').length
    const begun = active.filter(({ runtime }) => runtime.status !== 'created').length
    // A task that has a place runs in a moment, and its shell shows it at its next prompt. One that waits for a place does not run.
    const beginning = Math.min(active.length - begun, Math.max(0, countPlaces() - begun))
    onCounted(begun - waiting + beginning, waiting + countDeserted())
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) count(false)
    }, BURST_MS).unref()
    isDue = false
  }

  return { count, close: () => clearTimeout(timer) }
}

/** Watches and schedules are not counted: they run for days and would hide a task that is about to end. */
function isCounted({ spec }: Task): boolean {
  return spec.kind === 'bash' || spec.kind === 'agent'
}
