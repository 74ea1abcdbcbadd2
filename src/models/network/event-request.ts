// Sends a request over our own connections, and gives its answer when that is a stream of events.

import { streamBody } from './answer-body.ts'
import { explainNoStream, readHeader } from './answer-check.ts'
import type { Endpoint } from './answer-failure.ts'
import type { Attempt } from './request-attempt.ts'
import type { Transport } from '../../sys/network/transport.ts'

export interface EventRequest {
  transport: Transport
  attempt: Attempt
  endpoint: Endpoint
  /** All that is sent besides the usual headers of an HTTP request with a JSON body. */
  headers: Record<string, string>
  /** The body in parts. */
  body: readonly Buffer[]
}

/**
 * Sends a request and returns its answer, a stream of events. Rejects when the answer is anything else; the reason is
 * then in `attempt.failure`. Also rejects with node's errors.
 */
export async function openEventStream(
  { transport, attempt, endpoint, headers, body }: EventRequest,
  url: URL,
): Promise<ReadableStream<Uint8Array>> {
  const answer = await transport.send({
    url,
    method: 'POST',
    headers: {
      ...headers,
      accept: 'text/event-stream',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'content-length': String(body.reduce((sum, { length }) => sum + length, 0)),
    },
    body,
    signal: attempt.signal,
  })
  attempt.header = (name) => readHeader(answer, name)
  attempt.isAnswering = true
  attempt.timer.sawByte()
  const failure = await explainNoStream(answer, url, endpoint)
  if (failure !== null) {
    attempt.failure ??= failure
    answer.destroy()
    throw new Error(failure.message)
  }
  return streamBody(answer, () => attempt.timer.sawByte())
}
