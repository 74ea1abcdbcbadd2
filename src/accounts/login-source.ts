// The tokens of one login, always valid ones: renewed before they end and when a service refuses one. All sessions of this process
// share one renewal.

import type { TokenReply, TokenSource } from '../protocol/token-source.ts'
import { createKeptLogin } from './kept-login.ts'
import { isDue, isExpired, type LoginState } from './login-file.ts'
import { describeLack, renewLogin, type LoginRenewalDeps } from './login-renewal.ts'

export interface LoginSource extends TokenSource {
  /** The login on the disk, or the newer one in memory when it could not be kept. */
  read(): LoginState
  /** Resolves when no renewal is under way: one that is cut off may end the login. */
  settled(): Promise<void>
}

export interface LoginSourceDeps extends Omit<LoginRenewalDeps, 'kept'> {
  /** True in a process that lives on: it answers with a token that is still good while it renews it. */
  isLasting: boolean
  /** The file has new tokens, or none any more. */
  onChanged(): void
}

/** The pause after a renewal that changed nothing, unless a service refuses the token. */
const PAUSE_MS = 60_000
/** A process that lives on still uses a token that is valid for longer than this while it renews the token. */
const ENOUGH_MS = 60_000

export function createLoginSource(deps: LoginSourceDeps): LoginSource {
  const { slot, now, isLasting } = deps
  const kept = createKeptLogin(slot, deps.log, deps.onChanged)
  let running: { refused: string | null; done: Promise<TokenReply> } | null = null
  let triedAt = -Infinity

  /** Runs one renewal at a time; callers that ask for the same renewal meanwhile get its answer. */
  const share = (refused: string | null): Promise<TokenReply> => {
    if (running && (refused === null || running.refused === refused)) return running.done
    const before = running?.done ?? Promise.resolve()
    const own = { refused, done: before.then(() => renewLogin({ ...deps, kept }, refused)) }
    running = own
    void own.done.finally(() => {
      triedAt = performance.now()
      if (running === own) running = null
    })
    return own.done
  }

  return {
    read: kept.read,
    async current() {
      const state = kept.read()
      if (state.kind !== 'usable') return describeLack(state, slot)
      const { accessToken: token } = state.login
      const isUsable = token !== '' && !isExpired(state.login, now() / 1000)
      if (isUsable && (!isDue(state.login, now() / 1000) || performance.now() - triedAt < PAUSE_MS))
        return { ok: true, token }
      const renewed = share(null)
      const isEnough = isUsable && isLasting && !isExpired(state.login, (now() + ENOUGH_MS) / 1000)
      return isEnough ? { ok: true, token } : renewed
    },
    async renew(refused) {
      const state = kept.read()
      if (state.kind === 'usable' && state.login.accessToken !== refused && !isDue(state.login, now() / 1000))
        return { ok: true, token: state.login.accessToken }
      return share(refused)
    },
    settled: async () => void (await running?.done),
  }
}
