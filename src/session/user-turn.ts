// What one input of the user sets off: hooks, a slash command or a turn of the agent, and exactly one end.

import type { TurnOutcome } from '../agent/loop.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { KimiError } from '../protocol/errors.ts'
import { partsOf, systemNote, textOf, type Content } from '../protocol/message.ts'
import { createRalphFlow } from './flows/flow-runner.ts'
import { runFlowTurns } from './flows/flow-turns.ts'
import type { Hooks } from './hooks/hooks.ts'
import { failed, wordsOf, type Running } from './live-session.ts'
import type { PromptOutcome } from './session.ts'

export interface UserTurnDeps {
  hooks: Hooks
  /** Runs a slash command; null when the input is none. */
  slash(
    input: Content,
    session: Running,
    turn: (input: Content) => Promise<PromptOutcome>,
  ): Promise<PromptOutcome | null>
  /** How often a prompt comes back until the model says stop; 0 = not, -1 = without end. */
  ralphIterations: number
  /** Runs the agent's loop, if there is a model. */
  agent(input: Content, session: Running): Promise<TurnOutcome | NoModel>
}

/** Kimi CLI's length of a title. */
const TITLE_CHARS = 50

/** The agent goes on by itself, with words of ours: no hook of the user's prompts, no command, no name. */
export async function runOwnTurn(words: Content, session: Running, deps: UserTurnDeps): Promise<PromptOutcome> {
  session.emit({ type: 'TurnBegin', payload: { user_input: words } })
  try {
    return await runAgent(words, session, deps)
  } finally {
    session.emit({ type: 'TurnEnd', payload: {} })
  }
}

export async function runUserTurn(input: Content, session: Running, deps: UserTurnDeps): Promise<PromptOutcome> {
  const { signal, emit } = session
  const prompt = typeof input === 'string' ? input : ''
  const asked = await deps.hooks.fire('UserPromptSubmit', prompt, { prompt }, signal)
  emit({ type: 'TurnBegin', payload: { user_input: input } })
  try {
    if (asked.action === 'block') {
      emit({ type: 'ContentPart', payload: { type: 'text', text: asked.reason || 'Prompt blocked by hook.' } })
      return { status: 'finished' }
    }
    void deps.hooks.fire('TurnStarted', '', { prompt }, signal)
    const turn = (said: Content) => runAgent(said, session, deps)
    let outcome = await deps.slash(input, session, turn)
    const isCommand = outcome !== null
    if (outcome === null && deps.ralphIterations !== 0) {
      const { flow, maxMoves } = createRalphFlow(textOf(input), deps.ralphIterations)
      outcome = await runFlowTurns(flow, session, turn, { maxMoves })
    }
    outcome ??= await turn(withContext(input, [...session.facts.splice(0), ...asked.context]))
    if (outcome.status === 'finished') {
      const stop = await deps.hooks.fire('Stop', '', { stop_hook_active: false }, signal)
      // Once: a hook that always objects must not keep the turn going for ever.
      if (stop.action === 'block' && stop.reason !== '') outcome = await turn(stop.reason)
    }
    if (!isCommand) nameSession(input, session)
    if (outcome.status === 'failed') emit({ type: 'TurnFailed', payload: outcome.error.toWire() as never })
    if (outcome.status === 'cancelled')
      void deps.hooks.fire('Interrupt', '', { reason: 'cancelled' }, new AbortController().signal)
    return outcome
  } finally {
    emit({ type: 'TurnEnd', payload: {} })
  }
}

async function runAgent(input: Content, session: Running, deps: UserTurnDeps): Promise<PromptOutcome> {
  let outcome: TurnOutcome | NoModel
  try {
    outcome = await deps.agent(input, session)
  } catch (error) {
    return failed(error)
  }
  if ('missing' in outcome) return failWithoutModel(outcome)
  if (outcome.type === 'done') return { status: 'finished' }
  if (outcome.type === 'cancelled') return { status: 'cancelled' }
  if (outcome.type === 'max_steps') return { status: 'max_steps_reached', steps: outcome.steps }
  const { code, message, retryable } = outcome.failure
  const type = retryable ? 'APIStatusError' : 'APIError'
  void deps.hooks.fire('StopFailure', type, { error_type: type, error_message: message }, session.signal)
  return { status: 'failed', error: new KimiError(code, message) }
}

/** The end of a turn that had no model to answer it. */
export function failWithoutModel({ reason, hint }: NoModel): PromptOutcome {
  return { status: 'failed', error: new KimiError('model.not_configured', reason, { hint }) }
}

/** What hooks and the shell want the model to know goes behind the user's words, told apart from them. */
function withContext(input: Content, context: readonly string[]): Content {
  if (context.length === 0) return input
  return [...partsOf(input), ...context.map((text) => ({ type: 'text' as const, text: systemNote(text) }))]
}

function nameSession(input: Content, { state }: Running): void {
  if (state.read().custom_title) return
  const words = wordsOf(input)
  if (words === '') return
  state.save({
    custom_title: words.length > TITLE_CHARS ? `${words.slice(0, TITLE_CHARS - 1).toWellFormed()}…` : words,
  })
}
