// The models in use: one stream for each combination of provider and key that clients bring, kept while the
// configuration stands, so that its connection stays open between questions.

import type { Config } from '../config/load.ts'
import { createChatStream, resolveModel, type OpenedModel } from '../models/catalog.ts'
import type { ChatStream } from '../models/chat-stream.ts'
import { withRetry } from '../models/retry.ts'
import { KimiError } from '../protocol/errors.ts'
import type { ClientEnv } from '../protocol/methods.ts'

export interface ModelPool {
  chat(env: ClientEnv): { ok: true; name: string; stream: ChatStream } | { ok: false; error: KimiError }
  /** Opens the connection ahead. Silent when there is no model or no network. */
  preconnect(env: ClientEnv): void
  close(): void
}

export function createModelPool(readConfig: () => Config): ModelPool {
  const open = new Map<string, { name: string; model: OpenedModel; stream: ChatStream }>()

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
    },
  }
}
