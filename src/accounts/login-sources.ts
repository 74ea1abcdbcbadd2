// Keeps a source of tokens for each credentials file, and chooses the login in use: the first one whose file holds a login.

import type { LoginView } from '../protocol/account.ts'
import type { Log } from '../sys/log.ts'
import { networkVariables } from '../sys/network/network-variables.ts'
import { deviceHeaders, readDevice } from './device-headers.ts'
import type { Environment } from './endpoints.ts'
import { readLogin } from './login-file.ts'
import { listSlots, type LoginPlaces, type Slot } from './login-slots.ts'
import { createLoginSource, type LoginSource } from './login-source.ts'
import { createOAuthClient, type OAuthClient } from './oauth-client.ts'

export interface LoginSourcesOptions extends LoginPlaces {
  /** The environment with the variables of both CLIs: hosts, Kimi Code's home, the switch of the lock. */
  env: Environment
  log: Log
  /** True for a process that lives on: it looks at the files every 10 minutes, and renews logins in the background. */
  isLasting: boolean
  /** Milliseconds since the epoch. */
  now(): number
  sleep(ms: number): Promise<void>
  /** Called when the files are looked at, for others to look, too. */
  onLook(): void
}

export interface LoginSources {
  of(slot: Slot): LoginSource
  clientOf(slot: Slot): OAuthClient
  /** The headers that Kimi's endpoints want. */
  headers(): Record<string, string>
  readonly slots: readonly Slot[]
  /** The login in use, from memory; when that is older than 2 s, the files are looked at soon after. */
  inUse(): Slot | null
  /** Takes the way to the network, its proxies and certificates, from whoever asks now, for this and later requests. */
  reachBy(env: NodeJS.ProcessEnv): void
  /** The way to the network that was taken last; at first the daemon's own. */
  network(): NodeJS.ProcessEnv
  /** Looks at the files now. */
  look(): void
  views(): LoginView[]
  /** Ends the looks, and resolves when no renewal is under way. */
  close(): Promise<void>
}

const LOOK_MS = 10 * 60_000
const FRESH_MS = 2_000

/** `onChanged` is called when a login appears, ends or has new tokens. */
export function createLoginSources(options: LoginSourcesOptions, onChanged: () => void): LoginSources {
  const { share, env, log, isLasting, now, sleep } = options
  const sources = new Map<string, LoginSource>()
  let device: Record<string, string> | undefined
  let found: Slot | null = null
  let lookedAt = -Infinity
  let way = networkVariables({})

  const headers = () => (device ??= deviceHeaders(readDevice(share)))
  const clientOf = ({ endpoint }: Slot) => createOAuthClient(endpoint.oauthHost, headers, sleep, () => way)
  const slots = listSlots(options, env)
  const of = (slot: Slot): LoginSource => {
    const known = sources.get(slot.file)
    if (known) return known
    const disablesLock = env['KIMI_DISABLE_OAUTH_LOCK'] === '1'
    const deps = { slot, client: clientOf(slot), log, now, sleep, disablesLock, isLasting, onChanged }
    const source = createLoginSource(deps)
    sources.set(slot.file, source)
    return source
  }
  const look = () => {
    lookedAt = performance.now()
    const before = found?.file
    found = slots.find(({ file }) => readLogin(file).kind === 'usable') ?? null
    if (before !== found?.file) onChanged()
    options.onLook()
  }
  const keepFresh = async () => {
    look()
    if (found) await of(found).current()
  }
  const timer = isLasting ? setInterval(() => void keepFresh(), LOOK_MS).unref() : undefined

  return {
    of,
    clientOf,
    headers,
    slots,
    reachBy: (asker) => void (way = networkVariables(asker)),
    network: () => way,
    look,
    inUse() {
      const age = performance.now() - lookedAt
      if (age === Infinity) look()
      else if (age > FRESH_MS) {
        lookedAt = performance.now()
        setImmediate(look)
      }
      return found
    },
    views: () => slots.flatMap((slot) => describeSlot(slot, of(slot))),
    async close() {
      clearInterval(timer)
      await Promise.all([...sources.values()].map((source) => source.settled()))
    },
  }
}

function describeSlot({ endpoint, file, owner }: Slot, source: LoginSource): LoginView[] {
  const state = source.read()
  if (state.kind === 'absent') return []
  const { oauthHost: host, baseUrl } = endpoint
  const expiresAt = state.kind === 'usable' ? state.login.expiresAt : 0
  const problem = state.kind === 'unreadable' ? { problem: state.problem } : {}
  return [{ file, owner, state: state.kind, host, baseUrl, expiresAt, ...problem }]
}
