// The cost of a call of a model, an estimate: from the user's own prices, else from the provider's catalog, else from the public
// price lists of November 2026 (rules/model-rules.ts). Plans that are paid by the month have no price for a call.

import type { TokenUsage } from '../protocol/wire.ts'
import type { ResolvedModel } from './configured-model.ts'
import type { ModelPrice } from './rules/model-rules.ts'

export type { ModelPrice } from './rules/model-rules.ts'

/** Hosts that bill by the prices of our table. api.moonshot.cn bills in another currency, by another list. */
const HOSTS = ['api.moonshot.ai', 'api.anthropic.com', 'api.openai.com']

/** The prices of a model at its provider; null when they are not known. */
export function findPrice(model: ResolvedModel): ModelPrice | null {
  if (model.kind === 'scripted') return null
  return model.hasOwnPrice || HOSTS.includes(new URL(model.baseUrl).hostname) ? model.rules.price : null
}

/** The cost of a model call in US dollars; null without a price. */
export function countCost(usage: TokenUsage, price: ModelPrice | null): number | null {
  if (price === null) return null
  const input = usage.input_other * price.input + usage.input_cache_creation * (price.written ?? price.input)
  return (input + usage.input_cache_read * price.cached + usage.output * price.output) / 1_000_000
}
