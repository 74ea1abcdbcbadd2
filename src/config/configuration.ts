// Configuration in five layers, of which later ones override earlier ones, with the origin of each value:
//   1. defaults   2. /etc/kimi/config.toml   3. config.toml of the share directory   4. KIMI_… variables   5. flags
// The directory of a project is no layer, because a stranger may have written its files.

import { readAgentSettings, type AgentSettings } from './agent-settings.ts'
import { judgeKeys } from './kimi-cli-keys.ts'
import { isObject } from '../sys/json-reading.ts'
import { parseLayer, readLayer, findLine, flatten, TEXT_LAYER, type FileLayer } from './layers.ts'
import { isSettingKey, readSetting, SETTINGS, variableOf, type SettingKey, type Settings } from './settings.ts'
import { ModelSchema, ProviderSchema, type Model, type Provider } from './kimi-cli-schema.ts'

const SYSTEM_CONFIG = '/etc/kimi/config.toml'

export interface Config {
  settings: Settings
  /** The origin of each value: `default`, a file with its line, `$VARIABLE` or `flag`. */
  origins: Record<string, string>
  defaultModel: string
  models: Record<string, Model>
  providers: Record<string, Provider>
  /** The agent's settings, from Kimi CLI's keys. */
  agent: AgentSettings
  /** A line of text for each mistake. A mistake costs its own value only. */
  problems: string[]
  /** A file that is neither TOML nor JSON, in Kimi CLI's words; null when all files can be read. */
  broken: string | null
  /** The files that could not be read, with the system's code of the failure. */
  unread: { path: string; code: string }[]
  /** Keys that the files set without an effect, as `KEY (FILE)`. */
  idle: string[]
  /** The unchecked values of `permission.rules`, file by file; safety/rules/ checks them. */
  permissions: readonly { value: unknown; source: string }[]
}

export interface LoadOptions {
  file: string
  systemFile?: string
  env: NodeJS.ProcessEnv
  flags?: Record<string, unknown>
  /** The text of `--config`, which is read in place of `file`. */
  text?: string | undefined
}

export function loadConfig({ file, systemFile = SYSTEM_CONFIG, env, flags = {}, text }: LoadOptions): Config {
  const config: Config = {
    settings: Object.fromEntries(Object.entries(SETTINGS).map(([key, kind]) => [key, kind.default])) as Settings,
    origins: Object.fromEntries(Object.keys(SETTINGS).map((key) => [key, 'default'])),
    defaultModel: '',
    models: {},
    providers: {},
    agent: readAgentSettings({}),
    problems: [],
    broken: null,
    unread: [],
    idle: [],
    permissions: [],
  }
  const layers = [readLayer(systemFile), text === undefined ? readLayer(file) : parseLayer(TEXT_LAYER, text)]
  for (const layer of layers) if (layer) applyFile(config, layer)
  config.agent = readAgentSettings(Object.assign({}, ...layers.map((layer) => layer?.table)))
  config.problems.push(...config.agent.problems)
  config.permissions = layers.flatMap((layer) => {
    const permission = layer?.table['permission']
    const value = isObject(permission) ? permission['rules'] : permission
    return layer && value !== undefined ? [{ value, source: layer.path }] : []
  })
  applyEnvironment(config, env)
  for (const [key, value] of Object.entries(flags)) if (isSettingKey(key)) applySetting(config, key, value, 'flag')
  return config
}

/** The configuration with a client's environment as layer 4. Takes microseconds. */
export function withEnvironment(config: Config, env: NodeJS.ProcessEnv): Config {
  const own: Config = { ...config, settings: { ...config.settings }, origins: { ...config.origins }, problems: [] }
  applyEnvironment(own, env)
  return own
}

function applyEnvironment(config: Config, env: NodeJS.ProcessEnv): void {
  for (const key of Object.keys(SETTINGS)) {
    const name = variableOf(key)
    if (env[name] !== undefined) applySetting(config, key as SettingKey, env[name], `$${name}`)
  }
}

function applyFile(config: Config, layer: FileLayer): void {
  config.problems.push(...layer.problems)
  config.broken ??= layer.broken
  if (layer.unread !== '') config.unread.push({ path: layer.path, code: layer.unread })
  const { models, providers, default_model: defaultModel, ...rest } = layer.table
  readTables(config, layer, 'providers', providers, ProviderSchema, config.providers)
  readTables(config, layer, 'models', models, ModelSchema, config.models)
  if (typeof defaultModel === 'string') {
    config.defaultModel = defaultModel
    config.origins['default_model'] = placeOf(layer, 'default_model')
  } else if (defaultModel !== undefined) noteKind(config, layer, 'default_model', defaultModel, 'the name of a model')
  for (const [key, value] of flatten(rest)) {
    if (isSettingKey(key)) applySetting(config, key, value, placeOf(layer, key))
  }
  const { problems, idle } = judgeKeys(layer.table, Object.keys(SETTINGS))
  // A whole table of the wrong kind has been noted above.
  const others = problems.filter(({ key }) => key !== 'models' && key !== 'providers')
  for (const { key, text } of others) config.problems.push(`${placeOf(layer, key)}: ${text}`)
  config.idle.push(...idle.map((key) => `${key} (${layer.path})`))
}

function applySetting(config: Config, key: SettingKey, raw: unknown, origin: string): void {
  const checked = readSetting(key, raw)
  if (!checked.ok) {
    config.problems.push(`${origin}: ${key} is ${JSON.stringify(raw)}, expected ${checked.expected}`)
    return
  }
  Object.assign(config.settings, { [key]: checked.value })
  config.origins[key] = origin
}

function readTables<T>(
  config: Config,
  layer: FileLayer,
  name: string,
  raw: unknown,
  schema: {
    safeParse(
      value: unknown,
    ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
  },
  into: Record<string, T>,
): void {
  if (raw === undefined) return
  if (!isObject(raw)) return noteKind(config, layer, name, raw, `tables [${name}.NAME]`)
  for (const [id, value] of Object.entries(raw)) {
    const parsed = schema.safeParse(value)
    if (parsed.success) {
      into[id] = parsed.data
      config.origins[`${name}.${id}`] = layer.path
      continue
    }
    const issue = parsed.error.issues[0]
    const key = [name, id, ...(issue?.path ?? [])].join('.')
    config.problems.push(`${placeOf(layer, key)}: ${key}: ${issue?.message ?? 'invalid'}`)
  }
}

/** Notes that a value is of the wrong kind. It counts as missing. */
function noteKind(config: Config, layer: FileLayer, key: string, value: unknown, expected: string): void {
  config.problems.push(`${placeOf(layer, key)}: ${key} is ${JSON.stringify(value)}, expected ${expected}`)
}

function placeOf(layer: FileLayer, key: string): string {
  const line = findLine(layer.text, key)
  return line === null ? layer.path : `${layer.path}:${line}`
}
