// The queue of tasks: it limits how many run at once. The next to start is one of the owner with the fewest running, so that
// a session with fifty builds does not keep the others waiting.

export interface Queue {
  /** Calls `start` now, or when there is a place. `owner` is the session or shell that the task belongs to. */
  add(id: string, owner: string, start: () => void): void
  /** Gives a place to a task that runs already, even beyond the limit. */
  occupy(id: string, owner: string): void
  /** Frees the place of a task that has ended, or takes a waiting task out of the queue. */
  free(id: string): void
  /** The number of tasks that wait for a place. */
  readonly waiting: number
}

export function createQueue(limit: () => number): Queue {
  const running = new Map<string, string>()
  const waiting: { id: string; owner: string; start: () => void }[] = []

  function fill(): void {
    while (waiting.length > 0 && running.size < limit()) {
      const counts = new Map<string, number>()
      for (const owner of running.values()) counts.set(owner, (counts.get(owner) ?? 0) + 1)
      const loadOf = ({ owner }: { owner: string }) => counts.get(owner) ?? 0
      const fewest = Math.min(...waiting.map(loadOf))
      const [next] = waiting.splice(
        waiting.findIndex((entry) => loadOf(entry) === fewest),
        1,
      )
      running.set(next!.id, next!.owner)
      next!.start()
    }
  }

  return {
    add(id, owner, start) {
      waiting.push({ id, owner, start })
      fill()
    },
    occupy: (id, owner) => void running.set(id, owner),
    free(id) {
      const at = waiting.findIndex((entry) => entry.id === id)
      if (at >= 0) waiting.splice(at, 1)
      if (running.delete(id)) fill()
    },
    get waiting() {
      return waiting.length
    },
  }
}
