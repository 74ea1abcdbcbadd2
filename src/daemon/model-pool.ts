// The models in use: one stream for each combination of provider and key that clients bring. A stream is kept as long as
// the configuration stands, so that its connection stays open between requests.

import type { Config } from '../config/configuration.ts'
import { resolveModel, type NoModel, type Resolution, type ResolvedModel } from '../models/model-catalog.ts'
import { findPrice } from '../models/model-price.ts'
import { createChatStream, describeBody, type OpenedModel } from '../models/opened-model.ts'
import type { ChatRequest, ChatStream } from '../models/chat-stream.ts'
import { withRetry } from '../models/retry.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { ModelChoice, ModelReply } from '../session/agent-run.ts'

/** From the request to the first text of a step, retries and their waits included. */
const TURN_LIMIT_MS = 10 * 60_000

export interface Chat {
  ok: true
  name: string
  stream: ChatStream
  /** The body that a request has on its way to the provider. */
  describe(request: Omit<ChatRequest, 'signal'>): Promise<object>
}

export interface ModelPool {
  /** The model that proposes commands: `suggest.model`, else the default one. */
  chat(env: ClientEnv): Chat | NoModel
  /**
   * The model of an agent: `name`, else the default one. Its stream also tries again after an answer has begun. Each
   * `scope` gets a scripted model of its own: every session reads its script from the beginning.
   */
  agent(config: Config, env: ClientEnv, name: string | undefined, scope: string): ModelReply
  /** Opens the connection ahead of the first request. Does nothing when there is no model or no network. */
  preconnect(env: ClientEnv): void
  close(): void
}

export function createModelPool(readConfig: () => Config): ModelPool {
  const chats = new Map<string, Chat & { model: OpenedModel }>()
  const agents = new Map<string, { model: OpenedModel; choice: ModelChoice }>()

  const openChat = (env: ClientEnv) => {
    const config = readConfig()
    const resolved = resolve(config, env['KIMI_SUGGEST_MODEL'] || config.settings['suggest.model'] || undefined, env)
    if (!resolved.ok) return resolved
    const key = JSON.stringify(resolved.model)
    let chat = chats.get(key)
    if (!chat) {
      const model = createChatStream(resolved.model)
      const describe = (request: Omit<ChatRequest, 'signal'>) => describeBody(resolved.model, request)
      chat = { ok: true, name: resolved.model.name, model, stream: withRetry(model.stream), describe }
      chats.set(key, chat)
    }
    return chat
  }

  return {
    chat: openChat,
    agent(config, env, name, scope) {
      const resolved = resolve(config, name, env)
      if (!resolved.ok) return resolved
      const { maxTries: attempts } = config.agent
      const { kind, name: modelName, contextSize: windowTokens } = resolved.model
      const wanted = env['KIMI_MODEL_CAPABILITIES'] ?? ''
      const key = JSON.stringify([resolved.model, attempts, wanted, kind === 'scripted' ? scope : ''])
      const known = agents.get(key)
      if (known) return { ok: true, model: known.choice }
      // An agent has a connection of its own: its long answers must not delay a proposal.
      const model = createChatStream(resolved.model)
      const capabilities =
        readCapabilities(env, resolved.model) ?? config.models[name ?? config.defaultModel]?.capabilities ?? []
      const choice: ModelChoice = {
        name: modelName,
        id: resolved.model.model,
        thinksAlways: capabilities.includes('always_thinking'),
        stream: withRetry(model.stream, { attempts, totalMs: TURN_LIMIT_MS, restarts: true }),
        windowTokens,
        isKimi: resolved.model.kind === 'openai' && resolved.model.dialect === 'kimi',
        takes: { image: capabilities.includes('image_in'), video: capabilities.includes('video_in') },
        price: findPrice(resolved.model),
      }
      agents.set(key, { model, choice })
      return { ok: true, model: choice }
    },
    preconnect(env) {
      const chat = openChat(env)
      if (chat.ok) chat.model.preconnect()
    },
    close() {
      for (const { model } of [...chats.values(), ...agents.values()]) model.close()
      chats.clear()
      agents.clear()
    },
  }
}

/** Kimi CLI's variable for models of the type `kimi`; null when it is not set. */
function readCapabilities(env: ClientEnv, model: ResolvedModel): string[] | null {
  const words = env['KIMI_MODEL_CAPABILITIES']?.split(',').map((word) => word.trim().toLowerCase()) ?? []
  return model.kind === 'openai' && model.dialect === 'kimi' && words.some(Boolean) ? words : null
}

function resolve({ models, providers, defaultModel }: Config, name: string | undefined, env: ClientEnv): Resolution {
  return resolveModel({ models, providers, default_model: name ?? defaultModel }, env)
}
