// Counts what all models of this daemon are asked to do, proposals, turns and subagents alike, and refuses a request once a limit of
// the user's is reached.

import type { UsageRecord } from '../accounts/usage-record.ts'
import type { UsageSum } from '../protocol/account.ts'
import type { Settings } from '../config/settings.ts'
import type { ChatStream, Failure } from '../models/chat-stream.ts'
import { countCost, type ModelPrice } from '../models/model-price.ts'
import { findReachedLimit, type Spent } from '../models/spending-limits.ts'
import type { ModelPool } from './model-pool.ts'

/** The settings that limit what models may use, as they are when a request is sent. */
type ReadLimits = () => Pick<Settings, 'max_task_tokens' | 'max_session_cost' | 'max_day_cost'>

/** The pool, whose streams add their calls to the record. Attempts that failed count, too: providers bill them. */
export function countUsage(pool: ModelPool, record: UsageRecord, limits: ReadLimits): ModelPool {
  const book = { record, limits }
  return {
    ...pool,
    chat(env) {
      const chat = pool.chat(env)
      return chat.ok ? { ...chat, stream: count(chat.stream, chat.name, chat.price, book, () => '') } : chat
    },
    agent(config, env, name, scope) {
      const reply = pool.agent(config, env, name, scope)
      if (!reply.ok) return reply
      const { model } = reply
      // An agent's requests are keyed by its session.
      const stream = count(model.stream, model.id, model.price, book, (key) => key ?? '')
      return { ok: true, model: { ...model, stream } }
    },
  }
}

function count(
  stream: ChatStream,
  model: string,
  price: ModelPrice | null,
  { record, limits }: { record: UsageRecord; limits: ReadLimits },
  sessionOf: (cacheKey: string | undefined) => string,
): ChatStream {
  return async function* counted(request) {
    const session = sessionOf(request.cacheKey)
    const reached = findReached(record, limits(), session)
    if (reached) return yield reached
    for await (const event of stream(request)) {
      if (event.type === 'usage') {
        const { input, cached, written = 0, output } = event
        const fresh = input - cached - written
        const tokens = { input_other: fresh, input_cache_read: cached, input_cache_creation: written, output }
        record.add({ at: Date.now(), session, model, input, cached, output, usd: countCost(tokens, price) })
      }
      yield event
    }
  }
}

/** Without limits the record is not read: no request waits for the disk. */
function findReached(record: UsageRecord, settings: ReturnType<ReadLimits>, session: string): Failure | null {
  const { max_task_tokens: taskTokens, max_session_cost: sessionUsd, max_day_cost: dayUsd } = settings
  if (taskTokens === 0 && sessionUsd === 0 && dayUsd === 0) return null
  const now = Date.now()
  const own = session === '' ? null : spentOf(record.session(now, session))
  return findReachedLimit({ taskTokens, sessionUsd, dayUsd }, spentOf(record.today(now)), own)
}

function spentOf({ input, output, usd }: UsageSum): Spent {
  return { tokens: input + output, usd: usd ?? 0 }
}
