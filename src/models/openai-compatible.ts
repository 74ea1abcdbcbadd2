// Kimi, Moonshot and every other provider of OpenAI's chat completions, as a ChatStream. The `openai` package makes the
// request; connections, limits, redirects, the reading of the stream and the meaning of failures are ours.

import { explainErrorObject, type Endpoint } from './answer-failure.ts'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { buildBody, type Dialect } from './completion-body.ts'
import { createClient, loadClient } from './completion-client.ts'
import { explainConnectionError } from './connection-failure.ts'
import { cancelled, cleanLine, fail } from './model-failure.ts'
import { createSlices } from '../sys/time-slices.ts'
import { chooseProxy } from './proxy-choice.ts'
import { Attempt } from './request-attempt.ts'
import { buildHeaders } from './request-headers.ts'
import { createAnswer, endAnswer, takeChunk, type AnswerState } from './stream/answer-assembler.ts'
import { createEventDecoder, LINE_LIMIT_BYTES, type StreamItem } from './stream/event-decoder.ts'
import { mergeEvents } from './stream/event-merge.ts'
import { paceEvents } from './stream/event-pace.ts'
import { mentionsRawCalls } from './stream/raw-calls.ts'
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

/** An answer that is being read. */
interface Reading {
  attempt: Attempt
  endpoint: Endpoint
  answer: AnswerState
  /** True when the stream has ended with its end mark. */
  isDone: boolean
  failure: Failure | null
}

async function* streamAnswer(request: ChatRequest, provider: Provider): AsyncGenerator<ChatEvent, void> {
  const { base, model, transport } = provider
  const attempt = new Attempt(request.signal, provider.limits, base.host)
  const tools = (request.tools ?? []).map(({ name }) => name)
  const reading: Reading = {
    attempt,
    endpoint: { host: base.host, model, secrets: [], proxy: provider.proxyHost },
    answer: createAnswer(tools, !mentionsRawCalls(request.messages)),
    isDone: false,
    failure: null,
  }
  let hasLeft = true
  try {
    const body = await openAnswer(request, provider, reading)
    for await (const events of paceEvents(readAnswer(body, reading))) {
      for (const event of events) {
        if (request.signal.aborted) break
        yield event
      }
      if (attempt.signal.aborted) break
    }
    hasLeft = false
  } catch (error) {
    hasLeft = false
    reading.failure ??= attempt.failure ?? explainConnectionError(error, reading.endpoint, attempt.isAnswering)
  } finally {
    // Without an end and without an error the reader has left the loop early: the request is stopped.
    attempt.close(hasLeft || reading.failure !== null)
  }
  reading.failure ??= attempt.failure
  if (attempt.hasStalled || reading.failure?.code === 'model.unreachable') transport.dropIdle()
  yield* conclude(request, reading)
}

/** Sends the request and gives the body of its answer. Rejects when no answer comes. */
async function openAnswer(request: ChatRequest, provider: Provider, { attempt, endpoint }: Reading) {
  const { base, model, dialect, transport } = provider
  const failWithoutKey = (error: unknown): never => {
    attempt.failure ??= fail('model.auth', `no valid API key for ${base.host}: ${sayError(error)}`)
    throw error
  }
  const auth = provider.getHeaders().catch(failWithoutKey)
  const [OpenAI, { headers, secrets }] = await attempt.race(Promise.all([loadClient(), auth]))
  endpoint.secrets = secrets
  const client = createClient(OpenAI, base, transport, attempt, endpoint, headers)
  const body = buildBody(request, { model, dialect, host: base.host })
  const sent = client.chat.completions.create(body, { signal: attempt.signal }).asResponse()
  return (await attempt.race(sent)).body ?? new ReadableStream<Uint8Array>()
}

/** So long events are handled in one go; then others get a turn, since a whole answer may have arrived at once. */
const SLICE_MS = 4

/** The events of each piece of the body. */
async function* readAnswer(body: ReadableStream<Uint8Array>, reading: Reading): AsyncGenerator<ChatEvent[], void> {
  const decoder = createEventDecoder()
  const rest = createSlices(SLICE_MS)
  for await (const bytes of body) {
    yield readItems(decoder.push(bytes), reading)
    if (reading.isDone || reading.failure !== null) return
    const pause = rest()
    if (pause !== undefined) await pause
  }
  yield readItems(decoder.end(), reading)
}

function readItems(items: readonly StreamItem[], reading: Reading): ChatEvent[] {
  const { answer, attempt, endpoint } = reading
  const { pieces } = answer
  const events: ChatEvent[] = []
  for (const item of items) {
    if (reading.failure !== null) break
    if (item.type === 'chunk') events.push(...takeChunk(answer, item.value))
    else if (item.type === 'done') reading.isDone = true
    else reading.failure = explainItem(item, attempt, endpoint)
  }
  // Comments, and chunks that bring nothing, keep a connection open for ever.
  if (answer.pieces > pieces) attempt.timer.sawEvent()
  if (answer.finish !== null) attempt.expectEnd()
  return events
}

function explainItem(
  item: Extract<StreamItem, { type: 'error' | 'broken' }>,
  attempt: Attempt,
  endpoint: Endpoint,
): Failure {
  if (item.type === 'error') {
    return explainErrorObject(item.value, { header: attempt.header, now: Date.now() }, endpoint)
  }
  if (item.reason === 'not_json') return fail('model.truncated', `${endpoint.host} sent an event that is not JSON`)
  const limit = LINE_LIMIT_BYTES / 1024 / 1024
  return fail('model.invalid', `${endpoint.host} sent a line of more than ${limit} MB, which is no answer of a model`)
}

/** The last events of an answer: what was held back, its usage, then the one end event. */
function* conclude(request: ChatRequest, { answer, isDone, failure, endpoint }: Reading): Generator<ChatEvent> {
  if (request.signal.aborted) return yield cancelled()
  const { host } = endpoint
  const { finish } = answer
  const reason = finish === 'broken' ? null : (finish ?? (isDone && failure === null ? 'stop' : null))
  yield* mergeEvents(endAnswer(answer, reason !== null))
  if (answer.usage !== null) yield answer.usage
  if (reason === null) {
    const isGivenUp = finish === 'broken'
    const what = isGivenUp
      ? 'gave up in the middle of the answer'
      : 'closed the connection before the answer was complete'
    yield failure ?? fail(isGivenUp ? 'model.overloaded' : 'model.truncated', `${host} ${what}`)
  } else if (!answer.hasAnswer && reason !== 'filtered' && reason !== 'length') {
    yield fail('model.truncated', `${host} gave an empty answer`, { attempts: EMPTY_ATTEMPTS })
  } else {
    yield { type: 'end', reason, ...(answer.id === null ? {} : { id: answer.id }) }
  }
}

/** An empty answer costs as much as a full one, and a provider that gives three in a row gives more. */
const EMPTY_ATTEMPTS = 3

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
