// The troubles with a model that the README and `kimi help troubleshooting` list: each text is made by its fault here.

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SETUP_TOPICS } from '../../../src/cli/help/setup-topics.ts'
import type { Failure } from '../../../src/models/chat-stream.ts'
import { ERRORS } from '../../../src/protocol/errors.ts'
import { answer, redirectTo, refuse, showPage, startModelServer, type Reply } from '../../support/model-server.ts'
import { startSocksProxy } from '../../support/socks-proxy.ts'
import { collect, connect, getFailure, joinText, tokensOf } from './asking.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const CERTIFICATES = join(ROOT, 'test', 'fixtures', 'certificates')
const readCertificate = (name: string) => readFileSync(join(CERTIFICATES, name), 'utf8')

/** The failure of a request that gets this reply. */
async function failWith(reply: Reply, more: Parameters<typeof connect>[1] = {}): Promise<Failure> {
  await using server = await startModelServer([reply, reply])
  using client = connect(server.url, { keyHint: 'export MOONSHOT_API_KEY=…', ...more })
  return getFailure(await collect(client.stream))
}

/** A server with TLS. */
async function startSecure(certificate: string): Promise<{ url: string; requests: number } & AsyncDisposable> {
  const state = { url: '', requests: 0 }
  const options = { cert: readCertificate(certificate), key: readCertificate('server.key') }
  const server = createServer(options, (_, response) => {
    state.requests++
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end('data: {"choices":[{"delta":{"content":"safe"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return Object.assign(state, {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}

const LOGIN = tokensOf(async () => ({ ok: true, token: 'token-0123' }))

/** The faults: each with its text in the README's table, the command that is its hint, and the provider's reply. */
const REPLIES: [text: string, hint: string, reply: Reply, more?: Parameters<typeof connect>[1]][] = [
  ['does not accept the API key', 'export MOONSHOT_API_KEY=…', refuse(401, 'Invalid Authentication')],
  [
    'does not accept the login, which has expired or was ended',
    'kimi login',
    refuse(401, 'token expired'),
    { apiKey: LOGIN, keyHint: 'kimi login' },
  ],
  ['wants an active plan or balance (402)', 'kimi usage', refuse(402, 'no membership')],
  ['says the plan is used up (403)', 'kimi usage', refuse(403, "You've reached your usage limit for this period")],
  [
    'does not serve this region (403)',
    'kimi help models',
    refuse(403, 'not available in your country', { type: 'forbidden' }),
  ],
  ['denies access for this account, plan or region (403)', 'kimi help models', refuse(403, 'access terminated')],
  ['says the account is out of quota', 'kimi usage', refuse(429, 'check', { type: 'exceeded_current_quota_error' })],
  ['asks for fewer requests', 'kimi usage', refuse(429, 'too many requests', { type: 'rate_limit_reached_error' })],
  [
    'is overloaded',
    'kimi model list',
    refuse(429, 'The engine is currently overloaded', { type: 'engine_overloaded_error' }),
  ],
  ['cannot answer now (503)', 'kimi model list', refuse(503, 'down')],
  ['does not know the model kimi-test or this address (404)', 'kimi model list', refuse(404, 'no such model')],
  ['is this a login page', 'kimi doctor', showPage('<html><title>Hotel WiFi</title></html>')],
  ['is this a login page', 'kimi doctor', redirectTo('http://hotel.example/login', 302)],
]

test.each(REPLIES)('a reply that says: %s → %s', async (text, hint, reply, more) => {
  const failure = await failWith(reply, more)
  expect(failure.message).toContain(text)
  expect(failure.hint ?? ERRORS[failure.code].hint).toBe(hint)
  expect(failure.message).toMatch(/^[^\n]{1,400}$/)
})

describe('a certificate', () => {
  test.each([
    ['server.pem', 'an authority that is not trusted here', 'export NODE_EXTRA_CA_CERTS=FILE', {}],
    [
      'expired.pem',
      'has expired; is the clock of this machine right',
      'date',
      { SSL_CERT_FILE: join(CERTIFICATES, 'ca.pem') },
    ],
    [
      'elsewhere.pem',
      'its certificate belongs to another host',
      'kimi doctor',
      { SSL_CERT_FILE: join(CERTIFICATES, 'ca.pem') },
    ],
  ])('%s is refused before anything is sent: %s → %s', async (certificate, text, hint, proxyEnv) => {
    await using server = await startSecure(certificate)
    using client = connect(server.url, { proxyEnv })
    const failure = getFailure(await collect(client.stream))
    expect(failure.message).toContain(text)
    expect(failure.hint ?? ERRORS[failure.code].hint).toBe(hint)
    expect(server.requests).toBe(0)
  })

  test.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])('of an authority that %s names is trusted', async (variable) => {
    await using server = await startSecure('server.pem')
    using client = connect(server.url, { proxyEnv: { [variable]: join(CERTIFICATES, 'ca.pem') } })
    expect(joinText(await collect(client.stream))).toBe('safe')
  })

  test('file that is not there is named', async () => {
    using client = connect('https://127.0.0.1:1/v1', { proxyEnv: { SSL_CERT_FILE: '/no/such.pem' } })
    const failure = getFailure(await collect(client.stream))
    expect(failure.message).toBe('cannot reach 127.0.0.1:1: SSL_CERT_FILE names a file that cannot be read: ENOENT')
    expect(failure.hint).toBe('env | grep CERT')
  })
})

describe('a SOCKS proxy', () => {
  test.each(['socks5', 'socks5h', 'socks'])('leads to the provider, and looks its name up, with %s', async (scheme) => {
    await using server = await startModelServer([answer('ls'), answer('pwd')])
    await using proxy = await startSocksProxy(server.port, 'pass')
    const proxyEnv = { ALL_PROXY: `${scheme}://me:pass@127.0.0.1:${proxy.port}` }
    using client = connect(`http://model.invalid:${server.port}/v1`, { proxyEnv })
    expect(joinText(await collect(client.stream))).toBe('ls')
    expect(joinText(await collect(client.stream))).toBe('pwd')
    expect(proxy.asked, 'the connection stays open').toEqual(['model.invalid'])
  })

  test('carries TLS', async () => {
    await using server = await startSecure('server.pem')
    await using proxy = await startSocksProxy(Number(new URL(server.url).port))
    const proxyEnv = { HTTPS_PROXY: `socks5://127.0.0.1:${proxy.port}`, SSL_CERT_FILE: join(CERTIFICATES, 'ca.pem') }
    using client = connect('https://model.test/v1', { proxyEnv })
    expect(joinText(await collect(client.stream))).toBe('safe')
  })

  test('that refuses is named, without its password', async () => {
    await using server = await startModelServer([])
    await using proxy = await startSocksProxy(server.port, 'right')
    const proxyEnv = { ALL_PROXY: `socks5://me:wrong-pass@127.0.0.1:${proxy.port}` }
    using client = connect('http://model.invalid/v1', { proxyEnv })
    const failure = getFailure(await collect(client.stream))
    expect(failure.message).toMatch(
      /^cannot reach model.invalid: .* \(through the proxy 127\.0\.0\.1:\d+ of ALL_PROXY\)$/,
    )
    expect(failure.message).not.toContain('wrong-pass')
    expect(failure.hint).toBe('echo $ALL_PROXY')
  })
})

test('a host whose name nobody knows, as without a network, is said to be unknown → kimi doctor', async () => {
  using client = connect('http://nowhere.invalid/v1')
  const failure = getFailure(await collect(client.stream))
  expect(failure.message).toMatch(/is the network up\? \(E[A-Z_]+\)$/)
  expect(failure.hint ?? ERRORS[failure.code].hint).toBe('kimi doctor')
})

test('credentials never follow a redirect, whichever protocol', async () => {
  await using evil = await startModelServer([])
  for (const protocol of ['chat', 'responses', 'anthropic', 'gemini'] as const) {
    await using server = await startModelServer(() => redirectTo(`${evil.url}/chat/completions`))
    server.answerOthers({})
    using client = connect(server.url, { protocol })
    expect(getFailure(await collect(client.stream)).type).toBe('failed')
  }
  expect([...evil.requests, ...evil.others]).toEqual([])
})

test('each text of the tables is one of those above', () => {
  const help = SETUP_TOPICS['troubleshooting']!.text().replaceAll(/\s+/g, ' ')
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| … ([^|]+?) \| `([^`]+)`/gm)]
  expect(rows.length).toBeGreaterThanOrEqual(8)
  const known = REPLIES.map(([text, hint]) => `${text} ${hint}`)
  known.push(
    'is the network up? kimi doctor',
    'is not trusted export NODE_EXTRA_CA_CERTS=FILE',
    'through the proxy echo $HTTPS_PROXY',
  )
  for (const [, text, hint] of rows) expect(known).toContain(`${text} ${hint}`)
  expect(help).toContain('README')
})
