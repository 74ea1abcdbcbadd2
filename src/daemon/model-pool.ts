// The models in use: one stream for each combination of provider and key that clients bring. A stream is kept as long as
// the configuration stands, so that its connection stays open between requests.

import type { TokenSource } from '../accounts/login-source.ts'
import type { Config } from '../config/configuration.ts'
import { resolveModel, type NoModel, type Resolution, type ResolvedModel } from '../models/model-catalog.ts'
import { findPrice, type ModelPrice } from '../models/model-price.ts'
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
  /** Null where the prices are not known. */
  price: ModelPrice | null
  /** The body that a request has on its way to the provider. */
  describe(request: Omit<ChatRequest, 'signal'>): Promise<object>
}

/** The accounts of the user, beside the keys of configuration and environment. */
export interface Outside {
  /** The tokens for an endpoint, or for a provider's `oauth` entry; null when no account is for it. */
  tokenSource(baseUrl: string, oauth: unknown): TokenSource | null
  /** The account in use, from memory. */
  login(): { baseUrl: string; model: string } | null
  /** The headers that an endpoint wants of every program. */
  headers(baseUrl: string): Record<string, string>
}

export interface ModelPool {
  /** Chooses the model for a client with this environment: `name`, else the default one. */
  resolve(config: Config, env: ClientEnv, name: string | undefined): Resolution
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

export function createModelPool(readConfig: () => Config, outside: Outside): ModelPool {
  const chats = new Map<string, Chat & { model: OpenedModel }>()
  const agents = new Map<string, { model: OpenedModel; choice: ModelChoice }>()

  const openChat = (env: ClientEnv) => {
    const config = readConfig()
    const resolved = resolve(config, nameForProposals(config, env), env, outside)
    if (!resolved.ok) return resolved
    const key = JSON.stringify(resolved.model)
    let chat = chats.get(key)
    if (!chat) {
      const model = openModel(resolved.model, outside)
      const describe = (request: Omit<ChatRequest, 'signal'>) => describeBody(resolved.model, request)
      const price = findPrice(resolved.model)
      chat = { ok: true, name: resolved.model.name, model, stream: withRetry(model.stream), price, describe }
      chats.set(key, chat)
    }
    return chat
  }

  return {
    resolve: (config, env, name) => resolve(config, name, env, outside),
    chat: openChat,
    agent(config, env, name, scope) {
      const resolved = resolve(config, name, env, outside)
      if (!resolved.ok) return resolved
      const { maxTries: attempts } = config.agent
      const { kind, name: modelName, contextSize: windowTokens } = resolved.model
      const wanted = env['KIMI_MODEL_CAPABILITIES'] ?? ''
      const key = JSON.stringify([resolved.model, attempts, wanted, kind === 'scripted' ? scope : ''])
      const known = agents.get(key)
      if (known) return { ok: true, model: known.choice }
      // An agent has a connection of its own: its long answers must not delay a proposal.
      const model = openModel(resolved.model, outside)
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

function nameForProposals({ settings }: Config, env: ClientEnv): string | undefined {
  return env['KIMI_SUGGEST_MODEL'] || settings['suggest.model'] || undefined
}

/** Kimi CLI's variable for models of the type `kimi`; null when it is not set. */
function readCapabilities(env: ClientEnv, model: ResolvedModel): string[] | null {
  const words = env['KIMI_MODEL_CAPABILITIES']?.split(',').map((word) => word.trim().toLowerCase()) ?? []
  return model.kind === 'openai' && model.dialect === 'kimi' && words.some(Boolean) ? words : null
}

/** An account counts more than keys in the environment, and less than a model or an address that the user names. */
function resolve(
  { models, providers, defaultModel }: Config,
  name: string | undefined,
  env: ClientEnv,
  outside: Outside,
): Resolution {
  const wanted = name ?? defaultModel
  const login = wanted === '' && !env['KIMI_BASE_URL'] && !env['MOONSHOT_BASE_URL'] ? outside.login() : null
  if (!login) return withHeaders(resolveModel({ models, providers, default_model: wanted }, env), outside)
  const entry = { provider: 'login', model: login.model, max_context_size: LOGIN_CONTEXT_TOKENS }
  const provider = { type: 'kimi', base_url: login.baseUrl, oauth: 'login' }
  const found = resolveModel(
    { models: { [login.model]: entry }, providers: { login: provider }, default_model: login.model },
    {
      ...env,
      KIMI_API_KEY: '',
      MOONSHOT_API_KEY: '',
    },
  )
  return withHeaders(found, outside)
}

/** The window of both models that an account stands for (Moonshot's documentation of November 2026). */
const LOGIN_CONTEXT_TOKENS = 1_048_576

function withHeaders(resolved: Resolution, outside: Outside): Resolution {
  if (!resolved.ok || resolved.model.kind !== 'openai') return resolved
  const { model } = resolved
  return { ok: true, model: { ...model, headers: { ...outside.headers(model.baseUrl), ...model.headers } } }
}

/** A model without a key of its own asks its account for a token that is valid now. */
function openModel(model: ResolvedModel, outside: Outside): OpenedModel {
  if (model.kind !== 'openai' || model.apiKey !== '' || model.oauth === undefined) return createChatStream(model)
  const { baseUrl, oauth } = model
  return createChatStream(model, async () => {
    const reply = await outside.tokenSource(baseUrl, oauth === 'login' ? undefined : oauth)?.current()
    if (reply?.ok) return reply.token
    throw new Error(reply ? `${reply.reason}: ${reply.hint}` : 'there is no login for it: kimi login')
  })
}
