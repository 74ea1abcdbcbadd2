// Questions that are sent to the services of an account: who is logged in, what is left, and whether an API key is valid.

import type { AccountLeft, Region, SignedIn, StoredKeyView } from '../protocol/account.ts'
import type { Accounts } from './accounts.ts'
import { findEndpoint, trimSlash, type Environment } from './endpoints.ts'
import { requestJson, type JsonReply } from './json-request.ts'
import type { TokenSource } from '../protocol/token-source.ts'
import { describeAnswer } from './oauth-client.ts'
import { readBalance, readPlan, readSignedIn } from './plan-usage.ts'

const LIMIT_MS = 8_000
/** The open platform of each region; its keys are good at their own platform alone. */
const PLATFORMS: Record<Region, string> = {
  global: 'https://api.moonshot.ai/v1',
  'mainland-cn': 'https://api.moonshot.cn/v1',
}

type Asked = { ok: true; body: unknown } | { ok: false; failure: string; hint: string }

/** An API key of Kimi's or Moonshot's: that of the model in use, or one of the environment. */
export interface UsedKey {
  apiKey: string
  baseUrl: string
  /** The command that mends the key. */
  hint: string
}

/** Asks for the user of the Kimi Code login in use; `who` is null without a login or with a `failure`. */
export async function askWho(accounts: Accounts): Promise<{ who: SignedIn | null; failure: string | null }> {
  const login = accounts.login()
  const source = login && accounts.tokenSource(login.baseUrl, undefined)
  if (!login || !source || accounts.status().logins[0]?.state !== 'usable') return { who: null, failure: null }
  const asked = await ask(accounts, source, login.baseUrl, 'me')
  if (asked.ok) return { who: readSignedIn(asked.body), failure: null }
  return { who: null, failure: asked.failure.replace(`${new URL(login.baseUrl).host}: `, '') }
}

/**
 * Asks for what is left of the plan, and of the balance on the open platform. `env` may hold a key of the platform; `used` is the key
 * of the model in use; null when that model has no such account or is another provider's.
 */
export async function askLeft(
  accounts: Accounts,
  env: Environment,
  used: UsedKey | null = null,
): Promise<AccountLeft[]> {
  await accounts.ready()
  const { logins } = accounts.status()
  const plan = logins.find(({ state }) => state === 'usable')
  const ended = plan ? undefined : logins.find(({ state }) => state === 'rejected')
  const stored = accounts.keys.known()?.key
  return Promise.all([
    ...(plan ? [askPlan(accounts, plan.baseUrl)] : []),
    ...(ended ? [describeEnded(ended.baseUrl)] : []),
    ...(stored ? [askByKey(accounts, { ...stored, hint: 'kimi login --api-key' })] : []),
    ...findKeys(env, used)
      .filter(({ apiKey }) => apiKey !== stored?.apiKey)
      .map((key) => askByKey(accounts, key)),
  ])
}

/** The keys in use, each once. A key is shown to no host but its own, and there only when it is one of Kimi's or Moonshot's. */
function findKeys(env: Environment, used: UsedKey | null): UsedKey[] {
  const apiKey = env['MOONSHOT_API_KEY']
  const baseUrl = trimSlash(env['MOONSHOT_BASE_URL'] || PLATFORMS.global)
  const own = apiKey ? [{ apiKey, baseUrl, hint: 'export MOONSHOT_API_KEY=…' }] : []
  if (used === null || used.apiKey === apiKey || !isAsked(used.baseUrl, env)) return own
  return [...own, { ...used, baseUrl: trimSlash(used.baseUrl) }]
}

function isAsked(baseUrl: string, env: Environment): boolean {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : ''
  return (
    /(?:^|\.)(?:kimi\.(?:com|ai)|moonshot\.(?:ai|cn))$/.test(host) || trimSlash(baseUrl) === findEndpoint(env).baseUrl
  )
}

function describeEnded(baseUrl: string): AccountLeft {
  const { host } = new URL(baseUrl)
  return { kind: 'failed', host, failure: 'the Kimi Code login has ended', hint: 'kimi login' }
}

async function askPlan(accounts: Accounts, baseUrl: string): Promise<AccountLeft> {
  const host = new URL(baseUrl).host
  const source = accounts.tokenSource(baseUrl, undefined)
  if (!source) return { kind: 'failed', host, failure: 'there is no Kimi Code login', hint: 'kimi login' }
  const asked = await ask(accounts, source, baseUrl, 'usages')
  return asked.ok ? readPlan(host, asked.body) : failed(host, asked)
}

/** A refused token is renewed once, and the question asked again. */
async function ask(accounts: Accounts, source: TokenSource, baseUrl: string, path: string): Promise<Asked> {
  let token = await source.current()
  for (let attempt = 1; ; attempt++) {
    if (!token.ok) return { ok: false, failure: token.reason, hint: token.hint }
    const reply = await get(accounts, `${baseUrl}/${path}`, token.token, accounts.headers(baseUrl))
    if (!reply.ok || reply.status !== 401 || attempt === 2) return explain(reply, 'kimi login')
    token = await source.renew(token.token)
  }
}

/** A key of a plan, which the coding endpoint takes, has limits; one of the open platform has a balance. */
async function askByKey(accounts: Accounts, { apiKey, baseUrl, hint }: UsedKey): Promise<AccountLeft> {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
  const isPlan = /\/coding(?:\/|$)/.test(baseUrl)
  const url = `${baseUrl}/${isPlan ? 'usages' : 'users/me/balance'}`
  const reply = await get(accounts, url, apiKey, accounts.headers(baseUrl))
  const asked = explain(reply, hint)
  if (!asked.ok) return failed(host, { ...asked, failure: asked.failure.replaceAll(apiKey, '…') })
  if (isPlan) return readPlan(host, asked.body)
  const unknown: AccountLeft = { kind: 'failed', host, failure: 'it does not tell the balance', hint: 'kimi doctor' }
  return readBalance(host, asked.body) ?? unknown
}

/** The host stands before the failure, and is not named twice. */
function failed(host: string, { failure, hint }: Extract<Asked, { ok: false }>): AccountLeft {
  return { kind: 'failed', host, failure: failure.replace(`${host}: `, ''), hint }
}

export type KeyReply = { ok: true; view: StoredKeyView } | { ok: false; isRefused: boolean; failure: string }

/** Keeps an API key at the platform that accepts it: that of `region`, else the first. Throws when the disk fails. */
export async function keepKey(
  accounts: Accounts,
  apiKey: string,
  region: Region | undefined,
  env: Environment,
): Promise<KeyReply> {
  const named = env['MOONSHOT_BASE_URL']
  const baseUrls = named ? [named.replace(/\/+$/, '')] : region ? [PLATFORMS[region]] : Object.values(PLATFORMS)
  let failure = ''
  let isRefused = false
  for (const baseUrl of baseUrls) {
    const reply = await get(accounts, `${baseUrl}/users/me/balance`, apiKey, {})
    if (reply.ok && reply.status === 200) return { ok: true, view: await accounts.keepKey({ apiKey, baseUrl }) }
    isRefused ||= reply.ok && reply.status < 500
    const asked = explain(reply, '')
    if (!asked.ok) failure = asked.failure
  }
  return { ok: false, isRefused, failure: failure.replaceAll(apiKey, '…') }
}

function get(accounts: Accounts, url: string, token: string, headers: Record<string, string>): Promise<JsonReply> {
  return requestJson({
    url,
    method: 'GET',
    headers: { ...headers, Authorization: `Bearer ${token}` },
    limitMs: LIMIT_MS,
    env: accounts.network(),
  })
}

function explain(reply: JsonReply, hint: string): Asked {
  if (!reply.ok) return { ok: false, failure: reply.reason, hint: 'kimi doctor' }
  if (reply.status === 200 && reply.body !== undefined) return { ok: true, body: reply.body }
  const isMember = reply.status !== 402 && reply.status !== 403
  const failure = describeAnswer(reply)
  return { ok: false, failure: isMember ? failure : `${failure} (is there a plan?)`, hint }
}
