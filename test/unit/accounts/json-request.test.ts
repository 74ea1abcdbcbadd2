import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { requestJson } from '../../../src/accounts/json-request.ts'
import { PROXY_CERTIFICATE, startHttpProxy } from '../../support/http-proxy.ts'
import { startSocksProxy } from '../../support/socks-proxy.ts'

const CERTIFICATES = join(import.meta.dirname, '..', '..', 'fixtures', 'certificates')
const readCertificate = (name: string) => readFileSync(join(CERTIFICATES, name), 'utf8')

const ask = (url: string, limitMs = 5_000) =>
  requestJson({ url, method: 'GET', headers: { Authorization: 'Bearer secret' }, limitMs })

async function serve(answer: RequestListener, tls?: { key: string; cert: string }) {
  const server = tls ? createHttps(tls, answer) : createHttp(answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = String((server.address() as AddressInfo).port)
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { port, host: `127.0.0.1:${port}`, [Symbol.asyncDispose]: close }
}

test('credentials go over TLS, and to this machine', async () => {
  const reason = (url: string) => ({ ok: false, reason: `expected an https address, got "${url}"` })
  for (const url of ['http://api.kimi.com/x', 'ftp://127.0.0.1/', 'no address'])
    expect(await ask(url)).toEqual(reason(url))
})

test('a redirect is an answer, and the token follows it nowhere', async () => {
  const asked: string[] = []
  await using to = await serve((request, response) => void response.end(asked.push(request.url ?? '')))
  await using from = await serve(
    (_, response) => void response.writeHead(302, { location: `http://${to.host}/` }).end(),
  )
  expect(await ask(`http://${from.host}/`)).toEqual({ ok: true, status: 302, body: undefined })
  expect(asked).toEqual([])
})

test('a certificate that nobody vouches for is refused in words, also where checks are switched off for all', async () => {
  // The key and certificate were made for this test, and are used nowhere else.
  const pem = readFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'self-signed.pem'), 'utf8')
  await using server = await serve((_, response) => void response.end('{}'), { key: pem, cert: pem })
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  const reply = await ask(`https://${server.host}/`)
  if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
  expect(reply).toEqual({ ok: false, reason: `${server.host}: its certificate is signed by itself` })
})

test('no answer, half an answer, too long an answer and a page of the network are values', async () => {
  await using silent = await serve(() => {})
  expect(await ask(`http://${silent.host}/`, 50)).toEqual({ ok: false, reason: `${silent.host}: no answer` })
  await using cut = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '9' })
    response.write('{"a"', () => response.socket?.destroy())
  })
  expect(await ask(`http://${cut.host}/`)).toEqual({ ok: false, reason: `${cut.host}: the connection was cut` })
  await using long = await serve((_, response) => void response.end(`"${'x'.repeat(2_000_000)}"`))
  expect(await ask(`http://${long.host}/`)).toEqual({ ok: false, reason: `${long.host}: the answer is too long` })
  await using page = await serve((_, response) => void response.end('<html>log in to the hotel'))
  expect(await ask(`http://${page.host}/`)).toEqual({ ok: true, status: 200, body: undefined })
})

describe('through a proxy', () => {
  const NAMES = ['HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']
  const variables = (own: Record<string, string>) => {
    for (const name of NAMES) vi.stubEnv(name, own[name])
  }
  afterEach(() => vi.unstubAllEnvs())

  test('of HTTP, with a certificate of one’s own, an account’s host is reached', async () => {
    await using server = await serve((_, response) => void response.end('{"a":1}'))
    await using proxy = await startHttpProxy(Number(server.port), 'pass')
    for (const certificates of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
      variables({ HTTPS_PROXY: proxy.url, [certificates]: PROXY_CERTIFICATE })
      expect(await ask('https://auth.kimi.com/x')).toEqual({ ok: true, status: 200, body: { a: 1 } })
    }
    expect(proxy.asked).toEqual(['auth.kimi.com:443', 'auth.kimi.com:443'])
    variables({ HTTPS_PROXY: proxy.url })
    expect(await ask('https://auth.kimi.com/x')).toMatchObject({ reason: expect.stringContaining('signed by itself') })
  })

  test('of SOCKS, too', async () => {
    const tls = { key: readCertificate('server.key'), cert: readCertificate('server.pem') }
    await using server = await serve((_, response) => void response.end('{"a":1}'), tls)
    await using proxy = await startSocksProxy(Number(server.port), 'pass')
    variables({
      ALL_PROXY: `socks5h://me:pass@127.0.0.1:${proxy.port}`,
      SSL_CERT_FILE: join(CERTIFICATES, 'ca.pem'),
    })
    expect(await ask('https://model.test/x')).toEqual({ ok: true, status: 200, body: { a: 1 } })
    expect(proxy.asked).toEqual(['model.test'])
  })

  test('that refuses is named without its password, and one that cannot be used is not gone around', async () => {
    await using server = await serve((_, response) => void response.end('{}'))
    await using proxy = await startHttpProxy(Number(server.port), 'right')
    variables({ HTTPS_PROXY: proxy.url.replace('right', 'wrong-pass') })
    const refused = await ask('https://auth.kimi.com/x')
    expect(refused).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/407.*\(through the proxy 127.*HTTPS_PROXY\)/),
    })
    expect(JSON.stringify(refused)).not.toContain('wrong-pass')
    variables({ ALL_PROXY: 'ftp://127.0.0.1:1' })
    const reason = 'auth.kimi.com: ALL_PROXY: expected an http(s) or socks address, got ftp'
    expect(await ask('https://auth.kimi.com/x')).toEqual({ ok: false, reason })
  })
})
