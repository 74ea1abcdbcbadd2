// The renewal of an access token with its refresh token, under a lock that all processes take: a refresh token is often good for one
// use, and a second use may end the whole authorisation. The old tokens stay until the new ones are stored.

import { trimSlash } from '../../accounts/endpoints.ts'
import type { OAuthProtectedResourceMetadata } from '@modelcontextprotocol/client'
import type { Log } from '../../sys/log.ts'
import { waitForLock, type Lock } from '../../sys/lock.ts'
import { describeFailure, type Challenge } from './authorisation-flow.ts'
import type { Authorisation, AuthorisationStore } from './authorisation-store.ts'
import type { Fetch } from './guarded-request.ts'

export interface RenewalOptions {
  serverUrl: string
  store: AuthorisationStore
  fetch: Fetch
  log: Log
  /** Refresh tokens that were refused: they are not sent again. */
  refusedTokens: Set<string>
  /** Milliseconds since the epoch. */
  now(): number
}

/** Another process asks for at most half a minute for each of four requests. */
const LOCK_LIMIT_MS = 120_000
/** A token that ends sooner is renewed before it is used. */
const LEFT_MS = 60_000

/** True when the token has to be renewed before its next use. */
export function isDue({ expiresAt, tokens }: Authorisation, nowMs: number): boolean {
  return expiresAt !== null && tokens.refresh_token !== undefined && expiresAt - nowMs < LEFT_MS
}

/** `refused`: only the user can help. `failed`: the network or the disk does not let us; the tokens stay. */
export type Renewal = { kind: 'token'; token: string } | { kind: 'refused' } | { kind: 'failed'; reason: string }

const REFUSED: Renewal = { kind: 'refused' }

/**
 * The access token after a renewal. `refused` is the token that the server does not take, null for a renewal ahead of time. When
 * another process has renewed meanwhile, its token is taken. Never throws.
 */
export async function renewToken(
  options: RenewalOptions,
  refused: string | null,
  challenge: Challenge = {},
): Promise<Renewal> {
  const { serverUrl, store, log, now } = options
  let lock: Lock | null = null
  try {
    lock = await waitForLock(store.lockFile(serverUrl), LOCK_LIMIT_MS)
    const held = await store.read(serverUrl)
    if (held === null) return REFUSED
    const { access_token: token, refresh_token: refreshToken } = held.tokens
    const isRenewed = refused === null ? !isDue(held, now()) : token !== refused
    if (isRenewed) return { kind: 'token', token }
    if (lock === null) return { kind: 'failed', reason: 'another process of kimi holds its lock' }
    if (refreshToken === undefined || options.refusedTokens.has(refreshToken)) return REFUSED
    const renewed = await ask(options, held, refreshToken, challenge)
    if (renewed === null) return REFUSED
    await store.save(serverUrl, renewed)
    return { kind: 'token', token: renewed.tokens.access_token }
  } catch (error) {
    const reason = describeFailure(error)
    log('warn', 'mcp token not renewed', { server: serverUrl, reason })
    if (!isRefusal(error)) return { kind: 'failed', reason }
    const sent = (await store.read(serverUrl).catch(() => null))?.tokens.refresh_token
    if (sent !== undefined) options.refusedTokens.add(sent)
    return REFUSED
  } finally {
    lock?.close()
  }
}

/** Codes of RFC 6749 with which a server ends an authorisation; the SDK's errors carry them. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return ['invalid_grant', 'invalid_client', 'unauthorized_client', 'invalid_target', 'invalid_scope'].includes(
    String(code),
  )
}

/** Null when the server names another authorization server than before: that one must not see the tokens. */
async function ask(
  { serverUrl, fetch, log, now }: RenewalOptions,
  held: Authorisation,
  refreshToken: string,
  { resourceMetadataUrl }: Challenge,
): Promise<Authorisation | null> {
  const sdk = await import('@modelcontextprotocol/client')
  const found = await sdk.discoverOAuthServerInfo(serverUrl, {
    fetchFn: fetch,
    ...(resourceMetadataUrl ? { resourceMetadataUrl: new URL(resourceMetadataUrl) } : {}),
  })
  const { resourceMetadata } = found
  let { authorizationServerUrl, authorizationServerMetadata: metadata } = found
  let issuer = metadata?.issuer ?? String(authorizationServerUrl)
  const isOther = held.issuer !== '' && trimSlash(held.issuer) !== trimSlash(issuer)
  if (isOther && resourceMetadata !== undefined) {
    log('warn', 'mcp server has another authorization server', { server: serverUrl, issuer, before: held.issuer })
    return null
  }
  if (isOther) {
    // The server's own metadata could not be had; the issuer of the tokens is known.
    metadata = await sdk.discoverAuthorizationServerMetadata(held.issuer, { fetchFn: fetch })
    authorizationServerUrl = held.issuer
    issuer = held.issuer
  }
  const resource = readResource(serverUrl, resourceMetadata, sdk.checkResourceAllowed, sdk.resourceUrlFromServerUrl)
  const tokens = await sdk.refreshAuthorization(authorizationServerUrl, {
    ...(metadata ? { metadata } : {}),
    clientInformation: held.client,
    refreshToken,
    ...(resource ? { resource } : {}),
    fetchFn: fetch,
  })
  const expiresAt = tokens.expires_in === undefined ? null : now() + tokens.expires_in * 1000
  const scope = tokens.scope ?? held.tokens.scope
  return { ...held, tokens: { ...(tokens as Authorisation['tokens']), ...(scope ? { scope } : {}) }, issuer, expiresAt }
}

/** The resource indicator (RFC 8707); undefined for servers that publish no metadata. Throws for the metadata of another server. */
function readResource(
  serverUrl: string,
  metadata: OAuthProtectedResourceMetadata | undefined,
  isAllowed: (urls: { requestedResource: URL; configuredResource: string }) => boolean,
  urlOf: (url: string) => URL,
): string | undefined {
  if (metadata === undefined) return undefined
  if (!isAllowed({ requestedResource: urlOf(serverUrl), configuredResource: metadata.resource }))
    throw new Error(`the metadata is about another server: ${metadata.resource}`)
  return metadata.resource
}
