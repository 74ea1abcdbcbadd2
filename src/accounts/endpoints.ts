// The hosts of a Kimi Code login: the two regions, and the variables of both CLIs that override them. (kimi-code 0.38
// packages/oauth, Kimi CLI 1.49 auth/oauth.py)

import { createHash } from 'node:crypto'
import type { Region } from '../protocol/account.ts'

export interface Endpoint {
  region: Region | 'custom'
  oauthHost: string
  /** The coding endpoint, which takes the token. */
  baseUrl: string
  /** The name of its credentials file, without `.json`. */
  slot: string
}

export type Environment = Readonly<Record<string, string | undefined>>

const HOSTS: Record<Region, { oauthHost: string; baseUrl: string }> = {
  'mainland-cn': { oauthHost: 'https://auth.kimi.com', baseUrl: 'https://api.kimi.com/coding/v1' },
  global: { oauthHost: 'https://auth.kimi.ai', baseUrl: 'https://api.kimi.ai/coding/v1' },
}
/** The name that both CLIs give to the credentials of the default hosts. */
const DEFAULT_SLOT = 'kimi-code'

/** The endpoint of a region, or the one that variables name. */
export function findEndpoint(env: Environment, region: Region = 'mainland-cn'): Endpoint {
  const usual = HOSTS[region]
  const oauthHost = trimSlash(env['KIMI_CODE_OAUTH_HOST'] || env['KIMI_OAUTH_HOST'] || usual.oauthHost)
  const baseUrl = trimSlash(env['KIMI_CODE_BASE_URL'] || usual.baseUrl)
  const isUsual = oauthHost === usual.oauthHost && baseUrl === usual.baseUrl
  return { region: isUsual ? region : 'custom', oauthHost, baseUrl, slot: slotOf(oauthHost, baseUrl) }
}

/** The endpoints whose logins may be in use: the one that variables name, else those of both regions. */
export function listEndpoints(env: Environment): Endpoint[] {
  const first = findEndpoint(env)
  return first.region === 'custom' ? [first] : [first, findEndpoint(env, 'global')]
}

/** The name of the credentials file for a pair of hosts, as Kimi Code makes it: each pair has a file of its own. */
export function slotOf(oauthHost: string, baseUrl: string): string {
  const usual = HOSTS['mainland-cn']
  if (oauthHost === usual.oauthHost && baseUrl === usual.baseUrl) return DEFAULT_SLOT
  const hash = createHash('sha256').update(JSON.stringify({ oauthHost, baseUrl })).digest('hex')
  return `kimi-code-env-${hash.slice(0, 16)}`
}

export function trimSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
