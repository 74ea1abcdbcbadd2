// Requests for the authorisation of a server: metadata, registration, tokens. They go to permitted addresses only, end after a time,
// and their answers have a limit. Redirects are not followed here: the SDK asks for each one anew, within the same origin.

import type { IncomingMessage } from 'node:http'
import { chooseProxy } from '../../sys/network/proxy-choice.ts'
import { createTransport } from '../../sys/network/transport.ts'
import { readTrust } from '../../sys/network/trusted-certificates.ts'
import { lookupOf, type Address } from '../../sys/address-guard.ts'
import { readAtMost } from '../../sys/network/bounded-body.ts'
import { permitRequest, resolveName, type ResolveName } from './metadata-guard.ts'

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

type Environment = Readonly<Record<string, string | undefined>>

export interface GuardedRequestOptions {
  serverUrl: string
  /** Proxies and certificates. */
  env: Environment
  resolve?: ResolveName
}

const LIMIT_MS = 30_000
const BODY_LIMIT_BYTES = 1024 * 1024
/** Statuses for which Response takes no body. */
const BODILESS = new Set([101, 204, 205, 304])

/** A refusal or failure in one line that names the host. */
export class OAuthRequestError extends Error {}

/** A `fetch` for the SDK's OAuth functions. Rejects with OAuthRequestError. */
export function createGuardedFetch({ serverUrl, env, resolve = resolveName }: GuardedRequestOptions): Fetch {
  return async (target, init = {}) => {
    const isProxied = URL.canParse(String(target)) && chooseProxy(new URL(target), env).kind !== 'direct'
    const permit = await permitRequest(String(target), serverUrl, isProxied ? null : resolve)
    if (!permit.ok) throw new OAuthRequestError(`the server leads to an address that is not asked: ${permit.reason}`)
    const { url, addresses } = permit
    try {
      return await send(url, addresses, init, env)
    } catch (error) {
      if (error instanceof OAuthRequestError) throw error
      const { code = '', message } = error as NodeJS.ErrnoException
      throw new OAuthRequestError(`${url.host}: ${code || message}`, { cause: error })
    }
  }
}

async function send(url: URL, addresses: Address[], init: RequestInit, env: Environment): Promise<Response> {
  const limit = AbortSignal.timeout(LIMIT_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit
  const [proxy, trust] = [chooseProxy(url, env), readTrust(env)]
  if (proxy.kind === 'unusable') throw new OAuthRequestError(`${proxy.variable} names a proxy that cannot be used`)
  if (!trust.ok) throw new OAuthRequestError(trust.reason)
  // A request through a proxy comes without addresses: the proxy resolves the name.
  const lookup = addresses.length > 0 ? lookupOf(addresses) : undefined
  const transport = createTransport(url, proxy, trust.ca, lookup)
  const headers = Object.fromEntries(new Headers(init.headers))
  const { method = 'GET', body } = init
  const text = body === undefined || body === null ? {} : { body: String(body) }
  try {
    return await readAnswer(await transport.send({ url, method, headers, signal, ...text }))
  } catch (error) {
    throw limit.aborted ? new OAuthRequestError(`${url.host}: no answer`) : error
  } finally {
    transport.close()
  }
}

async function readAnswer(answer: IncomingMessage): Promise<Response> {
  const body = await readAtMost(answer, BODY_LIMIT_BYTES)
  if (body === null) throw new OAuthRequestError('the answer is too long')
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers)) if (value) headers.set(name, String(value))
  const status = answer.statusCode ?? 502
  return new Response(BODILESS.has(status) ? null : new Uint8Array(body), { status, headers })
}
