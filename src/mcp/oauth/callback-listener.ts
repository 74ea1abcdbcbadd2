// The end of an authorisation in the browser: the authorization server redirects to a port of this machine that is open for one
// authorisation only. Where the browser is on another machine, the user pastes the address that it was redirected to.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const PATH = '/callback'

export interface CallbackListener {
  /** `http://127.0.0.1:PORT/callback` */
  readonly redirectUrl: string
  /** The parameters of the redirect that carries our state. Only the first one is answered. */
  readonly answer: Promise<URLSearchParams>
  /** Takes the address from the user's browser. False when it is not the redirect that is awaited. */
  paste(address: string): boolean
  close(): void
}

/**
 * Listens on 127.0.0.1. `ports` are tried in their order, 0 being any free one.
 * @param state the value that the redirect has to carry: others are answered with an error and ignored
 */
export async function openCallbackListener(state: string, ports: readonly number[]): Promise<CallbackListener> {
  const { promise: answer, resolve } = Promise.withResolvers<URLSearchParams>()
  let isUsed = false
  const server = createServer((request, response) => {
    const params = readRedirect(request, state)
    const isLate = params !== null && isUsed
    respond(response, params, isLate)
    if (params === null || isLate) return
    isUsed = true
    resolve(params)
  })
  const port = await listen(server, ports)
  const redirectUrl = `http://127.0.0.1:${port}${PATH}`
  return {
    redirectUrl,
    answer,
    paste(address) {
      const url = URL.parse(address.trim())
      if (url === null || url.pathname !== PATH || url.searchParams.get('state') !== state) return false
      resolve(url.searchParams)
      return true
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function listen(server: ReturnType<typeof createServer>, ports: readonly number[]): Promise<number> {
  for (const [at, port] of ports.entries()) {
    try {
      server.listen({ port, host: '127.0.0.1', exclusive: true })
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (error) {
      if (at === ports.length - 1) throw error
    }
  }
  throw new Error('no port was given')
}

/** Null for a request that is not our redirect: of another page (DNS rebinding), or with another state. */
function readRedirect({ method, url = '', headers }: IncomingMessage, state: string): URLSearchParams | null {
  const host = headers.host ?? ''
  if (method !== 'GET' || !/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)) return null
  const asked = URL.parse(url, 'http://127.0.0.1')
  if (asked === null || asked.pathname !== PATH || asked.searchParams.get('state') !== state) return null
  return asked.searchParams
}

/** No text of the request stands in the page, and it loads nothing. */
function respond(response: ServerResponse, params: URLSearchParams | null, isLate: boolean): void {
  const [status, text] =
    params === null
      ? [400, 'This page is not what kimi waits for.']
      : isLate
        ? [410, 'This login is over. You can close this page.']
        : params.has('code')
          ? [200, 'kimi is authorised. You can close this page.']
          : [200, 'The login was refused. The terminal says more.']
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    connection: 'close',
  })
  response.end(`<!doctype html><meta charset="utf-8"><title>kimi</title><p>${text}</p>\n`)
}
