// Sends a request to an account's host and reads its JSON answer. Redirects are not followed: they would carry the token elsewhere.

import { parseJson } from '../sys/json-reading.ts'

export interface JsonRequest {
  url: string
  method: 'GET' | 'POST'
  headers: Record<string, string>
  /** The fields of a form. */
  form?: Record<string, string>
  limitMs: number
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

/** Credentials go over TLS, but to this machine, where tests and proxies of the user listen. */
function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname))
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

async function send(
  url: URL,
  { method, headers, form }: JsonRequest,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  // Loaded with the first request: the daemon starts without them.
  const { Agent, request: open } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'))
  const proxyEnv = isThisMachine(url.hostname) ? {} : process.env
  // Certificates are checked even where NODE_TLS_REJECT_UNAUTHORIZED=0 is set.
  const agent = new Agent({ keepAlive: false, proxyEnv, rejectUnauthorized: true })
  const body = form && new URLSearchParams(form).toString()
  const type = form && { 'Content-Type': 'application/x-www-form-urlencoded' }
  return new Promise((resolve, reject) => {
    const outgoing = open(url, { method, agent, signal, headers: { Accept: 'application/json', ...type, ...headers } })
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      const chunks: Buffer[] = []
      let size = 0
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > BODY_LIMIT_BYTES) answer.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
    })
    outgoing.end(body)
  })
}

const WORDS: Record<string, string> = {
  ENOTFOUND: 'the host cannot be found',
  EAI_AGAIN: 'the host cannot be found, is the network up?',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'no answer',
  ENETUNREACH: 'the network is unreachable',
  EHOSTUNREACH: 'the host is unreachable',
  CERT_HAS_EXPIRED: 'its certificate has expired (is the clock right?)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (is the clock right?)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority (NODE_EXTRA_CA_CERTS names yours)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
}

function describe(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return WORDS[code] ?? (code === '' ? message : code)
}
