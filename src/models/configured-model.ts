// A model in full, and how one is made of an entry of Kimi CLI's configuration. Which one is chosen: model-catalog.ts.

import { isLoopback } from '../sys/network/loopback.ts'
import {
  isKimiCode,
  isOpenAI,
  MOONSHOT_BASE_URL,
  PROVIDER_KINDS,
  type Protocol,
  type ProviderKind,
} from './provider-kinds.ts'
import { findRules, type ModelPrice, type ModelRules } from './rules/model-rules.ts'
import { readSampling, type Sampling } from './rules/model-variables.ts'
import { readOverrides } from './rules/model-overrides.ts'

export interface ProviderEntry {
  type: string
  base_url?: string | undefined
  api_key?: string | undefined
  /** The variable that holds the key (Kimi Code). */
  api_key_env?: unknown
  env?: Record<string, string> | undefined
  custom_headers?: Record<string, string> | undefined
  /** The field of a message in which thoughts go back to the provider. */
  reasoning_key?: unknown
  oauth?: unknown
}

export interface ModelEntry {
  provider: string
  model: string
  max_context_size?: number | undefined
  capabilities?: string[] | undefined
  /** Fields of Kimi Code's configuration, checked in rules/model-overrides.ts. */
  [field: string]: unknown
}

/** The part of config.toml that names models. */
export interface ModelConfig {
  default_model?: string | undefined
  models?: Record<string, ModelEntry> | undefined
  providers?: Record<string, ProviderEntry> | undefined
  /** The user's own price for models that have none in their entry. */
  price?: ModelPrice | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/** All that is known outside of configuration and environment. Each function answers at once, from memory. */
export interface ModelSurroundings {
  /** The usable login of a Kimi Code plan, else the stored API key of the open platform (`isKey`), or null. */
  login(): { baseUrl: string; model: string; isKey?: true } | null
  /** True when a token can be had for a provider with this `oauth` entry. */
  canLogIn(baseUrl: string, oauth: unknown): boolean
  /** Headers that the provider demands. */
  headers(baseUrl: string): Record<string, string>
  /** The models that the provider's catalog named last; null when it is not known. */
  listed(baseUrl: string): readonly ListedModel[] | null
  /** A model server of this machine that answers, or null. */
  local(): { name: string; baseUrl: string; model: string } | null
}

/** A model in a provider's catalog. */
export interface ListedModel {
  id: string
  title?: string
  protocol?: Protocol
  rules: Partial<ModelRules>
}

export const NO_SURROUNDINGS: ModelSurroundings = {
  login: () => null,
  canLogIn: () => true,
  headers: () => ({}),
  listed: () => null,
  local: () => null,
}

export interface RemoteModel {
  kind: 'remote'
  protocol: Protocol
  /** `kimi` for Moonshot and Kimi; decides the spelling of a few fields. */
  dialect: 'kimi' | 'openai'
  /** The user's name for the model: its key in `[models]`; without one the provider's name for it. */
  name: string
  /** The provider's name for the model. */
  model: string
  baseUrl: string
  apiKey: string
  headers: Record<string, string>
  /** The model's window, in tokens. */
  contextSize: number
  rules: ModelRules
  /** True when the price comes from the user or the provider's catalog. */
  hasOwnPrice: boolean
  /** The field for thoughts that go back to the provider; '' sends none back. */
  thoughtsField: string
  /** The provider's `oauth` entry, or true, when the key has to come from a login; `apiKey` is then empty. */
  oauth: unknown
  /** The user's own values for requests, from KIMI_MODEL_… variables. */
  sampling: Sampling
  /** The origin of the key, for diagnosis: a variable's name or a place in config.toml. */
  keySource: string
  /** Why this model was chosen, as a part of a sentence: "OPENAI_API_KEY is set". */
  reason: string
}

export type ResolvedModel =
  | RemoteModel
  | { kind: 'scripted'; name: string; model: string; scriptsFile: string; contextSize: number; reason: string }

/**
 * No model can answer. `missing` is the part that the configuration or the environment lacks: 'model' and 'provider'
 * are entries of config.toml, 'address' is a usable base URL, 'key' an API key, 'script' the file of a scripted model.
 * `reason` is one line for the user, `hint` a command to type.
 */
export interface NoModel {
  ok: false
  missing: 'model' | 'provider' | 'address' | 'key' | 'script'
  reason: string
  hint: string
}

export type Resolution = { ok: true; model: ResolvedModel } | NoModel

/** Kimi CLI's fallback for a model without `max_context_size`. */
const UNKNOWN_CONTEXT_TOKENS = 100_000

export function refuse(missing: NoModel['missing'], reason: string, hint: string): NoModel {
  return { ok: false, missing, reason, hint }
}

/** The fields of a remote model that are known before its rules, headers and checks. */
export type FoundModel = Pick<
  RemoteModel,
  'protocol' | 'dialect' | 'name' | 'model' | 'baseUrl' | 'apiKey' | 'oauth' | 'keySource' | 'reason'
> & {
  /** The place of the address, for messages. */
  where: string
  headers?: Record<string, string> | undefined
  thoughtsField?: string
  /** The user's entry for the model. */
  entry?: ModelEntry
}

/** Adds the rules of the model, the headers of the provider and the user's own values; refuses what cannot work. */
export function completeModel(
  found: FoundModel,
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings,
): Resolution {
  const { where, entry, headers = {}, thoughtsField, ...model } = found
  if (!isHttpUrl(model.baseUrl)) {
    const hint = where.includes('.') ? 'kimi config edit' : `unset ${where}`
    return refuse('address', `${where}: expected an http(s) address, got "${model.baseUrl}"`, hint)
  }
  const isKimi = model.dialect === 'kimi'
  const listed = around.listed(model.baseUrl)?.find(({ id }) => id === model.model)
  const overrides = readOverrides(entry, isKimi ? env : {}, config.price)
  const rules = findRules(model.model, listed?.rules, overrides)
  const isAnthropic =
    env['KIMI_CODE_PROTOCOL'] === 'anthropic' && isKimi && isCodingEndpoint(model.baseUrl, env, around)
  return {
    ok: true,
    model: {
      kind: 'remote',
      ...model,
      protocol: isAnthropic ? 'anthropic' : isKimi ? (listed?.protocol ?? model.protocol) : model.protocol,
      headers: {
        ...around.headers(model.baseUrl),
        ...(isKimi ? readHeaderLines(env['KIMI_CODE_CUSTOM_HEADERS']) : {}),
        ...headers,
      },
      contextSize: rules.window || UNKNOWN_CONTEXT_TOKENS,
      rules,
      hasOwnPrice: overrides.price !== undefined || listed?.rules.price !== undefined,
      thoughtsField: thoughtsField ?? (isKimi ? 'reasoning_content' : ''),
      sampling: isKimi ? readSampling(env) : {},
    },
  }
}

/** True for the endpoint of a plan: Kimi's own, that of the login, or the one that the user puts in its place, such as a proxy. */
function isCodingEndpoint(baseUrl: string, env: Environment, around: ModelSurroundings): boolean {
  return isKimiCode(baseUrl) || baseUrl === env['KIMI_CODE_BASE_URL'] || baseUrl === around.login()?.baseUrl
}

/** `Name: Value` in each line, as Kimi Code's variable has them. */
function readHeaderLines(text = ''): Record<string, string> {
  const lines = text.split('\n').map((line) => /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line))
  return Object.fromEntries(lines.flatMap((line) => (line ? [[line[1]!, line[2]!]] : [])))
}

/** The model of an entry in `[models]`. */
export function resolveEntry(
  name: string,
  entry: ModelEntry,
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings,
): Resolution {
  const provider = own(config.providers, entry.provider)
  if (provider === undefined) {
    return refuse('provider', `models.${name}: provider "${entry.provider}" is not in [providers]`, 'kimi config edit')
  }
  if (provider.type === '_scripted_echo') return resolveScripted(name, entry, provider, env)
  const kind = own(PROVIDER_KINDS, provider.type)
  if (kind === undefined && provider.type !== 'kimi') {
    const known = ['kimi', ...Object.keys(PROVIDER_KINDS)].join(', ')
    const text = `providers.${entry.provider}: type "${provider.type}" is not known; ${known} are`
    return refuse('provider', text, 'kimi config edit')
  }
  const key = kind ? findKey(entry, provider, kind, env) : findKimiKey(entry, provider, env)
  const { baseUrl, apiKey, keySource } = key
  const isKimi = kind === undefined
  const oauth = apiKey === '' ? provider.oauth : undefined
  const where = `providers.${entry.provider}`
  if (apiKey === '' && isHttpUrl(baseUrl)) {
    if (oauth !== undefined && !around.canLogIn(baseUrl, oauth)) {
      return refuse('key', `${where} needs a login`, 'kimi login')
    }
    // Model servers on this machine (Ollama, llama.cpp) need no key.
    if (oauth === undefined && !isLoopback(new URL(baseUrl).hostname)) {
      const variable = isKimi ? 'KIMI_API_KEY' : (kind?.keys[0] ?? '')
      return refuse('key', `${where} has no api_key`, `export ${variable}=…, or kimi config edit`)
    }
  }
  const reasoningKey = typeof provider.reasoning_key === 'string' ? provider.reasoning_key : undefined
  const found: FoundModel = {
    protocol: kind?.protocol ?? 'chat',
    dialect: isKimi ? 'kimi' : 'openai',
    name,
    model: (isKimi && env['KIMI_MODEL_NAME']) || entry.model,
    baseUrl,
    apiKey,
    oauth,
    keySource,
    reason: `config.toml: models.${name}`,
    where: `${where}.base_url`,
    headers: provider.custom_headers,
    entry,
    ...(reasoningKey === undefined ? {} : { thoughtsField: reasoningKey }),
  }
  return completeModel(found, config, env, around)
}

interface FoundKey {
  baseUrl: string
  apiKey: string
  keySource: string
}

function findKey(entry: ModelEntry, provider: ProviderEntry, kind: ProviderKind, env: Environment): FoundKey {
  const own = provider.env ?? {}
  const address = env[kind.address] || ''
  const baseUrl = address || provider.base_url || own[kind.address] || kind.baseUrl
  const named = readNamedKey(entry, provider, env)
  if (named) return { baseUrl, ...named }
  const inFile = provider.api_key || kind.keys.map((name) => own[name]).find(Boolean) || ''
  // A key from the environment is used only for an address from the environment, for the provider's own address, or when the file holds
  // no key.
  const isMeant =
    address !== '' || inFile === '' || (isHttpUrl(baseUrl) && isOpenAI(baseUrl)) || isOwnHost(baseUrl, kind)
  const variable = isMeant ? kind.keys.find((name) => env[name]) : undefined
  const keySource = variable ?? `providers.${entry.provider}.api_key`
  return { baseUrl, apiKey: (variable === undefined ? inFile : env[variable]) ?? '', keySource }
}

function isOwnHost(baseUrl: string, { baseUrl: usual }: ProviderKind): boolean {
  return usual !== '' && isHttpUrl(baseUrl) && new URL(baseUrl).host === new URL(usual).host
}

/** The key that `api_key_env` names. */
function readNamedKey({ provider }: ModelEntry, { api_key_env: name }: ProviderEntry, env: Environment) {
  if (typeof name !== 'string' || !env[name]) return null
  return { apiKey: env[name], keySource: `${name} (providers.${provider}.api_key_env)` }
}

function findKimiKey(entry: ModelEntry, provider: ProviderEntry, env: Environment): FoundKey {
  const configured = provider.base_url || MOONSHOT_BASE_URL
  const managed = isKimiCode(configured) ? env['KIMI_CODE_BASE_URL'] : undefined
  const baseUrl = env['KIMI_BASE_URL'] || managed || configured
  const named = readNamedKey(entry, provider, env)
  if (named) return { baseUrl, ...named }
  const variables = /\bmoonshot\./.test(baseUrl) ? ['KIMI_API_KEY', 'MOONSHOT_API_KEY'] : ['KIMI_API_KEY']
  const first = variables[0]!
  const inFile = provider.api_key || provider.env?.['KIMI_API_KEY'] || ''
  // KIMI_API_KEY overrides the file, as in Kimi CLI. MOONSHOT_API_KEY, which Kimi CLI does not know, only fills a gap.
  const variable = env[first] ? first : inFile === '' ? variables.find((each) => env[each]) : undefined
  const apiKey = (variable === undefined ? inFile : env[variable]) ?? ''
  return { baseUrl, apiKey, keySource: variable ?? `providers.${entry.provider}.api_key` }
}

function resolveScripted(name: string, entry: ModelEntry, provider: ProviderEntry, env: Environment): Resolution {
  const scriptsFile = provider.env?.['KIMI_SCRIPTED_ECHO_SCRIPTS'] || env['KIMI_SCRIPTED_ECHO_SCRIPTS'] || ''
  if (scriptsFile === '') {
    return refuse('script', `providers.${entry.provider}: KIMI_SCRIPTED_ECHO_SCRIPTS names no file`, 'kimi config edit')
  }
  const contextSize = entry.max_context_size ?? UNKNOWN_CONTEXT_TOKENS
  const reason = `config.toml: models.${name}`
  return { ok: true, model: { kind: 'scripted', name, model: entry.model, scriptsFile, contextSize, reason } }
}

export function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
