// The methods mcp/auth, mcp/auth-paste and mcp/reset-auth: the user logs in to a server, step by step, and out of it.

import type { FlowReply } from '../../mcp/oauth/authorisation-flow.ts'
import { createServerFetch } from '../../mcp/server-fetch.ts'
import type { NamedServer } from '../../mcp/server-files.ts'
import type { AuthServer } from '../../mcp/server-transport.ts'
import { expandEntry, ownSecrets } from '../../mcp/server-variables.ts'
import { KimiError } from '../../protocol/errors.ts'
import type { McpAuthStep, McpMethods } from '../../protocol/mcp.ts'
import { sanitiseLine } from '../../safety/text/sanitiser.ts'
import { createChannel } from '../../sys/channel.ts'
import { isObject } from '../../sys/json-reading.ts'
import type { DaemonParts } from '../daemon-parts.ts'
import { realDirectory } from './client-paths.ts'
import type { NamespaceHandlers, Peer } from './json-methods.ts'

type Place = McpMethods['mcp/list']['params']

/** Finds the server of a directory; throws `mcp.not_found`. */
export type FindServer = (name: string, place: Place) => Promise<NamedServer>

/** Changes the entry in the user's file, and removes it for null; throws `mcp.not_found`. */
export type EditServer = (
  name: string,
  change: (entry: Record<string, unknown>) => Record<string, unknown> | null,
) => { file: string }

/** A login that a connection is at. */
interface Login {
  steps: AsyncGenerator<McpAuthStep>
  /** Takes the address of the redirect, once there is a page. */
  paste(address: string): boolean
}

const REASON_CELLS = 400
/** The name under which the keyring has the secret of a server's OAuth client. */
const CLIENT_SECRET = 'OAUTH_CLIENT_SECRET'

export function createMcpLoginMethods(
  parts: DaemonParts,
  find: FindServer,
  edit: EditServer,
): Pick<NamespaceHandlers<'mcp'>, 'mcp/auth' | 'mcp/auth-paste' | 'mcp/set-client' | 'mcp/reset-auth'> {
  const logins = new WeakMap<Peer, Login>()
  return {
    async 'mcp/auth'({ name, ...place }, peer) {
      const login = logins.get(peer) ?? beginLogin(parts, await findRemote(name, place, find), place, peer.signal)
      logins.set(peer, login)
      const step = await nextStep(login).catch((error: unknown) => {
        logins.delete(peer)
        throw error
      })
      if (step.type !== 'page') logins.delete(peer)
      return step
    },
    'mcp/auth-paste': ({ address }, peer) => ({ isTaken: logins.get(peer)?.paste(address) ?? false }),
    async 'mcp/set-client'({ name, clientId, clientSecret, callbackPort }) {
      const secret = clientSecret === undefined ? {} : { clientSecret: `\${secret:${name}.${CLIENT_SECRET}}` }
      const port = callbackPort === undefined ? {} : { callbackPort }
      const edited = edit(name, (entry) => {
        const before = isObject(entry['oauth']) ? entry['oauth'] : {}
        return { ...entry, auth: 'oauth', oauth: { ...before, clientId, ...secret, ...port } }
      })
      if (clientSecret !== undefined) await parts.secrets.save(name, CLIENT_SECRET, clientSecret)
      return edited
    },
    async 'mcp/reset-auth'({ name, ...place }) {
      const target = await describeServer(parts, await findRemote(name, place, find), place)
      const removed = await parts.logins.forget(target)
      await parts.servers.reset(name)
      return { removed }
    },
  }
}

async function nextStep({ steps }: Login): Promise<McpAuthStep> {
  const next = await steps.next()
  return next.done ? { type: 'failed', reason: 'it has ended' } : next.value
}

/** Throws, in Kimi CLI's words, for a server that is a command. */
async function findRemote(name: string, place: Place, find: FindServer): Promise<NamedServer> {
  const server = await find(name, place)
  if (server.entry.url === undefined)
    throw new KimiError('mcp.failed', `MCP server '${name}' is not a remote server.`, { hint: 'kimi mcp list' })
  return server
}

/** The server with its variables replaced. Throws when one is not set. */
async function describeServer({ secrets }: DaemonParts, server: NamedServer, { shellEnv }: Place): Promise<AuthServer> {
  await secrets.ready()
  const { name, entry } = server
  const expanded = expandEntry(entry, { env: shellEnv, secretOf: ownSecrets(server, secrets.read) })
  if (!expanded.ok)
    throw new KimiError('mcp.failed', `MCP server '${name}': not set: ${expanded.missing.join(', ')}`, {
      hint: `kimi mcp show ${name}`,
    })
  const { url = '', headers = {}, oauth } = expanded.entry
  return { name, url, headers, oauth, env: shellEnv }
}

function beginLogin(parts: DaemonParts, server: NamedServer, place: Place, signal: AbortSignal): Login {
  const login: Login = { steps: runLogin(), paste: () => false }
  async function* runLogin(): AsyncGenerator<McpAuthStep> {
    const { name, entry } = server
    const target = await describeServer(parts, server, place)
    const usesOAuth = entry.auth === 'oauth' || entry.oauth !== undefined
    const network = createServerFetch(place.shellEnv)
    const isWanted = await parts.logins.wantsTokens(target, network.fetch)
    network.close()
    if (!usesOAuth && !isWanted)
      throw new KimiError('mcp.failed', `MCP server '${name}' does not use OAuth. Add with --auth oauth.`, {
        hint: 'kimi mcp add --help',
      })
    const pages = createChannel<McpAuthStep>()
    const outcome = parts.logins.authorise(
      target,
      (url, paste) => {
        login.paste = paste
        pages.push({ type: 'page', url })
      },
      signal,
    )
    void outcome.finally(() => pages.end())
    yield* pages
    const reply = await outcome
    if (reply.ok) yield await tryServer(parts, server, place)
    else yield describeFailedLogin(reply)
  }
  return login
}

function describeFailedLogin({ reason, unregistered }: Exclude<FlowReply, { ok: true }>): McpAuthStep {
  const clean = sanitiseLine(reason, REASON_CELLS)
  if (unregistered === undefined) return { type: 'failed', reason: clean }
  return { type: 'client', redirectUrl: unregistered, reason: clean }
}

/** Connects with the new tokens. */
async function tryServer(parts: DaemonParts, server: NamedServer, place: Place): Promise<McpAuthStep> {
  await parts.servers.reset(server.name)
  const where = { workDir: realDirectory(place.workDir), env: place.shellEnv, isTrusted: false }
  const lease = parts.servers.lease(server, where, () => {})
  try {
    const connected = await lease.ensure()
    if (connected.ok) return { type: 'done', tools: lease.list().tools.length }
    return { type: 'failed', reason: `the login is stored, but ${connected.failure.reason}` }
  } finally {
    lease.release()
  }
}
