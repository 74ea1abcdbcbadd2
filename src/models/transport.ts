// HTTP to one provider over connections that stay open. Not `fetch`: its pool drops an idle connection after 4 s, which
// is shorter than the pause between two questions, and it follows redirects with our credentials.

import http from 'node:http'
import https from 'node:https'
import type { ProxyChoice } from './proxy-choice.ts'

/** Providers' load balancers close an idle connection after 60 to 75 s; ours goes first, so no request meets a dead one. */
const IDLE_LIMIT_MS = 55_000
const WARM_LIMIT_MS = 3_000
/** NODE_TLS_REJECT_UNAUTHORIZED=0 in somebody's profile must not hand out the key. */
const TRUST = { rejectUnauthorized: true }

export interface OutgoingRequest {
  url: URL
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: string
  signal: AbortSignal
}

export interface Transport {
  /** Resolves with the head of the answer, whatever its status; the body is still to be read. Rejects with node's errors. */
  send(request: OutgoingRequest): Promise<http.IncomingMessage>
  /** Opens a connection and leaves it in the pool. Settles always, after 3 s at most. */
  warm(url: URL, headers: Record<string, string>): Promise<void>
  /** Drops idle connections: after a network change they are dead without knowing it. */
  dropIdle(): void
  close(): void
}

/** Nothing is opened before the first request. */
export function createTransport(base: URL, proxy: Exclude<ProxyChoice, { kind: 'unusable' }>): Transport {
  const { Agent, request: open } = base.protocol === 'https:' ? https : http
  const proxyEnv = proxy.kind === 'proxy' ? { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } : {}
  // The agent's timeout closes idle connections only; a stalled answer is the caller's to judge.
  const agent = new Agent({ keepAlive: true, timeout: IDLE_LIMIT_MS, scheduling: 'lifo', proxyEnv, ...TRUST })

  function sendOnce(request: OutgoingRequest): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { url, method, headers, body, signal } = request
      const outgoing = open(url, { method, headers, agent, signal })
      outgoing.on('response', resolve)
      outgoing.on('error', (error) => reject(new SendError(error, outgoing.reusedSocket)))
      outgoing.end(body)
    })
  }

  async function send(request: OutgoingRequest): Promise<http.IncomingMessage> {
    for (;;) {
      try {
        return await sendOnce(request)
      } catch (error) {
        if (!(error instanceof SendError)) throw error
        // The provider closed the idle connection while we were taking it: nothing was answered, so ask once more.
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
      // A first try. The request itself will say what is wrong.
    }
  }

  function dropIdle(): void {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy()
  }

  return { send, warm, dropIdle, close: () => agent.destroy() }
}

class SendError extends Error {
  readonly isStale: boolean
  constructor(cause: Error, isReused: boolean) {
    super(cause.message, { cause })
    const code = 'code' in cause ? cause.code : ''
    this.isStale = isReused && (code === 'ECONNRESET' || code === 'EPIPE')
  }
}
