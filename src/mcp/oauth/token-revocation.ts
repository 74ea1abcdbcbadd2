// Tells the authorization server that tokens are no longer used (RFC 7009), after they were forgotten here. It is a courtesy: whatever
// the server answers, the tokens are gone on this machine.

import type { Authorisation } from './authorisation-store.ts'
import type { Fetch } from './guarded-request.ts'

const LIMIT_MS = 5_000

/** Resolves once the server has answered, after 5 s at the most. Never rejects. */
export async function revokeTokens({ issuer, tokens, client }: Authorisation, fetch: Fetch): Promise<void> {
  if (issuer === '') return
  const signal = AbortSignal.timeout(LIMIT_MS)
  const limited: Fetch = (url, init) => fetch(url, { ...init, signal })
  try {
    const { discoverAuthorizationServerMetadata } = await import('@modelcontextprotocol/client')
    const metadata = await discoverAuthorizationServerMetadata(issuer, { fetchFn: limited })
    const endpoint = metadata && 'revocation_endpoint' in metadata ? metadata.revocation_endpoint : undefined
    if (typeof endpoint !== 'string') return
    // A server that ends a refresh token ends the access tokens of the same grant with it.
    const isRefresh = tokens.refresh_token !== undefined
    const form = new URLSearchParams({
      token: tokens.refresh_token ?? tokens.access_token,
      token_type_hint: isRefresh ? 'refresh_token' : 'access_token',
      client_id: client.client_id,
      ...(client.client_secret === undefined ? {} : { client_secret: client.client_secret }),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await limited(endpoint, { method: 'POST', headers, body: form.toString() })
  } catch {
    // The server cannot be reached, or does not revoke.
  }
}
