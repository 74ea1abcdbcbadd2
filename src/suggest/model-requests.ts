// Requests to the model for one question, as the settings allow: with the tool `look` unless the model's service refuses tools.

import { findHome } from '../sys/own-user.ts'
import type { Settings } from '../config/settings.ts'
import type { ChatRequest, ChatStream } from '../models/chat-stream.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import { findPaths } from '../sys/paths.ts'
import type { SurroundingsCache } from '../workspace/prompt-surroundings.ts'
import { refusesTools, streamWithLooks, type LookingEvent } from './look-loop.ts'
import type { Question } from './prompt-question.ts'
import { buildRequest } from './suggestion-request.ts'

export interface ModelRequests {
  /** The whole request; `signal` ends it. Without `chat` the model is taken to accept tools. */
  build(question: Question, signal: AbortSignal, chat?: ChatStream): Promise<ChatRequest>
  /** The answer as it streams. `hasAnswered` tells when the first command is there: then the model looks no more. */
  stream(
    question: Question,
    chat: ChatStream,
    signal: AbortSignal,
    hasAnswered: () => boolean,
  ): AsyncIterable<LookingEvent>
}

export function createModelRequests(deps: {
  surroundings: SurroundingsCache
  settings(env: ClientEnv): Settings
}): ModelRequests {
  /** Models whose service said that they take no tools. */
  const toolless = new WeakSet<ChatStream>()

  const build = async (question: Question, signal: AbortSignal, chat?: ChatStream) => {
    const settings = deps.settings(question.env)
    const around = await deps.surroundings.get(question.cwd)
    return buildRequest(
      settings['suggest.history'] ? question : { ...question, recent: [], earlier: [], agentTask: '' },
      settings['suggest.files'] ? around : { ...around, files: [] },
      process.platform,
      settings['suggest.proposals'],
      signal,
      settings['suggest.look'] && !(chat && toolless.has(chat)),
    )
  }

  /** With looks where the model takes tools; a model that turns out to take none is asked again, then and later without. */
  async function* stream(
    question: Question,
    chat: ChatStream,
    signal: AbortSignal,
    hasAnswered: () => boolean,
  ): AsyncIterable<LookingEvent> {
    const first = await build(question, signal, chat)
    const { cwd, env } = question
    const place = { cwd, home: findHome(), share: findPaths(process.env).share, path: env['PATH'] ?? '' }
    for await (const event of streamWithLooks(chat, first, place, hasAnswered)) {
      if (event.type === 'failed' && first.tools && !hasAnswered() && refusesTools(event)) {
        toolless.add(chat)
        return yield* chat(await build(question, signal, chat))
      }
      yield event
    }
  }

  return { build, stream }
}
