// The login in config.toml, as both CLIs write it: the provider `managed:kimi-code`, which refers to the credentials file. Programs
// that build on Kimi CLI, such as its SDK, look there to know whether somebody is logged in. Tokens are never written there.

import { isObject } from '../sys/json-reading.ts'
import { listEndpoints, type Endpoint } from './endpoints.ts'

const PROVIDER = 'managed:kimi-code'

/** Throws `config.invalid` when the file is broken, and when the disk fails. */
export async function writeLoginProvider(file: string, endpoint: Endpoint): Promise<void> {
  const { editConfig } = await import('../config/config-edit.ts')
  const isDefault = listEndpoints({})[0]!.oauthHost === endpoint.oauthHost
  const oauth = {
    storage: 'file',
    key: `oauth/${endpoint.slot}`,
    ...(isDefault ? {} : { oauth_host: endpoint.oauthHost }),
  }
  editConfig(file, ['providers', PROVIDER], { type: 'kimi', base_url: endpoint.baseUrl, api_key: '', oauth })
}

/** Removes the provider of a login, its models, and a default model that is one of them, as Kimi CLI does. Throws as above. */
export async function removeLoginProvider(file: string): Promise<void> {
  const { readLayer } = await import('../config/layers.ts')
  const table = readLayer(file)?.table ?? {}
  const providers = isObject(table['providers']) ? table['providers'] : {}
  const provider = providers[PROVIDER]
  // Somebody may use the name for a provider with a key.
  if (!isObject(provider) || !isObject(provider['oauth']) || provider['api_key']) return
  const { editConfig } = await import('../config/config-edit.ts')
  editConfig(file, ['providers', PROVIDER], undefined)
  const models = isObject(table['models']) ? table['models'] : {}
  for (const [name, model] of Object.entries(models)) {
    if (!isObject(model) || model['provider'] !== PROVIDER) continue
    editConfig(file, ['models', name], undefined)
    if (table['default_model'] === name) editConfig(file, 'default_model', undefined)
  }
}

/**
 * Removes a default model that names a model of the plan without an entry in `[models]`, as `kimi model use` writes it: without a
 * login it would be refused, and keep the user's other keys from being used. Returns what was removed in words, or null. Throws as above.
 */
export async function removePlanModel(file: string): Promise<string | null> {
  const { readLayer } = await import('../config/layers.ts')
  const table = readLayer(file)?.table ?? {}
  const name = table['default_model']
  const isEntry = isObject(table['models']) && Object.hasOwn(table['models'], String(name))
  if (typeof name !== 'string' || isEntry || !/^kimi(?:\/|$)/.test(name)) return null
  const { editConfig } = await import('../config/config-edit.ts')
  editConfig(file, 'default_model', undefined)
  return `default_model = ${JSON.stringify(name)} in ${file}`
}
