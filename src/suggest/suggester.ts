// The Ctrl-X path: a question goes to the model, or to the offline engine when there is no model. The answers are filtered,
// labelled and offered one by one.

import type { ChatRequest, ChatStream } from '../models/chat-stream.ts'
import type { Knowledge } from '../knowledge/engine.ts'
import type { Settings } from '../config/settings.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import { createChannel, type Channel } from '../sys/channel.ts'
import { offerModelAnswer } from './model-answer.ts'
import { createModelRequests, type ModelRequests } from './model-requests.ts'
import { createFilter, type Filter } from './proposal-filter.ts'
import { createNoProposalError, OTHER_WORDS, findOffline, putHarmLast } from './offline-answer.ts'
import type { Question, SuggestEvent } from './prompt-question.ts'
import type { SurroundingsCache } from '../workspace/prompt-surroundings.ts'

export interface SuggesterDeps {
  knowledge(): Promise<Knowledge>
  surroundings: SurroundingsCache
  /** The model a client's environment and the configuration choose. */
  chat(env: ClientEnv): { ok: true; name: string; stream: ChatStream } | { ok: false }
  settings(env: ClientEnv): Settings
}

export interface Suggester {
  /** Answers a question as it goes. Aborting ends it with `failed` (`turn.cancelled`). */
  ask(question: Question, signal: AbortSignal): AsyncIterable<SuggestEvent>
  /** The request that a model would get for a question; null when no model would be asked. */
  describeRequest(question: Question): Promise<Omit<ChatRequest, 'signal'> | null>
}

export function createSuggester(deps: SuggesterDeps): Suggester {
  const requests = createModelRequests(deps)
  return {
    async *ask(question, signal) {
      const events = createChannel<SuggestEvent>()
      void answerQuestion({ deps, requests, question, signal, events })
        .catch((error: unknown) => events.push({ type: 'failed', error: toKimiError(error) }))
        .finally(() => events.end())
      yield* events
    },
    async describeRequest(question) {
      const chat = deps.chat(question.env)
      if (!chat.ok || question.offline || deps.settings(question.env)['suggest.offline']) return null
      const { signal } = new AbortController()
      const { signal: _, ...body } = await requests.build(question, signal, chat.stream)
      return body
    },
  }
}

async function answerQuestion({
  deps,
  requests,
  question,
  signal,
  events,
}: {
  deps: SuggesterDeps
  requests: ModelRequests
  question: Question
  signal: AbortSignal
  events: Channel<SuggestEvent>
}): Promise<void> {
  const chat = deps.chat(question.env)
  const isEmpty = question.line.trim() === '' && !question.failed
  const settings = deps.settings(question.env)
  const filter = await createFilter(question, events, settings['suggest.proposals'])
  const isOffline = question.offline || settings['suggest.offline']
  const askOffline = () => offerOffline(deps.knowledge(), question, filter, signal)
  if (isOffline || isEmpty || !chat.ok) await askOffline()
  else {
    await offerModelAnswer({
      modelName: chat.name,
      stream: (hasAnswered) => requests.stream(question, chat.stream, signal, hasAnswered),
      question,
      knowledge: () => deps.knowledge(),
      askOffline,
      offlineAfterMs: settings['suggest.offline_after_ms'],
      filter,
      signal,
      onLooking: (at) => events.push({ type: 'looking', at }),
      onStandsIn: (note) => events.push({ type: 'stands_in', note }),
    })
  }
  if (signal.aborted) return events.push({ type: 'failed', error: new KimiError('turn.cancelled', 'cancelled') })
  if (filter.count > 0)
    return events.push({ type: 'done', note: [filter.withheld, filter.note].filter(Boolean).join('; ') })
  const asError = (reason: string, hint: string) =>
    reason === '' ? undefined : new KimiError('suggest.nothing', reason, { hint })
  events.push({
    type: 'failed',
    error:
      asError(filter.withheld, '') ?? // it names the command that prints it
      filter.error ??
      asError(filter.refusal, OTHER_WORDS) ??
      createNoProposalError(question, isOffline ? 'unwanted' : chat.ok ? 'asked' : 'missing'),
  })
}

async function offerOffline(
  knowledge: Promise<Knowledge>,
  question: Question,
  filter: Filter,
  signal: AbortSignal,
): Promise<void> {
  const engine = await knowledge
  const found = await findOffline(engine, question)
  for (const candidate of putHarmLast(engine, question, found)) if (!signal.aborted) await filter.offer(candidate)
}
