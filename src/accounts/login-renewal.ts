// The renewal of a login under the lock that all programs take. Old tokens stay in use until new ones are on the disk.

import type { TokenReply } from '../protocol/token-source.ts'
import { describeFileFailure } from '../protocol/file-failures.ts'
import type { Log } from '../sys/log.ts'
import type { KeptLogin } from './kept-login.ts'
import { isDue, isExpired, reserveLogin, type Login, type LoginState, type Reservation } from './login-file.ts'
import { takeLoginLock } from './login-lock.ts'
import type { Slot } from './login-slots.ts'
import type { OAuthClient, Tokens } from './oauth-client.ts'

export interface LoginRenewalDeps {
  slot: Slot
  kept: KeptLogin
  client: OAuthClient
  log: Log
  /** Milliseconds since the epoch. */
  now(): number
  sleep(ms: number): Promise<void>
  disablesLock: boolean
}

/** Another program that has just renewed needs a moment to write its answer (Kimi Code's figure). */
const PEER_MS = 100
const FREE = { ok: true as const, release: async () => {} }

/**
 * A token after a renewal: `refused` is the one that a service does not take, null for a renewal ahead of time. When another
 * program has renewed while we waited for the lock, its token is taken.
 */
export async function renewLogin(deps: LoginRenewalDeps, refused: string | null): Promise<TokenReply> {
  const { slot, kept, now } = deps
  const lock = deps.disablesLock ? FREE : await takeLoginLock(slot)
  if (!lock.ok) return keepOn(deps, refused, lock.reason)
  let room: Reservation | null = null
  try {
    const state = kept.read()
    if (state.kind !== 'usable') return describeLack(state, slot)
    const { login } = state
    const isRenewed = refused === null ? !isDue(login, now() / 1000) : login.accessToken !== refused
    if (isRenewed && login.accessToken !== '') return { ok: true, token: login.accessToken }
    if (login.refreshToken === '') return reject(deps, login, 'it has no refresh token')
    // Without room for the answer nothing is asked: the service would end the tokens that are on the disk.
    room = reserveLogin(slot.file)
    return await ask(deps, login, refused, room)
  } catch (error) {
    return keepOn(deps, refused, describeFileFailure(error, slot.file))
  } finally {
    room?.drop()
    await lock.release()
  }
}

async function ask(
  deps: LoginRenewalDeps,
  login: Login,
  refused: string | null,
  room: Reservation,
): Promise<TokenReply> {
  const { client, kept, now, sleep } = deps
  const reply = await client.refresh(login.refreshToken)
  if (reply.kind === 'failed') return keepOn(deps, refused, hideTokens(reply.reason, login))
  if (reply.kind === 'done') {
    const renewed = loginOf(reply.tokens, login, now())
    kept.keep(login, renewed, room)
    return { ok: true, token: renewed.accessToken }
  }
  // A program that renews without this lock may have been faster.
  await sleep(PEER_MS)
  const state = kept.read()
  const other = state.kind === 'usable' ? state.login : login
  if (other.refreshToken !== login.refreshToken && other.accessToken !== refused)
    return { ok: true, token: other.accessToken }
  return reject(deps, login, hideTokens(reply.reason, login))
}

function reject({ kept, slot }: LoginRenewalDeps, login: Login, reason: string): TokenReply {
  kept.reject(login, reason)
  return describeLack({ kind: 'rejected' }, slot)
}

/** The renewal has failed; the token in use may still be good. */
function keepOn({ kept, slot, log, now }: LoginRenewalDeps, refused: string | null, reason: string): TokenReply {
  const state = kept.read()
  if (state.kind !== 'usable') return describeLack(state, slot)
  const { accessToken } = state.login
  log('warn', 'login not renewed', { file: slot.file, reason })
  if (accessToken !== '' && accessToken !== refused && !isExpired(state.login, now() / 1000))
    return { ok: true, token: accessToken }
  return { ok: false, reason: `the Kimi Code login cannot be renewed: ${reason}`, hint: 'kimi doctor' }
}

/** The login that an answer of the service makes, at a time in milliseconds. */
export function loginOf(tokens: Tokens, old: Login | null, nowMs: number): Login {
  return {
    ...tokens,
    refreshToken: tokens.refreshToken || (old?.refreshToken ?? ''),
    expiresAt: Math.floor(nowMs / 1000 + tokens.expiresIn),
  }
}

export function describeLack(state: Exclude<LoginState, { kind: 'usable' }>, slot: Slot): TokenReply {
  if (state.kind === 'unreadable') return { ok: false, reason: state.problem, hint: 'kimi doctor' }
  const reason =
    state.kind === 'rejected'
      ? `the Kimi Code login has ended: ${slot.endpoint.oauthHost} no longer accepts it`
      : 'there is no Kimi Code login'
  return { ok: false, reason, hint: 'kimi login' }
}

/** A service may repeat in its words what it was sent. */
function hideTokens(text: string, { accessToken, refreshToken }: Login): string {
  return [accessToken, refreshToken].filter(Boolean).reduce((clean, secret) => clean.replaceAll(secret, '…'), text)
}
