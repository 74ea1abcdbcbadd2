// Explains why a connection to a host could not be opened, or why it broke, with the host and the cause.

import type { Failure } from '../chat-stream.ts'
import { CONNECTION_WORDS } from '../../sys/network/connection-words.ts'
import { cleanLine, fail } from '../model-failure.ts'
import type { Endpoint } from './answer-failure.ts'

const CERTIFICATE_CAUSES: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired; is the clock of this machine right',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; is the clock of this machine right',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate belongs to another host',
  CERT_REVOKED: 'its certificate was revoked',
}

/** Codes that a retry within seconds does not cure: an unknown name, a forbidden connection, a proxy that refuses. */
const LASTING = new Set(['ENOTFOUND', 'EACCES', 'ERR_PROXY_TUNNEL'])

/**
 * Attempts where nothing listens: a wrong address, or a model server of this machine that was not started. A minute of retries
 * would not cure that.
 */
const REFUSED_ATTEMPTS = 2

/**
 * Explains an error of node:http or node:tls; an unknown error is shown with its own words. `isAnswering` is true when
 * the answer had begun.
 */
export function explainConnectionError(error: unknown, endpoint: Endpoint, isAnswering = false): Failure {
  const { code, address, message } = findCause(error)
  const certificate = CERTIFICATE_CAUSES[code]
  if (certificate !== undefined) {
    const hint = /clock/.test(certificate)
      ? 'date'
      : /not trusted|self-signed/.test(certificate)
        ? TRUST_HINT
        : undefined
    const text = `${endpoint.host} is not trusted: ${certificate} (${code})`
    return fail('model.unreachable', text, { retryable: false, hint })
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return fail('model.unreachable', `${endpoint.host} does not speak TLS as expected (${code})`, { retryable: false })
  }
  const hasWords = code === '' || code.startsWith('ERR_PROXY')
  const words = cleanLine(hasWords ? message : sayCode(code, address, endpoint.host, isAnswering), endpoint.secrets)
  const what = isAnswering ? `the connection to ${endpoint.host} broke` : `cannot reach ${endpoint.host}`
  const through = endpoint.proxy === null ? '' : ` (through the proxy ${endpoint.proxy})`
  return fail('model.unreachable', `${what}: ${words}${through}`, {
    retryable: !LASTING.has(code),
    ...(code === 'ECONNREFUSED' && !isAnswering && !endpoint.mayRestart ? { attempts: REFUSED_ATTEMPTS } : {}),
    hint: endpoint.proxy === null ? undefined : `echo $${endpoint.proxy.split(' ').at(-1)}`,
  })
}

/** The code in words, with the addresses that were tried where they say more than the host. */
function sayCode(code: string, address: string, host: string, isAnswering: boolean): string {
  const words = isAnswering ? undefined : CONNECTION_WORDS[code]
  const tried = address === host || address === '' ? code : `${code} ${address}`
  return words === undefined ? tried : `${words} (${tried})`
}

const TRUST_HINT = 'export NODE_EXTRA_CA_CERTS=FILE'

/**
 * The first system code in the chain of causes, and the address that was tried; '' for what the error does not name.
 */
function findCause(error: unknown): { code: string; address: string; message: string } {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    // When several addresses were tried, as IPv6 and IPv4, the cause of the first one is shown, and all of them are named.
    const tried = (at instanceof AggregateError ? at.errors : [at]) as Record<string, unknown>[]
    const code = tried[0]?.['code']
    if (typeof code !== 'string') continue
    return { code, address: [...new Set(tried.map(nameTried))].filter(Boolean).join(' and '), message: at.message }
  }
  return { code: '', address: '', message: error instanceof Error ? error.message : String(error) }
}

function nameTried({ hostname, address, port }: Record<string, unknown>): string {
  const named = hostname ?? address
  return typeof named === 'string' ? joinAddress(named, port) : ''
}

function joinAddress(host: string, port: unknown): string {
  if (typeof port !== 'number') return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
