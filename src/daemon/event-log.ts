// The last events of this daemon's life, numbered, for subscribers that read them at their own pace.

import { randomUUID } from 'node:crypto'
import type { DaemonEvent, EventCursor } from '../protocol/events.ts'

/** So many events are kept; progress of tasks is kept once for each task. */
const KEPT_EVENTS = 1_000

export interface NumberedEvent {
  seq: number
  event: DaemonEvent
}

export interface EventLog {
  publish(event: DaemonEvent): void
  /** The cursor behind the newest event. */
  readonly cursor: EventCursor
  /** True when no event after the cursor is lost: it is of this daemon, and what came after it is kept. */
  isComplete(since: EventCursor): boolean
  /** The first kept event after number `seq`. */
  next(seq: number): NumberedEvent | undefined
  /** Calls `onEvent` after each published event; returns the function that ends it. */
  watch(onEvent: () => void): () => void
  /** The number of watchers. */
  readonly watchers: number
}

export function createEventLog(kept: number = KEPT_EVENTS): EventLog {
  const epoch = randomUUID()
  const watchers = new Set<() => void>()
  /** Oldest first. */
  const events: NumberedEvent[] = []
  let seq = 0
  /** The number of the last event that was dropped for want of room. */
  let lost = 0

  return {
    publish(event) {
      const outdated = findOutdated(events, event)
      if (outdated >= 0) events.splice(outdated, 1)
      events.push({ seq: ++seq, event })
      if (events.length > kept) lost = events.shift()!.seq
      for (const onEvent of watchers) onEvent()
    },
    get cursor() {
      return { epoch, seq }
    },
    isComplete: (since) => since.epoch === epoch && since.seq >= lost && since.seq <= seq,
    next: (after) => events[findAfter(events, after)],
    watch(onEvent) {
      watchers.add(onEvent)
      return () => void watchers.delete(onEvent)
    },
    get watchers() {
      return watchers.size
    },
  }
}

/** The index of the task's last progress, which a newer event of the task replaces; -1 without such an event. */
function findOutdated(events: readonly NumberedEvent[], event: DaemonEvent): number {
  if (event.topic !== 'tasks') return -1
  const id = event.change === 'removed' ? event.id : event.task.id
  return events.findLastIndex(
    ({ event: known }) => known.topic === 'tasks' && known.change === 'progress' && known.task.id === id,
  )
}

/** The index of the first event with a number above `after`, by bisection. */
function findAfter(events: readonly NumberedEvent[], after: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (events[middle]!.seq > after) high = middle
    else low = middle + 1
  }
  return low
}
