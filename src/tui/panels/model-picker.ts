// The list of models that can be used, and then how much the chosen one is to think.

import { EFFORTS, type Effort } from '../../protocol/methods.ts'
import type { ModelList } from '../../protocol/model-view.ts'
import { describeCount } from '../../view/turns/summary-line.ts'
import type { ChoiceItem } from '../../view/lists/choice-list.ts'
import type { AppContext } from '../app-context.ts'
import { clientVariables } from '../../client/client-env.ts'
import { createPicker } from './picker.ts'

type ModelItem = ChoiceItem & { name: string; efforts: readonly string[] }

export async function pickModel(app: AppContext): Promise<void> {
  const listed = await app.call('model/list', { env: clientVariables(app.env) })
  const items = listModels(listed)
  const current = app.book.facts.model
  app.show(
    createPicker<ModelItem>(app, {
      title: 'Models',
      items,
      selected: Math.max(
        0,
        items.findIndex(({ name }) => name === current),
      ),
      empty: 'no model can be used: kimi help models',
      onPick: ({ name, efforts }) =>
        efforts.length > 1
          ? pickEffort(app, efforts, name)
          : void changeModel(app, name, undefined).catch(app.complain),
    }),
  )
}

/** `efforts`: those that the model has; `name`: the model to change to as well. */
export function pickEffort(app: AppContext, efforts: readonly string[] = EFFORTS, name?: string): void {
  const known = EFFORTS.filter((effort) => efforts.includes(effort) || effort === 'off')
  app.show(
    createPicker<ChoiceItem & { effort: Effort }>(app, {
      title: 'How much the model thinks',
      items: known.map((effort) => ({ label: effort, detail: '', effort })),
      selected: Math.max(
        0,
        known.findIndex((effort) => effort === app.book.facts.effort),
      ),
      empty: '',
      onPick: ({ effort }) => void changeModel(app, name, effort).catch(app.complain),
    }),
  )
}

/** Takes the model and the effort for the turns that begin from now on. */
export async function changeModel(
  app: AppContext,
  name: string | undefined,
  effort: Effort | undefined,
): Promise<void> {
  const now = await app.call('session/model', {
    env: clientVariables(app.env),
    ...(name === undefined ? {} : { name }),
    ...(effort === undefined ? {} : { effort }),
  })
  Object.assign(app.book.facts, { model: now.model, effort: now.effort ?? '' })
  const thinks = now.effort === null ? '' : `, effort ${now.effort}`
  app.note(
    `${now.model || 'no model'} answers${app.transcript.current().turn.isRunning ? ' from the next turn on' : ''}${thinks}`,
  )
}

function listModels({ configured, providers }: ModelList): ModelItem[] {
  const own = configured.map(({ name, model, provider }) => ({
    label: name,
    detail: `${model} at ${provider}`,
    name,
    efforts: [],
  }))
  const names = new Set(own.map(({ name }) => name))
  const offered = providers.flatMap(({ host, models }) =>
    models.map(({ id, title, window, efforts }) => ({
      label: id,
      detail: [title === id ? '' : title, window > 0 ? `${describeCount(window)} tokens` : '', host]
        .filter(Boolean)
        .join('  '),
      name: id,
      efforts,
    })),
  )
  return [...own, ...offered.filter(({ name }) => !names.has(name))]
}
