// Kimi, Moonshot and every other provider of OpenAI's chat completions, as a ChatStream. The `openai` package builds
// the request and reads the stream; connections, limits, redirects and the meaning of failures are ours.

import { explainErrorObject, type Endpoint } from './answer-failure.ts'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { createChunkReader, type ChunkReader } from './chunk-reader.ts'
import { buildBody, type Dialect } from './completion-body.ts'
import { createClient, loadClient } from './completion-client.ts'
import { explainConnectionError } from './connection-failure.ts'
import { cancelled, cleanLine, fail } from './model-failure.ts'
import { isObject } from '../sys/json-reading.ts'
import { chooseProxy } from './proxy-choice.ts'
import { Attempt } from './request-attempt.ts'
import { buildHeaders } from './request-headers.ts'
import { STALL_LIMITS_MS, type StallLimits } from './stall-timer.ts'
import { createTransport, type Transport } from './transport.ts'

const PRECONNECT_PAUSE_MS = 30_000

export interface OpenAIStreamOptions {
  /** The address up to and including `/v1`. */
  baseUrl: string
  /** The key, or a function that gets one that is valid now. */
  apiKey: string | (() => string | Promise<string>)
  model: string
  /** Headers of every request; their names in any case. */
  headers?: Record<string, string>
  /** `kimi` for Moonshot and Kimi; decides the spelling of a few fields. */
  dialect?: Dialect
  /** Milliseconds; omitted limits have their defaults. */
  stallMs?: Partial<StallLimits>
  /** The environment that names the proxy; default process.env. */
  proxyEnv?: NodeJS.ProcessEnv
}

export interface OpenAIStream {
  stream: ChatStream
  /**
   * Opens a connection and loads the client ahead of a request, at most every 30 s. Returns at once and never fails.
   */
  preconnect(): void
  close(): void
}

/** A model at a provider. Opens and loads nothing before the first request or `preconnect`. */
export function createOpenAIStream(options: OpenAIStreamOptions): OpenAIStream {
  const found = findProvider(options)
  if (!found.ok) return createBroken(found.failure)
  const { provider } = found
  let warmedAt = Number.NEGATIVE_INFINITY
  return {
    stream: (request) => streamAnswer(request, provider),
    preconnect() {
      if (performance.now() - warmedAt < PRECONNECT_PAUSE_MS) return
      warmedAt = performance.now()
      loadClient().catch(() => undefined)
      provider
        .getHeaders()
        .then(({ headers }) => provider.transport.warm(new URL('models', provider.base), headers))
        .catch(() => undefined)
    },
    close: () => provider.transport.close(),
  }
}

/** The provider of a model, and the way to it. */
interface Provider {
  base: URL
  model: string
  dialect: Dialect
  limits: StallLimits
  transport: Transport
  /** Host and port of the proxy, or null. */
  proxyHost: string | null
  /** Headers that are valid now, and the secrets in them. Rejects, with words for the user, when no key can be had. */
  getHeaders(): Promise<{ headers: Record<string, string>; secrets: string[] }>
}

function findProvider(
  options: OpenAIStreamOptions,
): { ok: true; provider: Provider } | { ok: false; failure: Failure } {
  const address = `${options.baseUrl.replace(/\/+$/, '')}/`
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    const shown = cleanLine(options.baseUrl) || '(empty)'
    return { ok: false, failure: fail('model.invalid', `the base URL is not an http(s) address: ${shown}`) }
  }
  const base = new URL(address)
  const proxy = chooseProxy(base, options.proxyEnv ?? process.env)
  if (proxy.kind === 'unusable') {
    const what = `${proxy.variable}: expected an http(s) address, got ${cleanLine(proxy.scheme) || 'something else'}`
    const failure = fail('model.unreachable', `cannot reach ${base.host}: ${what}`, { retryable: false })
    return { ok: false, failure }
  }
  const provider: Provider = {
    base,
    model: options.model,
    dialect: options.dialect ?? 'openai',
    limits: { ...STALL_LIMITS_MS, ...options.stallMs },
    transport: createTransport(base, proxy),
    proxyHost: proxy.kind === 'proxy' ? proxy.host : null,
    async getHeaders() {
      const key = typeof options.apiKey === 'string' ? options.apiKey : await options.apiKey()
      const built = buildHeaders(key, options.headers ?? {})
      if (!built.ok) throw new Error(built.reason)
      return built
    },
  }
  return { ok: true, provider }
}

async function* streamAnswer(request: ChatRequest, provider: Provider): AsyncGenerator<ChatEvent, void> {
  const { base, model, dialect, transport } = provider
  const attempt = new Attempt(request.signal, provider.limits, base.host)
  const endpoint: Endpoint = { host: base.host, model, secrets: [], proxy: provider.proxyHost }
  const reader = createChunkReader()
  let failure: Failure | null = null
  let hasLeft = true
  const failWithoutKey = (error: unknown): never => {
    attempt.failure ??= fail('model.auth', `no valid API key for ${base.host}: ${sayError(error)}`)
    throw error
  }
  try {
    const auth = provider.getHeaders().catch(failWithoutKey)
    const [OpenAI, { headers, secrets }] = await attempt.race(Promise.all([loadClient(), auth]))
    endpoint.secrets = secrets
    const client = createClient(OpenAI, base, transport, attempt, endpoint, headers)
    const body = buildBody(request, { model, dialect, host: base.host })
    const chunks = await attempt.race(client.chat.completions.create(body, { signal: attempt.signal }))
    for await (const chunk of chunks) {
      if (attempt.signal.aborted) break
      attempt.timer.sawEvent()
      for (const event of reader.read(chunk)) {
        if (request.signal.aborted) break
        yield event
      }
      if (reader.finish !== null) attempt.expectEnd()
    }
    hasLeft = false
  } catch (error) {
    hasLeft = false
    failure = attempt.failure ?? explainThrown(error, endpoint, attempt)
  } finally {
    // Without an end and without an error the reader has left the loop early: the request is stopped.
    attempt.close(hasLeft || failure !== null)
  }
  if (attempt.hasStalled || failure?.code === 'model.unreachable') transport.dropIdle()
  yield* conclude(request, attempt, reader, failure ?? attempt.failure, endpoint)
}

/** Explains an error that the client threw: an error event, unreadable JSON, or a broken connection. */
function explainThrown(error: unknown, endpoint: Endpoint, attempt: Attempt): Failure {
  if (isObject(error) && error['error']) {
    return explainErrorObject(error['error'], { header: attempt.header, now: Date.now() }, endpoint)
  }
  if (error instanceof SyntaxError) return fail('model.invalid', `${endpoint.host} sent an event that is not JSON`)
  // The client throws a TypeError at events of a few shapes, before our own reader gets them.
  if (error instanceof TypeError) return fail('model.invalid', `${endpoint.host} sent an event of an unknown shape`)
  return explainConnectionError(error, endpoint, attempt.isAnswering)
}

/** The last events of an answer: its usage, then the one end event. */
function* conclude(
  request: ChatRequest,
  attempt: Attempt,
  reader: ChunkReader,
  failure: Failure | null,
  endpoint: Endpoint,
): Generator<ChatEvent> {
  if (request.signal.aborted) return yield cancelled()
  if (reader.usage !== null) yield reader.usage
  const reason = reader.finish ?? (attempt.isDone && failure === null ? 'stop' : null)
  if (reason === null) {
    yield failure ?? fail('model.truncated', `${endpoint.host} closed the connection before the answer was complete`)
  } else if (!reader.hasAnswer && reason !== 'filtered' && reason !== 'length') {
    yield fail('model.truncated', `${endpoint.host} gave an empty answer`)
  } else {
    yield { type: 'end', reason, ...(reader.id === null ? {} : { id: reader.id }) }
  }
}

function sayError(error: unknown): string {
  return cleanLine(error instanceof Error ? error.message : String(error))
}

/** A model whose every answer is the fault in its configuration. */
function createBroken(failure: Failure): OpenAIStream {
  return {
    async *stream(request) {
      yield request.signal.aborted ? cancelled() : failure
    },
    preconnect: () => undefined,
    close: () => undefined,
  }
}
