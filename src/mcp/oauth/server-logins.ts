// The authorisations of all MCP servers, as the daemon holds them: the fetch of each server, and who may be asked.

import type { OpenKeyring } from '../../accounts/system-keyring.ts'
import { describeFileFailure } from '../../protocol/file-failures.ts'
import type { McpOAuth } from '../../protocol/mcp.ts'
import type { Log } from '../../sys/log.ts'
import type { AuthServer, CallUser } from '../server-transport.ts'
import { authorise, type Challenge, type FlowReply, type ShowPage } from './authorisation-flow.ts'
import { createAuthorisationStore, type AuthorisationStore } from './authorisation-store.ts'
import { createAuthorisedFetch, readChallenge } from './authorised-fetch.ts'
import { createGuardedFetch, type Fetch } from './guarded-request.ts'
import { createSharedFlows, type SharedFlows } from './shared-flows.ts'
import { renewToken } from './token-renewal.ts'
import { revokeTokens } from './token-revocation.ts'

export interface ServerLogins {
  /**
   * A fetch for the transport of a server, which adds its token. `user` is asked when a request needs a login; without one such a
   * request fails with an UnauthorizedError. A server with a header Authorization of its own keeps that.
   */
  fetchFor(server: AuthServer, fetch: Fetch, user?: CallUser): Fetch
  /** Has the user authorise the server, whatever tokens there are; these stay until new ones are stored. */
  authorise(server: AuthServer, showPage: ShowPage, signal: AbortSignal): Promise<FlowReply>
  /** True when there are tokens. */
  hasTokens(url: string): Promise<boolean>
  /** True when the server answers a request without a token with 401. False when it does not answer. */
  wantsTokens(server: AuthServer, fetch: Fetch): Promise<boolean>
  /** Forgets the tokens, and tells their server so. True when there were any. Throws when they cannot be removed. */
  forget(server: Pick<AuthServer, 'url' | 'env'>): Promise<boolean>
}

export interface ServerLoginsOptions {
  /** ~/.kimi */
  share: string
  /** Proxies and certificates, for servers whose environment is not known. */
  env: NodeJS.ProcessEnv
  log: Log
  openKeyring?: OpenKeyring
  /** The address of the Client ID Metadata Document of servers whose entry names none; '' for none. */
  clientMetadataUrl?(): string
}

const PROBE_LIMIT_MS = 10_000
/** A user who has declined is not asked again for so long, except by `kimi mcp auth`. */
const DECLINED_MS = 10 * 60_000
/** The same where the question was not answered: the turn was interrupted, or nobody is there. */
const CANCELLED_MS = 60_000
const NEVER = new AbortController().signal

export function createServerLogins(options: ServerLoginsOptions): ServerLogins {
  const { share, log } = options
  const store = createAuthorisationStore(share, options.openKeyring)
  /** The refusal that each server has given last: it says where its metadata is. */
  const challenges = new Map<string, Challenge>()
  const refusedTokens = new Set<string>()
  const now = () => Date.now()

  const flows = createFlows(options, store, (url) => challenges.get(url) ?? {})
  const asking = createAskings(flows)

  return {
    fetchFor(server, fetch, user) {
      if (hasOwnHeader(server)) return fetch
      const { url } = server
      const renewal = {
        serverUrl: url,
        store,
        fetch: openGuarded(server, options),
        log,
        refusedTokens,
        now,
      }
      return createAuthorisedFetch({
        serverUrl: url,
        store,
        fetch,
        now,
        renew: (refused, challenge) => renewToken(renewal, refused, challenge),
        authorise(challenge) {
          challenges.set(url, challenge)
          return asking.ask(server, user)
        },
      })
    },
    authorise(server, showPage, signal) {
      asking.allow(server.url)
      return flows.join(server, showPage, signal)
    },
    hasTokens: async (url) => (await store.read(url)) !== null,
    async wantsTokens(server, fetch) {
      const challenge = await readRefusal(server, fetch)
      if (challenge !== null) challenges.set(server.url, challenge)
      return challenge !== null
    },
    forget: (server) => forget(server, store, options),
  }
}

/** The way to a server's authorization server. */
function openGuarded({ url, env }: Pick<AuthServer, 'url' | 'env'>, options: ServerLoginsOptions): Fetch {
  return createGuardedFetch({ serverUrl: url, env: env ?? options.env })
}

async function forget(
  server: Pick<AuthServer, 'url' | 'env'>,
  store: AuthorisationStore,
  options: ServerLoginsOptions,
): Promise<boolean> {
  const held = await store.read(server.url)
  const isRemoved = await store.remove(server.url)
  if (held !== null) await revokeTokens(held, openGuarded(server, options))
  return isRemoved
}

/** Asks the user of a call for a login; one who has declined is left alone for a while. */
function createAskings(flows: SharedFlows<AuthServer>) {
  /** The time until which the user is not asked about a server, in milliseconds of the monotonic clock. */
  const quiet = new Map<string, number>()
  return {
    allow: (url: string) => void quiet.delete(url),
    async ask(server: AuthServer, user: CallUser | undefined): Promise<FlowReply> {
      const { name, url } = server
      const isQuiet = performance.now() < (quiet.get(url) ?? 0)
      const required = { ok: false as const, reason: `it wants a login: kimi mcp auth ${name}` }
      if (!user?.isThere() || isQuiet) return required
      const visit = async (page: string) => {
        const verdict = await user.visit(page)
        const pause = { visited: 0, declined: DECLINED_MS, cancelled: CANCELLED_MS }[verdict]
        if (pause > 0) quiet.set(url, performance.now() + pause)
        return verdict === 'visited'
      }
      const reply = await flows.join(server, visit, NEVER)
      if (reply.ok) quiet.delete(url)
      return !reply.ok && quiet.has(url) ? required : reply
    },
  }
}

function createFlows(
  options: ServerLoginsOptions,
  store: AuthorisationStore,
  challengeOf: (url: string) => Challenge,
): SharedFlows<AuthServer> {
  const { share } = options
  /** Servers whose last login has come to nothing so far: they may have forgotten the client, which their page alone says. */
  const begun = new Set<string>()
  return createSharedFlows(async (server, onPage, signal): Promise<FlowReply> => {
    const { url } = server
    try {
      const before = begun.has(url) ? null : await store.read(url)
      begun.add(url)
      const settings = withDocument(server, options.clientMetadataUrl?.() ?? '')
      const fetch = openGuarded(server, options)
      const challenge = challengeOf(url)
      const now = () => Date.now()
      const reply = await authorise({ serverUrl: url, settings, challenge, before, fetch, onPage, signal, now })
      if (!reply.ok) return reply
      await store.save(url, reply.authorisation)
      begun.delete(url)
      return reply
    } catch (error) {
      return { ok: false, reason: describeFileFailure(error, share) }
    }
  })
}

/** The settings of a server whose entry names no metadata document of its own. */
function withDocument({ oauth = {} }: AuthServer, clientMetadataUrl: string): McpOAuth {
  return clientMetadataUrl === '' ? oauth : { clientMetadataUrl, ...oauth }
}

function hasOwnHeader({ headers = {} }: AuthServer): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization')
}

/** The challenge of the 401 that a request without a token gets; null when the server answers otherwise, or not at all. */
async function readRefusal({ url, headers = {} }: AuthServer, fetch: Fetch): Promise<Challenge | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json, text/event-stream', 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'server/discover', params: {} }),
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    })
    await answer.body?.cancel()
    return answer.status === 401 ? readChallenge(answer) : null
  } catch {
    return null
  }
}
