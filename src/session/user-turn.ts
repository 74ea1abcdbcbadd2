// Handles an input of the user: hooks, then a slash command or a turn of the agent, then exactly one TurnEnd event.

import type { TurnOutcome } from '../agent/loop.ts'
import type { NoModel } from '../models/model-catalog.ts'
import { typedWords } from '../protocol/attached-text.ts'
import { KimiError } from '../protocol/errors.ts'
import type { WireEvent } from '../protocol/wire.ts'
import { partsOf, systemNote, textOf, type Content } from '../protocol/message.ts'
import { createTurnSources } from '../safety/sources/turn-sources.ts'
import { createRalphFlow } from './flows/flow-runner.ts'
import { runFlowTurns } from './flows/flow-turns.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { LaterWrites } from '../sys/later-writes.ts'
import type { LiveSession } from './live-session.ts'
import { failedOutcome, failWithoutModel, type PromptOutcome } from './session.ts'
import type { Slash } from './slash-actions.ts'

export interface UserTurnDeps {
  hooks: Hooks
  runSlash: Slash['run']
  /** Limit for repetitions of the prompt until the model says stop; 0 = no repetition, -1 = no limit. */
  ralphIterations: number
  /**
   * Runs the agent's loop, or says what a model lacks. `said`: the user's own input, for the first run of the loop that it causes; null
   * for others. The input may hold more than it: a skill, a server's prompt, a hook's text.
   */
  runTurn(input: Content, said: Content | null): Promise<TurnOutcome | NoModel>
  /** The session's title is written by it. */
  later: LaterWrites
}

/** Kimi CLI's length of a title. */
const TITLE_CHARS = 50

/** A turn that the program begins: no hook of the user's prompts, no slash command, no title. */
export async function runOwnTurn(words: Content, session: LiveSession, deps: UserTurnDeps): Promise<PromptOutcome> {
  session.sources = createTurnSources('', undefined, [...session.carried])
  return betweenBorders(words, session, () => runAgentTurn(words, null, session, deps))
}

/** Runs a turn between its first and its last event. Its failure, that of the disk too, is an event before the last one. */
async function betweenBorders(
  input: Content,
  { emit }: LiveSession,
  run: () => Promise<PromptOutcome>,
): Promise<PromptOutcome> {
  const emitLast = (event: WireEvent) => {
    try {
      emit(event)
    } catch {
      // The disk is full: the clients have the event, and no log can tell later ones.
    }
  }
  const begin = async () => {
    emit({ type: 'TurnBegin', payload: { user_input: input } })
    return run()
  }
  const outcome = await begin().catch(failedOutcome)
  if (outcome.status === 'failed') emitLast({ type: 'TurnFailed', payload: outcome.error.toWire() as never })
  emitLast({ type: 'TurnEnd', payload: {} })
  return outcome
}

export async function runUserTurn(input: Content, session: LiveSession, deps: UserTurnDeps): Promise<PromptOutcome> {
  session.sources = createTurnSources(typedWords(input), undefined, [...session.carried])
  const prompt = typeof input === 'string' ? input : ''
  const submitted = await deps.hooks.fire('UserPromptSubmit', prompt, { prompt }, session.signal)
  return betweenBorders(input, session, () => answerInput(input, submitted, session, deps))
}

/** A slash command, a flow, or a turn of the agent with what the hooks say. */
async function answerInput(
  input: Content,
  submitted: Awaited<ReturnType<Hooks['fire']>>,
  session: LiveSession,
  deps: UserTurnDeps,
): Promise<PromptOutcome> {
  const { signal, emit } = session
  const prompt = typeof input === 'string' ? input : ''
  if (submitted.action === 'block') {
    emit({ type: 'ContentPart', payload: { type: 'text', text: submitted.reason || 'Prompt blocked by hook.' } })
    return { status: 'finished' }
  }
  void deps.hooks.fire('TurnStarted', '', { prompt }, signal)
  let said: Content | null = input
  const turn = (words: Content) => {
    const own = said
    said = null
    return runAgentTurn(words, own, session, deps)
  }
  let outcome = await deps.runSlash(input, session, turn)
  if (outcome === null) deps.later.add(() => nameSession(input, session))
  if (outcome === null && deps.ralphIterations !== 0) {
    const { flow, maxMoves } = createRalphFlow(textOf(input), deps.ralphIterations)
    outcome = await runFlowTurns(flow, session, turn, { maxMoves })
  }
  outcome ??= await turn(withContext(input, [...session.pendingContext.splice(0), ...submitted.context]))
  if (outcome.status === 'finished') {
    const stop = await deps.hooks.fire('Stop', '', { stop_hook_active: false }, signal)
    // Only once: a hook that always blocks must not keep the turn going for ever.
    if (stop.action === 'block' && stop.reason !== '') outcome = await turn(stop.reason)
  }
  if (outcome.status === 'cancelled')
    void deps.hooks.fire('Interrupt', '', { reason: 'cancelled' }, new AbortController().signal)
  return outcome
}

async function runAgentTurn(
  input: Content,
  said: Content | null,
  session: LiveSession,
  deps: UserTurnDeps,
): Promise<PromptOutcome> {
  let outcome: TurnOutcome | NoModel
  try {
    outcome = await deps.runTurn(input, said)
  } catch (error) {
    return failedOutcome(error)
  }
  if ('missing' in outcome) return failWithoutModel(outcome)
  if (outcome.type === 'done') return { status: 'finished' }
  if (outcome.type === 'cancelled') return { status: 'cancelled' }
  if (outcome.type === 'max_steps') return { status: 'max_steps_reached', steps: outcome.steps }
  if (outcome.type === 'stuck') {
    const message = `the turn was stopped: the model made the same call of ${outcome.tool} ${outcome.times} times in a row`
    return { status: 'failed', error: new KimiError('turn.stuck', message) }
  }
  if (outcome.type === 'max_tokens') {
    const message = `the turn has used ${outcome.tokens} tokens, which is its budget (turns.max_tokens)`
    return { status: 'failed', error: new KimiError('turn.max_tokens', message) }
  }
  const { code, message, retryable, isOverflow, hint = isOverflow ? SHORTEN_HINT : undefined } = outcome.failure
  const type = retryable ? 'APIStatusError' : 'APIError'
  void deps.hooks.fire('StopFailure', type, { error_type: type, error_message: message }, session.signal)
  return { status: 'failed', error: new KimiError(code, message, hint === undefined ? {} : { hint }) }
}

/** Shortens a conversation that does not fit into its model's window, whatever front end it belongs to. */
const SHORTEN_HINT = 'kimi -C -p /compact'

/** Appends context from hooks and the shell to the user's words, marked so that the model can tell them apart. */
function withContext(input: Content, context: readonly string[]): Content {
  if (context.length === 0) return input
  return [...partsOf(input), ...context.map((text) => ({ type: 'text' as const, text: systemNote(text) }))]
}

/** Titles an untitled session with the user's words. */
function nameSession(input: Content, { state }: LiveSession): void {
  if (state.read().custom_title) return
  const words = (typedWords(input).trim() || textOf(input)).replaceAll(/\s+/g, ' ').trim()
  if (words === '') return
  state.save({
    custom_title: words.length > TITLE_CHARS ? `${words.slice(0, TITLE_CHARS - 1).toWellFormed()}…` : words,
  })
}
