// Chooses the model: the configured one, else the first that the environment makes usable. The order is that of the sources in
// provider-kinds.ts, behind a login of the Kimi plan; a model server of this machine is the last.

import {
  completeModel,
  isHttpUrl,
  NO_SURROUNDINGS,
  own,
  refuse,
  resolveEntry,
  type Environment,
  type ModelConfig,
  type ModelSurroundings,
  type RemoteModel,
  type Resolution,
} from './configured-model.ts'
import {
  chooseModel,
  ENVIRONMENT_SOURCES,
  isOpenAI,
  KIMI_BASE_URL,
  PROVIDER_KINDS,
  type EnvironmentSource,
} from './provider-kinds.ts'

export type {
  Environment,
  ListedModel,
  ModelConfig,
  ModelSurroundings,
  NoModel,
  Resolution,
  ResolvedModel,
} from './configured-model.ts'

/** The command that stores a key. */
const KEY_COMMAND = 'kimi login --api-key'
/** Names that ask for a model server of this machine. */
const LOCAL_NAMES = ['local', 'ollama', 'llama.cpp', 'llamacpp', 'vllm', 'lmstudio']

/**
 * Chooses the model for a client with this environment. Pure: asks nothing but its arguments.
 *
 * `default_model` is a key of `[models]`, an alias in one of its entries, a source with a slash and the provider's name for the
 * model (`openai/gpt-…`), a source alone, or a model that the catalog of a usable source has.
 */
export function resolveModel(
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings = NO_SURROUNDINGS,
): Resolution {
  const name = config.default_model ?? ''
  const adHoc = resolveAdHoc(config, env, around)
  if (adHoc) return adHoc
  if (name === '') return resolveFirst(config, env, around)
  const entry = own(config.models, name)
  if (entry) return resolveEntry(name, entry, config, env, around)
  const alias = Object.entries(config.models ?? {}).find(
    ([, { aliases }]) => Array.isArray(aliases) && aliases.includes(name),
  )
  if (alias) return resolveEntry(alias[0], alias[1], config, env, around)
  return resolveNamed(name, config, env, around)
}

/** Kimi Code's way to name a model by variables alone. */
function resolveAdHoc(config: ModelConfig, env: Environment, around: ModelSurroundings): Resolution | null {
  const { KIMI_MODEL_NAME: model, KIMI_MODEL_API_KEY: apiKey } = env
  if (!model || !apiKey) return null
  const type = env['KIMI_MODEL_PROVIDER_TYPE'] || 'kimi'
  const kind = own(PROVIDER_KINDS, type)
  if (!kind && type !== 'kimi')
    return refuse('provider', `KIMI_MODEL_PROVIDER_TYPE "${type}" is not known`, 'unset KIMI_MODEL_PROVIDER_TYPE')
  const baseUrl = env['KIMI_MODEL_BASE_URL'] || env['KIMI_BASE_URL'] || kind?.baseUrl || KIMI_BASE_URL
  const source = {
    protocol: kind?.protocol ?? ('chat' as const),
    dialect: kind ? ('openai' as const) : ('kimi' as const),
    name: model,
    model,
    baseUrl,
    apiKey,
    oauth: undefined,
    keySource: 'KIMI_MODEL_API_KEY',
    reason: 'KIMI_MODEL_NAME and KIMI_MODEL_API_KEY are set',
    where: 'KIMI_MODEL_BASE_URL',
  }
  return completeModel(source, config, env, around)
}

function resolveFirst(config: ModelConfig, env: Environment, around: ModelSurroundings): Resolution {
  if (around.login()) return resolveLogin(undefined, config, env, around)
  const source = ENVIRONMENT_SOURCES.find(({ key }) => env[key])
  if (source) return resolveSource(source, undefined, config, env, around)
  return (
    resolveLocal(undefined, config, env, around) ??
    refuse('key', 'no model is configured', 'kimi login, or export MOONSHOT_API_KEY=…')
  )
}

/** A name that is not in `[models]`. */
function resolveNamed(name: string, config: ModelConfig, env: Environment, around: ModelSurroundings): Resolution {
  const [head = '', ...rest] = name.split('/')
  const wanted = rest.join('/') || undefined
  if (LOCAL_NAMES.includes(head)) {
    return (
      resolveLocal(wanted, config, env, around) ??
      refuse('model', 'no model server answers on this machine', 'start it, or kimi config set local.server ADDRESS')
    )
  }
  const named = ENVIRONMENT_SOURCES.find((source) => source.name === head)
  if (head === 'kimi' && around.login()) return resolveLogin(wanted, config, env, around)
  if (head === 'kimi' && !env['KIMI_API_KEY']) return refuse('key', 'there is no Kimi Code login', 'kimi login')
  if (named && !env[named.key]) return refuse('key', `${named.key} is not set`, `export ${named.key}=…`)
  if (named) return resolveSource(named, wanted, config, env, around)
  const login = around.login()
  if (login && isListed(name, login.baseUrl, around)) return resolveLogin(name, config, env, around)
  const source = ENVIRONMENT_SOURCES.find((each) => env[each.key] && isListed(name, addressOf(each, env), around))
  if (source) return resolveSource(source, name, config, env, around)
  const local = around.local()
  if (local && (name === local.model || isListed(name, local.baseUrl, around)))
    return resolveLocal(name, config, env, around)!
  return refuse('model', `there is no model "${name}"`, 'kimi model list')
}

function isListed(id: string, baseUrl: string, around: ModelSurroundings): boolean {
  return around.listed(baseUrl)?.some((model) => model.id === id) ?? false
}

function addressOf(source: EnvironmentSource, env: Environment): string {
  return env[source.address] || (source.baseUrl === KIMI_BASE_URL && env['KIMI_CODE_BASE_URL']) || source.baseUrl
}

function resolveLogin(
  wanted: string | undefined,
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings,
): Resolution {
  const login = around.login()!
  const baseUrl = (!login.isKey && env['KIMI_CODE_BASE_URL']) || login.baseUrl
  const source = ENVIRONMENT_SOURCES.find(({ name }) => name === 'kimi')!
  const ids = around.listed(baseUrl)?.map(({ id }) => id) ?? []
  const isGone = ids.length > 0 && !ids.includes(login.model)
  const model =
    wanted ||
    env['KIMI_MODEL_NAME'] ||
    (isGone ? chooseModel(ids, source.wanted) : undefined) ||
    login.model ||
    source.model
  return completeModel(
    {
      protocol: 'chat',
      dialect: 'kimi',
      name: model,
      model,
      baseUrl,
      apiKey: '',
      oauth: true,
      keySource: login.isKey ? KEY_COMMAND : 'kimi login',
      reason: login.isKey ? 'an API key of the open platform is stored' : 'you are logged in with a Kimi Code plan',
      where: 'KIMI_CODE_BASE_URL',
    },
    config,
    env,
    around,
  )
}

function resolveSource(
  source: EnvironmentSource,
  wanted: string | undefined,
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings,
): Resolution {
  const baseUrl = addressOf(source, env)
  const ids = around.listed(baseUrl)?.map(({ id }) => id) ?? []
  const isForeign = source.name === 'openai' && isHttpUrl(baseUrl) && !isOpenAI(baseUrl)
  const chosen = chooseModel(ids, source.wanted) ?? (isForeign ? ids[0] : undefined)
  const model = wanted || (source.isKimi && env['KIMI_MODEL_NAME']) || chosen || source.model
  return completeModel(
    {
      protocol: isForeign ? 'chat' : source.protocol,
      dialect: source.isKimi ? 'kimi' : 'openai',
      name: model,
      model,
      baseUrl,
      apiKey: env[source.key] ?? '',
      oauth: undefined,
      keySource: source.key,
      reason: `${source.key} is set`,
      where: source.address,
    },
    config,
    env,
    around,
  )
}

function resolveLocal(
  wanted: string | undefined,
  config: ModelConfig,
  env: Environment,
  around: ModelSurroundings,
): Resolution | null {
  const server = around.local()
  if (server === null) return null
  const model = wanted ?? server.model
  return completeModel(
    {
      protocol: 'chat',
      dialect: 'openai',
      name: model,
      model,
      baseUrl: server.baseUrl,
      apiKey: '',
      oauth: undefined,
      keySource: server.name,
      reason: `${server.name} answers on this machine`,
      where: 'local.server',
    },
    config,
    env,
    around,
  )
}

/** A model of each provider that can be used: in the configuration, with a login, with a key, or on this machine. */
export function resolveAll(config: ModelConfig, env: Environment, around: ModelSurroundings): RemoteModel[] {
  const names = [
    ...Object.keys(config.models ?? {}),
    ...(around.login() ? ['kimi'] : []),
    ...ENVIRONMENT_SOURCES.filter(({ key }) => env[key]).map(({ name }) => name),
    ...(around.local() ? ['local'] : []),
  ]
  const found = new Map<string, RemoteModel>()
  for (const name of names) {
    const resolved = resolveModel({ ...config, default_model: name }, env, around)
    if (resolved.ok && resolved.model.kind === 'remote') {
      const { baseUrl, keySource } = resolved.model
      const key = `${baseUrl} ${keySource}`
      if (!found.has(key)) found.set(key, resolved.model)
    }
  }
  return [...found.values()]
}
