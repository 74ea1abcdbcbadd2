// Reads the models of a list that we have stored. The file may be damaged, or written by another release: a value of the wrong kind
// counts as not told.

import { isObject } from '../../sys/json-reading.ts'
import type { ListedModel } from '../configured-model.ts'
import type { ModelRules } from '../rules/model-rules.ts'
import { isModelId } from './catalog-reading.ts'

const isFlag = (value: unknown) => typeof value === 'boolean'
const isText = (value: unknown) => typeof value === 'string'
const isCount = (value: unknown) => Number.isInteger(value) && Number(value) > 0
const isPrice = (value: unknown) => typeof value === 'number' && value >= 0

/** The fields that a provider's list can tell, each with its kind. */
const FIELDS: { [name in keyof ModelRules]?: (value: unknown) => boolean } = {
  window: isCount,
  output: isCount,
  image: isFlag,
  video: isFlag,
  thinking: (value) => ['no', 'optional', 'always'].includes(value as string),
  efforts: (value) => Array.isArray(value) && value.every(isText),
  defaultEffort: isText,
  takesToolsLater: isFlag,
  price: (value) =>
    isObject(value) &&
    [value['input'], value['cached'], value['output'], value['written'] ?? 0].every((part) => isPrice(part)),
}

/** The models among the stored values, in their order. */
export function readStoredModels(stored: readonly unknown[]): ListedModel[] {
  return stored.flatMap((item): ListedModel[] => {
    if (!isObject(item) || !isModelId(item['id'])) return []
    const { id, title, protocol, rules } = item
    return [
      {
        id,
        ...(typeof title === 'string' ? { title } : {}),
        ...(protocol === 'anthropic' || protocol === 'responses' ? { protocol } : {}),
        rules: keepKnown(isObject(rules) ? rules : {}),
      },
    ]
  })
}

function keepKnown(rules: Record<string, unknown>): Partial<ModelRules> {
  return Object.fromEntries(
    Object.entries(FIELDS)
      .filter(([name, isOfKind]) => isOfKind(rules[name]))
      .map(([name]) => [name, rules[name]]),
  )
}
