// The models in use: one stream for each combination of provider and key that clients bring, kept while the
// configuration stands, so that its connection stays open between questions.

import type { Config } from '../config/configuration.ts'
import { createChatStream, resolveModel, type OpenedModel } from '../models/model-catalog.ts'
import type { ChatStream } from '../models/chat-stream.ts'
import { withRetry } from '../models/retry.ts'
import { KimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { ModelChoice } from '../session/agent-run.ts'

/** From the call to the first text of a step, waits included. */
const TURN_LIMIT_MS = 10 * 60_000

export interface ModelPool {
  chat(env: ClientEnv): { ok: true; name: string; stream: ChatStream } | { ok: false; error: KimiError }
  /**
   * The model of an agent: tries again also after it has begun to answer. Throws `model.not_configured`. A scripted model
   * is one for each `scope`: every session reads its script from the beginning.
   */
  agent(config: Config, env: ClientEnv, name: string | undefined, scope: string): ModelChoice
  /** Opens the connection ahead. Silent when there is no model or no network. */
  preconnect(env: ClientEnv): void
  close(): void
}

export function createModelPool(readConfig: () => Config): ModelPool {
  const open = new Map<string, { name: string; model: OpenedModel; stream: ChatStream }>()
  const agents = new Map<string, ModelChoice>()

  const find = (env: ClientEnv) => {
    const config = readConfig()
    const wanted = env['KIMI_SUGGEST_MODEL'] || config.settings['suggest.model']
    const { models, providers, defaultModel } = config
    const resolved = resolveModel({ models, providers, default_model: wanted || defaultModel }, env)
    if (!resolved.ok) return resolved
    const key = JSON.stringify(resolved.model)
    let entry = open.get(key)
    if (!entry) {
      const model = createChatStream(resolved.model)
      entry = { name: resolved.model.name, model, stream: withRetry(model.stream) }
      open.set(key, entry)
    }
    return { ok: true as const, ...entry }
  }

  return {
    agent(config, env, name, scope) {
      const { models, providers, defaultModel, agent } = config
      const wanted = name ?? defaultModel
      const resolved = resolveModel({ models, providers, default_model: wanted }, env)
      if (!resolved.ok) throw new KimiError('model.not_configured', resolved.reason, { hint: resolved.hint })
      const key = JSON.stringify([resolved.model, agent.maxTries, resolved.model.kind === 'scripted' ? scope : ''])
      const known = agents.get(key)
      if (known) return known
      // A connection of its own: a long answer must not stand in the way of a suggestion.
      const model = createChatStream(resolved.model)
      const capabilities = models[wanted]?.capabilities ?? []
      const choice: ModelChoice = {
        name: resolved.model.name,
        stream: withRetry(model.stream, { attempts: agent.maxTries, totalMs: TURN_LIMIT_MS, restarts: true }),
        windowTokens: resolved.model.contextSize,
        isKimi: resolved.model.kind === 'openai' && resolved.model.dialect === 'kimi',
        takes: { image: capabilities.includes('image_in'), video: capabilities.includes('video_in') },
      }
      agents.set(key, choice)
      open.set(`agent ${key}`, { name: choice.name, model, stream: choice.stream })
      return choice
    },
    chat(env) {
      const found = find(env)
      if (!found.ok)
        return { ok: false, error: new KimiError('model.not_configured', found.reason, { hint: found.hint }) }
      return { ok: true, name: found.name, stream: found.stream }
    },
    preconnect(env) {
      const found = find(env)
      if (found.ok) found.model.preconnect()
    },
    close() {
      for (const { model } of open.values()) model.close()
      open.clear()
      agents.clear()
    },
  }
}
