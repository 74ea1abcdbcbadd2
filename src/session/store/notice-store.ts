// Notices of a session on disk, in Kimi CLI's `notifications/`: one event each, and the readers that have received it.

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

interface StoredNotice {
  event: NotificationPayload & { dedupe_key?: string }
  delivery: Delivery
}

export interface NoticeStore {
  /** Null when a notice with this key is stored already. */
  publish(notice: NotificationPayload, dedupeKey: string): NotificationPayload | null
  /** The notices that the model has not received, oldest first. */
  pending(): NotificationPayload[]
  acknowledge(ids: readonly string[], sink: Sink): void
}

/** `sessionDir` is read with the first call. A notice that cannot be written is kept in memory. */
export function openNoticeStore(sessionDir: string): NoticeStore {
  const root = join(sessionDir, 'notifications')
  let loaded: Map<string, StoredNotice> | null = null
  const all = () => (loaded ??= readNotices(root))
  const write = (id: string, name: string, value: object) => {
    try {
      writeAtomic(join(root, id, name), JSON.stringify(value))
    } catch {
      // A full disk: the notice is in memory, and may be delivered once more after a restart.
    }
  }

  return {
    publish(notice, dedupeKey) {
      if ([...all().values()].some(({ event }) => event.dedupe_key === dedupeKey)) return null
      const event = { version: 1, ...notice, targets: SINKS, dedupe_key: dedupeKey }
      const delivery = createDelivery()
      all().set(notice.id, { event, delivery })
      write(notice.id, 'event.json', event)
      write(notice.id, 'delivery.json', { sinks: delivery })
      return notice
    },
    pending: () =>
      [...all().values()]
        .filter(({ delivery }) => delivery.llm.status !== 'acked')
        .map(({ event }) => event)
        .toSorted((a, b) => a.created_at - b.created_at),
    acknowledge(ids, sink) {
      for (const id of ids) {
        const delivery = all().get(id)?.delivery
        if (!delivery || delivery[sink].status === 'acked') continue
        delivery[sink] = { ...delivery[sink], status: 'acked', acked_at: Date.now() / 1000 }
        write(id, 'delivery.json', { sinks: delivery })
      }
    },
  }
}

function readNotices(root: string): Map<string, StoredNotice> {
  const notices = new Map<string, StoredNotice>()
  for (const id of existsSync(root) ? readdirSync(root) : []) {
    const event = parseObject(readText(join(root, id, 'event.json')) ?? '')
    if (typeof event?.['id'] !== 'string') continue
    const stored = parseObject(readText(join(root, id, 'delivery.json')) ?? '')?.['sinks']
    notices.set(id, { event: event as never, delivery: { ...createDelivery(), ...(stored as Partial<Delivery>) } })
  }
  return notices
}

function createDelivery(): Delivery {
  const pending = () => ({ status: 'pending' as const, claimed_at: null, acked_at: null })
  return { llm: pending(), wire: pending(), shell: pending() }
}
