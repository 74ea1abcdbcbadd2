import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { mergeEvents } from '../../../src/models/stream/event-merge.ts'
import { withRetry } from '../../../src/models/retry.ts'
import { answer, refuse, startModelServer } from '../../support/model-server.ts'
import { ask, collect, connect, getFailure, joinText, tokensOf } from './asking.ts'

describe('an answer', () => {
  test('arrives as text, thoughts, usage and one end', async () => {
    await using server = await startModelServer([
      answer({ think: 'hm' }, 'git ', 'log', { usage: { prompt_tokens: 12, completion_tokens: 3, cached_tokens: 8 } }),
    ])
    using client = connect(server.url)
    expect(mergeEvents(await collect(client.stream))).toEqual([
      { type: 'think', text: 'hm' },
      { type: 'text', text: 'git log' },
      { type: 'usage', input: 12, output: 3, cached: 8 },
      { type: 'end', reason: 'stop' },
    ])
  })

  test('of nothing but thoughts, which Kimi writes as a text, has no text; a text that only begins like it has', async () => {
    const placeholder = ['(Empty', " response: {'content': [{'type': 'thinking'", ", 'thinking': 'hm'}]})"]
    await using server = await startModelServer([
      answer({ think: 'hm' }, ...placeholder),
      answer('(Empty', ' response: none)'),
      answer('(Empty'),
    ])
    using client = connect(server.url)
    const events = await collect(client.stream)
    expect(joinText(events)).toBe('')
    expect(getFailure(events).code).toBe('model.truncated')
    expect(joinText(await collect(client.stream))).toBe('(Empty response: none)')
    expect(joinText(await collect(client.stream))).toBe('(Empty')
  })

  test('may tell its usage inside the choice, or cached tokens in the details', async () => {
    const details = { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } }
    await using server = await startModelServer([answer('ls', { usage: details, inChoice: true })])
    using client = connect(server.url)
    expect(await collect(client.stream)).toContainEqual({ type: 'usage', input: 9, output: 1, cached: 4 })
  })

  test.each([
    ['length', 'length'],
    ['content_filter', 'filtered'],
    ['tool_calls', 'tool_calls'],
    ['something new', 'stop'],
  ])('that finishes with %s ends with %s', async (finish, reason) => {
    await using server = await startModelServer([answer('ls', { finish })])
    using client = connect(server.url)
    expect((await collect(client.stream)).at(-1)).toEqual({ type: 'end', reason })
  })

  test('shows its first text before the rest has been sent', async () => {
    const rest = Promise.withResolvers<void>()
    await using server = await startModelServer([answer('first', { wait: rest.promise }, ' second')])
    using client = connect(server.url)
    const seen: string[] = []
    for await (const event of client.stream(ask())) {
      if (event.type === 'text') seen.push(event.text)
      rest.resolve()
    }
    expect(seen).toEqual(['first', ' second'])
  })

  test('is whole when its bytes are cut anywhere, even inside a character', async () => {
    const bytes = Buffer.from(`data: {"choices":[{"delta":{"content":"häß 🚀"}}]}\r\n\r\ndata: [DONE]\n\n`)
    for (let at = 40; at < bytes.length; at += 7) {
      await using server = await startModelServer([
        answer({ bytes: bytes.subarray(0, at) }, { pauseMs: 2 }, { bytes: bytes.subarray(at) }, { cut: 'end' }),
      ])
      using client = connect(server.url)
      const events = await collect(client.stream)
      expect(joinText(events)).toBe('häß 🚀')
      expect(events.at(-1)).toEqual({ type: 'end', reason: 'stop' })
    }
  })

  test('of many small pieces comes in few events, and a long piece in several', async () => {
    const long = `${'x'.repeat(64 * 1024 - 1)}🚀`.repeat(3)
    await using server = await startModelServer([answer(...Array.from({ length: 2_000 }, () => 'ab'), long)])
    using client = connect(server.url)
    const events = await collect(client.stream)
    expect(joinText(events)).toBe('ab'.repeat(2_000) + long)
    expect(events.length).toBeLessThan(500)
    for (const event of events) {
      if (event.type !== 'text') continue
      expect(event.text.length).toBeLessThanOrEqual(64 * 1024)
      expect(event.text.isWellFormed()).toBe(true)
    }
  })

  test('calls tools, with the arguments in parts', async () => {
    const part = (index: number, args: string): object => ({
      choices: [{ delta: { tool_calls: [{ index, function: { arguments: args } }] } }],
    })
    await using server = await startModelServer([
      answer({ toolCall: { id: 'a', name: 'Shell', arguments: '{"c' } }, { event: part(0, 'md":1}') }),
    ])
    using client = connect(server.url)
    expect(mergeEvents(await collect(client.stream))).toEqual([
      { type: 'tool_call', index: 0, id: 'a', name: 'Shell', arguments: '{"cmd":1}' },
      { type: 'end', reason: 'tool_calls' },
    ])
  })

  test('survives events of any shape', async () => {
    const odd = [null, 7, 'x', [], {}, { choices: null }, { choices: [{ delta: { content: 5 } }] }]
    await using server = await startModelServer([answer(...odd.map((event) => ({ event })), 'ls')])
    using client = connect(server.url)
    expect(joinText(await collect(client.stream))).toBe('ls')
  })
})

describe('a request', () => {
  test("is spelled as Kimi wants it, with nothing of this machine's environment", async () => {
    process.env['OPENAI_ORG_ID'] = 'org-secret'
    process.env['OPENAI_CUSTOM_HEADERS'] = 'X-Custom: secret'
    try {
      await using server = await startModelServer([answer('ls')])
      using client = connect(server.url, { headers: { 'X-Msh-Platform': 'test' } })
      await collect(client.stream, ask({ maxTokens: 50, temperature: 0.2, cacheKey: 'shell-1', thinking: 'off' }))
      const [request] = server.requests
      expect(request?.body).toEqual({
        model: 'kimi-test',
        messages: [{ role: 'user', content: 'hi' }],
        stream: true,
        stream_options: { include_usage: true },
        max_completion_tokens: 50,
        temperature: 0.2,
        prompt_cache_key: 'shell-1',
        thinking: { type: 'disabled' },
      })
      expect(request?.path).toBe('/v1/chat/completions')
      expect(Object.keys(request?.headers ?? {}).toSorted()).toEqual([
        'accept',
        'accept-encoding',
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'user-agent',
        'x-msh-platform',
      ])
      expect(request?.headers.authorization).toBe('Bearer sk-test-0123456789')
    } finally {
      delete process.env['OPENAI_ORG_ID']
      delete process.env['OPENAI_CUSTOM_HEADERS']
    }
  })

  test('to another provider leaves out what only Kimi knows', async () => {
    await using server = await startModelServer([answer('ls')])
    using client = connect(server.url, { dialect: 'openai' })
    await collect(client.stream, ask({ maxTokens: 50, cacheKey: 'shell-1', thinking: 'off' }))
    expect(Object.keys(server.requests[0]?.body ?? {})).toEqual([
      'model',
      'messages',
      'stream',
      'stream_options',
      'max_tokens',
    ])
  })

  test('takes the key that is valid when it is sent', async () => {
    const keys = ['first-key', 'second-key']
    await using server = await startModelServer([answer('a'), answer('b')])
    using client = connect(server.url, {
      apiKey: tokensOf(async () => ({ ok: true, token: keys.shift() ?? '' })),
    })
    await collect(client.stream)
    await collect(client.stream)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-key',
      'Bearer second-key',
    ])
  })

  test('without a valid key fails as a matter of access', async () => {
    await using server = await startModelServer([])
    using client = connect(server.url, {
      apiKey: tokensOf(async () => ({ ok: false, reason: 'the login has expired', hint: 'kimi login' })),
    })
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.auth', retryable: false, hint: 'kimi login' })
    expect(failure.message).toContain('the login has expired')
    expect(server.requests).toEqual([])
  })
})

describe('a token that the provider refuses', () => {
  const refused = refuse(401, 'Invalid token', { type: 'invalid_authentication_error' })
  const renewing = (renewed: string[]) => ({
    current: async () => ({ ok: true as const, token: renewed.length > 0 ? 'new-token' : 'old-token' }),
    async renew(old: string) {
      renewed.push(old)
      return { ok: true as const, token: 'new-token' }
    },
  })

  test('is renewed once, and the request is sent again', async () => {
    const renewed: string[] = []
    await using server = await startModelServer([refused, answer('ls')])
    using client = connect(server.url, { apiKey: renewing(renewed) })
    expect(joinText(await collect(client.stream))).toBe('ls')
    expect(renewed).toEqual(['old-token'])
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old-token',
      'Bearer new-token',
    ])
    expect(server.requests[1]?.raw).toBe(server.requests[0]?.raw)
  })

  test('in the middle of an answer is renewed, and the answer may begin anew', async () => {
    const renewed: string[] = []
    const event = { error: { message: 'Invalid token', type: 'invalid_authentication_error' } }
    await using server = await startModelServer([answer('git st', { event }), answer('git status')])
    using client = connect(server.url, { apiKey: renewing(renewed) })
    const events = await collect(withRetry(client.stream, { restarts: true, sleep: async () => undefined }))
    expect(events.map((each) => (each.type === 'text' ? each.text : each.type))).toEqual([
      'git st',
      'retry',
      'git status',
      'end',
    ])
    expect(renewed).toEqual(['old-token'])
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old-token',
      'Bearer new-token',
    ])
  })

  test('in the middle of an answer, and whose login has ended, is a matter of access', async () => {
    const event = { error: { message: 'Invalid token', type: 'invalid_authentication_error' } }
    await using server = await startModelServer([answer('git st', { event }), answer('git status')])
    const lack = { ok: false as const, reason: 'the login has ended', hint: 'kimi login' }
    using client = connect(server.url, { apiKey: { ...renewing([]), renew: async () => lack }, keyHint: 'kimi login' })
    const events = await collect(withRetry(client.stream, { restarts: true, sleep: async () => undefined }))
    expect(getFailure(events)).toMatchObject({ code: 'model.auth', retryable: false, hint: 'kimi login' })
    expect(server.requests).toHaveLength(1)
  })

  test('is not renewed a second time, and a key never', async () => {
    const renewed: string[] = []
    await using server = await startModelServer([refused, refused, refused])
    using client = connect(server.url, { apiKey: renewing(renewed) })
    expect(getFailure(await collect(client.stream))).toMatchObject({ code: 'model.auth', status: 401 })
    expect(renewed).toHaveLength(1)
    expect(server.requests).toHaveLength(2)
    using keyed = connect(server.url)
    expect(getFailure(await collect(keyed.stream)).status).toBe(401)
    expect(server.requests).toHaveLength(3)
  })
})

describe('connections', () => {
  test('are opened ahead, once, and used by the request', async () => {
    await using server = await startModelServer([answer('a'), answer('b')])
    using client = connect(server.url)
    client.preconnect()
    client.preconnect()
    await expect.poll(() => server.others.length).toBe(1)
    await server.others[0]!.closed
    // The server has sent the end of its answer, which the client reads in one of the next turns of the event loop.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    await collect(client.stream)
    await collect(client.stream)
    expect(server.others.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/models'])
    expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1])
  })

  test('opened ahead to nowhere say nothing', async () => {
    using client = connect('http://127.0.0.1:1/v1')
    expect(client.preconnect()).toBeUndefined()
    expect(getFailure(await collect(client.stream)).code).toBe('model.unreachable')
  })

  test('that the provider closed while idle cost no answer', async () => {
    await using server = await startModelServer((_, index) =>
      index === 1 ? { reset: true } : answer(`answer ${index}`),
    )
    using client = connect(server.url)
    await collect(client.stream)
    expect(joinText(await collect(client.stream))).toBe('answer 2')
  })
})

describe('cancelling', () => {
  test('before the request sends nothing', async () => {
    await using server = await startModelServer([answer('ls')])
    using client = connect(server.url)
    expect(getFailure(await collect(client.stream, ask({ signal: AbortSignal.abort() }))).code).toBe('turn.cancelled')
    expect(server.requests).toEqual([])
  })

  test('while nothing has come yet ends at once and hangs up', async () => {
    await using server = await startModelServer([{ silent: true }])
    using client = connect(server.url)
    const caller = new AbortController()
    const events = collect(client.stream, ask({ signal: caller.signal }))
    const request = await server.received(1)
    caller.abort()
    expect(getFailure(await events).code).toBe('turn.cancelled')
    await request.closed
  })

  test('in the middle of an answer lets no more text through', async () => {
    await using server = await startModelServer([answer('one', { pauseMs: 50 }, ' two', { stall: true })])
    using client = connect(server.url)
    const caller = new AbortController()
    const events = []
    for await (const event of client.stream(ask({ signal: caller.signal }))) {
      events.push(event)
      caller.abort()
    }
    expect(events).toEqual([
      { type: 'text', text: 'one' },
      { type: 'failed', code: 'turn.cancelled', message: 'cancelled', retryable: false },
    ])
    await server.requests[0]!.closed
  })

  test('by leaving the loop hangs up', async () => {
    await using server = await startModelServer([answer('one', { stall: true })])
    using client = connect(server.url)
    for await (const event of client.stream(ask())) if (event.type === 'text') break
    await server.requests[0]!.closed
  })
})

test('an answer ends with the name that the provider gave it', async () => {
  await using server = await startModelServer([
    answer({ event: { id: 'chatcmpl-7', choices: [{ delta: { content: 'x' } }] } }),
  ])
  using client = connect(server.url)
  let last: unknown
  for await (const event of client.stream(ask())) last = event
  expect(last).toMatchObject({ type: 'end', id: 'chatcmpl-7' })
})

test('a provider that does not tell its list in time is said to be slow, not unreachable', async () => {
  const server = createServer(() => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  using client = connect(`http://${host}/v1`, { stallMs: { firstByte: 50 } })
  const listing = await client.list()
  expect(listing).toMatchObject({
    ok: false,
    failure: { code: 'model.stalled', message: `${host} did not tell its list of models within 0.05 s` },
  })
  server.closeAllConnections()
  server.close()
})

test('a login that has ended is not called an API key', async () => {
  const lack = async () => ({ ok: false as const, reason: 'the login has ended', hint: 'kimi login' })
  using client = connect('http://127.0.0.1:1/v1', { apiKey: tokensOf(lack) })
  const failure = getFailure(await collect(client.stream))
  expect(failure).toMatchObject({ message: '127.0.0.1:1 was not asked: the login has ended', hint: 'kimi login' })
})
