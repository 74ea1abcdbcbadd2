// Counts what all models of this daemon are asked to do, for `kimi usage`: proposals, turns and subagents alike.

import type { UsageRecord } from '../accounts/usage-record.ts'
import type { ChatStream } from '../models/chat-stream.ts'
import { countCost, type ModelPrice } from '../models/model-price.ts'
import type { ModelPool } from './model-pool.ts'

/** The pool, whose streams add their calls to the record. Attempts that failed count, too: providers bill them. */
export function countUsage(pool: ModelPool, record: UsageRecord): ModelPool {
  return {
    ...pool,
    chat(env) {
      const chat = pool.chat(env)
      return chat.ok ? { ...chat, stream: count(chat.stream, chat.name, chat.price, record, () => '') } : chat
    },
    agent(config, env, name, scope) {
      const reply = pool.agent(config, env, name, scope)
      if (!reply.ok) return reply
      const { model } = reply
      // An agent's requests are keyed by its session.
      const stream = count(model.stream, model.id, model.price, record, (key) => key ?? '')
      return { ok: true, model: { ...model, stream } }
    },
  }
}

function count(
  stream: ChatStream,
  model: string,
  price: ModelPrice | null,
  record: UsageRecord,
  sessionOf: (cacheKey: string | undefined) => string,
): ChatStream {
  return async function* (request) {
    let seen: { input: number; output: number; cached: number } | null = null
    const flush = () => {
      if (!seen) return
      const { input, cached, output } = seen
      seen = null
      const tokens = { input_other: input - cached, input_cache_read: cached, input_cache_creation: 0, output }
      const usd = countCost(tokens, price)
      record.add({ at: Date.now(), session: sessionOf(request.cacheKey), model, input, cached, output, usd })
    }
    try {
      for await (const event of stream(request)) {
        if (event.type === 'usage') seen = event
        else if (event.type === 'retry') flush()
        yield event
      }
    } finally {
      flush()
    }
  }
}
