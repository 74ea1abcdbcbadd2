// A login by device code (RFC 8628): the user agrees on a page in a browser, on any machine, while we ask whether they have.

import type { LoginEvent } from '../protocol/account.ts'
import type { DeviceCode, OAuthClient, Tokens } from './oauth-client.ts'

export interface DeviceLoginDeps {
  client: OAuthClient
  /** Keeps the tokens. Returns a line for the user, or ''. Throws when the disk fails. */
  save(tokens: Tokens): Promise<string>
  /** Milliseconds of a clock that only goes on. */
  clock(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
  signal: AbortSignal
}

/** The time after which a login is given up; Kimi CLI and Kimi Code use the same. */
const LIMIT_MS = 15 * 60_000
/** The seconds that each `slow_down` adds to the interval of all later polls (RFC 8628, 3.5). */
const SLOWER_S = 5
const TOO_LATE = 'nobody agreed within 15 minutes'

/** The steps of a login, in Kimi CLI's words; the last one is `success` or `error`. Throws when the disk fails, and when aborted. */
export async function* logInByDevice(deps: DeviceLoginDeps): AsyncGenerator<LoginEvent> {
  const deadline = deps.clock() + LIMIT_MS
  for (;;) {
    const reply = await deps.client.requestCode(deps.signal)
    if (reply.kind === 'failed') return yield failed(reply.reason)
    yield { type: 'info', message: 'Please visit the following URL to finish authorization.' }
    yield describeCode(reply.code)
    const end = yield* waitForUser(reply.code, deadline, deps)
    if (end.kind === 'done') {
      const remark = await deps.save(end.tokens)
      if (remark !== '') yield { type: 'info', message: remark }
      return yield { type: 'success', message: 'Logged in successfully.' }
    }
    if (end.kind === 'denied') return yield failed(end.reason || 'access was denied')
    if (deps.clock() >= deadline) return yield failed(TOO_LATE)
    yield { type: 'info', message: 'Device code expired, restarting login...' }
  }
}

type End = { kind: 'done'; tokens: Tokens } | { kind: 'denied'; reason: string } | { kind: 'expired' }

async function* waitForUser(
  code: DeviceCode,
  deadline: number,
  { client, clock, sleep, signal }: DeviceLoginDeps,
): AsyncGenerator<LoginEvent, End> {
  let intervalS = code.intervalS
  let told = ''
  for (;;) {
    const reply = await client.poll(code.deviceCode, signal)
    signal.throwIfAborted()
    if (reply.kind !== 'pending') return reply
    if (reply.error === 'slow_down') intervalS += SLOWER_S
    // Kimi CLI says once that it waits; that the host cannot be reached is said, too.
    if (told === '' || (reply.error === 'unreachable' && told !== 'unreachable')) {
      told = reply.error
      const data = { error: reply.error, error_description: reply.description }
      yield { type: 'waiting', message: `Waiting for user authorization...: ${reply.description}`.trim(), data }
    }
    if (clock() + intervalS * 1000 >= deadline) return { kind: 'denied', reason: TOO_LATE }
    await sleep(intervalS * 1000, signal)
  }
}

function describeCode({ url, userCode }: DeviceCode): LoginEvent {
  return {
    type: 'verification_url',
    message: `Verification URL: ${url}`,
    data: { verification_url: url, user_code: userCode },
  }
}

function failed(reason: string): LoginEvent {
  return { type: 'error', message: `Login failed: ${reason}`, hint: 'kimi login' }
}
