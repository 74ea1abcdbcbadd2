// Questions that are sent to the services of an account: who is logged in, what is left, and whether an API key is valid.

import type { AccountLeft, Region, SignedIn, StoredKeyView } from '../protocol/account.ts'
import type { Accounts } from './accounts.ts'
import type { Environment } from './endpoints.ts'
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

/** Asks for the user of the Kimi Code login in use; `who` is null without a login or with a `failure`. */
export async function askWho(accounts: Accounts): Promise<{ who: SignedIn | null; failure: string | null }> {
  const login = accounts.login()
  const source = login && accounts.tokenSource(login.baseUrl, undefined)
  if (!login || !source || accounts.status().logins[0]?.state !== 'usable') return { who: null, failure: null }
  const asked = await ask(accounts, source, login.baseUrl, 'me')
  return asked.ok ? { who: readSignedIn(asked.body), failure: null } : { who: null, failure: asked.failure }
}

/** Asks for what is left of the plan, and of the balance on the open platform. `env` may hold a key of the platform. */
export async function askLeft(accounts: Accounts, env: Environment): Promise<AccountLeft[]> {
  await accounts.ready()
  const { logins } = accounts.status()
  const plan = logins.find(({ state }) => state === 'usable')
  const ended = plan ? undefined : logins.find(({ state }) => state === 'rejected')
  const stored = accounts.keys.known()?.key
  const key = env['MOONSHOT_API_KEY']
  const baseUrl = env['MOONSHOT_BASE_URL'] || PLATFORMS.global
  return Promise.all([
    ...(plan ? [askPlan(accounts, plan.baseUrl)] : []),
    ...(ended ? [describeEnded(ended.baseUrl)] : []),
    ...(stored ? [askBalance(accounts, stored.baseUrl, stored.apiKey)] : []),
    ...(key && key !== stored?.apiKey ? [askBalance(accounts, baseUrl, key)] : []),
  ])
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
  return asked.ok ? readPlan(host, asked.body) : { kind: 'failed', host, failure: asked.failure, hint: asked.hint }
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

async function askBalance(accounts: Accounts, baseUrl: string, apiKey: string): Promise<AccountLeft> {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl
  const asked = explain(await get(accounts, `${baseUrl}/users/me/balance`, apiKey, {}), 'kimi login --api-key')
  if (!asked.ok) return { kind: 'failed', host, failure: asked.failure, hint: asked.hint }
  const unknown: AccountLeft = { kind: 'failed', host, failure: 'it does not tell the balance', hint: 'kimi doctor' }
  return readBalance(host, asked.body) ?? unknown
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
