// Counts the tokens that a session has got from its provider's cache, turn by turn, from the log of its events.

import type { CacheTurn } from '../../protocol/session-view.ts'
import { readWireLog } from './wire-log.ts'

/** The turns with model calls whose tokens the provider has counted. */
export async function listCacheUse(wireFile: string): Promise<CacheTurn[]> {
  const turns: CacheTurn[] = []
  let turn = 0
  let lastCallAt: number | null = null
  for await (const { timestamp, message } of readWireLog(wireFile)) {
    if (message.type === 'TurnBegin') turn++
    const usage = message.type === 'StatusUpdate' ? message.payload.token_usage : null
    if (!usage) continue
    const input = usage.input_other + usage.input_cache_read + usage.input_cache_creation
    const known = turns.at(-1)
    if (known?.turn === turn) {
      known.calls++
      known.input += input
      known.cached += usage.input_cache_read
    } else {
      const first = { input, cached: usage.input_cache_read }
      const pauseMs = lastCallAt === null ? 0 : Math.max(0, Math.round((timestamp - lastCallAt) * 1000))
      turns.push({ turn, calls: 1, input, cached: usage.input_cache_read, first, pauseMs })
    }
    lastCallAt = timestamp
  }
  return turns
}
