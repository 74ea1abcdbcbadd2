// Reads the user's settings of a model: in its entry of config.toml, in the variables of Kimi CLI and Kimi Code, and in its price.

import type { ModelPrice, ModelRules } from './model-rules.ts'
import { readNumber } from './model-variables.ts'

/**
 * The user's part of the rules. `capabilities` that are given are all that the model has.
 * @param entry an entry of `[models]`, whose own `overrides` win
 * @param env the variables of the client, for models of the type `kimi`; else empty
 * @param price the user's price for models that have none in their entry
 */
export function readOverrides(
  entry: Readonly<Record<string, unknown>> | undefined,
  env: Readonly<Record<string, string | undefined>>,
  price: ModelPrice | undefined,
): Partial<ModelRules> {
  const nested = entry?.['overrides']
  const fields: Record<string, unknown> = { ...entry, ...(typeof nested === 'object' ? nested : {}) }
  const words = env['KIMI_MODEL_CAPABILITIES']?.split(',').map((word) => word.trim().toLowerCase()) ?? []
  const capabilities = words.some(Boolean) ? words : toWords(fields['capabilities'])
  const window = [readNumber(env, 'KIMI_MODEL_MAX_CONTEXT_SIZE'), Number(fields['max_context_size'])].find(isCount)
  const output = [readNumber(env, 'KIMI_MODEL_MAX_OUTPUT_SIZE'), Number(fields['max_output_size'])].find(isCount)
  const efforts = toWords(fields['support_efforts'])
  const effort = fields['default_effort']
  const own = readPrice(fields['pricing']) ?? price
  return {
    ...(capabilities ? readCapabilities(capabilities) : {}),
    ...(window === undefined ? {} : { window }),
    ...(output === undefined ? {} : { output }),
    ...(efforts ? { efforts } : {}),
    ...(typeof effort === 'string' ? { defaultEffort: effort } : {}),
    ...(own ? { price: own } : {}),
  }
}

function readCapabilities(words: readonly string[]): Partial<ModelRules> {
  return {
    image: words.includes('image_in'),
    video: words.includes('video_in'),
    ...(words.includes('always_thinking') ? { thinking: 'always' } : {}),
    ...(words.includes('dynamically_loaded_tools') ? { takesToolsLater: true } : {}),
  }
}

/** `[models.NAME.pricing]`: US dollars for a million tokens. Without a price for cached input it costs as much as other input. */
function readPrice(value: unknown): ModelPrice | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { input, cached = input, output } = value as Record<string, unknown>
  const isPrice = [input, cached, output].every((price) => typeof price === 'number' && price >= 0)
  return isPrice ? { input: Number(input), cached: Number(cached), output: Number(output) } : undefined
}

function toWords(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : undefined
}

function isCount(value: number): boolean {
  return Number.isFinite(value) && value > 0
}
