// The user's accounts as the daemon holds them: the Kimi Code login that is in use, the stored key of the open platform, and the
// tokens that models ask for.

import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { REGIONS, type AccountStatus, type LoginEvent, type Region, type StoredKeyView } from '../protocol/account.ts'
import { toKimiError } from '../protocol/errors.ts'
import { describeFileFailure } from '../protocol/file-failures.ts'
import type { Log } from '../sys/log.ts'
import { logInByDevice } from './device-login.ts'
import { findEndpoint, trimSlash, type Environment } from './endpoints.ts'
import { createKeyStore, type KeyStore, type StoredKey } from './key-store.ts'
import { readLogin, reserveLogin, type Login } from './login-file.ts'
import { takeLoginLock } from './login-lock.ts'
import { removeLoginProvider, removePlanModel, writeLoginProvider } from './login-config.ts'
import { slotIn, slotOfReference, type LoginPlaces, type Slot } from './login-slots.ts'
import { loginOf } from './login-renewal.ts'
import type { TokenReply, TokenSource } from '../protocol/token-source.ts'
import type { OpenKeyring } from './system-keyring.ts'
import { createLoginSources, type LoginSources } from './login-sources.ts'
import { removeLogins, type LogOutResult } from './logout.ts'
import type { Tokens } from './oauth-client.ts'

/** Kimi Code's name for the model of a plan, whatever model it stands for (its documentation, "managed models"). */
const PLAN_MODEL = 'kimi-for-coding'
/** The newest general model of the open platform, by its price list of November 2026. */
const PLATFORM_MODEL = 'kimi-k3.1-pro'

export interface AccountsOptions extends LoginPlaces {
  /** The path of config.toml. */
  config: string
  env: Environment
  log: Log
  isLasting: boolean
  now?(): number
  /** Milliseconds of a clock that only goes on. */
  clock?(): number
  /** Waits, with real time by default. */
  sleep?(ms: number, signal?: AbortSignal): Promise<void>
  openKeyring?: OpenKeyring
}

/** A service beside the models of a login. */
export interface LoginService {
  url: string
  tokens: TokenSource
  headers: Record<string, string>
}

/** The account in use: its endpoint, and the model that it stands for. */
export interface UsableLogin {
  baseUrl: string
  model: string
  /** True for a stored API key: there is no login of a plan. */
  isKey?: true
}

export interface Accounts extends Pick<LoginSources, 'reachBy' | 'network'> {
  /** The tokens for an endpoint, or for an `oauth` entry of config.toml; null when no account of ours is for it. */
  tokenSource(baseUrl: string, oauth: unknown): TokenSource | null
  /** The account in use, from memory: the plan's login, else the stored key; null without either. */
  login(): UsableLogin | null
  /**
   * The service `name` of the plan's login; null without a login. An entry of config.toml has its own address, and refers to a login
   * by `oauth`.
   */
  service(name: string, url?: string, oauth?: unknown): LoginService | null
  /** The headers that Kimi's endpoints want; none for other hosts. */
  headers(baseUrl: string): Record<string, string>
  /** A login by device code; see `logInByDevice`. */
  logIn(region: Region | undefined, signal: AbortSignal): AsyncGenerator<LoginEvent>
  /** Removes our logins and the stored key, with `kimiCode` also those in Kimi Code's home. Throws when a file cannot be removed. */
  logOut(kimiCode: boolean): Promise<LogOutResult>
  keys: Pick<KeyStore, 'known'>
  /** Keeps a key that its platform has accepted. Throws when the disk fails. */
  keepKey(key: StoredKey): Promise<StoredKeyView>
  status(): AccountStatus
  /** Calls back when an account appears, ends or has new tokens. */
  watch(onChanged: () => void): void
  /** Resolves when the stored key is known, also one that another process has stored. */
  ready(): Promise<void>
  /** Waits for a renewal that is under way. */
  close(): Promise<void>
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { share, env, now = Date.now, clock = () => performance.now(), sleep = rest } = options
  const watchers = new Set<() => void>()
  const tell = () => watchers.forEach((onChanged) => onChanged())
  const keys = createKeyStore(share, options.openKeyring)
  const sources = createLoginSources({ ...options, now, sleep, onLook: () => void ready() }, tell)
  const ready = async () => {
    if ((await keys.load()) && keys.known()) tell()
  }
  void ready()
  const refresh = () => {
    sources.look()
    tell()
  }
  return {
    keys,
    ready,
    reachBy: sources.reachBy,
    network: sources.network,
    tokenSource: (baseUrl, oauth) => findSource(trimSlash(baseUrl), oauth, options, sources, keys),
    login() {
      const slot = sources.inUse()
      if (slot) return { baseUrl: slot.endpoint.baseUrl, model: PLAN_MODEL }
      const stored = keys.known()
      return stored && { baseUrl: stored.key.baseUrl, model: PLATFORM_MODEL, isKey: true }
    },
    service(name, url, oauth) {
      const own = sources.inUse()
      if (!oauth) return own && joinService(`${own.endpoint.baseUrl}/${name}`, sources.of(own), sources)
      return url ? joinService(url, findSource(trimSlash(url), oauth, options, sources, keys), sources) : null
    },
    headers(baseUrl) {
      const isOurs = (url: string) => sources.slots.some(({ endpoint }) => endpoint.baseUrl === url)
      return isKimiHost(baseUrl) || isOurs(trimSlash(baseUrl)) ? sources.headers() : {}
    },
    async *logIn(region, signal) {
      const slot = slotIn(share, findEndpoint(env, region))
      const lack = findLack(slot.file)
      if (lack !== null) return yield lack
      const save = (tokens: Tokens) => keepLogin(slot, loginOf(tokens, null, now()), options, refresh)
      yield* logInByDevice({ client: sources.clientOf(slot), clock, sleep, save, signal })
    },
    async logOut(kimiCode) {
      await ready()
      const result = await removeLogins(sources.slots, keys, kimiCode)
      refresh()
      const isLast = result.removed.length > 0 && !sources.inUse()
      const changed = await forgetInConfig(options.config, isLast)
      return { ...result, removed: [...result.removed, ...changed] }
    },
    async keepKey(key) {
      const view = await keys.save(key)
      tell()
      return view
    },
    status: () => ({ logins: inOrderOfUse(sources), key: keys.known()?.view ?? null }),
    watch: (onChanged) => void watchers.add(onChanged),
    close: sources.close,
  }
}

/** The end of a login that could not be kept, before the user is sent to a page; null when there is room for it. */
function findLack(file: string): LoginEvent | null {
  try {
    reserveLogin(file).drop()
    return null
  } catch (error) {
    const reason = describeFileFailure(error, file)
    return { type: 'error', message: `Login failed: it could not be kept: ${reason}`, hint: `ls -ld ${file}` }
  }
}

/** Keeps a new login in the place of all others, and then calls `onKept`. Returns a line for the user, or ''. Throws when the disk fails. */
async function keepLogin(slot: Slot, login: Login, options: AccountsOptions, onKept: () => void): Promise<string> {
  // A program that is just renewing the old login would put its answer in the place of the new one.
  const lock = await takeLoginLock(slot)
  try {
    reserveLogin(slot.file).commit(login)
    removeOthers(slot, options)
  } finally {
    if (lock.ok) await lock.release()
  }
  onKept()
  return tellConfig(() => writeLoginProvider(options.config, slot.endpoint))
}

/** Takes the login out of config.toml, and after the last one the choice of its model. Returns what the user should hear of. */
async function forgetInConfig(file: string, isLast: boolean): Promise<string[]> {
  let model: string | null = null
  await tellConfig(async () => {
    await removeLoginProvider(file)
    if (isLast) model = await removePlanModel(file)
  })
  return model === null ? [] : [model]
}

/** The login itself does not depend on config.toml. Returns the reason when the file cannot be changed, else ''. */
async function tellConfig(change: () => Promise<void>): Promise<string> {
  try {
    await change()
    return ''
  } catch (error) {
    return toKimiError(error).message
  }
}

function rest(ms: number, signal?: AbortSignal): Promise<void> {
  return wait(ms, undefined, signal ? { signal } : {})
}

function inOrderOfUse(sources: LoginSources): AccountStatus['logins'] {
  sources.look()
  const views = sources.views()
  return [...views.filter(({ state }) => state === 'usable'), ...views.filter(({ state }) => state !== 'usable')]
}

function findSource(
  baseUrl: string,
  oauth: unknown,
  { share, home, env }: AccountsOptions,
  sources: LoginSources,
  keys: KeyStore,
): TokenSource | null {
  const referred = oauth ? slotOfReference({ share, home }, env, oauth, baseUrl) : null
  if (referred) {
    if (readLogin(referred.file).kind === 'usable') return sources.of(referred)
    // Kimi CLI's configuration may name a login that lies in Kimi Code's home alone.
    const isTwin = (other: Slot) =>
      other.endpoint.slot === referred.endpoint.slot && readLogin(other.file).kind === 'usable'
    return sources.of(sources.slots.find(isTwin) ?? referred)
  }
  const slot = sources.inUse()
  if (slot?.endpoint.baseUrl === baseUrl) return sources.of(slot)
  return keys.known()?.key.baseUrl === baseUrl ? sourceOfKey(keys) : null
}

function sourceOfKey(keys: KeyStore): TokenSource {
  const lack = (reason: string): TokenReply => ({ ok: false, reason, hint: 'kimi login --api-key' })
  return {
    async current() {
      const stored = keys.known()
      return stored ? { ok: true, token: stored.key.apiKey } : lack('there is no stored API key')
    },
    async renew(refused) {
      const stored = keys.known()
      if (stored && stored.key.apiKey !== refused) return { ok: true, token: stored.key.apiKey }
      return lack(`the stored API key is refused by ${stored?.key.baseUrl ?? 'its host'}`)
    },
  }
}

/** Deletes the credentials files of other regions: a login that is left in our directory could be used in place of the new one. */
function removeOthers(kept: Slot, { share, env }: AccountsOptions): void {
  const others = REGIONS.map((region) => slotIn(share, findEndpoint(env, region)))
  for (const { file } of others) if (file !== kept.file) rmSync(file, { force: true })
}

function joinService(url: string, tokens: TokenSource | null, sources: LoginSources): LoginService | null {
  return tokens && { url, tokens, headers: sources.headers() }
}

function isKimiHost(baseUrl: string): boolean {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : ''
  return /(?:^|\.)kimi\.(?:com|ai)$/.test(host)
}
