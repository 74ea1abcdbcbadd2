// Kimi, Moonshot and everything else that speaks OpenAI's chat completions, as a ChatStream. The `openai` package builds
// the request and reads the stream; connections, limits, redirects and the meaning of failures are ours.

import { streamBody } from './answer-body.ts'
import { explainNoStream, readHeader } from './answer-check.ts'
import { explainErrorObject, type Asked } from './answer-failure.ts'
import { Attempt } from './request-attempt.ts'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { createChunkReader, type ChunkReader } from './chunk-reader.ts'
import { buildBody, type Dialect } from './completion-body.ts'
import { explainConnectionError } from './connection-failure.ts'
import { cancelled, cleanLine, fail } from './model-failure.ts'
import { isObject } from '../sys/json-reading.ts'
import { chooseProxy } from './proxy-choice.ts'
import { buildHeaders } from './request-headers.ts'
import { STALL_LIMITS_MS, type StallLimits } from './stall-timer.ts'
import { createTransport } from './transport.ts'

const PRECONNECT_PAUSE_MS = 30_000

export interface OpenAIStreamOptions {
  /** Up to and with `/v1`. */
  baseUrl: string
  /** The key, or how to get one that is valid now. */
  apiKey: string | (() => string | Promise<string>)
  model: string
  /** Sent with every request; names in any case. */
  headers?: Record<string, string>
  /** `kimi` for Moonshot and Kimi; decides the spelling of a few fields. */
  dialect?: Dialect
  /** Milliseconds; what is left out has its default. */
  stallMs?: Partial<StallLimits>
  /** Proxy variables; process.env when left out. */
  proxyEnv?: NodeJS.ProcessEnv
}

export interface OpenAIStream {
  stream: ChatStream
  /** Opens a connection and loads the client ahead of a request, at most every 30 s. Returns at once and never fails. */
  preconnect(): void
  close(): void
}

/** Nothing is opened or loaded before the first request or `preconnect`. */
export function createOpenAIStream(options: OpenAIStreamOptions): OpenAIStream {
  const { model, dialect = 'openai' } = options
  const address = `${options.baseUrl.replace(/\/+$/, '')}/`
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    const shown = cleanLine(options.baseUrl) || '(empty)'
    return createBroken(fail('model.invalid', `the base URL is not an http(s) address: ${shown}`))
  }
  const base = new URL(address)
  const proxy = chooseProxy(base, options.proxyEnv ?? process.env)
  if (proxy.kind === 'unusable') {
    const what = `${proxy.variable}: expected an http(s) address, got ${cleanLine(proxy.scheme) || 'something else'}`
    return createBroken(fail('model.unreachable', `cannot reach ${base.host}: ${what}`, { retryable: false }))
  }
  const transport = createTransport(base, proxy)
  const limits = { ...STALL_LIMITS_MS, ...options.stallMs }
  let warmedAt = Number.NEGATIVE_INFINITY

  /** Headers that are valid now. Rejects, with words for the user, when there is no key to be had. */
  async function getHeaders(): Promise<{ headers: Record<string, string>; secrets: string[] }> {
    const key = typeof options.apiKey === 'string' ? options.apiKey : await options.apiKey()
    const built = buildHeaders(key, options.headers ?? {})
    if (!built.ok) throw new Error(built.reason)
    return built
  }

  function preconnect(): void {
    if (performance.now() - warmedAt < PRECONNECT_PAUSE_MS) return
    warmedAt = performance.now()
    loadClient().catch(() => undefined)
    getHeaders()
      .then(({ headers }) => transport.warm(new URL('models', base), headers))
      .catch(() => undefined)
  }

  async function* stream(request: ChatRequest): AsyncGenerator<ChatEvent, void> {
    const attempt = new Attempt(request.signal, limits, base.host)
    const asked: Asked = { host: base.host, model, secrets: [], proxy: proxy.kind === 'proxy' ? proxy.host : null }
    const noKey = (error: unknown): never => {
      attempt.failure ??= fail('model.auth', `no valid API key for ${base.host}: ${sayError(error)}`)
      throw error
    }
    const reader = createChunkReader()
    let failure: Failure | null = null
    let hasLeft = true
    try {
      const [OpenAI, auth] = await attempt.race(Promise.all([loadClient(), getHeaders().catch(noKey)]))
      asked.secrets = auth.secrets
      const client = new OpenAI({
        ...BARE_CLIENT,
        baseURL: base.href,
        fetch: (url, init) => open(attempt, asked, new URL(String(url)), auth.headers, String(init?.body)),
      })
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
      failure = attempt.failure ?? explainThrown(error, asked, attempt)
    } finally {
      attempt.close(hasLeft || failure !== null)
    }
    if (attempt.hasStalled || failure?.code === 'model.unreachable') transport.dropIdle()
    yield* conclude(request, attempt, reader, failure ?? attempt.failure, asked)
  }

  /** What the client calls as `fetch`. Whatever is not an event stream ends here, with its reason in the attempt. */
  async function open(
    attempt: Attempt,
    asked: Asked,
    url: URL,
    headers: Record<string, string>,
    body: string,
  ): Promise<Response> {
    const answer = await transport.send({
      url,
      method: 'POST',
      // Not the client's own headers: they tell the provider about this machine, and OPENAI_* variables add to them.
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
    const failure = await explainNoStream(answer, url, asked)
    if (failure !== null) {
      attempt.failure ??= failure
      answer.destroy()
      throw new Error(failure.message)
    }
    const readable = streamBody(answer, (bytes) => attempt.sawBytes(bytes))
    return new Response(readable, { status: 200, headers: { 'content-type': 'text/event-stream' } })
  }

  return { stream, preconnect, close: () => transport.close() }
}

/** What the client threw: an error event, unreadable JSON, or the connection. */
function explainThrown(error: unknown, asked: Asked, attempt: Attempt): Failure {
  if (isObject(error) && error['error']) {
    return explainErrorObject(error['error'], { header: attempt.header, now: Date.now() }, asked)
  }
  if (error instanceof SyntaxError) return fail('model.invalid', `${asked.host} sent an event that is not JSON`)
  // The client stumbles over a few shapes before we see them.
  if (error instanceof TypeError) return fail('model.invalid', `${asked.host} sent an event of an unknown shape`)
  return explainConnectionError(error, asked, attempt.isAnswering)
}

function* conclude(
  request: ChatRequest,
  attempt: Attempt,
  reader: ChunkReader,
  failure: Failure | null,
  asked: Asked,
): Generator<ChatEvent> {
  if (request.signal.aborted) return yield cancelled()
  if (reader.usage !== null) yield reader.usage
  const reason = reader.finish ?? (attempt.isDone && failure === null ? 'stop' : null)
  if (reason === null) {
    yield failure ?? fail('model.truncated', `${asked.host} closed the connection before the answer was complete`)
  } else if (!reader.hasAnswer && reason !== 'filtered' && reason !== 'length') {
    yield fail('model.truncated', `${asked.host} gave an empty answer`)
  } else {
    yield { type: 'end', reason }
  }
}

// The environment must add nothing (OPENAI_ORG_ID, OPENAI_LOG…), and the key never enters the client.
const BARE_CLIENT = {
  apiKey: 'unused',
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  maxRetries: 0,
  logLevel: 'off',
  // Limits are the stall timer's; this is the longest that a timer can wait.
  timeout: 2 ** 31 - 1,
} as const

async function loadClient(): Promise<typeof import('openai').OpenAI> {
  return (await import('openai')).OpenAI
}

function sayError(error: unknown): string {
  return cleanLine(error instanceof Error ? error.message : String(error))
}

/** A model that can only say what is wrong with its configuration. */
function createBroken(failure: Failure): OpenAIStream {
  return {
    async *stream(request) {
      yield request.signal.aborted ? cancelled() : failure
    },
    preconnect: () => undefined,
    close: () => undefined,
  }
}
