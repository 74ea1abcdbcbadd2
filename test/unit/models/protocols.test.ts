// Conversations in each protocol with a strict provider, whose answers the official packages read, too.

import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { mergeEvents } from '../../../src/models/stream/event-merge.ts'
import type { ChatEvent, ChatRequest, Thinking } from '../../../src/models/chat-stream.ts'
import type { RemoteModel } from '../../../src/models/configured-model.ts'
import { resolveModel } from '../../../src/models/model-catalog.ts'
import { createChatStream } from '../../../src/models/opened-model.ts'
import type { ContentPart, Message } from '../../../src/protocol/message.ts'
import {
  startStrictProvider,
  type StrictAnswer,
  type StrictProtocol,
  type StrictProvider,
} from '../../support/strict-provider.ts'
import { ask, getFailure } from './asking.ts'

const KEY = 'right-key-0123'
const TYPES: Record<StrictProtocol, { type: string; model: string }> = {
  chat: { type: 'kimi', model: 'kimi-k3.1-pro' },
  responses: { type: 'openai_responses', model: 'gpt-6.2-sol' },
  anthropic: { type: 'anthropic', model: 'claude-sonnet-5-5' },
  gemini: { type: 'google_genai', model: 'gemini-3.8-flash' },
}
const PROTOCOLS = Object.keys(TYPES) as StrictProtocol[]
const PIXEL = 'iVBORw0KGgo='
const TOOL = {
  name: 'Read',
  description: 'reads a file',
  parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
}
const SEALED: Record<StrictProtocol, string> = {
  chat: '',
  responses: 'gAAAAABsealed',
  anthropic: 'ErUBsealed',
  gemini: 'gemini-sealed',
}

/** Opens a model as a configuration names it. */
function open(provider: StrictProvider, protocol: StrictProtocol, model = TYPES[protocol].model) {
  const { type } = TYPES[protocol]
  const config = {
    default_model: 'm',
    models: { m: { provider: 'p', model } },
    providers: { p: { type, base_url: provider.url(protocol), api_key: KEY } },
  }
  const found = resolveModel(config, {})
  if (!found.ok) throw new Error(found.reason)
  const opened = createChatStream(found.model as RemoteModel)
  return {
    async answer(request: Partial<ChatRequest>): Promise<ChatEvent[]> {
      const events: ChatEvent[] = []
      for await (const event of opened.stream(ask(request))) events.push(event)
      return mergeEvents(events)
    },
    [Symbol.dispose]: opened.close,
  }
}

/** The message of the assistant that the agent would keep. */
function toMessage(events: readonly ChatEvent[]): Message {
  const content: ContentPart[] = []
  const calls: NonNullable<Message['tool_calls']> = []
  for (const event of events) {
    if (event.type === 'text') content.push({ type: 'text', text: event.text })
    if (event.type === 'think') content.push({ type: 'think', think: event.text, encrypted: event.encrypted ?? null })
    if (event.type === 'tool_call') {
      const { id, name, arguments: args, extras } = event
      calls.push({ type: 'function', id, function: { name, arguments: args }, ...(extras ? { extras } : {}) })
    }
    if (event.type === 'tool_call_part') calls.at(-1)!.function.arguments += event.arguments
  }
  return { role: 'assistant', content, ...(calls.length > 0 ? { tool_calls: calls } : {}) }
}

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const calls = [{ id: 'call_1', name: 'Read', args: { path: 'a' }, sealed: SEALED.gemini }]
  const usage = { input: 100, cached: 60, output: 20 }
  const first: StrictAnswer = { id: 'a-1', think: 'hm, hm', sealed: SEALED[protocol], text: 'I look.', calls, usage }

  test('a turn with thoughts, a call, its result and a picture is taken, and read in full', async () => {
    await using provider = await startStrictProvider([first, { text: 'It is a.', usage: { ...usage, output: 5 } }])
    using model = open(provider, protocol)
    const picture: ContentPart = { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}`, id: 'x' } }
    const messages: Message[] = [
      { role: 'system', content: 'You help.' },
      { role: 'user', content: [{ type: 'text', text: 'see' }, picture] },
    ]
    const begin = await model.answer({ messages, tools: [TOOL], cacheKey: 'session-1' })
    expect(begin.filter(({ type }) => type !== 'think').map(withoutSeal)).toEqual([
      { type: 'text', text: 'I look.' },
      { type: 'tool_call', index: expect.any(Number) as number, id: 'call_1', name: 'Read', arguments: '{"path":"a"}' },
      { type: 'usage', input: 100, output: 20, cached: 60 },
      { type: 'end', reason: 'tool_calls', id: 'a-1' },
    ])
    expect(begin[0]).toMatchObject({ type: 'think', text: 'hm, hm' })
    messages.push(toMessage(begin), {
      role: 'tool',
      tool_call_id: 'call_1',
      content: [{ type: 'text', text: 'A!' }, picture],
    })
    const end = await model.answer({ messages, tools: [TOOL], cacheKey: 'session-1' })
    expect(end.map(({ type }) => type)).toEqual(['text', 'usage', 'end'])
    // The second request repeats the first and gives back what the provider wants back.
    const [one = '', two = ''] = provider.requests.map(({ body }) => JSON.stringify(body))
    expect(two).toContain(protocol === 'chat' ? '"reasoning_content":"hm, hm"' : SEALED[protocol])
    expect(one).not.toContain(SEALED[protocol] || 'hm, hm')
    expect(two).toContain(PIXEL)
  })

  test.each([
    ['stop', 'stop'],
    ['length', 'length'],
    ['filtered', 'filtered'],
  ] as const)('an answer that finishes with %s ends so', async (finish, reason) => {
    await using provider = await startStrictProvider([{ text: 'x', finish }])
    using model = open(provider, protocol)
    expect((await model.answer({})).at(-1)).toMatchObject({ type: 'end', reason })
  })

  test.each<Thinking | undefined>([undefined, 'least', 'off', 'on', 'low', 'medium', 'high', 'max'])(
    'the wish for thinking "%s" is put so that the model takes it, and a temperature does no harm',
    async (thinking) => {
      await using provider = await startStrictProvider([{ text: 'yes' }])
      using model = open(provider, protocol)
      const events = await model.answer({ temperature: 0.2, maxTokens: 100, ...(thinking ? { thinking } : {}) })
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'stop' })
    },
  )

  test('odd ids, names, arguments and parts of other providers are taken', async () => {
    await using provider = await startStrictProvider([{ text: 'ok' }])
    using model = open(provider, protocol)
    const id = `call|${'x'.repeat(100)}`
    const foreign: ContentPart[] = [
      { type: 'think', think: 'by another', encrypted: null },
      { type: 'think', think: 'by openai', encrypted: protocol === 'responses' ? 'Er-of-anthropic' : 'gAAAAof-openai' },
      { type: 'text', text: ' ' },
    ]
    const events = await model.answer({
      messages: [
        { role: 'user', content: 'go' },
        {
          role: 'assistant',
          content: foreign,
          tool_calls: [{ type: 'function', id, function: { name: 'no such tool', arguments: 'not json' } }],
        },
        { role: 'tool', tool_call_id: id, content: '' },
        { role: 'user', content: 'on' },
        { role: 'user', content: 'and on' },
      ],
    })
    expect(events.at(-1)).toMatchObject({ type: 'end' })
  })

  test('a wrong key is a matter of access', async () => {
    await using provider = await startStrictProvider([], 'another-key')
    using model = open(provider, protocol)
    expect(getFailure(await model.answer({}))).toMatchObject({ code: 'model.auth', status: 401 })
  })
})

/** The official package's reading of the same answers. */
describe('the official package reads of the double what we read', () => {
  const answers: StrictAnswer[] = [
    {
      think: 'hm, hm',
      text: 'Hello you',
      calls: [{ id: 'c1', name: 'Read', args: { path: 'a' }, sealed: 's' }],
      usage: { input: 100, cached: 60, output: 20 },
    },
  ]
  const question = { role: 'user' as const, content: 'hi' }

  test('chat completions', async () => {
    await using provider = await startStrictProvider(answers)
    const client = new OpenAI({ apiKey: KEY, baseURL: provider.url('chat') })
    let [text, args] = ['', '']
    const stream = await client.chat.completions.create({
      model: 'kimi-k3.1-pro',
      messages: [question],
      stream: true,
      stream_options: { include_usage: true },
    })
    let counts: unknown
    for await (const { choices, usage } of stream) {
      text += choices[0]?.delta.content ?? ''
      args += choices[0]?.delta.tool_calls?.[0]?.function?.arguments ?? ''
      counts = usage ?? counts
    }
    expect([text, args]).toEqual(['Hello you', '{"path":"a"}'])
    expect(counts).toMatchObject({ prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60 } })
  })

  test('Responses', async () => {
    await using provider = await startStrictProvider(answers)
    const client = new OpenAI({ apiKey: KEY, baseURL: provider.url('responses') })
    const input = [{ role: 'user' as const, content: [{ type: 'input_text' as const, text: 'hi' }] }]
    const stream = client.responses.stream({ model: 'gpt-6.2-sol', input, store: false, stream: true } as never)
    const { output, usage } = await stream.finalResponse()
    expect(usage).toMatchObject({ input_tokens: 100, input_tokens_details: { cached_tokens: 60 }, output_tokens: 20 })
    expect(output.map((item) => ('arguments' in item ? item.arguments : item.type))).toEqual([
      'reasoning',
      'message',
      '{"path":"a"}',
    ])
  })

  test('Anthropic’s messages', async () => {
    await using provider = await startStrictProvider(answers)
    const client = new Anthropic({ apiKey: KEY, baseURL: provider.url('anthropic') })
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'hi' }] }]
    const { content, stop_reason, usage } = await client.messages
      .stream({ model: 'claude-sonnet-5-5', max_tokens: 9, messages })
      .finalMessage()
    expect(usage).toMatchObject({ cache_read_input_tokens: 60, output_tokens: 20 })
    expect(content).toMatchObject([
      { type: 'thinking', thinking: 'hm, hm' },
      { type: 'text', text: 'Hello you' },
      { type: 'tool_use', input: { path: 'a' } },
    ])
    expect(stop_reason).toBe('tool_use')
  })

  test('Gemini', async () => {
    await using provider = await startStrictProvider(answers)
    const client = new GoogleGenAI({ apiKey: KEY, httpOptions: { baseUrl: provider.url('gemini') } })
    let [text, thoughts] = ['', '']
    const called: unknown[] = []
    let counts: unknown
    for await (const chunk of await client.models.generateContentStream({
      model: 'gemini-3.8-flash',
      contents: 'hi',
    })) {
      counts = chunk.usageMetadata ?? counts
      for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
        if (part.thought) thoughts += part.text ?? ''
        else text += part.text ?? ''
        if (part.functionCall) called.push(part.functionCall.args)
      }
    }
    expect([thoughts, text, called]).toEqual(['hm, hm', 'Hello you', [{ path: 'a' }]])
    expect(counts).toMatchObject({ promptTokenCount: 100, cachedContentTokenCount: 60 })
  })
})

function withoutSeal(event: ChatEvent): object {
  if (event.type !== 'tool_call') return event
  const { extras: _, ...rest } = event
  return rest
}
