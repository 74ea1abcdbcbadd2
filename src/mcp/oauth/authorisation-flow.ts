// An authorisation by the user (OAuth 2.1, authorization code with PKCE): the server's metadata is read, a client is found or
// registered, the user agrees on a page in a browser, and the code is exchanged for tokens.

import { randomBytes } from 'node:crypto'
import type { OAuthDiscoveryState } from '@modelcontextprotocol/client'
import type { Authorisation } from './authorisation-store.ts'
import type { McpOAuth } from '../../protocol/mcp.ts'
import { openCallbackListener, type CallbackListener } from './callback-listener.ts'
import { createFlowProvider, type FlowProvider } from './flow-provider.ts'
import { OAuthRequestError, type Fetch } from './guarded-request.ts'
import { isSafePage } from './metadata-guard.ts'

/** The part of a server's refusal (WWW-Authenticate) that says how it wants to be asked. */
export interface Challenge {
  resourceMetadataUrl?: string
  scope?: string
}

/**
 * Shows the page of an authorisation to the user. `paste` takes the address of the redirect, and is false for another address. A
 * promise of false says that the user will not.
 */
export type ShowPage = (page: string, paste: (address: string) => boolean) => Promise<boolean | void> | void

export interface FlowOptions {
  serverUrl: string
  settings: McpOAuth
  challenge: Challenge
  /** The authorisation so far: its client is used again where it can be. */
  before: Authorisation | null
  fetch: Fetch
  /** Called once with the page. */
  onPage(page: string, paste: (address: string) => boolean): void
  signal: AbortSignal
  /** Milliseconds since the epoch. */
  now(): number
}

/** `unregistered` is the redirect of a client that the user has to register, since the server registers none. */
export type FlowReply =
  | { ok: true; authorisation: Authorisation }
  | { ok: false; reason: string; unregistered?: string }

/** A page that nobody answers is given up after so long (Kimi CLI's figure). */
const LIMIT_MS = 5 * 60_000
const STATE_BYTES = 32

/** Never throws: a failure is a reason in one line, without secrets. */
export async function authorise(options: FlowOptions): Promise<FlowReply> {
  const { settings, before } = options
  const state = randomBytes(STATE_BYTES).toString('base64url')
  let listener: CallbackListener | null = null
  try {
    const old = usualPort(before)
    listener = await openCallbackListener(state, settings.callbackPort ? [settings.callbackPort] : [...old, 0])
    const { redirectUrl } = listener
    // A client that registered itself is good for the redirect it named: many servers compare the port, too.
    const isSame = before?.client.redirect_uris?.includes(redirectUrl) ?? false
    const isNamed = before?.client.client_id === (settings.clientId ?? settings.clientMetadataUrl)
    const client = before && (isSame || isNamed) ? before : null
    const provider = createFlowProvider({ settings, redirectUrl, state, client })
    return await run(options, provider, listener)
  } catch (error) {
    const isUnregistered = listener !== null && settings.clientId === undefined && lacksClient(error)
    return {
      ok: false,
      reason: describeFailure(error),
      ...(isUnregistered ? { unregistered: listener!.redirectUrl } : {}),
    }
  } finally {
    listener?.close()
  }
}

async function run(options: FlowOptions, provider: FlowProvider, listener: CallbackListener): Promise<FlowReply> {
  const { serverUrl, challenge, fetch, signal } = options
  const { auth } = await import('@modelcontextprotocol/client')
  const { resourceMetadataUrl, scope } = challenge
  const request = {
    serverUrl,
    fetchFn: fetch,
    forceReauthorization: true,
    ...(scope ? { scope } : {}),
    ...(resourceMetadataUrl && URL.canParse(resourceMetadataUrl)
      ? { resourceMetadataUrl: new URL(resourceMetadataUrl) }
      : {}),
  }
  await auth(provider, request)
  const page = provider.page()
  if (page === null || !isSafePage(page, serverUrl))
    return { ok: false, reason: 'the page that the server names is not a plain https address' }
  options.onPage(page.href, listener.paste)
  const answer = await waitForAnswer(listener, signal)
  if (answer === null) return { ok: false, reason: 'nobody agreed within 5 minutes' }
  const refusal = await readRefusal(answer, provider.discovered())
  if (refusal !== null) return { ok: false, reason: refusal }
  const iss = answer.get('iss') ?? undefined
  await auth(provider, {
    ...request,
    authorizationCode: answer.get('code') ?? '',
    ...(iss === undefined ? {} : { iss }),
  })
  const outcome = provider.outcome()
  if (outcome === null) return { ok: false, reason: 'the authorization server gave no token' }
  const seconds = outcome.tokens.expires_in
  const expiresAt = seconds === undefined ? null : options.now() + seconds * 1000
  return { ok: true, authorisation: { ...outcome, asked: page.searchParams.get('scope') ?? '', expiresAt } }
}

/** True when the server registers nobody, or not us. Of the first the SDK tells in words alone. */
function lacksClient(error: unknown): boolean {
  const { message = '' } = error as Partial<Error>
  return /does not support dynamic client registration|^Dynamic Client Registration rejected/.test(message)
}

/** The port of the redirect that a client has registered. */
function usualPort(before: Authorisation | null): number[] {
  const ports = before?.client.redirect_uris?.map((uri) => Number(URL.parse(uri)?.port)) ?? []
  return ports.filter((port) => port > 0).slice(0, 1)
}

/** Null when the time is over. Rejects when the signal is aborted. */
async function waitForAnswer({ answer }: CallbackListener, signal: AbortSignal): Promise<URLSearchParams | null> {
  const { promise, resolve, reject } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), LIMIT_MS)
  const onAbort = () => reject(new OAuthRequestError('it was cancelled'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/**
 * The reason of a redirect without a code; null when there is a code. The issuer is checked first (RFC 9207): an error of another
 * server than the one that was asked is not shown.
 */
async function readRefusal(
  answer: URLSearchParams,
  discovery: OAuthDiscoveryState | undefined,
): Promise<string | null> {
  if (answer.has('code')) return null
  const { validateAuthorizationResponseIssuer } = await import('@modelcontextprotocol/client')
  const metadata = discovery?.authorizationServerMetadata
  validateAuthorizationResponseIssuer({
    iss: answer.get('iss') ?? undefined,
    expectedIssuer: metadata?.issuer,
    issParameterSupported: metadata?.authorization_response_iss_parameter_supported === true,
  })
  const words = [answer.get('error'), answer.get('error_description')].filter(Boolean).join(': ')
  return words === '' ? 'the redirect has neither a code nor an error' : words
}

const REASON_LENGTH = 300

/** An error in one line. The SDK puts an answer that it cannot read at the end of its message, behind its own complaint about it. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [, status, body] = /^(HTTP \d+): Invalid OAuth error response[^]*Raw body: ([^]*)$/.exec(message) ?? []
  const { code = '' } = error as { code?: unknown }
  const text = status === undefined ? message || String(code) : `${status}: ${body}`
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH)
}
