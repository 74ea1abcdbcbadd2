// The models in use: one stream for each combination of provider and key that clients bring. A stream is kept as long as
// the configuration stands, so that its connection stays open between requests.

import type { Config } from '../config/configuration.ts'
import type { RemoteModel } from '../models/configured-model.ts'
import { createLiveCatalog, type LiveCatalog } from '../models/live/live-catalog.ts'
import { createLocalServers } from '../models/live/local-servers.ts'
import {
  resolveAll,
  resolveModel,
  type ListedModel,
  type ModelConfig,
  type ModelSurroundings,
  type NoModel,
  type Resolution,
  type ResolvedModel,
} from '../models/model-catalog.ts'
import { findPrice, type ModelPrice } from '../models/model-price.ts'
import { createChatStream, describeBody, type OpenedModel } from '../models/opened-model.ts'
import type { ChatRequest, ChatStream, Failure } from '../models/chat-stream.ts'
import { createGate, type RequestGate } from '../models/request-gate.ts'
import { withSuccessor } from '../models/retired-model.ts'
import { withRetry } from '../models/retry.ts'
import { shareRenewals } from '../models/shared-renewals.ts'
import type { ClientEnv } from '../protocol/methods.ts'
import type { TokenReply, TokenSource } from '../protocol/token-source.ts'
import { isLoopback } from '../sys/network/loopback.ts'
import { networkVariables } from '../sys/network/network-variables.ts'
import type { ModelChoice, ModelReply } from '../session/agent-run.ts'

/** From the request to the first text of a step, retries and their waits included. */
const TURN_LIMIT_MS = 10 * 60_000
/** The longest wait before a first answer while a model server of this machine, or a provider's first list, is looked for. */
const LOOK_LIMIT_MS = 2_000

const REFRESH_DELAY_MS = 5_000

export interface Chat {
  ok: true
  name: string
  stream: ChatStream
  /** The body that a request has on its way to the provider. */
  describe(request: Omit<ChatRequest, 'signal'>): Promise<object>
  /** Null where the prices are not known. */
  price: ModelPrice | null
}

/** The part of the accounts that models need. */
export interface PoolOutside {
  /** The source of the tokens for a provider with this `oauth` entry; null without a login. */
  tokenSource(baseUrl: string, oauth: unknown): TokenSource | null
  /** The usable login of a Kimi Code plan, else the stored key, from memory. */
  login(): { baseUrl: string; model: string; isKey?: true } | null
  /** Headers that the provider demands. */
  headers(baseUrl: string): Record<string, string>
  /** Told, before a token is asked for, whose way to the network a renewal would take. */
  reachBy?(env: NodeJS.ProcessEnv): void
}

/** A provider that can be used, and its models. */
export interface ProviderCatalog {
  baseUrl: string
  keySource: string
  /** The time of the list in milliseconds since the epoch; null without one. */
  at: number | null
  models: readonly ListedModel[]
  failure: Failure | null
}

export interface ModelPool {
  /** The model that proposes commands: `suggest.model`, else the default one. */
  chat(env: ClientEnv): Chat | NoModel
  /**
   * The model of an agent: `name`, else the default one. Its stream also tries again after an answer has begun. Each
   * `scope` gets a scripted model of its own: every session reads its script from the beginning.
   */
  agent(config: Config, env: ClientEnv, name: string | undefined, scope: string): ModelReply
  /** The model for a client, or what is missing. Asks nobody. */
  resolve(config: Config, env: ClientEnv, name?: string): Resolution
  /** Looks for a model server of this machine when there is no other model. `isAsked`: the user asks for models just now. */
  look(config: Config, env: ClientEnv, name?: string, isAsked?: boolean): Promise<void>
  /** The same, and waits 2 s at most for a provider's first list when the model hangs on it: before a session is opened. */
  prepare(config: Config, env: ClientEnv, name?: string): Promise<void>
  /** Asks the provider of the model in use for its list, also when that is known. */
  renewList(config: Config, env: ClientEnv): Promise<void>
  /** Asks the provider of a model for its list. Null for a scripted model. */
  check(model: ResolvedModel, env: ClientEnv): Promise<Failure | null>
  /** The providers that can be used, with their models; with `isFresh` all of them are asked. */
  catalog(config: Config, env: ClientEnv, isFresh: boolean): Promise<ProviderCatalog[]>
  /** The models that providers have told, from memory. */
  listed(): { id: string; host: string }[]
  /** Opens the connection ahead of the first request. Does nothing when there is no model or no network. */
  preconnect(env: ClientEnv): void
  /** Opens models anew from now on. Requests that are on their way go on; connections close when they have been idle for long. */
  forget(): void
  close(): void
}

interface Agent {
  model: OpenedModel
  choice: ModelChoice
}

interface Pool {
  readConfig: () => Config
  outside: PoolOutside
  live: LiveCatalog
  around: ModelSurroundings
  locals: ReturnType<typeof createLocalServers>
  chats: Map<string, Chat & { model: OpenedModel }>
  agents: Map<string, Agent>
  gates: Map<string, RequestGate>
  sources: Map<string, { source: TokenSource; shared: TokenSource }>
  /** Lists that are being asked for, by address. */
  asking: Map<string, Promise<Failure | null>>
}

/** `lists`: the file with the providers' lists of models; without one they are kept in memory. */
export function createModelPool(readConfig: () => Config, outside: PoolOutside, lists?: string): ModelPool {
  const live = createLiveCatalog(lists ?? null)
  const locals = createLocalServers(live.take)
  const around: ModelSurroundings = {
    login: outside.login,
    canLogIn: (baseUrl, oauth) => outside.tokenSource(baseUrl, oauth) !== null,
    headers: outside.headers,
    listed: live.listed,
    local: locals.current,
  }
  const pool: Pool = {
    readConfig,
    outside,
    live,
    around,
    locals,
    chats: new Map(),
    agents: new Map(),
    gates: new Map(),
    sources: new Map(),
    asking: new Map(),
  }
  const forget = () => {
    pool.chats.clear()
    pool.agents.clear()
  }
  return {
    chat: (env) => openChat(env, pool),
    agent: (config, env, name, scope) => openAgent(config, env, name, scope, pool),
    resolve: (config, env, name) => resolveModel(modelConfig(config, name), env, around),
    look: (config, env, name, isAsked) => look(config, env, name, pool, isAsked),
    prepare: (config, env, name) => prepare(config, env, name, pool),
    async renewList(config, env) {
      const found = resolveModel(modelConfig(config, undefined), env, pool.around)
      if (!found.ok || found.model.kind === 'scripted') return
      const opened = openModel(found.model, env, pool)
      await askList(found.model, opened, pool)
      opened.close()
    },
    check: async (model, env) => {
      const opened = openModel(model, env, pool)
      const listing = await opened.list()
      opened.close()
      return listing === null || listing.ok ? null : listing.failure
    },
    catalog: (config, env, isFresh) => listCatalogs(config, env, isFresh, pool),
    listed: () => live.all().map(({ id, baseUrl }) => ({ id, host: new URL(baseUrl).host })),
    preconnect(env) {
      const chat = openChat(env, pool)
      if (chat.ok) chat.model.preconnect()
      else void look(readConfig(), env, undefined, pool)
    },
    forget,
    close() {
      for (const { model } of [...pool.chats.values(), ...pool.agents.values()]) model.close()
      forget()
    },
  }
}

function modelConfig({ models, providers, defaultModel, settings }: Config, name: string | undefined): ModelConfig {
  const { 'pricing.input': input, 'pricing.cached': cached, 'pricing.output': output } = settings
  const price = input + output > 0 ? { price: { input, cached, output } } : {}
  return { models, providers, default_model: name ?? defaultModel, ...price }
}

/** No model, with the mistake in config.toml that may be the cause: a table or a name with a mistake counts as missing. */
function withMistake(lack: NoModel, pool: Pool): NoModel {
  const { problems } = pool.readConfig()
  const mistake = problems.find((text) =>
    /: (?:default_model|models|providers)\b|\bdid you mean (?:default_model|models|providers)\?/.test(text),
  )
  return mistake === undefined ? lack : { ...lack, reason: `${lack.reason}: ${mistake}`, hint: 'kimi config edit' }
}

function openChat(env: ClientEnv, pool: Pool): (Chat & { model: OpenedModel }) | NoModel {
  const config = pool.readConfig()
  const name = env['KIMI_SUGGEST_MODEL'] || config.settings['suggest.model'] || undefined
  const resolved = resolveModel(modelConfig(config, name), env, pool.around)
  if (!resolved.ok) return withMistake(resolved, pool)
  const key = JSON.stringify([resolved.model, ...wayOf(env)])
  const known = pool.chats.get(key)
  if (known) return known
  const model = openModel(resolved.model, env, pool)
  const stream = withRetry(model.stream, { gate: gateOf(resolved.model, pool) })
  const describe = (request: Omit<ChatRequest, 'signal'>) => describeBody(resolved.model, request)
  const chat = {
    ok: true as const,
    name: resolved.model.name,
    model,
    stream: guard(stream, resolved.model, model, pool),
    describe,
    price: findPrice(resolved.model),
  }
  pool.chats.set(key, chat)
  // Later than the first question, which must have the network to itself.
  setTimeout(() => refreshWhenDue(resolved.model, model, pool), REFRESH_DELAY_MS).unref()
  return chat
}

function openAgent(config: Config, env: ClientEnv, name: string | undefined, scope: string, pool: Pool): ModelReply {
  const resolved = resolveModel(modelConfig(config, name), env, pool.around)
  if (!resolved.ok) return withMistake(resolved, pool)
  const { model: found } = resolved
  const { maxTries: attempts } = config.agent
  const key = JSON.stringify([found, attempts, found.kind === 'scripted' ? scope : '', ...wayOf(env)])
  const known = pool.agents.get(key)
  if (known) return { ok: true, model: known.choice }
  // An agent has a connection of its own: its long answers must not delay a proposal.
  const model = openModel(found, env, pool)
  const retried = withRetry(model.stream, {
    attempts,
    totalMs: TURN_LIMIT_MS,
    restarts: true,
    gate: gateOf(found, pool),
  })
  const entry = config.models[name ?? config.defaultModel]
  const takes =
    found.kind === 'remote'
      ? { image: found.rules.image, video: found.rules.video }
      : { image: has(entry?.capabilities, 'image_in'), video: has(entry?.capabilities, 'video_in') }
  const choice: ModelChoice = {
    name: found.name,
    id: found.model,
    stream: guard(retried, found, model, pool),
    windowTokens: found.contextSize,
    isScripted: found.kind === 'scripted',
    isLocal: found.kind === 'remote' && isLoopback(new URL(found.baseUrl).hostname),
    limitsAnswers: found.kind === 'remote' && (found.dialect === 'kimi' || found.protocol === 'anthropic'),
    takes,
    price: findPrice(found),
  }
  pool.agents.set(key, { model, choice })
  refreshWhenDue(found, model, pool)
  return { ok: true, model: choice }
}

function has(words: readonly string[] | undefined, word: string): boolean {
  return words?.includes(word) ?? false
}

function openModel(model: ResolvedModel, env: ClientEnv, pool: Pool): OpenedModel {
  const { readConfig } = pool
  const tokens = model.kind === 'remote' && model.oauth !== undefined ? tokensOf(model, env, pool) : null
  const own = env['KIMI_CODE_UPLOAD_THRESHOLD_BYTES']
  const uploadOverBytes = () =>
    own !== undefined && /^\d+$/.test(own) ? Number(own) : readConfig().settings['files.upload_over_kb'] * 1024
  return createChatStream(model, { tokens, proxyEnv: networkVariables(env), uploadOverBytes })
}

/**
 * The tokens of the login that is there when a request is sent: a user may log out and in again, here or with another program, while
 * a model is open.
 */
function tokensOf(model: RemoteModel, env: ClientEnv, pool: Pool): TokenSource {
  return {
    async current() {
      pool.outside.reachBy?.(env)
      return (await sourceOf(model, pool)?.current()) ?? describeLack(model, env, pool)
    },
    async renew(refused) {
      pool.outside.reachBy?.(env)
      return (await sourceOf(model, pool)?.renew(refused)) ?? describeLack(model, env, pool)
    },
  }
}

/** A login is sent to its own host alone: a variable of one shell may name another. */
function describeLack({ baseUrl }: RemoteModel, env: ClientEnv, { outside }: Pool): TokenReply {
  const login = outside.login()
  const variable = 'KIMI_CODE_BASE_URL'
  if (login === null || login.baseUrl === baseUrl || env[variable] !== baseUrl)
    return { ok: false, reason: 'there is no login any more', hint: 'kimi login' }
  const [own, named] = [login.baseUrl, baseUrl].map((url) => new URL(url).host)
  return { ok: false, reason: `the login is one of ${own}, and ${variable} names ${named}`, hint: `unset ${variable}` }
}

/** The settings of a client for the way to its provider: the network, and the size from which a picture is uploaded. */
function wayOf(env: ClientEnv): unknown[] {
  return [networkVariables(env), env['KIMI_CODE_UPLOAD_THRESHOLD_BYTES']]
}

/** All sessions that use one login share its source. */
function sourceOf({ baseUrl, oauth }: RemoteModel, { outside, sources }: Pool): TokenSource | null {
  const source = outside.tokenSource(baseUrl, oauth)
  if (source === null) return null
  const key = JSON.stringify([baseUrl, oauth])
  const known = sources.get(key)
  if (known?.source === source) return known.shared
  const shared = shareRenewals(source)
  sources.set(key, { source, shared })
  return shared
}

function gateOf(model: ResolvedModel, { gates }: Pool): RequestGate {
  const key = model.kind === 'remote' ? `${new URL(model.baseUrl).host} ${model.apiKey}` : 'scripted'
  let gate = gates.get(key)
  if (!gate) gates.set(key, (gate = createGate()))
  return gate
}

/** The stream, whose failures name the successor of a model that is gone. */
function guard(stream: ChatStream, model: ResolvedModel, opened: OpenedModel, pool: Pool): ChatStream {
  if (model.kind === 'scripted') return stream
  return withSuccessor(stream, model, async () => {
    await Promise.race([askList(model, opened, pool), waitAtMost(LOOK_LIMIT_MS)])
    return pool.live.listed(model.baseUrl)
  })
}

function refreshWhenDue(model: ResolvedModel, opened: OpenedModel, pool: Pool): void {
  if (model.kind === 'remote' && pool.live.isDue(model.baseUrl)) void askList(model, opened, pool)
}

/** Asks the provider, once for all who ask at the same time. */
function askList({ baseUrl }: RemoteModel, opened: OpenedModel, { asking, live }: Pool): Promise<Failure | null> {
  const known = asking.get(baseUrl)
  if (known) return known
  const asked = opened
    .list()
    .then((listing) => {
      live.take(baseUrl, listing?.ok ? listing.value : null)
      return listing === null || listing.ok ? null : listing.failure
    })
    .finally(() => asking.delete(baseUrl))
  asking.set(baseUrl, asked)
  return asked
}

async function look(
  config: Config,
  env: ClientEnv,
  name: string | undefined,
  pool: Pool,
  isAsked = false,
): Promise<void> {
  const before = resolveModel(modelConfig(config, name), env, pool.around)
  if (!before.ok && before.missing !== 'address') await pool.locals.look(config.settings['local.server'], isAsked)
}

async function prepare(config: Config, env: ClientEnv, name: string | undefined, pool: Pool): Promise<void> {
  await look(config, env, name, pool, true)
  // A bare name may be one of a list that nobody has asked for yet.
  const isUnknown = (found: Resolution) => !found.ok && found.missing === 'model' && name !== undefined
  if (isUnknown(resolveModel(modelConfig(config, name), env, pool.around)))
    await Promise.race([listCatalogs(config, env, false, pool), waitAtMost(LOOK_LIMIT_MS)])
  const after = resolveModel(modelConfig(config, name), env, pool.around)
  if (!after.ok || after.model.kind === 'scripted' || pool.live.listed(after.model.baseUrl) !== null) return
  if (!pool.live.isDue(after.model.baseUrl)) return
  // The list is waited for only when no model is named: then it decides which model is taken.
  const isNamed = (name ?? config.defaultModel) !== '' || env['KIMI_MODEL_NAME']
  const asked = askList(after.model, openModel(after.model, env, pool), pool)
  if (!isNamed) await Promise.race([asked, waitAtMost(LOOK_LIMIT_MS)])
}

async function listCatalogs(config: Config, env: ClientEnv, isFresh: boolean, pool: Pool): Promise<ProviderCatalog[]> {
  await pool.locals.look(config.settings['local.server'], true)
  const { live } = pool
  return Promise.all(
    resolveAll(modelConfig(config, undefined), env, pool.around).map(async (model) => {
      const { baseUrl, keySource } = model
      let failure: Failure | null = null
      if (isFresh || live.isDue(baseUrl)) {
        const opened = openModel(model, env, pool)
        failure = await askList(model, opened, pool)
        opened.close()
      }
      return { baseUrl, keySource, at: live.listedAt(baseUrl), models: live.listed(baseUrl) ?? [], failure }
    }),
  )
}

function waitAtMost(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
