// A model at a provider, in whichever protocol, as a ChatStream. The protocols are in protocols/; connections, limits, redirects,
// the reading of the stream and the meaning of failures are the same for all.

import { explainErrorObject, type Endpoint } from './network/answer-failure.ts'
import type { ChatEvent, ChatRequest, ChatStream, Failure } from './chat-stream.ts'
import { encodeBody } from './protocols/body-bytes.ts'
import { createClient, loadClient } from './protocols/completion-client.ts'
import { explainConnectionError } from './network/connection-failure.ts'
import { isLoopback } from '../sys/network/loopback.ts'
import { accountOf, createMediaUploads, type MediaUploads, type Prepared } from './media-upload.ts'
import { cancelled, cleanLine, fail } from './model-failure.ts'
import { parseJson } from '../sys/json-reading.ts'
import { createSlices } from '../sys/time-slices.ts'
import { readWhole } from './network/answer-body.ts'
import { explainNoStream } from './network/answer-check.ts'
import { Attempt } from './network/request-attempt.ts'
import { openEventStream } from './network/event-request.ts'
import { buildHeaders, keyFormOf } from './network/request-headers.ts'
import { createAnswer, endAnswer, takeChunk, type AnswerState } from './stream/answer-assembler.ts'
import { createEventDecoder, LINE_LIMIT_BYTES, type StreamItem } from './stream/event-decoder.ts'
import { mergeEvents } from './stream/event-merge.ts'
import { paceEvents } from './stream/event-pace.ts'
import { mentionsRawCalls } from './stream/raw-calls.ts'
import { loadSpeaker } from './protocols/speakers.ts'
import type { Speaker, Target } from './protocols/speaker.ts'
import type { Protocol } from './provider-kinds.ts'
import { findRules, type ModelRules } from './rules/model-rules.ts'
import type { TokenReply, TokenSource } from '../protocol/token-source.ts'
import { STALL_LIMITS_MS, type StallLimits } from './network/stall-timer.ts'
import { openWay, type Way } from '../sys/network/outgoing.ts'
import type { Transport } from '../sys/network/transport.ts'

const PRECONNECT_PAUSE_MS = 30_000

export interface ProviderOptions {
  /** The address up to and including `/v1`. */
  baseUrl: string
  /** The key, or the source of one that is renewed. */
  apiKey: string | TokenSource
  model: string
  /** Headers of every request; their names in any case. */
  headers?: Record<string, string>
  /** Default: chat completions. */
  protocol?: Protocol
  /** `kimi` for Moonshot and Kimi; decides the spelling of a few fields. */
  dialect?: 'kimi' | 'openai'
  /** Default: what the table knows of the model. */
  rules?: ModelRules
  /** The field for thoughts that go back to the provider; '' sends none back. Default: Kimi's for Kimi, else ''. */
  thoughtsField?: string
  /** Kimi's `thinking.keep`. */
  keep?: string | undefined
  /** The command that mends a key which the provider does not accept. */
  keyHint?: string
  /** The size of a picture from which on it is uploaded, at Kimi's endpoints, or made smaller; default 1 MB. */
  uploadOverBytes?: () => number
  /** Milliseconds; omitted limits have their defaults. */
  stallMs?: Partial<StallLimits>
  /** The environment that names the proxy; default process.env. */
  proxyEnv?: NodeJS.ProcessEnv
}

export interface ProviderStream {
  stream: ChatStream
  /**
   * Opens a connection and loads the client ahead of a request, at most every 30 s. Returns at once and never fails.
   */
  preconnect(): void
  /** Asks the provider for its list of models: a check of address, key and network, and the live catalog. Never rejects. */
  list(): Promise<Listing>
  close(): void
}

/** The body of the answer as JSON, or the failure. */
export type Listing = { ok: true; value: unknown } | { ok: false; failure: Failure }

/** A model at a provider. Opens and loads nothing before the first request or `preconnect`. */
export function createProviderStream(options: ProviderOptions): ProviderStream {
  const found = findProvider(options)
  if (!found.ok) return createBroken(found.failure)
  const { provider } = found
  let warmedAt = Number.NEGATIVE_INFINITY
  return {
    stream: (request) => streamAnswer(request, provider),
    preconnect() {
      if (performance.now() - warmedAt < PRECONNECT_PAUSE_MS) return
      warmedAt = performance.now()
      if (hasClient(provider.protocol)) loadClient().catch(() => undefined)
      loadSpeaker(provider.protocol).catch(() => undefined)
      provider
        .getAuth(null)
        .then(({ headers }) => provider.transport.warm(listAddress(provider), headers))
        .catch(() => undefined)
    },
    list: () => listModels(provider),
    close: () => provider.transport.close(),
  }
}

/** Headers that are valid now, the secrets in them, and the token among these; '' for a key. */
interface Auth {
  headers: Record<string, string>
  secrets: string[]
  token: string
}

/** The provider of a model, and the way to it. */
interface Provider {
  base: URL
  protocol: Protocol
  target: Target
  limits: StallLimits
  transport: Transport
  /** The proxy, and the command that mends a key, as error messages name them; and whether a host that refuses may come back. */
  way: Pick<Endpoint, 'proxy' | 'keyHint' | 'mayRestart'>
  uploads: MediaUploads
  uploadOverBytes(): number
  /** True for a key that can be renewed. */
  isRenewable: boolean
  /** Gets a new token in place of `refused`. Rejects with a NoKey when no key can be had. */
  getAuth(refused: string | null): Promise<Auth>
}

class NoKey extends Error {
  readonly hint: string | undefined
  constructor(reason: string, hint?: string) {
    super(reason)
    this.hint = hint
  }
}

function findProvider(options: ProviderOptions): { ok: true; provider: Provider } | { ok: false; failure: Failure } {
  const address = `${options.baseUrl.replace(/\/+$/, '')}/`
  if (!URL.canParse(address) || !/^https?:/.test(address)) {
    const shown = cleanLine(options.baseUrl) || '(empty)'
    return { ok: false, failure: fail('model.invalid', `the base URL is not an http(s) address: ${shown}`) }
  }
  const base = new URL(address)
  const way = openWay(base, options.proxyEnv ?? process.env)
  if (way.ok) return { ok: true, provider: joinProvider(options, base, way) }
  const text = `cannot reach ${base.host}: ${way.reason}`
  return { ok: false, failure: fail('model.unreachable', text, { retryable: false, hint: way.hint }) }
}

function joinProvider(options: ProviderOptions, base: URL, { transport, proxy }: Extract<Way, { ok: true }>): Provider {
  const { model, apiKey, protocol = 'chat', dialect = 'openai', keep } = options
  const { rules = findRules(model), thoughtsField = dialect === 'kimi' ? 'reasoning_content' : '' } = options
  const target: Target = {
    model,
    dialect,
    host: base.host,
    rules,
    thoughtsField,
    ...(keep === undefined ? {} : { keep }),
  }
  const form = keyFormOf(protocol, dialect)
  return {
    base,
    protocol,
    target,
    limits: { ...STALL_LIMITS_MS, ...options.stallMs },
    transport,
    uploads: createMediaUploads(),
    uploadOverBytes: options.uploadOverBytes ?? (() => UPLOAD_OVER_BYTES),
    way: {
      proxy,
      keyHint: options.keyHint ?? '',
      get mayRestart() {
        return transport.hasAnswered && !isLoopback(base.hostname)
      },
    },
    isRenewable: typeof apiKey !== 'string',
    async getAuth(refused) {
      const token = typeof apiKey === 'string' ? '' : readToken(await getToken(apiKey, refused))
      const built = buildHeaders(typeof apiKey === 'string' ? apiKey : token, options.headers ?? {}, form, protocol)
      if (!built.ok) throw new NoKey(built.reason)
      return { ...built, token }
    },
  }
}

function getToken(source: TokenSource, refused: string | null): Promise<TokenReply> {
  return refused === null ? source.current() : source.renew(refused)
}

function readToken(reply: TokenReply): string {
  if (!reply.ok) throw new NoKey(reply.reason, reply.hint)
  return reply.token
}

/** An answer that is being read. */
interface Reading {
  attempt: Attempt
  endpoint: Endpoint
  answer: AnswerState
  /** The token that the request was sent with; '' for a key. */
  token: string
  /** True once the reader of the answer has got an event. */
  hasShown: boolean
  /** True when the stream has ended with its end mark. */
  isDone: boolean
  failure: Failure | null
}

async function* streamAnswer(request: ChatRequest, provider: Provider): AsyncGenerator<ChatEvent, void> {
  let refused: string | null = null
  for (;;) {
    const auth = await authForMedia(request, provider, refused)
    const prepared = await prepareMedia(request, provider, auth)
    const reading = beginReading(request, provider)
    if (prepared.ok) yield* readAttempt(prepared.request, provider, reading, auth ?? refused)
    else Object.assign(reading, { failure: prepared.failure, token: auth?.token ?? '' }).attempt.close(true)
    // A token that was valid a moment ago may have been replaced by another program: a new one is got once.
    const isRefused = reading.failure?.status === 401 && provider.isRenewable && !request.signal.aborted
    if (isRefused && reading.hasShown) reading.failure = await renewInTheMiddle(provider, reading)
    if (!isRefused || reading.hasShown || refused !== null) return yield* conclude(request, reading)
    refused = reading.token
  }
}

/**
 * Gets a new token in place of one that was refused when a part of the answer had come. The failure may then be tried again, by
 * readers that begin an answer anew; without a new token it is the provider's own.
 */
async function renewInTheMiddle({ base, getAuth }: Provider, { token, failure }: Reading): Promise<Failure | null> {
  const isRenewed = await getAuth(token).then(
    () => true,
    () => false,
  )
  const message = `${base.host} refused the token of the login in the middle of the answer; a new one is there`
  return isRenewed ? fail('model.truncated', message, { attempts: 2 }) : failure
}

const UPLOAD_OVER_BYTES = 1024 * 1024

/** The key for uploads to Kimi's Files API; null for a request without media, and where no key can be had. */
async function authForMedia(
  request: ChatRequest,
  { target, getAuth }: Provider,
  refused: string | null,
): Promise<Auth | null> {
  if (target.dialect !== 'kimi' || !request.messages.some(({ content }) => typeof content !== 'string')) return null
  return getAuth(refused).catch(() => null)
}

/** Media that go to Kimi's Files API are there before the request. */
function prepareMedia(
  request: ChatRequest,
  { uploads, uploadOverBytes, target, base, transport, way }: Provider,
  auth: Auth | null,
): Promise<Prepared> {
  const endpoint = { host: base.host, model: target.model, secrets: auth?.secrets ?? [], ...way }
  const upload = auth && {
    base,
    transport,
    endpoint,
    headers: auth.headers,
    signal: request.signal,
    account: accountOf(auth.token),
  }
  return uploads.prepare(request, target.rules, uploadOverBytes(), upload)
}

function beginReading(request: ChatRequest, { base, target, limits, way }: Provider): Reading {
  const tools = (request.tools ?? []).map(({ name }) => name)
  return {
    attempt: new Attempt(request.signal, limits, base.host),
    endpoint: { host: base.host, model: target.model, secrets: [], ...way },
    answer: createAnswer(tools, !mentionsRawCalls(request.messages)),
    token: '',
    hasShown: false,
    isDone: false,
    failure: null,
  }
}

/** Runs one attempt, with a known key, or with a new token in place of one that was refused. A failure is left in `reading`. */
async function* readAttempt(
  request: ChatRequest,
  provider: Provider,
  reading: Reading,
  auth: Auth | string | null,
): AsyncGenerator<ChatEvent, void> {
  const { attempt } = reading
  let hasLeft = true
  try {
    const [speaker, body] = await openAnswer(request, provider, reading, auth)
    for await (const events of paceEvents(readAnswer(body, speaker.createReader(), reading))) {
      for (const event of events) {
        if (request.signal.aborted) break
        reading.hasShown = true
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
  if (attempt.hasStalled || reading.failure?.code === 'model.unreachable') provider.transport.dropIdle()
}

/** Sends the request and gives the body of its answer. Rejects when no answer comes. */
async function openAnswer(
  request: ChatRequest,
  { base, target, protocol, transport, getAuth }: Provider,
  reading: Reading,
  known: Auth | string | null,
): Promise<[Speaker, ReadableStream<Uint8Array>]> {
  const { attempt, endpoint } = reading
  const failWithoutKey = (error: unknown): never => {
    const hint = error instanceof NoKey && error.hint ? { hint: error.hint } : {}
    attempt.failure ??= { ...fail('model.auth', explainNoKey(error, base.host)), ...hint }
    throw error
  }
  const isToken = known === null || typeof known === 'string'
  const auth = isToken ? getAuth(known).catch(failWithoutKey) : known
  const loading = Promise.all([loadSpeaker(protocol), auth, hasClient(protocol) ? loadClient() : null])
  const [speaker, { headers, secrets, token }, OpenAI] = await attempt.race(loading)
  endpoint.secrets = secrets
  reading.token = token
  // The first message lives as long as its conversation; that of the system is made for each request.
  const owner = request.messages.find(({ role }) => role !== 'system') ?? request
  const sending = { transport, attempt, endpoint, headers, body: encodeBody(speaker.buildBody(request, target), owner) }
  if (OpenAI === null) {
    const sent = openEventStream(sending, speaker.address(base, target.model))
    return [speaker, await attempt.race(sent)]
  }
  const client = createClient(OpenAI, base, sending)
  const sent = client.post(protocol === 'responses' ? '/responses' : '/chat/completions', {
    body: {}, // `sending` has it
    stream: true,
    signal: attempt.signal,
  })
  const answer = await attempt.race(sent.asResponse())
  return [speaker, answer.body ?? new ReadableStream<Uint8Array>()]
}

const LIST_LIMIT_MS = 10_000
/** OpenRouter's list has 2 MB. */
const LIST_LIMIT_BYTES = 16 * 1024 * 1024

function listAddress({ base, protocol }: Provider): URL {
  if (protocol === 'anthropic') return new URL(/\/v1\/$/.test(base.pathname) ? 'models' : 'v1/models?limit=1000', base)
  if (protocol === 'gemini' && base.pathname === '/') return new URL('v1beta/models?pageSize=1000', base)
  return new URL('models', base)
}

async function listModels(provider: Provider): Promise<Listing> {
  let refused: string | null = null
  for (;;) {
    const { base, target, way, limits } = provider
    const endpoint: Endpoint = { host: base.host, model: target.model, secrets: [], ...way }
    const limitMs = Math.min(LIST_LIMIT_MS, limits.firstByte)
    let limit: AbortSignal | null = null
    try {
      const { headers, secrets, token } = await provider.getAuth(refused)
      endpoint.secrets = secrets
      const url = listAddress(provider)
      limit = AbortSignal.timeout(limitMs)
      const answer = await provider.transport.send({ url, method: 'GET', headers, signal: limit })
      const failure = await explainNoStream(answer, url, endpoint)
      if (failure?.status === 401 && provider.isRenewable && refused === null) refused = token
      else if (failure) return { ok: false, failure }
      else {
        const value = parseJson(await readWhole(answer, LIST_LIMIT_BYTES))
        if (value !== undefined) return { ok: true, value }
        return { ok: false, failure: fail('model.unreachable', `${base.host} did not answer with a list of models`) }
      }
    } catch (error) {
      if (limit?.aborted) {
        const message = `${base.host} did not tell its list of models within ${limitMs / 1000} s`
        return { ok: false, failure: fail('model.stalled', message) }
      }
      if (!(error instanceof NoKey)) return { ok: false, failure: explainConnectionError(error, endpoint) }
      const hint = error.hint === undefined ? {} : { hint: error.hint }
      return { ok: false, failure: fail('model.auth', explainNoKey(error, base.host), hint) }
    }
  }
}

/** True for the protocols of OpenAI, whose client makes the request. */
function hasClient(protocol: Protocol): boolean {
  return protocol === 'chat' || protocol === 'responses'
}

/** So long events are handled in one go; then others get a turn, since a whole answer may have arrived at once. */
const SLICE_MS = 4

/** The events of each piece of the body. */
async function* readAnswer(
  body: ReadableStream<Uint8Array>,
  read: (value: unknown) => StreamItem[],
  reading: Reading,
): AsyncGenerator<ChatEvent[], void> {
  const decoder = createEventDecoder()
  const rest = createSlices(SLICE_MS)
  const translate = (item: StreamItem) => (item.type === 'chunk' ? read(item.value) : [item])
  for await (const bytes of body) {
    yield readItems(decoder.push(bytes).flatMap(translate), reading)
    if (reading.isDone || reading.failure !== null) return
    const pause = rest()
    if (pause !== undefined) await pause
  }
  yield readItems(decoder.end().flatMap(translate), reading)
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

/** A login names itself, and brings a hint; a key of the user's is not named by its own fault. */
function explainNoKey(error: unknown, host: string): string {
  const isLogin = error instanceof NoKey && error.hint !== undefined
  return `${isLogin ? `${host} was not asked` : `no valid API key for ${host}`}: ${sayError(error)}`
}

function sayError(error: unknown): string {
  return cleanLine(error instanceof Error ? error.message : String(error))
}

/** A model whose every answer is the fault in its configuration. */
function createBroken(failure: Failure): ProviderStream {
  return {
    async *stream(request) {
      yield request.signal.aborted ? cancelled() : failure
    },
    preconnect: () => undefined,
    list: async () => ({ ok: false, failure }),
    close: () => undefined,
  }
}
