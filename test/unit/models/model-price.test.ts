import { expect, test } from 'vitest'
import { resolveModel } from '../../../src/models/model-catalog.ts'
import { countCost, findPrice } from '../../../src/models/model-price.ts'

function priceOf(env: Record<string, string>) {
  const found = resolveModel({}, env)
  return found.ok ? findPrice(found.model) : undefined
}

test('a call costs what its tokens cost, those from the cache less', () => {
  const usage = { input_other: 1_000_000, input_cache_read: 500_000, input_cache_creation: 0, output: 250_000 }
  expect(countCost(usage, { input: 0.95, cached: 0.16, output: 4 })).toBeCloseTo(0.95 + 0.08 + 1)
  expect(countCost(usage, null)).toBeNull()
})

test('prices are known for models of the open platform, not for a plan, a strange host or a strange model', () => {
  expect(priceOf({ MOONSHOT_API_KEY: 'k' })).toMatchObject({ input: 2, cached: 0.2 })
  expect(priceOf({ MOONSHOT_API_KEY: 'k', KIMI_MODEL_NAME: 'kimi-k2.6' })).toMatchObject({ input: 0.95 })
  expect(priceOf({ KIMI_API_KEY: 'k' })).toBeNull()
  expect(priceOf({ MOONSHOT_API_KEY: 'k', MOONSHOT_BASE_URL: 'https://proxy.example/v1' })).toBeNull()
  expect(priceOf({ MOONSHOT_API_KEY: 'k', KIMI_MODEL_NAME: 'constructor' })).toBeNull()
})
