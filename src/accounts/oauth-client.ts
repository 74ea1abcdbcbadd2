// The three requests of a login: a device code (RFC 8628), its polls, and the renewal of tokens.

import { isObject } from '../sys/json-reading.ts'
import { requestJson, type JsonReply } from './json-request.ts'

/** The client id of Kimi CLI and Kimi Code, in both regions. */
const CLIENT_ID = '17e5f671-d194-4dfb-9706-5516cb48c098'
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const REQUEST_LIMIT_MS = 30_000
const REFRESH_ATTEMPTS = 3
const BUSY = [429, 500, 502, 503, 504]
const DEFAULT_INTERVAL_S = 5

export interface Tokens {
  accessToken: string
  /** '' when the answer names none: the one in use stays valid. */
  refreshToken: string
  expiresIn: number
  scope: string
  tokenType: string
}

export interface DeviceCode {
  userCode: string
  deviceCode: string
  /** The page with the code filled in. */
  url: string
  intervalS: number
}

export type DeviceReply = { kind: 'code'; code: DeviceCode } | { kind: 'failed'; reason: string }
export type PollReply =
  | { kind: 'done'; tokens: Tokens }
  | { kind: 'pending'; error: string; description: string }
  | { kind: 'expired' }
  | { kind: 'denied'; reason: string }
export type RefreshReply =
  | { kind: 'done'; tokens: Tokens }
  /** The login has ended. */
  | { kind: 'rejected'; reason: string }
  | { kind: 'failed'; reason: string }

export interface OAuthClient {
  requestCode(signal: AbortSignal): Promise<DeviceReply>
  poll(deviceCode: string, signal: AbortSignal): Promise<PollReply>
  /** Tries again after 1 s and 2 s while the host is busy or cannot be reached. */
  refresh(refreshToken: string): Promise<RefreshReply>
}

/** @param network the environment that names the proxy and the certificates, asked for before each request */
export function createOAuthClient(
  host: string,
  headers: () => Record<string, string>,
  sleep: (ms: number) => Promise<void>,
  network: () => NodeJS.ProcessEnv = () => process.env,
): OAuthClient {
  const post = (path: string, form: Record<string, string>, signal?: AbortSignal) =>
    requestJson({
      url: `${host}/api/oauth/${path}`,
      method: 'POST',
      headers: headers(),
      form: { client_id: CLIENT_ID, ...form },
      limitMs: REQUEST_LIMIT_MS,
      env: network(),
      signal,
    })
  return {
    requestCode: async (signal) => readCode(await post('device_authorization', {}, signal)),
    poll: async (deviceCode, signal) =>
      readPoll(await post('token', { device_code: deviceCode, grant_type: DEVICE_GRANT }, signal)),
    async refresh(refreshToken) {
      for (let attempt = 1; ; attempt++) {
        const reply = await post('token', { grant_type: 'refresh_token', refresh_token: refreshToken })
        const isBusy = !reply.ok || BUSY.includes(reply.status)
        if (!isBusy || attempt === REFRESH_ATTEMPTS) return readRefresh(reply)
        await sleep(1000 * 2 ** (attempt - 1))
      }
    },
  }
}

function readCode(reply: JsonReply): DeviceReply {
  if (!reply.ok) return { kind: 'failed', reason: reply.reason }
  const fields = fieldsOf(reply)
  const code: DeviceCode = {
    userCode: textOf(fields['user_code']),
    deviceCode: textOf(fields['device_code']),
    url: textOf(fields['verification_uri_complete']),
    intervalS: Math.max(1, Number(fields['interval']) || DEFAULT_INTERVAL_S),
  }
  const isWhole = reply.status === 200 && code.deviceCode !== '' && /^https?:\/\//.test(code.url)
  return isWhole ? { kind: 'code', code } : { kind: 'failed', reason: describeAnswer(reply) }
}

function readPoll(reply: JsonReply): PollReply {
  // A poll that got no answer is no answer: the user may still be about to agree.
  if (!reply.ok) return { kind: 'pending', error: 'unreachable', description: reply.reason }
  const tokens = readTokens(reply)
  if (tokens !== null && tokens.refreshToken !== '') return { kind: 'done', tokens }
  const fields = fieldsOf(reply)
  const error = textOf(fields['error'])
  const description = textOf(fields['error_description'])
  if (error === 'expired_token') return { kind: 'expired' }
  if (error === 'authorization_pending' || error === 'slow_down') return { kind: 'pending', error, description }
  if (BUSY.includes(reply.status)) return { kind: 'pending', error: 'unreachable', description: describeAnswer(reply) }
  return { kind: 'denied', reason: error === 'access_denied' ? description : describeAnswer(reply) }
}

function readRefresh(reply: JsonReply): RefreshReply {
  if (!reply.ok) return { kind: 'failed', reason: reply.reason }
  const tokens = readTokens(reply)
  if (tokens !== null) return { kind: 'done', tokens }
  const isRejected = reply.status === 401 || reply.status === 403 || fieldsOf(reply)['error'] === 'invalid_grant'
  return { kind: isRejected ? 'rejected' : 'failed', reason: describeAnswer(reply) }
}

function readTokens(reply: JsonReply): Tokens | null {
  const fields = fieldsOf(reply)
  const accessToken = textOf(fields['access_token'])
  const expiresIn = Number(fields['expires_in'])
  if (!reply.ok || reply.status !== 200 || accessToken === '' || !(expiresIn > 0)) return null
  return {
    accessToken,
    refreshToken: textOf(fields['refresh_token']),
    expiresIn,
    scope: textOf(fields['scope']),
    tokenType: textOf(fields['token_type']) || 'Bearer',
  }
}

/** Describes a failure in the service's own words, else by the HTTP status. */
export function describeAnswer(reply: Extract<JsonReply, { ok: true }>): string {
  const fields = fieldsOf(reply)
  const { error } = fields
  const inner = isObject(error) ? error['message'] : error
  const said = [fields['error_description'], fields['message'], fields['detail'], inner].find(
    (text): text is string => typeof text === 'string' && text !== '',
  )
  const words = said?.replace(/\s+/g, ' ').slice(0, 200)
  if (words !== undefined) return words
  return reply.body === undefined
    ? `an answer that is no JSON (HTTP ${reply.status}): is there a login page of the network?`
    : `HTTP ${reply.status}`
}

function fieldsOf(reply: JsonReply): Record<string, unknown> {
  return reply.ok && isObject(reply.body) ? reply.body : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
