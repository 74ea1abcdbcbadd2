// The Ctrl-X path: a question goes to the model, or to the offline engine when there is none or it is silent;
// what comes back is filtered, labelled and offered one by one.

import { homedir } from 'node:os'
import type { ChatRequest, ChatStream } from '../models/chat-stream.ts'
import type { Knowledge } from '../knowledge/engine.ts'
import type { Settings } from '../config/settings.ts'
import { KimiError, toKimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import { sanitiseLine } from '../safety/text/sanitiser.ts'
import { createChannel, type Channel } from '../sys/channel.ts'
import { findPaths } from '../sys/paths.ts'
import { isWholeCommand } from '../shell-syntax/whole-command.ts'
import { createFilter, type Filter } from './proposal-filter.ts'
import { refusesTools, streamWithLooks, type LookingEvent } from './look-loop.ts'
import { findOffline, nothing, putHarmLast } from './offline-answer.ts'
import { explainInOwnWords } from './proposal-explanation.ts'
import { createDraftParser, type Draft } from './reply-parser.ts'
import type { Question, SuggestEvent } from './prompt-question.ts'
import { buildRequest } from './suggestion-request.ts'
import type { SurroundingsCache } from '../workspace/prompt-surroundings.ts'

export interface SuggesterDeps {
  knowledge(): Promise<Knowledge>
  surroundings: SurroundingsCache
  /** The model a client's environment and the configuration choose. */
  chat(env: ClientEnv): { ok: true; name: string; stream: ChatStream } | { ok: false; error: KimiError }
  settings(env: ClientEnv): Settings
}

export interface Suggester {
  /** Answers a question as it goes. Aborting ends it with `failed` (`turn.cancelled`). */
  ask(question: Question, signal: AbortSignal): AsyncIterable<SuggestEvent>
  /** Exactly what would be sent for a question. */
  describeRequest(question: Question): Promise<Omit<ChatRequest, 'signal'>>
}

const EXPLANATION_LIMIT_CELLS = 160
const LOOK_TITLE_CELLS = 40

export function createSuggester(deps: SuggesterDeps): Suggester {
  /** Models whose service said that they take no tools. */
  const toolless = new WeakSet<ChatStream>()

  const request = async (question: Question, signal: AbortSignal, stream?: ChatStream) => {
    const settings = deps.settings(question.env)
    const around = await deps.surroundings.get(question.cwd)
    return buildRequest(
      settings['suggest.history'] ? question : { ...question, recent: [], earlier: [], agentTask: '' },
      settings['suggest.files'] ? around : { ...around, files: [] },
      process.platform,
      settings['suggest.proposals'],
      signal,
      settings['suggest.look'] && !(stream && toolless.has(stream)),
    )
  }

  return {
    async *ask(question, signal) {
      const events = createChannel<SuggestEvent>()
      void answer(question, signal, events)
        .catch((error: unknown) => events.push({ type: 'failed', error: toKimiError(error) }))
        .finally(() => events.end())
      yield* events
    },
    async describeRequest(question) {
      const chat = deps.chat(question.env)
      const { signal: _, ...body } = await request(
        question,
        new AbortController().signal,
        chat.ok ? chat.stream : undefined,
      )
      return body
    },
  }

  async function answer(question: Question, signal: AbortSignal, events: Channel<SuggestEvent>): Promise<void> {
    const filter = await createFilter(question, events)
    const chat = deps.chat(question.env)
    const isEmpty = question.line.trim() === '' && !question.failed
    const settings = deps.settings(question.env)
    const isOffline = question.offline || settings['suggest.offline']
    if (isOffline || isEmpty || !chat.ok) await askOffline(question, filter, signal)
    else await askModel(question, chat, filter, signal, events)
    if (signal.aborted) return events.push({ type: 'failed', error: new KimiError('turn.cancelled', 'cancelled') })
    if (filter.count === 0)
      filter.error ??=
        filter.refusal === ''
          ? nothing(question, isOffline || chat.ok)
          : new KimiError('suggest.nothing', filter.refusal)
    events.push(filter.count > 0 ? { type: 'done', note: filter.note } : { type: 'failed', error: filter.error! })
  }

  async function askOffline(question: Question, filter: Filter, signal: AbortSignal): Promise<void> {
    const knowledge = await deps.knowledge()
    const found = await findOffline(knowledge, question)
    for (const candidate of putHarmLast(question, found)) if (!signal.aborted) await filter.offer(candidate)
  }

  /** The model's drafts as they stream. Silent for too long or failed before its first command: the offline engine speaks. */
  async function askModel(
    question: Question,
    chat: { name: string; stream: ChatStream },
    filter: Filter,
    signal: AbortSignal,
    events: Channel<SuggestEvent>,
  ): Promise<void> {
    const waitMs = deps.settings(question.env)['suggest.offline_after_ms']
    let fallback: Promise<void> | undefined
    const fallBack = (why: string) => {
      if (filter.count > 0 || signal.aborted) return
      fallback ??= askOffline(question, filter, signal).then(
        () => {
          if (filter.count > 0) filter.note = `offline suggestion: ${why}`
        },
        (error: unknown) => {
          filter.error ??= toKimiError(error)
        },
      )
    }
    let timer: NodeJS.Timeout | undefined
    const expectSign = () => {
      clearTimeout(timer)
      timer = setTimeout(() => fallBack(`no answer from ${chat.name} in ${waitMs / 1000} s yet`), waitMs)
    }
    const isWhole = (command: string) => isWholeCommand(command, question.shell)
    let parser = createDraftParser(isWhole)
    let hasAnswered = false
    /** The last draft, while the model has said nothing about it. */
    let silent: Draft | undefined
    const explainSilent = async (next?: Draft) => {
      const draft = silent
      silent = next
      if (!draft || draft.index === next?.index || signal.aborted) return
      const explanation = await explainInOwnWords(deps.knowledge(), draft.command, question.shell)
      if (explanation !== '')
        await filter.offer({ command: draft.command, explanation, source: chat.name, confidence: 1 }, draft.index)
    }
    const offer = async (drafts: Draft[]) => {
      for (const draft of drafts) {
        const { index, command, explanation } = draft
        hasAnswered = true
        if (explanation === '') await explainSilent(draft)
        else silent = undefined
        const line = sanitiseLine(explanation, EXPLANATION_LIMIT_CELLS)
        await filter.offer({ command, explanation: line, source: chat.name, confidence: 1 }, index)
      }
    }
    expectSign()
    for await (const event of stream(question, chat.stream, signal, () => hasAnswered)) {
      if (['text', 'think', 'tool_call', 'looking'].includes(event.type)) clearTimeout(timer)
      if (event.type === 'text') await offer(parser.push(event.text))
      if (event.type === 'looking') events.push({ type: 'looking', at: sanitiseLine(event.at, LOOK_TITLE_CELLS) })
      if (event.type === 'again') {
        parser = createDraftParser(isWhole) // what led to a look is no part of the answer
        expectSign()
      }
      // A line cut off by the length limit or the provider's filter is no command.
      if (event.type === 'end' && event.reason !== 'length' && event.reason !== 'filtered') {
        await offer(parser.end())
        await explainSilent()
      }
      if (event.type === 'failed') {
        filter.error = new KimiError(event.code, event.message)
        if (filter.count > 0) filter.note ||= event.message
        fallBack(event.message)
      }
    }
    clearTimeout(timer)
    await fallback
    if (filter.count === 0 && parser.refusal !== '') {
      filter.error = new KimiError('model.refused', sanitiseLine(parser.refusal, EXPLANATION_LIMIT_CELLS))
    }
  }

  /** With looks where the model takes tools; one that turns out not to is asked again without, and ever after. */
  async function* stream(
    question: Question,
    chat: ChatStream,
    signal: AbortSignal,
    hasAnswered: () => boolean,
  ): AsyncIterable<LookingEvent> {
    const first = await request(question, signal, chat)
    const { cwd, env } = question
    const place = { cwd, home: homedir(), share: findPaths(process.env).share, path: env['PATH'] ?? '' }
    for await (const event of streamWithLooks(chat, first, place, hasAnswered)) {
      if (event.type === 'failed' && first.tools && !hasAnswered() && refusesTools(event)) {
        toolless.add(chat)
        return yield* chat(await request(question, signal, chat))
      }
      yield event
    }
  }
}
