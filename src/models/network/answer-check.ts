// Tells an answer of the model from others: an error, a redirect, the login page of a hotel's network.

import type { IncomingMessage } from 'node:http'
import { readWhole } from './answer-body.ts'
import { explainAnswer, type Endpoint } from './answer-failure.ts'
import type { Failure } from '../chat-stream.ts'
import { cleanLine, fail } from '../model-failure.ts'

/** The failure when the answer is not one of the model, else null. Reads the body only for a failure. */
export async function explainNoStream(answer: IncomingMessage, url: URL, endpoint: Endpoint): Promise<Failure | null> {
  const status = answer.statusCode ?? 0
  const type = String(answer.headers['content-type'] ?? '').toLowerCase()
  const facts = { header: (name: string) => readHeader(answer, name), now: Date.now() }
  if (status >= 300 && status < 400) {
    const target = answer.headers.location ?? ''
    const host = URL.canParse(target, url.href) ? new URL(target, url).host : target
    const where = host === '' ? 'elsewhere' : cleanLine(host, endpoint.secrets)
    return fail(
      'model.unreachable',
      `${endpoint.host} redirects to ${where} (${status}): is the base URL right, or is this a login page`,
      { retryable: false },
    )
  }
  if (status < 200 || status >= 300) return explainAnswer({ status, body: await readWhole(answer), ...facts }, endpoint)
  if (/^text\/html|^application\/xhtml/.test(type)) {
    const title = cleanLine(await readWhole(answer), endpoint.secrets)
    return fail(
      'model.unreachable',
      `${endpoint.host} answered with a web page ("${title}"): is the base URL right, or is this a login page`,
      { retryable: false },
    )
  }
  return null
}

/** A header's value: the first one of several, undefined when it is absent. */
export function readHeader(answer: IncomingMessage, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}
