// Notifications of a session, as Kimi CLI keeps them: an event and, for each of its readers, whether they have had it.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { NotificationPayload } from '../../protocol/wire.ts'
import { readText, writeAtomic } from '../../sys/files.ts'
import { parseObject } from '../../sys/json-reading.ts'

const SINKS = ['llm', 'wire', 'shell'] as const
type Sink = (typeof SINKS)[number]
type Delivery = Record<
  Sink,
  { status: 'pending' | 'claimed' | 'acked'; claimed_at: number | null; acked_at: number | null }
>

export interface NotificationStore {
  /** Null when an equal one is there already. */
  publish(notice: NotificationPayload, dedupeKey: string): NotificationPayload | null
  /** What the model has not had, oldest first. */
  pending(): NotificationPayload[]
  acknowledge(ids: readonly string[], sink: Sink): void
}

/** `dir` is the session's. It is read with the first question. */
export function openNotificationStore(dir: string): NotificationStore {
  const root = join(dir, 'notifications')
  let known: Map<string, { event: NotificationPayload & { dedupe_key?: string }; delivery: Delivery }> | null = null

  const read = () => {
    if (known) return known
    known = new Map()
    const names = existsSync(root) ? readdirSync(root) : []
    for (const id of names) {
      const event = parseObject(readText(join(root, id, 'event.json')) ?? '')
      const sinks = parseObject(readText(join(root, id, 'delivery.json')) ?? '')?.['sinks'] as
        | Partial<Delivery>
        | undefined
      if (typeof event?.['id'] !== 'string') continue
      known.set(id, { event: event as never, delivery: { ...fresh(), ...sinks } })
    }
    return known
  }
  const save = (id: string, delivery: Delivery) => {
    try {
      writeAtomic(join(root, id, 'delivery.json'), JSON.stringify({ sinks: delivery }))
    } catch {
      // A full disk: it may be told once more after a restart, never lost.
    }
  }

  return {
    publish(notice, dedupeKey) {
      const all = read()
      if ([...all.values()].some(({ event }) => event.dedupe_key === dedupeKey)) return null
      const event = { version: 1, ...notice, targets: SINKS, dedupe_key: dedupeKey }
      const entry = { event, delivery: fresh() }
      all.set(notice.id, entry)
      try {
        writeAtomic(join(root, notice.id, 'event.json'), JSON.stringify(event))
      } catch {
        // As above.
      }
      save(notice.id, entry.delivery)
      return notice
    },
    pending: () =>
      [...read().values()]
        .filter(({ delivery }) => delivery.llm.status !== 'acked')
        .map(({ event }) => event)
        .toSorted((a, b) => a.created_at - b.created_at),
    acknowledge(ids, sink) {
      for (const id of ids) {
        const entry = read().get(id)
        if (!entry || entry.delivery[sink].status === 'acked') continue
        entry.delivery[sink] = { ...entry.delivery[sink], status: 'acked', acked_at: Date.now() / 1000 }
        save(id, entry.delivery)
      }
    },
  }
}

function fresh(): Delivery {
  const pending = () => ({ status: 'pending' as const, claimed_at: null, acked_at: null })
  return { llm: pending(), wire: pending(), shell: pending() }
}
