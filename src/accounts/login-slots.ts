// The credentials files that may hold a Kimi Code login: in our share directory, which is Kimi CLI's too, and in Kimi Code's home.

import { join } from 'node:path'
import { findEndpoint, listEndpoints, type Endpoint, type Environment } from './endpoints.ts'

export interface Slot {
  endpoint: Endpoint
  owner: 'kimi' | 'kimi-code'
  file: string
  /** The file on which our own processes hold a kernel lock. It is in our share directory, whoever owns the credentials. */
  ownLock: string
  /** Kimi Code locks the directory `<lockTarget>.lock`, by the protocol of the npm package proper-lockfile. */
  lockTarget: string
  /** The file on which Kimi CLI holds a lock of flock(2); null where Kimi CLI does not look. */
  kimiCliLock: string | null
}

export interface LoginPlaces {
  /** Our share directory. */
  share: string
  home: string
}

/** The slots in the order in which their logins are used. */
export function listSlots({ share, home }: LoginPlaces, env: Environment): Slot[] {
  const slots = listEndpoints(env).map((endpoint) => slotIn(share, endpoint))
  // Kimi CLI keeps one file, whatever its variables say.
  const custom = slots.find(({ endpoint }) => endpoint.region === 'custom')
  if (custom) slots.push(slotIn(share, { ...custom.endpoint, slot: 'kimi-code' }))
  const codeHome = env['KIMI_CODE_HOME'] || join(home, '.kimi-code')
  if (codeHome === share) return slots
  return [...slots, ...listEndpoints(env).map((endpoint) => slotIn(share, endpoint, codeHome))]
}

/** The slot of an `oauth` entry of config.toml, in our share directory; null for an entry that names no file of its own. */
export function slotOfReference(
  { share }: LoginPlaces,
  env: Environment,
  oauth: unknown,
  baseUrl: string,
): Slot | null {
  const { key, oauth_host: host } = (oauth ?? {}) as { key?: unknown; oauth_host?: unknown }
  const name = typeof key === 'string' ? key.replace(/^oauth\//, '') : ''
  if (!/^[\w-][\w.-]*$/.test(name)) return null
  const usual = listEndpoints(env).find(({ slot }) => slot === name) ?? findEndpoint(env)
  const oauthHost = typeof host === 'string' && host !== '' ? host.replace(/\/+$/, '') : usual.oauthHost
  return slotIn(share, { ...usual, oauthHost, baseUrl: baseUrl.replace(/\/+$/, ''), slot: name })
}

/** The slot of an endpoint in our share directory, or in Kimi Code's home. */
export function slotIn(share: string, endpoint: Endpoint, codeHome: string | null = null): Slot {
  const { slot } = endpoint
  const home = codeHome ?? share
  return {
    endpoint,
    owner: codeHome === null ? 'kimi' : 'kimi-code',
    file: join(home, 'credentials', `${slot}.json`),
    ownLock: join(share, 'oauth', `${slot}${codeHome === null ? '' : '.code'}.own`),
    lockTarget: join(home, 'oauth', slot),
    kimiCliLock: codeHome === null ? join(home, 'credentials', `${slot}.lock`) : null,
  }
}
