// Why no connection to a host came about, or why it broke, in words that name the host and the cause.

import type { Failure } from './chat-stream.ts'
import { cleanLine, fail } from './model-failure.ts'
import type { Asked } from './answer-failure.ts'

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

// A name that does not exist and a certificate that is wrong stay so for the next seconds; the rest may pass.
const LASTING = new Set(['ENOTFOUND', 'EACCES', 'ERR_PROXY_TUNNEL'])

/**
 * Says what an error of node:http or node:tls means. Anything unknown is shown with its own words.
 * `isAnswering`: the answer had begun.
 */
export function explainConnectionError(error: unknown, asked: Asked, isAnswering = false): Failure {
  const { code, address, message } = findCause(error)
  const certificate = CERTIFICATE_CAUSES[code]
  if (certificate !== undefined) {
    return fail('model.unreachable', `${asked.host} is not trusted: ${certificate} (${code})`, { retryable: false })
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return fail('model.unreachable', `${asked.host} does not speak TLS as expected (${code})`, { retryable: false })
  }
  const hasWords = code === '' || code.startsWith('ERR_PROXY')
  const words = cleanLine(hasWords ? message : `${code} ${address}`, asked.secrets)
  const what = isAnswering ? `the connection to ${asked.host} broke` : `cannot reach ${asked.host}`
  const through = asked.proxy === null ? '' : ` (through the proxy ${asked.proxy})`
  return fail('model.unreachable', `${what}: ${words}${through}`, {
    retryable: !LASTING.has(code),
  })
}

/** The code that tells most, from the chain of causes, and the address that was tried, when the system named it. */
function findCause(error: unknown): { code: string; address: string; message: string } {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    // Several addresses were tried (happy eyeballs): the first one speaks for all.
    const first: unknown = at instanceof AggregateError ? at.errors[0] : at
    const { code, hostname, address, port } = (first ?? {}) as Record<string, unknown>
    if (typeof code !== 'string') continue
    const named = hostname ?? address
    return { code, address: typeof named === 'string' ? joinAddress(named, port) : '', message: at.message }
  }
  return { code: '', address: '', message: error instanceof Error ? error.message : String(error) }
}

function joinAddress(host: string, port: unknown): string {
  if (typeof port !== 'number') return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
