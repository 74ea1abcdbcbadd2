// Reads a provider's list of models, in the forms of Kimi and Moonshot, OpenAI, OpenRouter, Anthropic, Google and local servers.
// Lists are untrusted: any field may hold any value.

import { isObject } from '../../sys/json-reading.ts'
import type { ListedModel } from '../configured-model.ts'
import type { ModelPrice, ModelRules } from '../rules/model-rules.ts'

type Fields = Record<string, unknown>

/** Characters that no model's name has would reach terminals and requests. */
const ID = /^[\w.:/@~+-]+$/

const MOST_MODELS = 2_000
const ID_LIMIT_CHARS = 200

/** The models of a provider's list; null when the answer is not a list. */
export function readCatalog(answer: unknown): ListedModel[] | null {
  const list = isObject(answer) ? (answer['data'] ?? answer['models']) : undefined
  if (!Array.isArray(list)) return null
  return list.slice(0, MOST_MODELS).flatMap((item: unknown) => {
    const model = isObject(item) ? readModel(item) : null
    return model ? [model] : []
  })
}

function readModel(item: Fields): ListedModel | null {
  const named = item['id'] ?? item['name']
  const id = typeof named === 'string' ? named.replace(/^models\//, '') : ''
  if (!isModelId(id)) return null
  const title = toText(item['display_name'] ?? item['displayName'] ?? (item['id'] === undefined ? '' : item['name']))
  const protocol = readProtocol(item['protocol'])
  return {
    id,
    ...(title === '' || title === id ? {} : { title }),
    ...(protocol === undefined ? {} : { protocol }),
    rules: readRules(item),
  }
}

/** True for a text that can be a model's name. */
export function isModelId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= ID_LIMIT_CHARS && ID.test(value)
}

function readProtocol(value: unknown): ListedModel['protocol'] {
  if (value === 'anthropic') return 'anthropic'
  return value === 'response' || value === 'responses' || value === 'openai_responses' ? 'responses' : undefined
}

function readRules(item: Fields): Partial<ModelRules> {
  const top = isObject(item['top_provider']) ? item['top_provider'] : {}
  const meta = isObject(item['meta']) ? item['meta'] : {}
  const window = firstCount(
    item['context_length'],
    item['context_window'],
    item['max_input_tokens'],
    item['max_model_len'],
    item['inputTokenLimit'],
    meta['n_ctx'],
  )
  const output = firstCount(
    item['max_output_tokens'],
    top['max_completion_tokens'],
    item['max_tokens'],
    item['outputTokenLimit'],
  )
  const price = readPrice(item['pricing'] ?? item['price'])
  return {
    ...(window === undefined ? {} : { window }),
    ...(output === undefined ? {} : { output }),
    ...readMedia(item),
    ...readThinking(item),
    ...(item['dynamically_loaded_tools'] === true || item['supports_dynamic_tools'] === true
      ? { takesToolsLater: true }
      : {}),
    ...(price === null ? {} : { price }),
  }
}

function readMedia(item: Fields): Partial<ModelRules> {
  const architecture = isObject(item['architecture']) ? item['architecture'] : {}
  const inputs = architecture['input_modalities'] ?? item['input_modalities']
  if (Array.isArray(inputs)) return { image: inputs.includes('image'), video: inputs.includes('video') }
  const { supports_image_in: image, supports_video_in: video } = item
  return {
    ...(typeof image === 'boolean' ? { image } : {}),
    ...(typeof video === 'boolean' ? { video } : {}),
  }
}

const THINKING_TYPES: Record<string, ModelRules['thinking']> = { only: 'always', no: 'no', both: 'optional' }

function readThinking(item: Fields): Partial<ModelRules> {
  const type = THINKING_TYPES[toText(item['supports_thinking_type'])]
  const thinking = type ?? (item['supports_reasoning'] === false ? 'no' : undefined)
  const told = item['think_efforts']
  const known = thinking === undefined ? {} : { thinking }
  if (!isObject(told) || told['support'] !== true || !Array.isArray(told['valid_efforts'])) return known
  const efforts = told['valid_efforts'].filter((word): word is string => typeof word === 'string' && word !== '')
  const defaultEffort = toText(told['default_effort'])
  return { ...known, efforts, ...(efforts.includes(defaultEffort) ? { defaultEffort } : {}) }
}

/** OpenRouter gives US dollars for a token, as texts. */
function readPrice(value: unknown): ModelPrice | null {
  if (!isObject(value)) return null
  const read = (name: string) => (value[name] === undefined ? Number.NaN : Number(value[name]) * 1_000_000)
  const [input, output] = [read('prompt'), read('completion')]
  if (!(input >= 0) || !(output >= 0)) return null
  const cached = read('input_cache_read')
  const written = read('input_cache_write')
  return { input, output, cached: cached >= 0 ? cached : input, ...(written > 0 ? { written } : {}) }
}

function firstCount(...values: unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0)
}

function toText(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
        .trim()
        .slice(0, ID_LIMIT_CHARS)
    : ''
}
