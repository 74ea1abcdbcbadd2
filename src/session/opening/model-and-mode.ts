// The choices that a session is opened with and that its clients may change later: the model, how much it thinks, and the mode.

import type { Config } from '../../config/configuration.ts'
import type { Thinking } from '../../models/chat-stream.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { OpenSession } from '../../protocol/methods.ts'
import type { Mode } from '../../protocol/wire.ts'
import type { ModelReply } from '../agent-run.ts'
import type { LiveSession, LiveSessionOptions } from '../live-session.ts'
import type { Session } from '../session.ts'
import type { SessionState } from '../store/state-file.ts'
import type { SessionHost } from './session-host.ts'

/** The model that answers the next turns, and how much it is asked to think. */
export function describeModel(open: OpenSession, host: SessionHost): Pick<LiveSessionOptions, 'modelName' | 'effort'> {
  return {
    modelName: () => nameModel(host, open.model),
    effort: () => wishThinking(open, host.config) ?? '',
  }
}

export function takesImages(found: ModelReply): boolean {
  return found.ok && found.model.takes.image
}

/** The model of the next turns, as clients ask for it and change it. */
export function chooseModel(
  open: OpenSession,
  host: SessionHost,
  live: LiveSession,
): Pick<Session, 'findModel' | 'setModel'> {
  return {
    findModel() {
      const found = host.model(open.model)
      return found.ok ? found.model : null
    },
    setModel: (wish) => setModel(wish, open, host, live),
  }
}

/** Changes the model and the effort of the next turns, and tells all clients. Throws `model.not_found`. */
export function setModel(
  { name, effort }: Parameters<Session['setModel']>[0],
  open: OpenSession,
  host: SessionHost,
  live: LiveSession,
): ReturnType<Session['setModel']> {
  if (name !== undefined && !host.model(name).ok) throw new KimiError('model.not_found', `there is no model ${name}`)
  if (effort === null) delete open.effort
  else if (effort !== undefined) open.effort = effort
  if (name !== undefined) open.model = name
  if (name !== undefined || effort !== undefined) live.state.save({ kimi_model: open.model, kimi_effort: open.effort })
  live.announce()
  return { model: live.modelName, effort: open.effort ?? null }
}

/**
 * An effort wins over the flag, that over `thinking.effort`, and that over Kimi CLI's `default_thinking`. Undefined: nobody has wished
 * anything.
 */
export function wishThinking(
  { thinking: flag, effort }: OpenSession,
  { settings, agent }: Config,
): Thinking | undefined {
  if (effort !== undefined) return effort
  const level = (settings['thinking.effort'] || undefined) as Thinking | undefined
  if (flag === false) return 'off'
  if (flag === true) return level === undefined || level === 'off' ? 'on' : level
  return level ?? (agent.thinking === undefined ? undefined : agent.thinking ? 'on' : 'off')
}

/**
 * Undefined: the mode in the session's state file. Where nobody is there, a mode that was named holds, and else everything is approved. A
 * plan holds also where nobody is there to approve it: then only the plan is written.
 */
export function firstMode(
  open: OpenSession,
  isNew: boolean,
  settings: Config['agent'],
  state: SessionState,
): Mode | undefined {
  const wanted = open.mode ?? open.lastMode ?? (isNew ? defaultMode(settings) : undefined)
  if (!open.isUnattended || open.mode !== undefined) return wanted
  return (wanted ?? (state.plan_mode ? 'plan' : undefined)) === 'plan' ? 'plan' : 'auto'
}

function defaultMode({ planMode, yolo }: Config['agent']): Mode | undefined {
  return planMode ? 'plan' : yolo ? 'bypass' : undefined
}

/** '' when the model is not configured. */
function nameModel(host: SessionHost, wanted: string | undefined): string {
  const found = host.model(wanted)
  return found.ok ? found.model.name : ''
}
