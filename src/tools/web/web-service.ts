// Calls Kimi's services: a POST of JSON with the account's key or the login's token, and an answer of limited size.

import { explainNoStream } from '../../models/network/answer-check.ts'
import { explainConnectionError } from '../../models/network/connection-failure.ts'
import type { TokenSource } from '../../protocol/token-source.ts'
import { readAtMost } from '../../sys/network/bounded-body.ts'
import { openWay } from '../../sys/network/outgoing.ts'
import { MAX_PAGE_BYTES } from './page-request.ts'

export interface WebService {
  url: string
  /** A key, or the tokens of a login. */
  apiKey: string | TokenSource
  headers?: Record<string, string>
  /** The environment that names the proxy and the certificates; default: the daemon's own. */
  env?: (() => NodeJS.ProcessEnv) | undefined
}

/** The services that this session may use. A tool without its service is left out; FetchURL then asks the page's own host. */
export interface WebServices {
  search?: WebService
  fetch?: WebService
  data?: WebService
}

/** `reason` is one line without a full stop; `hint` is a command for the user to type, or ''. */
export type ServiceReply = { ok: true; text: string } | { ok: false; reason: string; hint: string }

interface CallOptions {
  accept: string
  callId: string
  signal: AbortSignal
}

/** Asks once, and a second time when a token is refused that can be renewed. Never rejects. */
export async function callService(service: WebService, body: object, options: CallOptions): Promise<ServiceReply> {
  const { apiKey } = service
  if (typeof apiKey === 'string') return (await ask(service, apiKey, body, options)).reply
  const first = await apiKey.current()
  if (!first.ok) return { ok: false, reason: first.reason, hint: first.hint }
  const asked = await ask(service, first.token, body, options)
  if (asked.status !== 401 || options.signal.aborted) return asked.reply
  const renewed = await apiKey.renew(first.token)
  if (!renewed.ok) return { ok: false, reason: renewed.reason, hint: renewed.hint }
  return (await ask(service, renewed.token, body, options)).reply
}

/** `status` is null when no answer came. */
interface Asked {
  reply: ServiceReply
  status: number | null
}

async function ask(service: WebService, key: string, body: object, options: CallOptions): Promise<Asked> {
  const url = new URL(service.url)
  const way = openWay(url, service.env?.() ?? process.env)
  if (!way.ok) return { reply: fail(`cannot reach ${url.host}: ${way.reason}`, way.hint), status: null }
  const { transport, proxy } = way
  const keyHint = typeof service.apiKey === 'string' ? 'kimi config edit' : 'kimi login'
  const endpoint = { host: url.host, model: '', secrets: [key], proxy, keyHint, mayRestart: false }
  const headers = {
    ...service.headers,
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: options.accept,
    'x-msh-tool-call-id': options.callId,
  }
  try {
    // Redirects are answers: one that was followed would send the key to another host.
    const { signal } = options
    const answer = await transport.send({ url, method: 'POST', headers, body: JSON.stringify(body), signal })
    const status = answer.statusCode ?? 0
    if (status === 404) return { reply: fail(`${url.host} has no such service (404)`), status }
    const failure = await explainNoStream(answer, url, endpoint)
    if (failure) return { reply: fail(failure.message, failure.hint), status }
    const bytes = await readAtMost(answer, MAX_PAGE_BYTES)
    const reply: ServiceReply =
      bytes === null ? fail('the answer is too large') : { ok: true, text: bytes.toString('utf8') }
    return { reply, status }
  } catch (error) {
    const { message, hint } = explainConnectionError(error, endpoint)
    return { reply: fail(message, hint), status: null }
  } finally {
    transport.close()
  }
}

function fail(reason: string, hint: string | undefined = ''): ServiceReply {
  return { ok: false, reason, hint }
}

/** The words of a failure for the model, which tells its user what to type. */
export function sayFailure({ reason, hint }: { reason: string; hint: string }): string {
  return hint === '' ? `${reason}.` : `${reason}. The user can run \`${hint}\`.`
}
