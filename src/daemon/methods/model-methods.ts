// The model/* methods: the models that can be used, and the one that answers.

import { explainChoice } from '../../models/choice-reason.ts'
import { findPrice } from '../../models/model-price.ts'
import type { ResolvedModel } from '../../models/model-catalog.ts'
import { ENVIRONMENT_SOURCES } from '../../models/provider-kinds.ts'
import { findRules } from '../../models/rules/model-rules.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { ModelView, ProviderView } from '../../protocol/model-view.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import type { ProviderCatalog } from '../model-pool.ts'
import type { NamespaceHandlers } from './json-methods.ts'

export function createModelMethods({ config, models }: DaemonParts): NamespaceHandlers<'model'> {
  return {
    async 'model/list'({ env, fresh = false }) {
      const own = config.readFor(env)
      const catalogs = await models.catalog(own, env, fresh)
      const current = models.resolve(own, env)
      return {
        current: current.ok ? current.model.name : '',
        configured: Object.entries(own.models).map(([name, { model, provider }]) => ({ name, model, provider })),
        providers: catalogs.map(viewProvider),
      }
    },
    async 'model/show'({ env, name }) {
      const own = config.readFor(env)
      await models.prepare(own, env, name)
      const found = models.resolve(own, env, name)
      if (!found.ok) throw new KimiError('model.not_configured', found.reason, { hint: found.hint })
      const view = viewModel(found.model, settingOf(found.model, name ?? '', Object.keys(own.models)))
      return name === undefined ? { ...view, reason: explainChoice(found.model, own, env) } : view
    },
  }
}

/** A bare name of a provider would be lost when its list is: its source goes with it. */
function settingOf(model: ResolvedModel, asked: string, configured: readonly string[]): string {
  if (model.kind === 'scripted' || configured.includes(asked) || asked !== model.model) return asked || model.name
  const { keySource } = model
  const source = ENVIRONMENT_SOURCES.find(({ key }) => key === keySource)?.name
  const origin = keySource.startsWith('kimi login') ? 'kimi' : (source ?? 'local')
  return `${origin}/${asked}`
}

function viewModel(model: ResolvedModel, setting: string): ModelView {
  const { name, model: id, reason } = model
  if (model.kind === 'scripted') {
    const rules = findRules('')
    const size = { window: model.contextSize, output: 0, image: false, video: false }
    return {
      name,
      model: id,
      setting,
      host: '',
      protocol: 'scripted',
      ...size,
      thinking: 'no',
      efforts: rules.efforts,
      price: null,
      keySource: '',
      reason,
    }
  }
  const { window, output, image, video, thinking, efforts } = model.rules
  const price = findPrice(model)
  return {
    name,
    model: id,
    setting,
    host: new URL(model.baseUrl).host,
    protocol: model.protocol,
    window: window || model.contextSize,
    output,
    image,
    video,
    thinking,
    efforts,
    price: price && { input: price.input, cached: price.cached, output: price.output, isEstimate: !model.hasOwnPrice },
    keySource: model.keySource,
    reason,
  }
}

function viewProvider({ baseUrl, keySource, at, models, failure }: ProviderCatalog): ProviderView {
  return {
    host: new URL(baseUrl).host,
    keySource,
    listedAt: at,
    problem: failure?.message ?? '',
    models: models.map(({ id, title = '', rules }) => {
      const { window, efforts, image, video } = findRules(id, rules)
      return { id, title, window, efforts, image, video }
    }),
  }
}
