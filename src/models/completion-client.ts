// The `openai` client, with our own HTTP beneath it: connections, headers and the check of the answer are ours.

import { streamBody } from './answer-body.ts'
import { explainNoStream, readHeader } from './answer-check.ts'
import type { Endpoint } from './answer-failure.ts'
import type { Attempt } from './request-attempt.ts'
import type { Transport } from './transport.ts'

/** Settings that keep the environment out (OPENAI_ORG_ID, OPENAI_LOG…). The key never enters the client. */
const BARE_CLIENT = {
  apiKey: 'unused',
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  maxRetries: 0,
  logLevel: 'off',
  // The stall timer limits a request. This is the longest time that a timer can wait.
  timeout: 2 ** 31 - 1,
} as const

export async function loadClient(): Promise<typeof import('openai').OpenAI> {
  return (await import('openai')).OpenAI
}

/**
 * A client for one attempt. `headers` are all that is sent besides the usual ones of an HTTP request with a JSON body.
 */
export function createClient(
  OpenAI: Awaited<ReturnType<typeof loadClient>>,
  base: URL,
  transport: Transport,
  attempt: Attempt,
  endpoint: Endpoint,
  headers: Record<string, string>,
): InstanceType<typeof OpenAI> {
  return new OpenAI({
    ...BARE_CLIENT,
    baseURL: base.href,
    fetch: (url, init) =>
      openEventStream(transport, attempt, endpoint, new URL(String(url)), headers, String(init?.body)),
  })
}

/**
 * Sends a request and returns its answer, a stream of events. Rejects when the answer is anything else; the reason is
 * then in `attempt.failure`. Also rejects with node's errors.
 */
async function openEventStream(
  transport: Transport,
  attempt: Attempt,
  endpoint: Endpoint,
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<Response> {
  const answer = await transport.send({
    url,
    method: 'POST',
    // The client's own headers are left out: they describe this machine, and OPENAI_* variables add to them.
    headers: {
      ...headers,
      accept: 'text/event-stream',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
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
  const readable = streamBody(answer, () => attempt.timer.sawByte())
  return new Response(readable, { status: 200, headers: { 'content-type': 'text/event-stream' } })
}
