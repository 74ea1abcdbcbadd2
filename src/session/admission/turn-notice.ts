// A notice about the turn itself, for all clients.

import { randomUUID } from 'node:crypto'
import type { WireEvent } from '../../protocol/wire.ts'

/** `type` says what the notice is about, for a client that acts on it. */
export function createTurnNotice(title: string, type = 'turn.notice'): WireEvent {
  const source = { category: 'turn', type, source_kind: 'turn', source_id: '' }
  const text = { title, body: '', severity: 'warning' as const }
  const payload = { id: randomUUID(), ...source, ...text, created_at: Date.now() / 1000, payload: {} }
  return { type: 'Notification', payload }
}
