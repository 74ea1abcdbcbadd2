// How many tasks run at once, and who is next: the rest wait. Whoever has fewest running goes first, so that one session
// with fifty builds does not keep the others waiting.

export interface Queue {
  /** Calls `start` now or when there is a place. `owner`: whose it is, a session or a shell. */
  add(id: string, owner: string, start: () => void): void
  /** Of a task that runs already. */
  occupy(id: string, owner: string): void
  /** It has ended, or is not to run any more. */
  free(id: string): void
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
