// The values that plugins may be given: the key and the address of the model in use, as Kimi CLI takes them of the default model.

import type { HostValues } from '../../plugins/plugin-keys.ts'
import type { KeyKind, KeyWish } from '../../protocol/plugins/plugin-view.ts'
import type { RemoteModel } from '../../models/configured-model.ts'
import type { ClientEnv } from '../../protocol/methods.ts'
import type { Accounts } from '../../accounts/accounts.ts'
import type { LiveConfig } from '../live-config.ts'
import type { ModelPool } from '../model-pool.ts'

interface ValueParts {
  accounts: Accounts
  config: LiveConfig
  models: ModelPool
}

export type FoundValues =
  | { ok: true; host: string; kind: KeyKind; values: HostValues; key: NonNullable<KeyWish['key']> }
  | { ok: false; reason: string }

/** The values for a client. A login is renewed if need be. `host` and the key belong together: no key is given with another's address. */
export async function findPluginValues(parts: ValueParts, env: ClientEnv): Promise<FoundValues> {
  await parts.accounts.ready()
  const model = findModel(parts, env)
  if (model === null) return { ok: false, reason: 'no model is set up' }
  const { baseUrl, apiKey, keySource, oauth } = model
  if (!URL.canParse(baseUrl)) return { ok: false, reason: `the address of ${model.name} is none` }
  const { host } = new URL(baseUrl)
  const from = keySource
  if (apiKey !== '' || oauth === undefined) {
    const kind = apiKey === '' ? ('none' as const) : ('key' as const)
    const values = { base_url: baseUrl, ...(apiKey === '' ? {} : { api_key: apiKey }) }
    return { ok: true, host, kind, values, key: { host, kind, from } }
  }
  const reply = await parts.accounts.tokenSource(baseUrl, oauth)?.current()
  if (reply === undefined || !reply.ok) return { ok: false, reason: reply?.reason ?? 'there is no login any more' }
  const isKey = parts.accounts.login()?.isKey === true
  const key = { host, kind: isKey ? ('key' as const) : ('login' as const), from }
  return { ok: true, host, kind: key.kind, values: { base_url: baseUrl, api_key: reply.token }, key }
}

/** The reason why the values are not those that the user was asked about; null where they are. */
export function findOtherValues(asked: FoundValues | null, now: FoundValues): string | null {
  if (asked === null || !asked.ok) return 'you were not asked about one'
  if (!now.ok) return now.reason
  if (now.host !== asked.host) return `you were asked about ${asked.host}, and the model in use is at ${now.host} now`
  const isSame =
    now.kind === asked.kind && now.key.from === asked.key.from && now.values.base_url === asked.values.base_url
  return isSame ? null : `the key of ${now.host} is another than the one that you were asked about`
}

/** Null for a scripted model, and without a model. */
function findModel({ config, models }: ValueParts, env: ClientEnv): RemoteModel | null {
  const found = models.resolve(config.readFor(env), env)
  return found.ok && found.model.kind === 'remote' ? found.model : null
}
