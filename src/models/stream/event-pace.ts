// Paces the events of an answer: the first come at once, and what follows within a few milliseconds comes together. Readers
// of a model that sends a few letters at a time pay for each event, and nobody sees the difference.

import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatEvent } from '../chat-stream.ts'
import { mergeEvents } from './event-merge.ts'

/** The least time between two lists of events. */
const PACE_MS = 5

/** The same events in fewer lists. Rejects, behind the events so far, when the source does. */
export async function* paceEvents(source: AsyncIterable<ChatEvent[]>): AsyncGenerator<ChatEvent[], void> {
  const lists = source[Symbol.asyncIterator]()
  let waiting: ChatEvent[] = []
  let isPaused = false
  let pause = Promise.resolve(null)
  let next: Promise<IteratorResult<ChatEvent[]>> | null = null
  try {
    for (;;) {
      next ??= lists.next()
      const list = waiting.length > 0 ? await Promise.race([next, pause]) : await next
      if (list !== null) {
        next = null
        if (list.done) return yield mergeEvents(waiting)
        waiting.push(...list.value)
        if (waiting.length === 0 || isPaused) continue
      }
      const passed = mergeEvents(waiting)
      waiting = []
      yield passed
      isPaused = true
      pause = sleep(PACE_MS, null).then((nothing) => {
        isPaused = false
        return nothing
      })
    }
  } catch (error) {
    if (waiting.length > 0) yield mergeEvents(waiting)
    throw error
  } finally {
    next?.catch(() => undefined)
    lists.return?.().catch(() => undefined)
  }
}
