// A provider on 127.0.0.1 that speaks four protocols as their public documentation has them, and refuses a request with any field
// that it does not know, with a wrong header, or against the rules of the model.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod'

export type StrictProtocol = 'chat' | 'responses' | 'anthropic' | 'gemini'

/** The answer to one request, in the terms that all protocols share. */
export interface StrictAnswer {
  id?: string
  /** Thoughts, and the sealed form in which they have to come back. */
  think?: string
  sealed?: string
  text?: string
  calls?: { id: string; name: string; args: object; sealed?: string }[]
  finish?: 'stop' | 'length' | 'filtered'
  usage?: { input: number; cached: number; written?: number; output: number }
}

export interface StrictRequest {
  path: string
  headers: IncomingMessage['headers']
  body: Record<string, unknown>
}

export interface StrictProvider extends AsyncDisposable {
  /** The address that a configuration has: up to and including `/v1` where the protocol has it. */
  url(protocol: StrictProtocol): string
  readonly requests: StrictRequest[]
}

/** The values that a model accepts, as its provider documents them; any other value is refused. Without `temperature` all are accepted. */
interface StrictModel {
  temperature?: readonly number[]
  efforts: readonly string[]
  /** The values of `thinking.type` that are taken. */
  thinking: readonly string[]
  /** True when each message of the assistant must have `reasoning_content`. */
  echoes?: boolean
}

const K3: StrictModel = {
  temperature: [1],
  efforts: ['low', 'medium', 'high', 'max'],
  thinking: ['enabled'],
  echoes: true,
}
const MODELS: Record<string, StrictModel> = {
  'kimi-k3.1-pro': K3,
  'kimi-for-coding': K3,
  'moonshotai/kimi-k3.1-pro': { ...K3, echoes: false },
  'kimi-for-coding-highspeed': { temperature: [1], efforts: [], thinking: ['enabled', 'disabled'] },
  'kimi-k2.6': { efforts: [], thinking: ['enabled', 'disabled'] },
  'gpt-6.2-sol': { temperature: [], efforts: ['low', 'medium', 'high', 'xhigh', 'max'], thinking: [] },
  'claude-sonnet-5-5': { temperature: [], efforts: ['low', 'medium', 'high', 'xhigh', 'max'], thinking: ['adaptive'] },
  'claude-opus-4-5': { temperature: [], efforts: [], thinking: ['enabled', 'disabled'] },
  'gemini-3.8-flash': { efforts: ['LOW', 'MEDIUM', 'HIGH'], thinking: [] },
}

const id = z.string().regex(/^[\w-]{1,64}$/)
const name = z.string().regex(/^[\w-]{1,64}$/)
const jsonText = z.string().refine((text) => typeof JSON.parse(text) === 'object')
const schema = z.looseObject({ type: z.literal('object') })
const count = z.number().int().positive()
const text = z.string().min(1)

const imageUrl = z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: text }) })
const videoUrl = z.strictObject({ type: z.literal('video_url'), video_url: z.strictObject({ url: text }) })
const chatContent = z.union([
  z.string(),
  z.array(z.union([z.strictObject({ type: z.literal('text'), text }), imageUrl, videoUrl])),
])
const functionTool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({ name, description: z.string(), parameters: schema }),
})
const chatMessage = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('system'),
    content: chatContent.optional(),
    tools: z.array(functionTool).optional(),
  }),
  z.strictObject({ role: z.literal('user'), content: chatContent }),
  z.strictObject({
    role: z.literal('assistant'),
    content: chatContent.optional(),
    reasoning_content: z.string().optional(),
    tool_calls: z
      .array(
        z.strictObject({
          id,
          type: z.literal('function'),
          function: z.strictObject({ name, arguments: jsonText }),
          extras: z.looseObject({}).optional(),
        }),
      )
      .min(1)
      .optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: chatContent, tool_call_id: id }),
])

const cache = z.strictObject({ type: z.literal('ephemeral') }).optional()
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().regex(/\S/), cache_control: cache }),
  z.strictObject({
    type: z.literal('image'),
    source: z.union([
      z.strictObject({
        type: z.literal('base64'),
        media_type: z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']),
        data: text,
      }),
      z.strictObject({ type: z.literal('url'), url: text }),
    ]),
    cache_control: cache,
  }),
  z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: text }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: text }),
  z.strictObject({ type: z.literal('tool_use'), id, name, input: z.looseObject({}) }),
  z.strictObject({
    type: z.literal('tool_result'),
    tool_use_id: id,
    content: z.array(z.looseObject({})).optional(),
    cache_control: cache,
  }),
])

const inputPart = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text }),
  z.strictObject({ type: z.literal('input_image'), image_url: text, detail: z.literal('auto') }),
])
const inputItem = z.union([
  z.strictObject({ role: z.enum(['system', 'user']), content: z.array(inputPart).min(1) }),
  z.strictObject({ role: z.literal('assistant'), content: text }),
  z.strictObject({
    type: z.literal('reasoning'),
    summary: z.array(z.strictObject({ type: z.literal('summary_text'), text })),
    encrypted_content: z.string().startsWith('gAAAA'),
  }),
  z.strictObject({ type: z.literal('function_call'), call_id: id, name, arguments: jsonText }),
  z.strictObject({
    type: z.literal('function_call_output'),
    call_id: id,
    output: z.union([z.string(), z.array(inputPart)]),
  }),
])

const part = z.union([
  z.strictObject({ text }),
  z.strictObject({ inlineData: z.strictObject({ mimeType: text, data: text }) }),
  z.strictObject({ fileData: z.strictObject({ fileUri: text }) }),
  z.strictObject({
    functionCall: z.strictObject({ id, name, args: z.looseObject({}) }),
    thoughtSignature: text.optional(),
  }),
  z.strictObject({ functionResponse: z.strictObject({ id, name, response: z.looseObject({}) }) }),
])

const BODIES: Record<StrictProtocol, z.ZodType> = {
  chat: z.strictObject({
    model: text,
    tools: z.array(functionTool).min(1).optional(),
    messages: z.array(chatMessage).min(1),
    stream: z.literal(true),
    stream_options: z.strictObject({ include_usage: z.literal(true) }),
    max_completion_tokens: count.optional(),
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    prompt_cache_key: text.optional(),
    reasoning_effort: text.optional(),
    thinking: z.strictObject({ type: z.enum(['enabled', 'disabled']), keep: text.optional() }).optional(),
  }),
  responses: z.strictObject({
    model: text,
    tools: z
      .array(
        z.strictObject({
          type: z.literal('function'),
          name,
          description: z.string(),
          parameters: schema,
          strict: z.literal(false),
        }),
      )
      .optional(),
    input: z.array(inputItem).min(1),
    stream: z.literal(true),
    store: z.literal(false),
    max_output_tokens: z.number().int().min(16).optional(),
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    prompt_cache_key: z.string().max(64).optional(),
    include: z.array(z.literal('reasoning.encrypted_content')).optional(),
    reasoning: z.strictObject({ effort: text.optional(), summary: z.literal('auto') }).optional(),
  }),
  anthropic: z.strictObject({
    model: text,
    tools: z.array(z.strictObject({ name, description: z.string(), input_schema: schema })).optional(),
    system: z.array(z.strictObject({ type: z.literal('text'), text, cache_control: cache })).optional(),
    messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(block).min(1) })).min(1),
    max_tokens: count,
    stream: z.literal(true),
    metadata: z.strictObject({ user_id: text }).optional(),
    thinking: z
      .strictObject({
        type: z.enum(['enabled', 'adaptive', 'disabled']),
        budget_tokens: z.number().int().min(1_024).optional(),
        display: z.literal('summarized').optional(),
      })
      .optional(),
    output_config: z.strictObject({ effort: text }).optional(),
  }),
  gemini: z.strictObject({
    systemInstruction: z.strictObject({ parts: z.array(z.strictObject({ text })) }).optional(),
    tools: z
      .array(
        z.strictObject({
          functionDeclarations: z.array(
            z.strictObject({ name, description: z.string(), parametersJsonSchema: schema }),
          ),
        }),
      )
      .optional(),
    contents: z.array(z.strictObject({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) })).min(1),
    generationConfig: z
      .strictObject({
        maxOutputTokens: count.optional(),
        temperature: z.number().optional(),
        topP: z.number().optional(),
        thinkingConfig: z
          .strictObject({
            includeThoughts: z.literal(true).optional(),
            thinkingLevel: text.optional(),
            thinkingBudget: z.number().int().optional(),
          })
          .optional(),
      })
      .optional(),
  }),
}

/** Starts the provider. Answers are used up in order; `key` is the one that it takes. */
export async function startStrictProvider(
  answers: readonly StrictAnswer[],
  key = 'right-key-0123',
): Promise<StrictProvider> {
  const requests: StrictRequest[] = []
  let used = 0
  const server = createServer((request, response) => {
    void handle(request, response)
  })

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece as Buffer)
    const { pathname, search } = new URL(request.url ?? '', 'http://x')
    const protocol = protocolOf(pathname, search)
    const body = JSON.parse(Buffer.concat(pieces).toString() || '{}') as Record<string, unknown>
    const problem =
      protocol === null ? `no such address: ${request.url}` : findProblem(protocol, request, body, key, pathname)
    if (problem !== null || protocol === null) {
      response.writeHead(problem?.startsWith('key') ? 401 : 400, { 'content-type': 'application/json' })
      return void response.end(JSON.stringify({ error: { type: 'invalid_request_error', message: problem } }))
    }
    requests.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(encodeAnswer(protocol, answers[used++] ?? { text: 'the script has ended' }))
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: (protocol) => (protocol === 'anthropic' || protocol === 'gemini' ? root : `${root}/v1`),
    requests,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function protocolOf(pathname: string, search: string): StrictProtocol | null {
  // OpenRouter and Kimi's plans have theirs behind a prefix.
  if (/^(?:\/api|\/coding)?\/v1\/chat\/completions$/.test(pathname)) return 'chat'
  if (pathname === '/v1/responses') return 'responses'
  if (pathname === '/v1/messages') return 'anthropic'
  return /^\/v1(?:beta)?\/models\/[\w.-]+:streamGenerateContent$/.test(pathname) && search === '?alt=sse'
    ? 'gemini'
    : null
}

function findProblem(
  protocol: StrictProtocol,
  { headers, method }: IncomingMessage,
  body: Record<string, unknown>,
  key: string,
  pathname: string,
): string | null {
  const sent = {
    chat: headers.authorization,
    responses: headers.authorization,
    anthropic: headers['x-api-key'] ?? headers.authorization?.replace('Bearer ', ''),
    gemini: headers['x-goog-api-key'],
  }
  const expected = protocol === 'chat' || protocol === 'responses' ? `Bearer ${key}` : key
  if (sent[protocol] !== expected) return `key: got ${String(sent[protocol])}`
  if (method !== 'POST' || !headers['content-type']?.startsWith('application/json')) return 'expected a POST of JSON'
  // Anthropic's own package sends its key as a bearer, and then no version.
  const isUnversioned = headers['x-api-key'] !== undefined && headers['anthropic-version'] !== '2023-06-01'
  if (protocol === 'anthropic' && isUnversioned) return 'anthropic-version is missing'
  return findFault(protocol, body, /models\/([\w.-]+):/.exec(pathname)?.[1])
}

/** The mistake in the body of a request, or null. `model` is the one in the address; most protocols have it in the body. */
export function findFault(
  protocol: StrictProtocol,
  body: Record<string, unknown>,
  model = String(body['model']),
): string | null {
  const checked = BODIES[protocol].safeParse(body)
  if (!checked.success) return z.prettifyError(checked.error)
  return findBrokenRule(MODELS[model], body, model) ?? findWrongOrder(protocol, body, model)
}

/** The stream of an answer. */
export function encodeAnswer(protocol: StrictProtocol, answer: StrictAnswer): string {
  return ENCODERS[protocol](answer)
}

function findBrokenRule(rules: StrictModel | undefined, body: Record<string, unknown>, model: string): string | null {
  if (!rules) return `no model ${model}`
  const fields = { ...(body['generationConfig'] as object), ...body } as Record<string, unknown>
  const inside = (field: string, name: string) => (fields[field] as Record<string, unknown> | undefined)?.[name]
  const { temperature } = fields
  if (temperature !== undefined && rules.temperature && !rules.temperature.includes(temperature as number))
    return 'temperature'
  const effort =
    fields['reasoning_effort'] ??
    inside('reasoning', 'effort') ??
    inside('output_config', 'effort') ??
    inside('thinkingConfig', 'thinkingLevel')
  if (effort !== undefined && !rules.efforts.includes(effort as string)) return `effort ${String(effort)}`
  const type = inside('thinking', 'type')
  if (type !== undefined && !rules.thinking.includes(type as string)) return `thinking.type ${String(type)}`
  const messages = (body['messages'] ?? []) as Record<string, unknown>[]
  const isSilent = messages.some(
    (message) => message['role'] === 'assistant' && message['reasoning_content'] === undefined,
  )
  if (rules.echoes && isSilent) return 'thinking is enabled but reasoning_content is missing in an assistant message'
  return null
}

/** Each call has one result, right behind it; Gemini's newest models want their signature back. */
function findWrongOrder(protocol: StrictProtocol, body: Record<string, unknown>, model: string): string | null {
  const text = JSON.stringify(body)
  const ids = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found)
  const [calls = [], results = []] = {
    chat: [ids(/"tool_calls":\[\{"id":"([\w-]+)"/g), ids(/"tool_call_id":"([\w-]+)"/g)],
    responses: [
      ids(/"type":"function_call","call_id":"([\w-]+)"/g),
      ids(/"type":"function_call_output","call_id":"([\w-]+)"/g),
    ],
    anthropic: [ids(/"type":"tool_use","id":"([\w-]+)"/g), ids(/"tool_use_id":"([\w-]+)"/g)],
    gemini: [ids(/"functionCall":\{"id":"([\w-]+)"/g), ids(/"functionResponse":\{"id":"([\w-]+)"/g)],
  }[protocol]
  if (calls.join() !== results.join()) return `calls ${calls.join()} have the results ${results.join()}`
  if (protocol !== 'gemini' || !model.startsWith('gemini-3')) return null
  const contents = body['contents'] as { parts: { functionCall?: object; thoughtSignature?: string }[] }[]
  const unsigned = contents.some(
    ({ parts }) =>
      parts.find((each) => each.functionCall)?.thoughtSignature === undefined &&
      parts.some((each) => each.functionCall),
  )
  return unsigned ? 'function call is missing a thought_signature' : null
}

const ENCODERS: Record<StrictProtocol, (answer: StrictAnswer) => string> = {
  chat: encodeChat,
  responses: encodeResponses,
  anthropic: encodeAnthropic,
  gemini: encodeGemini,
}

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`
const named = (value: { type: string }) => `event: ${value.type}\n${data(value)}`

function encodeChat({ id = 'chat-1', think, text, calls = [], finish = 'stop', usage }: StrictAnswer): string {
  const head = { id, object: 'chat.completion.chunk', created: 1, model: 'm' }
  const say = (delta: object, reason: string | null = null, more = {}) =>
    data({ ...head, choices: [{ index: 0, delta, finish_reason: reason }], ...more })
  const events = [say({ role: 'assistant', content: '' })]
  if (think) events.push(say({ reasoning_content: think }))
  if (text) events.push(...halves(text).map((content) => say({ content })))
  for (const [index, call] of calls.entries()) {
    const [first, second] = halves(JSON.stringify(call.args))
    events.push(
      say({ tool_calls: [{ index, id: call.id, type: 'function', function: { name: call.name, arguments: first } }] }),
    )
    events.push(say({ tool_calls: [{ index, function: { arguments: second } }] }))
  }
  const reason = calls.length > 0 ? 'tool_calls' : finish === 'filtered' ? 'content_filter' : finish
  events.push(say({}, reason))
  if (usage) {
    const counts = {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
    }
    events.push(
      data({ ...head, choices: [], usage: { ...counts, prompt_tokens_details: { cached_tokens: usage.cached } } }),
    )
  }
  return events.join('') + 'data: [DONE]\n\n'
}

function encodeResponses({
  id = 'resp-1',
  think,
  sealed,
  text,
  calls = [],
  finish = 'stop',
  usage,
}: StrictAnswer): string {
  const response = { id, object: 'response', status: 'in_progress', output: [] as object[], model: 'm' }
  const events = [named({ type: 'response.created', ...{ response } })]
  const item = (value: object, ...inside: { type: string }[]) => {
    const output_index = response.output.length
    events.push(
      named({
        type: 'response.output_item.added',
        ...{ output_index, item: { ...value, arguments: '', content: [], summary: [] } },
      }),
    )
    events.push(...inside.map((each) => named({ ...each, ...{ output_index, item_id: (value as { id: string }).id } })))
    events.push(named({ type: 'response.output_item.done', ...{ output_index, item: value } }))
    response.output.push(value)
  }
  if (think) {
    const delta = { type: 'response.reasoning_summary_text.delta', summary_index: 0, delta: think }
    const begin = {
      type: 'response.reasoning_summary_part.added',
      summary_index: 0,
      part: { type: 'summary_text', text: '' },
    }
    item(
      { type: 'reasoning', id: 'rs-1', summary: [{ type: 'summary_text', text: think }], encrypted_content: sealed },
      begin,
      delta,
    )
  }
  if (text) {
    const content = [{ type: 'output_text', text, annotations: [] }]
    const begin = {
      type: 'response.content_part.added',
      content_index: 0,
      part: { type: 'output_text', text: '', annotations: [] },
    }
    const deltas = halves(text).map((delta) => ({ type: 'response.output_text.delta', content_index: 0, delta }))
    item({ type: 'message', id: 'msg-1', role: 'assistant', status: 'completed', content }, begin, ...deltas)
  }
  for (const call of calls) {
    const args = JSON.stringify(call.args)
    const deltas = halves(args).map((delta) => ({ type: 'response.function_call_arguments.delta', delta }))
    item({ type: 'function_call', id: `fc-${call.id}`, call_id: call.id, name: call.name, arguments: args }, ...deltas)
  }
  const isWhole = finish === 'stop'
  const status = isWhole ? 'completed' : 'incomplete'
  const incomplete_details = isWhole ? null : { reason: finish === 'length' ? 'max_output_tokens' : 'content_filter' }
  const counts = usage && {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    total_tokens: usage.input + usage.output,
  }
  events.push(
    named({ type: `response.${status}`, ...{ response: { ...response, status, incomplete_details, usage: counts } } }),
  )
  return events.join('')
}

function encodeAnthropic({
  id = 'msg-1',
  think,
  sealed,
  text,
  calls = [],
  finish = 'stop',
  usage,
}: StrictAnswer): string {
  const { input = 0, cached = 0, written = 0, output = 0 } = usage ?? {}
  const counts = {
    input_tokens: input - cached - written,
    cache_read_input_tokens: cached,
    cache_creation_input_tokens: written,
  }
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [],
    stop_reason: null,
    stop_sequence: null,
  }
  const events = [
    named({ type: 'message_start', ...{ message: { ...message, usage: { ...counts, output_tokens: 1 } } } }),
    named({ type: 'ping' }),
  ]
  let index = 0
  const add = (content_block: object, ...deltas: object[]) => {
    events.push(named({ type: 'content_block_start', ...{ index, content_block } }))
    events.push(...deltas.map((delta) => named({ type: 'content_block_delta', ...{ index, delta } })))
    events.push(named({ type: 'content_block_stop', ...{ index: index++ } }))
  }
  if (think !== undefined) {
    const deltas = halves(think).map((thinking) => ({ type: 'thinking_delta', thinking }))
    add({ type: 'thinking', thinking: '', signature: '' }, ...deltas, {
      type: 'signature_delta',
      signature: sealed ?? 'sig',
    })
  }
  if (text) add({ type: 'text', text: '' }, ...halves(text).map((piece) => ({ type: 'text_delta', text: piece })))
  for (const call of calls) {
    const pieces = ['', ...halves(JSON.stringify(call.args))]
    const deltas = pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
    add({ type: 'tool_use', id: call.id, name: call.name, input: {} }, ...deltas)
  }
  const reasons = { stop: 'end_turn', length: 'max_tokens', filtered: 'refusal' }
  const stop_reason = calls.length > 0 ? 'tool_use' : reasons[finish]
  events.push(
    named({
      type: 'message_delta',
      ...{ delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: output } },
    }),
  )
  return events.join('') + named({ type: 'message_stop' })
}

function encodeGemini({ id = 'gem-1', think, text, calls = [], finish = 'stop', usage }: StrictAnswer): string {
  const say = (parts: object[], more: object = {}) =>
    data({ candidates: [{ content: { role: 'model', parts }, index: 0, ...more }], modelVersion: 'm', responseId: id })
  const events: string[] = []
  if (think) events.push(say([{ text: think, thought: true }]))
  if (text) events.push(...halves(text).map((piece) => say([{ text: piece }])))
  for (const call of calls) {
    const signature = call.sealed === undefined ? {} : { thoughtSignature: call.sealed }
    events.push(say([{ functionCall: { id: call.id, name: call.name, args: call.args }, ...signature }]))
  }
  const finishReason = { stop: 'STOP', length: 'MAX_TOKENS', filtered: 'SAFETY' }[finish]
  const usageMetadata = usage && {
    promptTokenCount: usage.input,
    cachedContentTokenCount: usage.cached,
    candidatesTokenCount: usage.output,
    totalTokenCount: usage.input + usage.output,
  }
  const last = {
    candidates: [{ content: { role: 'model', parts: [] }, finishReason, index: 0 }],
    usageMetadata,
    responseId: id,
  }
  return events.join('') + data(last)
}

function halves(text: string): [string, string] {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}
