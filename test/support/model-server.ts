// A model on 127.0.0.1 that answers from a script: real HTTP and real server-sent events, faults included.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ModelUsage {
  prompt_tokens: number
  completion_tokens: number
  cached_tokens?: number
  prompt_tokens_details?: { cached_tokens: number }
}

/** One thing the model does while it streams. A string is a piece of the answer. */
export type Step =
  | string
  | { think: string }
  | { toolCall: { id: string; name: string; arguments: string } }
  /** Usage in an event of its own, or inside the last choice, as Moonshot does. */
  | { usage: ModelUsage; inChoice?: boolean }
  | { finish: string }
  /** Any JSON as one event, for instance `{ error: … }` inside an answer with status 200. */
  | { event: unknown }
  /** Text or bytes sent unchanged: broken JSON, comments, half an event. */
  | { raw: string }
  | { bytes: Uint8Array }
  | { pauseMs: number }
  /** The answer goes on when the test resolves this promise. */
  | { wait: Promise<unknown> }
  /** The answer stops and the connection stays open. */
  | { stall: true }
  /** `end` closes the answer early and cleanly; `reset` sends RST, which may overtake what was said just before. */
  | { cut: 'end' | 'reset' }

/** The answer to one request. Steps stream with status 200; without `finish`, `stall` or `cut` they end well. */
export interface Reply {
  status?: number
  headers?: Record<string, string>
  /** A whole body instead of a stream; an object is sent as JSON. */
  body?: string | object
  steps?: Step[]
  /** Waits before the first byte of the answer, headers included. */
  delayMs?: number
  /** Closes the connection with RST instead of answering. */
  reset?: boolean
  /** Reads the request and never answers. */
  silent?: boolean
}

export interface RecordedRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The body as sent, and as JSON (null when it is not JSON). */
  raw: string
  body: Record<string, unknown> | null
  /** When the request's head had arrived: milliseconds since the epoch, with fractions. */
  arrivedAt: number
  /** The number of its connection, counted from 1: two requests with one number shared a socket. */
  connection: number
  /** Settles when the client has gone or has its whole answer. */
  closed: Promise<void>
}

/** Replies in order, or a function that makes one from the request and its index (from 0). */
export type Script = Reply[] | ((request: RecordedRequest, index: number) => Reply | Promise<Reply>)

export interface ModelServer extends AsyncDisposable {
  /** Base URL with `/v1`, as configurations write it. */
  readonly url: string
  readonly port: number
  /** Chat completions, in order of arrival. */
  readonly requests: readonly RecordedRequest[]
  /** All other requests: model lists, warming up. They get an empty list and use up no reply. */
  readonly others: readonly RecordedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** The body of the answer to all other requests from now on. */
  answerOthers(body: object): void
  /** Waits until this many completions have arrived, 30 s at most. */
  received(count: number): Promise<RecordedRequest>
  close(): Promise<void>
}

const RECEIVE_LIMIT_MS = 30_000

/** A reply that streams these steps and ends well. */
export function answer(...steps: Step[]): Reply {
  return { steps }
}

/** A reply with an error status and the body that OpenAI-compatible services send. */
export function refuse(
  status: number,
  message: string,
  more: { type?: string; headers?: Record<string, string> } = {},
): Reply {
  return { status, body: { error: { message, type: more.type ?? 'error' } }, headers: more.headers ?? {} }
}

/** A web page where an answer should be: captive portals, proxies, wrong base URLs. */
export function showPage(html: string, status = 200): Reply {
  return { status, body: html, headers: { 'content-type': 'text/html; charset=utf-8' } }
}

export function redirectTo(location: string, status = 307): Reply {
  return { status, body: '', headers: { location } }
}

/** Starts the server. A request beyond the end of a list gets a 400 that says so. */
export async function startModelServer(script: Script): Promise<ModelServer> {
  const requests: RecordedRequest[] = []
  const others: RecordedRequest[] = []
  const sockets = new Map<object, number>()
  const stopped = new AbortController()
  let listBody: object = { object: 'list', data: [] }
  let arrived = Promise.withResolvers<void>()

  const server = createServer((request, response) => {
    const arrivedAt = performance.timeOrigin + performance.now()
    handle(request, response, arrivedAt).catch((error: unknown) => {
      // A client that goes away in the middle of an answer is no fault of the server.
      if (!response.destroyed) response.destroy(error instanceof Error ? error : undefined)
    })
  })
  server.on('connection', (socket) => {
    sockets.set(socket, sockets.size + 1)
    socket.setNoDelay(true)
  })

  async function handle(request: IncomingMessage, response: ServerResponse, arrivedAt: number): Promise<void> {
    const raw = await readText(request)
    // Parsed when asked for: a megabyte takes milliseconds, which the benchmarks would count as the daemon's.
    let parsed: { body: Record<string, unknown> | null } | undefined
    const recorded: RecordedRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      raw,
      get body() {
        return (parsed ??= { body: parseObject(recorded.raw) }).body
      },
      arrivedAt,
      connection: sockets.get(request.socket) ?? 0,
      closed: new Promise((resolve) => response.once('close', () => resolve())),
    }
    if (!recorded.path.endsWith('/chat/completions')) {
      others.push(recorded)
      return sendBody(response, { status: 200, body: listBody })
    }
    const index = requests.push(recorded) - 1
    arrived.resolve()
    arrived = Promise.withResolvers()
    const reply = typeof script === 'function' ? await script(recorded, index) : script[index]
    await send(response, reply ?? refuse(400, `the script has no reply for request ${index + 1}`))
  }

  async function send(response: ServerResponse, reply: Reply): Promise<void> {
    if (reply.silent) return
    if (reply.delayMs !== undefined) await pause(reply.delayMs, stopped.signal)
    if (reply.reset) {
      response.socket?.resetAndDestroy()
      return
    }
    if (reply.steps === undefined) return sendBody(response, reply)
    response.writeHead(reply.status ?? 200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...reply.headers,
    })
    response.flushHeaders()
    await sendSteps(response, reply.steps, stopped.signal)
  }

  async function received(count: number): Promise<RecordedRequest> {
    const late = AbortSignal.timeout(RECEIVE_LIMIT_MS)
    while (requests.length < count) {
      const gaveUp = once(late, 'abort').then(() => {
        throw new Error(`${requests.length} of ${count} requests arrived within ${RECEIVE_LIMIT_MS / 1_000} s`)
      })
      await Promise.race([arrived.promise, gaveUp])
    }
    return requests[count - 1]!
  }

  async function close(): Promise<void> {
    if (!server.listening) return
    stopped.abort()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}/v1`,
    port,
    requests,
    others,
    get connections() {
      return sockets.size
    },
    answerOthers: (body) => void (listBody = body),
    received,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function sendBody(response: ServerResponse, reply: Reply): void {
  const isText = typeof reply.body === 'string'
  const body = isText ? reply.body : JSON.stringify(reply.body ?? {})
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
  response.writeHead(reply.status ?? 200, { 'content-type': type, ...reply.headers })
  response.end(body)
}

async function sendSteps(response: ServerResponse, steps: Step[], signal: AbortSignal): Promise<void> {
  const say = (text: string): void => void response.write(text)
  let isFinished = false
  const choose = (delta: object, finish: string | null, more: object = {}): void => {
    isFinished ||= finish !== null
    say(toEvent({ choices: [{ index: 0, delta, finish_reason: finish, ...more }] }))
  }
  let calls = 0

  for (const step of steps) {
    if (response.destroyed) return
    if (typeof step === 'string') choose({ content: step }, null)
    else if ('think' in step) choose({ reasoning_content: step.think }, null)
    else if ('toolCall' in step) choose({ tool_calls: [toToolCall(step.toolCall, calls++)] }, null)
    else if ('usage' in step && step.inChoice) choose({}, 'stop', { usage: step.usage })
    else if ('usage' in step) say(toEvent({ choices: [], usage: step.usage }))
    else if ('finish' in step) choose({}, step.finish)
    else if ('event' in step) say(`data: ${JSON.stringify(step.event)}\n\n`)
    else if ('raw' in step) say(step.raw)
    else if ('bytes' in step) response.write(step.bytes)
    else if ('pauseMs' in step) await pause(step.pauseMs, signal)
    else if ('wait' in step) await step.wait
    else if ('stall' in step) return
    else if (step.cut === 'reset') return void response.socket?.resetAndDestroy()
    else return void response.end()
  }
  if (!isFinished) choose({}, calls > 0 ? 'tool_calls' : 'stop')
  response.end('data: [DONE]\n\n')
}

function toEvent(fields: object): string {
  const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'scripted' }
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`
}

function toToolCall(call: { id: string; name: string; arguments: string }, index: number): object {
  return { index, id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
