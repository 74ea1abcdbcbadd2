// HTTP to one provider over connections that stay open. `fetch` is not used: its pool closes an idle connection after 4
// s, which is shorter than the time between two questions, and it follows redirects with our credentials.

import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { ProxyChoice } from './proxy-choice.ts'
import { connectThroughSocks } from './socks-connection.ts'

/**
 * Providers' load balancers close an idle connection after 60 to 75 s. We close it earlier, so no request meets a dead
 * one.
 */
const IDLE_LIMIT_MS = 55_000
const WARM_LIMIT_MS = 3_000
/**
 * So long each address of a host is tried before the next one, as where IPv6 leads nowhere. Node's own 250 ms are less than a distant
 * host takes to answer, which then fails where IPv6 comes last and is not there.
 */
const ADDRESS_MS = 1_000
/** Certificates are checked even where NODE_TLS_REJECT_UNAUTHORIZED=0 is set: the key must not go to a wrong host. */
const CONNECTING = { rejectUnauthorized: true, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: ADDRESS_MS }

export interface OutgoingRequest {
  url: URL
  method: string
  headers: Record<string, string>
  /** Parts are sent one behind the other; their caller names the length of all. */
  body?: string | Buffer | readonly Buffer[]
  signal: AbortSignal
}

export interface Transport {
  /** True once the host, or the proxy on the way, has answered a request. */
  readonly hasAnswered: boolean
  /** Resolves with the answer, whatever its status; its body is not read yet. Rejects with node's errors. */
  send(request: OutgoingRequest): Promise<http.IncomingMessage>
  /** Opens a connection and leaves it in the pool. Resolves after 3 s at most and never rejects. */
  warm(url: URL, headers: Record<string, string>): Promise<void>
  /** Closes idle connections: after a change of network they are dead, and nothing tells us. */
  dropIdle(): void
  close(): void
}

/** Ends a request with its body: one part at once, so that Node knows its length. */
function endWith(outgoing: http.ClientRequest, body: OutgoingRequest['body']): void {
  const parts = Array.isArray(body) ? body : [body]
  for (const part of parts.slice(0, -1)) outgoing.write(part)
  outgoing.end(parts.at(-1))
}

export type UsableProxy = Exclude<ProxyChoice, { kind: 'unusable' }>

/**
 * Connections to the host of `base`. The first one is opened with the first request.
 * @param ca certificates to trust in place of Node's own
 * @param lookup finds the addresses of a host in the place of the system; behind a proxy it finds the proxy's
 */
export function createTransport(base: URL, proxy: UsableProxy, ca?: string[], lookup?: LookupFunction): Transport {
  const isSecure = base.protocol === 'https:'
  const { Agent, request: open } = isSecure ? https : http
  const proxyEnv = proxy.kind === 'proxy' ? { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } : {}
  const settings = { ...CONNECTING, ...(ca ? { ca } : {}), ...(lookup ? { lookup } : {}) }
  // The agent's timeout closes idle connections only. The caller watches for answers that stall.
  const agent = new Agent({ keepAlive: true, timeout: IDLE_LIMIT_MS, scheduling: 'lifo', proxyEnv, ...settings })
  if (proxy.kind === 'socks') leadThroughSocks(agent, proxy.url, isSecure ? { ca } : undefined)

  let hasAnswered = false

  function sendOnce(request: OutgoingRequest): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { url, method, headers, body, signal } = request
      const outgoing = open(url, { method, headers, agent, signal })
      outgoing.on('response', resolve)
      outgoing.on('error', (error) => reject(new SendError(error, outgoing.reusedSocket)))
      endWith(outgoing, body)
    })
  }

  async function send(request: OutgoingRequest): Promise<http.IncomingMessage> {
    for (;;) {
      try {
        const answer = await sendOnce(request)
        hasAnswered = true
        return answer
      } catch (error) {
        if (!(error instanceof SendError)) throw error
        // The provider closed the idle connection just as we took it. It has not answered, so the request is sent
        // again.
        if (!error.isStale || request.signal.aborted) throw error.cause
      }
    }
  }

  async function warm(url: URL, headers: Record<string, string>): Promise<void> {
    const signal = AbortSignal.timeout(WARM_LIMIT_MS)
    try {
      const answer = await send({ url, method: 'GET', headers, signal })
      for await (const _ of answer) void _
    } catch {
      // The request that follows meets the same error and reports it.
    }
  }

  function dropIdle(): void {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  }

  return {
    get hasAnswered() {
      return hasAnswered
    },
    send,
    warm,
    dropIdle,
    close: () => agent.destroy(),
  }
}

/** Makes the agent open its connections through the proxy. */
function leadThroughSocks(agent: http.Agent, url: string, secure: { ca: string[] | undefined } | undefined): void {
  agent.createConnection = (options, onCreated) => {
    const { host, port } = options as { host?: string; port?: number | string }
    const target = { host: host ?? 'localhost', port: Number(port ?? (secure ? 443 : 80)), secure }
    connectThroughSocks(url, target).then(
      (socket) => onCreated?.(null, socket),
      (error: Error) => onCreated?.(error, undefined as never),
    )
    return undefined
  }
}

class SendError extends Error {
  readonly isStale: boolean
  constructor(cause: Error, isReused: boolean) {
    super(cause.message, { cause })
    const code = 'code' in cause ? cause.code : ''
    this.isStale = isReused && (code === 'ECONNRESET' || code === 'EPIPE')
  }
}
