// The requests to an MCP server with its access token. A token that ends is renewed first; a refusal starts a renewal, and then, where
// somebody can be asked, an authorisation by the user. Transports need to know nothing of it: they get a `fetch`.

import type { Challenge } from './authorisation-flow.ts'
import type { Authorisation, AuthorisationStore } from './authorisation-store.ts'
import type { Fetch } from './guarded-request.ts'
import { isDue, type Renewal } from './token-renewal.ts'

export interface AuthorisedFetchOptions {
  /** The server's address as configured. */
  serverUrl: string
  store: AuthorisationStore
  /** Sends a request to the server. */
  fetch: Fetch
  renew(refused: string | null, challenge: Challenge): Promise<Renewal>
  /** Asks the user; the reason says why there is no new token. */
  authorise(challenge: Challenge): Promise<{ ok: true } | { ok: false; reason: string }>
  /** Milliseconds since the epoch. */
  now(): number
}

/** The SDK knows by this name that a connection failed for want of a login. The message is a reason in one line. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

export function createAuthorisedFetch(options: AuthorisedFetchOptions): Fetch {
  const { serverUrl, store, fetch } = options
  const { origin } = new URL(serverUrl)

  async function send(url: string | URL, init: RequestInit | undefined, token: string | null): Promise<Response> {
    const headers = new Headers(init?.headers)
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
    return fetch(url, { ...init, headers })
  }

  /** The token for the next request; null without one. */
  async function readToken(): Promise<string | null> {
    const held = await store.read(serverUrl)
    if (held === null) return null
    if (!isDue(held, options.now())) return held.tokens.access_token
    const renewal = await options.renew(null, {})
    // A token that could not be renewed may still be good for a moment.
    return renewal.kind === 'token' ? renewal.token : held.tokens.access_token
  }

  async function replaceToken(refused: string | null, challenge: Challenge): Promise<string> {
    if (refused !== null) {
      const renewal = await options.renew(refused, challenge)
      if (renewal.kind === 'token') return renewal.token
      if (renewal.kind === 'failed') throw new UnauthorizedError(`its login cannot be renewed: ${renewal.reason}`)
    }
    return askUser(challenge)
  }

  async function askUser(challenge: Challenge): Promise<string> {
    const reply = await options.authorise(challenge)
    const held = reply.ok ? await store.read(serverUrl) : null
    if (held !== null) return held.tokens.access_token
    throw new UnauthorizedError(reply.ok ? 'its tokens are not stored' : reply.reason)
  }

  return async (url, init) => {
    // The token is the server's: no other address gets it, whatever the server says.
    if (new URL(url).origin !== origin) return fetch(url, init)
    const token = await readToken()
    const first = await send(url, init, token)
    const isStepUp = first.status === 403 && readField(first, 'error') === 'insufficient_scope'
    if (first.status !== 401 && !isStepUp) return first
    const challenge = readChallenge(first)
    await drop(first)
    const held = await store.read(serverUrl)
    const next = isStepUp
      ? await askUser({ ...challenge, scope: widenScope(held, challenge) })
      : await replaceToken(token, challenge)
    const second = await send(url, init, next)
    if (second.status !== 401) return second
    // A renewed token that is refused as well: the grant itself has ended. Who has just agreed is not asked again.
    const isRenewed = !isStepUp && token !== null
    const again = readChallenge(second)
    await drop(second)
    if (!isRenewed) throw new UnauthorizedError('it refuses the new token')
    return send(url, init, await askUser(again))
  }
}

/** All scopes so far and those the server wants (spec 2026-07-28, step-up). Throws when they were all asked for before. */
function widenScope(held: Authorisation | null, { scope = '' }: Challenge): string {
  const before = wordsOf(`${held?.tokens.scope ?? ''} ${held?.asked ?? ''}`)
  const wanted = wordsOf(scope)
  if (wanted.every((word) => before.includes(word)))
    throw new UnauthorizedError(`your login lacks the scope ${wanted.join(' ') || 'that it wants'}`)
  return [...new Set([...before, ...wanted])].join(' ')
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean)
}

/** The parameters of WWW-Authenticate: the address of the metadata, and the scopes that are wanted. */
export function readChallenge(response: Response): Challenge {
  const [metadata, scope] = [readField(response, 'resource_metadata'), readField(response, 'scope')]
  return {
    ...(metadata && URL.canParse(metadata) ? { resourceMetadataUrl: metadata } : {}),
    ...(scope ? { scope } : {}),
  }
}

function readField({ headers }: Response, field: string): string | null {
  const value = headers.get('www-authenticate') ?? ''
  const [, quoted, plain] = new RegExp(`(?:^|[\\s,])${field}=(?:"([^"]*)"|([^\\s,]+))`, 'i').exec(value) ?? []
  return quoted ?? plain ?? null
}

/** Gives up an answer that is not read, so that its connection is free. */
async function drop(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {})
}
