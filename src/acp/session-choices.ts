// The choices of one session (mode, model, thinking) as the editor shows them, kept true whoever changes them.

import type { SessionConfigOption, SessionModeState, SessionUpdate } from '@agentclientprotocol/sdk'
import type { Client } from '../client/peer.ts'
import { KimiError } from '../protocol/errors.ts'
import { EFFORTS, type Effort, type OpenedSession, type OpenSession } from '../protocol/methods.ts'
import {
  describeModes,
  describeOptions,
  isMode,
  listModels,
  OPTION_IDS,
  OWN_EFFORT,
  type Choices,
} from './config-options.ts'

export interface SessionChoices {
  modes(): SessionModeState
  options(): SessionConfigOption[]
  /** Changes a choice. Throws `usage.invalid` for a value or an option that does not exist. */
  set(id: string, value: unknown): Promise<void>
  /** The session has another mode, model or effort, by whomever; the updates that tell the editor. */
  note(changed: Pick<OpenedSession, 'mode' | 'model' | 'effort'>): SessionUpdate[]
  /** Asks which models there are, and what the session's model allows. Resolves with true when the options have changed by that. */
  load(): Promise<boolean>
}

/**
 * `call` is that of the session's connection. `open` is what the session was opened with; it keeps the model and the effort, so that
 * they hold also when another daemon has to open the session.
 */
export function createSessionChoices(
  call: Client['call'],
  open: OpenSession,
  { mode: firstMode, model: firstModel, effort: firstEffort }: OpenedSession,
): SessionChoices {
  const { env } = open
  const now: Choices = { mode: firstMode, model: firstModel, models: [], effort: readEffort(firstEffort), efforts: [] }

  async function loadEfforts(): Promise<void> {
    // A session without a model has no efforts.
    const view = await call('model/show', { env, name: now.model }).catch(() => null)
    const known = EFFORTS.filter((effort) => view?.efforts.includes(effort))
    now.efforts = view?.thinking === 'optional' ? ['off', ...known.filter((effort) => effort !== 'off')] : known
  }

  async function setModel(wish: { name?: string; effort?: Effort | null }): Promise<void> {
    const { model, effort } = await call('session/model', { env, ...wish })
    Object.assign(now, { model, effort: effort ?? '' })
    if (wish.name !== undefined) open.model = wish.name
    if (effort === null) delete open.effort
    else open.effort = effort
    if (wish.name !== undefined) await loadEfforts()
  }

  return {
    modes: () => describeModes(now.mode),
    options: () => describeOptions(now),
    async set(id, value) {
      if (id === OPTION_IDS.mode && typeof value === 'string' && isMode(value)) {
        now.mode = (await call('session/mode', { mode: value })).mode
      } else if (id === OPTION_IDS.model && typeof value === 'string') await setModel({ name: value })
      else if (id === OPTION_IDS.effort && value === OWN_EFFORT) await setModel({ effort: null })
      else if (id === OPTION_IDS.effort && now.efforts.includes(String(value)))
        await setModel({ effort: value as Effort })
      else throw new KimiError('usage.invalid', `no such choice: ${id} = ${JSON.stringify(value)}`, { hint: '' })
    },
    note({ mode, model, effort: told }) {
      const effort = readEffort(told)
      const isNewMode = mode !== now.mode
      if (!isNewMode && model === now.model && effort === now.effort) return []
      Object.assign(now, { mode, model, effort })
      const options: SessionUpdate = { sessionUpdate: 'config_option_update', configOptions: describeOptions(now) }
      return isNewMode ? [{ sessionUpdate: 'current_mode_update', currentModeId: mode }, options] : [options]
    },
    async load() {
      const before = JSON.stringify(describeOptions(now))
      const [list] = await Promise.all([call('model/list', { env }).catch(() => null), loadEfforts()])
      if (list) now.models = listModels(list)
      return JSON.stringify(describeOptions(now)) !== before
    },
  }
}

/** The effort that `told` names; '' for a value outside EFFORTS, such as the mere wish that the model thinks. */
function readEffort(told: string): string {
  return (EFFORTS as readonly string[]).includes(told) ? told : ''
}
