// `fetch` for the addresses of servers: through the user's proxy, with the user's certificates, and with a limit for what is read.
// Redirects are left to the caller.

import type { IncomingMessage } from 'node:http'
import { createTransport, type Transport } from '../sys/network/transport.ts'
import { chooseProxy } from '../sys/network/proxy-choice.ts'
import { readTrust } from '../sys/network/trusted-certificates.ts'

/** The longest answer, and the longest line of a stream of events. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const NEWLINE = 0x0a
/** Statuses whose answers have no body (Fetch standard, null body status). */
const EMPTY_STATUSES = [101, 103, 204, 205, 304]

export interface ServerFetch {
  fetch(url: string | URL, init?: RequestInit): Promise<Response>
  /** Closes all connections. */
  close(): void
}

/** `env` says how the network is reached: proxies and certificates. `onBytes` is called for each piece of an answer. */
export function createServerFetch(
  env: Readonly<Record<string, string | undefined>>,
  onBytes: (count: number) => void = () => {},
): ServerFetch {
  const transports = new Map<string, Transport>()
  const transportOf = (url: URL) => {
    const known = transports.get(url.origin)
    if (known) return known
    const proxy = chooseProxy(url, env)
    if (proxy.kind === 'unusable') throw new Error(`${proxy.variable} names a proxy that cannot be used`)
    const trust = readTrust(env)
    if (!trust.ok) throw new Error(trust.reason)
    const made = createTransport(url, proxy, trust.ca)
    transports.set(url.origin, made)
    return made
  }
  return {
    async fetch(input, init = {}) {
      const url = new URL(input)
      if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error(`${url.protocol} is not spoken here`)
      const body =
        init.body === undefined || init.body === null
          ? undefined
          : Buffer.from(await new Response(init.body).arrayBuffer())
      const headers = Object.fromEntries(new Headers(init.headers))
      if (typeof init.body === 'object' && init.body instanceof URLSearchParams)
        headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8'
      const method = init.method ?? 'GET'
      const answer = await follow(init.signal, (signal) =>
        transportOf(url).send({ url, method, headers, signal, ...(body === undefined ? {} : { body }) }),
      )
      const status = answer.statusCode ?? 0
      const isEmpty = EMPTY_STATUSES.includes(status)
      if (isEmpty) answer.resume()
      const isStream = /^text\/event-stream/i.test(answer.headers['content-type'] ?? '')
      const read = isEmpty ? null : limitBody(answer, isStream, onBytes)
      const answered = new Response(read, { status, headers: listHeaders(answer.rawHeaders) })
      Object.defineProperty(answered, 'url', { value: url.href })
      return answered
    },
    close() {
      for (const transport of transports.values()) transport.close()
      transports.clear()
    },
  }
}

/**
 * Sends a request that the signal ends, and an answer that it ends. Node's own signal of a request may not outlive the answer's head:
 * when the answer has come and is not read yet, it fails a connection that is free again, and nobody handles that error (Node 24).
 */
async function follow(
  signal: AbortSignal | null | undefined,
  send: (signal: AbortSignal) => Promise<IncomingMessage>,
): Promise<IncomingMessage> {
  const sending = new AbortController()
  const onAbort = () => sending.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  if (signal?.aborted) onAbort()
  try {
    const answer = await send(sending.signal)
    answer.on('error', () => {}) // whoever reads it hears of it
    const onLateAbort = () => void answer.destroy(new Error('it was cancelled'))
    signal?.addEventListener('abort', onLateAbort, { once: true })
    answer.once('close', () => signal?.removeEventListener('abort', onLateAbort))
    return answer
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

/** The body, which fails when it is longer than the limit; of a stream, when one of its lines is. */
function limitBody(
  answer: IncomingMessage,
  isStream: boolean,
  onBytes: (count: number) => void,
): ReadableStream<Uint8Array> {
  const chunks = (answer as AsyncIterable<Buffer>)[Symbol.asyncIterator]()
  let length = 0
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await chunks.next()
        if (done === true) return controller.close()
        onBytes(value.length)
        const newline = isStream ? value.lastIndexOf(NEWLINE) : -1
        length = newline < 0 ? length + value.length : value.length - newline
        if (length > MAX_ANSWER_BYTES) throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES / 1024 / 1024} MB`)
        controller.enqueue(value)
      } catch (error) {
        answer.destroy()
        controller.error(error)
      }
    },
    cancel: () => void answer.destroy(),
  })
}

function listHeaders(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as [string, string]] : []))
}
