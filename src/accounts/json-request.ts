// Sends a request to an account's host and reads its JSON answer. Redirects are not followed: they would carry the token elsewhere.

import { parseJson } from '../sys/json-reading.ts'
import { CONNECTION_WORDS } from '../sys/network/connection-words.ts'
import { readAtMost } from '../sys/network/bounded-body.ts'
import { isLoopback } from '../sys/network/loopback.ts'

export interface JsonRequest {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  /** The fields of a form. */
  form?: Record<string, string>
  limitMs: number
  /** The environment that names the proxy and the certificates; default process.env. */
  env?: NodeJS.ProcessEnv
  signal?: AbortSignal | undefined
}

/** An answer with any status, or the reason why none came; `body` is undefined when it is not JSON. */
export type JsonReply = { ok: true; status: number; body: unknown } | { ok: false; reason: string }

const BODY_LIMIT_BYTES = 1024 * 1024

/** Never throws. The reason names the host and holds no secret. */
export async function requestJson(request: JsonRequest): Promise<JsonReply> {
  const url = URL.parse(request.url)
  if (url === null || !isSafe(url)) return { ok: false, reason: `expected an https address, got "${request.url}"` }
  const limit = AbortSignal.timeout(request.limitMs)
  const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit
  try {
    const { status, text } = await send(url, request, signal)
    return { ok: true, status, body: parseJson(text) }
  } catch (error) {
    return { ok: false, reason: `${url.host}: ${limit.aborted ? 'no answer' : describe(error)}` }
  }
}

/** Credentials go over TLS, and to this machine, where tests and proxies of the user listen, also without. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

async function send(
  url: URL,
  { method, headers, form, env = process.env }: JsonRequest,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  // Loaded with the first request: the daemon starts without it.
  const { openWay } = await import('../sys/network/outgoing.ts')
  const way = openWay(url, env)
  if (!way.ok) throw new Error(way.reason)
  const { transport, proxy } = way
  const type = form && { 'Content-Type': 'application/x-www-form-urlencoded' }
  const body = form && { body: new URLSearchParams(form).toString() }
  try {
    const sent = { Accept: 'application/json', ...type, ...headers }
    const answer = await transport.send({ url, method, headers: sent, signal, ...body })
    const bytes = await readAtMost(answer, BODY_LIMIT_BYTES)
    if (bytes === null) throw new Error('the answer is too long')
    return { status: answer.statusCode ?? 0, text: bytes.toString('utf8') }
  } catch (error) {
    throw proxy === null ? error : new Error(`${describe(error)} (through the proxy ${proxy})`, { cause: error })
  } finally {
    transport.close()
  }
}

const WORDS: Record<string, string> = {
  ...CONNECTION_WORDS,
  CERT_HAS_EXPIRED: 'its certificate has expired (is the clock right?)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority (NODE_EXTRA_CA_CERTS names yours)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
}

function describe(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  // The answer of a proxy is in the message alone, not in the code.
  const hasWords = code === '' || code.startsWith('ERR_PROXY')
  return WORDS[code] ?? (hasWords ? message.replace(/\s+/g, ' ').replace(/\/\/[^/\s@]+@/g, '//') : code)
}
