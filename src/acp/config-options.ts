// The choices that an editor offers its user for a session: the mode, the model, and how much the model thinks.

import type { SessionConfigOption, SessionModeState } from '@agentclientprotocol/sdk'
import type { ModelList } from '../protocol/model-view.ts'
import { MODES, type Mode } from '../protocol/wire.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'

const NAME_CELLS = 80

/** The ids of the options, as `session/set_config_option` names them. */
export const OPTION_IDS = { mode: 'mode', model: 'model', effort: 'thinking' } as const

/** The value of the effort that leaves it to the model. */
export const OWN_EFFORT = 'default'

const MODE_NAMES: Record<Mode, { name: string; description: string }> = {
  ask: { name: 'Ask', description: 'Reads freely; asks before it changes a file or runs a command' },
  'accept-edits': { name: 'Accept edits', description: 'Edits files of the workspace unasked; asks before commands' },
  plan: { name: 'Plan', description: 'Only reads, and writes a plan for you to approve' },
  auto: { name: 'Auto', description: 'Asks nothing; refuses what could do harm' },
  bypass: { name: 'Bypass', description: 'Approves everything without asking' },
}

/** The choices of a session as they are now. */
export interface Choices {
  mode: Mode
  /** The model in use, by the name with which it is chosen; '' for none. */
  model: string
  /** The models that can be chosen: names for `session/model`, with their titles. */
  models: readonly { value: string; name: string; description?: string }[]
  effort: string
  /** The efforts that the model knows; empty where its thinking has no degrees. */
  efforts: readonly string[]
}

export function isMode(value: string): value is Mode {
  return (MODES as readonly string[]).includes(value)
}

/** The legacy list of modes, for editors that do not know options yet. */
export function describeModes(current: Mode): SessionModeState {
  return { currentModeId: current, availableModes: MODES.map((id) => ({ id, ...MODE_NAMES[id] })) }
}

export function describeOptions({ mode, model, models, effort, efforts }: Choices): SessionConfigOption[] {
  const select = (id: string, name: string, category: 'mode' | 'model' | 'thought_level') => ({
    id,
    name,
    category,
    type: 'select' as const,
  })
  // The current effort and model are always among the choices, even where the list does not name them.
  const degrees = effort === '' || efforts.includes(effort) ? efforts : [...efforts, effort]
  const known = models.some(({ value }) => value === model) ? models : [{ value: model, name: model }, ...models]
  return [
    {
      ...select(OPTION_IDS.mode, 'Mode', 'mode'),
      currentValue: mode,
      options: MODES.map((value) => ({ value, ...MODE_NAMES[value] })),
    },
    ...(model === ''
      ? []
      : [{ ...select(OPTION_IDS.model, 'Model', 'model'), currentValue: model, options: [...known] }]),
    ...(efforts.length === 0
      ? []
      : [
          {
            ...select(OPTION_IDS.effort, 'Thinking', 'thought_level'),
            currentValue: effort === '' ? OWN_EFFORT : effort,
            options: [
              { value: OWN_EFFORT, name: 'Default' },
              ...degrees.map((value) => ({ value, name: capitalise(value) })),
            ],
          },
        ]),
  ]
}

/** The models of the configuration, then those that the providers have told, each once. */
export function listModels({ configured, providers }: ModelList): Choices['models'] {
  const listed = providers.flatMap(({ host, models }) =>
    models.map(({ id, title }) => ({ value: id, name: sanitiseLine(title || id, NAME_CELLS), description: host })),
  )
  const own = configured.map(({ name, model }) => ({
    value: name,
    name: sanitiseLine(name, NAME_CELLS),
    description: model,
  }))
  const seen = new Set<string>()
  return [...own, ...listed].filter(({ value }) => !seen.has(value) && seen.add(value))
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
