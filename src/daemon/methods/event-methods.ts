// The events/* methods: a connection subscribes to what happens in the daemon, and reads it at its own pace.

import { EVENT_METHOD, type PushedEvent, type Topic } from '../../protocol/events.ts'
import { encodeFrame } from '../../protocol/frames.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { EventLog } from '../event-log.ts'
import type { NamespaceHandlers, Peer } from './json-methods.ts'

export function createEventMethods({ events, taskEvents }: DaemonParts): NamespaceHandlers<'events'> {
  /** The function that ends the subscription of each connection. */
  const ends = new WeakMap<Peer, () => void>()
  return {
    'events/subscribe'({ topics, since }, peer) {
      ends.get(peer)?.()
      const { epoch, seq: newest } = events.cursor
      const isComplete = since !== undefined && events.isComplete(since)
      const seq = isComplete ? since.seq : newest
      ends.set(peer, pushEvents(peer, events, topics, seq))
      if (topics.includes('tasks')) taskEvents.sample()
      return { epoch, seq, reset: !isComplete }
    },
  }
}

/**
 * Pushes the events after number `seq`, the first of them after the reply to the subscription. While the client does not read,
 * nothing is queued for it: the log keeps the events, and when it no longer does, the client is told to reset.
 */
function pushEvents({ connection, signal }: Peer, log: EventLog, topics: readonly Topic[], from: number): () => void {
  const { epoch } = log.cursor
  let seq = from
  let isHeld = true
  let isEnded = false
  const push = (params: PushedEvent) => connection.send(encodeFrame({ jsonrpc: '2.0', method: EVENT_METHOD, params }))

  const pump = () => {
    if (isHeld || isEnded) return
    if (!log.isComplete({ epoch, seq })) {
      seq = log.cursor.seq
      push({ seq, reset: true })
    }
    for (let next = log.next(seq); next; next = log.next(seq)) {
      if (connection.isFull) return hold(connection.onceDrained)
      seq = next.seq
      if (topics.includes(next.event.topic)) push(next)
    }
  }
  const hold = (onReleased: (release: () => void) => unknown) => {
    isHeld = true
    onReleased(() => {
      isHeld = false
      pump()
    })
  }

  const unwatch = log.watch(pump)
  const end = () => {
    isEnded = true
    unwatch()
  }
  signal.addEventListener('abort', end, { once: true })
  hold(setImmediate)
  return end
}
