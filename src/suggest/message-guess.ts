// After a turn: the message that the user most likely sends next, guessed by the session's own model while the user reads.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/configuration.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { Session } from '../session/session.ts'
import { estimateTokens, type Budget } from './ghost-request.ts'
import { askForNextMessage, buildNextMessageRequest, readExchange } from './next-message.ts'

export interface MessageGuessDeps {
  config(env: ClientEnv): Pick<Config, 'settings' | 'origins'>
  /** Shared with the grey text of the shells. */
  budget: Budget
}

/** The time in which the end of a short answer is read. A user who types on meanwhile costs no request. */
const READING_MS = 1_500
/** A guess that comes later is of no use any more. */
const ANSWER_LIMIT_MS = 10_000

/** The message, or '' where nobody could guess it, the settings or the budget do not allow it, or a turn runs by then. */
export async function guessNextMessage(
  session: Session,
  env: ClientEnv,
  signal: AbortSignal,
  { config, budget }: MessageGuessDeps,
): Promise<string> {
  const { settings, origins } = config(env)
  const { 'ghost.enabled': isGreyOn, 'ghost.message': isOn, 'ghost.tokens_per_hour': perHour } = settings
  if (!isGreyOn || !isOn) return ''
  // The turn that the client has just seen the end of may have a last word to write.
  await sleep(READING_MS, undefined, { signal }).catch(() => {})
  const isStale = () => signal.aborted || session.isBusy
  if (isStale()) return ''
  const model = session.findModel()
  const exchange = readExchange(session.history(1).events)
  if (!model || model.isScripted || !exchange) return ''
  // A local server is asked only where the user has said so.
  if (model.isLocal && origins['ghost.message'] === 'default') return ''
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)])
  // Counted as a request of the session, and within its limits.
  const request = { ...buildNextMessageRequest(exchange, limit), cacheKey: session.id }
  if (!budget.spend(estimateTokens(request), perHour)) return ''
  const text = await askForNextMessage(model.stream, request)
  return isStale() ? '' : text
}
