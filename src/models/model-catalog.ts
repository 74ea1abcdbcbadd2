// Resolves the model that answers, from Kimi CLI's configuration and the environment as Kimi CLI does. Without a
// configured model an API key in the environment is enough.

import { isLoopback } from './loopback.ts'

export interface ProviderEntry {
  type: string
  base_url?: string | undefined
  api_key?: string | undefined
  env?: Record<string, string> | undefined
  custom_headers?: Record<string, string> | undefined
  oauth?: unknown
}

export interface ModelEntry {
  provider: string
  model: string
  max_context_size?: number | undefined
}

/** The part of config.toml that names models. */
export interface ModelConfig {
  default_model?: string | undefined
  models?: Record<string, ModelEntry> | undefined
  providers?: Record<string, ProviderEntry> | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Fields of a request that the user's environment sets; absent ones are left to us, and to the model. */
export interface Sampling {
  temperature?: number
  topP?: number
  /** The limit of an answer in tokens; 0 sends no limit. */
  maxTokens?: number
}

export type ResolvedModel =
  | {
      kind: 'openai'
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
      /** The provider's `oauth` entry when the key has to come from a login; `apiKey` is then empty. */
      oauth: unknown
      /** The user's own values for requests, from KIMI_MODEL_… variables. */
      sampling: Sampling
      /** The origin of the key, for diagnosis: a variable's name or a place in config.toml. */
      keySource: string
    }
  | { kind: 'scripted'; name: string; model: string; scriptsFile: string; contextSize: number }

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

const MOONSHOT_BASE_URL = 'https://api.moonshot.ai/v1'
const KIMI_BASE_URL = 'https://api.kimi.com/coding/v1'
/** The newest general model in the open platform's public documentation. */
const MOONSHOT_MODEL = 'kimi-k2.6'
/** Kimi Code's default model (its documentation, "managed models"). */
const KIMI_MODEL = 'kimi-for-coding'
/** The window of both default models, by the same documentation. */
const DEFAULT_CONTEXT_TOKENS = 262_144
/** Kimi CLI's fallback for a model without `max_context_size`. */
const UNKNOWN_CONTEXT_TOKENS = 100_000

/** Chooses the model for a client with this environment. Pure: reads nothing but its arguments. */
export function resolveModel(config: ModelConfig, env: Environment): Resolution {
  const name = config.default_model ?? ''
  if (name === '') return resolveFromKeys(env)
  const entry = own(config.models, name)
  if (entry === undefined) {
    return refuse('model', `default_model "${name}" is not in [models]`, 'kimi config set default_model NAME')
  }
  const provider = own(config.providers, entry.provider)
  if (provider === undefined) {
    return refuse('provider', `models.${name}: provider "${entry.provider}" is not in [providers]`, 'kimi config edit')
  }
  if (provider.type === '_scripted_echo') return resolveScripted(name, entry, provider, env)
  if (provider.type === 'kimi') return resolveKimi(name, entry, provider, env)
  if (provider.type === 'openai_legacy') {
    const baseUrl = env['OPENAI_BASE_URL'] || provider.base_url || ''
    const key = takesOpenAIKey(baseUrl, provider, env) ? env['OPENAI_API_KEY'] : undefined
    const apiKey = key || provider.api_key || ''
    const keySource = key ? 'OPENAI_API_KEY' : `providers.${entry.provider}.api_key`
    return finish('openai', name, entry, provider, { baseUrl, apiKey, keySource, model: entry.model })
  }
  return refuse(
    'provider',
    `providers.${entry.provider}: type "${provider.type}" is not supported yet; kimi and openai_legacy are`,
    'kimi config edit',
  )
}

/** The key goes to whom it is for: to OpenAI, to the address beside it in the environment, or where the file has no key. */
function takesOpenAIKey(baseUrl: string, provider: ProviderEntry, env: Environment): boolean {
  if (env['OPENAI_BASE_URL'] || !provider.api_key) return true
  return URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.openai.com'
}

function resolveKimi(name: string, entry: ModelEntry, provider: ProviderEntry, env: Environment): Resolution {
  const baseUrl = env['KIMI_BASE_URL'] || provider.base_url || MOONSHOT_BASE_URL
  const variables = /\bmoonshot\./.test(baseUrl) ? ['KIMI_API_KEY', 'MOONSHOT_API_KEY'] : ['KIMI_API_KEY']
  const first = variables[0]!
  const inFile = provider.api_key ?? ''
  // KIMI_API_KEY overrides the file, as in Kimi CLI. MOONSHOT_API_KEY, which Kimi CLI does not know, only fills a gap.
  const variable = env[first] ? first : inFile === '' ? variables.find((each) => env[each]) : undefined
  const apiKey = (variable === undefined ? inFile : env[variable]) ?? ''
  const keySource = variable ?? `providers.${entry.provider}.api_key`
  const model = env['KIMI_MODEL_NAME'] || entry.model
  return finish('kimi', name, entry, provider, { baseUrl, apiKey, keySource, model }, env)
}

function finish(
  dialect: 'kimi' | 'openai',
  name: string,
  entry: ModelEntry,
  provider: ProviderEntry,
  found: { baseUrl: string; apiKey: string; keySource: string; model: string },
  env: Environment = {},
): Resolution {
  const where = `providers.${entry.provider}`
  if (!isHttpUrl(found.baseUrl)) {
    return refuse(
      'address',
      `${where}.base_url: expected an http(s) address, got "${found.baseUrl}"`,
      'kimi config edit',
    )
  }
  const oauth = found.apiKey === '' ? provider.oauth : undefined
  // Model servers on this machine (Ollama, llama.cpp) need no key.
  if (found.apiKey === '' && oauth === undefined && !isLoopback(new URL(found.baseUrl).hostname)) {
    const variable = dialect === 'kimi' ? 'KIMI_API_KEY' : 'OPENAI_API_KEY'
    return refuse('key', `${where} has no api_key`, `export ${variable}=…, or kimi config edit`)
  }
  const size = Number(env['KIMI_MODEL_MAX_CONTEXT_SIZE'])
  const contextSize = size > 0 ? size : (entry.max_context_size ?? UNKNOWN_CONTEXT_TOKENS)
  const headers = provider.custom_headers ?? {}
  const sampling = dialect === 'kimi' ? readSampling(env) : {}
  return { ok: true, model: { kind: 'openai', dialect, name, headers, contextSize, oauth, sampling, ...found } }
}

function resolveScripted(name: string, entry: ModelEntry, provider: ProviderEntry, env: Environment): Resolution {
  const scriptsFile = provider.env?.['KIMI_SCRIPTED_ECHO_SCRIPTS'] || env['KIMI_SCRIPTED_ECHO_SCRIPTS'] || ''
  if (scriptsFile === '') {
    return refuse('script', `providers.${entry.provider}: KIMI_SCRIPTED_ECHO_SCRIPTS names no file`, 'kimi config edit')
  }
  const contextSize = entry.max_context_size ?? UNKNOWN_CONTEXT_TOKENS
  return { ok: true, model: { kind: 'scripted', name, model: entry.model, scriptsFile, contextSize } }
}

/** The model of the first API key in the environment, for a configuration that names no model. */
function resolveFromKeys(env: Environment): Resolution {
  const sources = [
    { variable: 'MOONSHOT_API_KEY', baseUrl: env['MOONSHOT_BASE_URL'] || MOONSHOT_BASE_URL, model: MOONSHOT_MODEL },
    { variable: 'KIMI_API_KEY', baseUrl: env['KIMI_BASE_URL'] || KIMI_BASE_URL, model: KIMI_MODEL },
  ]
  const source = sources.find(({ variable }) => env[variable])
  if (source === undefined) {
    return refuse('key', 'no model is configured', 'export MOONSHOT_API_KEY=…, or kimi config edit')
  }
  const { variable, baseUrl } = source
  if (!isHttpUrl(baseUrl)) {
    const name = variable.replace('API_KEY', 'BASE_URL')
    return refuse('address', `${name}: expected an http(s) address, got "${baseUrl}"`, `unset ${name}`)
  }
  const model = env['KIMI_MODEL_NAME'] || source.model
  const size = Number(env['KIMI_MODEL_MAX_CONTEXT_SIZE'])
  return {
    ok: true,
    model: {
      kind: 'openai',
      dialect: 'kimi',
      name: model,
      model,
      baseUrl,
      apiKey: env[variable] ?? '',
      headers: {},
      contextSize: size > 0 ? size : DEFAULT_CONTEXT_TOKENS,
      oauth: undefined,
      sampling: readSampling(env),
      keySource: variable,
    },
  }
}

/** Kimi CLI's variables. A value that is no number counts as not set. */
function readSampling(env: Environment): Sampling {
  const read = (name: string) => (env[name] === undefined || env[name].trim() === '' ? Number.NaN : Number(env[name]))
  const given = <K extends keyof Sampling>(key: K, value: number): Sampling =>
    Number.isFinite(value) ? { [key]: value } : {}
  const limit = [read('KIMI_MODEL_MAX_COMPLETION_TOKENS'), read('KIMI_MODEL_MAX_TOKENS')].find(Number.isFinite)
  return {
    ...given('temperature', read('KIMI_MODEL_TEMPERATURE')),
    ...given('topP', read('KIMI_MODEL_TOP_P')),
    ...(limit === undefined ? {} : { maxTokens: Math.max(0, Math.floor(limit)) }),
  }
}

function refuse(missing: NoModel['missing'], reason: string, hint: string): Resolution {
  return { ok: false, missing, reason, hint }
}

function own<T>(table: Record<string, T> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
