// Tells a stream of events from everything else that a server, a proxy or a hotel may answer.

import type { IncomingMessage } from 'node:http'
import { readWhole } from './answer-body.ts'
import { explainAnswer, explainErrorObject, type Asked } from './answer-failure.ts'
import type { Failure } from './chat-stream.ts'
import { cleanLine, fail } from './model-failure.ts'
import { isObject, parseJson } from '../sys/json-reading.ts'

/** A reason when the answer is anything but a stream of events; it has then been read as far as needed. */
export async function explainNoStream(answer: IncomingMessage, url: URL, asked: Asked): Promise<Failure | null> {
  const status = answer.statusCode ?? 0
  const type = String(answer.headers['content-type'] ?? '').toLowerCase()
  const facts = { header: (name: string) => readHeader(answer, name), now: Date.now() }
  if (status >= 300 && status < 400) {
    const target = answer.headers.location ?? ''
    const host = URL.canParse(target, url.href) ? new URL(target, url).host : target
    const where = host === '' ? 'elsewhere' : cleanLine(host, asked.secrets)
    return fail(
      'model.unreachable',
      `${asked.host} redirects to ${where} (${status}): is the base URL right, or is this a login page`,
      {
        retryable: false,
      },
    )
  }
  if (status < 200 || status >= 300) return explainAnswer({ status, body: await readWhole(answer), ...facts }, asked)
  if (/^text\/html|^application\/xhtml/.test(type)) {
    const title = cleanLine(await readWhole(answer), asked.secrets)
    return fail(
      'model.unreachable',
      `${asked.host} answered with a web page ("${title}"): is the base URL right, or is this a login page`,
      {
        retryable: false,
      },
    )
  }
  if (!type.startsWith('application/json')) return null
  const body = parseJson(await readWhole(answer))
  if (isObject(body) && body['error']) return explainErrorObject(body, facts, asked)
  return fail('model.invalid', `${asked.host} answered with JSON where a stream was asked for`)
}

/** A header's value; the first, where there are several. */
export function readHeader(answer: IncomingMessage, name: string): string | undefined {
  const value = answer.headers[name]
  return Array.isArray(value) ? value[0] : value
}
