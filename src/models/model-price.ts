// Prices of models, for the cost that a turn shows: an estimate from Moonshot's public price list of November 2026. Plans
// that are paid by the month, and providers whose prices we do not know, have none.

import type { TokenUsage } from '../protocol/wire.ts'
import type { ResolvedModel } from './model-catalog.ts'

/** US dollars for a million tokens. */
export interface ModelPrice {
  input: number
  /** The price of input that the provider's cache held. */
  cached: number
  output: number
}

const PRICES: Readonly<Record<string, ModelPrice>> = {
  'kimi-k3.1-pro': { input: 2, cached: 0.2, output: 10 },
  'kimi-k3.1-pro-highspeed': { input: 4, cached: 0.2, output: 20 },
  'kimi-k3': { input: 3, cached: 0.3, output: 15 },
  'kimi-k2.7-code': { input: 0.95, cached: 0.19, output: 4 },
  'kimi-k2.6': { input: 0.95, cached: 0.16, output: 4 },
}
/** Hosts that bill by these prices. api.moonshot.cn bills in another currency, by another list. */
const HOSTS = ['api.moonshot.ai']

/** The prices of a model at its provider; null when they are not known. */
export function findPrice(model: ResolvedModel): ModelPrice | null {
  if (model.kind !== 'openai' || !HOSTS.includes(new URL(model.baseUrl).hostname)) return null
  return Object.hasOwn(PRICES, model.model) ? PRICES[model.model]! : null
}

/** The cost of a model call in US dollars; null without a price. */
export function countCost(usage: TokenUsage, price: ModelPrice | null): number | null {
  if (price === null) return null
  const input = (usage.input_other + usage.input_cache_creation) * price.input
  return (input + usage.input_cache_read * price.cached + usage.output * price.output) / 1_000_000
}
