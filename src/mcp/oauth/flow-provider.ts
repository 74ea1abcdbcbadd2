// The memory of one authorisation, in the form in which the SDK asks for it. Nothing is stored before new tokens are there: until
// then, and when the user gives up, the old ones stay.

import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client'
import type { McpOAuth } from '../../protocol/mcp.ts'
import type { Authorisation, OAuthClient } from './authorisation-store.ts'

export interface FlowProviderOptions {
  settings: McpOAuth
  redirectUrl: string
  state: string
  /** The client of the authorisation so far; null to register anew. */
  client: { client: OAuthClient; issuer: string } | null
}

export interface FlowProvider extends OAuthClientProvider {
  /** The page on which the user agrees; null before the SDK has made it. */
  page(): URL | null
  /** The outcome; null before the tokens are there. */
  outcome(): Pick<Authorisation, 'tokens' | 'client' | 'issuer'> | null
  discovered(): OAuthDiscoveryState | undefined
}

const CLIENT_NAME = 'Kimi'

export function createFlowProvider({ settings, redirectUrl, state, client }: FlowProviderOptions): FlowProvider {
  let known = client && client.issuer !== '' ? { ...client.client, issuer: client.issuer } : client?.client
  let verifier = ''
  let discovery: OAuthDiscoveryState | undefined
  let page: URL | null = null
  let tokens: StoredOAuthTokens | null = null
  return {
    redirectUrl,
    clientMetadata: describeClient(settings, redirectUrl),
    ...(settings.clientMetadataUrl ? { clientMetadataUrl: settings.clientMetadataUrl } : {}),
    state: () => state,
    clientInformation(context) {
      const { clientId, clientSecret } = settings
      // A client that the user names is bound to the first issuer that it was used with: no other gets its secret.
      if (clientId !== undefined && known?.client_id !== clientId)
        known = {
          client_id: clientId,
          ...(clientSecret ? { client_secret: clientSecret } : {}),
          ...(context ? { issuer: context.issuer } : {}),
        }
      return known as StoredOAuthClientInformation | undefined
    },
    saveClientInformation: (information) => void (known = information as typeof known),
    tokens: () => tokens ?? undefined,
    saveTokens: (given) => void (tokens = given),
    redirectToAuthorization: (url) => void (page = url),
    saveCodeVerifier: (text) => void (verifier = text),
    codeVerifier: () => verifier,
    saveDiscoveryState: (found) => void (discovery = found),
    discoveryState: () => discovery,
    invalidateCredentials(scope) {
      if (scope === 'all' || scope === 'client') known = undefined
    },
    page: () => page,
    outcome() {
      if (tokens === null || known === undefined) return null
      const { issuer = '', ...given } = tokens
      const { issuer: _, ...registered } = known as OAuthClient & { issuer?: string }
      return {
        tokens: given as Authorisation['tokens'],
        client: { redirect_uris: [redirectUrl], ...registered },
        issuer,
      }
    },
    discovered: () => discovery,
  }
}

/** The metadata of the client, as it registers itself. The SDK adds `application_type: native` for the redirect to this machine. */
function describeClient({ scope }: McpOAuth, redirectUrl: string): OAuthClientMetadata {
  return {
    client_name: CLIENT_NAME,
    redirect_uris: [redirectUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    ...(scope ? { scope } : {}),
  }
}
