// An MCP server on 127.0.0.1 that wants OAuth tokens, and its authorization server. Each request is checked against OAuth 2.1 and the
// MCP specification of 2026-07-28; what is wrong is collected in `problems`, and refused.

import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GuardedServerOptions {
  /** False: the server registers nobody. */
  registers?: boolean
  /** True: the id of a client may be the address of its metadata. */
  takesDocuments?: boolean
  /** A client that is registered already. */
  client?: { id: string; secret: string }
  /** The issuer in the redirect: right, left out although it was promised, or another one. */
  iss?: 'right' | 'missing' | 'wrong'
  /** The life of an access token in seconds. */
  life?: number
  /** True: whoever has no token may ask for the tools, but not call them. */
  isOpenToLook?: boolean
  /** The scope that the tool `purge` wants, beside `read`. */
  purgeScope?: string
  /** The scopes that the user agrees to, whatever was asked for. */
  grants?: string
  /** Replaces fields of the two metadata documents. */
  change?: (document: Record<string, unknown>, kind: 'resource' | 'issuer') => Record<string, unknown>
  /** The fate of renewals; by default they are answered. */
  renewals?: 'refused' | 'broken'
  /** The names of its tools; by default `peek` and `purge`. A call of any other fails as the specification says. */
  tools?: readonly string[]
  /** Milliseconds that a renewal takes. */
  renewalMs?: number
  /** Another program's authorization server, in the place of our own. */
  foreign?: { issuer: string; accepts(token: string): boolean }
}

export interface GuardedServer extends AsyncDisposable {
  /** The address of the authorization server, its issuer. */
  readonly issuer: string
  /** The address of the MCP server. */
  readonly url: string
  readonly problems: string[]
  /** Requests as `POST /token refresh_token`. */
  readonly seen: string[]
  readonly registered: Record<string, unknown>[]
  /** The parameters of each page that a user was sent to. */
  readonly pages: URLSearchParams[]
  options: GuardedServerOptions
  /** Ends all access tokens; refresh tokens stay. */
  expire(): void
  /** Forgets all clients. */
  forgetClients(): void
  /** Ends everything. */
  revoke(): void
  /** Opens the page as a browser does, agrees or refuses, and gives the address of the redirect. */
  visit(page: string, verdict?: 'agrees' | 'refuses'): Promise<string>
  /** The same, and goes to the redirect. Gives the status of the answer there. */
  agree(page: string, verdict?: 'agrees' | 'refuses'): Promise<number>
}

interface Grant {
  clientId: string
  scope: string
  resource: string
}

interface State extends GuardedServer {
  clients: Map<string, { secret: string | null; redirects: string[] }>
  codes: Map<string, Grant & { challenge: string; redirect: string }>
  access: Map<string, Grant>
  refresh: Map<string, Grant>
}

export async function openGuardedServer(options: GuardedServerOptions = {}): Promise<GuardedServer> {
  const server = createServer((request, response) => void answer(request, response, state))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state: State = {
    options,
    issuer,
    url: `${issuer}/mcp`,
    problems: [],
    seen: [],
    registered: [],
    pages: [],
    clients: new Map(options.client ? [[options.client.id, { secret: options.client.secret, redirects: [] }]] : []),
    codes: new Map(),
    access: new Map(),
    refresh: new Map(),
    expire: () => state.access.clear(),
    forgetClients: () => state.clients.clear(),
    revoke() {
      state.access.clear()
      state.refresh.clear()
    },
    async visit(page, verdict = 'agrees') {
      const reply = await fetch(`${page}${verdict === 'refuses' ? '&refused=1' : ''}`, { redirect: 'manual' })
      const location = reply.headers.get('location')
      if (location === null) throw new Error(`no redirect: ${reply.status} ${await reply.text()}`)
      return location
    },
    async agree(page, verdict) {
      return (await fetch(await state.visit(page, verdict))).status
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return state
}

function say(
  response: ServerResponse,
  status: number,
  body: object | null,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === null ? '' : JSON.stringify(body))
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', state.issuer)
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const form = new URLSearchParams(pathname === '/token' ? body : '')
  state.seen.push([request.method, pathname, form.get('grant_type')].filter(Boolean).join(' '))
  if (pathname === '/mcp') return answerMcp(request, response, body, state)
  if (pathname.startsWith('/.well-known/')) return answerMetadata(pathname, response, state)
  if (pathname === '/register') return answerRegistration(response, body, state)
  if (pathname === '/authorize') return answerPage(response, searchParams, state)
  if (pathname === '/revoke') return answerRevocation(response, body, state)
  if (pathname === '/token') return answerToken(response, form, state)
  say(response, 404, { error: 'not_found' })
}

function answerMetadata(path: string, response: ServerResponse, { issuer, url, options }: State): void {
  const { change = (document) => document } = options
  if (path === '/.well-known/oauth-protected-resource/mcp')
    return say(
      response,
      200,
      change(
        { resource: url, authorization_servers: [options.foreign?.issuer ?? issuer], scopes_supported: ['read'] },
        'resource',
      ),
    )
  if (path !== '/.well-known/oauth-authorization-server') return say(response, 404, {})
  const document = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    revocation_endpoint: `${issuer}/revoke`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_post'],
    ...(options.registers === false ? {} : { registration_endpoint: `${issuer}/register` }),
    ...(options.takesDocuments ? { client_id_metadata_document_supported: true } : {}),
    ...(options.iss ? { authorization_response_iss_parameter_supported: true } : {}),
  }
  say(response, 200, change(document, 'issuer'))
}

function answerRegistration(response: ServerResponse, body: string, state: State): void {
  const wish = JSON.parse(body) as Record<string, unknown>
  const redirects = wish['redirect_uris'] as string[]
  if (wish['application_type'] !== 'native') state.problems.push(`application_type ${String(wish['application_type'])}`)
  if (!redirects.every((uri) => /^http:\/\/127\.0\.0\.1:\d+\//.test(uri)))
    state.problems.push(`redirect ${redirects.join()}`)
  const id = `client-${state.clients.size + 1}`
  state.clients.set(id, { secret: null, redirects })
  state.registered.push(wish)
  say(response, 201, { ...wish, client_id: id, token_endpoint_auth_method: 'none' })
}

function answerPage(response: ServerResponse, query: URLSearchParams, state: State): void {
  const { issuer, url, options, clients, pages, problems } = state
  pages.push(query)
  const id = query.get('client_id') ?? ''
  if (options.takesDocuments && id.startsWith('https://')) clients.set(id, { secret: null, redirects: [] })
  const client = clients.get(id)
  const redirect = query.get('redirect_uri') ?? ''
  const isKnown = client && (client.redirects.length === 0 || client.redirects.includes(redirect))
  if (!isKnown) return say(response, 400, { error: 'invalid_client', error_description: `${id} ${redirect}` })
  if (query.get('resource') !== url) problems.push(`page for resource ${query.get('resource')}`)
  if (query.get('code_challenge_method') !== 'S256') problems.push('page without PKCE')
  if ((query.get('state') ?? '').length < 22) problems.push('state too short')
  const to = new URL(redirect)
  to.searchParams.set('state', query.get('state') ?? '')
  if (options.iss === 'right') to.searchParams.set('iss', issuer)
  if (options.iss === 'wrong') to.searchParams.set('iss', 'https://attacker.example')
  if (query.has('refused')) {
    to.searchParams.set('error', 'access_denied')
    to.searchParams.set('error_description', 'the user said no')
  } else {
    const code = randomBytes(8).toString('hex')
    const grant = {
      clientId: id,
      scope: options.grants ?? query.get('scope') ?? '',
      resource: query.get('resource') ?? '',
    }
    state.codes.set(code, { ...grant, challenge: query.get('code_challenge') ?? '', redirect })
    to.searchParams.set('code', code)
  }
  say(response, 302, null, { location: to.href })
}

/** A refresh token that is revoked takes all tokens of the double with it. */
function answerRevocation(response: ServerResponse, body: string, state: State): void {
  const form = new URLSearchParams(body)
  const isKnown = state.refresh.has(form.get('token') ?? '') && state.clients.has(form.get('client_id') ?? '')
  if (!isKnown) state.problems.push(`revocation of ${form.get('token_type_hint')}`)
  state.revoke()
  say(response, 200, null)
}

async function answerToken(response: ServerResponse, form: URLSearchParams, state: State): Promise<void> {
  const { clients, codes, refresh, options, problems, url } = state
  const refuse = (error: string, why: string) => say(response, 400, { error, error_description: why })
  const id = form.get('client_id') ?? ''
  const secret = clients.get(id)?.secret ?? null
  if (!clients.has(id) || (secret !== null && form.get('client_secret') !== secret)) return refuse('invalid_client', id)
  if (form.get('resource') !== url) problems.push(`token for resource ${form.get('resource')}`)
  if (form.get('grant_type') === 'authorization_code') {
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!grant || grant.clientId !== id) return refuse('invalid_grant', 'no such code')
    if (grant.challenge !== challenge) return refuse('invalid_grant', 'wrong verifier')
    if (grant.redirect !== form.get('redirect_uri')) return refuse('invalid_grant', 'wrong redirect')
    return say(response, 200, issueTokens(state, grant))
  }
  if (options.renewalMs) await new Promise((resolve) => setTimeout(resolve, options.renewalMs))
  if (options.renewals === 'broken') return say(response, 500, { message: 'try later' })
  if (options.renewals === 'refused') return refuse('invalid_grant', 'the grant has ended')
  const token = form.get('refresh_token') ?? ''
  const grant = refresh.get(token)
  // A refresh token is good for one use; a second use ends the grant (OAuth 2.1, 4.3.1).
  if (grant === undefined || grant.clientId !== id) {
    state.revoke()
    return refuse('invalid_grant', 'the refresh token was used before')
  }
  refresh.delete(token)
  say(response, 200, issueTokens(state, grant))
}

function issueTokens({ access, refresh, options }: State, grant: Grant): object {
  const [token, next] = [`access-${randomBytes(8).toString('hex')}`, `refresh-${randomBytes(8).toString('hex')}`]
  access.set(token, grant)
  refresh.set(next, grant)
  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: options.life ?? 3600,
    refresh_token: next,
    scope: grant.scope,
  }
}

const TOOLS = ['peek', 'purge']

/** The protocol of 2025-11-25, without sessions: each request has its answer as JSON. */
function answerMcp(request: IncomingMessage, response: ServerResponse, body: string, state: State): void {
  const { options, issuer, access, url } = state
  if (request.method !== 'POST') return say(response, 405, {})
  const {
    id,
    method,
    params = {},
  } = JSON.parse(body) as { id?: number; method: string; params?: Record<string, unknown> }
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '')
  const isForeign = options.foreign?.accepts(token) ?? false
  const grant = isForeign ? { clientId: '', scope: 'read', resource: url } : access.get(token)
  const metadata = `resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp"`
  const mayLook = options.isOpenToLook && method !== 'tools/call'
  if (grant === undefined && !mayLook)
    return say(response, 401, { error: 'invalid_token' }, { 'www-authenticate': `Bearer ${metadata}, scope="read"` })
  if (grant && grant.resource !== url) return say(response, 401, {}, { 'www-authenticate': `Bearer ${metadata}` })
  const wanted = options.purgeScope ?? ''
  if (
    method === 'tools/call' &&
    params['name'] === 'purge' &&
    wanted !== '' &&
    !grant!.scope.split(' ').includes(wanted)
  )
    return say(
      response,
      403,
      { error: 'insufficient_scope' },
      { 'www-authenticate': `Bearer error="insufficient_scope", scope="${wanted}", ${metadata}` },
    )
  if (id === undefined) return say(response, 202, null)
  const tools = options.tools ?? TOOLS
  const name = String(params['name'])
  if (method === 'tools/call' && !tools.includes(name))
    return say(response, 200, { jsonrpc: '2.0', id, error: { code: -32602, message: `Unknown tool: ${name}` } })
  const results: Record<string, unknown> = {
    initialize: {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'guarded', version: '1.0.0' },
    },
    'tools/list': {
      tools: tools.map((tool) => ({ name: tool, description: `Does ${tool}`, inputSchema: { type: 'object' } })),
    },
    'tools/call': { content: [{ type: 'text', text: `${name} is done` }] },
    ping: {},
  }
  if (results[method]) return say(response, 200, { jsonrpc: '2.0', id, result: results[method] })
  say(response, 200, { jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } })
}
