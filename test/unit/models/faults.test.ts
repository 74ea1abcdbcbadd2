import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Failure } from '../../../src/models/chat-stream.ts'
import type { ProviderOptions } from '../../../src/models/provider-stream.ts'
import { explainConnectionError } from '../../../src/models/network/connection-failure.ts'
import { chooseProxy } from '../../../src/sys/network/proxy-choice.ts'
import { answer, redirectTo, refuse, type Reply, showPage, startModelServer } from '../../support/model-server.ts'
import { collect, connect, getFailure } from './asking.ts'

/** The failure after this reply, checked against the law: one line that names the host, without the key. */
async function failWith(reply: Reply, more: Partial<ProviderOptions> = {}): Promise<Failure & { host: string }> {
  await using server = await startModelServer([reply])
  using client = connect(server.url, more)
  const failure = getFailure(await collect(client.stream))
  const host = `127.0.0.1:${server.port}`
  expect(server.requests).toHaveLength(1)
  expect(failure.message).toContain(host)
  expect(failure.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]|sk-test/)
  return { ...failure, host }
}

describe('an HTTP status', () => {
  test.each([
    [401, 'Invalid Authentication', 'invalid_authentication_error', 'model.auth', false],
    [402, 'membership has expired', '', 'model.quota', false],
    [403, 'only available for coding agents', 'access_terminated_error', 'model.auth', false],
    [403, "you've reached your usage limit", '', 'model.quota', false],
    [404, 'Not found the model', 'resource_not_found_error', 'model.not_found', false],
    [400, 'exceeded model token limit: 8192', 'invalid_request_error', 'model.too_long', false],
    [400, 'the request was rejected: high risk', 'content_filter', 'model.refused', false],
    [422, 'no', '', 'model.invalid', false],
    [429, 'too many requests', 'rate_limit_reached_error', 'model.rate_limited', true],
    [429, 'try later', 'engine_overloaded_error', 'model.overloaded', true],
    [429, 'please check your account balance', 'exceeded_current_quota_error', 'model.quota', false],
    [500, 'oops', 'server_error', 'model.overloaded', true],
    [503, 'busy', '', 'model.overloaded', true],
    [529, 'busy', '', 'model.overloaded', true],
  ])('%i "%s" means what the provider means by it', async (status, message, type, code, retryable) => {
    const failure = await failWith(refuse(status, message, { type }))
    expect(failure).toMatchObject({ code, retryable })
    expect(failure.message).toContain(message)
  })

  test('carries the request id', async () => {
    const failure = await failWith(refuse(500, 'oops', { headers: { 'x-request-id': 'req-7' } }))
    expect(failure).toMatchObject({ requestId: 'req-7', message: expect.stringContaining('[request req-7]') })
  })

  test('shows no key, no control character and no page', async () => {
    const nasty = 'key sk-test-0123456789 Bearer abcdefghij \u001b[31mred\u001b[0m \u202e\nnext'
    expect((await failWith(refuse(401, nasty))).message).toMatch(/key \[secret\] Bearer \[secret\] red next$/)
    const page = '<!doctype html><html><head><title>502 Bad\nGateway</title></head><body>long</body></html>'
    expect((await failWith(showPage(page, 502))).message).toMatch(/cannot answer now \(502\): 502 Bad Gateway$/)
    expect((await failWith({ status: 500, body: 'x'.repeat(100_000) })).message.length).toBeLessThan(400)
  })
})

describe('Retry-After', () => {
  test.each([
    ['3', 3_000, true],
    ['0.5', 500, true],
    ['-4', undefined, true],
    ['soon', undefined, true],
    ['86400', 86_400_000, false],
  ])('of %s is understood', async (value, retryAfterMs, retryable) => {
    const failure = await failWith(refuse(429, 'slow down', { headers: { 'retry-after': value } }))
    expect(failure.retryable).toBe(retryable)
    expect(failure.retryAfterMs).toBe(retryAfterMs)
    if (!retryable) expect(failure.message).toContain('try again in 24 h')
  })

  test("as a date counts from the server's clock, not from ours", async () => {
    const headers = { date: 'Fri, 01 Jan 2010 10:00:00 GMT', 'retry-after': 'Fri, 01 Jan 2010 10:00:07 GMT' }
    expect((await failWith(refuse(503, 'busy', { headers }))).retryAfterMs).toBe(7_000)
  })
})

describe('an answer that is no stream', () => {
  test('a web page is said to be one', async () => {
    const failure = await failWith(showPage('<html><head><title>Hotel \u001b]0;x\u0007WiFi</title></head></html>'))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: false })
    expect(failure.message).toContain('("Hotel WiFi")')
  })

  test('a redirect is not followed', async () => {
    await using other = await startModelServer([answer('rm -rf /')])
    const failure = await failWith(redirectTo(`${other.url}/chat/completions`))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: false })
    expect(failure.message).toContain(`redirects to 127.0.0.1:${other.port} (307)`)
    expect([...other.requests, ...other.others]).toEqual([])
  })

  test('JSON with an error counts as that error', async () => {
    const body = { error: { message: 'slow down', type: 'rate_limit_error' } }
    expect((await failWith({ body })).code).toBe('model.rate_limited')
    expect(await failWith({ body: { detail: 'no such route' } })).toMatchObject({
      message: expect.stringContaining('no such route'),
    })
    expect(await failWith({ body: { choices: [] } })).toMatchObject({ code: 'model.truncated', retryable: true })
  })
})

describe('a stream', () => {
  test('that closes without an end is cut off', async () => {
    expect(await failWith(answer('rm -rf /tmp/x', { cut: 'end' }))).toMatchObject({
      code: 'model.truncated',
      retryable: true,
    })
    expect(await failWith(answer({ cut: 'end' }))).toMatchObject({ code: 'model.truncated', retryable: true })
  })

  test('that is empty but ends well is no answer', async () => {
    const failure = await failWith(answer())
    expect(failure).toMatchObject({ code: 'model.truncated', retryable: true })
    expect(failure.message).toContain('empty')
  })

  test('that is reset says so', async () => {
    const failure = await failWith(answer('ls', { pauseMs: 20 }, { cut: 'reset' }))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: true })
    expect(failure.message).toMatch(/^the connection to \S+ broke: ECONNRESET$/)
  })

  test('with an error event fails as the same status would', async () => {
    const quota = { error: { message: 'insufficient balance', type: 'exceeded_current_quota_error' } }
    expect(await failWith(answer('ls', { event: quota }))).toMatchObject({ code: 'model.quota', retryable: false })
    const coded = { error: { message: 'no', code: 503 } }
    expect(await failWith(answer({ event: coded }))).toMatchObject({ code: 'model.overloaded', retryable: true })
    expect(await failWith(answer({ event: { error: 'engine broke' } }))).toMatchObject({ code: 'model.overloaded' })
    const named = { raw: 'event: error\ndata: {"message":"bad key","type":"authentication_error"}\n\n' }
    expect(await failWith(answer(named))).toMatchObject({ code: 'model.auth' })
  })

  test('with an event that is not JSON is broken, and may be whole the next time', async () => {
    const failure = await failWith(answer('ls', { raw: 'data: {"choices":[{\n\n' }))
    expect(failure).toMatchObject({ code: 'model.truncated', retryable: true })
    expect(failure.message).toContain('not JSON')
    const json = { body: '{"choices":[{"mess', headers: { 'content-type': 'application/json' } }
    expect(await failWith(json)).toMatchObject({ code: 'model.truncated', retryable: true })
    expect(await failWith(answer({ event: { choices: [null] } }))).toMatchObject({ code: 'model.truncated' })
  })

  test('with a line that never ends is given up at 16 MB', async () => {
    const megabyte = { raw: 'x'.repeat(1024 * 1024) }
    const failure = await failWith(answer({ raw: 'data: {"choices":"' }, ...Array.from({ length: 24 }, () => megabyte)))
    expect(failure).toMatchObject({ code: 'model.invalid', retryable: false })
    expect(failure.message).toContain('a line of more than 16 MB')
  })

  test('whose server gives up in the middle is tried again', async () => {
    const failure = await failWith(answer('ls', { finish: 'insufficient_system_resource' }))
    expect(failure).toMatchObject({ code: 'model.overloaded', retryable: true })
  })
})

describe('silence', () => {
  test('before the first byte ends the wait', async () => {
    const failure = await failWith({ silent: true }, { stallMs: { firstByte: 300 } })
    expect(failure).toMatchObject({ code: 'model.stalled', retryable: true, attempts: 3 })
    expect(failure.message).toContain('no first byte for 0.3 s')
  })

  test('in the middle ends the wait', async () => {
    expect((await failWith(answer('ls', { stall: true }), { stallMs: { between: 50 } })).message).toContain(
      'no more bytes',
    )
  })

  test('filled with keep-alive comments ends the wait too', async () => {
    const comments = Array.from({ length: 60 }, () => [{ raw: ': ping\n\n' }, { pauseMs: 10 }]).flat()
    const failure = await failWith(answer('ls', ...comments), { stallMs: { between: 400, event: 300 } })
    expect(failure.message).toContain('nothing but keep-alives')
    const empty = Array.from({ length: 60 }, () => [
      { event: { choices: [{ delta: { content: '' } }] } },
      { pauseMs: 10 },
    ])
    const filled = await failWith(answer('ls', ...empty.flat()), { stallMs: { between: 400, event: 300 } })
    expect(filled.message).toContain('nothing but keep-alives')
  })

  test('after the end is no failure', async () => {
    await using server = await startModelServer([answer('ls', { finish: 'stop' }, { stall: true })])
    using client = connect(server.url, { stallMs: { between: 50 } })
    expect((await collect(client.stream)).at(-1)).toEqual({ type: 'end', reason: 'stop' })
  })
})

describe('no connection', () => {
  test.each([
    ['http://127.0.0.1:1/v1', 'cannot reach 127.0.0.1:1: the connection is refused (ECONNREFUSED)', true],
    [
      'http://nowhere.invalid/v1',
      'cannot reach nowhere.invalid: the host cannot be found, is the network up? (ENOTFOUND)',
      false,
    ],
  ])('%s is named with its cause', async (baseUrl, message, retryable) => {
    using client = connect(baseUrl)
    const failure = getFailure(await collect(client.stream))
    // Without any name server the system says EAI_AGAIN instead.
    expect(failure.message.replace('EAI_AGAIN', 'ENOTFOUND')).toBe(message)
    if (!failure.message.includes('EAI_AGAIN')) expect(failure.retryable).toBe(retryable)
  })

  test('nothing is tried a third time where nothing listens, but for a host of the network that has answered before', async () => {
    using client = connect('http://127.0.0.1:1/v1')
    expect(getFailure(await collect(client.stream)).attempts).toBe(2)
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
    const endpoint = { host: 'model.example', model: 'm', secrets: [], proxy: null, keyHint: '' }
    expect(explainConnectionError(refused, { ...endpoint, mayRestart: false }).attempts).toBe(2)
    expect(explainConnectionError(refused, { ...endpoint, mayRestart: true }).attempts).toBeUndefined()
    expect(explainConnectionError(refused, { ...endpoint, mayRestart: false }, true).attempts).toBeUndefined()
  })

  test('a server of this machine that has answered and was ended is not waited for', async () => {
    const server = await startModelServer([answer('one')])
    using client = connect(server.url)
    await collect(client.stream)
    await server[Symbol.asyncDispose]()
    expect(getFailure(await collect(client.stream))).toMatchObject({ attempts: 2, code: 'model.unreachable' })
  })

  test('a server that speaks no TLS is said so', async () => {
    await using server = await startModelServer([])
    using client = connect(server.url.replace('http:', 'https:'))
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: false })
    expect(failure.message).toMatch(/does not speak TLS/)
  })

  test('a base URL that is none is said so', async () => {
    using client = connect('ftp://user:secret@example.com')
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.invalid', retryable: false })
    expect(failure.message).not.toContain('secret@')
  })

  test('a key that cannot be one is said so', async () => {
    using client = connect('http://127.0.0.1:1/v1', { apiKey: 'sk-äbc-secret' })
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.auth', retryable: false })
    expect(failure.message).not.toContain('secret')
  })
})

describe('a proxy', () => {
  /** A proxy that gives the same answer to everything; resolves to its address and the first lines it saw. */
  async function startProxy(reply: string): Promise<{ host: string; seen: string[] } & Disposable> {
    const seen: string[] = []
    const server = createServer((socket) => {
      socket.once('data', (bytes) => {
        seen.push(bytes.toString().split('\r\n')[0] ?? '')
        socket.end(reply)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    return { host, seen, [Symbol.dispose]: () => void server.close() }
  }

  const NEEDS_PASSWORD = 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'

  test('that refuses the connection is named, without its password', async () => {
    using client = connect('http://model.invalid/v1', { proxyEnv: { HTTP_PROXY: 'http://me:pass@127.0.0.1:1' } })
    const failure = getFailure(await collect(client.stream))
    expect(failure.message).toBe(
      'cannot reach model.invalid: the connection is refused (ECONNREFUSED 127.0.0.1:1) (through the proxy 127.0.0.1:1 of HTTP_PROXY)',
    )
  })

  test.each(['http', 'https'])('that wants a password is said to, for %s', async (scheme) => {
    using proxy = await startProxy(NEEDS_PASSWORD)
    const proxyEnv = { [`${scheme}_proxy`]: proxy.host }
    using client = connect(`${scheme}://model.invalid/v1`, { proxyEnv })
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: false })
    expect(failure.message).toContain('407')
    expect(proxy.seen).toHaveLength(1)
  })

  test('that we cannot use is not gone around', async () => {
    await using server = await startModelServer([answer('ls')])
    using client = connect(server.url.replace('127.0.0.1', 'model.invalid'), {
      proxyEnv: { ALL_PROXY: 'ftp://me:pass@127.0.0.1:1' },
    })
    const failure = getFailure(await collect(client.stream))
    expect(failure).toMatchObject({ code: 'model.unreachable', retryable: false })
    expect(failure.message).toMatch(/ALL_PROXY: expected an http\(s\) or socks address, got ftp$/)
  })

  test('is chosen by variable, exceptions and loopback', () => {
    const choose = (url: string, env: NodeJS.ProcessEnv): string => {
      const choice = chooseProxy(new URL(url), env)
      return 'host' in choice ? `${choice.kind === 'socks' ? 'socks ' : ''}${choice.host}` : choice.kind
    }
    const env = {
      https_proxy: 'p:1',
      HTTPS_PROXY: 'p:2',
      HTTP_PROXY: 'http://u:p@p:3',
      no_proxy: 'intern.example, .a.com:8443',
    }
    expect(choose('https://api.moonshot.ai', env)).toBe('p:1')
    expect(choose('http://api.moonshot.ai', env)).toBe('p:3')
    expect(choose('https://x.intern.example', env)).toBe('direct')
    expect(choose('https://notintern.example', env)).toBe('p:1')
    expect(choose('https://b.a.com', env)).toBe('p:1')
    expect(choose('https://b.a.com:8443', env)).toBe('direct')
    expect(choose('http://127.0.0.1:80', env)).toBe('direct')
    expect(choose('http://[::1]:80', env)).toBe('direct')
    expect(choose('https://x.y', { ALL_PROXY: 'http://p:4' })).toBe('p:4')
    expect(choose('https://x.y', { ALL_PROXY: 'socks5h://p:4' })).toBe('socks p:4')
    expect(choose('https://x.y', { ALL_PROXY: 'http://p:4', NO_PROXY: '*' })).toBe('direct')
    expect(choose('https://x.y', { HTTPS_PROXY: '' })).toBe('direct')
  })
})
