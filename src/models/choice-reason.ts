// Why a model was chosen, in words: what named it, and what makes it usable.

import type { Config } from '../config/configuration.ts'
import type { Environment, ResolvedModel } from './configured-model.ts'

/** A part of a sentence. `setting` is the setting that named the model before `default_model` was looked at, or ''. */
export function explainChoice(model: ResolvedModel, config: Config, env: Environment, setting = ''): string {
  const { reason } = model
  const isVariable = model.kind === 'remote' && model.dialect === 'kimi' && env['KIMI_MODEL_NAME'] === model.model
  const name = isVariable ? 'KIMI_MODEL_NAME' : setting || (config.defaultModel === '' ? '' : 'default_model')
  return name === '' || reason.includes(name) ? reason : `${name} names it, and ${sayMore(reason)}`
}

function sayMore(reason: string): string {
  return reason.startsWith('config.toml: ') ? `it is in ${reason.replace(': ', ' as ')}` : reason
}
